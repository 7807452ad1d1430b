"""Moving a report on: who takes it up says so, and who sent it reads it by the receipt number."""

from datetime import datetime

from sqlalchemy import select
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


def move_reports(session: Session, heap: str, to: ReportState, *, actor: str, now: datetime) -> None:
    """Move every report of a heap that may go there: somebody has taken up what they are all about."""
    may_move = [state for state, moves in MOVES.items() if to in moves and state is not ReportState.RESOLVED]
    rows = session.scalars(
        select(ReportRow).where(ReportRow.heap == heap, ReportRow.state.in_(may_move))
    ).all()
    told = [
        Entry("move_report", "report", row.id, {"state": to, "province": row.province}, {"state": row.state})
        for row in rows
    ]
    for row in rows:
        row.state, row.changed_at = to, now
    session.flush()
    if rows:
        move_heap(session, heap, now=now)
        record(session, told, actor=actor, now=now)
