"""Accounts in a real browser: from the invitation to the desk, with a passkey and without JavaScript.

Passkeys want a name, so this server is called localhost; its authenticator is Chromium's own virtual one.
"""

import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator

import pyotp
import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import ROOT, NewContext, Site, new_site, wait_until_served
from tests.browser.looking import DESK, NARROW, PHONE, Complaints, axe_violations, overflow
from tests.browser.test_labels_desk import downloaded
from tests.registry.sheets import row, workbook

# A journey takes minutes: it runs in make test-all.
pytestmark = pytest.mark.slow

PASSWORD = "mùa thu hoa vàng trên đồi"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The production server under a name, with an empty registry."""
    made = new_site(tmp_path_factory.mktemp("house"))
    url = made.url.replace("127.0.0.1", "localhost")
    site = Site(url, {**made.environ, "OCOP_PUBLIC_URL": url})
    site.flask("db", "upgrade")
    with (tmp_path_factory.mktemp("log") / "server").open("w+b") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "app:app"], cwd=ROOT, env=site.environ, stdout=log, stderr=log
        )
        try:
            wait_until_served(site, server)
            yield site
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(timeout=30)


Open = Callable[..., Page]


@pytest.fixture
def desk(house: Site, new_context: NewContext, complaints: Complaints) -> Open:
    """Opens a browser of its own for somebody; what it complains of fails the test."""
    complaints.home = house.url

    def open_browser(size: tuple[int, int] = DESK, *, js: bool = True) -> Page:
        return new_context(size, java_script_enabled=js).new_page()

    return open_browser


def invited(house: Site, email: str, *options: str) -> str:
    """The link for a new person."""
    return house.flask("accounts", "create", email, "--name", "Nguyễn Thị Lan", *options).strip()


def officer(house: Site, email: str) -> str:
    return invited(house, email, "--role", "officer", "--province", "68")


def authenticator(page: Page) -> None:
    """A device with a fingerprint that always answers."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )


def accept(page: Page, link: str) -> None:
    """Choose a password."""
    page.goto(link)
    page.get_by_label("Mật khẩu mới").fill(PASSWORD)
    page.get_by_role("button", name="Tiếp tục").click()


def set_up_app(page: Page) -> None:
    """Add an app for one-time codes, from the page that asks for a second step."""
    page.get_by_role("link", name="Thêm ứng dụng tạo mã").click()
    codes = pyotp.TOTP(page.locator(".secret").inner_text().replace(" ", ""))
    page.get_by_label("Mã 6 chữ số").fill(codes.now())
    page.get_by_role("button", name="Xác nhận").click()
    page.wait_for_url("**/account/recovery-codes")


def log_in(page: Page, house: Site, email: str) -> None:
    """The first step."""
    page.goto(house.url + "account/log-in")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()


def log_out(page: Page, house: Site) -> None:
    """Leave."""
    page.goto(house.url + "account")
    page.get_by_role("button", name="Đăng xuất").click()
    page.wait_for_url(house.url)


def test_from_the_invitation_to_the_desk_with_a_passkey(house, desk):
    page = desk(PHONE)
    authenticator(page)
    accept(page, officer(house, "khoa@example.vn"))
    page.get_by_role("link", name="Thêm khóa truy cập").click()
    assert page.get_by_text("Khóa truy cập chưa trả lời").is_hidden()
    page.get_by_label("Tên để bạn nhận ra").fill("điện thoại của tôi")
    page.get_by_role("button", name="Thêm khóa truy cập").click()
    page.wait_for_url("**/account/recovery-codes")
    page.get_by_role("button", name="Tạo bộ mã mới").click()
    assert page.locator(".paper li").count() == 10
    log_out(page, house)
    log_in(page, house, "khoa@example.vn")
    page.get_by_role("button", name="Dùng khóa truy cập").click()
    page.wait_for_url(re.compile(r"/(account|registry)$"))
    page.goto(house.url + "account/passkeys")
    assert page.locator("tbody th").inner_text() == "điện thoại của tôi"
    assert "chưa dùng" not in page.locator("tbody").inner_text()


def test_from_the_invitation_to_a_printed_label_that_is_answered(house, desk, tmp_path):
    """A new officer's whole first day: nobody helps, and what is printed answers at the end."""
    house.flask("keys", "new")
    page = desk()
    accept(page, officer(house, "ngaydau@example.vn"))
    set_up_app(page)
    page.goto(house.url + "registry")
    page.get_by_role("link", name="Nhập quyết định").click()
    table = tmp_path / "phu-luc.xlsx"
    table.write_bytes(workbook([row("Cà phê ngày đầu")]))
    page.get_by_label("Tệp .xlsx hoặc .csv").set_input_files(table)
    page.get_by_role("button", name="Đọc tệp").click()
    page.get_by_role("button", name="Ghi vào sổ").click()
    page.get_by_role("link", name="Tem", exact=True).click()
    page.get_by_role("link", name="Phát hành tem").click()
    page.get_by_label("Tên sản phẩm hoặc chủ thể").fill("ca phe ngay dau")
    page.get_by_role("button", name="Tìm").click()
    page.get_by_role("link", name="Cà phê ngày đầu").first.click()
    page.get_by_label("Số tem").fill("6")
    page.get_by_role("button", name="Xem trước").click()
    page.get_by_role("button", name="Phát hành 6 tem").click()
    page.get_by_text("6 / 6 đọc được").wait_for()
    sheet = tmp_path / "to-in.pdf"
    sheet.write_bytes(downloaded(page, page.get_by_role("button", name="Tải tờ in")))
    answers = house.flask("verify", str(sheet)).splitlines()
    assert len(answers) == 6
    assert all(line.startswith("in_force") and "Cà phê ngày đầu" in line for line in answers)


def test_a_browser_without_the_passkey_does_not_get_in(house, desk):
    first = desk()
    authenticator(first)
    accept(first, officer(house, "mot@example.vn"))
    first.get_by_role("link", name="Thêm khóa truy cập").click()
    first.get_by_role("button", name="Thêm khóa truy cập").click()
    first.wait_for_url("**/account/recovery-codes")
    other = desk()
    authenticator(other)
    log_in(other, house, "mot@example.vn")
    other.get_by_role("button", name="Dùng khóa truy cập").click()
    other.get_by_text("Khóa truy cập chưa trả lời").wait_for()
    other.goto(house.url + "account")
    assert other.url.endswith("/account/second-factor")


def test_all_of_it_works_without_javascript(house, desk):
    page = desk(PHONE, js=False)
    accept(page, officer(house, "khongjs@example.vn"))
    set_up_app(page)
    page.get_by_role("button", name="Tạo bộ mã mới").click()
    paper = page.locator(".paper li").first.inner_text()
    log_out(page, house)
    log_in(page, house, "khongjs@example.vn")
    page.get_by_label("Mã 6 chữ số").wait_for()
    page.get_by_role("link", name="Tôi không có điện thoại ở đây").click()
    page.get_by_label("Mã khôi phục").fill(paper)
    page.get_by_role("button", name="Tiếp tục").click()
    page.wait_for_url(re.compile(r"/(account|registry)$"))
    assert "mã khôi phục" in page.locator(".done").inner_text()


def test_before_the_session_ends_the_page_says_so_and_lets_one_stay(house, desk):
    page = desk()
    page.clock.install()
    accept(page, officer(house, "cham@example.vn"))
    set_up_app(page)
    page.clock.run_for("26:00")
    dialog = page.get_by_role("dialog")
    dialog.wait_for()
    assert "Bạn còn ở đó không?" in dialog.inner_text()
    page.get_by_role("button", name="Tôi vẫn ở đây").click()
    dialog.wait_for(state="hidden")


PAGES = [
    "account/log-in",
    "account/forgotten",
    "account/reset/x",
    "account",
    "account/password",
    "account/codes",
    "account/passkeys",
    "account/recovery-codes",
    "account/confirm",
    "account/people",
    "account/people/new",
    "account/people/1",
]


@pytest.fixture(scope="module")
def administrator(house: Site, browser: Browser) -> Iterator[Page]:
    """Somebody who may see every page of accounts."""
    context = browser.new_context(locale="vi-VN", reduced_motion="reduce")
    page = context.new_page()
    authenticator(page)
    accept(page, invited(house, "admin@example.vn", "--role", "administrator"))
    set_up_app(page)
    yield page
    context.close()


@pytest.mark.parametrize("path", PAGES)
def test_nothing_keeps_anybody_out_of_it(house, administrator, path):
    """axe-core on a phone and at a desk, by day and by night, in both languages; nobody scrolls sideways."""
    page = administrator
    for prefix, size, scheme in (("", PHONE, "light"), ("en/", DESK, "dark"), ("", NARROW, "light")):
        page.set_viewport_size({"width": size[0], "height": size[1]})
        page.emulate_media(color_scheme=scheme)
        page.goto(house.url + prefix + path)
        assert axe_violations(page) == []
        assert overflow(page) == 0


def test_a_mistake_is_told_on_top_and_at_its_field(house, administrator):
    page = administrator
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    page.goto(house.url + "account/people/new")
    page.get_by_label("E-mail").fill("lan tại sở")
    page.get_by_label("Cán bộ kiểm tra", exact=True).check()
    page.get_by_label("Nơi làm việc").select_option("68")
    page.get_by_role("button", name="Gửi lời mời").click()
    assert axe_violations(page) == []
    page.get_by_role("alert").get_by_role("link").click()
    assert page.locator(":focus").get_attribute("id") == "email"
    assert page.get_by_label("E-mail").input_value() == "lan tại sở"
    page.get_by_label("E-mail").fill("thu@example.vn")
    page.get_by_role("button", name="Gửi lời mời").click()
    page.get_by_text("Đã gửi lời mời.").wait_for()
    assert "Tỉnh Lâm Đồng" in page.locator(".lines").inner_text()
