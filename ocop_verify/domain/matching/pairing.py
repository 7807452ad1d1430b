"""Which words of two names belong together, allowing for marks, joined words, keys and slips.

Nothing here knows the catalogue: what it knows of words is asked through a ``Lexis``.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from ocop_verify.domain.matching.product_names import telling_words
from ocop_verify.domain.matching.spelling import Word, is_syllable, marks_agree, typed_as


class Lexis(Protocol):
    """What the catalogue knows of words."""

    def weight(self, fold: str) -> float:
        """How much a word of product names tells, from 0 (every name has it) to 1 (hardly any has)."""

    def maker_weight(self, fold: str) -> float:
        """The same for makers' names."""

    def knows(self, word: Word) -> bool:
        """Whether any name has this very word, with its marks if it has some."""

    def likeness(self, one: str, other: str) -> float:
        """How alike two words are that were perhaps meant to be one, from 0 to 1; 0 where too many differ."""


@dataclass(frozen=True, slots=True)
class Pairing:
    """Which words of two names belong together, by place, and what became of the pairs."""

    taken: frozenset[int]
    quality: dict[int, float]
    slips: int
    doubts: int
    in_order: bool


def pair_words(
    claimed: Sequence[Word],
    certified: Sequence[Word],
    lexis: Lexis,
    *,
    strict: bool = False,
    meant: Collection[str] = (),
) -> Pairing:
    """Give each certified word the claimed word that it is, allowing for marks, joins and slips.

    ``strict`` is for people's and houses' names, where one letter makes another person: two words that are
    both good Vietnamese are two words. ``meant`` are words that say something else, and are no slips.
    """
    work = _Work(claimed, certified, lexis, strict, meant)
    work.pair_equal()
    if work.left and work.open:
        work.pair_joined()
        work.pair_alike()
    taken = frozenset(range(len(claimed))) - set(work.left)
    return Pairing(taken, work.quality, work.slips, work.doubts, work.in_order())


class _Work:
    """The pairing of two rows of words while it is done."""

    def __init__(
        self,
        claimed: Sequence[Word],
        certified: Sequence[Word],
        lexis: Lexis,
        strict: bool,
        meant: Collection[str],
    ) -> None:
        self.claimed, self.certified, self.lexis = claimed, certified, lexis
        self.strict, self.meant = strict, meant
        self.marked = any(word.has_marks for word in claimed)
        self.left = dict.fromkeys(range(len(claimed)))
        self.open = dict.fromkeys(range(len(certified)))
        self.quality: dict[int, float] = {}
        self.partners: dict[int, int] = {}
        self.slips = 0
        self.doubts = 0

    def in_order(self) -> bool:
        """Whether the words stand in the same order in both."""
        places = [self.partners[other] for other in sorted(self.partners)]
        return places == sorted(places)

    def pair_equal(self) -> None:
        """Words of the same letters, those with the same marks first."""
        by_fold: dict[str, list[int]] = {}
        for place in self.open:
            by_fold.setdefault(self.certified[place].fold, []).append(place)
        for wanted in (True, False):
            for place in list(self.left):
                word = self.claimed[place]
                for other in by_fold.get(word.fold, ()):
                    theirs = self.certified[other]
                    if other in self.open and (word.marked == theirs.marked or not wanted):
                        if word.marked == theirs.marked:
                            self._pair((place,), other, 1.0)
                        elif marks_agree(word, theirs):
                            self._pair((place,), other, 0.98, slip=self._lost_marks(word, theirs))
                        elif self._is_another_thing(word) or self.strict:
                            continue
                        else:
                            self._pair((place,), other, 0.9, slip=True, doubt=self.lexis.knows(word))
                        break

    def _lost_marks(self, word: Word, theirs: Word) -> bool:
        """Whether one of two people's names lacks marks that were not left out: Hoa is not Hòa."""
        both = self.marked and any(each.has_marks for each in self.certified)
        return self.strict and both and word.has_marks != theirs.has_marks

    def pair_joined(self) -> None:
        """One word written as two or three, or two as one: "Sea gull", "Bon bu bo", "Phanthiet"."""
        for place in list(self.left):
            for length in (3, 2):
                parts = tuple(range(place, place + length))
                if all(part in self.left for part in parts):
                    joined = "".join(self.claimed[part].fold for part in parts)
                    other = next((each for each in self.open if self.certified[each].fold == joined), None)
                    if other is not None:
                        self._pair(parts, other, 0.97)
        for other in list(self.open):
            if other in self.open and other + 1 in self.open:
                joined = self.certified[other].fold + self.certified[other + 1].fold
                whole = next((each for each in self.left if self.claimed[each].fold == joined), None)
                if whole is not None:
                    self._pair((whole,), other, 0.97)
                    self._pair((whole,), other + 1, 0.97)

    def pair_alike(self) -> None:
        """Words typed with the input method off, and then slips, the likeliest first."""
        for place in list(self.left):
            meant = typed_as(self.claimed[place].fold)
            other = (
                next((each for each in self.open if self.certified[each].fold == meant), None)
                if meant
                else None
            )
            if other is not None:
                self._pair((place,), other, 0.96)
        for quality, place, other in sorted(self._slips(), reverse=True):
            if place in self.left and other in self.open:
                word, theirs = self.claimed[place], self.certified[other]
                self._pair(
                    (place,),
                    other,
                    quality,
                    slip=not _is_typing(word, theirs),
                    doubt=self._doubt(word, theirs),
                )

    def _slips(self) -> Iterator[tuple[float, int, int]]:
        for place in self.left:
            word = self.claimed[place]
            if _has_digit(word.fold):
                yield from self._numbers(word, place)
            if _has_digit(word.fold) or word.fold in self.meant:
                continue
            for other in self.open:
                theirs = self.certified[other]
                quality = self.lexis.likeness(word.fold, theirs.fold)
                if quality and not _has_digit(theirs.fold) and not self._is_another(word, theirs):
                    yield quality * 0.95, place, other

    def _numbers(self, word: Word, place: int) -> Iterator[tuple[float, int, int]]:
        """A number is right or it is another: "40" and "40n" are one, "30" and "40" never."""
        digits = "".join(filter(str.isdigit, word.fold))
        for other in self.open:
            theirs = self.certified[other].fold
            same = _has_digit(theirs) and digits == "".join(filter(str.isdigit, theirs))
            if same and abs(len(theirs) - len(word.fold)) <= 1:
                yield 0.95, place, other

    def _is_another(self, word: Word, theirs: Word) -> bool:
        """Whether a word that differs by a letter is a word of its own, so that no slip made it."""
        if self.strict:
            return is_syllable(word.fold) and is_syllable(theirs.fold)
        return self._is_another_thing(word)

    def _is_another_thing(self, word: Word) -> bool:
        """Whether the word is another foodstuff, sort or colour. Where marks were written, they count."""
        return (word if self.marked else Word(word.fold, "")) in telling_words()

    def _doubt(self, word: Word, theirs: Word) -> bool:
        """Whether a slip may be none: the word that it makes is in use."""
        return not _is_typing(word, theirs) and self.lexis.knows(word)

    def _pair(
        self, places: tuple[int, ...], other: int, quality: float, *, slip: bool = False, doubt: bool = False
    ) -> None:
        for place in places:
            self.left.pop(place, None)
        self.open.pop(other, None)
        self.quality[other] = quality
        self.partners[other] = places[0]
        self.slips += slip
        self.doubts += doubt


def _is_typing(word: Word, theirs: Word) -> bool:
    """Whether only a slip explains a word: it is none of the language, and what it stands for is."""
    return is_syllable(theirs.fold) and not is_syllable(word.fold)


def _has_digit(fold: str) -> bool:
    return not fold.isalpha() and any(map(str.isdigit, fold))
