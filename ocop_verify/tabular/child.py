"""The process that parses: bytes on standard input, one JSON message a line on standard output.

Native code meets bytes of strangers here, so this process has little memory and little time, knows no
secret, and answers in a form that cannot carry code. If it dies, ``parsing`` says so to the person. It
imports as little as it can: a person waits for its start.

Messages: ``{"sheet": {...}}`` opens a sheet, ``{"columns": [...]}`` brings its next rows, column by column,
``{"problem": [code, values]}`` refuses the file, ``{"end": true}`` says that nothing was lost.

A column is ``[typed, values, indexes]``. With indexes, ``values`` are the distinct ones and each index
names the value of a row. In a typed column every text begins with a letter for its type: s text, d date or
date and time, t time of day.
"""

import json
import resource
import sys
from collections.abc import Iterator, Sequence
from datetime import date, time
from io import BytesIO
from itertools import islice
from typing import TYPE_CHECKING, Any

from ocop_verify.tabular.addresses import address_of
from ocop_verify.tabular.limits import (
    CHILD_CPU_SECONDS,
    CHILD_MEMORY_BYTES,
    FRAME_ROWS,
    MAX_COLUMNS,
    MAX_ROWS,
    MAX_SHEET_ROWS,
)
from ocop_verify.tabular.refusals import FileProblem, refusal

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

Message = dict[str, Any]


def main() -> None:
    """The first line of the input is the request, the bytes of the file follow."""
    confine()
    request = json.loads(sys.stdin.buffer.readline())
    data = sys.stdin.buffer.read()
    try:
        for message in messages(request["kind"], data, request["far_cells"]):
            send(message)
    except FileProblem as problem:
        send({"problem": [problem.code, problem.values]})
    send({"end": True})


def confine() -> None:
    """Take away memory and time. Done before a byte is read."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (CHILD_MEMORY_BYTES, CHILD_MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CHILD_CPU_SECONDS, CHILD_CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def send(message: Message) -> None:
    line = json.dumps(message, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    sys.stdout.buffer.write(line.encode() + b"\n")
    sys.stdout.buffer.flush()


def messages(kind: str, data: bytes, far_cells: dict[str, str]) -> Iterator[Message]:
    """Everything that is said about a file; ``far_cells`` are cells far below all others, by their sheet."""
    yield from csv_messages(data) if kind == "csv" else xlsx_messages(data, far_cells)


def csv_messages(data: bytes) -> Iterator[Message]:
    from ocop_verify.tabular.decoding import decoded  # noqa: PLC0415 - not loaded for .xlsx
    from ocop_verify.tabular.separating import rows_of  # noqa: PLC0415

    rows = rows_of(decoded(data))
    yield head("", len(rows), [], [])
    for start in range(0, len(rows), FRAME_ROWS):
        yield frame(rectangle(rows[start : start + FRAME_ROWS]))


def xlsx_messages(data: bytes, far_cells: dict[str, str]) -> Iterator[Message]:
    """The visible sheets in their order. A sheet is only parsed when the reader asks on."""
    from python_calamine import (  # noqa: PLC0415 - not loaded for .csv
        CalamineError,
        CalamineWorkbook,
        PasswordError,
        SheetTypeEnum,
        SheetVisibleEnum,
    )

    try:
        book = CalamineWorkbook.from_filelike(BytesIO(data))
        names = [
            sheet.name
            for sheet in book.sheets_metadata
            if sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible == SheetVisibleEnum.Visible
        ]
        if not names:
            raise refusal("no_sheet")
        for name in names:
            if name in far_cells:
                raise refusal("too_many_rows", cell=far_cells[name], limit=MAX_ROWS)
            yield from sheet_messages(book.get_sheet_by_name(name), [n for n in names if n != name])
    except PasswordError as error:
        raise refusal("encrypted") from error
    except (CalamineError, OSError, ValueError) as error:
        raise refusal("broken") from error


def sheet_messages(sheet: "CalamineSheet", others: list[str]) -> Iterator[Message]:
    if sheet.start is None or sheet.end is None:
        yield head(sheet.name, 0, [], others)
        return
    last_row, last_column = sheet.end
    if last_row >= MAX_SHEET_ROWS:
        raise refusal("too_many_rows", cell=address_of(last_row, last_column), limit=MAX_ROWS)
    if last_column >= MAX_COLUMNS:
        raise refusal("too_many_columns", cell=address_of(last_row, last_column), limit=MAX_COLUMNS)
    merges = [[*first, *last] for first, last in sheet.merged_cell_ranges or []]
    yield head(sheet.name, last_row + 1, merges, others)
    # The parser's rows begin at the top of the sheet, but at the first filled column.
    left: list[Any] = [""] * sheet.start[1]
    rows = sheet.iter_rows()
    while batch := list(islice(rows, FRAME_ROWS)):
        missing = left if len(batch[0]) <= last_column else []
        yield frame([missing + row for row in batch] if missing else batch)


def head(name: str, rows: int, merges: list[list[int]], others: list[str]) -> Message:
    return {"sheet": {"name": name, "rows": rows, "merges": merges, "others": others}}


def rectangle(rows: list[list[str]]) -> list[list[str]]:
    """The rows, made equally long with empty cells."""
    width = max(1, *map(len, rows))
    return [row + [""] * (width - len(row)) for row in rows]


def frame(rows: Sequence[Sequence[object]]) -> Message:
    return {"columns": [column(values) for values in zip(*rows, strict=True)]}


def column(cells: tuple[object, ...]) -> list[object]:
    """A column in the shortest form: repeated values are sent once."""
    typed = not {str, float} >= set(map(type, cells))
    if typed:
        cells = tuple(map(spelled, cells))
    distinct = dict.fromkeys(cells)
    if len(distinct) * 2 > len(cells):
        return [typed, cells, None]
    index_of = {cell: index for index, cell in enumerate(distinct)}
    return [typed, list(distinct), [index_of[cell] for cell in cells]]


def spelled(cell: object) -> object:
    """A cell of a typed column as JSON can carry it."""
    if isinstance(cell, bool):
        return "sTRUE" if cell else "sFALSE"
    if isinstance(cell, float):
        return cell
    if isinstance(cell, date):  # a datetime is one too
        return f"d{cell.isoformat()}"
    if isinstance(cell, time):
        return f"t{cell.isoformat()}"
    return f"s{cell}"
