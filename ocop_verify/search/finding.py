"""Finding products by what people type: without marks, with slips, half words, in any order, all mixed.

Every word is looked up in the name, the maker, the place and the codes of each product; where it stands and
how exactly it fits is its worth, and rare words weigh more. Products that have every word come first; where
none has, the nearest are shown and it is said that they are no more than that. The database is not asked.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, groupby, pairwise
from math import log
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ocop_verify.domain.matching.spelling import Word, read_words, typed_as
from ocop_verify.search.asking import Filters, Query, read_query
from ocop_verify.search.facets import Facets, count_facets, mask_of
from ocop_verify.search.index import Field, Index
from ocop_verify.search.today import Today
from ocop_verify.search.vocabulary import likeness

WORTH: Final = {Field.NAME: 1.0, Field.CODE: 1.0, Field.MAKER: 0.62, Field.PLACE: 0.45}
# How well a word of the catalogue fits the one that was typed.
EXACT, BEGINNING, MEANT, ALIKE = 1.0, 0.72, 0.9, 0.6
# Of the nearest, when none has every word: those with at least this share of what the best one has.
_NEAREST: Final = 0.6
_RERANKED: Final = 48
_MOST_NEAREST: Final = 200
# What a product gains when the name is nothing but what was asked for, when the stars are right, when they
# count.
_WHOLE_NAME, _STARS, _COUNTS = 0.3, 0.12, 0.04
_IN_ORDER, _MARKS = 0.1, 0.15

Scores = NDArray[np.float32]
Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Found:
    """What was found. ``rows`` are all rows of the index that match, the best first.

    ``query`` is the question, with the words that are nowhere. ``is_exact`` is False where no product has
    every word; then the rows are the nearest. ``meant`` is what the asker may have wanted to type, where
    slips were read as something else.
    """

    query: Query
    rows: Sequence[int]
    scores: Mapping[int, float]
    facets: Facets
    is_exact: bool = True
    meant: str = ""

    @property
    def total(self) -> int:
        """How many match."""
        return len(self.rows)


@dataclass(frozen=True, slots=True)
class _Part:
    """One word of the query: what it is worth in each row, and in which rows it is in the name."""

    scores: Scores
    named: NDArray[np.bool_]
    weight: float


def find(query: Query, filters: Filters, today: Today) -> Found:
    """The products that a query asks for, narrowed by filters."""
    index = today.index
    if not query.words:
        return _browse(query, filters, today)
    scores, exact = _match(query, today)
    is_exact = bool(exact.any())
    matching = exact if is_exact else _nearest(scores)
    kept = matching & mask_of(filters, today)
    rows = _ranked(np.flatnonzero(kept), scores, query, index)
    query = replace(query, unknown=_unknown(query, index))
    meant = _meant(query, rows, index) if rows else ""
    if meant and not is_exact and not _match(read_query(meant), today)[1].any():
        meant = ""  # what does not lead any further is not worth saying
    facets = count_facets(matching, filters, today)
    return Found(query, rows, {row: float(scores[row]) for row in rows[:_RERANKED]}, facets, is_exact, meant)


def _match(query: Query, today: Today) -> tuple[Scores, NDArray[np.bool_]]:
    """What each row is worth, and which have every word: as typed, or where none has, as words like it."""
    for alike in (False, True):
        parts = [
            _part(word.fold, today.index, last=word is query.words[-1], alike=alike) for word in query.words
        ]
        scores, exact = _together(parts, query, today)
        if exact.any():
            break
    return scores, exact


def _browse(query: Query, filters: Filters, today: Today) -> Found:
    """Without words: everything that the filters leave, in the order of names."""
    wanted = filters if query.stars is None else _with_stars(filters, query.stars)
    matching = today.standings >= 0
    if not wanted:
        if query.text:  # signs that are no words: nothing was found, so there is nothing to narrow
            matching = np.zeros_like(matching)
        return Found(query, (), {}, count_facets(matching, filters, today))
    kept = np.flatnonzero(matching & mask_of(wanted, today))
    order = today.index.in_name_order[kept].argsort(kind="stable")
    rows: list[int] = kept[order].tolist()
    return Found(query, rows, {}, count_facets(matching, wanted, today))


def _with_stars(filters: Filters, stars: int) -> Filters:
    return Filters(
        frozenset((stars,)), filters.standings, filters.provinces, filters.old_provinces, filters.sets
    )


# --- the worth of each row --------------------------------------------------------------------------------


def _part(fold: str, index: Index, *, last: bool, alike: bool = False) -> _Part:
    """What one word is worth in each row. ``last``: it may be half typed. ``alike``: slips are allowed."""
    fits = sorted(_fits(fold, index, last=last, alike=alike))
    scores = np.zeros(len(index), np.float32)
    named = np.zeros(len(index), np.bool_)
    worths = sorted(
        (fit * worth, field, start, stop) for fit, start, stop in fits for field, worth in WORTH.items()
    )
    seen = 0
    for worth, where, start, stop in worths:  # the best comes last and stays
        rows = index.postings[where].of_range(range(start, stop))
        scores[rows] = worth
        seen += len(rows)
        if where is Field.NAME:
            named[rows] = True
    weight = 0.25 + log((len(index) + 1) / (min(seen, len(index)) + 1)) / log(len(index) + 2)
    return _Part(scores, named, weight)


def _fits(fold: str, index: Index, *, last: bool, alike: bool) -> Iterable[tuple[float, int, int]]:
    """The words of the catalogue that one may stand for: how well they fit, and their numbers from-to."""
    names = index.names
    place = names.place_of(fold)
    if place is not None and not index.frequency[place]:
        place = None
    beginning = names.beginning(fold)
    if place is not None:
        yield EXACT, place, place + 1
    if len(beginning) and (len(fold) > 1 or last):
        yield BEGINNING, beginning.start, beginning.stop
    if place is not None and not alike:
        return
    if (meant := typed_as(fold)) and (other := names.place_of(meant)) is not None:
        yield MEANT, other, other + 1
    if not len(beginning) or alike:
        for other, likely in names.like(fold):
            yield ALIKE * likely, other, other + 1


def _together(parts: Sequence[_Part], query: Query, today: Today) -> tuple[Scores, NDArray[np.bool_]]:
    """The score of each row from 0 to about 1.5, and which rows have every word."""
    total = sum(part.weight for part in parts)
    scores = np.zeros(len(today.index), np.float32)
    has = today.standings >= 0
    count = np.zeros(len(today.index), np.float32)
    for part in parts:
        scores += part.scores * np.float32(part.weight / total)
        has &= part.scores > 0
        count += part.named
    scores[scores > 0] += _WHOLE_NAME * np.minimum(
        1, (count / np.maximum(today.index.name_lengths, 1))[scores > 0]
    )
    scores[today.counting & (scores > 0)] += _COUNTS
    if query.stars:
        scores[(today.stars == query.stars) & (scores > 0)] += _STARS
    scores[today.standings < 0] = 0
    return scores, has


def _nearest(scores: Scores) -> NDArray[np.bool_]:
    """The rows that have most of what was asked for, where none has all."""
    best = float(scores.max(initial=0.0))
    if best <= 0:
        return np.zeros(len(scores), np.bool_)
    edge = max(best * _NEAREST, 0.25)
    near = scores >= edge
    if near.sum() > _MOST_NEAREST:
        edge = float(np.partition(scores, -_MOST_NEAREST)[-_MOST_NEAREST])
        near = scores >= edge
    return near


# --- order ------------------------------------------------------------------------------------------------


def _ranked(rows: Rows, scores: Scores, query: Query, index: Index) -> list[int]:
    """The rows in order. The first are looked at word by word; further on nobody sees the difference."""
    order = np.lexsort((rows, -scores[rows]))
    ranked: list[int] = rows[order].tolist()
    head = ranked[:_RERANKED]
    finer = {row: float(scores[row]) + _finesse(row, query, index) for row in head}
    for row in head:
        scores[row] = finer[row]
    return sorted(head, key=lambda row: (-finer[row], row)) + ranked[_RERANKED:]


def _finesse(row: int, query: Query, index: Index) -> float:
    """What the letters of a name add: words that follow each other as they were typed, and their marks."""
    words = read_words(index.catalogue.products[index.products[row]].name)
    places = _places(words, query.typed)
    pairs = [later == earlier + 1 for earlier, later in pairwise(places) if earlier >= 0 and later >= 0]
    value = _IN_ORDER * sum(pairs) / len(pairs) if pairs else 0.0
    marked = [(typed, words[place]) for typed, place in zip(query.typed, places, strict=True) if place >= 0]
    if any(typed.has_marks for typed, _ in marked):
        value += _MARKS * sum(typed.marked == word.marked for typed, word in marked) / len(query.typed)
    return value


def _places(words: Sequence[Word], typed: Sequence[Word]) -> list[int]:
    """Where a name has each word that was typed; -1 where it has it not. No word is found twice."""
    free = dict.fromkeys(range(len(words)))
    places = []
    for each in typed:
        equal = (place for place in free if words[place].marked == each.marked)
        begun = (place for place in free if words[place].fold.startswith(each.fold))
        place = next(chain(equal, begun), -1)
        free.pop(place, None)
        places.append(place)
    return places


# --- did you mean -----------------------------------------------------------------------------------------


def _unknown(query: Query, index: Index) -> frozenset[str]:
    """The words that no product has, nor begins with."""
    return frozenset(word.fold for word in query.typed if not len(index.names.beginning(word.fold)))


def _meant(query: Query, rows: Sequence[int], index: Index) -> str:
    """The query with its slips set right as the first result spells it; "" where there were none."""
    if not query.unknown:
        return ""
    product = index.catalogue.products[index.products[rows[0]]]
    producer = index.catalogue.producers[product.producer_id]
    shown = f"{product.name} {producer.name} {producer.commune}".split()
    spelled = {read_words(each)[0].fold: each.strip("(),.;:-–") for each in shown if read_words(each)}
    meant = [_spelling(word, spelled) if word.fold in query.unknown else word for word in query.typed]
    if all(isinstance(each, Word) for each in meant):
        return ""
    texts = (each if isinstance(each, str) else _as_typed(each, query) for each in meant)
    return " ".join(text for text, _ in groupby(texts))  # "1=1" is two words and was typed once


def _spelling(word: Word, spelled: Mapping[str, str]) -> Word | str:
    """The word that the result has in the place of one that is nowhere; the word itself where it has none."""
    typed = typed_as(word.fold)
    if typed and typed in spelled:
        return spelled[typed]
    near = max(spelled, key=lambda other: likeness(word.fold, other), default="")
    return spelled[near] if near and likeness(word.fold, near) else word


def _as_typed(word: Word, query: Query) -> str:
    """A word as it stands in the field."""
    return next((each for each in query.text.split() if word in read_words(each)), word.fold)
