"""The calendar of fairs: those of a year, by province and month."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ocop_verify.domain.fairs import LONGEST_DAYS
from ocop_verify.domain.validity import add_months
from ocop_verify.fairs.models import FairRow

# More than all fairs of a year in the country; what a page or file can bear at most.
MOST: Final = 2_000


@dataclass(frozen=True, slots=True)
class Span:
    """What is asked for: fairs that are on in these days. ``province`` "": all of them."""

    first: date
    last: date
    province: str = ""

    @classmethod
    def of(cls, year: int, month: int = 0, province: str = "") -> "Span":
        """A year, or one of its months."""
        first = date(year, month or 1, 1)
        return cls(first, add_months(first, 1 if month else 12) - timedelta(days=1), province)


def fairs_in(session: Session, span: Span) -> Sequence[FairRow]:
    """The fairs of these days in order of time, those that were called off among them."""
    # A fair lasts less than this, so that the index on its first day finds all of them.
    earliest = span.first - timedelta(days=LONGEST_DAYS)
    asked = select(FairRow).where(
        FairRow.first_on >= earliest, FairRow.first_on <= span.last, FairRow.last_on >= span.first
    )
    if span.province:
        asked = asked.where(FairRow.province == span.province)
    return session.scalars(asked.order_by(FairRow.first_on, FairRow.id).limit(MOST)).all()


def years_of_fairs(session: Session, today: date) -> range:
    """The years that the calendar can show; this year is always one."""
    first, last = session.execute(select(func.min(FairRow.first_on), func.max(FairRow.last_on))).one()
    return range(min(first or today, today).year, max(last or today, today).year + 1)
