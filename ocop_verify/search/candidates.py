"""The products of a catalogue that a claim may be about, found fast; ``judging`` then judges each."""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import pairwise
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from ocop_verify.domain.matching.claims import Certified, Claim, Judgement, Reason
from ocop_verify.domain.matching.judging import judge
from ocop_verify.domain.matching.maker_names import read_maker_name
from ocop_verify.domain.matching.place_words import place_words
from ocop_verify.domain.matching.product_names import SILENT, read_product_name, telling_words
from ocop_verify.domain.matching.spelling import Word, folds_of, read_words, typed_as
from ocop_verify.domain.places import PROVINCES
from ocop_verify.domain.records import Producer
from ocop_verify.domain.speaking import speaking_for
from ocop_verify.search.index import Field, Index, Postings, codes_of
from ocop_verify.search.vocabulary import Vocabulary, likeness

# Enough that the right one is among them, few enough that a list of a thousand does not keep anybody waiting.
BY_NAME = 12
BY_BOTH = 8
MAKERS = 4
OF_ONE_MAKER = 30
# What is further from the best than this is neither the same product nor of the same maker.
_NEAR_BEST = 0.4
# With one of these reasons a claim is about a product of the very maker, and no other need be looked at.
_SETTLED = frozenset((Reason.NAME_AND_MAKER, Reason.BARCODE))
# What a word in the maker's name is worth to a claim that puts everything into one line.
_MAKER_SHARE = 0.4
_NUMBER_WORTH = 0.5
_KEPT = 10_000

Scores = NDArray[np.float32]


class Catalogued:
    """The products of an index as claims are compared with them on a day; read when first asked for."""

    def __init__(self, index: Index, day: date) -> None:
        self.index = index
        self.day = day
        self._read: dict[int, Certified | None] = {}
        self._turn = Lock()

    # --- the lexis that comparisons ask -------------------------------------------------------------

    def weight(self, fold: str) -> float:
        """How much a word of product names tells."""
        return self.index.names.weight(fold)

    def maker_weight(self, fold: str) -> float:
        """How much a word of makers' names tells."""
        return self.index.maker_names.weight(fold)

    def knows(self, word: Word) -> bool:
        """Whether any name has this very word, with its marks if it has some."""
        return word.marked in self.index.spelt

    def is_word(self, fold: str) -> bool:
        """Whether any name has a word of these letters."""
        return fold in self.index.spelt or fold in self.index.names

    def likeness(self, one: str, other: str) -> float:
        """How alike two words are."""
        return likeness(one, other)

    # --- candidates -----------------------------------------------------------------------------------

    def judge(self, claim: Claim) -> Judgement:
        """The finding on a claim.

        Most claims are about a product of the maker that they name, which is found at once; only the others
        are compared with whatever else may be meant.
        """
        makers, names = self._maker_scores(claim), self._name_scores(claim)
        near = [*self._by_code(claim), *self._by_both(makers, names)]
        if near:
            found = judge(claim, self._certified(near), self)
            if found.reason in _SETTLED:
                return found
        rows = [*near, *self._by_maker(makers, names), *self._by_name(claim, names)]
        return judge(claim, self._certified(rows), self)

    def candidates(self, claim: Claim) -> list[Certified]:
        """Every product that may be meant by a claim or taken for what it names."""
        makers, names = self._maker_scores(claim), self._name_scores(claim)
        by_maker, by_name = self._by_maker(makers, names), self._by_name(claim, names)
        return self._certified([*self._by_code(claim), *self._by_both(makers, names), *by_maker, *by_name])

    def _certified(self, rows: Iterable[int]) -> list[Certified]:
        """These products; one that was never recognised is none."""
        return [certified for row in dict.fromkeys(rows) if (certified := self.certified(row))]

    def certified(self, row: int) -> Certified | None:
        """A product as claims are compared with it."""
        try:
            return self._read[row]
        except KeyError:
            pass
        found = certified_of(self.index.products[row], self.index, self.day)
        with self._turn:
            if len(self._read) >= _KEPT:
                self._read.clear()
            self._read[row] = found
        return found

    def _by_code(self, claim: Claim) -> Iterable[int]:
        """The products with the barcode; the number of a decision alone names too many."""
        codes = [claim.gtin] if claim.gtin else [] if claim.product.words else sorted(claim.numbers)
        for code in codes:
            yield from self._rows(Field.CODE, code)[:BY_NAME].tolist()

    def _maker_scores(self, claim: Claim) -> Scores | None:
        """How much of the maker's name each maker has, from 0 to 1; None where no maker is named."""
        index = self.index
        if claim.maker is None or claim.maker.is_blank:
            return None
        scores = np.zeros(len(index.makers), np.float32)
        total = _add(scores, claim.maker.own or claim.maker.trade, index.makers_with, index.maker_names)
        return scores / total

    def _by_both(self, makers: Scores | None, names: Scores) -> Iterable[int]:
        """The products that have most of both names: many makers share one name, and many products."""
        if makers is None:
            return ()
        both = makers[self.index.maker_rows] + names
        return _best(both, BY_BOTH, at_least=max(0.8, float(both.max(initial=0.0)) - _NEAR_BEST))

    def _by_maker(self, makers: Scores | None, names: Scores) -> Iterable[int]:
        """The products of the makers whose names are most like the one that is claimed."""
        index = self.index
        for maker in _best(makers, MAKERS, at_least=0.5) if makers is not None else ():
            products = index.catalogue.products_of_producer.get(index.makers[maker], ())
            rows = [index.row_of[key] for key in products]
            yield from (
                rows
                if len(rows) <= OF_ONE_MAKER
                else sorted(rows, key=lambda row: -names[row])[:OF_ONE_MAKER]
            )

    def _by_name(self, claim: Claim, names: Scores) -> Iterable[int]:
        if not claim.product.words:
            return
        scores = names.copy()
        for number in claim.numbers:
            rows = self._rows(Field.CODE, number)
            scores[rows] += _NUMBER_WORTH * (scores[rows] > 0)
        # Of two names that have as many of the words, the shorter one is nearer.
        scores *= 1 - np.minimum(self.index.name_lengths, 20) * 0.01
        yield from _best(scores, BY_NAME, at_least=0.01)

    def _name_scores(self, claim: Claim) -> Scores:
        """How much of the product's name each product has, from 0 to 1."""
        index = self.index
        name = claim.product
        words = [w for w, role in zip(name.words, name.roles, strict=True) if role not in SILENT]
        scores = np.zeros(len(index), np.float32)
        total = _add(scores, words, index.postings[Field.NAME], index.names)
        if claim.maker is None:
            _add(scores, words, index.postings[Field.MAKER], index.maker_names, _MAKER_SHARE)
        return scores / max(total, 0.05)

    def _rows(self, field: Field, word: str) -> NDArray[np.int32]:
        place = self.index.names.place_of(word)
        return self.index.postings[field].of(place) if place is not None else np.zeros(0, np.int32)


def _add(
    scores: Scores, words: Sequence[Word], postings: Postings, vocabulary: Vocabulary, share: float = 1.0
) -> float:
    """Give every row the weight of each word that it has, or has but for a slip; the sum of all weights."""
    total = 0.0
    for fold in dict.fromkeys(word.fold for word in words):
        weight = max(0.05, vocabulary.weight(fold)) * share
        total += weight
        for place, likely in meant_by(fold, vocabulary):
            scores[postings.of(place)] += weight * likely
    for one, other in pairwise(words):  # "Sea gull": two words that stand for one
        joined = vocabulary.place_of(one.fold + other.fold)
        if joined is not None and not (one.fold in vocabulary and other.fold in vocabulary):
            scores[postings.of(joined)] += share
    return total


def meant_by(fold: str, vocabulary: Vocabulary) -> Iterable[tuple[int, float]]:
    """The words of the catalogue that a word may stand for: itself, or else what somebody meant to type."""
    place = vocabulary.place_of(fold)
    if place is not None and vocabulary.counts[place]:
        return ((place, 1.0),)
    meant = typed_as(fold)
    place = vocabulary.place_of(meant) if meant else None
    if place is not None:
        return ((place, 0.95),)
    return vocabulary.like(fold)


def _best(scores: Scores, most: int, at_least: float) -> list[int]:
    """The rows with the highest scores, best first; of equal ones at the edge, as many again."""
    rows = np.flatnonzero(scores >= max(at_least, 0.01))
    if len(rows) > most:
        edge = np.partition(scores[rows], -most)[-most]
        rows = rows[scores[rows] >= edge]
    order = np.argsort(-scores[rows], kind="stable")[: most * 2]
    best: list[int] = rows[order].tolist()
    return best


def certified_of(product_id: int, index: Index, day: date) -> Certified | None:
    """A product with what claims are compared with; None where it was never recognised."""
    catalogue = index.catalogue
    speaking = speaking_for(product_id, catalogue, day)
    if speaking is None:
        return None
    certification, reading = speaking
    product = catalogue.products[product_id]
    producer = catalogue.producers[product.producer_id]
    maker = read_maker_name(producer.name)
    words = {*maker.own, *maker.trade, *read_words(_place_text(producer))}
    return Certified(
        product_id=product_id,
        producer_id=producer.id,
        name=read_product_name(product.name),
        maker=maker,
        maker_words=folds_of((*maker.own, *maker.trade)),
        bare_words=folds_of(words - telling_words()),
        place=place_of(producer),
        commune=place_words(producer.commune),
        province=producer.province,
        numbers=frozenset(codes_of(product, catalogue)) - {product.gtin},
        gtin=product.gtin,
        certification_id=certification.id,
        stars=certification.stars,
        standing=reading.standing,
        valid_until=reading.valid_until,
    )


def place_of(producer: Producer) -> frozenset[str]:
    """The words that name a producer's place: commune, address, province of today."""
    return place_words(_place_text(producer))


def _place_text(producer: Producer) -> str:
    province = PROVINCES.get(producer.province)
    return f"{producer.commune}, {producer.address}, {province.short_name if province else ''}"
