"""What a cell holds, and how a person sees it."""

from datetime import date, time
from typing import Final

from ocop_verify.domain.text import clean

# "" is an empty cell. A datetime is a date too; an Excel date without a time of day is only a date.
Cell = str | float | date | time

_EXCERPT_CHARACTERS: Final = 300


def shown(cell: Cell) -> str:
    """A cell as a person sees it in a Vietnamese spreadsheet."""
    if isinstance(cell, float):
        return f"{cell:.0f}" if cell.is_integer() and abs(cell) < 1e15 else f"{cell:.15g}"
    if isinstance(cell, str):
        return clean(cell)
    if isinstance(cell, date):
        return f"{cell.day:02}/{cell.month:02}/{cell.year}"
    return cell.isoformat("minutes")


def excerpt(cell: Cell) -> str:
    """As much of a cell as is enough to know it again; for messages, never for values."""
    return shown(cell[:_EXCERPT_CHARACTERS] if isinstance(cell, str) else cell)
