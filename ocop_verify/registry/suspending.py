"""Suspending a recognition, and lifting the suspension."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ocop_verify.audit.journal import Entry, record
from ocop_verify.domain.errors import N_, OcopError
from ocop_verify.domain.records import Certification, Suspension
from ocop_verify.domain.validity import written
from ocop_verify.registry.lookup import locked_certification
from ocop_verify.registry.models import SuspensionRow
from ocop_verify.registry.reading import read_certifications
from ocop_verify.registry.revoking import refuse_revoked
from ocop_verify.registry.wording import DayTooEarly, day_or_today, optional, required


class AlreadySuspended(OcopError):
    """A recognition that is suspended cannot be suspended again."""


class NotSuspended(OcopError):
    """There is no open suspension to lift."""


def suspend(
    session: Session,
    certification_id: int,
    reason: str,
    *,
    decision: str = "",
    from_day: date | None = None,
    actor: str,
    now: datetime,
) -> Certification:
    """Pause a recognition from a day on (today when None), for a reason that the public may read."""
    reason = required(reason, N_("Hãy ghi lý do tạm đình chỉ."))
    suspension = Suspension(day_or_today(from_day, now), reason, optional(decision, 200))
    check_suspension(locked_certification(session, certification_id), suspension)
    session.add(suspension_row(certification_id, suspension))
    session.flush()
    record(session, [suspension_entry(certification_id, suspension)], actor=actor, now=now)
    return next(read_certifications(session, [certification_id]))


def lift(
    session: Session,
    certification_id: int,
    reason: str,
    *,
    lifted_on: date | None = None,
    actor: str,
    now: datetime,
) -> Certification:
    """End the open suspension: ``lifted_on`` (today when None) is the first day that counts again."""
    reason = required(reason, N_("Hãy ghi lý do gỡ bỏ đình chỉ."))
    refuse_revoked(locked_certification(session, certification_id))
    row = _open_suspension(session, certification_id)
    before = Suspension(row.from_day, row.reason, row.decision)
    row.lifted_on, row.lift_reason = day_or_today(lifted_on, now), reason
    check_lift(before, row.lifted_on)
    session.flush()
    entry = lift_entry(certification_id, replace(before, lifted_on=row.lifted_on), reason)
    record(session, [entry], actor=actor, now=now)
    return next(read_certifications(session, [certification_id]))


def check_suspension(certification: Certification, suspension: Suspension) -> None:
    """Refuse a suspension of what is revoked or suspended, or one that begins before what it follows."""
    refuse_revoked(certification)
    earliest = certification.valid_from
    for past in certification.suspensions:
        if past.lifted_on is None:
            raise AlreadySuspended(
                N_("Công nhận này đã bị tạm đình chỉ từ %(day)s."),
                day=written(past.from_day),
            )
        earliest = max(earliest, past.lifted_on)
    if suspension.from_day < earliest:
        raise DayTooEarly(
            N_("Không thể tạm đình chỉ từ %(day)s: ngày sớm nhất có thể là %(earliest)s."),
            day=written(suspension.from_day),
            earliest=written(earliest),
        )


def check_lift(suspension: Suspension, lifted_on: date) -> None:
    """Refuse to end a suspension before it began."""
    if lifted_on < suspension.from_day:
        raise DayTooEarly(
            N_("Không thể gỡ bỏ đình chỉ vào %(day)s: đình chỉ bắt đầu từ %(earliest)s."),
            day=written(lifted_on),
            earliest=written(suspension.from_day),
        )


def suspension_row(certification_id: int, suspension: Suspension, lift_reason: str = "") -> SuspensionRow:
    """The row of a suspension; one that comes from a file may be lifted already."""
    return SuspensionRow(
        certification_id=certification_id,
        from_day=suspension.from_day,
        reason=suspension.reason,
        decision=suspension.decision,
        lifted_on=suspension.lifted_on,
        lift_reason=lift_reason,
    )


def suspension_entry(certification_id: int, suspension: Suspension, lift_reason: str = "") -> Entry:
    """How the journal tells a suspension."""
    after = {"suspension": _as_fact(suspension, lift_reason)}
    return Entry("suspend", "certification", certification_id, after, {"suspension": None})


def lift_entry(certification_id: int, lifted: Suspension, lift_reason: str) -> Entry:
    """How the journal tells that a suspension ended."""
    after = {"suspension": _as_fact(lifted, lift_reason)}
    before = {"suspension": _as_fact(replace(lifted, lifted_on=None), "")}
    return Entry("lift", "certification", certification_id, after, before)


def _as_fact(suspension: Suspension, lift_reason: str) -> dict[str, Any]:
    return {
        "from_day": suspension.from_day,
        "reason": suspension.reason,
        "decision": suspension.decision,
        "lifted_on": suspension.lifted_on,
        "lift_reason": lift_reason,
    }


def _open_suspension(session: Session, certification_id: int) -> SuspensionRow:
    open_ones = select(SuspensionRow).where(
        SuspensionRow.certification_id == certification_id, SuspensionRow.lifted_on.is_(None)
    )
    row = session.scalar(open_ones)
    if row is None:
        raise NotSuspended(N_("Lần công nhận số %(id)s không bị tạm đình chỉ."), id=certification_id)
    return row
