"""Files under their hashes: what was kept is read byte by byte, or not at all."""

import os
from hashlib import sha256

import pytest

from ocop_verify.durable import FileLost, Kept

CONTENT = b"%PDF-1.7 the decision"
DIGEST = sha256(CONTENT).hexdigest()


@pytest.fixture
def kept(tmp_path) -> Kept:
    kept = Kept(tmp_path)
    assert kept.keep(CONTENT) == DIGEST
    return kept


def test_what_was_kept_is_read_and_readable_by_the_site_alone(kept):
    assert kept.read(DIGEST) == kept.find(DIGEST) == CONTENT
    assert kept.path(DIGEST).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("harm", [CONTENT[:-1], CONTENT.replace(b"1", b"2"), b"", CONTENT + b"\n"])
def test_a_file_that_has_changed_is_not_read_and_the_log_names_it(kept, caplog, harm):
    kept.path(DIGEST).write_bytes(harm)
    with pytest.raises(FileLost):
        kept.read(DIGEST)
    assert kept.find(DIGEST) is None
    assert f"{DIGEST} is not what it was" in caplog.text


def test_a_file_that_is_gone_may_be_missed_and_whoever_needs_it_is_told(kept, caplog):
    kept.path(DIGEST).unlink()
    assert kept.find(DIGEST) is None
    assert caplog.text == ""
    with pytest.raises(FileLost):
        kept.read(DIGEST)
    assert f"{DIGEST} is lost" in caplog.text


def test_a_file_is_whole_until_it_is_touched_even_when_its_dates_are_set_back(kept):
    path = kept.path(DIGEST)
    assert [kept.is_whole(each) for each in (DIGEST, DIGEST, "0" * 64, None)] == [True, True, False, False]
    facts = path.stat()
    path.write_bytes(CONTENT.replace(b"1", b"2"))
    os.utime(path, ns=(facts.st_atime_ns, facts.st_mtime_ns))
    assert not kept.is_whole(DIGEST)
    path.unlink()
    assert not kept.is_whole(DIGEST)


def test_a_damaged_file_is_whole_again_when_it_is_kept_again(kept):
    kept.path(DIGEST).write_bytes(b"something else")
    kept.keep(CONTENT)
    assert kept.read(DIGEST) == CONTENT


def test_a_file_that_is_kept_already_is_not_written_again(kept):
    before = kept.path(DIGEST).stat().st_ino
    kept.keep(CONTENT)
    assert kept.path(DIGEST).stat().st_ino == before
