"""The desk of a fair, from a new fair to its public page, and every page of the room."""

from datetime import UTC, datetime
from io import BytesIO

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Page, expect

from ocop_verify.accounts.permissions import NATION, Grant, Role
from ocop_verify.db import db
from ocop_verify.domain.validity import local_day
from ocop_verify.fairs.models import DeclaredGoodRow, FairRow, StallRow
from tests.browser.looking import DESK, PHONE, looks_right
from tests.browser.test_look import SMALL_TARGETS
from tests.conftest import running

# A journey takes minutes: it runs in make test-all.
pytestmark = pytest.mark.slow

ORGANIZER = Grant(Role.ORGANIZER)
OFFICER = Grant(Role.OFFICER, NATION)
TOUCHED = "main .button, main button, main select, main summary, main textarea"
PASTED = "A1; Cơ sở Suối Mơ; Cà phê bột Suối Mơ; 4\n; ; Mắm nêm Suối Mơ; 3\nA2; Cơ sở Lúa Vàng; Bánh tráng; 3"


@pytest.fixture(scope="module")
def pages(site) -> list[str]:
    """Every page of the room, with the fair of the demo that is on, and the one that lies ahead."""
    with running(site.settings) as app, app.app_context():
        fair, ahead = (key for (key,) in db.session.query(FairRow.id).order_by(FairRow.id).limit(2))
        stalls = {row.number: row.id for row in db.session.query(StallRow).filter_by(fair_id=fair)}
        good = db.session.query(DeclaredGoodRow.id).filter_by(stall_id=stalls["B1"]).first().id
    # At A2 two phones disagree, and B1 is the stall with troubles.
    mine = ["", *(f"/at/{stalls[number]}" for number in ("A1", "A2", "B1")), "/edit", "/call-off", "/desk"]
    mine += [
        "/desk?show=disputed",
        "/stalls",
        "/phones",
        "/follow-ups",
        f"/stalls/{stalls['B1']}/goods/{good}",
    ]
    mine += [f"/stalls/{stalls[number]}{page}" for number in ("A2", "B1") for page in ("", "/sheet")]
    empty = [f"/fairs/{ahead}{page}" for page in ("", "/desk", "/stalls")]
    return ["/fairs", "/fairs/mine", "/fairs/new", *(f"/fairs/{fair}{page}" for page in mine), *empty]


@pytest.mark.parametrize(("size", "language"), [(PHONE, ""), (DESK, "/en")], ids=["phone", "desk in English"])
def test_the_pages_to_read(site, enter, pages, size, language):
    page = enter("/fairs/mine", OFFICER, size)
    for path in pages:
        assert page.goto(site.url + (language + path).lstrip("/")).ok, path
        looks_right(page)
        assert page.eval_on_selector_all(TOUCHED, SMALL_TARGETS) == [], path


def press(page: Page, words: str) -> None:
    page.get_by_role("button", name=words, exact=True).click()


def follow(page: Page, words: str) -> None:
    page.get_by_role("link", name=words, exact=True).click()


def open_a_fair(desk: Page) -> None:
    """A fair that is on today, with two stalls."""
    follow(desk, "Mở hội chợ mới")
    today = local_day(datetime.now(UTC)).isoformat()
    for label, words in {"Tên hội chợ": "Phiên chợ phố núi", "Địa điểm": "Quảng trường"}.items():
        desk.get_by_label(label).fill(words)
    desk.get_by_label("Tỉnh, thành phố").select_option(index=1)
    desk.get_by_label("Ngày khai mạc").fill(today)
    desk.get_by_label("Ngày kết thúc").fill(today)
    press(desk, "Mở hội chợ")
    follow(desk, "Gian hàng")
    desk.get_by_label("Mỗi dòng một sản phẩm").fill(PASTED)
    desk.get_by_role("region", name="Dán nhiều dòng").get_by_role("button", name="Xem trước").click()
    expect(desk.get_by_role("heading", name="Sẽ ghi")).to_be_visible()
    looks_right(desk)
    press(desk, "Ghi vào hội chợ")
    expect(desk.get_by_role("heading", name="2 gian hàng, 3 sản phẩm")).to_be_visible()


def read_code(desk: Page) -> str:
    """What a camera reads from the screen of the organizer."""
    follow(desk, "Máy kiểm tra")
    picture = Image.open(BytesIO(desk.locator("svg.qr").screenshot()))
    return zxingcpp.read_barcode(picture).text


def join(phone: Page, address: str, name: str) -> None:
    phone.goto(address)
    phone.wait_for_selector("main[data-ready]")
    phone.fill("#name", name)
    phone.click("#join button")
    phone.wait_for_url("**/fairs/check")
    phone.wait_for_selector("[data-say=flight]:not([hidden])")


def look(phone: Page, stall: str, good: str, finding: str) -> None:
    """Say of a declared good what was found, until it has been sent."""
    phone.locator("a", has_text=stall).first.click()
    line = phone.locator("[data-part=goods] li[data-subject]", has_text=good).first
    line.locator("summary").click()
    line.locator(f"button[data-look={finding}]").click()
    phone.wait_for_selector(f"#found [data-finding={finding}]")
    phone.wait_for_selector("[data-say=all-sent]:not([hidden])")


def settle(desk: Page) -> None:
    """From the desk to the stall where phones disagree, and say what counts."""
    follow(desk, "1 gian hàng có các máy nói khác nhau. Hãy xem và chốt kết quả.")
    follow(desk, "A1")
    looks_right(desk)
    desk.get_by_label("Kết quả được chốt").select_option("no_label")
    desk.get_by_label("Vì sao").fill("Đã xem lại từng gói")
    press(desk, "Chốt")
    expect(desk.get_by_text("Đã xem lại từng gói")).to_be_visible()


def test_from_a_new_fair_to_its_public_page(visit, enter):
    desk = enter("/fairs/mine", ORGANIZER, DESK)
    open_a_fair(desk)
    code = read_code(desk)
    assert "/fairs/join#" in code
    assert code.endswith(desk.locator(".join-code").inner_text())
    for name, finding in {"Hoa": "in_force", "Mai": "no_label"}.items():
        phone = visit("/about")
        join(phone, code, name)
        look(phone, "A1", "Cà phê bột Suối Mơ", finding)
    follow(desk, "Bàn trực")
    expect(desk.get_by_text("1 trên 2 gian hàng")).to_be_visible()
    expect(desk.get_by_text("2 máy: Hoa, Mai")).to_be_visible()
    settle(desk)
    fair = desk.url.partition("/stalls/")[0]
    assert desk.context.request.get(f"{fair}/report.pdf").body().startswith(b"%PDF-")
    shopper = visit(fair)
    expect(shopper.get_by_role("heading", level=1)).to_have_text("Phiên chợ phố núi")
    expect(shopper.locator("[data-stall]")).to_have_count(2)
    assert "Hoa" not in shopper.inner_text("main")
    looks_right(shopper)
