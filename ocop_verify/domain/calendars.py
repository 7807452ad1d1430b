"""Calendars for programs (iCalendar, RFC 5545): events that last whole days; no times, no zones."""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

# RFC 5545 §3.1: lines of at most 75 bytes, of which a folded one spends one on its space.
LONGEST_LINE: Final = 75


@dataclass(frozen=True, slots=True)
class Event:
    """Something on whole days. ``uid`` is its name for good, ``stamp`` when it was written down, in UTC.

    ``reminders`` are days before it; ``is_cancelled``: it does not happen, and calendars say so.
    """

    uid: str
    stamp: datetime
    first: date
    last: date
    title: str
    text: str = ""
    place: str = ""
    url: str = ""
    reminders: Sequence[int] = ()
    is_cancelled: bool = False


def calendar_text(name: str, events: Iterable[Event]) -> str:
    """The calendar, ready to be sent as ``text/calendar``."""
    head = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//OCOP Verify//VI", f"X-WR-CALNAME:{_escaped(name)}"]
    lines = [*head, *(line for event in events for line in _lines(event)), "END:VCALENDAR"]
    return "\r\n".join(map(_folded, lines)) + "\r\n"


def _lines(event: Event) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{_escaped(event.uid)}"
    yield f"DTSTAMP:{event.stamp:%Y%m%dT%H%M%SZ}"
    yield f"DTSTART;VALUE=DATE:{event.first:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{event.last + timedelta(days=1):%Y%m%d}"  # the first day after
    yield f"SUMMARY:{_escaped(event.title)}"
    for name, value in (("DESCRIPTION", event.text), ("LOCATION", event.place)):
        if value:
            yield f"{name}:{_escaped(value)}"
    if event.url:
        yield f"URL:{event.url}"
    if event.is_cancelled:
        yield "STATUS:CANCELLED"
    yield "TRANSP:TRANSPARENT"
    for days in event.reminders:
        yield from ("BEGIN:VALARM", "ACTION:DISPLAY", f"DESCRIPTION:{_escaped(event.title)}")
        yield from (f"TRIGGER:-P{days}D", "END:VALARM")
    yield "END:VEVENT"


def _escaped(text: str) -> str:
    """A value of text (§3.3.11): line breaks are written out, other control characters left out."""
    text = text.replace("\r\n", "\n").replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return "".join(each for each in text.replace("\n", "\\n") if unicodedata.category(each) != "Cc")


def _folded(line: str) -> str:
    """At most 75 bytes a line, broken between letters."""
    parts, current, size = [], "", 0
    for character in line:
        width = len(character.encode())
        if size + width > LONGEST_LINE:
            parts.append(current)
            current, size = "", 1
        current, size = current + character, size + width
    return "\r\n ".join([*parts, current])
