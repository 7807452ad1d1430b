"""From a shopper's scan to a report, its receipt and an inspector who takes it up; the pages around it."""

import pytest
from playwright.sync_api import expect

from ocop_verify.accounts.permissions import NATION, Grant, Role
from tests.browser.looking import DESK, PHONE, looks_right
from tests.test_pictures import with_gps

# A journey takes minutes: it runs in make test-all.
pytestmark = pytest.mark.slow

# The form is not believed to have been filled in by a person in less.
READING_MS = 2_100


@pytest.mark.parametrize(("size", "js"), [(PHONE, True), (DESK, False)], ids=["phone", "desk without script"])
def test_from_a_scan_to_a_report_to_its_receipt(site, visit, enter, tmp_path, size, js):
    photo = tmp_path / "IMG_1.jpg"
    photo.write_bytes(with_gps())
    # A shopper scans a label whose recognition has ended, and says what is odd.
    page = visit(site.label("expired"), size=size, js=js)
    page.locator("#main").get_by_role("link", name="Báo một nghi vấn").click()
    product = page.locator(".facts dd").first.inner_text().splitlines()[0]
    if js:
        looks_right(page)
    # Nothing is missing twice: what is wrong is told, and what was filled in stays.
    where = f"Chợ Cồn {size[0]}, thành phố Đà Nẵng"
    page.get_by_label("Bạn thấy ở đâu?").fill(where)
    page.get_by_label("Ảnh (không bắt buộc)").set_input_files(photo)
    page.get_by_role("button", name="Gửi phản ánh").click()
    expect(page.get_by_role("link", name="Hãy chọn điều bạn thấy.")).to_be_visible()
    expect(page.get_by_label("Bạn thấy ở đâu?")).to_have_value(where)
    expect(page.get_by_text("Ảnh bạn gửi đã được giữ lại")).to_be_visible()
    if js:
        looks_right(page)
    page.get_by_label("Công nhận đã hết hạn mà bao bì vẫn ghi sao").check()
    page.wait_for_timeout(READING_MS)
    page.get_by_role("button", name="Gửi phản ánh").dblclick()
    page.wait_for_url("**/report/*")
    receipt = page.url
    expect(page.get_by_role("heading", level=1)).to_have_text("Đã tiếp nhận")
    expect(page.get_by_text(product)).to_be_visible()
    # An inspector finds it once, with its photo, and takes it up.
    desk = enter("/inspection/reports?province=48", Grant(Role.INSPECTOR, NATION), size)
    looks_right(desk)
    row = desk.get_by_role("row").filter(has_text=where)
    expect(row).to_have_count(1)
    row.get_by_role("link").click()
    looks_right(desk)
    shown = desk.locator(".evidence img")
    shown.scroll_into_view_if_needed()
    expect(shown).to_have_js_property("naturalHeight", 120)
    desk.get_by_role("button", name="Nhận xem xét").click()
    expect(desk.get_by_role("status").first).to_contain_text("Đang xem xét")
    # Who sent it reads that by the number alone.
    page.goto(site.url + "report/find")
    page.get_by_label("Mã tiếp nhận").fill(receipt.rpartition("/")[2].lower())
    page.get_by_role("button", name="Xem").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Đang xem xét")
    if js:
        looks_right(page)


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_what_is_said_of_a_product_stands_on_its_page_and_on_the_answer(site, visit, enter, tmp_path, size):
    photo = tmp_path / "IMG_1.jpg"
    photo.write_bytes(with_gps())
    product = visit(site.label("in_force"), size=size).get_by_role("link", name="Trang của sản phẩm")
    path = product.get_attribute("href")
    desk = enter(f"/registry{path}/story", Grant(Role.OFFICER, NATION), size)
    desk.get_by_label("Lời giới thiệu").fill(f"Ủ mười hai tháng trong chum, mẻ {size[0]}.")
    desk.get_by_role("button", name="Lưu lời giới thiệu").click()
    desk.get_by_label("Ảnh JPEG").set_input_files(photo)
    desk.get_by_label("Ảnh chụp gì?").last.fill("Chai nhìn từ mặt trước")
    desk.get_by_role("button", name="Thêm ảnh").click()
    expect(desk.get_by_role("status").first).to_contain_text("Đã thêm ảnh.")
    looks_right(desk)
    page = visit(path, size=size)
    for _ in range(20):  # every process follows within two seconds
        if page.get_by_text(f"mẻ {size[0]}").count():
            break
        page.wait_for_timeout(200)
        page.reload()
    expect(page.get_by_text(f"mẻ {size[0]}")).to_be_visible()
    photo_shown = page.locator("picture img").first
    expect(photo_shown).to_have_js_property("complete", True)
    assert photo_shown.evaluate("image => image.naturalWidth") > 0
    looks_right(page)
    page.goto(site.label("in_force"))
    expect(page.get_by_alt_text("Chai nhìn từ mặt trước")).to_be_attached()
    looks_right(page)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize(
    "path", ["/about/shoppers", "/about/sellers", "/about/organizers", "/report", "/report/find"]
)
def test_the_pages_to_read(visit, path, size, dark):
    page = visit(path, size=size, dark=dark)
    looks_right(page)
