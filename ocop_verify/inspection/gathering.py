"""Gathering signals into heaps: what the queue of the inspectors is made of.

Nothing here is a fact: every heap can be made anew from reports, suspicions, scans and claims, and is, every
few minutes. A report and a claim move their own heap at once. What one run finds is written in groups of some
thousands: its memory grows with the products that are scanned after their end, never with scans and reports.

Of a heap that was settled (its case is closed), only what came after counts.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from itertools import groupby, islice
from typing import Any, Final, cast

from sqlalchemy import ColumnElement, Table, bindparam, delete, func, select, update
from sqlalchemy.orm import Session

from ocop_verify.domain.catalogue import Catalogue
from ocop_verify.domain.signals import Signal, SignalSource, rank, weigh
from ocop_verify.inspection.models import HeapRow, SignalRow
from ocop_verify.inspection.sources import AT_ONCE, Found, of_claims, of_copies, of_ended, of_reports
from ocop_verify.verification.grouping import Deposit, put, written

Writing = Callable[[], AbstractContextManager[Session]]

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
        last_at = excluded.last_at, gathered_at = excluded.gathered_at
        WHERE signal.gathered_at <= excluded.gathered_at""",
)  # fmt: skip


def gather(session: Session, catalogue: Catalogue, *, now: datetime, writing: Writing | None = None) -> int:
    """Make all heaps anew; gives how many wait for an inspector.

    ``writing`` begins a transaction and commits it at its end: each group of heaps gets its own, so that
    nobody who writes waits long, and ``session`` only reads. None: the session's own takes everything.
    """
    begin: Writing = writing or (lambda: nullcontext(session))
    for found in (
        of_reports(session),
        of_copies(session, catalogue),
        of_ended(session, catalogue, _settled(session), now),
        of_claims(session, now),
    ):
        for group in _groups(found):
            with begin() as each:
                _write(each, group, now)
    with begin() as each:
        each.execute(delete(SignalRow).where(SignalRow.gathered_at < now))
    key: str | None = ""
    while key is not None:
        with begin() as each:
            key = _weigh(each, HeapRow.key > key)
    with begin() as each:
        empty = (HeapRow.rank == 0, HeapRow.settled_at.is_(None))
        each.execute(delete(HeapRow).where(*empty))
        return each.scalar(select(func.count()).where(HeapRow.rank > 0)) or 0


def move_heap(session: Session, key: str, *, now: datetime) -> None:
    """Make one heap anew, as far as reports and claims tell: what came in is seen at once."""
    sources = (SignalSource.REPORT, SignalSource.CLAIM, SignalSource.IMPOSSIBLE)
    session.execute(delete(SignalRow).where(SignalRow.heap == key, SignalRow.source.in_(sources)))
    for found in (of_reports(session, key), of_claims(session, now, key)):
        for group in _groups(found):
            _write(session, group, now)
    _weigh(session, HeapRow.key == key)


def settle_heap(session: Session, key: str, *, now: datetime) -> None:
    """The case of a heap is closed: it comes back when something is heard after now."""
    row = session.get(HeapRow, key)
    if row is not None:
        row.settled_at = now
        session.flush()
        session.execute(delete(SignalRow).where(SignalRow.heap == key))
        _weigh(session, HeapRow.key == key)


def _settled(session: Session, keys: Collection[str] | None = None) -> Mapping[str, datetime]:
    rows = select(HeapRow.key, HeapRow.settled_at).where(HeapRow.settled_at.is_not(None))
    rows = rows.where(HeapRow.key.in_(keys)) if keys is not None else rows
    return {each: at for each, at in session.execute(rows) if at is not None}


def _groups(found: Iterable[Found]) -> Iterator[list[Found]]:
    remaining = iter(found)
    while group := list(islice(remaining, AT_ONCE)):
        yield group


def _write(session: Session, group: Sequence[Found], now: datetime) -> None:
    """Put in what one source says, without what was settled and has not been heard of since."""
    settled = _settled(session, [each.key for each in group])
    fresh = [each for each in group if each.key not in settled or each.signal.last_at > settled[each.key]]
    put(
        session, HEAPS, [(each.key, each.product_id, each.about[:300], each.province, 0, 0) for each in fresh]
    )
    put(session, SIGNALS, [(*_stored(each), written(now)) for each in fresh if each.signal.count])


def _stored(found: Found) -> Sequence[Any]:
    signal = found.signal
    return (found.key, signal.source.value, signal.count, signal.photos, written(signal.last_at))


def _weigh(session: Session, which: ColumnElement[bool]) -> str | None:
    """Give the first of these heaps the weight of their signals; gives the last; None: none is left."""
    session.flush()
    those = (
        select(HeapRow.key, HeapRow.points, HeapRow.rank).where(which).order_by(HeapRow.key).limit(AT_ONCE)
    )
    heaps = those.subquery()
    facts = (SignalRow.source, SignalRow.count, SignalRow.last_at, SignalRow.photos)
    rows = select(*heaps.c, *facts).outerjoin(SignalRow, SignalRow.heap == heaps.c.key).order_by(heaps.c.key)
    changes, key = [], None
    for (key, *before), lines in groupby(session.execute(rows), key=lambda line: tuple(line[:3])):
        signals = [
            Signal(SignalSource(source), count, last_at, photos)
            for *_, source, count, last_at, photos in lines
            if source is not None
        ]
        points = weigh(signals).points
        after = [points, rank(points, max(each.last_at for each in signals)) if signals else 0]
        if before != after:
            changes.append({"heap": key, "new_points": after[0], "new_rank": after[1]})
    table = cast(Table, HeapRow.__table__)
    found = update(table).where(table.c.key == bindparam("heap"))
    if changes:
        session.execute(found.values(points=bindparam("new_points"), rank=bindparam("new_rank")), changes)
        session.expire_all()
    return key
