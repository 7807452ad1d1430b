"""An index of one catalogue: which products have which words in their name, maker, place and codes.

It is made beside the requests (``holding``) and never changes. An index that follows another reads again only
the records that changed; the rest is arrays of numbers, put together anew in a blink.
"""

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property, lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ocop_verify.domain.catalogue import Catalogue
from ocop_verify.domain.criteria import find_product_set
from ocop_verify.domain.matching.product_names import has_other_spelling, respelt
from ocop_verify.domain.matching.spelling import cut_words, word_of
from ocop_verify.domain.old_provinces import old_province_of
from ocop_verify.domain.places import OLD_PROVINCES, PROVINCES
from ocop_verify.domain.records import Product
from ocop_verify.domain.text import fold
from ocop_verify.search.vocabulary import Vocabulary

Numbers = NDArray[np.int32]
Small = NDArray[np.int16]


class Field(IntEnum):
    """Where a word stands."""

    CODE = 0
    PLACE = 1
    MAKER = 2
    NAME = 3


@dataclass(frozen=True, slots=True)
class Postings:
    """For each word by its number, the rows that have it: ``rows[starts[word]:starts[word + 1]]``."""

    starts: Numbers
    rows: Numbers

    def of(self, word: int) -> Numbers:
        """The rows that have one word."""
        return self.rows[self.starts[word] : self.starts[word + 1]]

    def of_range(self, words: range) -> Numbers:
        """The rows that have any of the words that stand beside each other; a row may come twice."""
        return self.rows[self.starts[words.start] : self.starts[words.stop]]


class Index:
    """The words of a catalogue, ready to be asked. Rows number the products, and makers the producers."""

    def __init__(self, catalogue: Catalogue, before: "Index | None" = None) -> None:
        self.catalogue = catalogue
        self._ids: dict[str, int] = before._ids if before else {}
        self.spelt: set[str] = before.spelt if before else set()
        self._raw = _Raw(self._ids, self.spelt)
        self._read_records(before)
        self._put_together()

    @property
    def version(self) -> int:
        """The version of the catalogue."""
        return self.catalogue.version

    def __len__(self) -> int:
        return len(self.products)

    @cached_property
    def in_name_order(self) -> Numbers:
        """The place of each row when products are sorted by their names; worked out when first asked for."""
        names = [self.catalogue.products[key].name.casefold() for key in self.products]
        order = sorted(range(len(names)), key=lambda row: (fold(names[row]), row))
        places = np.empty(len(names), np.int32)
        places[order] = np.arange(len(names), dtype=np.int32)
        return places

    # --- records to words ---------------------------------------------------------------------------

    def _read_records(self, before: "Index | None") -> None:
        """Read every record, or take over what was read of those that are still the same."""
        catalogue = self.catalogue
        self.makers: list[int] = list(catalogue.producers)
        self.products: list[int] = list(catalogue.products)
        self.row_of: Mapping[int, int] = {key: row for row, key in enumerate(self.products)}
        self.maker_of: Mapping[int, int] = {key: row for row, key in enumerate(self.makers)}
        kept = _Kept(before, catalogue)
        self.old_provinces = [kept.old_province(key) or self._old_province(key) for key in self.makers]
        self.maker_words = [kept.of_maker(key, _MAKER) or self._maker(key) for key in self.makers]
        self.place_words = [kept.of_maker(key, _PLACE) or self._place(key) for key in self.makers]
        self.name_words = [kept.of_product(key, _NAME) or self._name(key) for key in self.products]
        self.code_words = [kept.of_product(key, _CODE) or self._codes(key) for key in self.products]

    def _old_province(self, key: int) -> str:
        return old_province_of(self.catalogue.producers[key], self.catalogue)

    def _name(self, key: int) -> bytes:
        return self._raw.numbered(self.catalogue.products[key].name)

    def _maker(self, key: int) -> bytes:
        return self._raw.numbered(self.catalogue.producers[key].name)

    def _place(self, key: int) -> bytes:
        producer = self.catalogue.producers[key]
        here = _texts_of_province(producer.province)
        return self._raw.numbered(f"{producer.commune}, {producer.address}, {here}")

    def _codes(self, key: int) -> bytes:
        return self._numbered(codes_of(self.catalogue.products[key], self.catalogue))

    def _numbered(self, words: Iterable[str]) -> bytes:
        """Words by the numbers in which they were first met; these never change, so indexes share them."""
        ids = self._ids
        return array("i", [ids.setdefault(word, len(ids)) for word in words]).tobytes()

    # --- words to arrays ----------------------------------------------------------------------------

    def _put_together(self) -> None:
        words = list(self._ids)
        in_order = sorted(range(len(words)), key=words.__getitem__)
        rank = np.empty(len(words), np.int32)
        rank[in_order] = np.arange(len(words), dtype=np.int32)
        alphabet = [words[each] for each in in_order]
        maker_rows = np.fromiter(
            (self.maker_of[self.catalogue.products[key].producer_id] for key in self.products),
            np.int32,
            len(self.products),
        )
        names, makers = _flat(self.name_words, rank), _flat(self.maker_words, rank)
        places, codes = _flat(self.place_words, rank), _flat(self.code_words, rank)
        size = len(alphabet)
        self.postings = {
            Field.NAME: _postings(*names, size),
            Field.CODE: _postings(*codes, size),
            Field.MAKER: _postings(*_spread(makers, maker_rows), size),
            Field.PLACE: _postings(*_spread(places, maker_rows), size),
        }
        self.makers_with = _postings(*makers, size)
        self.maker_rows = maker_rows
        self.name_lengths = np.bincount(names[1], minlength=len(self.products)).astype(np.float32)
        self.names = Vocabulary(alphabet, _counts(names[0], size), len(self.products))
        self.maker_names = Vocabulary(alphabet, _counts(makers[0], size), len(self.makers))
        self.provinces = _coded([self.catalogue.producers[key].province for key in self.makers], _PROVINCES)[
            maker_rows
        ]
        self.old = _coded(self.old_provinces, _OLD_PROVINCES)[maker_rows]
        sets = [self.catalogue.products[key].product_set for key in self.products]
        self.sets = np.fromiter(map(_set_number, sets), np.int16, len(sets))
        held = sum(np.diff(postings.starts) for postings in self.postings.values())
        self.frequency: Numbers = np.asarray(held, np.int32)


# Codes as small numbers; 0 is unknown.
_PROVINCES: Final = {code: number for number, code in enumerate(PROVINCES, start=1)}
_OLD_PROVINCES: Final = {code: number for number, code in enumerate(OLD_PROVINCES, start=1)}
PROVINCE_CODES: Final = ("", *PROVINCES)
OLD_PROVINCE_CODES: Final = ("", *OLD_PROVINCES)


def _coded(codes: Sequence[str], numbers: Mapping[str, int]) -> Small:
    return np.fromiter((numbers.get(code, 0) for code in codes), np.int16, len(codes))


@lru_cache(maxsize=4_096)
def _set_number(text: str) -> int:
    """Which of today's product sets a text names; 0 for none of them."""
    known = find_product_set(text) if text else None
    return known.number if known else 0


_NAME, _CODE, _MAKER, _PLACE = "name_words", "code_words", "maker_words", "place_words"


class _Kept:
    """What an earlier index read of records that are still the same."""

    def __init__(self, before: Index | None, catalogue: Catalogue) -> None:
        self.before, self.now = before, catalogue

    def of_product(self, key: int, what: str) -> bytes | None:
        before, now = self.before, self.now
        if before is None:
            return None
        same = before.catalogue.products.get(key) is now.products[key]
        if what == _CODE:
            old, new = before.catalogue.certifications_of_product, now.certifications_of_product
            same = same and old.get(key) is new.get(key)
        return getattr(before, what)[before.row_of[key]] if same else None

    def old_province(self, key: int) -> str:
        before, now = self.before, self.now
        if before is None or before.catalogue.producers.get(key) is not now.producers[key]:
            return ""
        return before.old_provinces[before.maker_of[key]]

    def of_maker(self, key: int, what: str) -> bytes | None:
        before, now = self.before, self.now
        if before is None or before.catalogue.producers.get(key) is not now.producers[key]:
            return None
        words: bytes = getattr(before, what)[before.maker_of[key]]
        return words


class _Raw(dict[str, int]):
    """Words as they stand in texts, and the number of each; ``OTHERWISE`` where they have other spellings."""

    OTHERWISE: Final = -1

    def __init__(self, ids: dict[str, int], spelt: set[str]) -> None:
        super().__init__()
        self.ids = ids
        self.spelt = spelt

    def __missing__(self, raw: str) -> int:
        word = word_of(raw)
        self.spelt.update(word)
        number = self.OTHERWISE if has_other_spelling(word) else self.ids.setdefault(word.fold, len(self.ids))
        self[raw] = number
        return number

    def numbered(self, text: str) -> bytes:
        """The words of a text without marks, in each spelling that they go by: their numbers, once each."""
        raws = cut_words(text)
        numbers = dict.fromkeys([self[raw] for raw in raws])
        if self.OTHERWISE in numbers:
            ids = self.ids
            words = tuple(map(word_of, raws))
            both = (*words, *respelt(words))
            numbers = dict.fromkeys([ids.setdefault(word.fold, len(ids)) for word in both])
        return array("i", numbers).tobytes()


@lru_cache(maxsize=128)
def _texts_of_province(code: str) -> str:
    """The names of a province of today and of the old ones that went into it."""
    if code not in PROVINCES:
        return ""
    old = (old.name for old in OLD_PROVINCES.values() if old.today == code)
    return ", ".join((PROVINCES[code].name, *old))


def codes_of(product: Product, catalogue: Catalogue) -> Sequence[str]:
    """What a product is found by besides words: its barcode, and the numbers of its decisions."""
    keys = catalogue.certifications_of_product.get(product.id, ())
    numbers = (catalogue.decisions[catalogue.certifications[key].decision_id].number for key in keys)
    digits = (digits_of(number) for number in numbers)
    return list(dict.fromkeys(code for code in (product.gtin, *digits) if code))


@lru_cache(maxsize=4_096)
def digits_of(number: str) -> str:
    """What identifies a decision within its issuer and year: "0303/QĐ-UBND" is 303."""
    first = number.split("/", maxsplit=1)[0]
    return "".join(filter(str.isdigit, first)).lstrip("0")


# --- arrays -----------------------------------------------------------------------------------------------


def _flat(records: Sequence[bytes], rank: Numbers) -> tuple[Numbers, Numbers]:
    """The words of all records, by their place in the alphabet, and the record of each."""
    lengths = np.fromiter(map(len, records), np.int32, len(records)) // 4
    words = np.frombuffer(b"".join(records), np.int32)
    return rank[words], np.repeat(np.arange(len(records), dtype=np.int32), lengths)


def _spread(words: tuple[Numbers, Numbers], owners: Numbers) -> tuple[Numbers, Numbers]:
    """Words of owners given to everything that they own; ``owners`` has the owner of each row."""
    terms, records = words
    counts = np.bincount(records, minlength=int(owners.max(initial=-1)) + 1)
    starts = np.concatenate(([0], np.cumsum(counts)))[:-1]
    lengths = counts[owners]
    rows = np.repeat(np.arange(len(owners), dtype=np.int32), lengths)
    before = np.concatenate(([0], np.cumsum(lengths)))[:-1]
    places = np.repeat(starts[owners] - before, lengths) + np.arange(len(rows))
    return terms[places], rows


def _postings(words: Numbers, rows: Numbers, size: int) -> Postings:
    order = np.argsort(words, kind="stable")
    starts = np.concatenate(([0], np.cumsum(np.bincount(words, minlength=size))))
    return Postings(starts.astype(np.int32), rows[order].astype(np.int32))


def _counts(words: Numbers, size: int) -> Sequence[int]:
    counts: list[int] = np.bincount(words, minlength=size).tolist()
    return counts
