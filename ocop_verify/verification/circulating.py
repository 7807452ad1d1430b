"""Which unit labels are seen unusually often, known to every process without asking for each scan.

After a group is written, the labels in it that have enough scans are judged by ``domain.circulation``; what
looks unusual becomes a row. Every process reads new rows every few seconds and keeps them in memory, where
a scan finds them. So a suspicion is known everywhere some seconds after the scan that raised it.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any, Final

from sqlalchemy import and_, func, or_, select, tuple_
from sqlalchemy.orm import Session

from ocop_verify.audit.journal import Entry, record
from ocop_verify.domain.circulation import (
    THRESHOLDS,
    CirculationReading,
    Reason,
    ReasonCode,
    RecentScan,
    ScanDay,
    ScanSummary,
    Source,
    may_be_suspicious,
    read_circulation,
)
from ocop_verify.domain.errors import N_, OcopError
from ocop_verify.domain.validity import local_day
from ocop_verify.domain.verdict import Circulation
from ocop_verify.labels.models import BatchRow
from ocop_verify.registry.wording import required
from ocop_verify.verification.forgetting import KEPT_DAYS
from ocop_verify.verification.grouping import Deposit, LabelId, Touched, put, written
from ocop_verify.verification.models import RecentScanRow, ScanDayRow, ScanTotal, SuspicionRow

# A label that a crowd scans has thousands of scans in a month; the newest hundreds say all.
RECENT_SCANS: Final = 300
# One question sorts out the labels that came to too few devices; judging one of the others takes about a
# millisecond. So much a second keeps it a small part of a process's work, however many labels are scanned.
# The others wait, the oldest first, and labels beyond the last wait for a new scan.
SORTED_AT_ONCE: Final = 400
JUDGED_AT_ONCE: Final = 40
WAITING_LABELS: Final = 20_000
# Clocks of two machines may differ, and rows become visible later than they are dated.
OVERLAP: Final = timedelta(seconds=60)
# A suspicion that is known is looked at again when there are so many times as many scans.
AGAIN_AT: Final = 1.25

SUSPICIONS: Final = Deposit(
    "suspicion",
    {
        "batch_id": "integer", "serial": "integer", "since": "timestamptz", "changed_at": "timestamptz",
        "first_at": "timestamptz", "scans": "integer", "reasons": "text",
    },
    """ON CONFLICT (batch_id, serial) DO UPDATE SET
        changed_at = excluded.changed_at, scans = excluded.scans, reasons = excluded.reasons""",
)  # fmt: skip


class NotSuspected(OcopError):
    """A label was to be set aside that nobody suspects."""


class Suspicions:
    """The labels that this process knows to be seen unusually often, and those that it has yet to judge."""

    def __init__(self) -> None:
        self._known: dict[LabelId, CirculationReading | None] = {}  # None: set aside by a person
        self._waiting: dict[LabelId, None] = {}
        self._read_until: datetime | None = None

    def of(self, batch_id: int, serial: int) -> CirculationReading | None:
        """The suspicion about a label; None: there is none."""
        return self._known.get((batch_id, serial))

    def __len__(self) -> int:
        return sum(reading is not None for reading in self._known.values())

    def notice(self, touched: Iterable[Touched]) -> None:
        """Remember the labels of a group that was written, to be judged soon."""
        for each in touched:
            label = (each.batch_id, each.serial)
            if each.serial and may_be_suspicious(each.scans) and self._is_news(label, each.scans):
                self._waiting[label] = None
        for label in list(islice(self._waiting, max(0, len(self._waiting) - WAITING_LABELS))):
            del self._waiting[label]

    def judge(self, session: Session, now: datetime) -> Mapping[LabelId, CirculationReading]:
        """Judge the labels that waited longest; gives those that are seen unusually often, to be written."""
        chosen = list(self._waiting)[:SORTED_AT_ONCE]
        seen = _widely_seen(session, chosen, now)
        readings = {label: judge(session, label, now) for label in seen[:JUDGED_AT_ONCE]}
        for label in set(chosen) - set(seen[JUDGED_AT_ONCE:]):
            self._waiting.pop(label, None)
        return {label: reading for label, reading in readings.items() if reading.reasons}

    @property
    def waiting(self) -> int:
        """How many labels wait to be judged."""
        return len(self._waiting)

    def refresh(self, session: Session) -> None:
        """Read what changed since the last time."""
        query = select(SuspicionRow)
        if self._read_until is not None:
            query = query.where(SuspicionRow.changed_at >= self._read_until - OVERLAP)
        for row in session.scalars(query):
            self._known[row.batch_id, row.serial] = None if row.set_aside_at else _reading(row)
            self._read_until = max(self._read_until or row.changed_at, row.changed_at)

    def _is_news(self, label: LabelId, scans: int) -> bool:
        if label not in self._known:
            return True
        reading = self._known[label]
        return reading is not None and scans >= (reading.scans or 0) * AGAIN_AT


def judge(session: Session, label: LabelId, now: datetime) -> CirculationReading:
    """What the scans of one unit label say now."""
    summary = read_summary(session, *label, now)
    return read_circulation(summary, now) if summary else CirculationReading()


def write_suspicions(
    session: Session, unusual: Mapping[LabelId, CirculationReading], *, now: datetime
) -> None:
    """Keep what was judged to be seen unusually often; what was set aside stays so."""
    rows = []
    for label, reading in sorted(unusual.items()):
        at, first_at = written(now), written(reading.first_at or now)
        rows.append((*label, at, at, first_at, reading.scans, _as_json(reading.reasons)))
    put(session, SUSPICIONS, rows)


def read_summary(session: Session, batch_id: int, serial: int, now: datetime) -> ScanSummary | None:
    """All that is remembered of one unit label; None: it was never scanned."""
    total = session.get(ScanTotal, (batch_id, serial), populate_existing=True)
    if total is None:
        return None
    return ScanSummary(
        scans=total.scans,
        first_at=total.first_at,
        last_at=total.last_at,
        days=tuple(ScanDay(*row) for row in session.execute(_days(batch_id, serial))),
        recent=tuple(_recent(session, batch_id, serial, now)),
        printed_until=session.scalar(select(BatchRow.printed_until).where(BatchRow.id == batch_id)),
    )


@dataclass(frozen=True, slots=True)
class Suspected:
    """A label that waits for a person to look into it."""

    batch_id: int
    serial: int
    since: datetime
    reading: CirculationReading


def open_suspicions(session: Session) -> list[Suspected]:
    """The queue for inspectors: what was not set aside, the most scanned first."""
    waiting = select(SuspicionRow).where(SuspicionRow.set_aside_at.is_(None))
    rows = session.scalars(waiting.order_by(SuspicionRow.scans.desc(), SuspicionRow.since))
    return [_suspected(row) for row in rows]


def open_suspicion(session: Session, batch_id: int, serial: int) -> Suspected | None:
    """One of the queue; None: it is not in it, or was set aside."""
    row = session.get(SuspicionRow, (batch_id, serial), populate_existing=True)
    return None if row is None or row.set_aside_at else _suspected(row)


def _suspected(row: SuspicionRow) -> Suspected:
    return Suspected(row.batch_id, row.serial, row.since, _reading(row))


def set_aside(
    session: Session, batch_id: int, serial: int, reason: str, *, actor: str, now: datetime
) -> None:
    """A person looked into a suspicion and found a good explanation: it is not shown again.

    One that was set aside stays as it is.
    """
    row = session.get(SuspicionRow, (batch_id, serial), populate_existing=True)
    if row is None:
        raise NotSuspected(
            N_("Tem số %(serial)s của lô %(batch)s không có dấu hiệu bất thường."),
            serial=serial,
            batch=batch_id,
        )
    if row.set_aside_at is not None:
        return
    reason = required(reason, N_("Hãy ghi điều giải thích vì sao tem này được quét nhiều."))
    row.set_aside_at = row.changed_at = now
    after = {"serial": serial, "reason": reason}
    record(session, [Entry("set_suspicion_aside", "batch", batch_id, after)], actor=actor, now=now)


def _widely_seen(session: Session, labels: list[LabelId], now: datetime) -> list[LabelId]:
    """Those that came to enough devices to be suspicious at all: most are one phone that looks again."""
    if not labels:
        return []
    label, devices = (ScanDayRow.batch_id, ScanDayRow.serial), func.sum(ScanDayRow.devices)
    long_ago = local_day(now) - timedelta(days=THRESHOLDS.late_after_days)
    many = or_(
        devices >= THRESHOLDS.household,
        and_(devices >= THRESHOLDS.late_devices, BatchRow.printed_until < long_ago),
    )
    query = (
        select(*label)
        .outerjoin(BatchRow, BatchRow.id == ScanDayRow.batch_id)
        .where(tuple_(*label).in_(labels))
        .group_by(*label, BatchRow.printed_until)
        .having(many)
    )
    return [(batch_id, serial) for batch_id, serial in session.execute(query)]


def _days(batch_id: int, serial: int) -> Any:
    return (
        select(ScanDayRow.day, ScanDayRow.scans, ScanDayRow.devices, ScanDayRow.pictures, ScanDayRow.unclear)
        .where(ScanDayRow.batch_id == batch_id, ScanDayRow.serial == serial)
        .order_by(ScanDayRow.day)
    )


def _recent(session: Session, batch_id: int, serial: int, now: datetime) -> list[RecentScan]:
    """The newest scans of the last 30 days, in the order of time."""
    of_label = (RecentScanRow.batch_id == batch_id, RecentScanRow.serial == serial, RecentScanRow.serial > 0)
    rows = session.execute(
        select(RecentScanRow.at, RecentScanRow.source, RecentScanRow.place)
        .where(*of_label, RecentScanRow.at >= now - timedelta(days=KEPT_DAYS))
        .order_by(RecentScanRow.at.desc())
        .limit(RECENT_SCANS)
    ).all()
    return [RecentScan(at, Source(source), place) for at, source, place in reversed(rows)]


def _as_json(reasons: Iterable[Reason]) -> str:
    return json.dumps([{"code": reason.code, **reason.figures} for reason in reasons])


def _reading(row: SuspicionRow) -> CirculationReading:
    reasons = []
    for figures in json.loads(row.reasons):
        code = ReasonCode(figures.pop("code"))
        reasons.append(Reason(code, figures))
    return CirculationReading(Circulation.SEEN_UNUSUALLY_OFTEN, tuple(reasons), row.scans, row.first_at)
