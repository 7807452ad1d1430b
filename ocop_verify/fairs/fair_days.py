"""The days of a fair in one cell, as calendars of trade promotion write them: "20-25/10/2026"."""

import re
from datetime import date
from typing import Final

from ocop_verify.domain.errors import N_, OcopError
from ocop_verify.domain.fairs import Days
from ocop_verify.domain.text import fold
from ocop_verify.tabular.cells import Cell, excerpt
from ocop_verify.tabular.dates import day
from ocop_verify.tabular.problems import Unreadable

_FILLING: Final = re.compile(r"\b(?:tu|ngay|het)\b")
_FROM_TO: Final = re.compile(
    r"(\d{1,2})(?:/(\d{1,2}))?(?:/(\d{4}))?-(\d{1,2})/(\d{1,2})/(\d{4})",
)


def span(cell: Cell) -> Days:
    """The first and the last day that a cell names; one day is both. Raises ``Unreadable``."""
    try:
        only = day(cell)
    except Unreadable:
        return _from_to(cell)
    return Days(only, only)


def _from_to(cell: Cell) -> Days:
    """Two days, of which the first may leave out its month and year."""
    match = _FROM_TO.fullmatch(_plain(str(cell)))
    if match is None:
        raise _unclear(cell)
    first_day, first_month, first_year, last_day, last_month, last_year = match.groups()
    try:
        last = date(int(last_year), int(last_month), int(last_day))
        first = date(int(first_year or last.year), int(first_month or last.month), int(first_day))
        if first > last and not first_year and first_month:  # over the turn of the year
            first = first.replace(year=last.year - 1)
    except ValueError as error:
        raise _unclear(cell) from error
    try:
        return Days(first, last)
    except OcopError as refusal:
        raise Unreadable("bad_days", refusal.message, **refusal.values) from refusal


def _plain(text: str) -> str:
    """ "Từ ngày 20 đến 25 tháng 10 năm 2026" is "20-25/10/2026"."""
    told = re.sub(r"\bden\b", "-", _FILLING.sub(" ", fold(text)))
    told = re.sub(r"\bthang\b|\bnam\b|\.", "/", told)
    return re.sub(r"[\s,]+", "", told)


def _unclear(cell: Cell) -> Unreadable:
    return Unreadable(
        "not_days",
        N_("“%(found)s” không cho biết ngày khai mạc và ngày kết thúc. Hãy ghi như 20-25/10/2026."),
        found=excerpt(cell),
    )
