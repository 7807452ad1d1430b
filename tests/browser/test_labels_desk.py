"""Labels at the desk in a real browser: from the product to the sheet, to a void, to the producer's page."""

from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Locator, Page, expect

from ocop_verify.accounts.permissions import Grant, Role
from ocop_verify.db import db
from ocop_verify.labels.issuing import certifications_in_force
from ocop_verify.labels.models import BatchRow
from ocop_verify.registry.models import CertificationRow
from tests.browser.conftest import Site
from tests.browser.looking import DESK, PHONE, looks_right
from tests.conftest import running

# A journey takes minutes: it runs in make test-all.
pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Goods:
    """A product of the demo that may be labelled, a batch of it, and who it belongs to."""

    certification: int
    batch: int
    product: int
    name: str
    producer: int
    province: str


@pytest.fixture(scope="session")
def goods(site: Site) -> Goods:
    """Something in force that has unit labels."""
    with running(site.settings) as app, app.app_context():
        session = db.session()
        live = certifications_in_force(session, now=datetime.now(UTC))
        batch = (
            session.query(BatchRow).filter(BatchRow.kind == 1, BatchRow.certification_id.in_(live)).first()
        )
        row = session.get_one(CertificationRow, batch.certification_id)
        producer = row.product.producer
        return Goods(row.id, batch.id, row.product_id, row.product.name, producer.id, producer.province)


def downloaded(page: Page, button: Locator) -> bytes:
    """What the form of a button gives, sent by hand: browsers report downloads as pages that failed."""
    form = button.locator("xpath=ancestor::form")
    fields = {"csrf_token": form.locator("[name=csrf_token]").input_value()}
    address = urljoin(page.url, form.get_attribute("action"))
    return page.context.request.post(address, form=fields).body()


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_an_officer_issues_prints_and_voids_labels(enter, goods, size):
    page = enter("/labels", Grant(Role.OFFICER, goods.province), size)
    looks_right(page)
    page.get_by_role("link", name="Phát hành tem").click()
    page.get_by_label("Tên sản phẩm hoặc chủ thể").fill(goods.name)
    page.get_by_role("button", name="Tìm").click()
    looks_right(page)
    page.get_by_role("link", name=goods.name).first.click()
    page.get_by_role("button", name="Xem trước").click()
    expect(page.get_by_role("alert")).to_contain_text("Hãy nhập một số")
    looks_right(page)
    page.get_by_label("Số tem").fill("30")
    page.get_by_role("button", name="Xem trước").click()
    expect(page.get_by_role("img", name="Tem mẫu")).to_be_visible()
    looks_right(page)
    page.get_by_role("button", name="Phát hành 30 tem").dblclick()
    expect(page.get_by_text("30 / 30 đọc được")).to_be_visible()
    looks_right(page)
    assert downloaded(page, page.get_by_role("button", name="Tải tờ in")).startswith(b"%PDF")
    page.locator("dl").get_by_role("link").first.click()
    page.get_by_role("link", name="Hủy tem").click()
    page.get_by_label("Một dãy số").check()
    page.get_by_label("Từ số").fill("3")
    page.get_by_label("Lý do").fill("In hỏng")
    looks_right(page)
    page.get_by_role("button", name="Xem người mua sẽ thấy gì").click()
    looks_right(page)
    page.get_by_role("button", name="Hủy tem").click()
    expect(page.get_by_text("Hủy 1 tem")).to_be_visible()
    looks_right(page)


@pytest.mark.parametrize("path", ["/labels/keys", "/labels/keys/new", "/labels/keys/0/retire"])
def test_the_keys_can_be_read_by_everybody_who_may(enter, goods, path):
    page = enter(path, Grant(Role.ADMINISTRATOR))
    looks_right(page)


def test_a_stolen_key_is_told_in_numbers_before_anything_happens(enter, goods):
    page = enter("/labels/keys/0/distrust", Grant(Role.ADMINISTRATOR))
    page.get_by_label("Ngày đầu tiên không còn tin").fill("2026-01-01")
    page.get_by_role("button", name="Xem hậu quả").click()
    expect(page.get_by_label("Gõ số của khóa")).to_be_visible()
    looks_right(page)


@pytest.mark.parametrize(
    "path",
    [
        "/my",
        "/my/products/{0.product}",
        "/my/certifications/{0.certification}/ask",
        "/my/contact/{0.producer}",
        "/my/trial",
    ],
)
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_the_pages_of_producers(enter, goods, path, size):
    page = enter(path.format(goods), Grant(Role.PRODUCER, producer_id=goods.producer), size)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    looks_right(page)


def test_the_pages_about_notices(enter, goods):
    looks_right(enter("/notices", Grant(Role.OFFICER, goods.province)))
