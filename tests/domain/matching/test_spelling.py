"""Two spellings of one word are one, two words are two."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocop_verify.domain.matching.spelling import (
    is_one_slip,
    is_syllable,
    marks_agree,
    read_words,
    typed_as,
    word_of,
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hòa", "Hoà"),
        ("thúy", "thuý"),
        ("MẮM", "mắm"),
        ("Mỹ", "Mĩ"),
        ("quy", "qui"),
        ("Đắk", "đắk"),
        pytest.param("ðắk", "đắk", id="the Icelandic letter of some keyboards"),
        ("mắm", unicodedata.normalize("NFD", "mắm")),
    ],
)
def test_it_is_the_same_word_however_it_is_written(one, other):
    assert word_of(one) == word_of(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("dừa", "dứa"), ("hồng", "hống"), ("tướng", "tường"), ("mỳ", "mý")],
)
def test_marks_make_another_word_of_the_same_letters(one, other):
    assert word_of(one).fold == word_of(other).fold
    assert not marks_agree(word_of(one), word_of(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("mam", "mắm", id="no marks were written"),
        pytest.param("mằm", "mằm", id="equal"),
        pytest.param("măm", "mắm", id="the tone was forgotten"),
    ],
)
def test_marks_that_are_missing_contradict_nothing(one, other):
    assert marks_agree(word_of(one), word_of(other))


@pytest.mark.parametrize(
    ("keys", "word"),
    [
        ("mawms", "mam"),
        ("ma8m1", "mam"),
        ("nuwowcs", "nuoc"),
        ("nu7o7c1", "nuoc"),
        ("nghej", "nghe"),
        ("ddieuf", "dieu"),
        ("ca1", "ca"),
        ("hwowng", "huong"),
    ],
)
def test_keys_of_an_input_method_that_was_off_are_read(keys, word):
    assert typed_as(keys) == word


@pytest.mark.parametrize("word", ["seagull", "st25", "organic", "natural", "fresh", "mam", "500g", "", "x"])
def test_what_is_no_keys_is_left_alone(word):
    assert typed_as(word) is None


@pytest.mark.parametrize(
    "word", ["nghe", "thuyen", "quy", "gieng", "mam", "ngoc", "yen", "oanh", "khuyu", "dak"]
)
def test_a_vietnamese_syllable_is_known_without_marks(word):
    assert is_syllable(word)


@pytest.mark.parametrize("word", ["macca", "coffee", "seagull", "kgo", "nge", "ciem", "mawms", ""])
def test_what_no_syllable_can_be_is_none(word):
    assert not is_syllable(word)


@pytest.mark.parametrize(
    ("one", "other"),
    [("mam", "mram"), ("mam", "ma"), ("nuoc", "nouc"), ("khoai", "khoei"), ("mam", "mams")],
)
def test_one_letter_is_one_slip(one, other):
    assert is_one_slip(one, other)
    assert is_one_slip(other, one)


@pytest.mark.parametrize(("one", "other"), [("mam", "mam"), ("mam", "nem"), ("mam", "mamab"), ("", "ab")])
def test_no_slip_and_two_slips_are_not_one(one, other):
    assert not is_one_slip(one, other)


@pytest.mark.parametrize(
    "text", ["Nước mắm cá cơm", "Hòa Bình", "Đắk Nông", "giếng", "khuỷu", "Mơ Nông", "già"]
)
def test_a_word_is_shown_as_it_was_written(text):
    assert " ".join(word.shown for word in read_words(text)) == text.lower()


@given(st.text(max_size=60))
def test_any_text_can_be_read_and_reads_the_same_decomposed(text):
    composed, decomposed = (unicodedata.normalize(form, text) for form in ("NFKC", "NFKD"))
    assert read_words(composed) == read_words(decomposed)
