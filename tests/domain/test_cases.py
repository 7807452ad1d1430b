"""What may happen to a flag, who may do it, until when, and what it rests on."""

from datetime import date, timedelta
from itertools import product

import pytest

from ocop_verify.domain.cases import (
    KIND_OF_REPORT,
    LAW,
    MOVES,
    NEEDS_WORDS,
    TO_ANSWER,
    TO_ASSIGN,
    TO_CLOSE,
    TO_DECIDE,
    TO_VISIT,
    UNDECIDED,
    CaseKind,
    CaseState,
    Mover,
    due_after,
    ground_for,
    is_overdue,
    law_for,
    number_of,
    rule_for,
)
from ocop_verify.domain.records import RevocationGround
from ocop_verify.domain.reports import ReportKind

S = CaseState
TODAY = date(2026, 11, 24)
WORKS, DECIDES = Mover.WORKS, Mover.DECIDES

# Every move that there is. What is not here is refused.
ALLOWED = {
    (S.OPENED, S.ASSIGNED): (WORKS, TO_VISIT),
    (S.OPENED, S.DISMISSED): (DECIDES, TO_CLOSE),  # nonsense needs no visit
    (S.ASSIGNED, S.VISITED): (WORKS, TO_DECIDE),
    (S.ASSIGNED, S.ASKED): (WORKS, TO_ANSWER),
    (S.ASSIGNED, S.UPHELD): (DECIDES, TO_CLOSE),
    (S.ASSIGNED, S.DISMISSED): (DECIDES, TO_CLOSE),
    (S.VISITED, S.VISITED): (WORKS, TO_DECIDE),  # one visit may not be enough
    (S.VISITED, S.ASKED): (WORKS, TO_ANSWER),
    (S.VISITED, S.UPHELD): (DECIDES, TO_CLOSE),
    (S.VISITED, S.DISMISSED): (DECIDES, TO_CLOSE),
    (S.ASKED, S.VISITED): (WORKS, TO_DECIDE),
    (S.ASKED, S.ASKED): (WORKS, TO_ANSWER),  # asked again: more days, and a new link
    (S.ASKED, S.UPHELD): (DECIDES, TO_CLOSE),
    (S.ASKED, S.DISMISSED): (DECIDES, TO_CLOSE),
    (S.UPHELD, S.CLOSED): (DECIDES, None),
    (S.DISMISSED, S.CLOSED): (DECIDES, None),
    (S.CLOSED, S.REOPENED): (DECIDES, TO_ASSIGN),
    (S.REOPENED, S.ASSIGNED): (WORKS, TO_VISIT),
    (S.REOPENED, S.VISITED): (WORKS, TO_DECIDE),
    (S.REOPENED, S.ASKED): (WORKS, TO_ANSWER),
    (S.REOPENED, S.UPHELD): (DECIDES, TO_CLOSE),
    (S.REOPENED, S.DISMISSED): (DECIDES, TO_CLOSE),
}


@pytest.mark.parametrize(("state", "to"), list(product(S, S)), ids=lambda each: each.value)
def test_a_flag_moves_as_the_table_says_and_not_otherwise(state, to):
    rule = rule_for(state, to)
    assert (rule and (rule.who, rule.days)) == ALLOWED.get((state, to))


def test_every_state_is_reached_and_left():
    reached = {to for moves in MOVES.values() for to in moves}
    assert reached == set(S) - {S.OPENED}
    assert all(MOVES[state] for state in S)


def test_only_a_person_who_decides_ends_a_flag():
    ends = [moves[to].who for moves in MOVES.values() for to in moves if to not in UNDECIDED]
    assert set(ends) == {DECIDES}


def test_what_is_decided_says_why():
    assert {S.UPHELD, S.DISMISSED, S.REOPENED} <= NEEDS_WORDS


@pytest.mark.parametrize(
    ("due", "late"),
    [
        (None, False),  # nothing is awaited
        (TODAY, False),  # the day itself is in time
        (TODAY - timedelta(days=1), True),
    ],
)
def test_a_move_is_late_from_the_day_after_it_was_due(due, late):
    assert is_overdue(due, TODAY) is late


def test_the_next_move_is_due_so_many_days_after_this_one():
    rule = rule_for(S.OPENED, S.ASSIGNED)
    assert due_after(rule, TODAY) == date(2026, 12, 8)
    assert due_after(rule_for(S.UPHELD, S.CLOSED), TODAY) is None


@pytest.mark.parametrize("kind", CaseKind)
def test_every_kind_has_a_text_to_rest_on_and_a_ground(kind):
    assert law_for(kind)
    assert ground_for(kind) in set(RevocationGround)


def test_every_text_of_law_has_a_code_of_its_own_and_a_source_beside_it():
    assert len({basis.code for basis in LAW}) == len(LAW)
    assert all(basis.source and len(basis.code) <= 20 and "," not in basis.code for basis in LAW)


def test_every_kind_of_report_leads_to_a_kind_of_flag():
    assert set(KIND_OF_REPORT) == set(ReportKind)


@pytest.mark.parametrize(("province", "number"), [("68", "2026-68-00012"), ("", "2026-VN-00012")])
def test_a_case_number_says_year_and_place(province, number):
    assert number_of(TODAY, province, 12) == number
