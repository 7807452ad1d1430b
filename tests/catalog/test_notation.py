"""The catalogue as bytes: what was signed comes back, and nothing else does."""

from base64 import urlsafe_b64encode
from dataclasses import replace
from datetime import date, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ocop_verify.catalog.notation import DamagedCatalogue, encode_key, read_header, seal, unseal
from ocop_verify.domain.records import (
    Extension,
    LabelKey,
    Revocation,
    RevocationGround,
    Suspension,
    VoidRange,
)
from tests.cast import NOW, make_authority, make_batch, make_catalogue, make_certification, make_decision

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
TRUSTED = {encode_key(KEY.public_key())}
EVENTFUL = make_catalogue(
    make_authority(existed_until=date(2025, 6, 30), successor="UBND tỉnh Lâm Đồng"),
    make_batch(voids=(VoidRange(3, 5, "in hỏng"),)),
    make_certification(
        printed_until=date(2028, 8, 4),
        score="85,5",
        extension=Extension(date(2028, 12, 1), "26/2026/QĐ-TTg, Điều 12"),
        suspensions=(Suspension(date(2026, 1, 2), "chờ kiểm tra", lifted_on=date(2026, 2, 3)),),
        revocation=Revocation(date(2026, 9, 1), RevocationGround.MARK_MISUSED, "9/QĐ-UBND"),
    ),
    make_decision(document="ab" * 32),
    LabelKey(1, bytes(32), date(2025, 1, 1), retired_on=date(2026, 1, 1)),
)


def test_everything_comes_back_as_it_was():
    assert unseal(seal(EVENTFUL, KEY), TRUSTED) == EVENTFUL


def test_the_same_catalogue_gives_the_same_bytes():
    assert seal(EVENTFUL, KEY) == seal(EVENTFUL, KEY)


def test_it_is_one_record_a_line_after_two_lines():
    lines = seal(EVENTFUL, KEY).splitlines()
    assert len(lines) - 2 == read_header(seal(EVENTFUL, KEY), TRUSTED).records


def test_it_says_when_to_fetch_again_and_until_when_to_trust():
    header = read_header(seal(EVENTFUL, KEY), TRUSTED)
    assert header.compiled_at == NOW
    assert timedelta(seconds=header.ttl_seconds) < header.trust_until - header.compiled_at


def test_no_changed_byte_is_accepted():
    data = seal(EVENTFUL, KEY)
    for place in range(len(data)):
        changed = data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]
        with pytest.raises(DamagedCatalogue):
            unseal(changed, TRUSTED)


@pytest.mark.parametrize("length", [0, 1, 100, -1])
def test_a_cut_copy_is_damaged(length):
    with pytest.raises(DamagedCatalogue):
        unseal(seal(EVENTFUL, KEY)[:length], TRUSTED)


def test_a_stranger_may_not_sign():
    stranger = Ed25519PrivateKey.from_private_bytes(bytes(32))
    with pytest.raises(DamagedCatalogue):
        unseal(seal(EVENTFUL, stranger), TRUSTED)


def test_a_label_signature_is_no_catalogue_signature():
    header, _, rest = seal(EVENTFUL, KEY).partition(b"\n")
    _, _, body = rest.partition(b"\n")
    other_purpose = urlsafe_b64encode(KEY.sign(b"ocop-label-v1\x00" + header)).rstrip(b"=")
    with pytest.raises(DamagedCatalogue):
        unseal(b"\n".join((header, other_purpose, body)), TRUSTED)


def test_a_newer_version_replaces_records_and_keeps_the_rest():
    newer = EVENTFUL.updated(8, NOW, [make_certification(stars=3)])
    assert newer.certifications[1].stars == 3
    assert EVENTFUL.certifications[1].stars == 4, "a value that somebody reads never changes"
    assert newer.certifications[901] == EVENTFUL.certifications[901]
    assert newer == replace(newer, version=8)
