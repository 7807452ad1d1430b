"""An inspector's case from its opening to its end: who was faster, what stays, what the next scan answers."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import count

import pytest
from sqlalchemy import delete, update
from sqlalchemy.exc import DBAPIError

from ocop_verify.accounts.models import AccountRow
from ocop_verify.audit.models import JournalEntry
from ocop_verify.domain.cases import MOVES, NEEDS_WORDS, CaseKind, CaseState, Consequence
from ocop_verify.domain.catalogue import Catalogue
from ocop_verify.domain.records import RevocationGround
from ocop_verify.domain.reports import ReportKind, ReportState
from ocop_verify.domain.verdict import Standing, standing_on
from ocop_verify.inspection.casework import (
    Form,
    NotThisMove,
    Raised,
    SomebodyWasFaster,
    WordsNeeded,
    assign_flag,
    move_flag,
    note_on_flag,
    open_flag,
    story_of_flag,
)
from ocop_verify.inspection.evidence import Evidence, add_evidence, answer_flag, evidence_of_flag
from ocop_verify.inspection.gathering import gather
from ocop_verify.inspection.models import FlagEntryRow, FlagEvidenceRow, FlagRow, ReportRow
from ocop_verify.inspection.queue import waiting
from ocop_verify.inspection.reporting import Told, take_report
from ocop_verify.inspection.subject import Subject
from ocop_verify.inspection.upholding import Decided, NothingToActOn, uphold_flag
from ocop_verify.labels.reading import read_batches
from ocop_verify.registry.reading import read_certifications
from ocop_verify.registry.wording import WordsMissing
from tests.cast import INSPECTOR, NOW, TODAY, make_catalogue
from tests.inspection.registry import store_cast

S = CaseState
OTHER = "inspector:hoa"
_numbers = count(1)
DECIDED = Decided(Consequence.NONE, "Cửa hàng đã thay bao bì mới")


def form(seen: int = 1) -> Form:
    """A form that was opened at this version."""
    return Form(f"form {next(_numbers)}", seen)


def raised(**facts: object) -> Raised:
    made = Raised(
        CaseKind.AFTER_THE_END, "Cà phê bột Suối Mơ", "Chợ Phan Thiết", "68", words="Bán ở cổng chợ"
    )
    return replace(made, **facts)


def opened(session, **facts: object) -> FlagRow:
    return open_flag(session, raised(**facts), f"open {next(_numbers)}", actor=INSPECTOR, now=NOW)


def account(session) -> int:
    row = AccountRow(email="a@example.vn", email_key=f"k{next(_numbers)}", name="Minh", created_at=NOW)
    session.add(row)
    session.flush()
    return row.id


def in_state(session, state: CaseState, **facts: object) -> FlagRow:
    """A case that has come so far."""
    row = opened(session, **facts)
    row.state = state
    session.flush()
    return row


def move(session, row: FlagRow, to: CaseState, words: str = "Đã xem", **facts) -> FlagRow:
    return move_flag(
        session, row.id, facts.get("form", form(row.version)), to, words, actor=INSPECTOR, now=NOW
    )


# --- moving --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", S)
def test_a_case_moves_as_the_table_says_with_a_day_and_a_line_of_its_story(session, state):
    for to in S:
        row = in_state(session, state)
        if to in MOVES[state]:
            move(session, row, to)
            days = MOVES[state][to].days
            assert (row.state, row.due_on) == (to, None if days is None else TODAY + timedelta(days=days))
            assert story_of_flag(session, row.id)[-1].to_state == to
        else:
            with pytest.raises(NotThisMove):
                move(session, row, to)


@pytest.mark.parametrize("to", sorted(NEEDS_WORDS))
def test_a_move_that_must_say_why_is_refused_without_a_word(session, to):
    [state] = [each for each in (S.ASSIGNED, S.CLOSED) if to in MOVES[each]]
    with pytest.raises(WordsNeeded):
        move(session, in_state(session, state), to, "  \n ")


def test_a_new_case_waits_for_somebody_within_three_days(session):
    row = opened(session, law=("1162", "made up"))
    assert (row.state, row.due_on, row.law) == (S.OPENED, TODAY + timedelta(days=3), "1162")
    [line] = story_of_flag(session, row.id)
    assert (line.what, line.words, line.actor) == ("open", "Bán ở cổng chợ", INSPECTOR)


def test_the_same_form_twice_is_one_case_and_one_move(session):
    first, again = (open_flag(session, raised(), "same", actor=INSPECTOR, now=NOW) for _ in range(2))
    assert first.id == again.id
    mine = account(session)
    sent = form(first.version)
    for _ in range(2):
        assign_flag(session, first.id, sent, mine, actor=INSPECTOR, now=NOW)
    assert (first.state, first.owner_id, len(story_of_flag(session, first.id))) == (S.ASSIGNED, mine, 2)


def test_of_two_inspectors_who_act_at_once_the_second_is_told(session):
    row = in_state(session, S.ASSIGNED)
    mine, hers = form(row.version), form(row.version)
    move_flag(session, row.id, mine, S.VISITED, "Đã đến", actor=INSPECTOR, now=NOW)
    with pytest.raises(SomebodyWasFaster):
        move_flag(session, row.id, hers, S.DISMISSED, "Không có gì", actor=OTHER, now=NOW)
    assert row.state == S.VISITED
    assert [line.actor for line in story_of_flag(session, row.id)] == [INSPECTOR] * 2


def test_notes_do_not_compete_with_moves(session):
    row = in_state(session, S.ASSIGNED)
    written = form(row.version)
    move(session, row, S.VISITED)
    for _ in range(2):
        note_on_flag(session, row.id, written, "Gọi lại sau", actor=OTHER, now=NOW)
    assert [line.what for line in story_of_flag(session, row.id)] == ["open", "move", "note"]


def test_a_case_changes_hands_without_changing_its_state_until_it_is_decided(session):
    row = in_state(session, S.ASKED)
    mine = account(session)
    assign_flag(session, row.id, form(row.version), mine, actor=INSPECTOR, now=NOW)
    assert (row.state, row.owner_id) == (S.ASKED, mine)
    decided = in_state(session, S.UPHELD)
    with pytest.raises(NotThisMove):
        assign_flag(session, decided.id, form(), mine, actor=INSPECTOR, now=NOW)


def test_the_journal_tells_of_moves_and_not_of_words(session):
    row = in_state(session, S.ASSIGNED)
    move(session, row, S.VISITED, "Bà Sáu nói …")
    told = session.query(JournalEntry).filter_by(subject_type="flag").order_by(JournalEntry.sequence).all()
    assert [entry.action for entry in told] == ["open_flag", "move_flag"]
    assert "Sáu" not in "".join(entry.after for entry in told)


# --- what stays ----------------------------------------------------------------------------------------


def with_evidence(session) -> FlagRow:
    row = in_state(session, S.ASSIGNED)
    photo = Evidence("a" * 64, 1234, "b" * 64, NOW, "Chợ Phan Thiết")
    add_evidence(session, row.id, form(), photo, "Bao bì", actor=INSPECTOR, now=NOW)
    return row


def test_evidence_keeps_its_hash_its_size_when_and_where(session):
    row = with_evidence(session)
    [kept] = evidence_of_flag(session, row.id)
    assert (kept.sha256, kept.size, kept.shown) == ("a" * 64, 1234, "b" * 64)
    assert (kept.taken_at, kept.place) == (NOW, "Chợ Phan Thiết")


@pytest.mark.parametrize(
    "attempt",
    [
        update(FlagEvidenceRow).values(sha256="c" * 64),
        delete(FlagEvidenceRow),
        update(FlagEntryRow).values(words="Chưa từng viết"),
        delete(FlagEntryRow),
    ],
    ids=["alter evidence", "remove evidence", "alter a line", "remove a line"],
)
def test_the_database_refuses_to_alter_or_remove_what_was_kept(session, attempt):
    with_evidence(session)
    with pytest.raises(DBAPIError, match="stays as it is"), session.begin_nested():
        session.execute(attempt)


@pytest.mark.parametrize("state", [S.UPHELD, S.DISMISSED, S.CLOSED])
def test_what_comes_after_the_decision_is_not_taken(session, state):
    row = in_state(session, state)
    with pytest.raises(NotThisMove):
        add_evidence(session, row.id, form(), Evidence("a" * 64, 1), "", actor=INSPECTOR, now=NOW)
    with pytest.raises(NotThisMove):
        answer_flag(session, row.id, "late", "Chúng tôi đã sửa", None, now=NOW)


def test_the_producer_answers_once_however_often_the_form_is_sent(session):
    row = in_state(session, S.ASKED)
    for _ in range(2):
        answer_flag(session, row.id, "answer", "Lô cũ,\nđã thu về", Evidence("a" * 64, 9), now=NOW)
    line = story_of_flag(session, row.id)[-1]
    assert (line.actor, line.what, line.words) == ("producer", "answer", "Lô cũ,\nđã thu về")
    assert len(evidence_of_flag(session, row.id)) == 1
    with pytest.raises(WordsNeeded):
        answer_flag(session, row.id, "empty", " ", None, now=NOW)


# --- upholding -----------------------------------------------------------------------------------------


def about_coffee(session, **facts: object) -> FlagRow:
    store_cast(session, with_labels=True)
    return in_state(session, S.ASSIGNED, product_id=1, label="1-1-7", **facts)


def uphold(session, row: FlagRow, decided: Decided, sent: Form | None = None) -> FlagRow:
    sent = sent or form(row.version)
    return uphold_flag(session, row.id, sent, decided, actor=INSPECTOR, now=NOW)


def standing(session) -> Standing:
    """What the next scan answers."""
    catalogue = Catalogue.of(0, NOW, read_certifications(session))
    return standing_on(catalogue.certifications[1], catalogue, TODAY).standing


@pytest.mark.parametrize(
    ("decided", "answer"),
    [
        (replace(DECIDED, consequence=Consequence.SUSPEND, certification_id=1), Standing.SUSPENDED),
        (
            replace(DECIDED, consequence=Consequence.REVOKE, certification_id=1, decision="12/QĐ-UBND"),
            Standing.REVOKED,
        ),
        (DECIDED, Standing.IN_FORCE),
    ],
    ids=["suspend", "revoke", "nothing"],
)
def test_what_is_upheld_is_what_the_next_scan_answers(session, decided, answer):
    row = about_coffee(session)
    sent = form(row.version)
    for _ in range(2):  # the same button, pressed twice
        uphold(session, row, decided, sent)
    assert standing(session) == answer
    assert (row.state, row.outcome) == (S.UPHELD, decided.consequence)


def test_upholding_voids_the_label_that_the_case_is_about_and_no_other(session):
    row = about_coffee(session)
    uphold(session, row, replace(DECIDED, consequence=Consequence.VOID))
    [batch] = read_batches(session, [1])
    assert [bool(batch.void_of(serial)) for serial in (6, 7, 8)] == [False, True, False]
    assert batch.void_of(7).reason == DECIDED.reason


def test_a_revocation_keeps_its_ground_its_decision_and_its_day(session):
    row = about_coffee(session)
    decided = Decided(
        Consequence.REVOKE,
        "Không làm như khi được công nhận",
        certification_id=1,
        decision="12/QĐ-UBND",
        ground=RevocationGround.NOT_AS_RECOGNISED,
        day=date(2026, 11, 20),
    )
    uphold(session, row, decided)
    [certification] = read_certifications(session, [1])
    kept = certification.revocation
    assert (kept.on, kept.ground, kept.decision) == (decided.day, decided.ground, decided.decision)


@pytest.mark.parametrize(
    ("decided", "facts", "refusal"),
    [
        (replace(DECIDED, reason=" "), {}, WordsMissing),
        (replace(DECIDED, consequence=Consequence.REVOKE, certification_id=1), {}, WordsMissing),
        (replace(DECIDED, consequence=Consequence.SUSPEND), {}, NothingToActOn),
        (replace(DECIDED, consequence=Consequence.SUSPEND, certification_id=99), {}, NothingToActOn),
        (
            replace(DECIDED, consequence=Consequence.SUSPEND, certification_id=1),
            {"product_id": None},  # of another product, or of none
            NothingToActOn,
        ),
        (replace(DECIDED, consequence=Consequence.VOID), {"label": ""}, NothingToActOn),
    ],
    ids=["no reason", "no decision", "no recognition", "unknown", "not of this product", "no label"],
)
def test_what_cannot_be_carried_out_is_refused(session, decided, facts, refusal):
    store_cast(session, with_labels=True)
    row = in_state(session, S.ASSIGNED, **{"product_id": 1, "label": "1-1-7", **facts})
    with pytest.raises(refusal), session.begin_nested():
        uphold(session, row, decided)
    assert standing(session) == Standing.IN_FORCE


# --- the reports and the queue -------------------------------------------------------------------------


def test_the_reports_of_a_heap_follow_its_case_and_the_heap_leaves_the_queue(session):
    reports = [
        take_report(
            session,
            Told(ReportKind.ENDED, "Mắm lạ", "Chợ Phan Thiết, tỉnh Lâm Đồng"),
            Subject(),
            f"r{n}",
            now=NOW,
        )
        for n in range(2)
    ]
    row = opened(session, heap=reports[0].heap)
    assert {report.state for report in reports} == {ReportState.UNDER_REVIEW}
    assert waiting(session, None)[0] == []
    move(session, row, S.DISMISSED)
    move(session, row, S.CLOSED, "")
    assert {report.state for report in session.query(ReportRow)} == {ReportState.RESOLVED}
    gather(session, make_catalogue(), now=datetime(2026, 11, 25, tzinfo=UTC))
    assert waiting(session, None)[0] == []
    assert row.closed_at == NOW


def test_a_case_that_is_opened_again_has_neither_end_nor_outcome(session):
    row = about_coffee(session)
    uphold(session, row, replace(DECIDED, consequence=Consequence.VOID))
    move(session, row, S.CLOSED, "")
    assert (row.outcome, row.closed_at) == (Consequence.VOID, NOW)
    move(session, row, S.REOPENED)
    assert (row.outcome, row.closed_at) == ("", None)
