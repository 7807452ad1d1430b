"""What an organizer arranges before the doors open: the fair, its stalls, and what these declare."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from ocop_verify.audit.journal import Entry, record
from ocop_verify.domain.errors import N_, OcopError
from ocop_verify.domain.fairs import Days, read_link
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
    link: str = ""


@dataclass(frozen=True, slots=True)
class Declared:
    """A good as a stall declares it, and what the claim check made of it (``finding`` "": somebody chose)."""

    said: str
    stars: int = 0
    product_id: int | None = None
    finding: str = ""
    maker: str = ""


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
    after = _told(row)
    record(session, [Entry("open_fair", SUBJECT, row.id, after)], actor=actor, now=now)
    return row


def change_fair(session: Session, key: int, facts: FairFacts, *, actor: str, now: datetime) -> None:
    """Tell it anew."""
    row = session.get_one(FairRow, key, with_for_update=True)
    before = _told(row)
    for name, value in _columns(facts).items():
        setattr(row, name, value)
    after = _told(row)
    record(session, [Entry("change_fair", SUBJECT, key, after, before)], actor=actor, now=now)


def call_off(session: Session, key: int, *, is_off: bool, actor: str, now: datetime) -> None:
    """Say that a fair does not happen, or that it does after all. Its stalls and checks stay."""
    row = session.get_one(FairRow, key, with_for_update=True)
    if (row.called_off_at is not None) == is_off:
        return
    row.called_off_at = now if is_off else None
    after = {"name": row.name, "province": row.province}
    what = "call_off_fair" if is_off else "call_on_fair"
    record(session, [Entry(what, SUBJECT, key, after)], actor=actor, now=now)


def renew_code(session: Session, key: int, edition: int, *, actor: str, now: datetime) -> None:
    """Give out a new code for joining. ``edition`` is that of the code it replaces: pressed twice, once."""
    row = session.get_one(FairRow, key, with_for_update=True)
    if row.code_edition == edition:
        row.code_edition += 1
        after = {"code_edition": row.code_edition}
        record(
            session,
            [Entry("renew_fair_code", SUBJECT, key, after, {"code_edition": edition})],
            actor=actor,
            now=now,
        )


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


def tell_stall(session: Session, key: int, number: str, holder: str) -> None:
    """Tell anew what stands on a stall and who holds it. Raises ``NotComplete`` where the number is taken."""
    row = session.get_one(StallRow, key, with_for_update=True)
    tidy = clean(number)[:20]
    if not tidy:
        raise NotComplete(N_("Hãy ghi số gian hàng."))
    other = select(StallRow.id).where(StallRow.fair_id == row.fair_id, StallRow.number == tidy)
    if session.scalar(other.where(StallRow.id != key)) is not None:
        raise NotComplete(N_("Hội chợ đã có gian hàng mang số này."))
    row.number, row.holder = tidy, clean(holder)[:200]


def remove_stall(session: Session, key: int, *, now: datetime) -> None:
    """Take a stall off the list. What was said at it stays, and comes back with its number."""
    row = session.get_one(StallRow, key, with_for_update=True)
    row.removed_at = row.removed_at or now


def remove_good(session: Session, key: int, *, now: datetime) -> None:
    """Take a good off what a stall declares. What was found of it stays."""
    row = session.get_one(DeclaredGoodRow, key, with_for_update=True)
    row.removed_at = row.removed_at or now


def choose_product(session: Session, key: int, product_id: int | None) -> None:
    """Say which product a declared good is, by hand; None: it is none that is certified."""
    row = session.get_one(DeclaredGoodRow, key, with_for_update=True)
    row.product_id, row.finding = product_id, ""


def match_again(session: Session, found: Mapping[int, Declared]) -> int:
    """Note what the claim check finds of goods today; gives how many have changed.

    What somebody has chosen by hand meanwhile stays.
    """
    changed = 0
    rows = session.scalars(select(DeclaredGoodRow).where(DeclaredGoodRow.id.in_(found)))
    for row in rows:
        now = found[row.id]
        if row.finding and (row.finding, row.product_id) != (now.finding, now.product_id):
            row.finding, row.product_id = now.finding, now.product_id
            changed += 1
    return changed


def declare(session: Session, stall_id: int, goods: Iterable[Declared]) -> None:
    """Add goods to what a stall declares. What it declares already, word for word, is not doubled."""
    standing = select(DeclaredGoodRow.said, DeclaredGoodRow.maker).where(
        DeclaredGoodRow.stall_id == stall_id, DeclaredGoodRow.removed_at.is_(None)
    )
    known = {(said, maker) for said, maker in session.execute(standing)}
    for good in goods:
        said, maker = clean(good.said)[:300], clean(good.maker)[:200]
        if said and (said, maker) not in known:
            known.add((said, maker))
            session.add(
                DeclaredGoodRow(
                    stall_id=stall_id,
                    said=said,
                    maker=maker,
                    stars=good.stars,
                    product_id=good.product_id,
                    finding=good.finding,
                )
            )
    session.flush()


def _told(row: FairRow) -> dict[str, object]:
    """A fair as the journal tells it."""
    return {
        "name": row.name,
        "place": row.place,
        "province": row.province,
        "first_on": row.first_on,
        "last_on": row.last_on,
        "organizer": row.organizer,
        "link": row.link,
    }


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
        "link": read_link(facts.link),
    }
