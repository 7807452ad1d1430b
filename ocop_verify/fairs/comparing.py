"""What a list of stalls would make of a fair: the same comparison is shown before and carried out after.

A list says what is to be there and takes nothing away: what it does not speak of stays, and an empty cell
leaves what is known.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from ocop_verify.fairs.models import DeclaredGoodRow, StallRow
from ocop_verify.fairs.stall_lines import ListedStall

Known = Mapping[tuple[str, str], DeclaredGoodRow]


class Does(StrEnum):
    """What a line of a list does."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class GoodDiff:
    """A good of a list beside what the stall declares already (``was`` None: nothing like it)."""

    said: str
    stars: int
    maker: str
    was: DeclaredGoodRow | None = None

    @property
    def does(self) -> Does:
        if self.was is None:
            return Does.NEW
        return Does.CHANGED if self.stars and self.stars != self.was.stars else Does.SAME


@dataclass(frozen=True, slots=True)
class StallDiff:
    """A stall of a list beside that of the fair. ``holder`` is whose it is afterwards."""

    number: str
    holder: str
    goods: Sequence[GoodDiff]
    was: StallRow | None = None

    @property
    def comes_back(self) -> bool:
        """Whether it was taken off the list before."""
        return self.was is not None and self.was.removed_at is not None

    @property
    def has_other_holder(self) -> bool:
        return self.was is not None and self.was.holder != self.holder

    @property
    def does(self) -> Does:
        if self.was is None:
            return Does.NEW
        moves = self.comes_back or self.has_other_holder or any(self.changing)
        return Does.CHANGED if moves else Does.SAME

    @property
    def changing(self) -> Sequence[GoodDiff]:
        """The goods that are added or told anew."""
        return [good for good in self.goods if good.does != Does.SAME]


def compared(session: Session, fair_id: int, listed: Sequence[ListedStall]) -> Sequence[StallDiff]:
    """Each stall of a list beside the fair as it is now, in the order of the list."""
    rows = session.scalars(select(StallRow).where(StallRow.fair_id == fair_id)).all()
    exact = {row.number: row for row in rows}
    alike = {row.number.casefold(): row for row in rows if row.removed_at is None}
    goods = _goods(session, fair_id)
    return [
        _compared(each, row, goods[row.id] if row else {})
        for each in listed
        for row in [exact.get(each.number) or alike.get(each.number.casefold())]
    ]


def _compared(listed: ListedStall, row: StallRow | None, known: Known) -> StallDiff:
    goods: dict[tuple[str, str], GoodDiff] = {}
    for said, stars, maker in listed.goods:
        goods.setdefault(_key(said, maker), GoodDiff(said, stars, maker, known.get(_key(said, maker))))
    holder = listed.holder or (row.holder if row else "")
    return StallDiff(row.number if row else listed.number, holder, tuple(goods.values()), row)


def _goods(session: Session, fair_id: int) -> Mapping[int, Known]:
    """What the stalls of a fair declare, by stall."""
    standing = (
        select(DeclaredGoodRow)
        .join(StallRow)
        .where(StallRow.fair_id == fair_id, DeclaredGoodRow.removed_at.is_(None))
    )
    found: dict[int, dict[tuple[str, str], DeclaredGoodRow]] = defaultdict(dict)
    for row in session.scalars(standing.order_by(DeclaredGoodRow.id)):
        found[row.stall_id].setdefault(_key(row.said, row.maker), row)
    return found


def _key(said: str, maker: str) -> tuple[str, str]:
    """Goods are the same that differ only in capitals."""
    return said.casefold(), maker.casefold()
