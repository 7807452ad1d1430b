"""What befell recognitions, one event each, and which of these events became known when.

An event has its own day, which may lie long before anybody entered it. The feed is ordered by when it became
known: each edition is compared with the one before, and what is new is put in front.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

import msgspec

from ocop_verify.opendata.rows import Row

MOST: Final = 1_000


class What(StrEnum):
    """What befell a recognition."""

    RECOGNISED = "recognised"
    RENEWED = "renewed"
    EXTENDED = "extended"
    SUSPENDED = "suspended"
    LIFTED = "lifted"
    REVOKED = "revoked"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Event:
    """One event. ``on`` is its day, for an extension the new last day."""

    certification_id: int
    what: What
    on: date

    @property
    def key(self) -> str:
        """What names it for ever. A first recognition may turn out to be a renewal; it is the same event."""
        what = What.RECOGNISED if self.what is What.RENEWED else self.what
        return f"{self.certification_id}/{what.value}/{self.on.isoformat()}"


class Change(msgspec.Struct, frozen=True):
    """An event, and when this site learnt of it."""

    certification_id: int
    what: What
    on: date
    known_at: datetime

    @property
    def key(self) -> str:
        """The name of the event."""
        return Event(self.certification_id, self.what, self.on).key


def events_of(rows: Iterable[Row], today: date) -> Iterator[Event]:
    """Everything that has happened by a day."""
    rows = sorted(rows, key=lambda row: (row.certification.valid_from, row.certification.id))
    seen: set[int] = set()
    for row in rows:
        what = What.RENEWED if row.product.id in seen else What.RECOGNISED
        seen.add(row.product.id)
        yield from (event for event in _story(row, what) if event.on <= today or event.what is What.EXTENDED)


def _story(row: Row, begun: What) -> Iterator[Event]:
    it = row.certification
    yield Event(it.id, begun, it.valid_from)
    if it.extension:
        yield Event(it.id, What.EXTENDED, it.extension.until)
    for pause in it.suspensions:
        yield Event(it.id, What.SUSPENDED, pause.from_day)
        if pause.lifted_on:
            yield Event(it.id, What.LIFTED, pause.lifted_on)
    if it.revocation:
        yield Event(it.id, What.REVOKED, it.revocation.on)
    if not it.revocation or it.revocation.on > row.valid_until:
        yield Event(it.id, What.ENDED, row.valid_until + timedelta(days=1))


def newly_known(
    events: Collection[Event], known: Collection[str], before: Sequence[Change], now: datetime
) -> list[Change]:
    """The changes to show, the newest first: what was not known, then what was shown before.

    What is not true any more (a certificate's end was corrected) is shown no longer.
    """
    held = {event.key: event for event in events}
    shown = {change.key for change in before}
    new = [event for key, event in held.items() if key not in known and key not in shown]
    new.sort(key=lambda event: (event.on, event.certification_id), reverse=True)
    changes = [Change(event.certification_id, event.what, event.on, now) for event in new[:MOST]]
    return [*changes, *(change for change in before if change.key in held)][:MOST]
