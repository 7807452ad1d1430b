"""A decision whose number or day was mistyped is told as it is, and everything that rests on it follows."""

from datetime import UTC, date, datetime, timedelta

import pytest
from msgspec.structs import replace
from sqlalchemy import select

from ocop_verify.audit import journal
from ocop_verify.audit.models import JournalEntry
from ocop_verify.catalog.compiling import compile_catalogue, recompile
from ocop_verify.domain.authorities import DidNotExist
from ocop_verify.domain.records import RevocationGround
from ocop_verify.domain.validity import ImplausibleEnd
from ocop_verify.registry.amending import NumberTaken, amend_decision
from ocop_verify.registry.decision_numbers import BadDecisionNumber
from ocop_verify.registry.extending import end_of_certification, extend
from ocop_verify.registry.recognising import recognise
from ocop_verify.registry.revoking import revoke
from ocop_verify.registry.suspending import suspend
from ocop_verify.registry.wording import DayInFuture, DayTooEarly
from tests.cast import OFFICER
from tests.registry.products import COFFEE, TODAY, days_ago

WHO = {"actor": OFFICER, "now": datetime.now(UTC)}
DISTRICT = replace(
    COFFEE,
    stars=3,
    authority="UBND huyện Di Linh",
    decided_on=date(2024, 5, 1),
    decision_number="8/QĐ-UBND",
)


def amend(session, certification, number="1243/QĐ-UBND", day=COFFEE.decided_on):
    return amend_decision(session, certification.decision_id, number, day, **WHO)


@pytest.fixture
def coffee(session):
    recognise(session, replace(COFFEE, product="Trà Suối Mơ", decision_number="99/QĐ-UBND"), **WHO)
    return recognise(session, COFFEE, **WHO)


def test_another_number_is_told_with_what_was_before(session, coffee):
    amend(session, coffee)
    entry = session.scalars(select(JournalEntry).order_by(JournalEntry.sequence.desc()).limit(1)).one()
    assert (entry.action, entry.subject_type, entry.subject_id) == ("correct", "decision", coffee.decision_id)
    assert (entry.before, entry.after) == ('{"number":"1234/QĐ-UBND"}', '{"number":"1243/QĐ-UBND"}')


def test_with_another_day_its_certifications_begin_and_end_on_another(session, coffee):
    [moved] = amend(session, coffee, day=days_ago(500))
    assert moved.valid_from == days_ago(500)
    assert end_of_certification(moved) < end_of_certification(coffee)


def test_the_catalogue_follows_the_decision_to_its_certifications(session, coffee):
    held = compile_catalogue(session, now=WHO["now"])
    amend(session, coffee, day=days_ago(500))
    assert recompile(session, held, now=WHO["now"]) == compile_catalogue(session, now=WHO["now"])


def test_told_as_it_is_nothing_changes(session, coffee):
    before = journal.version(session)
    amend(session, coffee, number="Số 1234 / qđ-ubnd")
    amend(session, coffee, number="1234/QĐ-UBND")
    entries = session.scalars(select(JournalEntry.action).where(JournalEntry.sequence > before)).all()
    assert entries == ["correct", "correct"]  # its spelling changed, twice
    amend(session, coffee, number="1234/QĐ-UBND")
    assert journal.version(session) == before + 2


@pytest.mark.parametrize(
    ("number", "day", "refusal"),
    [
        ("99/QĐ-UBND", COFFEE.decided_on, NumberTaken),
        ("không số", COFFEE.decided_on, BadDecisionNumber),
        ("1234/QĐ-UBND", TODAY + timedelta(days=1), DayInFuture),
    ],
)
def test_what_no_decision_can_be_is_refused(session, coffee, number, day, refusal):
    with pytest.raises(refusal):
        amend(session, coffee, number, day)


def test_a_body_that_had_ended_cannot_have_decided(session):
    with pytest.raises(DidNotExist):
        amend(session, recognise(session, DISTRICT, **WHO), "8/QĐ-UBND", days_ago(100))


BEFELL = {
    "suspended": lambda s, key: suspend(s, key, "Mẫu không đạt", from_day=days_ago(90), **WHO),
    "revoked": lambda s, key: revoke(
        s, key, RevocationGround.FOOD_SAFETY, "9/QĐ-UBND", on=days_ago(90), **WHO
    ),
}


@pytest.mark.parametrize("befell", BEFELL.values(), ids=BEFELL)
def test_it_cannot_begin_after_what_befell_it(session, coffee, befell):
    befell(session, coffee.id)
    with pytest.raises(DayTooEarly):
        amend(session, coffee, day=days_ago(80))


def test_an_end_that_was_stated_must_still_fit(session):
    until = TODAY + timedelta(days=20)
    printed = recognise(session, replace(COFFEE, printed_until=until), **WHO)
    with pytest.raises(ImplausibleEnd):
        amend(session, printed, day=days_ago(2_200))  # more than sixty months
    extend(session, printed.id, until + timedelta(days=5), "26/2026", **WHO)
    assert amend(session, printed, day=days_ago(410))
