"""Revoking a recognition: once, for good, with its ground and the decision that says so."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from ocop_verify.audit.journal import Entry, record
from ocop_verify.domain.errors import N_, OcopError
from ocop_verify.domain.records import Certification, Revocation, RevocationGround
from ocop_verify.domain.text import clean
from ocop_verify.domain.validity import written
from ocop_verify.registry.lookup import locked_certification
from ocop_verify.registry.models import RevocationRow
from ocop_verify.registry.reading import read_certifications
from ocop_verify.registry.wording import DayTooEarly, day_or_today, optional, required


class AlreadyRevoked(OcopError):
    """A revoked recognition cannot be suspended, extended or revoked again."""


class NoSuchGround(OcopError):
    """A ground for revocation that the rules do not name."""


def revoke(
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
    """Withdraw a recognition with effect from a day (today when None).

    One that has expired may be revoked too: the commonest ground is that nobody asked for re-evaluation.
    """
    decision = required(decision, N_("Hãy ghi số và ngày của quyết định thu hồi."), 200)
    revocation = Revocation(day_or_today(on, now), ground, decision, optional(note))
    check_revocation(locked_certification(session, certification_id), revocation)
    session.add(revocation_row(certification_id, revocation))
    session.flush()
    record(session, [revocation_entry(certification_id, revocation)], actor=actor, now=now)
    return next(read_certifications(session, [certification_id]))


def ground_of(text: str) -> RevocationGround:
    """The ground that a code names; refused with the codes that are known."""
    try:
        return RevocationGround(clean(text).lower())
    except ValueError as problem:
        known = ", ".join(ground.value for ground in RevocationGround)
        raise NoSuchGround(
            N_("Không có lý do thu hồi «%(ground)s». Các lý do: %(known)s."), ground=text, known=known
        ) from problem


def check_revocation(certification: Certification, revocation: Revocation) -> None:
    """Refuse to revoke twice, or before the recognition began."""
    refuse_revoked(certification)
    if revocation.on < certification.valid_from:
        raise DayTooEarly(
            N_("Không thể thu hồi từ %(day)s: quyết định công nhận có từ %(earliest)s."),
            day=written(revocation.on),
            earliest=written(certification.valid_from),
        )


def refuse_revoked(certification: Certification) -> None:
    """Refuse an act on a recognition that was withdrawn."""
    if certification.revocation is not None:
        raise AlreadyRevoked(
            N_("Công nhận này đã bị thu hồi từ %(day)s theo %(decision)s."),
            day=written(certification.revocation.on),
            decision=certification.revocation.decision,
        )


def revocation_row(certification_id: int, revocation: Revocation) -> RevocationRow:
    """The row of a revocation."""
    return RevocationRow(
        certification_id=certification_id,
        on=revocation.on,
        ground=revocation.ground.value,
        decision=revocation.decision,
        note=revocation.note,
    )


def revocation_entry(certification_id: int, revocation: Revocation) -> Entry:
    """How the journal tells a revocation."""
    after = {
        "on": revocation.on,
        "ground": revocation.ground.value,
        "decision": revocation.decision,
        "note": revocation.note,
    }
    return Entry("revoke", "certification", certification_id, {"revocation": after}, {"revocation": None})
