"""Upholding a case: the fact is written where it belongs, so that the next scan answers it.

The register's own acts do it, in the same transaction: what they refuse is refused here, and the case stays
as it was.
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from ocop_verify.domain.cases import CaseState, Consequence
from ocop_verify.domain.errors import N_, OcopError
from ocop_verify.domain.records import RevocationGround
from ocop_verify.domain.reports import LabelNumbers
from ocop_verify.inspection.casework import Form, move_flag
from ocop_verify.inspection.models import FlagRow
from ocop_verify.labels.issuing import void_range
from ocop_verify.registry.models import CertificationRow
from ocop_verify.registry.revoking import revoke
from ocop_verify.registry.suspending import suspend
from ocop_verify.registry.wording import required


class NothingToActOn(OcopError):
    """A consequence was asked for that this case has no record for: no product, no label of ours."""


@dataclass(frozen=True, slots=True)
class Decided:
    """What was decided. ``reason`` is read by the public; ``day`` None: from today on.

    ``certification_id`` is the recognition to suspend or revoke.
    """

    consequence: Consequence
    reason: str
    words: str = ""
    certification_id: int | None = None
    decision: str = ""
    ground: RevocationGround = RevocationGround.MARK_MISUSED
    day: date | None = None


def uphold_flag(
    session: Session, key: int, form: Form, decided: Decided, *, actor: str, now: datetime
) -> FlagRow:
    """Uphold a case and carry out what follows. Sent twice, it is done once."""
    reason = required(decided.reason, N_("Hãy ghi kết luận, bằng lời mà người dân đọc được."))
    words = "\n".join(part for part in (reason, decided.words) if part)
    version = session.get_one(FlagRow, key, populate_existing=True).version
    row = move_flag(
        session, key, form, CaseState.UPHELD, words, outcome=decided.consequence, actor=actor, now=now
    )
    if row.version > version:  # else the same form was sent before
        _carry_out(session, row, decided, reason, actor=actor, now=now)
    return row


def _carry_out(
    session: Session, row: FlagRow, decided: Decided, reason: str, *, actor: str, now: datetime
) -> None:
    decision, day = decided.decision, decided.day
    match decided.consequence:
        case Consequence.SUSPEND:
            key = _certification(session, row, decided)
            suspend(session, key, reason, decision=decision, from_day=day, actor=actor, now=now)
        case Consequence.REVOKE:
            key = _certification(session, row, decided)
            revoke(session, key, decided.ground, decision, on=day, note=reason, actor=actor, now=now)
        case Consequence.VOID:
            label = LabelNumbers.read(row.label)
            if label is None:
                raise NothingToActOn(N_("Hồ sơ này không nói về một tem cụ thể, nên không có tem để hủy."))
            void_range(session, label.batch_id, label.serial, label.serial, reason, actor=actor, now=now)
        case Consequence.NONE:
            pass


def _certification(session: Session, row: FlagRow, decided: Decided) -> int:
    """The recognition that was chosen, if it is of the product that the case is about."""
    found = session.get(CertificationRow, decided.certification_id or 0)
    if found is None or row.product_id is None or found.product_id != row.product_id:
        raise NothingToActOn(N_("Hãy chọn lần công nhận của đúng sản phẩm trong hồ sơ."))
    return found.id
