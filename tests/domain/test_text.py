"""Folding Vietnamese text, with the spellings that real files bring."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocop_verify.domain.text import clean, fold, nfc, words

VIETNAMESE = st.text(
    "aăâbcdđeêghiklmnoôơpqrstuưvxyAĂÂĐÊÔƠƯ" + "\u0300\u0301\u0303\u0309\u0323" + " -_'\u200b\u00a0"
)
ANY_TEXT = st.text(st.characters(), max_size=30) | VIETNAMESE


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        ("Hòa Bình", "Hoà Bình", "the tone may stand on either vowel"),
        ("Thanh Hóa", "THANH HOÁ", "both at once: case and tone spelling"),
        ("thủy sản", "thuỷ sản", "uy has two spellings too"),
        ("Đắk Nông", "dak nong", "đ is a letter of its own, not d with an accent"),
        ("Đắk Lắk", "Ðắk Lắk", "Icelandic eth looks the same as Đ"),
        ("Nước mắm Phú Quốc", "nuoc mam phu quoc", "how people type in a search box"),
        ("Rượu nếp", unicodedata.normalize("NFD", "Rượu nếp"), "files from a Mac are decomposed"),
        ("Phở", "Phơ\u0309", "Windows-1258 writes the vowel composed and the tone apart"),
        ("Bến Tre", "B\u1ebf\u200bn\u00a0 Tre\n", "zero-width, no-break and line break"),
        ("OCOP 4", "ＯＣＯＰ　４", "full-width forms from an input method"),
        ("Bà Rịa - Vũng Tàu", "Bà Rịa – Vũng Tàu", "a word processor makes the hyphen a dash"),
        ("Hạt mắc-ca", "Hạt mắc‑ca", "no-break hyphen"),
        ("Trà 'Ô long'", "Trà ‘Ô long’", "curly quotes"),
        ('Mật "Hoa"', "Mật “Hoa”", "curly double quotes"),
        ("Mắm", "M\u1eaf\u00adm", "a soft hyphen is not seen"),
        ("İstanbul", "istanbul", "a capital whose lower case has a mark"),
    ],
)
def test_two_spellings_fold_alike(one: str, other: str, reason: str) -> None:
    assert fold(one) == fold(other), reason


@pytest.mark.parametrize(
    ("one", "other"),
    [("Hà Nam", "Hà Nội"), ("Rượu 1", "Rượu 2"), ("mắc-ca", "mắc ca"), ("chè", "trà")],
)
def test_different_names_stay_different(one: str, other: str) -> None:
    assert fold(one) != fold(other)


def test_every_vietnamese_letter_folds_to_one_plain_letter() -> None:
    plain = {"a": "aăâ", "e": "eê", "i": "i", "o": "oôơ", "u": "uư", "y": "y"}
    for letter, vowels in plain.items():
        for vowel in vowels:
            for tone in ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323"):
                assert fold(nfc(vowel + tone)) == letter
                assert fold(nfc(vowel + tone).upper()) == letter


@given(ANY_TEXT)
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert words(words(text)) == words(text)


@given(ANY_TEXT)
def test_the_unicode_form_of_the_input_does_not_matter(text: str) -> None:
    for form in ("NFC", "NFD"):
        assert fold(unicodedata.normalize(form, text)) == fold(text)
        assert words(unicodedata.normalize(form, text)) == words(text)


@given(VIETNAMESE)
def test_case_does_not_matter(text: str) -> None:
    assert fold(text.upper()) == fold(text) == fold(text.lower())


@given(VIETNAMESE)
def test_vietnamese_text_folds_to_ascii(text: str) -> None:
    assert fold(text).isascii()


@given(ANY_TEXT)
def test_clean_text_is_composed_on_one_line_and_stays_as_it_is(text: str) -> None:
    cleaned = clean(text)
    assert cleaned == nfc(cleaned) == " ".join(cleaned.split())
    assert clean(cleaned) == cleaned


@given(ANY_TEXT)
def test_clean_text_can_be_written_to_a_file(text: str) -> None:
    for written in (clean(text + "\ud800"), fold(text + "\ud800")):
        assert written.encode().decode() == written
        assert not any(unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co") for character in written)


@pytest.mark.parametrize(
    ("raw", "stored", "reason"),
    [
        ("  Mắm   nêm ", "Mắm nêm", "spaces at the ends and in the middle"),
        ("__Trà sen", "Trà sen", "lists are indented with underscores"),
        ("_ _ Trà sen", "Trà sen", "and with spaced ones"),
        ("Trà_sen", "Trà_sen", "an underscore inside belongs to the name"),
        ("Ma\u0306\u0301m", "Mắm", "decomposed letters are composed"),
        ("Mắm\r\nnêm", "Mắm nêm", "a line break inside a cell"),
        ("\ufeffTên", "Tên", "a byte order mark that was read as text"),
        ("giá\u202e001", "giá001", "direction marks could disguise a number"),
        ("Trà\ue000 sen", "Trà sen", "private use: kept pages mark their slots with it"),
        ("Trà\U000f0000 sen", "Trà sen", "private use beyond the first plane"),
        ("Trà\uffff sen", "Trà sen", "not a character, and refused by XML"),
        ("Trà 🍵", "Trà 🍵", "a picture can be seen"),
        ("", "", "nothing stays nothing"),
    ],
)
def test_clean_keeps_what_can_be_seen(raw: str, stored: str, reason: str) -> None:
    assert clean(raw) == stored, reason


def test_clean_keeps_case_accents_and_tone_spelling() -> None:
    assert clean("Hoà Bình") == "Hoà Bình"


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Bà Rịa - Vũng Tàu", "ba ria vung tau"),
        ("Bà Rịa-Vũng Tàu", "ba ria vung tau"),
        ("Bộ NN&PTNT", "bo nn ptnt"),
        ("TP.HCM", "tp hcm"),
        ("Xã/phường", "xa phuong"),
        ("***", ""),
    ],
)
def test_words_are_letters_and_digits_only(text: str, key: str) -> None:
    assert words(text) == key
