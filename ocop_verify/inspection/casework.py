"""What inspectors do on a case: open it, give it to somebody, move it on, write on it, keep evidence.

Each act says which version of the case its form was opened at. When somebody else was faster, nothing is
done and the actor is shown what they did. The same form sent twice is one act.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from ocop_verify.audit.journal import Entry, record
from ocop_verify.domain.cases import (
    LAW_BY_CODE,
    NEEDS_WORDS,
    TO_ASSIGN,
    UNDECIDED,
    CaseKind,
    CaseState,
    Mover,
    Rule,
    due_after,
    rule_for,
)
from ocop_verify.domain.errors import N_, OcopError
from ocop_verify.domain.reports import ReportState
from ocop_verify.domain.text import clean
from ocop_verify.domain.validity import local_day
from ocop_verify.inspection.gathering import settle_heap
from ocop_verify.inspection.models import FlagEntryRow, FlagRow
from ocop_verify.inspection.moving import move_reports

LONGEST: Final = 4_000
SUBJECT: Final = "flag"


class SomebodyWasFaster(OcopError):
    """The case has moved on since its form was opened."""


class NotThisMove(OcopError):
    """A case cannot go from its state to that one, or takes nothing more in its state."""


class WordsNeeded(OcopError):
    """A move was made without a word on why, or words are too long."""


@dataclass(frozen=True, slots=True)
class Raised:
    """What a case is opened about. ``law`` are codes of ``domain.cases.LAW``."""

    kind: CaseKind
    about: str
    seen_where: str
    province: str
    product_id: int | None = None
    label: str = ""
    heap: str = ""
    law: Sequence[str] = ()
    words: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """Which form an act comes with: its own number, and the version of the case that it was opened at."""

    request: str
    seen: int


def open_flag(session: Session, raised: Raised, request: str, *, actor: str, now: datetime) -> FlagRow:
    """Open a case. Reports of the same heap are under review from now on, as their senders read."""
    known = flag_of_request(session, request)
    if known is not None:
        return known
    row = FlagRow(
        request=request,
        version=1,
        kind=raised.kind,
        state=CaseState.OPENED,
        about=clean(raised.about)[:300],
        product_id=raised.product_id,
        label=raised.label,
        province=raised.province,
        seen_where=clean(raised.seen_where)[:300],
        law=",".join(code for code in LAW_BY_CODE if code in raised.law),
        heap=raised.heap,
        opened_at=now,
        opened_by=actor,
        due_on=due_after(Rule(Mover.WORKS, TO_ASSIGN), local_day(now)),
        outcome="",
    )
    session.add(row)
    session.flush()
    write_line(session, row, Form(request, 1), "open", raised.words, CaseState.OPENED, actor=actor, now=now)
    if row.heap:
        move_reports(session, row.heap, ReportState.UNDER_REVIEW, actor=actor, now=now)
    after = {"kind": row.kind, "province": row.province, "product_id": row.product_id}
    record(session, [Entry("open_flag", SUBJECT, row.id, after)], actor=actor, now=now)
    return row


def flag_of_request(session: Session, request: str) -> FlagRow | None:
    """The case that a form has opened, if it was sent before."""
    return session.scalar(select(FlagRow).where(FlagRow.request == request))


def assign_flag(
    session: Session, key: int, form: Form, account_id: int, *, actor: str, now: datetime
) -> FlagRow:
    """Give a case to an inspector; whether they may work on it is for the door to know."""
    row = _held(session, key, form)
    if row is None:
        return session.get_one(FlagRow, key)
    state = CaseState(row.state)
    before = {"owner": row.owner_id}
    row.owner_id = account_id
    if rule_for(state, CaseState.ASSIGNED):
        _move(row, CaseState.ASSIGNED, now)
    elif state not in UNDECIDED:
        raise NotThisMove(N_("Hồ sơ đã có kết luận; hãy mở lại trước khi giao."))
    write_line(session, row, form, "assign", "", CaseState(row.state), actor=actor, now=now)
    record(
        session,
        [Entry("assign_flag", SUBJECT, key, {"owner": account_id, "province": row.province}, before)],
        actor=actor,
        now=now,
    )
    return row


def move_flag(
    session: Session,
    key: int,
    form: Form,
    to: CaseState,
    words: str = "",
    *,
    outcome: str = "",
    actor: str,
    now: datetime,
) -> FlagRow:
    """Move a case on, as the table of moves says. When it is closed, its reports are resolved.

    ``outcome`` is what comes of upholding it; a closed case keeps it until it is opened again.
    """
    row = _held(session, key, form)
    if row is None:
        return session.get_one(FlagRow, key)
    before = row.state
    _move(row, to, now)
    if to in NEEDS_WORDS and not clean(words):
        raise WordsNeeded(N_("Hãy ghi điều đã thấy, điều cần hỏi hoặc lý do."))
    if to is not CaseState.CLOSED:
        row.outcome, row.closed_at = outcome, None
    write_line(session, row, form, "move", words, to, actor=actor, now=now)
    if to is CaseState.CLOSED:
        _close(session, row, actor=actor, now=now)
    after = {"state": to, "outcome": row.outcome, "province": row.province}
    entry = Entry("move_flag", SUBJECT, key, after, {"state": before})
    record(session, [entry], actor=actor, now=now)
    return row


def note_on_flag(session: Session, key: int, form: Form, words: str, *, actor: str, now: datetime) -> None:
    """Write something on a case, in whatever state it is. Notes do not compete: no version is asked for."""
    if not clean(words):
        raise WordsNeeded(N_("Hãy viết nội dung ghi chú."))
    row = session.get_one(FlagRow, key, with_for_update=True)
    if not is_known(session, form):
        write_line(session, row, form, "note", words, None, actor=actor, now=now)


def story_of_flag(session: Session, key: int) -> Sequence[FlagEntryRow]:
    """All that was done on a case, the oldest first."""
    return session.scalars(
        select(FlagEntryRow).where(FlagEntryRow.flag_id == key).order_by(FlagEntryRow.id)
    ).all()


def _held(session: Session, key: int, form: Form) -> FlagRow | None:
    """The case as it is now, held until the transaction ends; None: this form was sent before."""
    row = session.get_one(FlagRow, key, populate_existing=True, with_for_update=True)
    if is_known(session, form):
        return None
    if row.version != form.seen:
        raise SomebodyWasFaster(N_("Có người vừa cập nhật hồ sơ này. Chưa ghi gì; hãy xem lại rồi làm tiếp."))
    return row


def is_known(session: Session, form: Form) -> bool:
    """Whether this form was sent before."""
    known = select(FlagEntryRow.id).where(FlagEntryRow.request == form.request)
    return session.scalar(known) is not None


def _move(row: FlagRow, to: CaseState, now: datetime) -> None:
    rule = rule_for(CaseState(row.state), to)
    if rule is None:
        raise NotThisMove(N_("Hồ sơ ở trạng thái này không chuyển sang trạng thái đó được."))
    row.state, row.due_on = to, due_after(rule, local_day(now))


def write_line(
    session: Session,
    row: FlagRow,
    form: Form,
    what: str,
    words: str,
    to: CaseState | None,
    *,
    actor: str,
    now: datetime,
) -> FlagEntryRow:
    """Add a line to the story of a case; lines that move it make a new version of it."""
    text = "\n".join(clean(line) for line in words.splitlines()).strip()
    if len(text) > LONGEST:
        raise WordsNeeded(N_("Nội dung này dài quá. Hãy viết ngắn lại."))
    entry = FlagEntryRow(
        flag_id=row.id, request=form.request, at=now, actor=actor, what=what, to_state=to or "", words=text
    )
    session.add(entry)
    if what in ("assign", "move"):
        row.version += 1
    session.flush()
    return entry


def _close(session: Session, row: FlagRow, *, actor: str, now: datetime) -> None:
    row.closed_at = now
    session.flush()
    if row.heap:
        move_reports(session, row.heap, ReportState.RESOLVED, actor=actor, now=now)
        settle_heap(session, row.heap, now=now)
