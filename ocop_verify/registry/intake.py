"""From the rows of a table to statements that were examined, while the rest of the file is still parsed.

The parser is another process, and this one would only wait for it.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import compress
from typing import Any

from ocop_verify.domain.errors import OcopError
from ocop_verify.registry.columns import COLUMN_OF, COLUMNS
from ocop_verify.registry.examining import Claim, Examiner, examine_incomplete
from ocop_verify.registry.fate_cells import FATE_COLUMNS, CellsApart, fate_of
from ocop_verify.registry.recognition import Fate, Recognition
from ocop_verify.tabular.problems import Problem
from ocop_verify.tabular.table import Table

_REQUIRED = tuple(column.name for column in COLUMNS if column.required)
_JUDGED_ALONE = ("decided_on", "authority", "province")
# What a field is when nothing is said; text is "" then.
_NOTHING: dict[str, Any] = {"printed_until": None, "producer_type": None, "checked": False}


class Intake:
    """The statements of a file, ``numbers`` being the rows that they stand in, and what each says by itself.

    A row with a faulty cell makes no statement, since nobody knows what it would have said. ``problems`` are
    those between the cells of one row, and those of the other cells of such a row.
    """

    def __init__(self, today: date) -> None:
        self.said: list[Recognition] = []
        self.numbers: list[int] = []
        self.claims: list[Claim] = []
        self.problems: list[Problem] = []
        self.examiner = Examiner(today)
        self._rows_taken = 0
        self._problems_seen = 0

    def take(self, table: Table) -> None:
        """Take the rows that were added to the table since the last time."""
        start, self._rows_taken = self._rows_taken, len(table)
        if table.headings.problems or any(name not in table.values for name in _REQUIRED):
            return
        rows = {name: values[start:] for name, values in table.values.items()}
        numbers = table.numbers[start:]
        fates = self._fates(table, rows, numbers)
        kept = self._without_fault(table, rows, numbers)
        columns = [_filled(rows.get(name), len(numbers), field) for field, name in COLUMN_OF.items()]
        if kept is not None:
            self._judge_others(table, rows, compress(numbers, [not keep for keep in kept]), kept)
            columns = [list(compress(values, kept)) for values in columns]
            numbers, fates = list(compress(numbers, kept)), list(compress(fates, kept))
        self._examine(list(map(Recognition, *columns, fates)), numbers)

    def _examine(self, said: Sequence[Recognition], numbers: Sequence[int]) -> None:
        examine, first = self.examiner.examine, len(self.said)
        self.claims += [claim for i, each in enumerate(said, first) if (claim := examine(i, each))]
        self.said += said
        self.numbers += numbers

    def _without_fault(
        self, table: Table, rows: dict[str, list[Any]], numbers: Sequence[int]
    ) -> list[bool] | None:
        """Which rows have no faulty cell and every wanted one; None: all of them."""
        faults = [*table.problems[self._problems_seen :], *self.problems]
        self._problems_seen = len(table.problems)
        required = [rows[name] for name in _REQUIRED]
        if not faults and not any(None in values for values in required):
            return None
        faulty = {problem.row for problem in faults}
        return [
            number not in faulty and None not in values
            for number, *values in zip(numbers, *required, strict=True)
        ]

    def _fates(self, table: Table, rows: dict[str, list[Any]], numbers: Sequence[int]) -> list[Fate | None]:
        """What befell each row's certification; most files do not say."""
        empty = [None] * len(numbers)
        columns = [rows.get(name, empty) for name in FATE_COLUMNS]
        if not any(map(any, columns)):
            return list(empty)
        fates: list[Fate | None] = []
        for number, cells in zip(numbers, zip(*columns, strict=True), strict=True):
            try:
                fates.append(fate_of(cells))
            except CellsApart as apart:
                fates.append(None)
                self.problems.append(placed(table, number, apart.column, apart))
        return fates

    def _judge_others(
        self, table: Table, rows: dict[str, list[Any]], numbers: Iterator[int], kept: Sequence[bool]
    ) -> None:
        """In rows that are left out for a faulty cell, tell what is wrong with their other cells."""
        empty = [None] * len(kept)
        columns = zip(*(rows.get(COLUMN_OF[field], empty) for field in _JUDGED_ALONE), strict=True)
        for number, values in zip(numbers, compress(columns, [not keep for keep in kept]), strict=True):
            for field, error in examine_incomplete(dict(zip(_JUDGED_ALONE, values, strict=True))):
                self.problems.append(placed(table, number, field, error))


def placed(table: Table, number: int, field: str, error: OcopError) -> Problem:
    """A refusal where it stands in the person's own file."""
    name = COLUMN_OF.get(field, field)
    return table.problem(number, name, type(error).__name__, error.message, **error.values)


def _filled(values: list[Any] | None, height: int, field: str) -> list[Any]:
    """A column of statements: cells that say nothing become what the field is when nothing is said."""
    nothing = _NOTHING.get(field, "")
    if values is None:
        return [nothing] * height
    return values if nothing is None or None not in values else [value or nothing for value in values]
