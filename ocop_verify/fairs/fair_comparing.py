"""What a list of fairs would make of the calendar: which are new, and what changes of those that are known.

A fair of the list is a known one when it bears its number, or its name and first day in the same province.
One that is still ahead may also have moved: then it is known by its name, where the year has only one of it.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from ocop_verify.domain.errors import N_, OcopError
from ocop_verify.domain.fairs import Days
from ocop_verify.domain.text import words
from ocop_verify.fairs.arranging import FairFacts
from ocop_verify.fairs.comparing import Does
from ocop_verify.fairs.fair_listing import ListedFair
from ocop_verify.fairs.models import FairRow


@dataclass(frozen=True, slots=True)
class Reach:
    """What who brings a list may do: hold fairs in a province, and change a fair that is there."""

    may_hold: Callable[[str], bool]
    may_change: Callable[[FairRow], bool]


@dataclass(frozen=True, slots=True)
class FairDiff:
    """A fair of a list beside the known one; ``was`` None: it is new. ``changes``: fact, before, after."""

    row: int
    facts: FairFacts
    was: FairRow | None = None
    changes: Sequence[tuple[str, Any, Any]] = ()

    @property
    def does(self) -> Does:
        if self.was is None:
            return Does.NEW
        return Does.CHANGED if self.changes else Does.SAME


class NotTaken(OcopError):
    """A fair of a list cannot be taken. ``row`` and ``column`` say where that stands."""

    def __init__(self, row: int, column: str, message: str, /, **values: object) -> None:
        super().__init__(message, **values)
        self.row, self.column = row, column


def compared_fairs(
    session: Session, listed: Sequence[ListedFair], reach: Reach, today: date
) -> tuple[list[FairDiff], list[NotTaken]]:
    """Each fair of a list beside the calendar, in order; and those that cannot be taken, with the reason."""
    known = _Known(session, listed, today)
    diffs, refused = [], []
    first_row: dict[object, int] = {}
    for each in listed:
        twin = first_row.setdefault(each.key or _key(each), each.row)
        if twin != each.row:
            message = N_("Dòng này lặp lại dòng %(row)d. Hãy bỏ một dòng.")
            refused.append(NotTaken(each.row, "name", message, row=twin))
            continue
        try:
            diffs.append(_compared(each, known.of(each), reach))
        except NotTaken as reason:
            refused.append(reason)
    return diffs, refused


def _compared(listed: ListedFair, was: FairRow | None, reach: Reach) -> FairDiff:
    if was is not None and not reach.may_change(was):
        raise NotTaken(
            listed.row, "name", N_("Hội chợ này đã có trong lịch, do người khác quản lý. Hãy bỏ dòng này.")
        )
    if not reach.may_hold(listed.province):
        raise NotTaken(listed.row, "province", N_("Tỉnh này ở ngoài địa bàn bạn phụ trách. Hãy bỏ dòng này."))
    if not (listed.place or was):
        raise NotTaken(listed.row, "place", N_("Hãy ghi địa điểm."))
    facts = FairFacts(
        listed.name,
        listed.place or (was.place if was else ""),
        listed.province,
        listed.days,
        listed.organizer or (was.organizer if was else ""),
        listed.about or (was.about if was else ""),
        listed.link or (was.link if was else ""),
    )
    return FairDiff(listed.row, facts, was, tuple(_changes(facts, was)) if was else ())


def _changes(facts: FairFacts, was: FairRow) -> Iterator[tuple[str, Any, Any]]:
    if facts.days != Days(was.first_on, was.last_on):
        yield "days", Days(was.first_on, was.last_on), facts.days
    for name in ("name", "place", "province", "organizer", "link", "about"):
        before, after = getattr(was, name), getattr(facts, name)
        if before != after:
            yield name, before, after


class _Known:
    """The fairs of the calendar that a list may speak of, each for one of its rows."""

    def __init__(self, session: Session, listed: Sequence[ListedFair], today: date) -> None:
        self._today = today
        self._by_id = _named(session, listed)
        rows = [row for row in _around(session, listed) if row.id not in self._by_id]
        self._exact = {(words(row.name), row.province, row.first_on): row for row in rows}
        taken = {self._exact[key].id for each in listed if (key := _key(each)) in self._exact}
        self._ahead = defaultdict(list)
        for row in rows:
            if row.first_on > today and row.id not in taken:
                self._ahead[words(row.name), row.province, row.first_on.year].append(row)
        self._moving = defaultdict(list)
        for each in listed:
            if not each.key and _key(each) not in self._exact and each.days.first > today:
                self._moving[words(each.name), each.province, each.days.first.year].append(each.row)

    def of(self, listed: ListedFair) -> FairRow | None:
        """The fair that a row speaks of; None: none yet. Raises ``NotTaken``."""
        if listed.key:
            if listed.key not in self._by_id:
                raise NotTaken(listed.row, "id", N_("Lịch không có hội chợ mang mã này. Hãy bỏ trống ô này."))
            return self._by_id[listed.key]
        if (exact := self._exact.get(_key(listed))) is not None:
            return exact
        name, province, first = _key(listed)
        ahead = self._ahead[name, province, first.year]
        moving = self._moving[name, province, first.year]
        return ahead[0] if len(ahead) == 1 and moving == [listed.row] else None


def _key(listed: ListedFair) -> tuple[str, str, date]:
    return words(listed.name), listed.province, listed.days.first


def _named(session: Session, listed: Sequence[ListedFair]) -> dict[int, FairRow]:
    """The fairs that are named by their numbers."""
    keys = {each.key for each in listed if each.key}
    return {row.id: row for row in session.scalars(select(FairRow).where(FairRow.id.in_(keys)))}


def _around(session: Session, listed: Sequence[ListedFair]) -> Sequence[FairRow]:
    """The fairs of the provinces and years of a list."""
    provinces = {each.province for each in listed}
    years = {each.days.first.year for each in listed}
    within = [FairRow.first_on.between(date(year, 1, 1), date(year, 12, 31)) for year in years]
    asked = select(FairRow).where(FairRow.province.in_(provinces), or_(*within))
    return session.scalars(asked.order_by(FairRow.id)).all() if listed else []
