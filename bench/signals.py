"""A day of scans, and reports, claims and suspicions of any number, written in bulk for benchmarks.

How scans are spread is assumed: one in ten is of a label after its end, and these are of a seventh of the
products; few products have most of the scans; half of the scans say where they were made, most of these
where the product is made. Batches bear the numbers of products, as ``bench.stock`` writes them.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import accumulate, islice
from random import Random
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from ocop_verify.db import Base, begin_write, insert_rows
from ocop_verify.domain.matching.claims import Finding
from ocop_verify.domain.reports import ReportKind, ReportState
from ocop_verify.domain.verdict import Headline
from ocop_verify.inspection.models import ClaimRow, ReportRow
from ocop_verify.inspection.subject import heap_key
from ocop_verify.verification.models import RecentScanRow, SuspicionRow

ENDED_SHARE = 0.1
ENDED_EVERY = 7
AT_HOME, ELSEWHERE = 0.35, 0.15
AT_ONCE = 50_000
MARKET = "Chợ trung tâm"

Rows = Iterator[tuple[Any, ...]]


def scans(
    count: int, products: int, provinces: Sequence[str], now: datetime, ended_share: float = ENDED_SHARE
) -> Rows:
    """Scans of one day, for the columns of ``SCAN``."""
    chance = Random(count)
    ended = range(ENDED_EVERY, products + 1, ENDED_EVERY)
    living = [each for each in range(1, products + 1) if each % ENDED_EVERY]
    drawn = {True: _skewed(chance, ended), False: _skewed(chance, living)}
    for _ in range(count):
        is_ended = chance.random() < ended_share
        batch = next(drawn[is_ended])
        said = chance.random()
        home = provinces[_producer_of(batch) % len(provinces)]
        place = home if said < AT_HOME else chance.choice(provinces) if said < AT_HOME + ELSEWHERE else None
        headline = Headline.EXPIRED if is_ended else Headline.IN_FORCE
        at = now - timedelta(seconds=chance.randrange(86_400))
        yield at, batch, chance.randrange(1_000), headline.value, place, "in_app"


SCAN = ("at", "batch_id", "serial", "headline", "place", "source")


def reports(subjects: Iterable[tuple[int, str]], now: datetime, first: int = 1) -> Rows:
    """A report each of these products in these provinces, an hour's, for the columns of ``REPORT``."""
    for number, (product, province) in enumerate(subjects, first):
        at = now - timedelta(seconds=number % 3_600)
        heap = heap_key(product, "", province)
        told = (ReportKind.ENDED.value, f"Cà phê bột Suối Mơ {product}", MARKET, "", "")
        yield (
            f"B{number:010d}", f"bench-{number}", at, ReportState.RECEIVED.value, at, *told, None, product,
            "", "", province, heap,
        )  # fmt: skip


REPORT = (
    "receipt", "request", "received_at", "state", "changed_at", "kind", "about", "seen_where", "more",
    "contact", "photo", "product_id", "label", "headline", "province", "heap",
)  # fmt: skip


def claims(subjects: Iterable[tuple[int, str]], now: datetime) -> Rows:
    """A claim each that does not hold, for the columns of ``CLAIM``."""
    for number, (product, province) in enumerate(subjects):
        finding = Finding.IMPOSSIBLE_CLAIM if number % 4 == 0 else Finding.EXPIRED
        heap = heap_key(product, "", province)
        told = (finding.value, product, f"Cà phê bột Suối Mơ {product}", MARKET, province, heap)
        yield (f"bench-{number}", now, "bench", *told)


CLAIM = (
    "request", "noted_at", "noted_by", "finding", "product_id", "about", "seen_where", "province", "heap",
)  # fmt: skip


def suspicions(batches: Iterable[int], now: datetime) -> Rows:
    """A label each of these batches that was seen in many places, for the columns of ``SUSPICION``."""
    for batch in batches:
        yield batch, 7, now, now, now, 400, '[{"code": "many_places", "places": 9}]'


SUSPICION = ("batch_id", "serial", "since", "changed_at", "first_at", "scans", "reasons")


def places_of_products(chance: Random, count: int, products: int, provinces: Sequence[str]) -> Rows:
    """So many different pairs of a product and a province."""
    for number in chance.sample(range(products * len(provinces)), count):
        yield 1 + number // len(provinces), provinces[number % len(provinces)]


def write(engine: Engine, model: type[Base], columns: Sequence[str], rows: Rows) -> None:
    """Put them in, some ten thousands at a time."""
    while group := list(islice(rows, AT_ONCE)):
        with Session(engine) as session, session.begin():
            begin_write(session)
            insert_rows(session, model, columns, group)


def a_day(engine: Engine, count: int, products: int, provinces: Sequence[str], now: datetime) -> None:
    """So many scans, a report for each 500, a claim and a suspicion for each 2,000."""
    chance = Random(1)
    several = list(places_of_products(chance, count // 500, products, provinces))
    write(engine, RecentScanRow, SCAN, scans(count, products, provinces, now))
    write(engine, ReportRow, REPORT, reports(several, now))
    write(engine, ClaimRow, CLAIM, claims(several[::4], now))
    write(engine, SuspicionRow, SUSPICION, suspicions(range(1, count // 2_000), now))


def _producer_of(product: int) -> int:
    return 1 + (product - 1) // 2


def _skewed(chance: Random, numbers: Sequence[int]) -> Iterator[int]:
    """Numbers drawn for ever, the n-th as often as 1/n."""
    weights = list(accumulate(1 / (n + 1) for n in range(len(numbers))))
    shuffled = chance.sample(numbers, len(numbers))
    while True:
        yield from chance.choices(shuffled, cum_weights=weights, k=1_000)
