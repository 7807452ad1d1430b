"""The worker: what it does with a job, and how the row tells how it ended."""

import pytest

from ocop_verify.db import db
from ocop_verify.domain.errors import OcopError
from ocop_verify.jobs import working
from ocop_verify.jobs.models import JobRow
from ocop_verify.jobs.working import FAILED, Kind
from tests.cast import OFFICER


class NoPaper(OcopError):
    """A refusal of the work itself."""


def hand_in(app, now, work):
    """A committed job that this work is done for; gives its number and the application's background work."""
    jobs = app.extensions["jobs"]
    jobs.kinds["test"] = Kind("test", "Thử", "/registry", work)
    with app.app_context():
        row = working.open_job(db.session(), "test", 7, owner=OFFICER, now=now)
        db.session.commit()
        return row.id, jobs


def row_of(app, job_id):
    with app.app_context():
        return db.session.get_one(JobRow, job_id)


def test_work_is_done_once_however_often_it_is_queued(fresh_app, now):
    done = []
    job_id, jobs = hand_in(fresh_app, now, lambda ticket: done.append(ticket.subject_id))
    jobs.run(job_id)
    jobs.run(job_id)
    assert done == [7]
    assert row_of(fresh_app, job_id).state == "done"


def test_it_reports_how_far_it_is(fresh_app, now):
    job_id, jobs = hand_in(fresh_app, now, lambda ticket: ticket.report(40, 40))
    jobs.run(job_id)
    row = row_of(fresh_app, job_id)
    assert (row.done, row.total) == (40, 40)


@pytest.mark.parametrize(
    ("failure", "told"),
    [
        (NoPaper("Hết giấy."), "Hết giấy."),
        (ZeroDivisionError("secret"), FAILED),  # what we did not foresee is logged, not shown
    ],
)
def test_a_failure_is_told_in_words(fresh_app, now, failure, told):
    def fail(_ticket):
        raise failure

    job_id, jobs = hand_in(fresh_app, now, fail)
    jobs.run(job_id)
    row = row_of(fresh_app, job_id)
    assert (row.state, row.problem) == ("failed", told)


def test_work_that_was_asked_to_stop_ends_cancelled(fresh_app, now):
    def work(ticket):
        with fresh_app.app_context():
            working.ask_to_cancel(db.session(), db.session.get_one(JobRow, ticket.job_id), now=now)
            db.session.commit()
        ticket.report(1, 2)
        raise AssertionError("the report did not stop it")

    job_id, jobs = hand_in(fresh_app, now, work)
    jobs.run(job_id)
    assert row_of(fresh_app, job_id).state == "cancelled"


def test_what_was_never_queued_is_found(fresh_app, now):
    job_id, jobs = hand_in(fresh_app, now, lambda ticket: None)
    assert jobs.recover() == [job_id]


def test_a_job_goes_through_the_queue(fresh_app, now):
    """What is pushed comes out of the file as the task that does it."""
    done = []
    job_id, jobs = hand_in(fresh_app, now, lambda ticket: done.append(ticket.job_id))
    jobs.push(job_id)
    task = jobs._queue.dequeue()
    jobs._queue.execute(task)
    assert done == [job_id]
