"""Gathering signals into heaps: what the queue of the inspectors is made of.

Nothing here is a fact: every heap can be made anew from reports, suspicions, scans and claims, and is, every
few minutes. A report and a claim move their own heap at once. What one run finds is written in groups, so
that its memory grows with the heaps, never with the scans.

Of a heap that was settled (its case is closed), only what came after counts.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import groupby, islice
from typing import Any, Final

from sqlalchemy import bindparam, delete, func, select, update
from sqlalchemy.orm import Session

from ocop_verify.domain.catalogue import Catalogue
from ocop_verify.domain.matching.claims import Finding
from ocop_verify.domain.reports import ReportState
from ocop_verify.domain.signals import Signal, SignalSource, rank, weigh
from ocop_verify.domain.verdict import Headline
from ocop_verify.inspection.models import ClaimRow, HeapRow, ReportRow, SignalRow
from ocop_verify.inspection.subject import heap_key
from ocop_verify.verification.circulating import open_suspicions
from ocop_verify.verification.forgetting import KEPT_DAYS
from ocop_verify.verification.grouping import Deposit, put, written
from ocop_verify.verification.models import RecentScanRow

AT_ONCE: Final = 2_000
ENDED: Final = (Headline.EXPIRED.value, Headline.REVOKED.value)
CLAIMS_KEPT: Final = timedelta(days=90)

HEAPS: Final = Deposit(
    "heap",
    {"key": "text", "product_id": "integer", "about": "text", "province": "text", "points": "integer",
     "rank": "integer"},
    "ON CONFLICT (key) DO NOTHING",
)  # fmt: skip
SIGNALS: Final = Deposit(
    "signal",
    {"heap": "text", "source": "text", "count": "integer", "photos": "integer", "last_at": "timestamptz",
     "gathered_at": "timestamptz"},
    """ON CONFLICT (heap, source) DO UPDATE SET count = excluded.count, photos = excluded.photos,
        last_at = excluded.last_at, gathered_at = excluded.gathered_at""",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Found:
    """What one source says of one product (or one typed name) in one province."""

    product_id: int | None
    about: str
    province: str
    signal: Signal

    @property
    def key(self) -> str:
        """The heap that it belongs to."""
        return heap_key(self.product_id, self.about, self.province)

    def joined(self, other: "Found") -> "Found":
        """Both as one: labels of two batches of one product."""
        mine, its = self.signal, other.signal
        last = max(mine.last_at, its.last_at)
        both = Signal(mine.source, mine.count + its.count, last, mine.photos + its.photos)
        return replace(self, signal=both)


def gather(session: Session, catalogue: Catalogue, *, now: datetime) -> int:
    """Make all heaps anew; gives how many wait for an inspector."""
    settled = _settled(session)
    for found in (
        _reports(session),
        _copies(session, catalogue),
        _ended(session, catalogue, settled, now),
        _claims(session, now),
    ):
        _write(session, _fresh(found, settled), now)
    session.execute(delete(SignalRow).where(SignalRow.gathered_at < now))
    _weigh(session)
    empty = (HeapRow.rank == 0, HeapRow.settled_at.is_(None))
    session.execute(delete(HeapRow).where(*empty))
    return session.scalar(select(func.count()).where(HeapRow.rank > 0)) or 0


def move_heap(session: Session, key: str, *, now: datetime) -> None:
    """Make one heap anew, as far as reports and claims tell: what came in is seen at once."""
    settled = _settled(session, key)
    sources = (SignalSource.REPORT, SignalSource.CLAIM, SignalSource.IMPOSSIBLE)
    session.execute(delete(SignalRow).where(SignalRow.heap == key, SignalRow.source.in_(sources)))
    for found in (_reports(session, key), _claims(session, now, key)):
        _write(session, _fresh(found, settled), now)
    _weigh(session, key)


def settle_heap(session: Session, key: str, *, now: datetime) -> None:
    """The case of a heap is closed: it comes back when something is heard after now."""
    row = session.get(HeapRow, key)
    if row is not None:
        row.settled_at = now
        session.flush()
        session.execute(delete(SignalRow).where(SignalRow.heap == key))
        _weigh(session, key)


def _settled(session: Session, key: str | None = None) -> Mapping[str, datetime]:
    rows = select(HeapRow.key, HeapRow.settled_at).where(HeapRow.settled_at.is_not(None))
    rows = rows.where(HeapRow.key == key) if key else rows
    return {each: at for each, at in session.execute(rows) if at is not None}


def _fresh(found: Iterable[Found], settled: Mapping[str, datetime]) -> Iterator[Found]:
    """Without what was settled and has not been heard of since."""
    for each in found:
        at = settled.get(each.key)
        if at is None or each.signal.last_at > at:
            yield each


def _reports(session: Session, key: str | None = None) -> Iterator[Found]:
    waiting = ReportRow.state != ReportState.RESOLVED
    counted = (
        select(
            func.max(ReportRow.id).label("newest"), func.count().label("number"), func.count(ReportRow.photo)
        )
        .where(waiting if key is None else waiting & (ReportRow.heap == key))
        .group_by(ReportRow.heap)
        .subquery()
    )
    rows = select(ReportRow, *list(counted.c)[1:]).join(counted, ReportRow.id == counted.c.newest)
    for row, count, photos in session.execute(rows.execution_options(yield_per=AT_ONCE)):
        signal = Signal(SignalSource.REPORT, count, row.received_at, photos)
        yield Found(row.product_id, row.about, row.province, signal)


def _claims(session: Session, now: datetime, key: str | None = None) -> Iterator[Found]:
    of_key = ClaimRow.noted_at >= now - CLAIMS_KEPT
    impossible = ClaimRow.finding == Finding.IMPOSSIBLE_CLAIM
    for source, which in ((SignalSource.CLAIM, ~impossible), (SignalSource.IMPOSSIBLE, impossible)):
        counted = (
            select(func.max(ClaimRow.id).label("newest"), func.count().label("number"))
            .where(of_key & which if key is None else of_key & which & (ClaimRow.heap == key))
            .group_by(ClaimRow.heap)
            .subquery()
        )
        for row, count in session.execute(
            select(ClaimRow, counted.c.number).join(counted, ClaimRow.id == counted.c.newest)
        ):
            yield Found(row.product_id, row.about, row.province, Signal(source, count, row.noted_at))


def _copies(session: Session, catalogue: Catalogue) -> Iterator[Found]:
    """Suspected labels, by product, where it is made: the next owner of a copy may be anywhere."""
    found: dict[str, Found] = {}
    for each in open_suspicions(session):
        batch = catalogue.batches.get(each.batch_id)
        if batch is None or batch.void_of(each.serial):
            continue
        _add(found, _of_batch(catalogue, batch.id, None, Signal(SignalSource.COPY, 1, each.since)))
    return iter(found.values())


def _ended(
    session: Session, catalogue: Catalogue, settled: Mapping[str, datetime], now: datetime
) -> Iterator[Found]:
    """Scans of labels whose recognition had ended, of the last 30 days, where they were made.

    The database adds them up along an index that holds nothing else.
    """
    scan = RecentScanRow
    since = now - timedelta(days=KEPT_DAYS)
    rows = (
        select(scan.batch_id, scan.place, func.count(), func.max(scan.at))
        .where(scan.headline.in_(ENDED), scan.at >= since)
        .group_by(scan.batch_id, scan.place)
    )
    found: dict[str, Found] = {}
    for batch_id, place, count, last_at in session.execute(rows):
        if batch_id in catalogue.batches:
            _add(
                found,
                _of_batch(catalogue, batch_id, place, Signal(SignalSource.ENDED_SCANNED, count, last_at)),
            )
    for key in found.keys() & settled.keys():
        found[key] = _since(session, catalogue, found[key], settled[key])
    return iter(found.values())


def _since(session: Session, catalogue: Catalogue, found: Found, settled_at: datetime) -> Found:
    """The scans of one heap that came after it was settled."""
    certifications = catalogue.certifications_of_product.get(found.product_id or 0, ())
    batches = [b for c in certifications for b in catalogue.batches_of_certification.get(c, ())]
    scan = RecentScanRow
    maker = catalogue.producers[catalogue.products[found.product_id or 0].producer_id].province
    here = scan.place == found.province
    if found.province == maker:
        here = here | scan.place.is_(None)
    count = session.scalar(
        select(func.count()).where(
            scan.batch_id.in_(batches), scan.headline.in_(ENDED), scan.at > settled_at, here
        )
    )
    return replace(found, signal=replace(found.signal, count=count or 0))


def _of_batch(catalogue: Catalogue, batch_id: int, place: str | None, signal: Signal) -> Found:
    certification = catalogue.certifications[catalogue.batches[batch_id].certification_id]
    product = catalogue.products[certification.product_id]
    province = place or catalogue.producers[product.producer_id].province
    return Found(product.id, product.name, province, signal)


def _add(found: dict[str, Found], each: Found) -> None:
    known = found.get(each.key)
    found[each.key] = known.joined(each) if known else each


def _write(session: Session, found: Iterable[Found], now: datetime) -> None:
    remaining = iter(found)
    while group := list(islice(remaining, AT_ONCE)):
        at = written(now)
        put(
            session,
            HEAPS,
            [(each.key, each.product_id, each.about[:300], each.province, 0, 0) for each in group],
        )
        put(session, SIGNALS, [(*_stored(each), at) for each in group if each.signal.count])


def _stored(found: Found) -> Sequence[Any]:
    signal = found.signal
    return (found.key, signal.source.value, signal.count, signal.photos, written(signal.last_at))


def _weigh(session: Session, key: str | None = None) -> None:
    """Give each heap the weight of its signals, where it has changed."""
    session.flush()
    of_key = HeapRow.key == key if key else HeapRow.key.is_not(None)
    rows = (
        select(HeapRow.key, HeapRow.points, HeapRow.rank, SignalRow)
        .outerjoin(SignalRow, SignalRow.heap == HeapRow.key)
        .where(of_key)
        .order_by(HeapRow.key)
    )
    changes = []
    for (heap, points, old_rank), lines in groupby(session.execute(rows), key=lambda line: line[:3]):
        signals = [signal_of(line[3]) for line in lines if line[3] is not None]
        weight = weigh(signals)
        new_rank = rank(weight.points, max(each.last_at for each in signals)) if signals else 0
        if (points, old_rank) != (weight.points, new_rank):
            changes.append({"heap": heap, "new_points": weight.points, "new_rank": new_rank})
    statement = (
        update(HeapRow.__table__)  # type: ignore[arg-type]
        .where(HeapRow.__table__.c.key == bindparam("heap"))
        .values(points=bindparam("new_points"), rank=bindparam("new_rank"))
    )
    if changes:
        session.execute(statement, changes)
        session.expire_all()


def signal_of(row: SignalRow) -> Signal:
    """A kept signal as the rules know it."""
    return Signal(SignalSource(row.source), row.count, row.last_at, row.photos)
