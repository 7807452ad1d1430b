"""The English catalogue and the sources say the same things: nothing missing, fuzzy or left over."""

import os
import re
import shutil

import pytest

from ocop_verify.web.translations import FOLDER, extracted, load, read, update

PLACEHOLDER = re.compile(r"%\(\w+\)[.\d]*[a-z]")
SOURCE = FOLDER / "en" / "LC_MESSAGES" / "messages.po"


@pytest.fixture(scope="module")
def sources():
    """Every message of the code and the pages, as extracted now."""
    return {message.id for message in extracted() if message.id}


@pytest.fixture(scope="module")
def english():
    return {message.id: message for message in read(SOURCE) if message.id}


def texts(message):
    return [message.string] if isinstance(message.string, str) else list(message.string)


def ids(message):
    return [message.id] if isinstance(message.id, str) else list(message.id)


def test_the_sources_are_read(sources):
    """From Python (marked and looked up), from templates, and with a plural."""
    assert {"Đang được công nhận", "Không có trang này", "Chia sẻ"} <= sources
    assert ("%(num)d sản phẩm", "%(num)d sản phẩm") in sources


def test_no_message_is_missing_in_english(sources, english):
    assert sorted(map(str, sources - english.keys())) == []
    assert [key for key in sources if not all(texts(english[key]))] == []


def test_no_message_is_left_over(sources, english):
    assert sorted(map(str, english.keys() - sources)) == []


def test_no_message_is_fuzzy(english):
    assert [key for key, message in english.items() if message.fuzzy] == []


def test_the_values_of_a_message_are_the_same_in_both_languages(english):
    def values(text):
        return sorted(PLACEHOLDER.findall(text))

    assert [
        key
        for key, message in english.items()
        for text in filter(None, texts(message))
        if values(text) != values(ids(message)[0])
    ] == []


def test_a_message_ends_in_english_as_it_does_in_vietnamese(english):
    """A sentence stays a sentence, a caption a caption; only a colon may follow a space."""
    ends = ".?:"
    assert [
        key
        for key, message in english.items()
        for text in filter(None, texts(message))
        if (text.strip()[-1] in ends) != (ids(message)[0].strip()[-1] in ends)
    ] == []


# --- compiling ----------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path):
    """A copy of the catalogues, not compiled."""
    shutil.copytree(FOLDER, tmp_path / "translations", ignore=shutil.ignore_patterns("*.mo"))
    return tmp_path / "translations"


def test_a_missing_catalogue_is_compiled_and_kept(folder):
    assert load("en", folder).gettext("Chia sẻ") == "Share"
    assert (folder / "en" / "LC_MESSAGES" / "messages.mo").exists()


def test_a_compiled_catalogue_is_used_while_it_is_newer_than_its_source(folder):
    load("en", folder)
    source = folder / "en" / "LC_MESSAGES" / "messages.po"
    source.write_text(source.read_text("utf-8").replace('"Share"', '"Pass on"'), "utf-8")
    os.utime(source, (1, 1))
    assert load("en", folder).gettext("Chia sẻ") == "Share"
    os.utime(source)
    os.utime(source.with_suffix(".mo"), (1, 1))
    assert load("en", folder).gettext("Chia sẻ") == "Pass on"


def test_it_is_compiled_in_memory_where_nothing_can_be_written(folder):
    """The place of the compiled file is taken by a folder, which not even root can replace by a file."""
    (folder / "en" / "LC_MESSAGES" / "messages.mo").mkdir()
    os.utime(folder / "en" / "LC_MESSAGES" / "messages.mo", (1, 1))
    assert load("en", folder).gettext("Chia sẻ") == "Share"


def test_an_update_adds_new_messages_empty_and_drops_old_ones(folder):
    source = folder / "en" / "LC_MESSAGES" / "messages.po"
    text = source.read_text("utf-8").replace('msgid "Chia sẻ"', 'msgid "Chia sẻ xưa"')
    source.write_text(text, "utf-8")
    update([source])
    found = {message.id: message.string for message in read(source)}
    assert found["Chia sẻ"] == ""
    assert "Chia sẻ xưa" not in found
    assert found["Trang chủ"] == "Home"
