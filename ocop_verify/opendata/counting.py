"""The statistics of a catalogue on a day.

A product counts once, however often it was recognised. *Recognised so far* are the products with a
recognition that has begun, whatever became of it; *in force* are those whose recognition counts on the day.
Both are divided by the row that speaks for the product (``rows.Row.speaks``). Decisions are counted by
recognitions instead: a product that was recognised again counts in both years.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, NamedTuple

from ocop_verify.domain.catalogue import Catalogue
from ocop_verify.domain.criteria import PRODUCT_SETS, read_score, star_of
from ocop_verify.domain.errors import OcopError
from ocop_verify.domain.places import OLD_PROVINCES, PROVINCES
from ocop_verify.domain.records import ProducerType
from ocop_verify.domain.validity import days_left
from ocop_verify.domain.verdict import Standing
from ocop_verify.opendata.over_time import in_force_on, month_ends
from ocop_verify.opendata.rows import Row

ENDING_DAYS: Final = (30, 60, 90)
# The key of what belongs nowhere: a province that is not known, a set that is not in today's list.
NONE: Final = "none"
SECTORS: Final = tuple(dict.fromkeys(each.sector for each in PRODUCT_SETS))
STARS: Final = ("3", "4", "5")


class Tally(NamedTuple):
    """How many, recognised so far and in force today."""

    recognised: int
    in_force: int


Division = Mapping[str, Tally]


@dataclass(frozen=True, slots=True)
class Statistics:
    """Every figure. ``by_…`` give a tally for each key; keys without a product are left out, except stars.

    ``potential_five`` are four-star products with a five-star score. ``decided`` are recognitions by the
    month of their decision, ``ending`` products in force by the days within which they end, ``standings``
    products by the standing of the row that speaks for them.
    """

    day: date
    version: int
    compiled_at: datetime
    products: Tally
    producers: Tally
    provinces: Tally
    old_provinces: Tally
    potential_five: Tally
    recognitions: int
    by_stars: Division
    by_sector: Division
    by_set: Division
    by_kind: Division
    by_province: Division
    by_old_province: Division
    standings: Mapping[Standing, int]
    decided: Mapping[str, int]
    in_force_over_time: Mapping[date, int]
    ending: Mapping[int, int]

    @property
    def decided_by_year(self) -> Mapping[str, int]:
        """Recognitions by the year of their decision."""
        years: Counter[str] = Counter()
        for month, count in self.decided.items():
            years[month[:4]] += count
        return dict(sorted(years.items()))


def count(rows: Sequence[Row], catalogue: Catalogue, day: date) -> Statistics:
    """Count everything."""
    speaking = [row for row in rows if row.speaks]
    begun = [row for row in rows if row.certification.valid_from <= day]
    counts = [row.counts for row in speaking]
    counting = [row for row in speaking if row.counts]
    left = [days_left(row.valid_until, day) for row in counting]
    first = min((row.certification.valid_from for row in begun), default=day)
    return Statistics(
        day=day,
        version=catalogue.version,
        compiled_at=catalogue.compiled_at,
        products=Tally(len(speaking), len(counting)),
        producers=_different(speaking, lambda row: str(row.producer.id)),
        provinces=_different(speaking, province_of),
        old_provinces=_different(speaking, old_province_of),
        potential_five=_tally([row for row in speaking if is_potential_five(row)]),
        recognitions=len(begun),
        by_stars=_divided(speaking, counts, stars_of, STARS, keep_empty=True),
        by_sector=_divided(speaking, counts, sector_of, map(str, range(1, len(SECTORS) + 1))),
        by_set=_divided(speaking, counts, set_of, (str(each.number) for each in PRODUCT_SETS)),
        by_kind=_divided(speaking, counts, kind_of, (each.value for each in ProducerType)),
        by_province=_divided(speaking, counts, province_of, PROVINCES),
        by_old_province=_divided(speaking, counts, old_province_of, OLD_PROVINCES),
        standings=Counter(row.standing for row in speaking),
        decided=_by_month(Counter(row.decision.issued_on for row in begun)),
        in_force_over_time=in_force_on(rows, month_ends(first, day)),
        ending={days: sum(each <= days for each in left) for days in ENDING_DAYS},
    )


def stars_of(row: Row) -> str:
    """The key of its stars."""
    return str(row.certification.stars)


def sector_of(row: Row) -> str:
    """The key of its sector: its place in today's list, from 1."""
    return str(SECTORS.index(row.product_set.sector) + 1) if row.product_set else NONE


def set_of(row: Row) -> str:
    """The key of its product set: its number in today's list."""
    return str(row.product_set.number) if row.product_set else NONE


def kind_of(row: Row) -> str:
    """The key of the kind of its producer."""
    return row.producer.type.value


def province_of(row: Row) -> str:
    """The key of today's province."""
    return row.producer.province if row.producer.province in PROVINCES else NONE


def old_province_of(row: Row) -> str:
    """The key of the former province."""
    return row.old_province or NONE


def is_potential_five(row: Row) -> bool:
    """Four stars with a score of five: sent up to the ministry, which has not decided (26/2026/QĐ-TTg)."""
    if row.certification.stars != 4 or not row.certification.score:
        return False
    try:
        return star_of(read_score(row.certification.score)) == 5
    except OcopError:
        return False


def _by_month(days: Mapping[date, int]) -> Mapping[str, int]:
    months: Counter[str] = Counter()
    for day, count in sorted(days.items()):
        months[f"{day.year:04}-{day.month:02}"] += count
    return dict(months)


def _tally(rows: Sequence[Row]) -> Tally:
    return Tally(len(rows), sum(row.counts for row in rows))


def _different(rows: Sequence[Row], key: Callable[[Row], str]) -> Tally:
    """How many different ones there are, those that are not known left out."""
    recognised = {key(row) for row in rows} - {NONE}
    in_force = {key(row) for row in rows if row.counts} - {NONE}
    return Tally(len(recognised), len(in_force))


def _divided(
    rows: Sequence[Row],
    counts: Sequence[bool],
    key: Callable[[Row], str],
    order: Iterable[str],
    *,
    keep_empty: bool = False,
) -> Division:
    """A tally for each key that occurs, in this order; what belongs nowhere comes last."""
    found = Counter(zip(map(key, rows), counts, strict=True))
    tallies = {
        each: Tally(found[each, True] + found[each, False], found[each, True]) for each in (*order, NONE)
    }
    return {
        each: tally for each, tally in tallies.items() if tally.recognised or (keep_empty and each != NONE)
    }
