"""Figures for the office: cases and how long they take, what visits found, whether what ended is renewed."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from ocop_verify.catalog.lines import Line
from ocop_verify.domain.cases import CaseState
from ocop_verify.domain.catalogue import Catalogue
from ocop_verify.domain.signals import SignalSource
from ocop_verify.domain.validity import end_of, local_day
from ocop_verify.inspection.models import FlagRow, HeapRow, SignalRow, VisitRow

# How old an open case is: up to so many days, and older than all of these.
AGES = (7, 30, 90)
YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Renewal:
    """Of the products whose recognition ended in a year: how many, and how many count again today."""

    ended: int
    renewed: int


@dataclass(frozen=True, slots=True)
class CaseFigures:
    """Cases by what they are about, how far they are, where; open ones by age in days (None: older)."""

    by_kind: Mapping[str, int]
    by_state: Mapping[str, int]
    by_province: Mapping[str, int]
    open_by_age: Mapping[int | None, int]
    late: int
    days_to_close: float | None

    @property
    def total(self) -> int:
        """How many cases there are."""
        return sum(self.by_state.values())


def case_figures(session: Session, provinces: Collection[str] | None, today: date) -> CaseFigures:
    """The figures of these provinces (None: of all). ``days_to_close`` None: no case is closed."""
    where = _within(FlagRow.province, provinces)
    kinds, states, places = (
        _counted(session, column, where) for column in (FlagRow.kind, FlagRow.state, FlagRow.province)
    )
    is_open = FlagRow.state != CaseState.CLOSED
    late = select(func.count()).select_from(FlagRow).where(*where, is_open, FlagRow.due_on < today)
    opened = session.scalars(select(FlagRow.opened_at).where(*where, is_open))
    ages = Counter(_age((today - local_day(at)).days) for at in opened)
    spans = session.execute(
        select(FlagRow.opened_at, FlagRow.closed_at).where(*where, FlagRow.closed_at.is_not(None))
    )
    days = [(closed - opened) / timedelta(days=1) for opened, closed in spans if closed is not None]
    middle = median(days) if days else None
    return CaseFigures(kinds, states, places, ages, session.scalar(late) or 0, middle)


def visit_results(session: Session, provinces: Collection[str] | None) -> Mapping[str, int]:
    """How many visits were made, by what they found."""
    made = [VisitRow.result != "", *_within(VisitRow.province, provinces)]
    return _counted(session, VisitRow.result, made)


def ended_and_scanned(session: Session, provinces: Collection[str] | None) -> int:
    """How many products have ended and are still scanned there."""
    found = (
        select(func.count(HeapRow.product_id.distinct()))
        .join(SignalRow, SignalRow.heap == HeapRow.key)
        .where(SignalRow.source == SignalSource.ENDED_SCANNED, *_within(HeapRow.province, provinces))
    )
    return session.scalar(found) or 0


def renewal(lines: Iterable[Line], catalogue: Catalogue, today: date) -> Renewal:
    """Whether products whose recognition ended within a year count again today."""
    ended = [line for line in lines if _ended_within_a_year(line.product.id, catalogue, today)]
    return Renewal(len(ended), sum(line.counts for line in ended))


def cases_for_export(session: Session, provinces: Collection[str] | None) -> Sequence[FlagRow]:
    """All cases of these provinces, the oldest first."""
    return session.scalars(
        select(FlagRow).where(*_within(FlagRow.province, provinces)).order_by(FlagRow.id)
    ).all()


def _ended_within_a_year(product_id: int, catalogue: Catalogue, today: date) -> bool:
    ends = (
        end_of(each.valid_from, each.printed_until, each.extension)
        for each in catalogue.history_of(product_id)
    )
    return any(today - YEAR <= end < today for end in ends)


def _age(days: int) -> int | None:
    return next((limit for limit in AGES if days <= limit), None)


def _counted(
    session: Session, column: InstrumentedAttribute[str], where: Sequence[ColumnElement[bool]]
) -> Counter[str]:
    rows = session.execute(select(column, func.count()).where(*where).group_by(column))
    return Counter(dict(rows.all()))


def _within(
    column: InstrumentedAttribute[str], provinces: Collection[str] | None
) -> list[ColumnElement[bool]]:
    return [] if provinces is None else [column.in_(provinces)]
