"""Gathers a table from frames of rows as they arrive, a column at a time.

Ten thousand rows are a hundred and forty thousand cells. So nothing is made for a cell that is in order: a
column of tidy text is looked at as a whole, and of repeated values each is parsed once.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import compress
from typing import Any, Final

from ocop_verify.domain.errors import N_
from ocop_verify.domain.text import clean, fold
from ocop_verify.tabular.cells import Cell, excerpt
from ocop_verify.tabular.filling import Merges
from ocop_verify.tabular.headings import Column, Heading, Parser, is_numbering
from ocop_verify.tabular.limits import MAX_CELL_CHARACTERS, MAX_NOTES, MAX_PROBLEMS
from ocop_verify.tabular.parsing import Series
from ocop_verify.tabular.problems import Note, Problem, Unreadable
from ocop_verify.tabular.table import Table
from ocop_verify.tabular.texts import Text, too_long
from ocop_verify.tabular.workbook import LostCell

_MISSING: Final = N_("Thiếu “%(heading)s”. Hãy điền ô này.")
_ERROR: Final = N_("Công thức trong ô này báo lỗi %(error)s. Hãy sửa công thức hoặc ghi giá trị.")
_NOT_COMPUTED: Final = N_("Ô này có công thức nhưng chưa có kết quả. Hãy mở tệp bằng Excel rồi lưu lại.")
_EXTRA: Final = N_("Dòng này có nhiều ô hơn dòng tiêu đề. Hãy đặt nội dung có dấu phân cách trong ngoặc kép.")
_TITLE_ROW: Final = N_(
    "Dòng %(row)d (“%(title)s”) là dòng tiêu đề nhóm, không phải dữ liệu, nên được bỏ qua."
)
_TOTAL_ROW: Final = N_("Dòng %(row)d (“%(title)s”) là dòng tổng cộng, không phải dữ liệu, nên được bỏ qua.")
_TOTAL: Final = re.compile(r"(tong cong|tong so|cong)\b(?! ty\b)")


LostCells = Mapping[tuple[int, int], LostCell]


class Memory(dict[Cell, Any]):
    """What each cell of a column means, worked out when it is first met. A fault is remembered as a value."""

    def __init__(self, parse: Parser) -> None:
        super().__init__({"": None})
        self._parse = parse

    def __missing__(self, cell: Cell) -> object:
        try:
            meaning = self._parse(cell) if _says_something(cell) else None
        except Unreadable as fault:
            meaning = fault
        self[cell] = meaning
        return meaning


def _says_something(cell: Cell) -> bool:
    """Whether anything can be seen in the cell. What Excel could not hold is not even looked at."""
    if not isinstance(cell, str):
        return True
    if len(cell) > MAX_CELL_CHARACTERS:
        raise too_long(len(cell), MAX_CELL_CHARACTERS)
    return (cell.isprintable() and cell.strip(" _") != "") or clean(cell) != ""


class Collector:
    """Adds frames to a table whose headings are known. ``strict_width``: a row must not outgrow them."""

    def __init__(self, table: Table, merges: Merges, lost: LostCells, *, strict_width: bool) -> None:
        self._table = table
        self._merges = merges
        self._lost = lost
        by_name = {column.name: column for column in table.columns}
        self._wanted = [(by_name[name], heading) for name, heading in table.headings.found.items()]
        self._memories = [Memory(column.parse) for column, _ in self._wanted]
        self._blank = (None,) * len(self._wanted)
        self._width = table.headings.width if strict_width else None
        self._row = 0  # how many rows of the sheet were taken
        table.values = {name: [] for name in (*table.headings.found, *table.headings.given)}

    def add(self, frame: Sequence[Series]) -> None:
        """Take the next rows of the sheet, those above the data included."""
        spread = [series.spread() for series in frame]
        filled = self._merges.fill_down(spread, self._row)
        frame = [Series(spread[i]) if i in filled else series for i, series in enumerate(frame)]
        height = len(spread[0])
        self._remember(spread)
        skipped = min(max(self._table.headings.first_row - self._row, 0), height)
        self._row += height
        if skipped < height:
            self._read([series.after(skipped) for series in frame], self._row - height + skipped)

    def _remember(self, spread: Sequence[list[Cell]]) -> None:
        """Keep the cells as found. Frames of a CSV file may be wider or narrower than those before."""
        grid = self._table.grid
        grid.extend([""] * self._row for _ in range(len(spread) - len(grid)))
        for column, cells in zip(grid, spread, strict=False):
            column.extend(cells)
        for column in grid[len(spread) :]:
            column.extend([""] * len(spread[0]))

    def _read(self, frame: Sequence[Series], start: int) -> None:
        """Turn cells into values, leave out rows that are no data, and report what is wrong in the others."""
        parsed = [
            _meanings(column, frame[heading.index], memory) if heading.index < len(frame) else []
            for (column, heading), memory in zip(self._wanted, self._memories, strict=True)
        ]
        height = max(map(len, parsed))
        parsed = [values or [None] * height for values in parsed]
        rows = range(start, start + height)
        dropped = self._no_data(list(zip(*parsed, strict=True)), start)
        if dropped:
            kept = [row not in dropped for row in rows]
            parsed = [list(compress(values, kept)) for values in parsed]
            rows = list(compress(rows, kept))  # type: ignore[assignment]
        for (column, heading), values in zip(self._wanted, parsed, strict=True):
            self._examine(column, heading, values, rows)
            self._table.values[column.name] += values
        for name, value in self._table.headings.given.items():
            self._table.values[name] += [value] * len(rows)
        self._table.numbers += [row + 1 for row in rows]
        self._check_width(frame, rows, start)

    def _no_data(self, rows: list[tuple[object, ...]], start: int) -> set[int]:
        """The rows that hold nothing in our columns, titles, totals, and the numbers of columns."""
        dropped = (
            {start + i for i, row in enumerate(rows) if row == self._blank} if self._blank in rows else set()
        )
        titles = set(self._merges.titles_between(start, start + len(rows)))
        for row, values in enumerate(rows, start):
            if row in dropped or values.count(None) < len(values) - 1:
                continue
            if row in titles:
                dropped.add(row)
                self._note(row, "title_row", _TITLE_ROW)
            elif len(values) > 1 and self._is_total(row):
                dropped.add(row)
                self._note(row, "total_row", _TOTAL_ROW)
        first = next((start + i for i in range(len(rows)) if start + i not in dropped), None)
        if (
            not self._table.numbers
            and first is not None
            and is_numbering([c[first] for c in self._table.grid])
        ):
            dropped.add(first)
        return dropped

    def _is_total(self, row: int) -> bool:
        """Whether the first cell that says something counts the rows above, as below most official tables."""
        return _TOTAL.match(fold(self._first_text(row))) is not None

    def _note(self, row: int, code: str, message: str) -> None:
        if len(self._table.notes) < MAX_NOTES:
            values = {"row": row + 1, "title": self._first_text(row)}
            self._table.notes.append(Note(code, message, values))

    def _first_text(self, row: int) -> str:
        return next((excerpt(cell) for column in self._table.grid if (cell := column[row]) != ""), "")

    def _examine(self, column: Column, heading: Heading, values: list[object], rows: Sequence[int]) -> None:
        """Report every fault of a column; what has a fault becomes None."""
        for i in _faulty(values):
            fault = values[i]
            values[i] = None
            if isinstance(fault, Unreadable):
                self._report(rows[i], heading, fault.code, fault.message, fault.values)
            elif lost := self._lost.get((rows[i], heading.index)):
                code, message = (
                    ("formula_error", _ERROR) if lost.error else ("formula_not_computed", _NOT_COMPUTED)
                )
                self._report(rows[i], heading, code, message, {"error": lost.error})
            elif column.required:
                self._report(rows[i], heading, "missing", _MISSING, {"heading": column.heading})

    def _report(self, row: int, heading: Heading, code: str, message: str, values: dict[str, object]) -> None:
        self._table.problem_count += 1
        if self._table.problem_count <= MAX_PROBLEMS:
            found = excerpt(self._table.grid[heading.index][row])
            self._table.problems.append(
                Problem(row + 1, heading.letters, heading.text, code, message, values, found)
            )

    def _check_width(self, frame: Sequence[Series], rows: Sequence[int], start: int) -> None:
        """In a CSV file, a cell beyond the headings means that an unquoted separator moved all cells."""
        if self._width is None or len(frame) <= self._width:
            return
        for index in range(self._width, len(frame)):
            cells = frame[index].spread()
            for row in rows if any(cells) else ():
                if cells[row - start] != "":
                    self._report(row, Heading(index, ""), "extra_cell", _EXTRA, {})


def _meanings(column: Column, series: Series, memory: Memory) -> list[Any]:
    """The values of a column, each cell parsed as seldom as possible."""
    meanings: list[Any]
    if isinstance(column.parse, Text) and column.parse.all_clean(series.cells):
        meanings = [cell or None for cell in series.cells] if "" in series.cells else list(series.cells)
    else:
        meanings = [memory[cell] for cell in series.cells]
    return meanings if series.indexes is None else [meanings[index] for index in series.indexes]


def _faulty(values: Sequence[object]) -> Iterator[int]:
    """Where a column has nothing or a fault."""
    if None in values or Unreadable in set(map(type, values)):
        yield from (i for i, value in enumerate(values) if value is None or type(value) is Unreadable)
