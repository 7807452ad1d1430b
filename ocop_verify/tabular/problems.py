"""What can be wrong in a table that was read: with a cell, with a row, with a column."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from ocop_verify.domain.errors import OcopError


class Unreadable(OcopError):
    """Raised by a parser when a cell is not what its column wants. It becomes a ``Problem`` with a place."""

    def __init__(self, code: str, message: str, /, **values: object) -> None:
        super().__init__(message, **values)
        self.code = code


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that a person must mend, and where it stands in the file as a spreadsheet shows it.

    ``row`` counts from 1. ``column`` is the column's letters, or "" when the whole row or table is meant.
    ``message`` is a template; doors translate it and fill in ``values``. ``found`` is what the cell holds.
    """

    row: int
    column: str
    heading: str
    code: str
    message: str
    values: Mapping[str, object] = field(default_factory=dict)
    found: str = ""

    @property
    def cell(self) -> str:
        """The address as a spreadsheet writes it, such as D7; only the row's number without a column."""
        return f"{self.column}{self.row}"

    def __str__(self) -> str:
        return self.message % self.values if self.values else self.message


@dataclass(frozen=True, slots=True)
class Note:
    """Something a person should know about how the file was read; nothing needs mending."""

    code: str
    message: str
    values: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.message % self.values if self.values else self.message
