"""What stands in the name of a product, word by word.

"Nước mắm cá cơm Seagull chai 500ml" is a kind (nước mắm), what it is made of (cá cơm), whose it is (Seagull)
and how it is packed. Reading never drops a word: it only says what each one is there for, so that a
comparison can tell which words may be missing and which may not.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from typing import Final

from ocop_verify.domain.matching.lexicon import (
    CLASSIFIERS,
    CONTAINERS,
    COUNTED,
    EMPTY,
    FAINT,
    KINDS,
    MARKED_SPELLINGS,
    PACKING,
    PLAIN_CONTAINERS,
    SPELLINGS,
    THINGS,
)
from ocop_verify.domain.matching.spelling import (
    Word,
    folds_of,
    is_one_slip,
    is_syllable,
    read_words,
    typed_as,
    word_of,
)

LONGEST_PHRASE: Final = 5
MAX_WORDS: Final = 48  # no name has as many; a pasted page must not keep anybody busy

_AMOUNT: Final = re.compile(r"\d+(?:g|gr|gram|grams|kg|ml|l|lit|cl|mg|oz|cc|litre|liter)")
_UNIT: Final = frozenset(("g", "gr", "gram", "kg", "ml", "l", "lit", "cl", "mg", "oz", "cc"))
_NUMBER: Final = re.compile(r"\d+[a-z]?")


_TEA: Final = word_of("trà")


class Role(IntEnum):
    """What a word does in a name."""

    PLAIN = 0
    KIND = 1
    THING = 2
    NUMBER = 3
    FAINT = 4
    EMPTY = 5
    PACKING = 6


# Words that may not be missing, whoever makes the product.
TELLING: Final = frozenset((Role.KIND, Role.THING, Role.NUMBER))
# Words whose absence says nothing.
SILENT: Final = frozenset((Role.EMPTY, Role.PACKING))


@dataclass(frozen=True, slots=True)
class ProductName:
    """A product's name, word by word.

    ``head`` are the places of the words that say what the thing is; empty where no word says it.
    """

    words: tuple[Word, ...]
    roles: tuple[Role, ...]
    head: tuple[int, ...]

    @property
    def folds(self) -> frozenset[str]:
        """The words without marks."""
        return folds_of(self.words)

    @property
    def key(self) -> tuple[str, ...]:
        """The words that count, without marks and in order of the alphabet: equal for equal names."""
        return tuple(
            sorted(w.fold for w, role in zip(self.words, self.roles, strict=True) if role not in SILENT)
        )


@cache
def _phrases() -> Mapping[tuple[str, ...], Sequence[tuple[tuple[str, ...], Role]]]:
    """Every phrase of the lexicon by its words without marks; what is said first counts."""
    table: defaultdict[tuple[str, ...], list[tuple[tuple[str, ...], Role]]] = defaultdict(list)
    for phrases, role in ((KINDS, Role.KIND), (THINGS, Role.THING), (EMPTY, Role.EMPTY), (FAINT, Role.FAINT)):
        for phrase in sorted(phrases):
            table[tuple(w.fold for w in phrase)].append((tuple(w.marked for w in phrase), role))
    return table


@cache
def _beginnings() -> frozenset[str]:
    """The first words of all phrases."""
    return frozenset(phrase[0] for phrase in _phrases())


@cache
def telling_words() -> frozenset[Word]:
    """Single words that are another thing and no slip for one: with their marks, and as written without."""
    words = {word for phrase in KINDS | THINGS for word in phrase}
    return frozenset(words | {Word(word.fold, "") for word in words})


def read_product_name(text: str, is_word: Callable[[str], bool] | None = None) -> ProductName:
    """Read the name of a product, as registered or as printed on a package.

    ``is_word`` tells of a word without marks whether any name has it. Given that, words that none has are
    mended where a slip spoilt the foreign name of a thing: "cofee", "macaa".
    """
    words = read_words(text)[:MAX_WORDS]
    if is_word:
        words = tuple(_thing_meant(word, is_word) for word in words)
    marked = any(word.has_marks for word in words)
    words = respelt(tuple(_TEA if _is_tea(word, marked) else word for word in words))
    roles = [Role.PLAIN] * len(words)
    head: tuple[int, ...] = ()
    place = 0
    while place < len(words):
        length, role = _phrase_at(words, place, marked)
        for part in range(place, place + length):
            roles[part] = role
        if not head and role in (Role.KIND, Role.THING):
            head = tuple(range(place, place + length))
        place += length
    _find_parts(words, roles)
    _find_packing(words, roles, marked)
    if head and roles[head[0]] not in TELLING:
        head = ()
    return ProductName(words, tuple(roles), head)


def _thing_meant(word: Word, is_word: Callable[[str], bool]) -> Word:
    """The foreign name of a thing that a slip spoilt; the word itself where it is one, or none is near."""
    if len(word.fold) < _LEAST_FOREIGN or is_syllable(word.fold) or is_word(word.fold):
        return word
    near = (
        spelling[0] for spelling in SPELLINGS if len(spelling) == 1 and is_one_slip(word.fold, spelling[0])
    )
    return word_of(next((each for each in near if len(each) >= _LEAST_FOREIGN), word.fold))


_LEAST_FOREIGN: Final = 4


def _is_tea(word: Word, marked: bool) -> bool:
    """Whether "chè" was meant: without marks it is the drink in a name, elsewhere it may be another word."""
    return (word.fold == "che" and not marked) or typed_as(word.fold) == "che"


@cache
def _spelt_otherwise() -> Mapping[str, Sequence[tuple[int, bool, tuple[str, ...], tuple[Word, ...]]]]:
    """By its first word, each spelling: how many words, whether marks count, all of it, what it is for."""
    table: defaultdict[str, list[tuple[int, bool, tuple[str, ...], tuple[Word, ...]]]] = defaultdict(list)
    for marked, spellings in ((False, SPELLINGS), (True, MARKED_SPELLINGS)):
        for spelling, first in spellings.items():
            table[spelling[0]].append((len(spelling), marked, spelling, first))
    return {word: sorted(each, key=lambda one: -one[0]) for word, each in table.items()}


def has_other_spelling(word: Word) -> bool:
    """Whether a word begins a spelling that stands for another."""
    table = _spelt_otherwise()
    return word.fold in table or word.marked in table


def respelt(words: tuple[Word, ...]) -> tuple[Word, ...]:
    """With one spelling for each thing that has several: "macca" is "mắc ca"."""
    table = _spelt_otherwise()
    found: list[Word] = []
    place = 0
    while place < len(words):
        word = words[place]
        known = (
            table.get(word.fold, ())
            if word.fold == word.marked
            else (*table.get(word.fold, ()), *table.get(word.marked, ()))
        )
        for length, marked, spelling, first in known:
            part = words[place : place + length]
            if tuple(each.marked if marked else each.fold for each in part) == spelling:
                found += first
                place += length
                break
        else:
            found.append(word)
            place += 1
    return tuple(found)


def _phrase_at(words: Sequence[Word], place: int, marked: bool) -> tuple[int, Role]:
    """How many words the longest phrase that begins here has, and what it does."""
    table = _phrases()
    if words[place].fold not in _beginnings():
        fold = words[place].fold
        return 1, Role.NUMBER if _NUMBER.fullmatch(fold) else Role.PLAIN
    for length in range(min(LONGEST_PHRASE, len(words) - place), 0, -1):
        part = words[place : place + length]
        found = table.get(tuple(w.fold for w in part))
        if found is None:
            continue
        for spelled, role in found:
            if not marked and length == 1 and role is Role.EMPTY and part[0].fold != "ocop":
                continue  # without marks, "dat" is as well a name
            if not marked or spelled == tuple(w.marked for w in part):
                return length, role
    fold = words[place].fold
    return 1, Role.NUMBER if _NUMBER.fullmatch(fold) else Role.PLAIN


def _find_parts(words: Sequence[Word], roles: list[Role]) -> None:
    """ "Hạt" before "điều" says little; behind "cà phê" it is the sort."""
    for place, word in enumerate(words):
        if roles[place] is Role.FAINT and word.marked in CLASSIFIERS:
            follows = place + 1 < len(words) and roles[place + 1] in TELLING
            roles[place] = Role.FAINT if follows else Role.THING


def _find_packing(words: Sequence[Word], roles: list[Role], marked: bool) -> None:
    """Mark amounts, the containers beside them, and phrases that only tell how something is packed."""
    folds = [word.fold for word in words]
    for place, fold in enumerate(folds):
        if _AMOUNT.fullmatch(fold):
            roles[place] = Role.PACKING
        elif fold in _UNIT and place and roles[place - 1] is Role.NUMBER:
            roles[place] = roles[place - 1] = Role.PACKING
        for length in range(1, min(LONGEST_PHRASE, len(folds) - place) + 1):
            if tuple(folds[place : place + length]) in PACKING:
                roles[place : place + length] = [Role.PACKING] * length
    containers = [word.marked in CONTAINERS if marked else word.fold in PLAIN_CONTAINERS for word in words]
    counted = [
        known and (not marked or word.marked in COUNTED)
        for word, known in zip(words, containers, strict=True)
    ]
    while _spread_packing(folds, roles, containers, counted):
        pass


def _spread_packing(
    folds: Sequence[str], roles: list[Role], containers: Sequence[bool], countable: Sequence[bool]
) -> bool:
    """ "Hộp 20 gói x 3g": a count before a container, a container beside an amount, the sign between them.

    Whether anything was marked; then there may be more beside it.
    """
    before = list(roles)
    for place, role in enumerate(before):
        beside = Role.PACKING in before[max(place - 1, 0) : place + 2]
        if containers[place] and role is not Role.PACKING:
            counted = countable[place] and place > 0 and before[place - 1] is Role.NUMBER
            if counted:
                roles[place - 1] = Role.PACKING
            if counted or beside:
                roles[place] = Role.PACKING
        elif (folds[place] == "x" and beside) or (
            role is Role.NUMBER and before[place + 1 : place + 2] == [Role.PACKING]
        ):
            roles[place] = Role.PACKING
    return roles != before
