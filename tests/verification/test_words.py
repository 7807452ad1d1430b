"""Every headline is told in full, in both languages, in words that accuse nobody."""

import pytest
from PIL import Image

from ocop_verify.catalog.words import GROUNDS, PRODUCER_TYPES, WORDS
from ocop_verify.config import ROOT
from ocop_verify.domain.records import ProducerType, RevocationGround
from ocop_verify.domain.verdict import STARRED, Headline
from ocop_verify.web.translations import load

# What everybody in the field calls these states; they are part of the contract.
FIXED = {
    Headline.IN_FORCE: "Đang được công nhận",
    Headline.EXPIRED: "Đã hết hạn công nhận",
    Headline.REVOKED: "Đã bị thu hồi",
    Headline.UNKNOWN: "Không tìm thấy mã này",
    Headline.FORGED: "Mã không hợp lệ",
}
ACCUSING = ("hàng giả", "lừa", "gian", "fake", "fraud", "counterfeit")
# "Not found is not fake" has to say the word.
DENIALS = ("chưa phải là hàng giả", "does not mean fake")


@pytest.fixture(scope="module")
def english():
    return load("en").gettext


def every_text():
    for words in WORDS.values():
        yield from (words.state, words.sentence, *words.advice, *filter(None, [words.band]))


@pytest.mark.parametrize("headline", Headline)
def test_each_headline_has_state_sentence_and_two_lines_of_advice(headline):
    words = WORDS[headline]
    assert words.state
    assert words.sentence.endswith(".")
    assert [line[-1] for line in words.advice] == [".", "."]


@pytest.mark.parametrize("text", sorted(set(every_text())))
def test_each_text_is_there_in_english_with_the_same_values(text, english):
    assert english(text) != text
    values = {"stars": 4, "until": "01/02/2029", "since": "03/04/2026", "on": "05/06/2026"}
    for shown in (text % values, english(text) % values):
        assert "%(" not in shown


@pytest.mark.parametrize("text", sorted(set(every_text())))
def test_no_text_accuses_anybody(text, english):
    shown = f"{text} {english(text)}".lower()
    for denial in DENIALS:
        shown = shown.replace(denial, "")
    assert [word for word in ACCUSING if word in shown] == []


def test_no_two_headlines_are_told_alike():
    assert len({words.state for words in WORDS.values()}) == len(Headline)
    assert len({words.sentence for words in WORDS.values()}) == len(Headline)


@pytest.mark.parametrize(("headline", "state"), FIXED.items())
def test_the_words_that_everybody_knows_are_kept(headline, state):
    assert WORDS[headline].state == state


def test_state_words_are_short_enough_for_a_small_phone(english):
    states = [words.state for words in WORDS.values()]
    assert [state for state in [*states, *map(english, states)] if len(state) > 26] == []


def test_a_headline_that_draws_stars_does_not_repeat_their_number():
    assert [headline for headline in STARRED if "%(stars)" in WORDS[headline].band] == []


@pytest.mark.parametrize("headline", Headline)
def test_the_pictures_of_a_shared_link_say_the_same_words(headline, english):
    """Where they do not: scripts/draw_share_pictures.py."""
    state = WORDS[headline].state
    for language, word in (("vi", state), ("en", english(state))):
        with Image.open(ROOT / f"static/img/share/{language}-{headline}.png") as picture:
            assert picture.text["Description"] == word


def test_every_ground_and_every_legal_form_has_a_word():
    assert GROUNDS.keys() == set(RevocationGround)
    assert PRODUCER_TYPES.keys() == set(ProducerType)
