"""An officer's spreadsheet, from bytes to the registry: read, judged as a whole, shown, and then written.

``plan_import`` writes nothing. Its plan knows every row, every problem by row and column, and what would
change. ``apply`` writes a plan without problems, all of it or nothing.
"""

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import compress
from typing import Any

import msgspec
from sqlalchemy.orm import Session

from ocop_verify.audit import journal
from ocop_verify.domain.errors import N_, OcopError
from ocop_verify.domain.validity import local_day
from ocop_verify.registry.columns import COLUMN_OF, COLUMNS, COUNTERS
from ocop_verify.registry.comparing import Difference, compare
from ocop_verify.registry.conflicts import told_plainly
from ocop_verify.registry.drafts import CertificationDraft
from ocop_verify.registry.examining import examine_incomplete
from ocop_verify.registry.fate_cells import FATE_COLUMNS, CellsApart, fate_of
from ocop_verify.registry.recognising import Recognised, apply_difference
from ocop_verify.registry.recognition import Fate, Recognition
from ocop_verify.tabular.headings import key_of
from ocop_verify.tabular.problems import Note, Problem
from ocop_verify.tabular.reading import Progress, read_table
from ocop_verify.tabular.table import Table, in_order


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
    with collecting_later():
        table = read_table(data, filename, COLUMNS, on_progress)
        said, numbers, problems = _recognitions(table)
        difference = compare(session, said, local_day(now), numbers)
    problems += [
        _placed(table, numbers[fault.index], fault.field, fault.error) for fault in difference.faults
    ]
    return Plan(
        table,
        said,
        numbers,
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
            plan.difference = compare(session, plan.said, local_day(now), plan.numbers)
        return apply_difference(session, plan.difference, actor=actor, now=now)


@contextmanager
def collecting_later() -> Iterator[None]:
    """Let Python look for garbage afterwards.

    An import makes a million small values that all stay in use, and no cycles; looking through them again
    and again takes a sixth of the time.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _recognitions(table: Table) -> tuple[list[Recognition], list[int], list[Problem]]:
    """The rows as statements, their numbers, and what is wrong between cells of one row.

    A row with a faulty cell is left out, since nobody knows what it would have said.
    """
    required = [column.name for column in COLUMNS if column.required]
    if not all(name in table.values for name in required) or table.headings.problems:
        return [], [], []
    fates, problems = _fates(table)
    faulty = {problem.row for problem in (*table.problems, *problems)}
    rows = table.values
    columns = [_filled(rows.get(name), len(table), field) for field, name in COLUMN_OF.items()]
    numbers = table.numbers
    if faulty or len(table.problems) < table.problem_count:
        incomplete = [None in values for values in zip(*(rows[name] for name in required), strict=True)]
        kept = [n not in faulty and not gap for n, gap in zip(numbers, incomplete, strict=True)]
        problems += _problems_beside(table, kept)
        columns = [list(compress(values, kept)) for values in columns]
        numbers, fates = list(compress(numbers, kept)), list(compress(fates, kept))
    return list(map(Recognition, *columns, fates)), numbers, problems


def _problems_beside(table: Table, kept: Sequence[bool]) -> Iterator[Problem]:
    """In rows that are left out for a faulty cell, what is wrong with their other cells."""
    empty = [None] * len(table)
    columns = (table.values.get(COLUMN_OF[field], empty) for field in _JUDGED_ALONE)
    for number, *values in compress(zip(table.numbers, *columns, strict=True), [not keep for keep in kept]):
        for field, error in examine_incomplete(dict(zip(_JUDGED_ALONE, values, strict=True))):
            yield _placed(table, number, field, error)


_JUDGED_ALONE = ("decided_on", "authority", "province")
# What a field is when nothing is said; text is "" then.
_NOTHING: dict[str, Any] = {"printed_until": None, "producer_type": None, "checked": False}


def _filled(values: list[Any] | None, height: int, field: str) -> list[Any]:
    """A column of statements: cells that say nothing become what the field is when nothing is said."""
    nothing = _NOTHING.get(field, "")
    if values is None:
        return [nothing] * height
    return values if nothing is None or None not in values else [v or nothing for v in values]


def _fates(table: Table) -> tuple[list[Fate | None], list[Problem]]:
    """What befell each row's certification; most files do not say."""
    columns = [table.values.get(name) or [None] * len(table) for name in FATE_COLUMNS]
    if not any(map(any, columns)):
        return [None] * len(table), []
    fates: list[Fate | None] = []
    problems = []
    for number, cells in zip(table.numbers, zip(*columns, strict=True), strict=True):
        try:
            fates.append(fate_of(cells))
        except CellsApart as apart:
            fates.append(None)
            problems.append(_placed(table, number, apart.column, apart))
    return fates, problems


def _placed(table: Table, number: int, field: str, error: OcopError) -> Problem:
    """A refusal where it stands in the person's own file."""
    name = COLUMN_OF.get(field, field)
    return table.problem(number, name, type(error).__name__, error.message, **error.values)


def _notes(table: Table, difference: Difference) -> Iterator[Note]:
    """What a person should know, and need not mend."""
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
