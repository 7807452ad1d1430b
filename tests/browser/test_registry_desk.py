"""The officer's desk in a real browser: from a faulty table to a registered product, and what befalls it."""

from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import expect

from ocop_verify.accounts.permissions import Grant, Role
from tests.browser.looking import DESK, PHONE, looks_right
from tests.registry.sheets import row, workbook

# A journey takes minutes: it runs in make test-all.
pytestmark = pytest.mark.slow

LAN = Grant(Role.OFFICER, "68")


def as_file(folder: Path, data: bytes) -> Path:
    path = folder / "phu-luc.xlsx"
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_a_decision_is_brought_in_mended_written_and_acted_upon(enter, tmp_path, size):
    name = f"Cà phê trình duyệt {size[0]}"
    page = enter("/registry", LAN, size)
    looks_right(page)
    page.get_by_role("link", name="Nhập quyết định").click()
    looks_right(page)
    # A faulty table: the fault stands in its cell, and on top with a link to it.
    sheet = as_file(tmp_path, workbook([row(name, number=f"{size[0]}/QĐ-UBND", star="9 sao")]))
    page.get_by_label("Tệp .xlsx hoặc .csv").set_input_files(sheet)
    page.get_by_role("button", name="Đọc tệp").click()
    page.get_by_role("link", name="Ô C2").click()
    expect(page.locator("#c-C2")).to_contain_text("9 sao")
    looks_right(page)
    # Mended and dropped again.
    book = openpyxl.load_workbook(sheet)
    book.active["C2"].value = "4 sao"
    book.save(sheet)
    page.get_by_label("Tệp .xlsx hoặc .csv").set_input_files(sheet)
    page.get_by_role("button", name="Đọc tệp").click()
    looks_right(page)
    page.get_by_role("button", name="Ghi vào sổ").dblclick()
    expect(page.get_by_role("status").first).to_contain_text("ghi vào sổ")
    looks_right(page)
    # The product is there, and is suspended with a preview.
    page.goto(page.url.split("/registry")[0] + f"/registry?ends=all&text={name}")
    page.get_by_role("link", name=name).click()
    looks_right(page)
    page.get_by_role("link", name="Tạm đình chỉ").click()
    looks_right(page)
    page.get_by_role("button", name="Xem trước").click()
    expect(page.get_by_role("link", name="Hãy ghi lý do.")).to_be_visible()
    looks_right(page)
    page.get_by_label("Lý do").fill("Mẫu kiểm tra không đạt")
    page.get_by_role("button", name="Xem trước").click()
    expect(page.locator('[data-verdict="suspended"]')).to_be_visible()
    looks_right(page)
    page.get_by_role("button", name="Xác nhận").dblclick()
    expect(page.locator(".story")).to_contain_text("Tạm đình chỉ từ")
    looks_right(page)
    page.get_by_role("link", name="Trang công khai của sản phẩm").click()
    expect(page.locator('[data-verdict="suspended"]').first).to_be_visible()


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_the_pages_to_read(enter, size):
    page = enter("/registry?ends=all", LAN, size)
    page.locator(".cards th[scope=row] a").first.click()
    looks_right(page)
    page.get_by_role("link", name="bản ký").first.click()
    looks_right(page)
    page.goto(page.url.split("/registry")[0] + "/registry/journal")
    looks_right(page)


def test_a_long_table_is_read_by_the_worker_while_the_page_shows_how_far_it_is(enter, tmp_path):
    rows = [row(f"Trà dài {n}", number="777/QĐ-UBND") for n in range(4_000)]
    page = enter("/registry/import", LAN, DESK)
    page.get_by_label("Tệp .xlsx hoặc .csv").set_input_files(as_file(tmp_path, workbook(rows)))
    page.get_by_role("button", name="Đọc tệp").click()
    expect(page.get_by_role("button", name="Ghi vào sổ")).to_be_visible(timeout=60_000)
    assert "4.000" in page.locator(".counts").inner_text()


def test_it_works_without_javascript(enter, tmp_path):
    page = enter("/registry/import", LAN, DESK, js=False)
    sheet = as_file(tmp_path, workbook([row("Cà phê không script", number="888/QĐ-UBND")]))
    page.get_by_label("Tệp .xlsx hoặc .csv").set_input_files(sheet)
    page.get_by_role("button", name="Đọc tệp").click()
    page.get_by_role("button", name="Ghi vào sổ").click()
    expect(page.get_by_role("status").first).to_contain_text("ghi vào sổ")


def test_the_list_is_worked_by_keyboard_alone(enter):
    page = enter("/registry?ends=all", LAN, DESK)
    seen = set()
    for _ in range(80):
        page.keyboard.press("Tab")
        seen.add(page.evaluate("document.activeElement.innerText || document.activeElement.name"))
        if "Thu hồi các sản phẩm đã chọn" in seen:
            break
    assert {"Nhập quyết định", "Tải về cho Excel", "certification", "Thu hồi các sản phẩm đã chọn"} <= seen


def test_a_slash_leads_to_the_search_field_and_is_typed_in_it(enter):
    page = enter("/registry?ends=all", LAN, DESK)
    expect(page.get_by_text("Phím / đưa con trỏ")).to_be_visible()
    page.keyboard.press("/")
    field = page.get_by_role("searchbox")
    expect(field).to_be_focused()
    page.keyboard.type("4/QĐ")
    expect(field).to_have_value("4/QĐ")
    page.keyboard.press("Enter")
    page.wait_for_url("**text=*")


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_a_wrong_file_is_undone(enter, tmp_path, size):
    name = f"Cà phê nhầm {size[0]}"
    page = enter("/registry/import", LAN, size)
    page.get_by_label("Tệp .xlsx hoặc .csv").set_input_files(
        as_file(tmp_path, workbook([row(name, number=f"9{size[0]}/QĐ-UBND")]))
    )
    page.get_by_role("button", name="Đọc tệp").click()
    page.get_by_role("button", name="Ghi vào sổ").click()
    draft = page.url
    page.goto(page.url.split("/registry")[0] + f"/registry?ends=all&text={name}")
    page.get_by_role("link", name=name).click()
    page.get_by_role("link", name="Quyết định").first.click()
    page.get_by_role("link", name="Sửa ở đây").click()
    looks_right(page)
    page.get_by_label("Ngày quyết định").fill("06/08/2025")
    page.get_by_role("button", name="Xem trước").click()
    looks_right(page)
    page.goto(draft)
    page.get_by_role("link", name="Rút lại việc ghi này").click()
    looks_right(page)
    page.get_by_role("button", name="Rút lại việc ghi này").click()
    page.get_by_role("link", name="Hãy ghi lý do rút lại.").click()
    expect(page.get_by_label("Lý do rút lại")).to_be_focused()
    page.get_by_label("Lý do rút lại").fill("Nhập nhầm tệp")
    page.get_by_role("button", name="Rút lại việc ghi này").dblclick()
    expect(page.get_by_text("đã được rút lại lúc")).to_be_visible()
    looks_right(page)
    for path in ("/registry/imports?group=closed", "/registry/suspicions", "/registry/approvals"):
        page.goto(page.url.split("/registry")[0] + path)
        looks_right(page)
