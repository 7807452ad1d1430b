"""Gathering signals into heaps: what the queue of the inspectors is made of.

Nothing here is a fact: every heap can be made anew from reports, suspicions, scans and claims, and is, every
few minutes. A report and a claim move their own heap at once. What one run finds is written in groups, so
that its memory grows with the heaps, never with the scans.

Of a heap that was settled (its case is closed), only what came after counts.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby, islice
from typing import Any, Final, cast

from sqlalchemy import Table, bindparam, delete, func, select, update
from sqlalchemy.orm import Session

from ocop_verify.domain.catalogue import Catalogue
from ocop_verify.domain.signals import Signal, SignalSource, rank, weigh
from ocop_verify.inspection.models import HeapRow, SignalRow
from ocop_verify.inspection.sources import AT_ONCE, Found, of_claims, of_copies, of_ended, of_reports
from ocop_verify.verification.grouping import Deposit, put, written

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


def gather(session: Session, catalogue: Catalogue, *, now: datetime) -> int:
    """Make all heaps anew; gives how many wait for an inspector."""
    settled = _settled(session)
    for found in (
        of_reports(session),
        of_copies(session, catalogue),
        of_ended(session, catalogue, settled, now),
        of_claims(session, now),
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
    for found in (of_reports(session, key), of_claims(session, now, key)):
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
    facts = (SignalRow.source, SignalRow.count, SignalRow.last_at, SignalRow.photos)
    rows = (
        select(HeapRow.key, HeapRow.points, HeapRow.rank, *facts)
        .outerjoin(SignalRow, SignalRow.heap == HeapRow.key)
        .where(HeapRow.key == key if key else HeapRow.key.is_not(None))
        .order_by(HeapRow.key)
    )
    changes = []
    read = session.execute(rows.execution_options(yield_per=AT_ONCE))
    for (heap, *before), lines in groupby(read, key=lambda line: tuple(line[:3])):
        signals = [Signal(SignalSource(line[3]), *line[4:]) for line in lines if line[3] is not None]
        points = weigh(signals).points
        after = [points, rank(points, max(each.last_at for each in signals)) if signals else 0]
        if before != after:
            changes.append({"heap": heap, "new_points": after[0], "new_rank": after[1]})
    table = cast(Table, HeapRow.__table__)
    found = update(table).where(table.c.key == bindparam("heap"))
    if changes:
        session.execute(found.values(points=bindparam("new_points"), rank=bindparam("new_rank")), changes)
        session.expire_all()
