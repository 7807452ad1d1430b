"""Doing one job: taken up, told how far it is, ended in a row, whatever happens."""

import logging
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from ocop_verify.db import begin_write, db
from ocop_verify.jobs import working
from ocop_verify.jobs.models import JobRow
from ocop_verify.jobs.working import Cancelled, Kind, Ticket

log = logging.getLogger(__name__)

HEARTBEAT_SECONDS = 10.0
# A bar that moves more often than this is not seen to move, and each step is a write.
REPORT_SECONDS = 0.5


def run_job(kinds: Mapping[str, Kind], job_id: int) -> None:
    """Do a job, if it still waits. Nothing but its row tells how it ended."""
    with _short() as session:
        if not working.claim(session, job_id, now=_now()):
            return
        row = session.get_one(JobRow, job_id)
        kind, ticket = row.kind, Ticket(job_id, row.subject_id, row.owner, _reporter(job_id))
    state, problem = "done", ""
    try:
        with _heartbeat(job_id):
            kinds[kind].work(ticket)
    except Cancelled:
        state = "cancelled"
    except Exception as failure:
        log.exception("job %s failed", job_id)
        state, problem = "failed", working.words_of(failure)
    finally:
        db.session.remove()
    with _short() as session:
        working.end(session, job_id, state, now=_now(), problem=problem)


def _reporter(job_id: int) -> Callable[[int, int], None]:
    told = -REPORT_SECONDS

    def report(done: int, total: int) -> None:
        nonlocal told
        if time.monotonic() - told < REPORT_SECONDS and done != total:
            return
        told = time.monotonic()
        with _short() as session:
            working.move_on(session, job_id, done, total, now=_now())

    return report


@contextmanager
def _heartbeat(job_id: int) -> Iterator[None]:
    """Say every few seconds that this worker lives, from a thread of its own."""
    over, engine = threading.Event(), db.engine

    def beat() -> None:
        while not over.wait(HEARTBEAT_SECONDS):
            try:
                with Session(engine) as session:
                    working.stay_alive(session, job_id, now=_now())
                    session.commit()
            except SQLAlchemyError as problem:  # the work itself may hold the database: the next beat will do
                log.info("no heartbeat for job %s: %s", job_id, problem)

    thread = threading.Thread(target=beat, name=f"job {job_id}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


@contextmanager
def _short() -> Iterator[Session]:
    """A transaction of its own, so that the work's session is left alone."""
    with Session(db.engine) as session:
        begin_write(session)
        yield session
        session.commit()


def _now() -> datetime:
    return datetime.now(UTC)
