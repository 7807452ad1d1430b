"""The doors of background work: asking for it, seeing how far it is, and the worker that does it."""

import logging
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import partial
from typing import cast

from flask import Flask, current_app
from sqlalchemy.orm import Session

from ocop_verify.accounts.permissions import Actor
from ocop_verify.config import Settings
from ocop_verify.db import begin_write, db
from ocop_verify.jobs import working
from ocop_verify.jobs.models import JobRow
from ocop_verify.jobs.queue import make_queue, tasks_of, work
from ocop_verify.jobs.views import pages
from ocop_verify.jobs.views.running import run_job
from ocop_verify.jobs.working import Kind

log = logging.getLogger(__name__)


class Jobs:
    """What the application knows of background work; the queue is opened when it is first needed."""

    def __init__(self, app: Flask, settings: Settings, kinds: Iterable[Kind]) -> None:
        self.kinds = {kind.name: kind for kind in kinds}
        self._app = app
        self._open = partial(make_queue, settings.queue_url, settings.data_dir, settings.session_secret())
        self._push: Callable[[int], object] | None = None

    def push(self, job_id: int) -> None:
        """Queue a job that is committed. One that cannot be queued now is found by the next recovery."""
        try:
            self._pushing()(job_id)
        except Exception:
            log.exception("job %s could not be queued; the worker will find it", job_id)

    def run(self, job_id: int) -> None:
        """Do one job, here and now."""
        with self._app.app_context():
            run_job(self.kinds, job_id)

    def recover(self) -> list[int]:
        """Queue what waits, and what was left behind; gives the numbers."""
        with self._app.app_context(), Session(db.engine) as session:
            begin_write(session)
            numbers = working.recover(session, now=datetime.now(UTC))
            session.commit()
        return numbers

    def ask_by_itself(self) -> None:
        """Ask for today's daily work, once, and for what is due."""
        with self._app.app_context():
            due = [kind.name for kind in self.kinds.values() if kind.due and kind.due()]
            with Session(db.engine) as session:
                begin_write(session)
                for kind in self.kinds.values():
                    if kind.daily:
                        working.open_daily(session, kind.name, now=datetime.now(UTC))
                for name in due:
                    working.open_job(session, name, 0, owner="worker", now=datetime.now(UTC))
                session.commit()

    def work(self, workers: int) -> None:
        """Be a worker until the process is told to end."""
        for job_id in self.recover():
            self.push(job_id)
        self._pushing()
        work(self._queue, workers)

    def _pushing(self) -> Callable[[int], object]:
        if self._push is None:
            self._queue = self._open()
            self._push = tasks_of(self._queue, self.run, self._recover_and_push)
        return self._push

    def _recover_and_push(self) -> None:
        self.ask_by_itself()
        for job_id in self.recover():
            self.push(job_id)


def jobs() -> Jobs:
    """The application's background work."""
    return cast(Jobs, current_app.extensions["jobs"])


def ask(session: Session, kind: str, subject_id: int, *, actor: Actor, now: datetime) -> JobRow:
    """Note inside a transaction that work is wanted. After the commit, call ``jobs().push(row.id)``."""
    return working.open_job(session, kind, subject_id, owner=actor.name, now=now)


def init_app(app: Flask, settings: Settings, kinds: Iterable[Kind]) -> None:
    """Open the doors."""
    app.extensions["jobs"] = Jobs(app, settings, kinds)
    app.register_blueprint(pages.blueprint)
