"""A table that was read: its values, its problems, and where everything stands in the person's own file."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ocop_verify.tabular.cells import Cell, excerpt
from ocop_verify.tabular.headings import Column, Headings
from ocop_verify.tabular.problems import Note, Problem


@dataclass(frozen=True, slots=True)
class Row:
    """One row of data; ``number`` is its row in the file, from 1. Values are by the columns' names.

    An empty cell and a cell with a problem are both None: whoever uses the values looks at the problems of
    the table first. A column that the file does not have gives None as well.
    """

    number: int
    values: Mapping[str, Any]

    def __getitem__(self, name: str) -> Any:
        return self.values.get(name)


@dataclass(slots=True)
class Table:
    """A table as it was read.

    ``values`` holds the data column by column, by the columns' names, with ``numbers`` beside them: the row
    of the file for each. ``problems`` are sorted by row and column, at most ``limits.MAX_PROBLEMS`` of
    ``problem_count``. ``grid`` is the whole sheet as found, column by column.
    """

    filename: str
    sheet: str
    columns: Sequence[Column]
    headings: Headings
    numbers: list[int] = field(default_factory=list)
    values: dict[str, list[Any]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    problem_count: int = 0
    notes: list[Note] = field(default_factory=list)
    grid: list[list[Cell]] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.numbers)

    def rows(self) -> Iterator[Row]:
        """The rows of data in their order."""
        names = list(self.values)
        if not names:
            return
        for number, *values in zip(self.numbers, *self.values.values(), strict=True):
            yield Row(number, dict(zip(names, values, strict=True)))

    def found_at(self, number: int, name: str) -> str:
        """What the cell of this row and column holds, as a person sees it."""
        heading = self.headings.found.get(name)
        return excerpt(self.grid[heading.index][number - 1]) if heading else ""

    def problem(self, number: int, name: str, code: str, message: str, /, **values: object) -> Problem:
        """A problem that the caller found in this row and column ("" for the row), placed like our own.

        It is given back, not added: the caller keeps its own list.
        """
        heading = self.headings.found.get(name)
        title = next((column.heading for column in self.columns if column.name == name), "")
        return Problem(
            number,
            heading.letters if heading else "",
            heading.text if heading else title,
            code,
            message,
            values,
            self.found_at(number, name),
        )


def in_order(problems: Sequence[Problem]) -> list[Problem]:
    """From top to bottom and from left to right."""
    return sorted(problems, key=lambda problem: (problem.row, len(problem.column), problem.column))
