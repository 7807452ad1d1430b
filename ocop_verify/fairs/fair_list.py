"""Fairs as a list: one's own, and for those who work for a province the fairs that are held there."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, or_, select, true
from sqlalchemy.orm import Session

from ocop_verify.domain.fairs import FairTime
from ocop_verify.fairs.devices import days_of
from ocop_verify.fairs.models import FairRow, StallRow


@dataclass(frozen=True, slots=True)
class FairLine:
    """A fair in a list."""

    row: FairRow
    time: FairTime
    stalls: int


def fairs_of(
    session: Session, owner_id: int, provinces: Collection[str] | None, day: date
) -> Sequence[FairLine]:
    """The fairs of an account, and those of the provinces where it works (None: all of them).

    First what is on, then what lies ahead, soonest first, then what is over, newest first.
    """
    within: ColumnElement[bool] = true() if provinces is None else FairRow.province.in_(provinces)
    rows = session.scalars(select(FairRow).where(or_(FairRow.owner_id == owner_id, within))).all()
    counts = _stalls_of(session, [row.id for row in rows])
    lines = [FairLine(row, days_of(row).time(day), counts.get(row.id, 0)) for row in rows]
    return sorted(lines, key=_order)


def _stalls_of(session: Session, fairs: Collection[int]) -> dict[int, int]:
    standing = select(StallRow.fair_id, func.count()).where(StallRow.removed_at.is_(None))
    counted = standing.where(StallRow.fair_id.in_(fairs)).group_by(StallRow.fair_id)
    return {row[0]: row[1] for row in session.execute(counted)}


def _order(line: FairLine) -> tuple[int, int]:
    ahead = line.row.first_on.toordinal()
    return {
        FairTime.ON: (0, ahead),
        FairTime.AHEAD: (1, ahead),
        FairTime.OVER: (2, -ahead),
    }[line.time]
