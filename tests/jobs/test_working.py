"""Background work as rows: taken up once, moved on, stopped, taken up anew when its worker is gone."""

from datetime import timedelta

import pytest

from ocop_verify.jobs import working
from ocop_verify.jobs.models import JobRow
from ocop_verify.jobs.working import Cancelled
from tests.cast import OFFICER


@pytest.fixture
def job(session, now):
    """A job that waits, between others."""
    for subject in (901, 902):
        working.open_job(session, "noise", subject, owner="somebody", now=now)
    return working.open_job(session, "read", 7, owner=OFFICER, now=now)


def test_the_same_work_is_not_begun_twice(session, now, job):
    assert working.open_job(session, "read", 7, owner=OFFICER, now=now) is job


def test_work_that_is_over_can_be_asked_for_again(session, now, job):
    working.end(session, job.id, "failed", now=now)
    assert working.open_job(session, "read", 7, owner=OFFICER, now=now).id != job.id


def test_one_worker_takes_it_up(session, now, job):
    assert [working.claim(session, job.id, now=now) for _ in range(2)] == [True, False]


def test_it_says_how_far_it_is(session, now, job):
    working.move_on(session, job.id, 300, 1_000, now=now)
    assert (job.done, job.total) == (300, 1_000)


def test_it_stops_at_its_next_step(session, now, job):
    working.claim(session, job.id, now=now)
    working.ask_to_cancel(session, job, now=now)
    with pytest.raises(Cancelled):
        working.move_on(session, job.id, 1, 2, now=now)


def test_what_nobody_has_taken_up_stops_at_once(session, now, job):
    working.ask_to_cancel(session, job, now=now)
    assert (job.state, working.claim(session, job.id, now=now)) == ("cancelled", False)


def test_what_a_worker_left_behind_is_queued_again(session, now, job):
    working.claim(session, job.id, now=now)
    assert job.id not in working.recover(session, now=now + timedelta(seconds=30))  # still breathing
    assert job.id in working.recover(session, now=now + working.SILENT * 2)


def test_work_that_brings_its_worker_down_is_given_up(session, now, job):
    for attempt in range(1, working.MAX_ATTEMPTS + 1):
        moment = now + attempt * working.SILENT * 2
        assert working.claim(session, job.id, now=moment)
        working.recover(session, now=moment + working.SILENT * 2)
    session.refresh(job)
    assert (job.state, job.problem) == ("failed", working.GAVE_UP)


def test_the_time_left_follows_the_pace_so_far(session, now, job):
    working.claim(session, job.id, now=now)
    working.move_on(session, job.id, 250, 1_000, now=now)
    session.refresh(job)
    assert working.seconds_left(job, now + timedelta(seconds=10)) == 30


def test_people_find_their_own_work(session, now, job):
    assert [row.id for row in working.jobs_of(session, OFFICER)] == [job.id]
    assert session.get(JobRow, job.id).owner == OFFICER
