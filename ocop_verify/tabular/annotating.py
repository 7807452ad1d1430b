"""A copy of a person's own table with its faults marked, to be corrected and dropped again.

Every cell stands where it stood. A faulty cell is coloured and carries its message as a comment, and a last
column "Lỗi" holds all messages of the row. Reading the copy ignores that column, and the next copy has a
new one in its place.
"""

import io
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any, Final

import xlsxwriter  # type: ignore[import-untyped]

from ocop_verify.domain.errors import N_
from ocop_verify.tabular.addresses import index_of
from ocop_verify.tabular.cells import Cell, excerpt
from ocop_verify.tabular.headings import key_of
from ocop_verify.tabular.limits import MAX_CELL_CHARACTERS
from ocop_verify.tabular.problems import Problem
from ocop_verify.tabular.table import Table
from ocop_verify.tabular.writing import DATE_FORMAT, OPTIONS, CellWriter, Widths, writable

PROBLEM_HEADING: Final = N_("Lỗi")
# Excel is slow to open a sheet with more. The colours and the last column still tell everything.
_MAX_COMMENTS: Final = 2_000
_FAULT: Final = {"bg_color": "#FFE0B2", "border": 1, "border_color": "#B71C1C"}
_MESSAGE: Final = {"font_color": "#B71C1C", "text_wrap": True, "valign": "top"}


def annotated_xlsx(
    table: Table, problems: Iterable[Problem] | None = None, tell: Callable[[Problem], str] = str
) -> bytes:
    """The table as an .xlsx file with these problems marked, or with its own when None is given.

    ``tell`` gives a problem's sentence in the reader's language; without it the sentence is Vietnamese.
    """
    messages = _Messages(table.problems if problems is None else problems, tell)
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, OPTIONS) as book:
        page = book.add_worksheet(table.sheet or None)
        page.freeze_panes(table.headings.first_row, 0)
        _Copy(book, page, messages).write(_own_columns(table), table.headings.row)
    return target.getvalue()


def _own_columns(table: Table) -> list[list[Cell]]:
    """The person's columns, without our own from an earlier round."""
    heading = table.grid[-1][table.headings.row]
    first_line = heading.split("\n")[0] if isinstance(heading, str) else ""
    return table.grid[:-1] if key_of(first_line) == key_of(PROBLEM_HEADING) else table.grid


class _Messages:
    """What has to be said about each cell and about each row; both counted from 0."""

    def __init__(self, problems: Iterable[Problem], tell: Callable[[Problem], str]) -> None:
        self.of_cell: defaultdict[tuple[int, int], list[str]] = defaultdict(list)
        self.of_row: defaultdict[int, list[str]] = defaultdict(list)
        for problem in problems:
            sentence = writable(tell(problem))
            self.of_row[problem.row - 1].append(f"{problem.cell}: {sentence}" if problem.column else sentence)
            if problem.column:
                self.of_cell[problem.row - 1, index_of(problem.column)].append(sentence)


class _Copy:
    """Writes the table from top to bottom, each cell with its mark."""

    def __init__(self, book: Any, page: Any, messages: _Messages) -> None:
        self._page = page
        self._messages = messages
        self._cells = CellWriter(book)
        self._fault = book.add_format(_FAULT)
        self._date_fault = book.add_format({**_FAULT, "num_format": DATE_FORMAT})
        self._message = book.add_format(_MESSAGE)
        self._heading = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        self._comments = 0

    def write(self, columns: Sequence[list[Cell]], heading_row: int) -> None:
        widths = Widths([""] * len(columns))
        for row, cells in enumerate(zip(*columns, strict=True)):
            for column, cell in enumerate(cells):
                self._write_cell(row, column, cell, self._heading if row == heading_row else None)
            if row >= heading_row:
                widths.look_at([excerpt(cell) for cell in cells])
            self._write_messages(row, len(columns), is_heading=row == heading_row)
        widths.apply(self._page)
        self._page.set_column(len(columns), len(columns), 60)

    def _write_cell(self, row: int, column: int, cell: Cell, style: Any) -> None:
        value = cell[:MAX_CELL_CHARACTERS] if isinstance(cell, str) else cell
        messages = self._messages.of_cell.get((row, column))
        if messages:
            style = self._date_fault if isinstance(cell, date) else self._fault
            self._comments += 1
            if self._comments <= _MAX_COMMENTS:
                self._page.write_comment(row, column, "\n".join(messages), {"x_scale": 2})
        self._cells.write(self._page, row, column, value, style)

    def _write_messages(self, row: int, column: int, *, is_heading: bool) -> None:
        """The last column: its heading, and what is wrong in each row."""
        messages = self._messages.of_row.get(row, [])
        lines = [PROBLEM_HEADING, *messages] if is_heading else messages
        if lines:
            text = "\n".join(lines)[:MAX_CELL_CHARACTERS]
            self._page.write_string(row, column, text, self._heading if is_heading else self._message)
