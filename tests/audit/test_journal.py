"""The journal: appended in the act's own transaction, chained so that every edit shows, never changed."""

from datetime import date

import pytest
from sqlalchemy import delete, func, select, text, update
from sqlalchemy.exc import DatabaseError

from ocop_verify.audit import journal
from ocop_verify.audit.journal import Entry, first_broken, record
from ocop_verify.audit.models import JournalEntry, JournalHead
from ocop_verify.domain.records import RevocationGround
from ocop_verify.registry.models import RevocationRow
from ocop_verify.registry.recognising import recognise
from ocop_verify.registry.revoking import AlreadyRevoked, revoke
from tests.cast import INSPECTOR, OFFICER
from tests.registry.statements import make_recognition


@pytest.fixture
def told(session, now):
    """A journal of six entries by two people."""
    key = recognise(session, make_recognition(), actor=OFFICER, now=now).id
    revoke(session, key, RevocationGround.GIVEN_UP, "77/QĐ-UBND", actor=INSPECTOR, now=now)
    return key


@pytest.fixture
def unguarded(session, told):
    """The same, where someone with the database in hand has taken away what keeps entries as they are."""
    drop_guards(session)
    return told


def drop_guards(session):
    if session.get_bind().dialect.name == "sqlite":
        names = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'journal'"
        for name in session.scalars(text(names)).all():
            session.execute(text(f'DROP TRIGGER "{name}"'))
    else:
        session.execute(text("ALTER TABLE journal DISABLE TRIGGER ALL"))


def test_an_empty_journal_is_whole(session):
    assert (journal.version(session), first_broken(session)) == (0, None)


def test_every_entry_takes_the_next_number(session, told):
    sequences = session.scalars(select(JournalEntry.sequence).order_by(JournalEntry.sequence)).all()
    assert sequences == [1, 2, 3, 4, 5, 6]
    assert (journal.version(session), first_broken(session)) == (6, None)


def test_a_value_has_one_canonical_text(session, now):
    values = {"until": date(2028, 8, 5), "name": "Cà phê “Suối Mơ”", "count": 3, "nothing": None}
    record(session, [Entry("tested", "test", 1, values)], actor=OFFICER, now=now)
    record(session, [Entry("tested", "test", 1, dict(reversed(values.items())))], actor=OFFICER, now=now)
    one, other = session.scalars(select(JournalEntry.after)).all()
    assert one == other == '{"count":3,"name":"Cà phê “Suối Mơ”","nothing":null,"until":"2028-08-05"}'


def test_an_act_that_is_undone_leaves_no_entry(session, told, now):
    with pytest.raises(AlreadyRevoked):
        revoke(session, told, RevocationGround.OTHER, "78/QĐ-UBND", actor=INSPECTOR, now=now)
    assert journal.version(session) == 6
    session.rollback()
    assert (journal.version(session), session.scalar(select(func.count(RevocationRow.id)))) == (0, 0)


def test_an_entry_that_cannot_be_written_undoes_its_fact(session, told, now):
    """The journal's own uniqueness stands for whatever may go wrong when it is written."""
    session.execute(update(JournalHead).values(sequence=2))
    session.expire_all()
    fact = RevocationRow(certification_id=told, on=date(2026, 1, 1), ground="other", decision="", note="")

    def act():
        with session.begin_nested():
            session.add(fact)
            record(session, [Entry("revoke", "certification", told, {})], actor=INSPECTOR, now=now)

    with pytest.raises(DatabaseError):
        act()
    assert session.scalar(select(func.count(RevocationRow.id))) == 1


def test_an_act_of_nothing_is_no_entry(session, now, told):
    assert record(session, [], actor=OFFICER, now=now) == 6


@pytest.mark.parametrize("statement", [update(JournalEntry).values(actor="ai đó"), delete(JournalEntry)])
def test_the_database_itself_refuses_to_change_an_entry(session, told, statement):
    with pytest.raises(DatabaseError, match="journal"):
        session.execute(statement.where(JournalEntry.sequence == 3))


FORGERIES = [
    {"actor": "ai đó"},
    {"action": "extend"},
    {"subject_type": "product"},
    {"subject_id": 999},
    {"before": "{}"},
    {"after": '{"stars":5}'},
    {"hash": "0" * 64},
]


@pytest.mark.parametrize("forgery", FORGERIES, ids=[next(iter(each)) for each in FORGERIES])
@pytest.mark.parametrize("sequence", [1, 4, 6])
def test_an_edited_entry_is_found(session, unguarded, forgery, sequence):
    session.execute(update(JournalEntry).where(JournalEntry.sequence == sequence).values(**forgery))
    assert first_broken(session) == sequence


def test_an_entry_moved_in_time_is_found(session, unguarded, now):
    moved = update(JournalEntry).where(JournalEntry.sequence == 2).values(at=now.replace(hour=4))
    session.execute(moved)
    assert first_broken(session) == 2


@pytest.mark.parametrize("sequence", [1, 4, 6])
def test_a_missing_entry_is_found(session, unguarded, sequence):
    session.execute(delete(JournalEntry).where(JournalEntry.sequence == sequence))
    assert first_broken(session) == sequence


def test_entries_that_changed_places_are_found(session, unguarded):
    for old, new in ((2, 99), (3, 2), (99, 3)):
        session.execute(update(JournalEntry).where(JournalEntry.sequence == old).values(sequence=new))
    assert first_broken(session) == 2


def test_a_journal_cut_short_together_with_its_head_needs_an_outside_witness(session, unguarded):
    """The chain alone cannot tell: the signed catalogue, whose version is the head, is the witness."""
    fifth = session.get(JournalEntry, 5)
    session.execute(delete(JournalEntry).where(JournalEntry.sequence == 6))
    session.execute(update(JournalHead).values(sequence=5, hash=fifth.hash))
    session.expire_all()
    assert first_broken(session) is None
    assert journal.version(session) == 5
