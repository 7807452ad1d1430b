"""The fairs of a year come in as a table: known again, within one's rights, and seen by all at once."""

import re
from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import pytest
from flask import Flask
from sqlalchemy import select

from ocop_verify.accounts.permissions import Grant, Role
from ocop_verify.audit.models import JournalEntry
from ocop_verify.db import db
from ocop_verify.domain.errors import OcopError
from ocop_verify.domain.fairs import Days, read_link
from ocop_verify.domain.validity import local_day
from ocop_verify.fairs.fair_days import span
from ocop_verify.fairs.models import FairRow
from ocop_verify.tabular.problems import Unreadable
from tests.desk import Browser, sit_down, stranger
from tests.fairs.hall import ORGANIZER
from tests.fairs.test_listing import book
from tests.labels.desk import ELSEWHERE, HERE

IMPORT = "/fairs/import"
LIST = f"{IMPORT}/list"
HEADINGS = ("Tên hội chợ", "Địa điểm", "Xã/phường", "Tỉnh/thành", "Thời gian", "Đơn vị tổ chức", "Trang web")
NEXT_YEAR = local_day(datetime.now(UTC)).year + 1
TET = (
    *("Hội chợ Tết", "Quảng trường", "phường Suối Mơ", "Lâm Đồng", f"10-15/01/{NEXT_YEAR}", "Sở Công Thương"),
    "example.vn/tet",
)


@pytest.fixture
def lan(fresh_app: Flask) -> Browser:
    """An officer of the province."""
    return sit_down(fresh_app, Grant(Role.OFFICER, HERE))


def send(browser: Browser, *rows: tuple[str, ...], headings: tuple[str, ...] = HEADINGS) -> str:
    """Send a table; gives the page that shows what it would do."""
    answer = browser.post(IMPORT, file=(BytesIO(book(headings, *rows)), "lich.xlsx"))
    assert answer.location == LIST, answer.text
    return browser.get(LIST).text


def take(browser: Browser) -> None:
    found = re.search(r'name="digest" value="([0-9a-f]+)"', browser.get(LIST).text)
    assert found
    assert browser.post(f"{LIST}/take", digest=found[1]).location == "/fairs/mine"


def fairs(browser: Browser) -> list[tuple[str, str, date, date, str, str]]:
    with browser.client.application.app_context():
        return [
            (row.name, row.place, row.first_on, row.last_on, row.organizer, row.link)
            for row in db.session.scalars(select(FairRow).order_by(FairRow.id))
        ]


def test_fairs_of_a_table_stand_in_the_calendar_once_they_are_taken(lan):
    page = send(lan, TET)
    assert "Quảng trường, phường Suối Mơ" in page
    assert fairs(lan) == []
    take(lan)
    first, last = date(NEXT_YEAR, 1, 10), date(NEXT_YEAR, 1, 15)
    place, link = "Quảng trường, phường Suối Mơ", "https://example.vn/tet"
    assert fairs(lan) == [("Hội chợ Tết", place, first, last, "Sở Công Thương", link)]
    everybody = stranger(lan.client.application)
    for path in (f"/fairs?year={NEXT_YEAR}", f"/fairs.csv?year={NEXT_YEAR}", f"/fairs.json?year={NEXT_YEAR}"):
        assert "Hội chợ Tết" in everybody.get(path).text
    assert "SUMMARY:Hội chợ Tết" in everybody.get("/fairs.ics").text
    assert 'href="https://example.vn/tet" rel="nofollow noopener"' in everybody.get("/fairs/1").text
    assert everybody.get("/fairs/1.json").json["fair"]["link"] == "https://example.vn/tet"


def test_the_same_table_again_changes_nothing_and_another_one_changes_what_it_says(lan):
    send(lan, TET)
    take(lan)
    assert "Không có gì để ghi" in send(lan, TET)
    moved = ("HỘI CHỢ TẾT", "", "", "", f"Từ ngày 12 đến 18 tháng 01 năm {NEXT_YEAR}", "UBND xã", "")
    page = send(lan, moved)
    assert f"10/01/{NEXT_YEAR} – 15/01/{NEXT_YEAR} thành 12/01/{NEXT_YEAR} – 18/01/{NEXT_YEAR}" in page
    take(lan)
    [(name, place, first, last, organizer, link)] = fairs(lan)
    assert (name, first, last) == ("HỘI CHỢ TẾT", date(NEXT_YEAR, 1, 12), date(NEXT_YEAR, 1, 18))
    # An empty cell takes nothing away.
    assert (place, organizer, link) == ("Quảng trường, phường Suối Mơ", "UBND xã", "https://example.vn/tet")
    with lan.client.application.app_context():
        entries = db.session.scalars(select(JournalEntry).where(JournalEntry.subject_type == "fair")).all()
        assert [(each.action, each.actor) for each in entries] == [
            ("open_fair", f"user:{lan.account_id}"),
            ("change_fair", f"user:{lan.account_id}"),
        ]
        assert f"{NEXT_YEAR}-01-10" in entries[1].before


def test_markets_of_one_name_are_told_apart_by_their_days(lan):
    days = [f"{day:02}/03/{NEXT_YEAR}" for day in (7, 14, 21)]
    markets = [("Chợ phiên", "Sân vận động", "", "", day, "", "") for day in days]
    send(lan, *markets)
    take(lan)
    # Of three that are known, one more day is a fourth and not one of them that moved.
    page = send(lan, *markets, ("Chợ phiên", "Sân vận động", "", "", f"28/03/{NEXT_YEAR}", "", ""))
    assert re.search(r"Thêm mới</dt><dd>1<", page)
    assert re.search(r"Giữ nguyên</dt><dd>3<", page)
    take(lan)
    assert len(fairs(lan)) == 4


def test_what_the_calendar_gave_out_comes_back_by_its_numbers(lan):
    send(lan, TET)
    take(lan)
    told = lan.get(f"/fairs.csv?year={NEXT_YEAR}").data.decode("utf-8-sig")
    changed = told.replace("Hội chợ Tết", "Hội chợ hàng Tết").replace(
        f"{NEXT_YEAR}-01-10", f"{NEXT_YEAR}-01-08"
    )
    lan.post(IMPORT, file=(BytesIO(changed.encode()), "fairs.csv"))
    assert re.search(r"Thay đổi</dt><dd>1<", lan.get(LIST).text)
    take(lan)
    assert [(each[0], each[2]) for each in fairs(lan)] == [("Hội chợ hàng Tết", date(NEXT_YEAR, 1, 8))]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (("Hội chợ", "", "", "Lâm Đồng", "10/01/2027", "", ""), "Hãy ghi địa điểm"),
        (("Hội chợ", "Sân", "", "Atlantis", "10/01/2027", "", ""), "Không có tỉnh"),
        (("Hội chợ", "Sân", "", "Cà Mau", "10/01/2027", "", ""), "ngoài địa bàn"),
        (("Hội chợ", "Sân", "", "", "Quý III", "", ""), "không cho biết ngày khai mạc"),
        (("Hội chợ", "Sân", "", "", "", "", ""), "Hãy ghi ngày khai mạc"),
        (("Hội chợ", "Sân", "", "", "10/01/2027", "", "javascript:alert(1)"), "địa chỉ trang web"),
        (("", "Sân", "", "", "10/01/2027", "", ""), "Tên hội chợ"),
        (TET, "lặp lại dòng 2"),
    ],
)  # fmt: skip
def test_a_row_that_cannot_be_taken_says_why_and_holds_up_no_other(lan, row, words):
    page = send(lan, TET, row)
    assert words in page
    assert re.search(r"Dòng chưa ghi được</dt><dd>1<", page)
    assert lan.get(f"{LIST}/marked").data.startswith(b"PK")
    take(lan)
    assert [each[0] for each in fairs(lan)] == ["Hội chợ Tết"]


def test_an_organizer_neither_doubles_nor_changes_the_fair_of_another(lan):
    send(lan, TET)
    take(lan)
    mai = sit_down(lan.client.application, ORGANIZER)
    assert mai.get(LIST).location == IMPORT  # the list of another is not there
    page = send(mai, (*TET[:5], "Công ty khác", ""), ("Hội chợ Mai", *TET[1:]))
    assert "do người khác quản lý" in page
    take(mai)
    assert [(each[0], each[4]) for each in fairs(lan)] == [
        ("Hội chợ Tết", "Sở Công Thương"),
        ("Hội chợ Mai", "Sở Công Thương"),
    ]


def test_only_who_may_open_fairs_brings_them_in(lan):
    minh = sit_down(lan.client.application, Grant(Role.INSPECTOR, HERE))
    assert minh.get(IMPORT).status_code == minh.post(f"{LIST}/take").status_code == 403
    elsewhere = sit_down(lan.client.application, Grant(Role.OFFICER, ELSEWHERE))
    assert "ngoài địa bàn" in send(elsewhere, TET)


def test_a_table_without_days_is_refused_with_the_reason(lan):
    answer = lan.post(IMPORT, file=(BytesIO(book(("Tên hội chợ", "Địa điểm"), ("a", "b"))), "lich.xlsx"))
    assert answer.status_code == 422
    assert "không có cột ngày" in answer.text


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_the_template_is_a_list_that_is_understood(lan, kind):
    answer = lan.get(f"{IMPORT}/template.{kind}")
    lan.post(IMPORT, file=(BytesIO(answer.data), f"mau.{kind}"))
    assert re.search(r"Thêm mới</dt><dd>1<", lan.get(LIST).text)


@pytest.mark.parametrize(
    ("cell", "first", "last"),
    [
        ("20-25/10/2026", date(2026, 10, 20), date(2026, 10, 25)),
        ("20/10 - 02/11/2026", date(2026, 10, 20), date(2026, 11, 2)),
        ("Từ ngày 20 đến ngày 25 tháng 10 năm 2026", date(2026, 10, 20), date(2026, 10, 25)),
        ("20.10.2026 – 25.10.2026", date(2026, 10, 20), date(2026, 10, 25)),
        ("28/12 - 03/01/2027", date(2026, 12, 28), date(2027, 1, 3)),
        ("ngày 20/10/2026", date(2026, 10, 20), date(2026, 10, 20)),
        (datetime(2026, 10, 20, tzinfo=UTC), date(2026, 10, 20), date(2026, 10, 20)),
    ],
)
def test_days_are_read_as_calendars_write_them(cell, first, last):
    assert span(cell) == Days(first, last)


@pytest.mark.parametrize(
    "cell",
    ["Tháng 10/2026", "Quý III/2026", "25-20/10/2026", "31-32/10/2026", "sớm", "01/01 - 31/12/2026"],
)
def test_days_that_are_not_clear_are_refused(cell):
    with pytest.raises(Unreadable):
        span(cell)


@pytest.mark.parametrize(
    "text",
    [
        *("javascript:alert(1)", "https://", "trang web", "ftp://a.vn", "https://a:b@c.vn"),
        *("https://[a.vn", "//a"),
    ],
)
def test_only_pages_of_the_web_are_links(text):
    with pytest.raises(OcopError):
        read_link(text)


def test_a_fair_that_is_over_never_moves(lan):
    year = local_day(datetime.now(UTC)) - timedelta(days=40)
    past = ("Hội chợ thu", "Sân", "", "", f"{year:%d/%m/%Y}", "", "")
    send(lan, past)
    take(lan)
    send(lan, ("Hội chợ thu", "Sân", "", "", f"{year + timedelta(days=90):%d/%m/%Y}", "", ""))
    take(lan)
    assert len(fairs(lan)) == 2
