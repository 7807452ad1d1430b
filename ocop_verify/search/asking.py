"""What somebody typed into the search field, read: words in any order, stars, numbers."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from ocop_verify.domain.matching.claim_reading import without_stars
from ocop_verify.domain.matching.product_names import respelt
from ocop_verify.domain.matching.spelling import Word, read_words
from ocop_verify.domain.matching.star_claims import REAL_STARS, read_star_claim
from ocop_verify.domain.text import clean

MAX_CHARACTERS: Final = 200
MAX_WORDS: Final = 16
# What stands around the number of a decision, and what every product could be asked for with.
_AROUND_NUMBERS: Final = (
    *(("quyet", "dinh"), ("qd",), ("ubnd",), ("so",)),
    *(("bnn",), ("bnnmt",), ("bnnptnt",)),
)
_IDLE: Final = (("san", "pham", "ocop"), ("hang", "ocop"), ("ocop",))
_CODE: Final = re.compile(r"\d{2,14}")


@dataclass(frozen=True, slots=True)
class Query:
    """A search: ``words`` as they are looked up, ``typed`` as they stand in the field, and the stars wanted.

    ``unknown`` are words that no product has, once that is known: for them, likenesses are shown.
    """

    text: str = ""
    words: tuple[Word, ...] = ()
    typed: tuple[Word, ...] = ()
    stars: int | None = None
    unknown: frozenset[str] = frozenset()

    @property
    def is_blank(self) -> bool:
        """Whether there is nothing to look for."""
        return not self.words and self.stars is None


def read_query(text: str) -> Query:
    """Read what was typed. Stars are taken out: they are a wish beside the words, not one of them."""
    text = clean(text[:MAX_CHARACTERS])
    claim = read_star_claim("", text)
    stars = claim.stars if claim.stars in REAL_STARS else None
    typed = tuple(_joined_numbers(read_words(without_stars(text)))[:MAX_WORDS])
    telling = tuple(_telling(typed)) or typed
    return Query(text, tuple(dict.fromkeys(respelt(telling))), telling, stars)


def _telling(words: Sequence[Word]) -> Iterator[Word]:
    """The words without those that say nothing where they stand."""
    numbered = any(word.fold.isdigit() for word in words)
    phrases = (*_IDLE, *_AROUND_NUMBERS) if numbered else _IDLE
    place = 0
    while place < len(words):
        folds = tuple(word.fold for word in words[place : place + 3])
        idle = next((len(phrase) for phrase in phrases if folds[: len(phrase)] == phrase), 0)
        if not idle:
            yield words[place]
        place += idle or 1


def _joined_numbers(words: Sequence[Word]) -> Sequence[Word]:
    """A barcode is often written in groups: "893 6012 345 678"."""
    digits = "".join(word.fold for word in words)
    if len(words) > 1 and digits.isdigit() and len(digits) in (8, 12, 13, 14):
        return [Word(digits, digits)]
    return [_bare(word) for word in words]


def _bare(word: Word) -> Word:
    """The number of a decision without leading zeros, as it is looked up."""
    if _CODE.fullmatch(word.fold) and len(word.fold) < 8:
        bare = word.fold.lstrip("0") or word.fold
        return Word(bare, bare)
    return word


@dataclass(frozen=True, slots=True)
class Filters:
    """What results are narrowed to. Empty: to nothing. Values of one kind are alternatives."""

    stars: frozenset[int] = field(default_factory=frozenset)
    standings: frozenset[str] = field(default_factory=frozenset)
    provinces: frozenset[str] = field(default_factory=frozenset)
    old_provinces: frozenset[str] = field(default_factory=frozenset)
    sets: frozenset[int] = field(default_factory=frozenset)

    def __bool__(self) -> bool:
        return bool(self.stars or self.standings or self.provinces or self.old_provinces or self.sets)
