"""What acts ask of the words and days that they are given."""

from datetime import date, datetime

from ocop_verify.domain.errors import N_, OcopError
from ocop_verify.domain.validity import local_day, written
from ocop_verify.tabular.texts import Text


class WordsMissing(OcopError):
    """An act on somebody's recognition was given no reason, no basis or no decision."""


class DayInFuture(OcopError):
    """A day that has not come yet was stated as a fact."""


class DayTooEarly(OcopError):
    """Something is said to have happened before that which it follows."""


def required(text: str, complaint: str, longest: int = 500) -> str:
    """The text as it is stored; refused with the complaint when nothing is left of it."""
    text = optional(text, longest)
    if not text:
        raise WordsMissing(complaint)
    return text


def optional(text: str, longest: int = 500) -> str:
    """The text on one line, as it is stored. What a file could not hold is refused here as well."""
    return Text(longest)(text) or ""


def day_or_today(day: date | None, now: datetime) -> date:
    """A day that has come; today when none is given."""
    today = local_day(now)
    return today if day is None else past_day(day, today)


def past_day(day: date, today: date) -> date:
    """The day, refused when it has not come: a fact is written once it is true, never ahead."""
    if day > today:
        raise DayInFuture(
            N_("Ngày %(day)s chưa đến; hôm nay là %(today)s."), day=written(day), today=written(today)
        )
    return day
