"""Background work, seen from the database: asked for, taken up, moved on, ended.

A room that has slow work describes it once (``Kind``), the factory hands all kinds to ``views.init_app``, and
a door asks for it with ``views.ask`` inside its transaction. The work itself gets a ``Ticket``: it commits
what it writes, and says between its steps how far it is. It may be begun again after a power cut, so
whatever it does twice must come out once.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, or_, select, update
from sqlalchemy.orm import Session

from ocop_verify.domain.errors import N_, OcopError
from ocop_verify.domain.validity import VIETNAM
from ocop_verify.jobs.models import JobRow

# A worker says that it lives every ten seconds; one that was not heard for so long is gone.
SILENT = timedelta(minutes=2)
# Work that brings its worker down is not tried for ever.
MAX_ATTEMPTS = 3
ALIVE = ("waiting", "running")
# Daily work begins at this hour in Vietnam.
FIRST_HOUR = 7


class Cancelled(Exception):
    """Raised inside the work when somebody has asked to stop it."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """What the work is told. ``report(done, total)`` moves the bar, and raises ``Cancelled`` when asked to.

    Never call it inside a transaction that writes: it writes through a connection of its own.
    """

    job_id: int
    subject_id: int
    owner: str
    report: Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Kind:
    """A sort of work: its name, what people call it, and the page of its result (``%d``: the subject).

    ``daily``: the worker asks for it by itself, once a day from the morning on. ``due``: the worker asks for
    it by itself whenever this says so; it is asked every minute.
    """

    name: str
    words: str
    page: str
    work: Callable[[Ticket], None]
    daily: bool = False
    due: Callable[[], bool] | None = None

    def page_of(self, row: JobRow) -> str:
        """Where the result is seen."""
        return self.page % row.subject_id if "%d" in self.page else self.page


def open_job(session: Session, kind: str, subject_id: int, *, owner: str, now: datetime) -> JobRow:
    """Note that work is wanted. The same work that is still under way is not begun a second time."""
    under_way = select(JobRow).where(
        JobRow.kind == kind, JobRow.subject_id == subject_id, JobRow.state.in_(ALIVE)
    )
    row = session.scalar(under_way)
    if row is None:
        row = JobRow(kind=kind, subject_id=subject_id, owner=owner, created_at=now)
        session.add(row)
        session.flush()
    return row


def open_daily(session: Session, kind: str, *, now: datetime) -> None:
    """Ask for daily work, unless it was asked for today; not before people are at work."""
    local = now.astimezone(VIETNAM)
    if local.hour < FIRST_HOUR:
        return
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    today = select(JobRow.id).where(JobRow.kind == kind, JobRow.created_at >= midnight).limit(1)
    if session.scalar(today) is None:
        open_job(session, kind, 0, owner="worker", now=now)


def claim(session: Session, job_id: int, *, now: datetime) -> bool:
    """Take a job up; False when it is not waiting any more: another worker has it, or nobody wants it."""
    taken = update(JobRow).where(JobRow.id == job_id, JobRow.state == "waiting")
    values = {"state": "running", "started_at": now, "alive_at": now, "attempts": JobRow.attempts + 1}
    return _changed(session, taken.values(values))


def move_on(session: Session, job_id: int, done: int, total: int, *, now: datetime) -> None:
    """Note how far it is. Raises ``Cancelled`` when it is to stop."""
    session.execute(update(JobRow).where(JobRow.id == job_id).values(done=done, total=total, alive_at=now))
    if session.scalar(select(JobRow.cancel_asked).where(JobRow.id == job_id)):
        raise Cancelled


def stay_alive(session: Session, job_id: int, *, now: datetime) -> None:
    """The worker is still there, however long a step takes."""
    session.execute(update(JobRow).where(JobRow.id == job_id).values(alive_at=now))


def end(session: Session, job_id: int, state: str, *, now: datetime, problem: str = "") -> None:
    """It is over: ``done``, ``failed`` or ``cancelled``."""
    session.execute(
        update(JobRow).where(JobRow.id == job_id).values(state=state, problem=problem, ended_at=now)
    )


def ask_to_cancel(session: Session, row: JobRow, *, now: datetime) -> None:
    """Stop it: at once when nobody has taken it up, at its next step otherwise."""
    row.cancel_asked = True
    if row.state == "waiting":
        row.state, row.ended_at = "cancelled", now
    session.flush()


def recover(session: Session, *, now: datetime) -> list[int]:
    """What has to be queued: all that waits, and what a worker that is gone has left behind."""
    lost = or_(JobRow.alive_at.is_(None), JobRow.alive_at < now - SILENT)
    for row in session.scalars(select(JobRow).where(JobRow.state == "running", lost)):
        row.state = "failed" if row.attempts >= MAX_ATTEMPTS else "waiting"
        if row.state == "failed":
            row.ended_at, row.problem = now, GAVE_UP
    session.flush()
    return list(session.scalars(select(JobRow.id).where(JobRow.state == "waiting").order_by(JobRow.id)))


def jobs_of(session: Session, owner: str, limit: int = 20) -> list[JobRow]:
    """What somebody has under way, the newest first."""
    mine = select(JobRow).where(JobRow.owner == owner, JobRow.state.in_(ALIVE))
    return list(session.scalars(mine.order_by(JobRow.id.desc()).limit(limit)))


def seconds_left(row: JobRow, now: datetime) -> int | None:
    """How long it will take at the pace so far; None when that cannot be told yet."""
    if row.started_at is None or not row.done or row.total <= row.done:
        return None
    elapsed = (now - row.started_at).total_seconds()
    return max(1, round(elapsed * (row.total - row.done) / row.done))


def words_of(problem: Exception) -> str:
    """What is kept of a failure: our own words, or that we do not know."""
    return str(problem) if isinstance(problem, OcopError) else FAILED


GAVE_UP = N_("Máy xử lý đã dừng giữa chừng nhiều lần. Hãy báo cho người quản trị.")
FAILED = N_("Có lỗi ở phía chúng tôi. Lỗi đã được ghi lại; bạn có thể làm lại.")


def _changed(session: Session, statement: Any) -> bool:
    return cast(CursorResult[Any], session.execute(statement)).rowcount == 1
