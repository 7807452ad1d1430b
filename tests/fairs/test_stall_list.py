"""A list of stalls is looked at before it is taken: what it would do, what it cannot, and what is kept."""

import re
from io import BytesIO

import pytest
import xlsxwriter
from flask import Flask
from sqlalchemy import select

from ocop_verify.accounts.permissions import Grant, Role
from ocop_verify.audit.models import JournalEntry
from ocop_verify.db import db
from ocop_verify.fairs.models import BroughtListRow, DeclaredGoodRow, StallRow
from ocop_verify.fairs.sheets import read_stalls
from tests.desk import HOME, Browser, sit_down
from tests.fairs.hall import ORGANIZER, Hall, make_hall
from tests.fairs.test_listing import HEADINGS, book
from tests.labels.desk import HERE
from tests.tabular.corpus import windows_1258

STALLS = "/fairs/1/stalls"
LIST = f"{STALLS}/list"


@pytest.fixture
def hall(fresh_app: Flask) -> Hall:
    return make_hall(fresh_app)


def stalls(hall: Hall) -> dict[str, tuple[str, list[tuple[str, int]]]]:
    """Each stall with its holder and its goods."""
    with hall.app.app_context():
        return {
            each.stall.number: (each.stall.holder, [(good.said, good.stars) for good in each.goods])
            for each in read_stalls(db.session(), 1)
        }


def paste(browser: Browser, lines: str) -> str:
    """Paste a list; gives the page that shows it."""
    assert browser.post(f"{STALLS}/paste", lines=lines).location == LIST
    return browser.get(LIST).text


def send(browser: Browser, content: bytes, name: str, path: str = f"{STALLS}/import"):
    """Send a file. The test client leaves its own copy of a large one open, so the body is written here."""
    fields = f'--b\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n{browser.token()}\r\n'
    file = f'--b\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
    body = fields.encode() + file.encode() + content + b"\r\n--b--\r\n"
    return browser.client.post(path, base_url=HOME, data=body, content_type="multipart/form-data; boundary=b")


def digest(page: str) -> str:
    found = re.search(r'name="digest" value="([0-9a-f]+)"', page)
    assert found
    return found[1]


def take(browser: Browser, page: str) -> str:
    """Press the button; gives the page that follows."""
    browser.post(f"{LIST}/take", digest=digest(page))
    return browser.get(STALLS).text


def test_nothing_is_written_before_it_was_looked_at(hall):
    before = stalls(hall)
    page = paste(hall.organizer, "B1; HTX Mới; Trà; 4\nA2; Chủ khác; Cà phê bột Suối Mơ; 5\nA2; ; Mật ong")
    assert stalls(hall) == before
    assert "HTX Mới" in page
    assert "đang ghi: Cơ sở Suối Mơ" in page
    assert "4 sao thành 5 sao" in page
    assert "+ Mật ong" in page
    assert "Đã ghi 2 gian hàng, 3 sản phẩm." in take(hall.organizer, page)
    assert stalls(hall) == {
        "A2": ("Chủ khác", [("Cà phê bột Suối Mơ", 5), ("Mật ong", 0)]),
        "A10": ("Cơ sở khác", []),
        "B1": ("HTX Mới", [("Trà", 4)]),
    }


def test_the_same_list_again_changes_nothing_and_says_so(hall):
    lines = "A2; ; CÀ PHÊ BỘT SUỐI MƠ\nb1; HTX; Trà; 4\nB1; ; Trà; 4"
    take(hall.organizer, paste(hall.organizer, lines))
    after, entries = stalls(hall), _entries(hall)
    page = paste(hall.organizer, lines)
    assert "Không có gì để ghi" in page
    assert "Ghi vào hội chợ" not in page
    take(hall.organizer, page)
    assert stalls(hall) == after
    assert _entries(hall) == entries
    assert after["A2"] == ("Cơ sở Suối Mơ", [("Cà phê bột Suối Mơ", 4)])  # an empty cell takes nothing away


def _entries(hall: Hall) -> int:
    with hall.app.app_context():
        return len(db.session.scalars(select(JournalEntry)).all())


def test_a_faulty_line_does_not_hold_up_the_others_and_stays_to_be_mended(hall):
    lines = "C1; HTX; Trà; 4\nC2; HTX; Trà; nhiều"
    page = paste(hall.organizer, lines)
    assert "Dòng 2" in page
    assert "C2; HTX; Trà; nhiều</textarea>" in page
    assert "Ghi các dòng còn lại" in page
    take(hall.organizer, page)
    assert set(stalls(hall)) == {"A2", "A10", "C1"}
    mended = paste(hall.organizer, lines.replace("nhiều", "3"))
    take(hall.organizer, mended)
    assert stalls(hall)["C2"] == ("HTX", [("Trà", 3)])
    assert stalls(hall)["C1"] == ("HTX", [("Trà", 4)])


def test_a_list_waits_until_its_organizer_comes_back(hall):
    paste(hall.organizer, "B1; HTX; Trà; 4")
    assert LIST in hall.organizer.get(STALLS).text
    # What cannot be read at all does not push out the list that is there.
    assert send(hall.organizer, b"%PDF-1.4", "gian.pdf").status_code == 422
    page = hall.organizer.get(LIST).text
    assert "B1; HTX; Trà; 4</textarea>" in page
    hall.organizer.post(f"{LIST}/drop", digest=digest(page))
    assert hall.organizer.get(LIST).location == STALLS
    assert "B1" not in stalls(hall)


def test_a_list_is_taken_once_and_only_as_it_was_shown(hall):
    first = digest(paste(hall.organizer, "B1; HTX; Trà; 4"))
    second = paste(hall.organizer, "B2; HTX; Trà; 4")
    assert hall.organizer.post(f"{LIST}/take", digest=first).location == LIST
    assert "B1" not in stalls(hall)
    for _ in range(2):
        assert hall.organizer.post(f"{LIST}/take", digest=digest(second)).location == STALLS
    assert set(stalls(hall)) == {"A2", "A10", "B2"}


def test_nobody_sees_or_takes_the_list_of_another(hall):
    shown = digest(paste(hall.organizer, "B1; HTX bí mật; Trà; 4"))
    lan = sit_down(hall.app, Grant(Role.OFFICER, HERE))
    assert lan.get(LIST).location == STALLS
    lan.post(f"{LIST}/take", digest=shown)
    assert "B1" not in stalls(hall)
    other = sit_down(hall.app, ORGANIZER)
    assert other.get(LIST).status_code == other.post(f"{LIST}/take", digest=shown).status_code == 404


def test_other_stars_find_another_match_but_leave_what_somebody_chose(hall):
    with hall.app.app_context():
        row = db.session.get_one(DeclaredGoodRow, hall.good)
        row.product_id, row.finding, row.stars = 2, "", 0
        db.session.commit()
    take(hall.organizer, paste(hall.organizer, "A2; ; Cà phê bột Suối Mơ; 3"))
    with hall.app.app_context():
        row = db.session.get_one(DeclaredGoodRow, hall.good)
        assert (row.product_id, row.finding, row.stars) == (2, "", 3)


def test_a_stall_that_was_removed_comes_back_with_the_list(hall):
    hall.organizer.post(f"{STALLS}/{hall.stalls[0]}/remove")
    page = paste(hall.organizer, "A2; ; Cà phê bột Suối Mơ; 4")
    assert "Đưa trở lại danh sách" in page
    take(hall.organizer, page)
    assert stalls(hall)["A2"] == ("Cơ sở Suối Mơ", [("Cà phê bột Suối Mơ", 4)])


def test_a_file_is_marked_where_it_is_not_understood(hall):
    rows = ("B1", "HTX", "Trà", "4"), ("B2", "HTX", "Trà", "nhiều")
    answer = send(hall.organizer, book(HEADINGS, *rows), "gian.xlsx")
    assert answer.location == LIST
    assert "Ô D3" in hall.organizer.get(LIST).text
    copy = hall.organizer.get(f"{LIST}/marked").data
    take(hall.organizer, hall.organizer.get(LIST).text)
    assert "B1" in stalls(hall)
    # The marked copy is a list again, and its own column of faults is none of it.
    send(hall.organizer, copy, "gian-danh-dau.xlsx")
    page = hall.organizer.get(LIST).text
    assert "Không dùng các cột" not in page
    assert "Không có gì để ghi" in page


def formula() -> bytes:
    """A cell that was never computed: Excel would, we do not."""
    out = BytesIO()
    with xlsxwriter.Workbook(out) as workbook:
        page = workbook.add_worksheet()
        page.write_row(0, 0, HEADINGS)
        page.write_row(1, 0, ("B1", "HTX", "Trà"))
        page.write_formula(1, 3, "=1+2", value="#DIV/0!")
    return out.getvalue()


TABLE = "Gian hàng;Chủ gian hàng;Sản phẩm;Hạng sao\nB1;Hợp tác xã Nông nghiệp Suối Mơ;Cà phê đặc sản;4\n"


@pytest.mark.parametrize(
    ("content", "name"),
    [
        pytest.param(TABLE.encode(), "a.csv", id="UTF-8"),
        pytest.param(TABLE.encode("utf-8-sig"), "a.csv", id="UTF-8 with a mark"),
        pytest.param(TABLE.encode("utf-16"), "a.csv", id="UTF-16"),
        pytest.param(TABLE.encode("utf-16-be"), "a.txt", id="UTF-16 without a mark"),
        pytest.param(windows_1258(TABLE), "a.csv", id="Windows-1258"),
        pytest.param(
            book(HEADINGS, ("", "Hợp tác xã Nông nghiệp Suối Mơ", "Cà phê đặc sản", "4"), ("", "", "", ""),
                 merge="A2:A3", merged="B1"),
            "a.xlsx",
            id="merged cells",
        ),
    ],
)  # fmt: skip
def test_files_are_read_as_people_have_them(hall, content, name):
    assert send(hall.organizer, content, name).location == LIST
    take(hall.organizer, hall.organizer.get(LIST).text)
    assert stalls(hall)["B1"] == ("Hợp tác xã Nông nghiệp Suối Mơ", [("Cà phê đặc sản", 4)])


@pytest.mark.parametrize(
    ("content", "name", "vi", "en"),
    [
        pytest.param(b"", "a.xlsx", "Tệp rỗng", "empty", id="empty"),
        pytest.param(b"%PDF-1.7", "a.xlsx", "tệp PDF", "PDF", id="PDF"),
        pytest.param(b"\x89PNG\r\n", "a.png", "tệp ảnh", "picture", id="picture"),
        pytest.param(b"PK\x03\x04broken", "a.xlsx", "bị hỏng", "damaged", id="broken"),
        pytest.param(
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le"),
            "a.xls",
            ".xls",
            ".xls",
            id="xls",
        ),
        pytest.param(
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "a.xlsx",
            "mật khẩu",
            "password",
            id="password",
        ),
        pytest.param(b"a" * (10 * 1024 * 1024 + 1), "a.csv", "vượt giới hạn 10 MB", "10 MB", id="10 MB"),
        pytest.param(b"Gian;San pham\n" + b"A;B\n" * 3001, "a.csv", "nhiều hơn", "3000", id="many rows"),
        pytest.param(b"x;y\n1;2\n", "a.csv", "dòng tiêu đề", "heading row", id="no headings"),
        pytest.param(b"\x81\x8d\x8f\x90\x9d;\xff", "a.csv", "bảng mã", "encoding", id="encoding"),
    ],
)
def test_a_file_that_is_no_list_is_refused_in_the_readers_language(hall, content, name, vi, en):
    answer = send(hall.organizer, content, name)
    assert answer.status_code == 422
    assert vi in answer.text
    answer = send(hall.organizer, content, name, f"/en{STALLS}/import")
    assert en in answer.text
    with hall.app.app_context():
        assert db.session.scalars(select(BroughtListRow)).all() == []


def test_a_formula_without_a_result_is_named_by_its_cell(hall):
    send(hall.organizer, formula(), "a.xlsx")
    page = hall.organizer.get(LIST).text
    assert "Ô D2" in page
    assert "Công thức" in page
    with hall.app.app_context():
        assert db.session.scalar(select(StallRow).where(StallRow.number == "B1")) is None
