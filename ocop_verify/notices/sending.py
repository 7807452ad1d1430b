"""Notices before a recognition ends: who is told what, and that each is told once.

The last day is told 90, 60 and 30 days before it and on the day itself, to the producer, to the officers of
its province, and to a program where the settings name one; to the producer also 180 days before, while there
is time to gather what a new rating asks for. A notice is claimed in the database before it goes
out, so two workers never send the same; one whose sender fell silent is taken up again after a while. Should
a machine die between handing a letter over and noting it, that letter goes out twice rather than never.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, Final, cast

from sqlalchemy import CursorResult, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ocop_verify.accounts.managing import email_key
from ocop_verify.accounts.models import AccountRow, GrantRow
from ocop_verify.accounts.permissions import Role
from ocop_verify.domain.catalogue import Catalogue
from ocop_verify.domain.validity import days_left, local_day
from ocop_verify.domain.verdict import Standing, standing_on
from ocop_verify.labels.candidates import Candidate, candidates
from ocop_verify.notices.models import NoticeRow, NoticeStopRow
from ocop_verify.producers.models import ContactRow
from ocop_verify.registry.reading import read_certifications

MILESTONES: Final = (180, 90, 60, 30, 0)
# So early only the producer has something to do.
FOR_PRODUCERS: Final = 180
# 148/QĐ-TTg has the issuer warn the producer 30 days before the end: nobody can stop that one.
LAWFUL_DAYS: Final = 30
# Somebody who begins to use this is not told of what ended long ago.
LATEST: Final = -7
TOLD: Final = frozenset({Standing.IN_FORCE, Standing.EXPIRING, Standing.EXPIRED, Standing.SUSPENDED})
LEASE: Final = timedelta(minutes=10)
MAX_ATTEMPTS: Final = 20


class Channel(StrEnum):
    """Whom a notice goes to."""

    PRODUCER = "producer"
    OFFICE = "office"
    WEBHOOK = "webhook"


@dataclass(frozen=True, slots=True)
class Ending:
    """A recognition whose end is near, and which of the five notices is due."""

    certification: Candidate
    ends_on: date
    days: int


@dataclass(frozen=True, slots=True)
class Parcel:
    """What goes to one receiver in one piece."""

    channel: Channel
    receiver: str
    endings: tuple[Ending, ...]
    rows: tuple[int, ...]

    @property
    def can_be_stopped(self) -> bool:
        """Whether the receiver may ask for no more of these."""
        return self.channel is not Channel.PRODUCER or any(each.days != LAWFUL_DAYS for each in self.endings)


def due_notice(days: int) -> int | None:
    """Which notice is due with so many days left: the last that should have gone out, if any."""
    if not LATEST <= days <= MILESTONES[0]:
        return None
    return min(each for each in MILESTONES if each >= max(days, 0))


def endings(session: Session, *, now: datetime) -> list[Ending]:
    """Every recognition about which a notice is due, those that end first at the top."""
    today = local_day(now)
    catalogue = Catalogue.of(0, now, read_certifications(session))
    near = {}
    for key, certification in catalogue.certifications.items():
        reading = standing_on(certification, catalogue, today)
        due = due_notice(days_left(reading.valid_until, today))
        if due is not None and reading.standing in TOLD:
            near[key] = (reading.valid_until, due)
    known = candidates(session, sorted(near), now=now)
    return sorted((Ending(each, *near[each.id]) for each in known), key=lambda each: each.ends_on)


def claim_due(session: Session, webhook: str, *, now: datetime) -> list[Parcel]:
    """Take up what is due and not sent, one parcel for each receiver. Who calls this sends them."""
    stopped = set(session.scalars(select(NoticeStopRow.email_key)))
    parcels: dict[tuple[Channel, str, int], list[tuple[Ending, int]]] = {}
    for ending in endings(session, now=now):
        for channel, receiver in _receivers(session, ending, webhook, stopped):
            row = _claimed(session, ending, channel, receiver, now)
            if row is not None:
                parcels.setdefault((channel, receiver, ending.days), []).append((ending, row))
    return [
        Parcel(channel, receiver, tuple(ending for ending, _ in each), tuple(row for _, row in each))
        for (channel, receiver, _), each in parcels.items()
    ]


def note_sent(session: Session, parcel: Parcel, *, now: datetime) -> None:
    """It has gone out."""
    _note(session, parcel.rows, sent_at=now, problem="")


def note_failed(session: Session, parcel: Parcel, problem: str) -> None:
    """It could not be sent; the next run tries again."""
    _note(session, parcel.rows, problem=problem[:500])


def stop(session: Session, email: str, *, now: datetime) -> None:
    """Send this address no more than the law asks for."""
    session.merge(NoticeStopRow(email_key=email_key(email), stopped_at=now))
    session.flush()


def start_again(session: Session, email: str) -> None:
    """Send this address everything again."""
    row = session.get(NoticeStopRow, email_key(email))
    if row is not None:
        session.delete(row)
        session.flush()


def addresses_of_producer(session: Session, producer_id: int) -> list[str]:
    """The address that the producer gave; without one, those of its accounts."""
    contact = session.get(ContactRow, producer_id)
    if contact is not None and contact.email:
        return [contact.email]
    return _addresses(session, GrantRow.role == Role.PRODUCER, GrantRow.producer_id == producer_id)


def _receivers(
    session: Session, ending: Ending, webhook: str, stopped: Collection[str]
) -> Iterable[tuple[Channel, str]]:
    lawful = ending.days == LAWFUL_DAYS
    for email in addresses_of_producer(session, ending.certification.producer_id):
        if lawful or email_key(email) not in stopped:
            yield Channel.PRODUCER, email
    if ending.days == FOR_PRODUCERS:
        return
    for email in _of_office(session, ending.certification.province):
        if email_key(email) not in stopped:
            yield Channel.OFFICE, email
    if webhook:
        yield Channel.WEBHOOK, webhook


def _of_office(session: Session, province: str) -> list[str]:
    return _addresses(session, GrantRow.role == Role.OFFICER, GrantRow.province == province)


def _addresses(session: Session, *conditions: Any) -> list[str]:
    statement = (
        select(AccountRow.email)
        .join(GrantRow, GrantRow.account_id == AccountRow.id)
        .where(AccountRow.disabled_at.is_(None), *conditions)
        .order_by(AccountRow.id)
    )
    return list(dict.fromkeys(session.scalars(statement)))


def _claimed(session: Session, ending: Ending, channel: Channel, receiver: str, now: datetime) -> int | None:
    """The number of the notice, if it is now ours to send."""
    key = {
        "certification_id": ending.certification.id,
        "ends_on": ending.ends_on,
        "days": ending.days,
        "channel": channel.value,
        "receiver": receiver,
    }
    known = session.scalar(select(NoticeRow).filter_by(**key))
    if known is None:
        return _added(session, NoticeRow(**key, claimed_at=now, attempts=1, problem=""))
    if known.sent_at is not None or known.claimed_at > now - LEASE or known.attempts >= MAX_ATTEMPTS:
        return None
    taken = (
        update(NoticeRow)
        .where(
            NoticeRow.id == known.id, NoticeRow.claimed_at == known.claimed_at, NoticeRow.sent_at.is_(None)
        )
        .values(claimed_at=now, attempts=NoticeRow.attempts + 1)
    )
    done = cast(CursorResult[Any], session.execute(taken.execution_options(synchronize_session=False)))
    return known.id if done.rowcount == 1 else None


def _added(session: Session, row: NoticeRow) -> int | None:
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:  # another worker was faster
        return None
    return row.id


def _note(session: Session, rows: tuple[int, ...], **values: Any) -> None:
    session.execute(update(NoticeRow).where(NoticeRow.id.in_(rows)).values(**values))
