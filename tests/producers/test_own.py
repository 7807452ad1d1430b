"""The producer's own pages: what it sees, what it asks for, and that it never sees anybody else's."""

from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
import zxingcpp
from flask import Flask
from PIL import Image
from pypdfium2 import PdfDocument

from ocop_verify.accounts.permissions import Grant, Role
from ocop_verify.db import begin_write, db
from ocop_verify.domain.validity import local_day
from ocop_verify.labels.models import BatchRow, LabelRequestRow, SheetRow
from ocop_verify.producers.models import ContactRow
from ocop_verify.verification.models import RecentScanRow, ScanDayRow
from tests.desk import Browser, sit_down
from tests.labels.desk import LAN, House, make_house, request_of


@pytest.fixture
def house(fresh_app: Flask) -> House:
    return make_house(fresh_app)


@pytest.fixture
def lan(fresh_app: Flask, house: House) -> Browser:
    return sit_down(fresh_app, LAN)


@pytest.fixture
def maker(fresh_app: Flask, house: House) -> Browser:
    """The producer of the house's coffee."""
    return sit_down(fresh_app, Grant(Role.PRODUCER, producer_id=house.producer))


@pytest.fixture
def stranger(fresh_app: Flask, house: House) -> Browser:
    """The producer of something else."""
    return sit_down(fresh_app, Grant(Role.PRODUCER, producer_id=house.stranger))


def issue(browser: Browser, certification: int, **fields: str) -> SheetRow:
    """Labels of one certification, printed."""
    path = f"/labels/new/{certification}"
    typed = {"kind": "unit", "count": "2", "layout": "a4-24", "first": "1"} | fields
    request = request_of(browser.get(path).text)
    assert browser.send(path, step="issue", request=request, **typed).status_code == 303
    with browser.client.application.app_context():
        return db.session.query(SheetRow).order_by(SheetRow.id.desc()).first()


def test_a_producer_sees_its_own_products_with_what_is_left(maker):
    page = maker.get("/my").text
    assert "Cà phê bột Suối Mơ" in page
    assert "Mắm Sông Xa" not in page
    assert "còn " in page


def test_what_comes_from_the_decision_is_locked_and_says_so(maker, house):
    page = maker.get(f"/my/contact/{house.producer}").text
    assert "lấy từ quyết định nên không sửa được" in page
    for name in ("name", "address", "province"):
        assert f'name="{name}"' not in page


def test_nobody_elses_pages_are_there(stranger, lan, house):
    sheet = issue(lan, house.certification, release="1")
    for path in ("products/1", f"certifications/{house.certification}/ask", f"contact/{house.producer}"):
        assert stranger.get(f"/my/{path}").status_code == 404
    assert stranger.post(f"/my/contact/{house.producer}", email="x@example.vn").status_code == 404
    assert stranger.post(f"/my/certifications/{house.certification}/ask", count="1").status_code == 404
    assert stranger.post("/my/products/1/code/svg").status_code == 404
    assert stranger.post(f"/labels/sheets/{sheet.id}/files/1").status_code == 404


def test_a_sheet_is_downloaded_only_once_it_is_released(lan, maker, house):
    sheet = issue(lan, house.certification)
    path = f"/labels/sheets/{sheet.id}/files/1"
    assert maker.post(path).status_code == 404
    assert f'action="{path}"' not in maker.get("/my/products/1").text
    lan.post(f"/labels/sheets/{sheet.id}/release")
    assert f'action="{path}"' in maker.get("/my/products/1").text
    with maker.post(path) as answer:
        assert answer.data.startswith(b"%PDF")
    lan.post(f"/labels/sheets/{sheet.id}/take-back")
    assert maker.post(path).status_code == 404


def test_a_producer_does_not_see_the_desk(maker, lan, house):
    sheet = issue(lan, house.certification, release="1")
    for path in ("/labels", "/labels/new", f"/labels/sheets/{sheet.id}", f"/labels/batches/{sheet.batch_id}"):
        assert maker.get(path).status_code == 403


def test_labels_are_asked_for_once_however_often_the_form_is_sent(fresh_app, maker, lan, house):
    path = f"/my/certifications/{house.certification}/ask"
    request = request_of(maker.get(path).text)
    for _ in range(2):
        form = {"kind": "unit", "count": "1.500", "note": "Cần trước hội chợ"}
        assert maker.send(path, request=request, **form).status_code == 303
    with fresh_app.app_context():
        row = db.session.query(LabelRequestRow).one()
        assert (row.count, row.note) == (1_500, "Cần trước hội chợ")
    assert "Cần trước hội chợ" in lan.get("/labels").text


def test_what_was_asked_for_is_issued_released_and_answered(fresh_app, maker, lan, house):
    maker.send(f"/my/certifications/{house.certification}/ask", request="r1", kind="unit", count="3")
    form = lan.get(f"/labels/new/{house.certification}?wish=1").text
    assert 'value="3"' in form
    sheet = issue(lan, house.certification, wish="1", count="3", release="1")
    assert f"lô {sheet.batch_id}" in maker.get("/my").text
    assert "Chủ thể xin tem" not in lan.get("/labels").text


def test_a_refusal_tells_the_producer_why(maker, lan, house):
    maker.send(f"/my/certifications/{house.certification}/ask", request="r1", kind="unit", count="3")
    assert lan.send("/labels/requests/1/refuse", reason="").status_code == 422
    assert lan.send("/labels/requests/1/refuse", reason="Tem cũ còn nhiều").status_code == 303
    assert "Tem cũ còn nhiều" in maker.get("/my").text


def test_the_contact_is_kept(fresh_app, maker, house):
    form = {"person": "Chị Sáu", "email": "sau@example.vn", "phone": "0912 345 678", "website": "vi-du.vn"}
    assert maker.send(f"/my/contact/{house.producer}", **form).status_code == 303
    with fresh_app.app_context():
        row = db.session.get_one(ContactRow, house.producer)
        assert (row.email, row.website) == ("sau@example.vn", "https://vi-du.vn")


@pytest.mark.parametrize(
    ("field", "text"),
    [("email", "không phải"), ("phone", "gọi tôi"), ("website", "javascript:alert(1)"), ("website", "ở nhà")],
)
def test_a_contact_that_cannot_be_right_is_told_at_its_field(maker, house, field, text):
    page = maker.send(f"/my/contact/{house.producer}", **{"person": "Chị Sáu", field: text})
    assert page.status_code == 422
    assert f'<a href="#{field}">' in page.text
    assert 'value="Chị Sáu"' in page.text


def test_the_code_for_packaging_can_be_read_in_all_three_forms(lan, maker, house):
    issue(lan, house.certification, kind="product", release="1")
    page = maker.get("/my/products/1").text
    assert "không nhỏ hơn 19,6 mm" in page
    png = maker.post("/my/products/1/code/png").data
    pdf = maker.post("/my/products/1/code/pdf").data
    with PdfDocument(pdf) as document:
        drawn = document[0].render(scale=8).to_pil()
    urls = {zxingcpp.read_barcode(picture).text for picture in (Image.open(BytesIO(png)), drawn)}
    assert len(urls) == 1
    assert urls.pop().startswith("https://ocop.vn/")
    assert maker.post("/my/products/1/code/svg").text.startswith("<svg")
    assert maker.post("/my/products/1/code/exe").status_code == 404


def test_scans_are_counted_by_month_and_province_only_from_five_on(fresh_app, lan, maker, house):
    batch = issue(lan, house.certification).batch_id
    now = datetime.now(UTC)
    today = local_day(now)
    with fresh_app.app_context():
        begin_write(db.session())
        quiet = today.replace(day=1) - timedelta(days=1)
        for day, scans in ((today, 7), (quiet, 4)):
            db.session.add(
                ScanDayRow(
                    batch_id=batch, serial=1, day=day, scans=scans, devices=1, places=1, pictures=0, unclear=0
                )
            )
        for place, count in (("68", 5), ("92", 4)):
            for _ in range(count):
                db.session.add(
                    RecentScanRow(
                        at=now, batch_id=batch, serial=1, headline="in_force", place=place, source="camera"
                    )
                )
        other = BatchRow(
            certification_id=house.elsewhere, kind=1, count=9, key_id=0, issued_on=today, printed_stars=4,
            printed_until=today, sheet="a4-24",
        )  # fmt: skip
        db.session.add(other)
        db.session.flush()
        noise = ScanDayRow(
            batch_id=other.id, serial=1, day=today, scans=900, devices=1, places=1, pictures=0, unclear=0
        )
        db.session.add(noise)
        db.session.commit()
    page = maker.get("/my/products/1").text
    assert f'>{today.month:02}/{today.year}</th><td data-label="Lần quét">7<' in page
    assert f"{quiet.month:02}/{quiet.year}</th>" not in page
    assert "Lâm Đồng" in page
    assert "Cần Thơ" not in page
