"""The calendar of fairs: what everybody reads, and what calendar programs are told."""

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from ocop_verify.accounts.managing import create_account
from ocop_verify.db import begin_write, db
from ocop_verify.domain.fairs import Days
from ocop_verify.domain.validity import local_day
from ocop_verify.fairs.arranging import FairFacts, open_fair
from ocop_verify.fairs.calendar import Span, fairs_in
from ocop_verify.fairs.models import FairRow
from tests.cast import NOW, OFFICER
from tests.desk import stranger
from tests.domain.test_calendars import unfolded

TODAY = local_day(datetime.now(UTC))


def fairs(session: Session, *told: tuple[str, date, date, str]) -> list[FairRow]:
    """Fairs as (name, first, last, province), of one organizer."""
    owner = create_account(session, "to.chuc@example.vn", "Ban tổ chức", [], actor=OFFICER, now=NOW)
    return [
        open_fair(
            session,
            FairFacts(name, "Quảng trường, trung tâm", province, Days(first, last), "Sở Công Thương"),
            owner.id,
            f"form {number}",
            actor=OFFICER,
            now=NOW,
        )
        for number, (name, first, last, province) in enumerate(told)
    ]


@pytest.mark.parametrize(
    ("span", "names"),
    [
        (Span.of(2026), ["over new year", "march", "turn of year"]),
        (Span.of(2025), ["over new year"]),
        (Span.of(2026, 3), ["march"]),
        (Span.of(2026, 2), []),
        (Span.of(2026, 12), ["turn of year"]),
        (Span.of(2027, 1), ["turn of year"]),
        (Span.of(2026, province="92"), ["march"]),
        (Span.of(2028), []),
    ],
)
def test_a_fair_stands_in_every_year_and_month_that_it_touches(session, span, names):
    fairs(
        session,
        ("over new year", date(2025, 10, 20), date(2026, 1, 10), "68"),
        ("march", date(2026, 3, 1), date(2026, 3, 31), "92"),
        ("turn of year", date(2026, 12, 31), date(2027, 1, 1), "68"),
    )
    assert [row.name for row in fairs_in(session, span)] == names


@pytest.fixture
def year(fresh_app: Flask) -> Flask:
    """One fair that is on, one of long ago, one elsewhere that was called off, one far ahead."""
    with fresh_app.app_context():
        session = db.session()
        begin_write(session)
        first = date(TODAY.year, 1, 1)
        rows = fairs(
            session,
            ("Phiên chợ hôm nay", TODAY, TODAY, "68"),
            ("Hội chợ đã hủy", TODAY, TODAY + timedelta(days=3), "92"),
            ("Hội chợ Tết", first - timedelta(days=400), first - timedelta(days=398), "68"),
        )
        rows[1].called_off_at = datetime(2026, 11, 20, tzinfo=UTC)
        session.commit()
    return fresh_app


def test_the_page_lists_the_year_and_keeps_what_was_called_off_in_sight(year):
    page = stranger(year).get("/fairs").text
    assert "Phiên chợ hôm nay" in page
    assert "Đang diễn ra" in page
    assert "Không tổ chức" in page
    assert "Hội chợ Tết" not in page
    assert "Hội chợ Tết" in stranger(year).get(f"/fairs?year={TODAY.year - 2}").text
    elsewhere = stranger(year).get("/en/fairs?province=92").text
    assert "Hội chợ đã hủy" in elsewhere
    assert "Called off" in elsewhere
    assert "Phiên chợ hôm nay" not in elsewhere


@pytest.mark.parametrize("query", ["year=x", "year=99999999", "month=13", "province=%3Cscript%3E", "year=²"])
def test_nonsense_in_the_address_is_as_if_nothing_was_asked(year, query):
    assert "Phiên chợ hôm nay" in stranger(year).get(f"/fairs?{query}").text


def test_calendar_programs_get_whole_days_lasting_names_and_cancellations(year):
    answer = stranger(year).get("/fairs.ics")
    assert answer.content_type == "text/calendar; charset=utf-8"
    lines = unfolded(answer.text)
    assert lines.count("BEGIN:VEVENT") == 2  # what was long ago is not sent again and again
    assert "UID:fair-1@ocop.vn" in lines
    assert "LOCATION:Quảng trường\\, trung tâm\\, Tỉnh Lâm Đồng" in lines
    assert f"DTEND;VALUE=DATE:{TODAY + timedelta(days=1):%Y%m%d}" in lines
    called_off = lines[lines.index("UID:fair-2@ocop.vn") :]
    assert "STATUS:CANCELLED" in called_off
    assert "DTSTAMP:20261120T000000Z" in called_off
    assert "UID:fair-2@ocop.vn" not in unfolded(stranger(year).get("/fairs.ics?province=68").text)


def test_the_same_as_a_table_and_for_programs(year):
    told = stranger(year).get("/fairs.json?province=92").json
    [row] = told["fairs"]
    assert (row["name"], row["called_off"], row["url"]) == (
        "Hội chợ đã hủy",
        True,
        "https://ocop.vn/fairs/2",
    )
    table = stranger(year).get("/fairs.csv").data.decode("utf-8-sig").splitlines()
    assert table[0].startswith("id,name,place,province,")
    assert len(table) == 3


@pytest.mark.parametrize("path", ["/fairs", "/fairs.ics", "/fairs.csv", "/fairs.json"])
def test_a_minute_is_kept_and_the_same_is_not_sent_twice(year, path):
    first = stranger(year).get(path)
    assert first.headers["Cache-Control"] == "public, max-age=60"
    assert "Set-Cookie" not in first.headers
    again = stranger(year).get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_the_calendar_is_one_tap_from_home(year):
    assert '"/fairs"' in stranger(year).get("/").text
    assert "Disallow: /fairs\n" not in stranger(year).get("/robots.txt").text


def test_search_engines_are_shown_the_fairs_that_take_place(year):
    listed = stranger(year).get("/sitemap/1.xml").text
    assert "<loc>https://ocop.vn/vi/fairs/1</loc>" in listed
    assert "<loc>https://ocop.vn/en/fairs/1</loc>" in listed
    assert "fairs/2<" not in listed  # called off
    assert "fairs/3<" not in listed  # long over
