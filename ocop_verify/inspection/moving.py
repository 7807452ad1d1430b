"""Moving a report on: who takes it up says so, and who sent it reads it by the receipt number."""

from datetime import datetime

from sqlalchemy.orm import Session

from ocop_verify.audit.journal import Entry, record
from ocop_verify.domain.errors import N_, OcopError
from ocop_verify.domain.reports import MOVES, ReportState
from ocop_verify.inspection.gathering import move_heap
from ocop_verify.inspection.models import ReportRow


class NotThisMove(OcopError):
    """A report cannot go from its state to that one, or somebody else has moved it meanwhile."""


def move_report(
    session: Session, key: int, seen: ReportState, to: ReportState, *, actor: str, now: datetime
) -> ReportRow:
    """Move a report from the state that the actor saw. Raises ``NotThisMove``."""
    row = session.get_one(ReportRow, key, populate_existing=True, with_for_update=True)
    state = ReportState(row.state)
    if state is to:
        return row  # the same button, pressed twice
    if state is not seen:
        raise NotThisMove(N_("Phản ánh này vừa được người khác cập nhật. Hãy xem lại rồi làm tiếp."))
    if to not in MOVES[state]:
        raise NotThisMove(N_("Phản ánh ở trạng thái này không chuyển sang trạng thái đó được."))
    row.state, row.changed_at = to, now
    session.flush()
    move_heap(session, row.heap, now=now)
    entry = Entry("move_report", "report", key, {"state": to, "province": row.province}, {"state": state})
    record(session, [entry], actor=actor, now=now)
    return row
