"""What an organizer arranges before the doors open: the fair, its stalls, and what these declare."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from ocop_verify.audit.journal import Entry, record
from ocop_verify.domain.errors import N_, OcopError
from ocop_verify.domain.fairs import Days
from ocop_verify.domain.text import clean
from ocop_verify.fairs.models import DeclaredGoodRow, FairRow, StallRow

SUBJECT: Final = "fair"


class NotComplete(OcopError):
    """A fair or a stall lacks what nobody can do without."""


@dataclass(frozen=True, slots=True)
class FairFacts:
    """What a fair is, as its organizer tells it. ``province`` is today's code."""

    name: str
    place: str
    province: str
    days: Days
    organizer: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class Declared:
    """A good as a stall declares it, and what the claim check made of it (``finding`` "": somebody chose)."""

    said: str
    stars: int = 0
    product_id: int | None = None
    finding: str = ""


def open_fair(
    session: Session, facts: FairFacts, owner_id: int, request: str, *, actor: str, now: datetime
) -> FairRow:
    """Put a fair into the calendar. The same form sent twice is one fair."""
    known = session.scalar(select(FairRow).where(FairRow.request == request))
    if known is not None:
        return known
    row = FairRow(request=request, owner_id=owner_id, code_edition=1, made_at=now, **_columns(facts))
    session.add(row)
    session.flush()
    after = {"name": row.name, "province": row.province}
    record(session, [Entry("open_fair", SUBJECT, row.id, after)], actor=actor, now=now)
    return row


def change_fair(session: Session, key: int, facts: FairFacts, *, actor: str, now: datetime) -> None:
    """Tell it anew."""
    row = session.get_one(FairRow, key, with_for_update=True)
    before = {"name": row.name, "province": row.province}
    for name, value in _columns(facts).items():
        setattr(row, name, value)
    after = {"name": row.name, "province": row.province}
    record(session, [Entry("change_fair", SUBJECT, key, after, before)], actor=actor, now=now)


def add_stall(session: Session, fair_id: int, number: str, holder: str) -> StallRow:
    """Add a stall, or tell anew who holds the one of this number; one that was removed comes back."""
    tidy = clean(number)[:20]
    if not tidy:
        raise NotComplete(N_("Hãy ghi số gian hàng."))
    row = session.scalar(select(StallRow).where(StallRow.fair_id == fair_id, StallRow.number == tidy))
    if row is None:
        row = StallRow(fair_id=fair_id, number=tidy, holder=clean(holder)[:200])
        session.add(row)
    else:
        row.holder, row.removed_at = clean(holder)[:200], None
    session.flush()
    return row


def declare(session: Session, stall_id: int, goods: Iterable[Declared]) -> None:
    """Add goods to what a stall declares. What it declares already, word for word, is not doubled."""
    standing = select(DeclaredGoodRow.said).where(
        DeclaredGoodRow.stall_id == stall_id, DeclaredGoodRow.removed_at.is_(None)
    )
    known = set(session.scalars(standing))
    for good in goods:
        said = clean(good.said)[:300]
        if said and said not in known:
            known.add(said)
            session.add(
                DeclaredGoodRow(
                    stall_id=stall_id,
                    said=said,
                    stars=good.stars,
                    product_id=good.product_id,
                    finding=good.finding,
                )
            )
    session.flush()


def _columns(facts: FairFacts) -> dict[str, object]:
    if not (clean(facts.name) and clean(facts.place) and facts.province):
        raise NotComplete(N_("Hãy ghi tên, địa điểm và tỉnh, thành phố của hội chợ."))
    return {
        "name": clean(facts.name)[:200],
        "place": clean(facts.place)[:300],
        "province": facts.province,
        "first_on": facts.days.first,
        "last_on": facts.days.last,
        "organizer": clean(facts.organizer)[:200],
        "about": clean(facts.about)[:2_000],
    }
