"""From a shopper's report to a changed answer; a case from the field, a visit, and every page of the room."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from ocop_verify.accounts.permissions import NATION, Grant, Role
from ocop_verify.db import db
from ocop_verify.inspection.models import FlagRow, VisitRow
from tests.browser.looking import DESK, PHONE, looks_right
from tests.conftest import running
from tests.test_pictures import with_gps

# A journey takes minutes: it runs in make test-all.
pytestmark = pytest.mark.slow

MINH = Grant(Role.INSPECTOR, NATION)
# The form is not believed to have been filled in by a person in less.
READING_MS = 2_100
# Every process follows within two seconds.
FOLLOWS, PAUSE_MS = 20, 200


@pytest.fixture
def photo(tmp_path):
    path = tmp_path / "IMG_1.jpg"
    path.write_bytes(with_gps())
    return path


def press(page: Page, words: str) -> None:
    page.get_by_role("button", name=words, exact=True).click()


def follow(page: Page, words: str) -> None:
    page.locator("#main").get_by_role("link", name=words, exact=True).click()


def report(shopper: Page, photo: Path) -> str:
    """Tell what is odd about the label whose answer is open; gives the name of the product."""
    follow(shopper, "Báo một nghi vấn")
    product = shopper.locator(".facts dd").first.inner_text().splitlines()[0]
    shopper.get_by_label("Số sao trên bao bì khác trang này").check()
    shopper.get_by_label("Bạn thấy ở đâu?").fill("Chợ ga, tỉnh Lâm Đồng")
    shopper.get_by_label("Ảnh (không bắt buộc)").set_input_files(photo)
    shopper.wait_for_timeout(READING_MS)
    press(shopper, "Gửi phản ánh")
    shopper.wait_for_url("**/report/*")
    return product


def open_case(desk: Page, product: str) -> None:
    """From the queue to a case in three taps."""
    desk.get_by_role("row").filter(has_text=product).get_by_role("link").click()
    looks_right(desk)
    follow(desk, "Lập hồ sơ kiểm tra")
    expect(desk.get_by_label("Nơi thấy")).to_have_value("Chợ ga, tỉnh Lâm Đồng")
    press(desk, "Lập hồ sơ")
    desk.wait_for_url("**/inspection/flags/*")
    looks_right(desk)


def ask(desk: Page) -> str:
    """Give the case to somebody and ask the producer; gives the link to answer by."""
    press(desk, "Giao hồ sơ")
    desk.get_by_label("Điều đã thấy, điều cần hỏi hoặc lý do").fill("Lô bao bì này in khi nào?")
    press(desk, "Hỏi chủ thể")
    expect(desk.get_by_role("status").first).to_contain_text("Đã ghi.")
    looks_right(desk)
    return desk.locator("p.proof").inner_text()


def answer(producer: Page, photo: Path) -> None:
    """Answer as the producer, with a photo."""
    expect(producer.get_by_text("Lô bao bì này in khi nào?")).to_be_visible()
    looks_right(producer)
    producer.get_by_label("Trả lời của bạn").fill("In tháng Ba, còn 300 hộp.")
    producer.get_by_label("Ảnh hoặc tệp PDF (không bắt buộc)").set_input_files(photo)
    press(producer, "Gửi trả lời")
    expect(producer.get_by_role("heading", level=1)).to_have_text("Đã nhận trả lời")


def add_evidence(desk: Page, photo: Path) -> None:
    """Unfold the form and add a photo to the case."""
    desk.get_by_text("Thêm bằng chứng", exact=True).first.click()
    desk.get_by_label("Ảnh hoặc tệp PDF").set_input_files(photo)
    desk.get_by_label("Trong ảnh là gì?").fill("Hộp ở quầy")
    press(desk, "Thêm bằng chứng")
    expect(desk.get_by_text("Hộp ở quầy")).to_be_visible()
    expect(desk.get_by_text("tệp còn nguyên").first).to_be_visible()
    looks_right(desk)


def uphold(desk: Page) -> None:
    """Uphold the case with a suspension, and close it."""
    follow(desk, "Kết luận có vi phạm")
    press(desk, "Ghi kết luận")
    follow(desk, "Hãy ghi kết luận, bằng lời mà người dân đọc được.")
    looks_right(desk)
    desk.get_by_label("Kết luận", exact=True).fill("Bao bì ghi sai số sao")
    desk.get_by_label("Tạm dừng công nhận").check()
    press(desk, "Ghi kết luận")
    press(desk, "Đóng hồ sơ")
    expect(desk.locator(".facts dd").first).to_contain_text("Đã đóng")


def test_from_a_report_to_a_changed_answer(site, visit, enter, photo):
    shopper = visit(site.label("expiring"))
    expect(shopper.locator(".verdict")).to_have_attribute("data-verdict", "expiring")
    product = report(shopper, photo)
    desk, receipt = enter("/inspection", MINH), shopper.url
    open_case(desk, product)
    answer(visit(ask(desk)), photo)
    desk.reload()
    expect(desk.get_by_text("In tháng Ba, còn 300 hộp.")).to_be_visible()
    add_evidence(desk, photo)
    uphold(desk)
    assert desk.context.request.get(f"{desk.url}/minutes.pdf").body().startswith(b"%PDF-")
    # The next scan answers it, with the reason; the shopper and everybody else read what came of it.
    shopper.goto(site.label("expiring"))
    for _ in range(FOLLOWS):
        if shopper.locator('.verdict[data-verdict="suspended"]').count():
            break
        shopper.wait_for_timeout(PAUSE_MS)
        shopper.reload()
    expect(shopper.locator(".verdict")).to_have_attribute("data-verdict", "suspended")
    expect(shopper.get_by_text("Bao bì ghi sai số sao")).to_be_visible()
    follow(shopper, "Kết quả kiểm tra")
    expect(shopper.get_by_text("Đã tạm dừng công nhận.")).to_be_visible()
    looks_right(shopper)
    shopper.goto(receipt)
    expect(shopper.get_by_role("heading", level=1)).to_have_text("Đã giải quyết")


def test_a_case_from_the_field_in_three_taps(site, enter):
    phone = enter(site.label("revoked"), MINH)
    follow(phone, "Báo một nghi vấn")
    looks_right(phone)
    follow(phone, "Lập hồ sơ kiểm tra")
    expect(phone.get_by_label("Loại việc")).to_have_value("after_the_end")
    expect(phone.locator("[name=law]:checked")).to_have_count(1)
    phone.get_by_label("Nơi thấy").fill("Hội chợ tỉnh, gian 12")
    press(phone, "Lập hồ sơ")
    expect(phone.get_by_role("heading", level=1)).to_contain_text("Hồ sơ")
    expect(phone.get_by_text("lô")).to_be_visible()


def test_a_visit_is_planned_and_made_without_javascript(enter):
    desk = enter("/inspection/visits", MINH, DESK, js=False)
    desk.get_by_role("row").nth(1).get_by_role("link").click()
    press(desk, "Lên lịch")
    for field in desk.locator("fieldset.in-row").all():
        field.get_by_label("Đúng", exact=True).check()
    press(desk, "Ghi kết quả")
    expect(desk.get_by_role("link", name="Hãy chọn kết quả.")).to_be_visible()
    desk.get_by_label("Giữ đúng điều đã cam kết").check()
    desk.get_by_label("Người ký phía chủ thể").fill("Vũ Thị Hòa")
    press(desk, "Ghi kết quả")
    expect(desk.get_by_text("Vũ Thị Hòa")).to_be_visible()


@pytest.fixture(scope="module")
def pages(site) -> list[str]:
    """Every page of the room for an inspector, with the cases and visits of the demo."""
    with running(site.settings) as app, app.app_context():
        cases = db.session.query(FlagRow.id).order_by(FlagRow.id).limit(6).all()
        visits = db.session.query(VisitRow.id).order_by(VisitRow.id).limit(4).all()
    paths = ["", "/flags", "/flags?group=closed", "/flags/new", "/visits", "/claims", "/reports", "/figures"]
    paths += [f"/flags/{key}" for (key,) in cases] + [f"/visits/{key}" for (key,) in visits]
    return [f"/inspection{path}" for path in [*paths, "/phones", "/flags/3/uphold", "/visits/product/1"]]


@pytest.mark.parametrize(("size", "language"), [(PHONE, ""), (DESK, "/en")], ids=["phone", "desk in English"])
def test_the_pages_to_read(site, enter, pages, size, language):
    page = enter("/inspection", MINH, size)
    for path in [*pages, "/inspections"]:
        assert page.goto(site.url + (language + path).lstrip("/")).ok, path
        looks_right(page)
