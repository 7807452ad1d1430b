"""An officer's spreadsheet, from bytes to the registry: read, judged as a whole, shown, and then written.

``plan_import`` writes nothing. Its plan knows every row, every problem by row and column, and what would
change. ``apply`` writes a plan without problems, all of it or nothing.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import msgspec
from sqlalchemy.orm import Session

from ocop_verify.audit import journal
from ocop_verify.domain.errors import N_, OcopError
from ocop_verify.domain.validity import local_day
from ocop_verify.registry.columns import COLUMNS, COUNTERS
from ocop_verify.registry.comparing import Difference, compare
from ocop_verify.registry.conflicts import told_plainly
from ocop_verify.registry.drafts import CertificationDraft
from ocop_verify.registry.examining import Examined, examine_all
from ocop_verify.registry.heading_lines import decision_above
from ocop_verify.registry.intake import Intake, placed
from ocop_verify.registry.recognising import Recognised, apply_difference
from ocop_verify.registry.recognition import Recognition
from ocop_verify.tabular.headings import key_of
from ocop_verify.tabular.problems import Note, Problem
from ocop_verify.tabular.reading import Progress, read_table
from ocop_verify.tabular.table import Table, in_order

_DECISION_ABOVE = N_(
    "Bảng không có cột số và ngày quyết định, nên lấy ở dòng phía trên bảng cho mọi dòng: "
    "%(decision_number)s ngày %(issued_at)s."
)


class FileHasProblems(OcopError):
    """A plan with problems was to be written. The plan has every one; nothing was written."""


class Plan(msgspec.Struct):
    """What a file would make of the registry.

    ``said`` and ``numbers`` are the rows without a faulty cell and where they stand in the file.
    ``problem_count`` may exceed the problems that are listed.
    """

    table: Table
    said: list[Recognition]
    numbers: list[int]
    problems: list[Problem]
    problem_count: int
    notes: list[Note]
    difference: Difference


def plan_import(
    session: Session, data: bytes, filename: str, *, now: datetime, on_progress: Progress | None = None
) -> Plan:
    """Read a file and compare it with the registry. Raises ``FileProblem`` when it is no table of ours."""
    today = local_day(now)
    intake = Intake(today)
    with collecting_later():
        table = read_table(data, filename, COLUMNS, on_progress, intake.take, decision_above)
        examined = Examined(intake.claims, intake.examiner.faults)
        difference = compare(session, examined, today, intake.numbers)
    problems = [*intake.problems, *_told_faults(table, intake.numbers, difference)]
    return Plan(
        table,
        intake.said,
        intake.numbers,
        in_order([*table.problems, *problems]),
        table.problem_count + len(problems),
        [*table.notes, *_notes(table, difference)],
        difference,
    )


def apply(session: Session, plan: Plan, *, actor: str, now: datetime) -> Recognised:
    """Write a plan. When the registry moved since it was made, it is compared anew first."""
    if plan.problems:
        raise FileHasProblems(
            N_("Tệp có %(count)s vấn đề; chưa ghi gì. Hãy sửa rồi nhập lại."), count=plan.problem_count
        )
    with told_plainly(), collecting_later():
        if journal.lock(session) != plan.difference.version:
            today = local_day(now)
            plan.difference = compare(session, examine_all(plan.said, today), today, plan.numbers)
        return apply_difference(session, plan.difference, actor=actor, now=now)


@contextmanager
def collecting_later() -> Iterator[None]:
    """Let Python look for garbage afterwards.

    An import makes a million small values that all stay in use, and no cycles; looking through them again
    and again takes a sixth of the time. This holds for the whole process: that of a command, or the one that
    does background work, never one that answers scans. Imports may overlap: the first that ends lets Python
    look again, which costs the other some time and nothing else.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _told_faults(table: Table, numbers: list[int], difference: Difference) -> Iterator[Problem]:
    """What cannot be of the statements, at the cells that say it."""
    for fault in difference.faults:
        yield placed(table, numbers[fault.index], fault.field, fault.error)


def _notes(table: Table, difference: Difference) -> Iterator[Note]:
    """What a person should know, and need not mend."""
    given = table.headings.given
    if {"decision_number", "issued_at"} <= given.keys():
        yield Note(
            "decision_above", _DECISION_ABOVE, {**given, "issued_at": f"{given['issued_at']:%d/%m/%Y}"}
        )
    ignored = [each.text for each in table.headings.ignored if key_of(each.text) not in COUNTERS]
    if ignored:
        yield Note("ignored_columns", N_("Không dùng các cột: %(columns)s."), {"columns": ", ".join(ignored)})
    if not len(table):
        yield Note("no_rows", N_("Bảng không có dòng dữ liệu nào."))
    elsewhere = [draft for draft in difference.stated if _decided_elsewhere(draft)]
    if elsewhere:
        yield Note(
            "decided_elsewhere",
            N_(
                "%(count)d dòng có chủ thể ở tỉnh khác với cơ quan ban hành, ví dụ: %(name)s (%(authority)s)."
            ),
            {
                "count": len(elsewhere),
                "name": elsewhere[0].product.name,
                "authority": elsewhere[0].decision.authority.name,
            },
        )


def _decided_elsewhere(draft: CertificationDraft) -> bool:
    there = draft.decision.authority.province
    return there not in ("", draft.product.producer.province)
