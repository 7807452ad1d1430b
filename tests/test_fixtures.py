"""The fixtures keep their word: acts leave nothing behind, a fresh application has its own registry."""

import pytest
from sqlalchemy import func, select

from ocop_verify.audit import journal
from ocop_verify.audit.journal import Entry
from ocop_verify.audit.models import JournalEntry
from ocop_verify.db import db
from tests.cast import OFFICER


@pytest.mark.parametrize("time", ["first", "second"])
def test_what_an_act_writes_is_rolled_back(session, now, time):
    assert session.scalar(select(func.count()).select_from(JournalEntry)) == 0
    journal.record(session, [Entry("tested", "test", 1, {"time": time})], actor=OFFICER, now=now)
    assert session.scalar(select(func.count()).select_from(JournalEntry)) == 1


def test_an_act_that_commits_is_caught(session):
    with pytest.raises(AssertionError, match="only doors commit"):
        session.commit()


@pytest.mark.parametrize("time", ["first", "second"])
def test_a_fresh_application_commits_into_its_own_registry(fresh_app, now, time):
    with fresh_app.app_context():
        assert journal.version(db.session) == 0
        journal.record(db.session, [Entry("tested", "test", 1, {"time": time})], actor=OFFICER, now=now)
        db.session.commit()
        assert journal.version(db.session) == 1
