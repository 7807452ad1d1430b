"""Planning visits after recognition, and writing down what was found."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ocop_verify.audit.journal import Entry, record
from ocop_verify.catalog.lines import Line
from ocop_verify.domain.cases import CaseState
from ocop_verify.domain.errors import N_, OcopError
from ocop_verify.domain.signals import Weight
from ocop_verify.domain.text import clean
from ocop_verify.domain.validity import local_day
from ocop_verify.domain.visits import CHECKS, Answer, RiskFacts, VisitResult, risk_of
from ocop_verify.inspection.models import FlagEntryRow, FlagRow, HeapRow, VisitRow

SUBJECT = "visit"
PLANNED_SHOWN = 100
THREE_YEARS = timedelta(days=3 * 365)


class AlreadyVisited(OcopError):
    """What was found on a visit is written down once."""


class BadDay(OcopError):
    """A visit is planned for a day that is over, or followed up before it was made."""


@dataclass(frozen=True, slots=True)
class Found:
    """What was found. ``photo`` and ``shown`` are hashes of files that are kept already.

    ``at`` is when, for what a phone brings later; None: now.
    """

    result: VisitResult
    checks: Mapping[str, Answer]
    words: str = ""
    signed_by: str = ""
    photo: str | None = None
    shown: str | None = None
    follow_up_on: date | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Planned:
    """Which product to visit, when, and why."""

    product_id: int
    province: str
    on: date
    why: str


def plan_visit(session: Session, planned: Planned, request: str, *, actor: str, now: datetime) -> VisitRow:
    """Plan a visit. The same form sent twice is one."""
    known = session.scalar(select(VisitRow).where(VisitRow.request == request))
    if known is not None:
        return known
    if planned.on < local_day(now):
        raise BadDay(N_("Ngày đến kiểm tra đã qua. Hãy chọn hôm nay hoặc một ngày sau."))
    row = VisitRow(
        request=request,
        product_id=planned.product_id,
        province=planned.province,
        planned_on=planned.on,
        planned_by=actor,
        why=clean(planned.why)[:500],
        visited_by="",
        result="",
        checks="{}",
        words="",
        signed_by="",
    )
    session.add(row)
    session.flush()
    after = {"product_id": row.product_id, "on": row.planned_on, "province": row.province}
    record(session, [Entry("plan_visit", SUBJECT, row.id, after)], actor=actor, now=now)
    return row


def record_visit(session: Session, key: int, found: Found, *, actor: str, now: datetime) -> VisitRow:
    """Write down what was found, once; what is to be looked at again is planned at the same time.

    The same, told again by the same person, is one act.
    """
    row = session.get_one(VisitRow, key, populate_existing=True, with_for_update=True)
    at, columns = found.at or now, _columns(found)
    if row.visited_at is not None:
        if row.visited_by == actor and all(getattr(row, name) == value for name, value in columns.items()):
            return row
        raise AlreadyVisited(N_("Kết quả lần kiểm tra này đã được ghi và không sửa được."))
    if found.follow_up_on is not None and found.follow_up_on <= local_day(at):
        raise BadDay(N_("Ngày kiểm tra lại phải sau ngày kiểm tra."))
    row.visited_at, row.visited_by = at, actor
    for name, value in columns.items():
        setattr(row, name, value)
    session.flush()
    after = {"result": row.result, "follow_up_on": row.follow_up_on, "province": row.province}
    record(session, [Entry("record_visit", SUBJECT, key, after)], actor=actor, now=now)
    if found.follow_up_on is not None:
        on = max(found.follow_up_on, local_day(now))  # of a phone that was away for long
        again = Planned(row.product_id, row.province, on, row.words)
        plan_visit(session, again, f"after visit {key}", actor=actor, now=now)
    return row


def _columns(found: Found) -> dict[str, Any]:
    return {
        "result": found.result,
        "checks": json.dumps({code: found.checks[code] for code in CHECKS if code in found.checks}),
        "words": "\n".join(clean(line) for line in found.words.splitlines()).strip()[:4_000],
        "signed_by": clean(found.signed_by)[:200],
        "photo": found.photo,
        "shown": found.shown,
        "follow_up_on": found.follow_up_on,
    }


def answers_of(row: VisitRow) -> Mapping[str, Answer]:
    """What was found, line by line."""
    return {code: Answer(answer) for code, answer in json.loads(row.checks).items()}


def visits_of_product(session: Session, product_id: int) -> Sequence[VisitRow]:
    """All visits to one product, the newest first."""
    mine = select(VisitRow).where(VisitRow.product_id == product_id)
    return session.scalars(mine.order_by(VisitRow.planned_on.desc(), VisitRow.id.desc())).all()


def planned_visits(session: Session, provinces: Collection[str] | None) -> Sequence[VisitRow]:
    """What is planned in these provinces (None: all), the soonest first."""
    rows = select(VisitRow).where(VisitRow.visited_at.is_(None))
    if provinces is not None:
        rows = rows.where(VisitRow.province.in_(provinces))
    return session.scalars(rows.order_by(VisitRow.planned_on, VisitRow.id).limit(PLANNED_SHOWN)).all()


def by_risk(session: Session, lines: Sequence[Line], *, now: datetime) -> list[tuple[Line, Weight]]:
    """Products whose stars count today, whom nobody plans to visit, those that ask most for it first."""
    today = local_day(now)
    planned = set(session.scalars(select(VisitRow.product_id).where(VisitRow.visited_at.is_(None))))
    visited, upheld, points = _visited(session), _upheld(session, now), _points(session)
    found = []
    for line in lines:
        key = line.product.id
        if line.counts and key not in planned:
            known = (visited.get(key), upheld.get(key, 0), points.get(key, 0))
            found.append((line, risk_of(RiskFacts(line.product.product_set, *known), today)))
    return sorted(found, key=lambda each: (-each[1].points, each[0].product.id))


def _visited(session: Session) -> Mapping[int, date]:
    """The day of the last visit to each product that was visited."""
    made = select(VisitRow.product_id, func.max(VisitRow.visited_at)).where(VisitRow.visited_at.is_not(None))
    rows = session.execute(made.group_by(VisitRow.product_id))
    return {key: local_day(at) for key, at in rows if at is not None}


def _points(session: Session) -> Mapping[int, int]:
    """The weight of the heaviest heap of each product."""
    heaps = select(HeapRow.product_id, func.max(HeapRow.points)).where(HeapRow.rank > 0)
    rows = session.execute(heaps.group_by(HeapRow.product_id))
    return {key: points for key, points in rows if key is not None}


def _upheld(session: Session, now: datetime) -> Mapping[int, int]:
    """How many cases of each product were upheld in three years, and have not been opened again."""
    upheld = (FlagEntryRow.to_state == CaseState.UPHELD, FlagEntryRow.at >= now - THREE_YEARS)
    rows = session.execute(
        select(FlagRow.product_id, func.count(FlagRow.id.distinct()))
        .join(FlagEntryRow, FlagEntryRow.flag_id == FlagRow.id)
        .where(*upheld, FlagRow.outcome != "")
        .group_by(FlagRow.product_id)
    )
    return {key: count for key, count in rows if key is not None}
