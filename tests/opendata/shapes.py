"""Registers with the shape of the programme at two moments, as published; all that is in them is invented.

January 2020: 24 provinces had evaluated 1,129 products of 753 producers, 777 of three stars, 336 of four, 16
put forward for five. September 2025: 17,316 products, 72.1% of three stars, 27.1% of four, 126 of five.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import chain, repeat

from ocop_verify.domain.catalogue import Catalogue, Record
from ocop_verify.domain.criteria import PRODUCT_SETS
from ocop_verify.domain.places import OLD_PROVINCES, PROVINCES
from ocop_verify.domain.records import (
    Authority,
    Certification,
    Decision,
    Level,
    Producer,
    ProducerType,
    Product,
)

KINDS = tuple(ProducerType)
JANUARY_2020 = date(2020, 1, 31)
SEPTEMBER_2025 = date(2025, 9, 30)


def january_2020() -> Catalogue:
    """Decisions of the last months of 2019, by authorities of 24 provinces that were there then."""
    return shaped({3: 777, 4: 336, 5: 16}, 753, list(OLD_PROVINCES)[:24], date(2019, 10, 1), days=90)


def september_2025() -> Catalogue:
    """Decisions of three years, by all provinces of the time."""
    stars = {3: 12_490, 4: 4_700, 5: 126}
    return shaped(stars, 9_620, list(OLD_PROVINCES), date(2022, 10, 5), days=990)


def in_every_place() -> Catalogue:
    """A small one with something of every star, set, kind and province, part of it ended by 2026."""
    return shaped({3: 650, 4: 240, 5: 10}, 500, list(OLD_PROVINCES), date(2022, 10, 5), days=990)


def shaped(
    stars: dict[int, int], producers: int, provinces: list[str], first: date, *, days: int
) -> Catalogue:
    """A register with so many products of each star, spread evenly over everything else."""
    return Catalogue.of(
        1, datetime(2026, 1, 1, tzinfo=UTC), _records(stars, producers, provinces, first, days)
    )


def _records(
    stars: dict[int, int], producers: int, provinces: list[str], first: date, days: int
) -> Iterator[Record]:
    total, places = sum(stars.values()), len(provinces)
    for n, code in enumerate(provinces):
        old = OLD_PROVINCES[code]
        yield Authority(n + 1, f"UBND {old.name[0].lower()}{old.name[1:]}", Level.PROVINCE, old.today)
        for round_ in range(2):
            day = first + timedelta(days=round_ * days * (n + 1) // (2 * places))
            yield Decision(1 + n + round_ * places, n + 1, f"{n + 100}/QĐ-UBND", day)
    for n in range(producers):
        old = OLD_PROVINCES[provinces[n % places]]
        kind = KINDS[n // places % len(KINDS)]
        address = f"Thôn {n}, {old.name[0].lower()}{old.name[1:]}"
        yield Producer(n + 1, f"Chủ thể {n}", kind, address, "xã Suối Mơ", PROVINCES[old.today].code)
    every_star = chain.from_iterable(repeat(star, count) for star, count in stars.items())
    for n, star in zip(range(total), every_star, strict=True):
        maker = n % producers
        decision = 1 + maker % places + (n // producers % 2) * places
        yield Product(n + 1, maker + 1, f"Sản phẩm {n}", PRODUCT_SETS[n % len(PRODUCT_SETS)].name)
        day = first + timedelta(days=(decision > places) * days * (maker % places + 1) // (2 * places))
        yield Certification(n + 1, n + 1, decision, star, day)
