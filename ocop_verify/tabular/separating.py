"""The text of a CSV file as rows: which separator it uses, and where its cells end."""

import csv
import io
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import Final

from ocop_verify.tabular.addresses import address_of
from ocop_verify.tabular.limits import MAX_CELL_CHARACTERS, MAX_COLUMNS, MAX_ROWS, MAX_SHEET_ROWS
from ocop_verify.tabular.neutral import restored
from ocop_verify.tabular.refusals import refusal

_SEPARATORS: Final = ",;\t|"
_SAMPLE_ROWS: Final = 50
_SAMPLE: Final = 200_000


def rows_of(text: str) -> list[list[str]]:
    """Every record, blank lines between them included, so that row numbers are those of a spreadsheet.

    Blank records at the end are left out. Cells that were neutralised for a spreadsheet program are given
    back as they were meant.
    """
    separator, text = _declared_separator(text)
    prefixed = "'" in text  # most files need not be looked through cell by cell
    rows: list[list[str]] = []
    for index, row in enumerate(_records(text, separator or _likely_separator(text))):
        if not any(row):
            continue
        _check_bounds(index, row)
        rows.extend([] for _ in range(index - len(rows)))
        rows.append([restored(cell) if cell.startswith("'") else cell for cell in row] if prefixed else row)
    return rows


def _declared_separator(text: str) -> tuple[str, str]:
    """Excel's own first line, "sep=;", which is no row of the table; and the text behind it."""
    line = text[:10].split("\n", 1)[0]
    declaration = line.strip().strip('"')
    if declaration.lower().startswith("sep=") and len(declaration) == len("sep=x"):
        return declaration[-1], text[len(line) + 1 :]
    return "\t" if line.lower().startswith("sep=\t") else "", text


def _likely_separator(text: str) -> str:
    """The separator that cuts the first records into the most cells, and equally many each.

    Commas inside Vietnamese addresses cut rows too, but never all rows alike.
    """
    sample = text[:_SAMPLE]

    def score(separator: str) -> int:
        widths = Counter(_sample_widths(sample, separator))
        width, records = max(widths.items(), key=lambda item: (item[1], item[0]), default=(1, 0))
        return records * (width - 1)

    return max(_SEPARATORS, key=score)


def _sample_widths(sample: str, separator: str) -> list[int]:
    """How many cells each of the first records has, of those that have more than one.

    A record with an odd number of quotes in a cell was cut inside its quotes, and says nothing.
    """
    reader = csv.reader(io.StringIO(sample, newline=""), delimiter=separator)
    try:
        rows = list(islice(reader, _SAMPLE_ROWS))
    except csv.Error:
        return []
    return [len(row) for row in rows if len(row) > 1 and all(cell.count('"') % 2 == 0 for cell in row)]


def _records(text: str, separator: str) -> Iterator[list[str]]:
    """Strictly: a quote that is never closed would otherwise swallow the rest of the file into one cell."""
    csv.field_size_limit(MAX_CELL_CHARACTERS)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    row = 0
    while True:
        try:
            record = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            if "field larger" in str(error):
                raise refusal("long_cell", row=row + 1, limit=MAX_CELL_CHARACTERS) from error
            raise refusal("open_quote", row=row + 1) from error
        yield record
        row += 1


def _check_bounds(index: int, row: list[str]) -> None:
    """Refuse a filled row that is too far down or too wide; empty cells at its end do not count."""
    if index >= MAX_SHEET_ROWS:
        raise refusal("too_many_rows", cell=address_of(index, 0), limit=MAX_ROWS)
    while len(row) > MAX_COLUMNS and not row[-1]:
        row.pop()
    if len(row) > MAX_COLUMNS:
        raise refusal("too_many_columns", cell=address_of(index, len(row) - 1), limit=MAX_COLUMNS)
