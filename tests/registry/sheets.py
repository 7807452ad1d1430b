"""Spreadsheets as officers send them, for tests of the desk."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from ocop_verify.tabular.writing import OutSheet, write_xlsx
from tests.desk import HOME, Browser

HEADINGS = (
    "Tên sản phẩm",
    "Chủ thể",
    "Hạng sao",
    "Số quyết định",
    "Ngày quyết định",
    "Cơ quan ban hành",
    "Tỉnh",
)
LAM_DONG = "UBND tỉnh Lâm Đồng"


def row(product: str, **changes: str) -> list[str]:
    """A row of a decision of Lâm Đồng."""
    cells = {
        "producer": "HTX Suối Mơ",
        "star": "4 sao",
        "number": "12/QĐ-UBND",
        "day": "05/08/2025",
        "authority": LAM_DONG,
        "province": "Lâm Đồng",
        **changes,
    }
    return [product, *cells.values()]


def workbook(rows: Sequence[Sequence[Any]], headings: Sequence[str] = HEADINGS) -> bytes:
    """An .xlsx file."""
    target = BytesIO()
    write_xlsx(target, OutSheet("Phụ lục", headings, rows))
    return target.getvalue()


def send(
    browser: Browser, data: bytes, name: str = "phu-luc.xlsx", path: str = "/registry/import"
) -> TestResponse:
    """Send a file by the form; encoded here, as the test client leaves its copy of a large one open."""
    file = FileStorage(BytesIO(data), name, "file")
    boundary, body = encode_multipart({"csrf_token": browser.token(), "file": file})
    kind = f"multipart/form-data; boundary={boundary}"
    return browser.client.post(path, base_url=HOME, data=body, content_type=kind)


def draft_of(answer: TestResponse) -> str:
    """The page of the draft that an answer leads to."""
    assert answer.status_code == 303, answer.text
    return answer.location


def confirm(browser: Browser, draft: str, page: str = "") -> TestResponse:
    """Press the button that writes what the page shows."""
    page = page or browser.get(draft).text
    fingerprint = page.split('name="fingerprint" value="')[1].split('"')[0]
    return browser.post(f"{draft}/write", fingerprint=fingerprint)
