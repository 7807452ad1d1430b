"""Writes tables that spreadsheet programs open without surprises and that ``reading`` gives back unchanged.

Text is never a formula: in .xlsx every cell carries its type, in .csv dangerous beginnings are neutralised.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import IO, Any, Final

import xlsxwriter  # type: ignore[import-untyped]

from ocop_verify.tabular.addresses import address_of
from ocop_verify.tabular.limits import MAX_CELL_CHARACTERS
from ocop_verify.tabular.neutral import neutralised
from ocop_verify.tabular.refusals import refusal

Value = str | int | float | Decimal | date | time | None  # a datetime is a date too
Target = str | Path | IO[bytes]

XLSX_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV_TYPE: Final = "text/csv; charset=utf-8"
DATE_FORMAT: Final = "dd/mm/yyyy"
TIME_FORMAT: Final = "hh:mm"
# One row at a time in memory; nothing that looks like a formula, a link or a number becomes one.
OPTIONS: Final = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
# No spelling of these is allowed in XML: one of them, and Excel calls the whole file damaged.
_UNWRITABLE: Final = re.compile("[\ud800-\udfff\ufffe\uffff]")
_NARROWEST, _WIDEST = 8, 60  # characters of a column
_WIDTH_ROWS: Final = 200  # rows whose text decides how wide a column is


@dataclass(frozen=True, slots=True)
class OutSheet:
    """A sheet to be written. ``rows`` may be an iterator; every row has a value for each heading."""

    name: str
    headings: Sequence[str]
    rows: Iterable[Sequence[Value]]


def write_xlsx(target: Target, *sheets: OutSheet) -> None:
    """Write a workbook with bold, frozen headings, real dates and readable widths, in constant memory."""
    with xlsxwriter.Workbook(str(target) if isinstance(target, Path) else target, OPTIONS) as book:
        heading_format = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        writer = CellWriter(book)
        for sheet in sheets:
            page = book.add_worksheet(sheet.name)
            page.freeze_panes(1, 0)
            for column, heading in enumerate(sheet.headings):
                writer.write(page, 0, column, heading, heading_format)
            _write_rows(page, writer, sheet)


def _write_rows(page: Any, writer: "CellWriter", sheet: OutSheet) -> None:
    widths = Widths(sheet.headings)
    for number, row in enumerate(sheet.rows, start=1):
        for column, value in enumerate(row):
            writer.write(page, number, column, value)
        widths.look_at(row)
    widths.apply(page)


def writable(text: str) -> str:
    """The text, with a sign of replacement for each character that no .xlsx file can hold."""
    return _UNWRITABLE.sub("\ufffd", text)


class CellWriter:
    """Writes values into the cells of a workbook, each as its own type."""

    def __init__(self, book: Any) -> None:
        self._date_format = book.add_format({"num_format": DATE_FORMAT})
        self._time_format = book.add_format({"num_format": TIME_FORMAT})

    def write(self, page: Any, row: int, column: int, value: Value, style: Any = None) -> None:
        """Write one cell; an empty one only where it has a style of its own."""
        if value is None or value == "":
            if style is not None:
                page.write_blank(row, column, None, style)
        elif isinstance(value, str):
            if len(value) > MAX_CELL_CHARACTERS:
                raise refusal("long_text", cell=address_of(row, column), limit=MAX_CELL_CHARACTERS)
            page.write_string(row, column, writable(value), style)
        elif isinstance(value, date):
            page.write_datetime(row, column, value, style or self._date_format)
        elif isinstance(value, time):
            page.write_datetime(row, column, value, style or self._time_format)
        else:
            page.write_number(row, column, value, style)


class Widths:
    """How wide each column has to be, judged by its heading and its first rows."""

    def __init__(self, headings: Sequence[str]) -> None:
        self._widths = [len(heading) for heading in headings]
        self._rows = 0

    def look_at(self, row: Sequence[Value]) -> None:
        """Let a row have its say, if it is one of the first."""
        self._rows += 1
        if self._rows <= _WIDTH_ROWS:
            lengths = [10 if isinstance(value, date) else len(str(value or "")) for value in row]
            self._widths = [max(pair) for pair in zip(self._widths, lengths, strict=True)]

    def apply(self, page: Any) -> None:
        """Set the widths, with a little air."""
        for column, width in enumerate(self._widths):
            page.set_column(column, column, min(max(width + 2, _NARROWEST), _WIDEST))


def write_csv(target: Target, headings: Sequence[str], rows: Iterable[Sequence[Value]]) -> None:
    """Write a CSV file that Vietnamese Excel opens with its letters intact."""
    if isinstance(target, str | Path):
        with Path(target).open("wb") as file:
            file.writelines(csv_chunks(headings, rows))
    else:
        target.writelines(csv_chunks(headings, rows))


def csv_chunks(
    headings: Sequence[str], rows: Iterable[Sequence[Value]], rows_in_chunk: int = 500
) -> Iterator[bytes]:
    """The bytes of a CSV file, piece by piece, for an answer that is streamed.

    UTF-8 with byte order mark (without it Excel takes another encoding), commas, CRLF and quotes as in
    RFC 4180, dates as in ISO 8601, numbers with a point.
    """
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    buffer.write("\ufeff")
    writer.writerow([neutralised(heading) for heading in headings])
    for count, row in enumerate(rows, start=1):
        writer.writerow([_csv_text(value) for value in row])
        if count % rows_in_chunk == 0:
            yield buffer.getvalue().encode("utf-8", "replace")
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode("utf-8", "replace")


def _csv_text(value: Value) -> str:
    """A value as text. Only text can be dangerous: a negative number begins with a minus by right."""
    if isinstance(value, str):
        return neutralised(value)
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    return "" if value is None else str(value)  # a date's own text is ISO 8601
