"""Two people at once: the database decides, and whoever loses is told in words."""

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ocop_verify.audit.journal import Entry, first_broken, record
from ocop_verify.db import db
from ocop_verify.domain.records import RevocationGround
from ocop_verify.registry.conflicts import WrittenMeanwhile, told_plainly
from ocop_verify.registry.recognising import recognise, recognise_many
from ocop_verify.registry.revoking import AlreadyRevoked, revoke
from tests.cast import OFFICER
from tests.racing import AT_ONCE, at_once
from tests.registry.statements import count_rows, make_recognition


@pytest.fixture
def engine(fresh_app):
    with fresh_app.app_context():
        yield db.engine


def test_the_first_acts_of_a_registry_wait_for_each_other(engine, now):
    def act(session):
        return record(session, [Entry("test", "test", 1, {})], actor=OFFICER, now=now)

    assert sorted(at_once(engine, act)) == [1, 2, 3, 4]
    with Session(engine) as session:
        assert first_broken(session) is None


def test_several_who_recognise_the_same_at_once_register_it_once(engine, now):
    said = [make_recognition(product=f"Cà phê {n}") for n in range(30)]

    def act(session):
        return tuple(recognise_many(session, said, actor=OFFICER, now=now).certification_ids)

    outcomes = at_once(engine, act)
    with Session(engine) as session:
        counts = count_rows(session)
        assert (counts["product"], counts["certification"], counts["producer"]) == (30, 30, 1)
        assert counts["journal"] == 30 + 30 + 3
        assert first_broken(session) is None
    ids = {outcome for outcome in outcomes if isinstance(outcome, tuple)}
    assert len(ids) == 1
    assert all(isinstance(each, (tuple, WrittenMeanwhile)) for each in outcomes)


def test_of_several_who_revoke_at_once_one_does(engine, now):
    with Session(engine) as session:
        key = recognise(session, make_recognition(), actor=OFFICER, now=now).id
        session.commit()

    def act(session):
        return revoke(session, key, RevocationGround.GIVEN_UP, "77/QĐ-UBND", actor=OFFICER, now=now)

    outcomes = at_once(engine, act)
    refused = [each for each in outcomes if isinstance(each, AlreadyRevoked)]
    assert len(refused) == AT_ONCE - 1
    with Session(engine) as session:
        assert count_rows(session)["revocation"] == 1


def test_a_row_that_another_wrote_first_is_told_in_words():
    with pytest.raises(WrittenMeanwhile), told_plainly():
        raise IntegrityError("INSERT INTO product …", {}, Exception("UNIQUE constraint failed"))


def test_a_reader_that_begins_to_write_too_late_is_told_in_words(engine, now):
    if engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL waits for the other instead")
    with Session(engine) as late, Session(engine) as early:
        assert count_rows(late)["product"] == 0  # reads, without the lock that a door takes
        recognise(early, make_recognition(), actor=OFFICER, now=now)
        early.commit()
        with pytest.raises(WrittenMeanwhile):
            recognise(late, make_recognition(), actor=OFFICER, now=now)
        late.rollback()
        assert count_rows(late)["product"] == 1
