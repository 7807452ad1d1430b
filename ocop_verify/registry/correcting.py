"""Correcting what was mistyped in an act: for a few minutes, by whoever acted, while nothing came after it.

A correction replaces a day, a reason or a number; an act on the wrong product is taken back. The journal
keeps both: the act as it was first told, and the correction with what was before. Later, or for what is not a
slip of the finger, the law knows other ways: lift a suspension, extend again, recognise anew.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from ocop_verify.audit.journal import Entry, record
from ocop_verify.audit.models import JournalEntry
from ocop_verify.domain.errors import N_, OcopError
from ocop_verify.domain.records import Certification, Extension, Revocation, RevocationGround, Suspension
from ocop_verify.registry import withdrawing
from ocop_verify.registry.extending import end_of_certification, extended, extension_entry
from ocop_verify.registry.lookup import locked_certification
from ocop_verify.registry.models import ExtensionRow, RevocationRow, SuspensionRow
from ocop_verify.registry.reading import read_certifications
from ocop_verify.registry.revoking import check_revocation, revocation_entry
from ocop_verify.registry.suspending import check_lift, check_suspension, lift_entry, suspension_entry
from ocop_verify.registry.withdrawing import Written
from ocop_verify.registry.wording import day_or_today, optional, required

WINDOW = timedelta(minutes=10)
PREFIX = "correct_"
CORRECTABLE = frozenset({"suspend", "lift", "revoke", "extend"})


class NotCorrectable(OcopError):
    """The act was another person's, is too long ago, or something came after it."""


def correctable(session: Session, certification_id: int, *, actor: str, now: datetime) -> str | None:
    """The newest act on this certification, where this actor may still correct it; None otherwise."""
    slip = _slip(session, certification_id, actor, now)
    return slip.act.action if slip else None


def take_back(session: Session, certification_id: int, *, actor: str, now: datetime) -> Certification:
    """Undo the newest act on this certification: it was meant for another, or for none."""
    locked_certification(session, certification_id)
    slip = _slip(session, certification_id, actor, now)
    if slip is None:
        raise _too_late()
    act, told = Written.of(slip.act), Written.of(slip.told)
    withdrawing.take_back(session, told)
    session.flush()
    session.expire_all()
    record(session, [withdrawing.withdrawal(act, told)], actor=actor, now=now)
    return next(read_certifications(session, [certification_id]))


@dataclass(frozen=True, slots=True)
class _Slip:
    """An act that may be corrected, and the entry that told it last."""

    act: JournalEntry
    told: JournalEntry


def _slip(session: Session, certification_id: int, actor: str, now: datetime) -> _Slip | None:
    """Corrections do not prolong the time: it runs from the act itself."""
    entries = session.scalars(
        select(JournalEntry)
        .where(JournalEntry.subject_type == "certification", JournalEntry.subject_id == certification_id)
        .order_by(JournalEntry.sequence.desc())
        .limit(20)
    )
    told = None
    for entry in entries:
        if entry.actor != actor or now - entry.at > WINDOW:
            return None
        told = told or entry
        if entry.action in CORRECTABLE:
            return _Slip(entry, told)
        if not entry.action.startswith(PREFIX):
            return None
    return None


def correct_suspension(
    session: Session,
    certification_id: int,
    reason: str,
    *,
    decision: str = "",
    from_day: date | None = None,
    actor: str,
    now: datetime,
) -> Certification:
    """Tell the open suspension as it was meant."""
    certification = _held(session, certification_id, "suspend", actor, now)
    row = _suspension(session, certification_id)
    before = Suspension(row.from_day, row.reason, row.decision)
    reason = required(reason, N_("Hãy ghi lý do tạm đình chỉ."))
    meant = Suspension(day_or_today(from_day, now), reason, optional(decision, 200))
    others = tuple(each for each in certification.suspensions if each.lifted_on is not None)
    check_suspension(replace(certification, suspensions=others), meant)
    row.from_day, row.reason, row.decision = meant.from_day, meant.reason, meant.decision
    told = suspension_entry(certification_id, meant), suspension_entry(certification_id, before)
    return _written(session, certification_id, *told, actor=actor, now=now)


def correct_lift(
    session: Session,
    certification_id: int,
    reason: str,
    *,
    lifted_on: date | None = None,
    actor: str,
    now: datetime,
) -> Certification:
    """Tell the end of the newest suspension as it was meant."""
    _held(session, certification_id, "lift", actor, now)
    row = _suspension(session, certification_id)
    open_one = Suspension(row.from_day, row.reason, row.decision)
    before = lift_entry(certification_id, replace(open_one, lifted_on=row.lifted_on), row.lift_reason)
    row.lift_reason = required(reason, N_("Hãy ghi lý do gỡ bỏ đình chỉ."))
    row.lifted_on = day_or_today(lifted_on, now)
    check_lift(open_one, row.lifted_on)
    meant = lift_entry(certification_id, replace(open_one, lifted_on=row.lifted_on), row.lift_reason)
    return _written(session, certification_id, meant, before, actor=actor, now=now)


def correct_revocation(
    session: Session,
    certification_id: int,
    ground: RevocationGround,
    decision: str,
    *,
    on: date | None = None,
    note: str = "",
    actor: str,
    now: datetime,
) -> Certification:
    """Tell the revocation as it was meant. That it was revoked stays."""
    certification = _held(session, certification_id, "revoke", actor, now)
    row = session.scalars(
        select(RevocationRow).where(RevocationRow.certification_id == certification_id)
    ).one()
    before = Revocation(row.on, RevocationGround(row.ground), row.decision, row.note)
    decision = required(decision, N_("Hãy ghi số và ngày của quyết định thu hồi."), 200)
    meant = Revocation(day_or_today(on, now), ground, decision, optional(note))
    check_revocation(replace(certification, revocation=None), meant)
    row.on, row.ground, row.decision, row.note = meant.on, meant.ground.value, meant.decision, meant.note
    told = revocation_entry(certification_id, meant), revocation_entry(certification_id, before)
    return _written(session, certification_id, *told, actor=actor, now=now)


def correct_extension(
    session: Session, certification_id: int, until: date, basis: str, *, actor: str, now: datetime
) -> Certification:
    """Tell the newest extension as it was meant, against the end that it moved."""
    certification = _held(session, certification_id, "extend", actor, now)
    mine = select(ExtensionRow).where(ExtensionRow.certification_id == certification_id)
    newest, *older = session.scalars(mine.order_by(ExtensionRow.until.desc())).all()
    earlier = Extension(older[0].until, older[0].basis) if older else None
    certification = replace(certification, extension=earlier)
    meant, before = Extension(until, optional(basis, 300)), Extension(newest.until, newest.basis)
    extended(certification, meant)
    end = end_of_certification(certification)
    newest.until, newest.basis = meant.until, meant.basis
    told = (extension_entry(certification_id, each, end) for each in (meant, before))
    return _written(session, certification_id, *told, actor=actor, now=now)


def _held(session: Session, certification_id: int, act: str, actor: str, now: datetime) -> Certification:
    certification = locked_certification(session, certification_id)
    if correctable(session, certification_id, actor=actor, now=now) != act:
        raise _too_late()
    return certification


def _too_late() -> NotCorrectable:
    return NotCorrectable(
        N_(
            "Không sửa được nữa: chỉ người vừa ghi mới sửa được, trong 10 phút, khi chưa có việc khác "
            "được ghi sau đó."
        )
    )


def _suspension(session: Session, certification_id: int) -> SuspensionRow:
    mine = select(SuspensionRow).where(SuspensionRow.certification_id == certification_id)
    return session.scalars(mine.order_by(SuspensionRow.id.desc()).limit(1)).one()


def _written(
    session: Session, certification_id: int, meant: Entry, before: Entry, *, actor: str, now: datetime
) -> Certification:
    """Write it down as a correction of its own; the act as it was first told stays in the journal."""
    session.flush()
    entry = Entry(PREFIX + meant.action, meant.subject_type, meant.subject_id, meant.after, before.after)
    record(session, [entry], actor=actor, now=now)
    return next(read_certifications(session, [certification_id]))
