"""The list that officers begin with: what ends, what has ended, whatever else they ask for of their places.

Everything is read from the catalogue in memory. A filter is a value that stands in the address, so that a
link to it is a saved filter.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Self

from ocop_verify.catalog.lines import Line, lines_of
from ocop_verify.desk.paging import Asked, Page, one_of, page_number, page_of
from ocop_verify.domain.catalogue import Catalogue
from ocop_verify.domain.text import fold
from ocop_verify.domain.validity import days_left
from ocop_verify.domain.verdict import Standing

# What is looked at first: how many days are left at most.
TERMS = (30, 60, 90)
ENDED, ALL = "ended", "all"
ENDS = (*map(str, TERMS), ENDED, ALL)
STARS = ("3", "4", "5")


@dataclass(frozen=True, slots=True)
class Filter(Asked):
    """What is asked for, as it stands in the address; "" is everything. ``ends`` is one of ``ENDS``."""

    ends: str = "90"
    province: str = ""
    commune: str = ""
    star: str = ""
    standing: str = ""
    text: str = ""
    sort: str = "end"
    page: int = 1

    @classmethod
    def of(cls, asked: Mapping[str, str]) -> Self:
        """The filter of an address. What makes no sense is as if it had not been said."""
        plain = cls()
        return cls(
            ends=one_of(asked.get("ends"), ENDS, plain.ends),
            province=asked.get("province", "")[:2],
            commune=asked.get("commune", "")[:100],
            star=one_of(asked.get("star"), STARS, ""),
            standing=one_of(asked.get("standing"), [each.value for each in Standing], ""),
            text=asked.get("text", "")[:200].strip(),
            sort=one_of(asked.get("sort"), list(SORTS), plain.sort),
            page=page_number(asked.get("page", "")),
        )


@dataclass(frozen=True, slots=True)
class Found:
    """One page of the list, and how many lines there are under each term."""

    page: Page[Line]
    counts: Mapping[str, int]
    communes: Sequence[str]


class Lines:
    """Every product's line on a day, made anew when the catalogue or the day moves."""

    def __init__(self) -> None:
        self._key: tuple[int, date] | None = None
        self._lines: tuple[Line, ...] = ()

    def of(self, catalogue: Catalogue, day: date) -> tuple[Line, ...]:
        """The lines; what they rest on has not changed while version and day are the same."""
        key = (catalogue.version, day)
        if key != self._key:
            self._lines, self._key = lines_of(catalogue.products.values(), catalogue, day), key
        return self._lines


def within(lines: Iterable[Line], provinces: Collection[str] | None) -> list[Line]:
    """The lines of these provinces; None: of all."""
    return [line for line in lines if provinces is None or line.producer.province in provinces]


def choose(lines: Iterable[Line], asked: Filter, day: date) -> list[Line]:
    """All lines that the filter asks for, in its order."""
    chosen = [line for line in _matching(lines, asked) if asked.ends in _terms_of(line, day)]
    return sorted(chosen, key=SORTS[asked.sort])


def find(lines: Sequence[Line], asked: Filter, day: date) -> Found:
    """One page of what the filter asks for, with what leads on from it."""
    matching = list(_matching(lines, asked))
    counts = Counter(term for line in matching for term in _terms_of(line, day))
    places = [line for line in lines if asked.province in ("", line.producer.province)]
    communes = sorted({line.producer.commune for line in places if line.producer.commune}, key=fold)
    return Found(page_of(choose(matching, asked, day), asked.page), counts, communes)


def _matching(lines: Iterable[Line], asked: Filter) -> Iterable[Line]:
    """Everything but the term, which the page counts for itself."""
    words = fold(asked.text).split()
    for line in lines:
        producer, recognition = line.producer, line.recognition
        if (
            asked.province in ("", producer.province)
            and asked.commune in ("", producer.commune)
            and asked.star in ("", str(recognition.stars))
            and asked.standing in ("", recognition.standing)
            and (not words or _names(line, words))
        ):
            yield line


def _names(line: Line, words: Sequence[str]) -> bool:
    text = fold(f"{line.product.name} {line.producer.name} {line.recognition.decision.number}")
    return all(word in text for word in words)


def _terms_of(line: Line, day: date) -> Sequence[str]:
    """Under which terms a line stands: 20 days left is within 30, 60 and 90."""
    if line.counts:
        left = days_left(line.recognition.valid_until, day)
        return [*(str(term) for term in TERMS if left <= term), ALL]
    return (ENDED, ALL) if line.recognition.standing is Standing.EXPIRED else (ALL,)


SORTS: Mapping[str, Callable[[Line], Any]] = {
    "end": lambda line: (line.recognition.valid_until, fold(line.product.name)),
    "-end": lambda line: (-line.recognition.valid_until.toordinal(), fold(line.product.name)),
    "name": lambda line: fold(line.product.name),
    "producer": lambda line: (fold(line.producer.name), fold(line.product.name)),
    "place": lambda line: (line.producer.province, fold(line.producer.commune), fold(line.product.name)),
    "stars": lambda line: (-line.recognition.stars, line.recognition.valid_until),
}
