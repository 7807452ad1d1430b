"""Calendars are read by programs that forgive little: the form of RFC 5545 is kept whatever the words are."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from ocop_verify.domain.calendars import Event, calendar_text

STAMP = datetime(2026, 11, 1, 9, 30, tzinfo=UTC)
EVENT = Event("fair-1@ocop.vn", STAMP, date(2026, 12, 4), date(2026, 12, 6), "Chợ")


def unfolded(text: str) -> list[str]:
    """The lines as a program reads them, after looking at their form."""
    assert text.endswith("\r\n")
    assert not re.search(r"(?<!\r)\n|\r(?!\n)|[\x00-\x08\x0b\x0c\x0e-\x1f]", text)
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75
    lines = text.replace("\r\n ", "").split("\r\n")[:-1]
    assert all(re.match(r"[A-Z-]+(;[A-Z-]+=[^:]+)?:", line) for line in lines)
    opened = [line for line in lines if line.startswith(("BEGIN:", "END:"))]
    assert opened.count("BEGIN:VEVENT") == opened.count("END:VEVENT")
    return lines


def values(text: str) -> dict[str, str]:
    return dict(line.split(":", 1) for line in unfolded(text))


def test_an_event_lasts_whole_days_and_its_end_is_the_day_after():
    told = values(calendar_text("Lịch", [EVENT]))
    assert (told["DTSTART;VALUE=DATE"], told["DTEND;VALUE=DATE"]) == ("20261204", "20261207")
    assert (told["DTSTAMP"], told["UID"]) == ("20261101T093000Z", "fair-1@ocop.vn")
    assert "STATUS" not in told


def test_one_that_does_not_happen_says_so():
    called_off = replace(EVENT, is_cancelled=True)
    assert values(calendar_text("Lịch", [called_off]))["STATUS"] == "CANCELLED"


@pytest.mark.parametrize(
    "title",
    [
        "Chợ; phiên, \\ OCOP",
        "a\r\nBEGIN:VEVENT",
        "Hội chợ Đặc sản vùng miền Việt Nam " * 9,
        "🥭" * 80,
        "a\x00b\x07c",
        ":::",
    ],
)
def test_no_words_break_the_form(title):
    told = values(calendar_text(title, [replace(EVENT, title=title, text=title, place=title)]))
    plain = re.sub(r"\\(.)", lambda found: "\n" if found[1] == "n" else found[1], told["SUMMARY"])
    assert plain == re.sub(r"[\x00-\x08]", "", title.replace("\r\n", "\n"))
    assert told["SUMMARY"] == told["LOCATION"] == told["DESCRIPTION"]


def test_reminders_stand_inside_their_event():
    lines = unfolded(calendar_text("Lịch", [replace(EVENT, reminders=(30, 7))]))
    assert [line for line in lines if line.startswith("TRIGGER")] == ["TRIGGER:-P30D", "TRIGGER:-P7D"]
    assert lines[-2:] == ["END:VEVENT", "END:VCALENDAR"]
