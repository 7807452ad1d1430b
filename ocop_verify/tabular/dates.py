"""A day, in each of the ways that people and spreadsheets write one.

Vietnam writes the day before the month. A spelling that could mean two days is refused, never guessed.
"""

import re
from datetime import date, datetime, timedelta
from typing import Final

from ocop_verify.domain.errors import N_
from ocop_verify.domain.text import fold
from ocop_verify.tabular.cells import Cell, excerpt
from ocop_verify.tabular.problems import Unreadable

# Decisions of the programme begin in 2018; the margins only catch what cannot be a day of this century.
FIRST_YEAR: Final = 1990
LAST_YEAR: Final = 2100
_EXCEL_EPOCH: Final = date(
    1899, 12, 30
)  # day 0, so that serials after the 29/02/1900 that never was are right

_SEPARATOR: Final = r"\s*[/.\-]\s*"
_DAY_FIRST: Final = re.compile(rf"(?:ngay\s+)?(\d{{1,2}}){_SEPARATOR}(\d{{1,2}}){_SEPARATOR}(\d+)")
_YEAR_FIRST: Final = re.compile(rf"(\d{{4}}){_SEPARATOR}(\d{{1,2}}){_SEPARATOR}(\d{{1,2}})")
_IN_WORDS: Final = re.compile(r"(?:ngay\s+)?(\d{1,2})\s+thang\s+(\d{1,2})\s*,?\s+(?:nam\s+)?(\d+)")
_TIME_OF_DAY: Final = re.compile(r"(?:t|\s+)\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:z|[+-]\d{2}:?\d{2})?")
_SERIAL: Final = re.compile(r"\d{5}(?:[.,]0+)?")  # five digits: the years 1927 to 2173

_NOT_A_DATE: Final = N_("“%(found)s” không phải là ngày. Hãy ghi ngày/tháng/năm, ví dụ 30/06/2025.")


def day(cell: Cell) -> date:
    """The day that a cell names: an Excel date, its serial number, or text."""
    if isinstance(cell, datetime):
        return _plausible(cell.date())
    if isinstance(cell, date):
        return _plausible(cell)
    if isinstance(cell, float):
        return _from_serial(cell)
    return _from_text(str(cell))


def _from_serial(number: float) -> date:
    """A date whose cell lost its date format. A number outside the plausible years is no date at all."""
    if not _serial(FIRST_YEAR) <= number < _serial(LAST_YEAR + 1):
        raise Unreadable("not_a_date", _NOT_A_DATE, found=f"{number:.15g}")
    return _EXCEL_EPOCH + timedelta(days=int(number))


def _serial(year: int) -> int:
    return (date(year, 1, 1) - _EXCEL_EPOCH).days


def _from_text(text: str) -> date:
    found = excerpt(text)
    folded = fold(text)
    if match := _YEAR_FIRST.match(folded):
        year, month, day_of_month = match.groups()
    elif match := _DAY_FIRST.match(folded) or _IN_WORDS.match(folded):
        day_of_month, month, year = match.groups()
    elif _SERIAL.fullmatch(folded):
        return _from_serial(float(folded[:5]))
    else:
        raise Unreadable("not_a_date", _NOT_A_DATE, found=found)
    rest = folded[match.end() :]
    if rest and not _TIME_OF_DAY.fullmatch(rest):
        raise Unreadable("not_a_date", _NOT_A_DATE, found=found)
    return _made_of(found, year, int(month), int(day_of_month))


def _made_of(found: str, year: str, month: int, day_of_month: int) -> date:
    """The day, or the one reason why there is none that the person can act on."""
    if len(year) == 2:
        raise Unreadable(
            "two_digit_year",
            N_("Năm trong “%(found)s” chỉ có hai chữ số. Hãy ghi đủ bốn chữ số, ví dụ 30/06/2025."),
            found=found,
        )
    if len(year) != 4:
        raise Unreadable("not_a_date", _NOT_A_DATE, found=found)
    if month > 12 >= day_of_month:
        raise Unreadable(
            "month_first",
            N_("“%(found)s” không có tháng %(month)d. Hãy ghi ngày trước, tháng sau, ví dụ 31/12/2025."),
            found=found,
            month=month,
        )
    try:
        return _plausible(date(int(year), month, day_of_month))
    except ValueError as error:
        raise Unreadable(
            "no_such_date", N_("Không có ngày %(found)s trong lịch. Hãy sửa lại ngày."), found=found
        ) from error


def _plausible(value: date) -> date:
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise Unreadable(
            "implausible_year",
            N_("Năm %(year)d không hợp lý, phải từ %(first)d đến %(last)d. Hãy sửa lại ngày."),
            year=value.year,
            first=FIRST_YEAR,
            last=LAST_YEAR,
        )
    return value
