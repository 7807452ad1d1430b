"""Words as people write and type them, so that two spellings of one word can be told from two words.

A word has two forms. ``fold`` is without case and marks: what is left when somebody types "nuoc mam".
``marked`` keeps the marks, with the tone behind the word, so that "Hòa" and "Hoà" are one. Where nobody wrote
marks, both forms are equal and the marks are unknown rather than absent.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

_WORD = re.compile(r"(?:[^\W_][\u0300-\u036f]*)+")
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
_SIGNS = frozenset("\u0302\u0306\u031b")  # of â, ă, ơ: they make another letter, not a tone
# "Mỹ" and "Mĩ", "lý" and "lí", "quy" and "qui" are two customs of one word.
_OPEN_Y = re.compile(r"^(h|k|l|m|s|t|v|b|qu)y(?=$|[\u0300-\u036f]*$)")
_RARE_LETTERS = str.maketrans({"ð": "đ", "ɖ": "đ"})

# One syllable without marks: what may begin it, and every rhyme of the language (k ends highland ones).
_RHYMES = (
    "a(?:ch?|i|m|ng?|nh|o|p|t|u|y|k)?|e(?:ch?|m|ng?|nh|o|p|t|u)?|i(?:ch?|m|ng?|nh|p|t|u|k)?|ia|ie(?:c|m|ng?|p|t|u)"
    "|o(?:c|i|m|ng?|p|t|o(?:c|ng)|k)?|oa(?:ch?|i|m|ng?|nh|o|p|t|y)?|oe(?:m|n|o|t)?"
    "|u(?:c|i|m|ng?|p|t|u|k)?|ua(?:ng?|t|y)?|ue(?:ch|nh?)?|uo(?:c|i|m|ng?|p|t|u)?|uy(?:ch|nh?|p|t|u|a)?|uye(?:n|t)"
    "|y(?:ch|m|nh?|t)?|ye(?:m|ng?|t|u)"
)
_ONSETS = "(?:n?gh(?=[eiy])|n?g(?![eiy])|c(?![eiy])|nh|gi|kh|ph|qu?|th|tr|ch|[bdhklmnprstvx])?"
_SYLLABLE = re.compile(f"{_ONSETS}(?:{_RHYMES})|gi(?:n|eng|et)?")
_VOWEL = re.compile("[aeiouyw]")
# Telex writes marks as letters behind the vowel, which no Vietnamese word has there otherwise.
_TELEX_TONES = str.maketrans("", "", "sfrxjz")
_TELEX_SIGNS = re.compile(r"aa|ee|oo|[aou]w")
_VNI = re.compile(r"[a-z]+(?:[1-9][a-z]*)+")


class Word(NamedTuple):
    """One word: without marks, and with them as far as they were written."""

    fold: str
    marked: str

    @property
    def shown(self) -> str:
        """The word as it is written, with its tone where it belongs."""
        letters = re.sub(_TONE, "", self.marked)
        tone = re.search(_TONE, self.marked)
        if not tone:
            return unicodedata.normalize("NFC", letters)
        place = _vowel_with_tone(letters)
        return unicodedata.normalize("NFC", letters[: place + 1] + tone[0] + letters[place + 1 :])

    @property
    def has_marks(self) -> bool:
        """Whether any mark was written."""
        return self.fold != self.marked


_TONE = re.compile("[\u0300\u0301\u0303\u0309\u0323]")


def _vowel_with_tone(letters: str) -> int:
    """Where a tone is written: on the vowel that has a sign, else the first of two, the middle of three."""
    signed = [place for place, each in enumerate(letters) if each in _SIGNS]
    if signed:
        return signed[-1]
    vowels = [place for place, each in enumerate(letters) if each in "aeiouy"]
    if len(vowels) > 1 and letters[: vowels[1]] in ("qu", "gi"):
        vowels = vowels[1:]
    if not vowels:
        return len(letters) - 1
    closed = vowels[-1] < len(letters) - 1
    return vowels[-1] if closed or len(vowels) == 1 else vowels[-2]


def cut_words(text: str) -> list[str]:
    """The words of a text in their order, as they stand but in lower case; punctuation only parts them."""
    found: list[str] = _WORD.findall(unicodedata.normalize("NFKC", text).lower())
    return found


def read_words(text: str) -> tuple[Word, ...]:
    """The words of a text in their order."""
    return tuple(map(word_of, cut_words(text)))


@lru_cache(maxsize=65_536)
def word_of(raw: str) -> Word:
    """The two forms of one word."""
    letters: list[str] = []
    signs: list[tuple[int, str]] = []
    tones: list[str] = []
    for character in unicodedata.normalize("NFD", raw.lower().translate(_RARE_LETTERS)):
        if character in _TONES:
            tones.append(character)
        elif character in _SIGNS:
            signs.append((len(letters), character))
        elif not unicodedata.combining(character):
            letters.append(character)
    fold = "".join(letters).replace("đ", "d")
    marked = "".join(letters)
    for place, sign in reversed(signs):
        marked = marked[:place] + sign + marked[place:]
    marked += "".join(tones)
    return Word(_OPEN_Y.sub(r"\1i", fold), _OPEN_Y.sub(r"\1i", marked))


def is_syllable(fold: str) -> bool:
    """Whether a word without marks could be one Vietnamese syllable."""
    return _SYLLABLE.fullmatch(fold) is not None


@lru_cache(maxsize=16_384)
def typed_as(fold: str) -> str | None:
    """The word that somebody meant whose input method was off: "mawms" and "ma8m1" are "mắm".

    None where the keys give no Vietnamese word, or no other one.
    """
    if _VNI.fullmatch(fold):
        meant = re.sub("[1-9]", "", fold)
    elif fold.isascii() and fold.isalpha() and (vowel := _VOWEL.search(fold)):
        start = vowel.start()
        meant = fold[:start].replace("dd", "d") + fold[start:].translate(_TELEX_TONES)
        meant = _TELEX_SIGNS.sub(lambda found: found[0][0], meant).replace("w", "u")
    else:
        return None
    return _OPEN_Y.sub(r"\1i", meant) if meant != fold and is_syllable(meant) else None


def marks_agree(one: Word, other: Word) -> bool:
    """Whether two words of the same letters may be one: equal marks, or one has only some of the other's."""
    if one.marked == other.marked or not one.has_marks or not other.has_marks:
        return True
    few, many = sorted((one.marked, other.marked), key=len)
    rest = iter(many)
    return len(few) < len(many) and all(character in rest for character in few)


def is_one_slip(one: str, other: str) -> bool:
    """Whether two words differ by one letter: wrong, missing, too many, or two of them swapped."""
    if len(one) > len(other):
        one, other = other, one
    if one == other or len(other) - len(one) > 1:
        return False
    at = next(
        (place for place, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]), len(one)
    )
    if len(one) < len(other):
        return one[at:] == other[at + 1 :]
    swapped = one[:at] + one[at : at + 2][::-1] + one[at + 2 :]
    return one[at + 1 :] == other[at + 1 :] or swapped == other


def folds_of(words: Iterable[Word]) -> frozenset[str]:
    """The words without marks, as a set."""
    return frozenset(word.fold for word in words)
