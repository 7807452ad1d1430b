"""Suspending, lifting, revoking and extending: what each writes, and what cannot be done."""

import json
from datetime import date

import pytest
from sqlalchemy import select

from ocop_verify.audit.models import JournalEntry
from ocop_verify.domain.records import RevocationGround
from ocop_verify.domain.validity import ImplausibleEnd
from ocop_verify.registry.extending import extend
from ocop_verify.registry.lookup import NoSuchCertification
from ocop_verify.registry.recognising import recognise
from ocop_verify.registry.revoking import AlreadyRevoked, NoSuchGround, ground_of, revoke
from ocop_verify.registry.suspending import AlreadySuspended, NotSuspended, lift, suspend
from ocop_verify.registry.wording import DayInFuture, DayTooEarly, WordsMissing
from ocop_verify.tabular.problems import Unreadable
from tests.cast import INSPECTOR, OFFICER, TODAY
from tests.registry.statements import count_rows, make_recognition

GROUND = RevocationGround.MARK_MISUSED


@pytest.fixture
def act(now):
    """Who acts, and when."""
    return {"actor": INSPECTOR, "now": now}


@pytest.fixture
def certification(session, now):
    """A recognition of 05/08/2025, with another beside it that nothing may touch."""
    recognise(session, make_recognition(product="Trà Suối Mơ"), actor=OFFICER, now=now)
    return recognise(session, make_recognition(), actor=OFFICER, now=now).id


def last_entry(session):
    entry = session.scalars(select(JournalEntry).order_by(JournalEntry.sequence.desc())).first()
    assert (entry.subject_type, entry.actor) == ("certification", INSPECTOR)
    return entry.action, entry.subject_id, json.loads(entry.before), json.loads(entry.after)


def test_a_suspension_begins_today_when_no_day_is_given(session, act, certification):
    suspended = suspend(session, certification, " Nhãn  sai ", decision="11/QĐ-UBND", **act)
    (suspension,) = suspended.suspensions
    assert (suspension.from_day, suspension.reason, suspension.lifted_on) == (TODAY, "Nhãn sai", None)
    assert last_entry(session) == (
        "suspend",
        certification,
        {"suspension": None},
        {
            "suspension": {
                "from_day": "2026-11-24",
                "reason": "Nhãn sai",
                "decision": "11/QĐ-UBND",
                "lifted_on": None,
                "lift_reason": "",
            }
        },
    )


def test_lifting_ends_the_open_suspension(session, act, certification):
    suspend(session, certification, "Nhãn sai", from_day=date(2026, 10, 1), **act)
    lifted = lift(session, certification, "Đã sửa nhãn", lifted_on=date(2026, 11, 1), **act)
    assert [each.lifted_on for each in lifted.suspensions] == [date(2026, 11, 1)]
    action, _, before, after = last_entry(session)
    assert (action, before["suspension"]["lifted_on"], after["suspension"]["lifted_on"]) == (
        "lift",
        None,
        "2026-11-01",
    )


def test_it_may_be_suspended_again_from_the_day_it_was_lifted(session, act, certification):
    suspend(session, certification, "Nhãn sai", from_day=date(2026, 10, 1), **act)
    lift(session, certification, "Đã sửa nhãn", lifted_on=date(2026, 11, 1), **act)
    again = suspend(session, certification, "Lại sai", from_day=date(2026, 11, 1), **act)
    assert len(again.suspensions) == 2


def test_a_revocation_has_its_ground_and_its_decision(session, act, certification):
    revoked = revoke(session, certification, GROUND, "77/QĐ-UBND", on=date(2026, 11, 1), note="Ở chợ", **act)
    assert revoked.revocation.on == date(2026, 11, 1)
    after = {"on": "2026-11-01", "ground": "mark_misused", "decision": "77/QĐ-UBND", "note": "Ở chợ"}
    assert last_entry(session) == ("revoke", certification, {"revocation": None}, {"revocation": after})


def test_a_suspended_recognition_may_be_revoked(session, act, certification):
    suspend(session, certification, "Nhãn sai", **act)
    assert revoke(session, certification, GROUND, "77/QĐ-UBND", **act).revocation


def test_an_expired_recognition_may_be_revoked(session, act, now):
    old = make_recognition(decided_on=date(2022, 3, 1), decision_number="7/QĐ-UBND")
    expired = recognise(session, old, actor=OFFICER, now=now)
    assert revoke(session, expired.id, RevocationGround.NOT_RE_EVALUATED, "77/QĐ-UBND", **act).revocation


def test_an_extension_moves_the_end(session, act, certification):
    extended = extend(session, certification, date(2029, 1, 31), "Điều 12, 26/2026/QĐ-TTg", **act)
    assert extended.extension.until == date(2029, 1, 31)
    assert last_entry(session) == (
        "extend",
        certification,
        {"valid_until": "2028-08-05"},
        {"valid_until": "2029-01-31", "basis": "Điều 12, 26/2026/QĐ-TTg"},
    )


def test_a_later_extension_counts(session, act, certification):
    extend(session, certification, date(2029, 1, 31), "Điều 12", **act)
    assert extend(session, certification, date(2029, 6, 30), "Điều 12", **act).extension.until == date(
        2029, 6, 30
    )


def twice_suspended(session, key, act):
    suspend(session, key, "Nhãn sai", **act)
    suspend(session, key, "Nhãn sai", **act)


def suspended_when_revoked(session, key, act):
    revoke(session, key, GROUND, "77/QĐ-UBND", **act)
    suspend(session, key, "Nhãn sai", **act)


def lifted_when_revoked(session, key, act):
    suspend(session, key, "Nhãn sai", **act)
    revoke(session, key, GROUND, "77/QĐ-UBND", **act)
    lift(session, key, "Đã sửa", **act)


def extended_when_revoked(session, key, act):
    revoke(session, key, GROUND, "77/QĐ-UBND", **act)
    extend(session, key, date(2029, 1, 31), "Điều 12", **act)


def twice_revoked(session, key, act):
    revoke(session, key, GROUND, "77/QĐ-UBND", **act)
    revoke(session, key, GROUND, "78/QĐ-UBND", **act)


def lifted_twice(session, key, act):
    suspend(session, key, "Nhãn sai", **act)
    lift(session, key, "Đã sửa", **act)
    lift(session, key, "Đã sửa", **act)


def lifted_before_it_began(session, key, act):
    suspend(session, key, "Nhãn sai", from_day=date(2026, 11, 1), **act)
    lift(session, key, "Đã sửa", lifted_on=date(2026, 10, 31), **act)


def suspended_within_an_earlier_pause(session, key, act):
    suspend(session, key, "Nhãn sai", from_day=date(2026, 10, 1), **act)
    lift(session, key, "Đã sửa", lifted_on=date(2026, 11, 1), **act)
    suspend(session, key, "Nhãn sai", from_day=date(2026, 10, 31), **act)


REFUSED = [
    (twice_suspended, AlreadySuspended),
    (suspended_when_revoked, AlreadyRevoked),
    (lifted_when_revoked, AlreadyRevoked),
    (extended_when_revoked, AlreadyRevoked),
    (twice_revoked, AlreadyRevoked),
    (lifted_twice, NotSuspended),
    (lifted_before_it_began, DayTooEarly),
    (suspended_within_an_earlier_pause, DayTooEarly),
    (lambda s, k, act: lift(s, k, "Đã sửa", **act), NotSuspended),
    (lambda s, k, act: suspend(s, k, " ", **act), WordsMissing),
    (lambda s, k, act: lift(s, k, "", **act), WordsMissing),
    (lambda s, k, act: revoke(s, k, GROUND, "", **act), WordsMissing),
    (lambda s, k, act: suspend(s, k, "dài " * 200, **act), Unreadable),
    (lambda s, k, act: extend(s, k, date(2029, 1, 31), " ", **act), ImplausibleEnd),
    (lambda s, k, act: extend(s, k, date(2028, 8, 5), "Điều 12", **act), ImplausibleEnd),
    (lambda s, k, act: extend(s, k, date(2038, 8, 5), "Điều 12", **act), ImplausibleEnd),
    (lambda s, k, act: suspend(s, k, "Sai", from_day=date(2026, 11, 25), **act), DayInFuture),
    (lambda s, k, act: suspend(s, k, "Sai", from_day=date(2025, 8, 4), **act), DayTooEarly),
    (lambda s, k, act: revoke(s, k, GROUND, "7", on=date(2026, 11, 25), **act), DayInFuture),
    (lambda s, k, act: revoke(s, k, GROUND, "7", on=date(2025, 8, 4), **act), DayTooEarly),
    (lambda s, k, act: suspend(s, 999, "Sai", **act), NoSuchCertification),
    (lambda s, k, act: lift(s, 999, "Sai", **act), NoSuchCertification),
    (lambda s, k, act: revoke(s, 999, GROUND, "7", **act), NoSuchCertification),
    (lambda s, k, act: extend(s, 999, date(2029, 1, 31), "Điều 12", **act), NoSuchCertification),
]


@pytest.mark.parametrize(("acts", "error"), REFUSED)
def test_what_cannot_be_done_is_refused(session, act, certification, acts, error):
    with pytest.raises(error):
        acts(session, certification, act)


def test_a_refused_act_writes_nothing(session, act, certification):
    revoke(session, certification, GROUND, "77/QĐ-UBND", **act)
    before = count_rows(session)
    with pytest.raises(AlreadyRevoked):
        suspend(session, certification, "Nhãn sai", **act)
    session.flush()
    assert count_rows(session) == before


def test_an_unknown_ground_names_those_that_are_known():
    with pytest.raises(NoSuchGround, match="food_safety"):
        ground_of("thích thì thu")
