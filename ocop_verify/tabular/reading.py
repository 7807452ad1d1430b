"""Reads a spreadsheet that a person made: the only door into this room."""

from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from pathlib import PurePath
from typing import Final

from ocop_verify.domain.errors import N_
from ocop_verify.tabular.cells import Cell
from ocop_verify.tabular.collecting import Collector
from ocop_verify.tabular.filling import Merges
from ocop_verify.tabular.headings import Above, Column, find_headings
from ocop_verify.tabular.kinds import Kind, kind_of
from ocop_verify.tabular.legacy import diagnose
from ocop_verify.tabular.limits import HEADING_SEARCH_ROWS
from ocop_verify.tabular.parsing import Series, Sheet, opened
from ocop_verify.tabular.problems import Note
from ocop_verify.tabular.refusals import FileProblem, refusal
from ocop_verify.tabular.table import Table, in_order

Progress = Callable[[int, int], None]

_EXCEL_NAMES: Final = (".xlsx", ".xlsm", ".xlsb", ".xltx")
_NO_TEXT: Final = ("binary", "unknown_encoding", "damaged_text")


def read_table(
    data: bytes,
    filename: str,
    columns: Sequence[Column],
    on_progress: Progress | None = None,
    on_rows: Callable[[Table], None] | None = None,
    above: Above | None = None,
) -> Table:
    """The first visible sheet that has these columns, with every problem of its cells.

    Raises ``FileProblem`` when the file cannot be read as a table at all. ``on_progress`` is called with the
    rows done and the rows in all, ``on_rows`` with the table whenever it has grown: there is time for it
    while the next rows are parsed. ``above`` reads the lines above the table for columns that it lacks.
    Nothing is judged here beyond what one cell can say about itself.
    """
    kind = kind_of(data)
    try:
        with opened(data, kind) as sheets:
            return _first_table(sheets, kind, filename, columns, on_progress, on_rows, above)
    except FileProblem as problem:
        if problem.code in _NO_TEXT and PurePath(filename).suffix.lower() in _EXCEL_NAMES:
            raise refusal("broken") from problem
        raise


def _first_table(
    sheets: Iterator[Sheet],
    kind: Kind,
    filename: str,
    columns: Sequence[Column],
    on_progress: Progress | None,
    on_rows: Callable[[Table], None] | None,
    above: Above | None,
) -> Table:
    seen = ""
    for sheet in sheets:
        first = next(sheet.frames, None)
        if first is None:
            continue
        merges = Merges(sheet.head.merges)
        top = _top(first, sheet)
        headings = find_headings(top, columns, merges.among_headings, above)
        if headings is None:
            seen += "\n".join(cell for row in top for cell in row if isinstance(cell, str)) + "\n"
            continue
        table = Table(filename, sheet.head.name, columns, headings, notes=_notes(sheet))
        collector = Collector(table, merges, sheet.facts.lost, strict_width=kind is Kind.CSV)
        for frame in chain([first], sheet.frames):
            collector.add(frame)
            if on_progress:
                on_progress(len(table.grid[0]), sheet.head.rows)
            if on_rows:
                on_rows(table)
        return _finished(table)
    raise _no_headings(seen, columns)


def _top(frame: Sequence[Series], sheet: Sheet) -> list[tuple[Cell, ...]]:
    """The rows among which the headings are sought."""
    spread = [series.spread() for series in frame]
    Merges(sheet.head.merges).fill_down(spread, 0)
    return list(zip(*(column[:HEADING_SEARCH_ROWS] for column in spread), strict=True))


def _finished(table: Table) -> Table:
    """With the problems of the headings among the others, in order."""
    table.problem_count += len(table.headings.problems)
    table.problems = in_order([*table.headings.problems, *table.problems])
    return table


def _notes(sheet: Sheet) -> list[Note]:
    notes = []
    if sheet.head.others:
        notes.append(
            Note(
                "other_sheets",
                N_("Chỉ đọc trang tính “%(sheet)s”. Không đọc: %(others)s."),
                {"sheet": sheet.head.name, "others": ", ".join(sheet.head.others)},
            )
        )
    if sheet.facts.hidden:
        notes.append(Note("hidden", N_("Trang tính có dòng hoặc cột bị ẩn. Chúng cũng được đọc.")))
    return notes


def _no_headings(seen: str, columns: Sequence[Column]) -> FileProblem:
    """Headings that are not Unicode are not found: then that is what has to be said."""
    if diagnosis := diagnose(seen):
        return refusal(f"{diagnosis.damage}_file", found=diagnosis.found, meant=diagnosis.meant)
    wanted = [column.heading for column in columns if column.required] or [
        column.heading for column in columns
    ]
    return refusal("no_headings", headings=", ".join(wanted))
