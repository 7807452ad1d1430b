"""What everybody may know of a fair: which stall carries which products that are recognised today.

Nothing here accuses: a stall where something is left to settle, and one with nothing to show, are told in the
same words, and neither who checked nor what was found stands in any of it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from hashlib import sha256

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ocop_verify.catalog.lines import Line, lines_of
from ocop_verify.domain.catalogue import Catalogue
from ocop_verify.domain.stall_checks import Colour, StallFinding
from ocop_verify.domain.stall_checks import Line as Checked
from ocop_verify.fairs.models import DeclaredGoodRow, FairRow, StallRow, StallSayingRow
from ocop_verify.fairs.sheets import StallRead


class StallShown(StrEnum):
    """What is said of a stall in public."""

    CHECKED = "checked"  # all that it declares was checked, and counts today
    PARTLY = "partly"  # some of it was
    NOT_CHECKED = "not_checked"  # it declares what counts today, and nobody was there yet
    NOT_SHOWN = "not_shown"  # nothing of it counts today, or something is left to settle


@dataclass(frozen=True, slots=True)
class ShownGood:
    """A recognised product at a stall. ``checked_at`` None: declared, and not checked yet."""

    line: Line
    checked_at: datetime | None


@dataclass(frozen=True, slots=True)
class ShownStall:
    """A stall as everybody sees it. ``holder`` is what stands on its sign."""

    id: int
    number: str
    holder: str
    state: StallShown
    goods: Sequence[ShownGood] = ()

    @property
    def checked_at(self) -> datetime | None:
        """When it was last checked, as far as that is shown."""
        return max((good.checked_at for good in self.goods if good.checked_at), default=None)


def shown_stall(read: StallRead, catalogue: Catalogue, day: date) -> ShownStall:
    """What is said of a stall on this day."""
    colour = read.sheet.colour
    goods = () if colour is Colour.RED else tuple(_shown(read, catalogue, day))
    stall = read.stall
    return ShownStall(stall.id, stall.number, stall.holder, _state(read, goods), goods)


def _state(read: StallRead, goods: Sequence[ShownGood]) -> StallShown:
    if not goods:
        return StallShown.NOT_SHOWN
    if read.sheet.colour is Colour.GREY:
        return StallShown.NOT_CHECKED
    everything = len(goods) == len(read.sheet.lines) and all(good.checked_at for good in goods)
    return StallShown.CHECKED if everything else StallShown.PARTLY


def _shown(read: StallRead, catalogue: Catalogue, day: date) -> Iterator[ShownGood]:
    """The products that count today: declared and matched, with nothing found against them."""
    declared = {f"good:{row.id}": row for row in read.goods}
    for checked in read.sheet.lines:
        good = declared.get(checked.subject)
        key = good.product_id if good else _product(checked)
        product = catalogue.products.get(key or 0)
        if product is None or not _is_fine(checked):
            continue
        for line in lines_of([product], catalogue, day):
            claims = good.stars if good else 0
            if line.counts and claims in (0, line.recognition.stars):
                yield ShownGood(line, max((each.at for each in checked.checks), default=None))


def _product(checked: Checked) -> int | None:
    kind, _, number = checked.subject.partition(":")
    return int(number) if kind == "product" else None


def _is_fine(checked: Checked) -> bool:
    return not checked.disputed and checked.finding in (None, StallFinding.IN_FORCE)


def stamp_of(session: Session, fair: FairRow) -> str:
    """What changes whenever a fair, its stalls, their goods or what was said of them does."""
    stalls = select(StallRow.id, StallRow.number, StallRow.holder, StallRow.removed_at)
    goods = select(
        DeclaredGoodRow.id,
        DeclaredGoodRow.said,
        DeclaredGoodRow.stars,
        DeclaredGoodRow.product_id,
        DeclaredGoodRow.removed_at,
    ).join(StallRow)
    last = select(func.max(StallSayingRow.number)).join(StallRow)
    told = [fair.name, fair.place, fair.first_on, fair.last_on, fair.organizer, fair.about, fair.link]
    facts = [
        [*told, fair.called_off_at],
        session.execute(stalls.where(StallRow.fair_id == fair.id).order_by(StallRow.id)).all(),
        session.execute(goods.where(StallRow.fair_id == fair.id).order_by(DeclaredGoodRow.id)).all(),
        session.scalar(last.where(StallRow.fair_id == fair.id)),
    ]
    return sha256(repr(facts).encode()).hexdigest()[:24]
