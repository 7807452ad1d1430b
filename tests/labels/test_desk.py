"""Labels at the desk: from finding the product to a sheet that was read back, and to labels declared void."""

import json
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from pypdfium2 import PdfDocument

from ocop_verify.accounts.permissions import Grant, Role
from ocop_verify.audit.models import JournalEntry
from ocop_verify.catalog.words import WORDS
from ocop_verify.db import begin_write, db
from ocop_verify.domain.verdict import Headline
from ocop_verify.jobs import working
from ocop_verify.jobs.models import JobRow
from ocop_verify.labels.clearing import KEPT_FOR
from ocop_verify.labels.models import BatchRow, SheetRow
from ocop_verify.registry.models import RevocationRow
from tests.desk import Browser, sit_down, stranger
from tests.labels.desk import LAN, NEIGHBOUR, House, make_house, request_of, tokens_of


@pytest.fixture
def house(fresh_app: Flask) -> House:
    return make_house(fresh_app)


@pytest.fixture
def lan(fresh_app: Flask, house: House) -> Browser:
    """An officer of the house's own province."""
    return sit_down(fresh_app, LAN)


def order(**changes: str) -> dict[str, str]:
    """What an officer types."""
    return {"kind": "unit", "count": "30", "layout": "a4-24", "first": "1"} | changes


def issue(browser: Browser, certification: int, **changes: str) -> SheetRow:
    """Go the whole way, and give the sheet."""
    path = f"/labels/new/{certification}"
    request = request_of(browser.get(path).text)
    answer = browser.send(path, step="issue", request=request, **order(**changes))
    assert answer.status_code == 303, answer.text
    with browser.client.application.app_context():
        return db.session.query(SheetRow).order_by(SheetRow.id.desc()).first()


def download(browser: Browser, sheet: int) -> bytes:
    """The first file of a sheet."""
    with browser.post(f"/labels/sheets/{sheet}/files/1") as answer:
        assert answer.mimetype == "application/pdf", answer.status
        return answer.data


def actions(app: Flask) -> list[str]:
    """What the journal says was done with batches."""
    with app.app_context():
        rows = db.session.query(JournalEntry).filter_by(subject_type="batch").order_by(JournalEntry.sequence)
        return [row.action for row in rows]


def test_a_product_is_found_by_part_of_its_name_without_accents(lan, house):
    page = lan.get("/labels/new?q=ca+phe").text
    assert f"/labels/new/{house.certification}" in page


def test_what_is_not_in_force_is_found_and_cannot_be_chosen(lan, house):
    page = lan.get("/labels/new?q=mam+nem").text
    assert "Mắm nêm Cô Sáu" in page
    assert f"/labels/new/{house.ended}" not in page


def test_products_of_other_provinces_are_not_found(lan, house):
    assert "Mắm Sông Xa" not in lan.get("/labels/new?q=mam").text
    assert lan.get(f"/labels/new/{house.elsewhere}").status_code == 404


def test_a_stock_that_the_address_is_too_long_for_is_left_out_and_the_page_says_why(fresh_app, lan, house):
    path = f"/labels/new/{house.certification}"
    assert "các khổ này không có ở đây" not in lan.get(path).text
    long = replace(fresh_app.extensions["settings"], public_url="https://truyxuat.ocop.gov.vn/")
    fresh_app.extensions["settings"] = long
    page = lan.get(path).text
    assert "mã in trên Cuộn tem nhiệt 50 × 20 mm" in page
    assert 'value="roll-50x20"' not in page


def test_the_label_is_shown_before_it_is_issued(lan, house):
    page = lan.send(f"/labels/new/{house.certification}", **order(), step="check", request="r")
    assert page.status_code == 200
    assert 'src="data:image/svg+xml;base64,' in page.text
    assert actions(lan.client.application) == []


def test_thirty_labels_are_issued_printed_and_read_back(fresh_app, lan, house):
    row = issue(lan, house.certification)
    page = lan.get(f"/labels/sheets/{row.id}").text
    assert "30 / 30 đọc được" in page
    with PdfDocument(download(lan, row.id)) as document:
        assert len(document) == 2


def test_a_batch_leads_to_its_product_and_the_products_story_to_the_batch(fresh_app, lan, house):
    issue(lan, house.certification)
    with fresh_app.app_context():
        batch = db.session.query(BatchRow).one().id
    product = lan.get(f"/labels/batches/{batch}").text.split('href="/registry/products/')[1].split('"')[0]
    assert f'href="/labels/batches/{batch}"' in lan.get(f"/registry/products/{product}").text


def test_the_first_label_stands_where_the_officer_says(fresh_app, lan, house):
    row = issue(lan, house.certification, first="20", crop_marks="1", offset_x="0,5")
    assert (row.place, row.crop_marks, row.offset_x) == (20, True, 0.5)


def test_a_form_that_is_sent_twice_issues_once(fresh_app, lan, house):
    path = f"/labels/new/{house.certification}"
    request = request_of(lan.get(path).text)
    answers = [lan.send(path, step="issue", request=request, **order()) for _ in range(2)]
    assert answers[0].location == answers[1].location
    with fresh_app.app_context():
        assert db.session.query(BatchRow).count() == 1
        assert db.session.query(SheetRow).count() == 1


def test_a_double_click_issues_once(fresh_app, lan, house):
    path = f"/labels/new/{house.certification}"
    request, token = request_of(lan.get(path).text), lan.token(path)

    def click(_: int) -> int:
        browser = Browser(fresh_app.test_client(), lan.account_id)
        browser.client.set_cookie("__Host-ocop_session", lan.number, domain="ocop.vn", secure=True)
        return browser.post(path, token, step="issue", request=request, **order(count="5")).status_code

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(click, range(4))) == [303] * 4
    with fresh_app.app_context():
        assert db.session.query(BatchRow).count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"count": ""}, "count"),
        ({"count": "0"}, "count"),
        ({"count": "nhiều"}, "count"),
        ({"kind": ""}, "kind"),
        ({"layout": "a5"}, "layout"),
        ({"first": "25"}, "first"),  # the sheet has 24 places
        ({"offset_x": "50"}, "offset_x"),  # off the paper
        ({"offset_y": "một chút"}, "offset_y"),
        ({"layout": "png"}, "count"),  # a picture holds one label
    ],
)
def test_a_mistake_is_told_at_its_field_and_nothing_that_was_typed_is_lost(lan, house, changes, field):
    typed = order(count="1.234", offset_y="-0,25") | changes
    page = lan.send(f"/labels/new/{house.certification}", step="check", request="r", **typed)
    assert page.status_code == 422
    assert f'<a href="#{field}">' in page.text
    for name in ("count", "first", "offset_x", "offset_y"):
        assert f'value="{typed.get(name, "")}"' in page.text


def test_a_long_sheet_is_left_to_background_work(fresh_app, lan, house):
    path = f"/labels/new/{house.certification}"
    request = request_of(lan.get(path).text)
    answer = lan.send(path, step="issue", request=request, **order(count="240"))
    with fresh_app.app_context():
        job = db.session.query(JobRow).one()
    assert answer.location == f"/jobs/{job.id}"
    assert "Tờ in chưa xong" in lan.get(f"/labels/sheets/{job.subject_id}").text
    fresh_app.extensions["jobs"].run(job.id)
    assert "240 / 240 đọc được" in lan.get(f"/labels/sheets/{job.subject_id}").text


def test_each_download_is_on_record_and_later_ones_as_printing_again(fresh_app, lan, house):
    row = issue(lan, house.certification, count="2")
    for _ in range(3):
        download(lan, row.id)
    assert actions(fresh_app) == ["issue_batch", "download_sheet", "print_again", "print_again"]


def test_a_sheet_whose_files_were_removed_is_made_again_the_same(fresh_app, lan, house):
    row = issue(lan, house.certification, count="2")
    first = download(lan, row.id)
    for path in (fresh_app.extensions["settings"].data_dir / "sheets").rglob("*.pdf"):
        path.unlink()
    assert lan.post(f"/labels/sheets/{row.id}/files/1").location == f"/labels/sheets/{row.id}"
    assert download(lan, row.id) == first


def test_a_batch_is_printed_again_on_other_stock_without_new_labels(fresh_app, lan, house):
    batch = issue(lan, house.certification, count="2").batch_id
    path = f"/labels/batches/{batch}/print"
    answer = lan.send(path, request=request_of(lan.get(path).text), layout="roll-50x30", first="1")
    assert answer.status_code == 303
    assert actions(fresh_app) == ["issue_batch", "print_again"]
    with fresh_app.app_context():
        assert db.session.query(BatchRow).count() == 1


def test_printing_again_is_counted_on_the_page_and_in_the_journal(fresh_app, lan, house):
    batch = issue(lan, house.certification).batch_id
    assert "Chưa lần nào" in lan.get(f"/labels/batches/{batch}").text
    for times in (1, 2):
        path = f"/labels/batches/{batch}/print"
        asked = {"layout": "a4-40", "first": "1", "request": request_of(lan.get(path).text)}
        assert lan.send(path, **asked).status_code == 303
        assert f"{times} lần" in lan.get(f"/labels/batches/{batch}").text
    with fresh_app.app_context():
        told = db.session.query(JournalEntry).filter_by(action="print_again").order_by(JournalEntry.sequence)
        assert [json.loads(row.after)["time"] for row in told] == [1, 2]
    journal = lan.get("/registry/journal").text
    assert f"In lại lần thứ 2, lô {batch}, khổ a4-40." in journal


def test_a_press_gets_its_bleed_and_a_sheet_of_touching_labels_has_none(fresh_app, lan, house):
    assert issue(lan, house.certification, layout="roll-50x25", bleed="1").bleed == 3
    path = f"/labels/new/{house.certification}"
    answer = lan.send(path, step="issue", **order(bleed="1"))
    assert answer.status_code == 422
    assert "khổ cuộn" in answer.text


def test_files_of_old_sheets_are_removed_and_can_still_be_had(fresh_app, lan, house):
    old, new = (issue(lan, house.certification, count="2").id for _ in range(2))
    folder = fresh_app.extensions["settings"].data_dir / "sheets"
    with fresh_app.app_context():
        begin_write(db.session())
        db.session.get_one(SheetRow, old).finished_at = datetime.now(UTC) - KEPT_FOR - timedelta(hours=1)
        row = working.open_job(db.session(), "clear_sheets", 0, owner="worker", now=datetime.now(UTC))
        db.session.commit()
        fresh_app.extensions["jobs"].run(row.id)
    assert [path.name for path in folder.iterdir()] == [str(new)]
    assert lan.post(f"/labels/sheets/{old}/files/1").status_code == 303  # made again first
    assert download(lan, old).startswith(b"%PDF")


def test_the_codes_come_as_a_list(fresh_app, lan, house):
    batch = issue(lan, house.certification, count="3").batch_id
    answer = lan.post(f"/labels/batches/{batch}/codes")
    lines = answer.text.splitlines()
    assert lines[0] == "certification_id,product_name,kind,batch,serial,url,code"
    assert [line.split(",")[4] for line in lines[1:]] == ["1", "2", "3"]
    assert actions(fresh_app)[-1] == "export_codes"


def test_before_labels_are_voided_the_page_shows_what_the_public_will_see(lan, house):
    batch = issue(lan, house.certification, count="5").batch_id
    page = lan.send(f"/labels/batches/{batch}/void", what="range", first="2", last="3", reason="In hỏng").text
    words = WORDS[Headline.LABEL_VOIDED]
    assert words.state in page
    assert words.sentence in page


def test_voiding_asks_for_a_reason_and_keeps_the_range(lan, house):
    batch = issue(lan, house.certification, count="5").batch_id
    page = lan.send(f"/labels/batches/{batch}/void", what="range", first="2", last="3", step="void")
    assert page.status_code == 422
    assert '<a href="#reason">' in page.text
    assert 'name="first" type="text" value="2"' in page.text


def test_the_public_answer_follows_a_void_within_two_seconds(fresh_app, lan, house):
    batch = issue(lan, house.certification, count="3").batch_id
    tokens = tokens_of(fresh_app, batch)
    phone = stranger(fresh_app)

    def verdict(token: str) -> str:
        return phone.get(f"/{token}", headers={"Accept": "application/json"}).json["verdict"]

    fresh_app.extensions["catalogue"].refresh()
    assert verdict(tokens[1]) == "in_force"
    form = {"what": "range", "first": "2", "last": "2", "reason": "In hỏng", "step": "void"}
    for _ in range(2):  # a second click changes nothing
        assert lan.send(f"/labels/batches/{batch}/void", **form).status_code == 303
    began = time.monotonic()
    while verdict(tokens[1]) != "label_voided":
        assert time.monotonic() - began < 2, "the answer did not follow"
        time.sleep(0.05)
    assert [verdict(token) for token in tokens] == ["in_force", "label_voided", "in_force"]
    assert actions(fresh_app) == ["issue_batch", "void_labels"]


def test_a_product_label_is_voided_as_a_whole(fresh_app, lan, house):
    batch = issue(lan, house.certification, kind="product", count="4").batch_id
    form = {"reason": "In sai tên", "step": "void"}
    assert lan.send(f"/labels/batches/{batch}/void", **form).status_code == 303
    assert "Đã hủy" in lan.get(f"/labels/batches/{batch}").text


def test_the_list_is_narrowed_and_paged(fresh_app, lan, house):
    for _ in range(2):
        issue(lan, house.certification, count="1")
    voided = issue(lan, house.certification, count="1").batch_id
    lan.send(f"/labels/batches/{voided}/void", what="all", reason="In hỏng", step="void")
    assert f"/labels/batches/{voided}" in lan.get("/labels?state=voided").text
    assert f"/labels/batches/{voided}" not in lan.get("/labels?state=whole").text
    assert "Không có lô nào như vậy" in lan.get("/labels?kind=product").text
    assert f"/labels/batches/{voided}" in lan.get(f"/labels?q={voided}").text
    assert "Không có lô nào như vậy" in lan.get("/labels?q=la").text


def test_another_province_sees_nothing_of_it(fresh_app, lan, house):
    row = issue(lan, house.certification, count="1")
    neighbour = sit_down(fresh_app, NEIGHBOUR)
    assert f"/labels/batches/{row.batch_id}" not in neighbour.get("/labels").text
    for path in (f"batches/{row.batch_id}", f"batches/{row.batch_id}/void", f"sheets/{row.id}"):
        assert neighbour.get(f"/labels/{path}").status_code == 404
    for path in (f"batches/{row.batch_id}/codes", f"sheets/{row.id}/files/1", f"sheets/{row.id}/release"):
        assert neighbour.post(f"/labels/{path}").status_code == 404


def test_an_inspector_may_not_issue(fresh_app, house):
    assert sit_down(fresh_app, Grant(Role.INSPECTOR, "68")).get("/labels").status_code == 403


def test_a_form_without_its_token_is_refused(lan, house):
    answer = lan.post(f"/labels/new/{house.certification}", token="", step="issue", request="r", **order())
    assert answer.status_code == 400


def test_labels_of_what_was_revoked_in_the_meantime_are_not_issued(fresh_app, lan, house):
    with fresh_app.app_context():
        begin_write(db.session())
        row = RevocationRow(
            certification_id=house.certification,
            on=date(2020, 1, 1),
            ground="other",
            decision="9/QĐ",
            note="",
        )
        db.session.add(row)
        db.session.commit()
    page = lan.post(f"/labels/new/{house.certification}", step="issue", request="r", **order())
    assert "Không in tem" in page.text
    assert actions(fresh_app) == []
