"""Bringing in a decision by the browser: problems in their cells, the difference, once and all or nothing."""

from io import BytesIO

import openpyxl
import pytest
from sqlalchemy import func, select

from ocop_verify.accounts.permissions import NATION, Grant, Role
from ocop_verify.audit import journal
from ocop_verify.db import db
from ocop_verify.desk.models import UploadRow
from ocop_verify.desk.views import reading_in
from ocop_verify.jobs.models import JobRow
from ocop_verify.registry.models import CertificationRow
from tests.conftest import running
from tests.desk import sit_down
from tests.registry.products import NEIGHBOUR, register
from tests.registry.sheets import HEADINGS, confirm, draft_of, row, send, workbook
from tests.tabular.corpus import ALL_READ, ALL_REFUSED

OFFICER = Grant(Role.OFFICER, "68")


@pytest.fixture
def lan(fresh_app):
    """An officer of Lâm Đồng; the neighbours' registry is not empty."""
    return sit_down(fresh_app, OFFICER)


def certifications(app):
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(CertificationRow))


def version(app):
    with app.app_context():
        return journal.version(db.session())


def test_a_good_table_is_shown_and_then_written(fresh_app, lan):
    draft = draft_of(send(lan, workbook([row("Cà phê"), row("Trà")])))
    page = lan.get(draft).text
    assert certifications(fresh_app) == 0
    assert "<dt>Thêm mới</dt><dd>2</dd>" in page
    confirm(lan, draft, page)
    assert certifications(fresh_app) == 2
    written = lan.get(draft).text
    assert "đã được ghi vào sổ" in written
    assert 'href="/registry?ends=all&amp;text=12%2FQ%C4%90-UBND">' in written


def test_a_new_name_that_could_be_taken_for_anothers_is_told_beforehand(fresh_app, lan):
    register(fresh_app, NEIGHBOUR)
    page = lan.get(draft_of(send(lan, workbook([row("Trà Mây"), row("Nước mắm Sông Xa")])))).text
    assert "Dòng 3: đã có “Nước mắm Sông Xa” của Cơ sở Sông Xa" in page
    assert "Dòng 2" not in page
    assert "Ghi vào sổ" in page


def test_a_problem_stands_in_its_cell_and_on_top_with_a_link_to_it(fresh_app, lan):
    draft = draft_of(send(lan, workbook([row("Cà phê"), row("Trà", star="9 sao")])))
    page = lan.get(draft).text
    assert '<a href="#c-C3">Ô C3</a>' in page
    cell = page.split('id="c-C3">')[1].split("</td>")[0]
    assert cell.startswith("9 sao<strong>")
    assert "Ghi vào sổ" not in page
    assert certifications(fresh_app) == 0


def test_the_marked_copy_is_mended_and_dropped_again(fresh_app, lan):
    draft = draft_of(send(lan, workbook([row("Cà phê"), row("Trà", star="9 sao")])))
    book = openpyxl.load_workbook(BytesIO(lan.get(f"{draft}/marked").data))
    assert "9 sao" in book.active["C3"].value
    assert "C3" in book.active["H3"].value
    book.active["C3"].value = "3 sao"
    mended = BytesIO()
    book.save(mended)
    assert draft_of(send(lan, mended.getvalue(), path=f"{draft}/file")) == draft
    confirm(lan, draft)
    assert certifications(fresh_app) == 2


def test_what_changes_is_shown_before_and_after(fresh_app, lan):
    confirm(lan, draft_of(send(lan, workbook([row("Cà phê"), row("Trà")]))))
    draft = draft_of(send(lan, workbook([row("Cà phê"), row("Trà", star="3 sao")])))
    page = lan.get(draft).text
    assert "<dt>Thay đổi</dt><dd>1</dd>" in page
    assert "<dt>Giữ nguyên</dt><dd>1</dd>" in page
    assert 'data-label="Trong sổ">4</td><td data-label="Trong tệp">3</td>' in page


def test_the_same_file_again_is_told_and_changes_nothing(fresh_app, lan):
    book = workbook([row("Cà phê")])
    confirm(lan, draft_of(send(lan, book)))
    before = version(fresh_app)
    page = lan.get(draft_of(send(lan, book))).text
    assert "Không có gì để ghi" in page
    assert "/write" not in page
    assert version(fresh_app) == before


def test_pressing_twice_writes_once(fresh_app, lan):
    draft = draft_of(send(lan, workbook([row("Cà phê")])))
    page = lan.get(draft).text
    versions = []
    for _ in range(3):
        confirm(lan, draft, page)
        versions.append(version(fresh_app))
    assert len(set(versions)) == 1
    assert certifications(fresh_app) == 1


def test_when_the_registry_moved_it_is_shown_again_before_anything_is_written(fresh_app, lan):
    draft = draft_of(send(lan, workbook([row("Cà phê"), row("Trà")])))
    page = lan.get(draft).text
    other = sit_down(fresh_app, OFFICER)
    confirm(other, draft_of(send(other, workbook([row("Trà", star="3 sao")]))))
    confirm(lan, draft, page)
    assert certifications(fresh_app) == 1  # the other officer's alone
    page = lan.get(draft).text
    assert "Sổ vừa thay đổi" in page
    confirm(lan, draft, page)
    assert certifications(fresh_app) == 2


def test_when_the_registry_moved_elsewhere_it_is_simply_written(fresh_app, lan):
    draft = draft_of(send(lan, workbook([row("Cà phê")])))
    page = lan.get(draft).text
    register(fresh_app)
    confirm(lan, draft, page)
    assert certifications(fresh_app) == 2


@pytest.mark.parametrize(
    ("changes", "cell"),
    [
        ({"province": "Cần Thơ"}, "G3"),  # another province's producer
        ({"authority": "UBND thành phố Cần Thơ"}, "F3"),  # another province's decision
        ({"authority": "Bộ Nông nghiệp và Môi trường"}, "F3"),  # a decision of the ministry, not registered
    ],
)
def test_rows_of_another_province_are_told_in_the_row(fresh_app, lan, changes, cell):
    elsewhere = row("Trà", **changes)
    page = lan.get(draft_of(send(lan, workbook([row("Cà phê"), elsewhere])))).text
    assert f"Ô {cell}" in page
    assert "/write" not in page


def test_who_works_for_the_nation_brings_in_every_province(fresh_app):
    minh = sit_down(fresh_app, Grant(Role.OFFICER, NATION))
    elsewhere = row("Trà", province="Cần Thơ", authority="UBND thành phố Cần Thơ", number="9/QĐ-UBND")
    confirm(minh, draft_of(send(minh, workbook([row("Cà phê"), elsewhere]))))
    assert certifications(fresh_app) == 2


def test_a_province_adds_its_own_products_to_a_decision_of_the_ministry_that_is_registered(fresh_app, lan):
    minh = sit_down(fresh_app, Grant(Role.OFFICER, NATION))
    ministry = {"authority": "Bộ Nông nghiệp và Môi trường", "number": "55/QĐ-BNNMT", "star": "5 sao"}
    confirm(minh, draft_of(send(minh, workbook([row("Cà phê", **ministry)]))))
    confirm(lan, draft_of(send(lan, workbook([row("Trà", **ministry)]))))
    assert certifications(fresh_app) == 2


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"", "empty.xlsx"),
        (b"%PDF-1.7 not a table", "a.pdf"),
        (b"PK\x03\x04 broken", "broken.xlsx"),
        (workbook([["a", "b"]], ("X", "Y")), "no-headings.xlsx"),
        (bytes(range(256)) * 20, "noise.csv"),
    ],
)
def test_what_is_no_table_is_refused_in_words_and_nothing_is_lost(fresh_app, lan, data, name):
    answer = send(lan, data, name)
    page = answer if answer.status_code == 422 else lan.get(draft_of(answer))
    assert 'role="alert"' in page.text
    assert 'type="file"' in page.text
    assert certifications(fresh_app) == 0


@pytest.fixture(scope="module")
def clerk(new_registry):
    """An officer whose registry stays empty: nothing that comes from the files below may be written."""
    with running(new_registry()) as app:
        yield sit_down(app, OFFICER)
        assert certifications(app) == 0


@pytest.mark.slow  # each of them is read by a child process of its own
@pytest.mark.parametrize("specimen", [*ALL_REFUSED, *ALL_READ], ids=lambda each: each.name)
def test_every_odd_file_is_answered_by_a_page_with_words_and_a_way_on(clerk, specimen):
    """The same files as at the command line. None has a column for the authority, so none can be written."""
    answer = send(clerk, specimen.make(), specimen.filename)
    if answer.location and answer.location.startswith("/jobs/"):  # a long one, read in the background
        clerk.client.application.extensions["jobs"].run(int(answer.location.rpartition("/")[2]))
        answer = clerk.get(answer.location)
    page = clerk.get(draft_of(answer)) if answer.status_code == 303 else answer
    assert page.status_code in {200, 422}
    assert 'role="alert"' in page.text
    assert 'type="file"' in page.text
    assert "/write" not in page.text


def test_no_file_is_told_at_the_field(lan):
    answer = lan.post("/registry/import", content_type="multipart/form-data")
    assert answer.status_code == 422
    assert '<a href="#file">Hãy chọn một tệp' in answer.text


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_the_template_is_a_table_that_is_understood(fresh_app, kind):
    minh = sit_down(fresh_app, OFFICER)
    template = minh.get(f"/registry/import/template.{kind}").data
    page = minh.get(draft_of(send(minh, template, f"template.{kind}"))).text
    assert "<dt>Thêm mới</dt><dd>1</dd>" in page


def test_a_draft_is_found_again_and_can_be_given_up(fresh_app, lan):
    draft = draft_of(send(lan, workbook([row("Cà phê")])))
    assert draft in lan.get("/registry").text
    lan.post(f"{draft}/drop")
    assert draft not in lan.get("/registry").text
    assert certifications(fresh_app) == 0


def test_a_draft_is_nobody_elses(fresh_app, lan):
    draft = draft_of(send(lan, workbook([row("Cà phê")])))
    other = sit_down(fresh_app, OFFICER)
    assert [other.get(draft).status_code, other.post(f"{draft}/write").status_code] == [404, 404]


def test_rights_that_were_taken_back_end_the_draft(fresh_app, lan):
    draft = draft_of(send(lan, workbook([row("Cà phê")])))
    page = lan.get(draft).text
    with fresh_app.app_context():
        upload = db.session.scalars(select(UploadRow)).one()
        account = upload.account_id
        db.session.execute(
            db.text("UPDATE account_grant SET province = '92' WHERE account_id = :a"), {"a": account}
        )
        db.session.commit()
    confirm(lan, draft, page)
    assert certifications(fresh_app) == 0


def test_a_long_table_is_read_and_written_in_the_background(fresh_app, lan, monkeypatch):
    monkeypatch.setattr(reading_in, "LONG_XLSX_BYTES", 10)
    monkeypatch.setattr(reading_in, "LONG_ROWS", 1)
    job = draft_of(send(lan, workbook([row("Cà phê"), row("Trà")])))
    assert job.startswith("/jobs/")
    assert "Đang chờ đến lượt" in lan.get(job).text
    assert job in lan.get("/registry").text  # it can be left and found again
    fresh_app.extensions["jobs"].run(int(job.rpartition("/")[2]))
    draft = draft_of(lan.get(job))
    job = draft_of(confirm(lan, draft))
    fresh_app.extensions["jobs"].run(int(job.rpartition("/")[2]))
    assert certifications(fresh_app) == 2
    assert "đã được ghi vào sổ" in lan.get(draft).text


def test_background_work_can_be_stopped_by_its_owner_alone(fresh_app, lan, monkeypatch):
    monkeypatch.setattr(reading_in, "LONG_XLSX_BYTES", 10)
    job = draft_of(send(lan, workbook([row("Cà phê")])))
    other = sit_down(fresh_app, OFFICER)
    assert [other.get(job).status_code, other.post(f"{job}/cancel").status_code] == [404, 404]
    lan.post(f"{job}/cancel")
    assert "Đã dừng" in lan.get(job).text
    with fresh_app.app_context():
        assert db.session.scalars(select(JobRow)).one().state == "cancelled"


def test_writing_that_was_stopped_can_be_confirmed_again(fresh_app, lan, monkeypatch):
    monkeypatch.setattr(reading_in, "LONG_ROWS", 1)
    draft = draft_of(send(lan, workbook([row("Cà phê"), row("Trà")])))
    job = draft_of(confirm(lan, draft))
    assert "Đang ghi vào sổ" in lan.get(draft).text
    lan.post(f"{job}/cancel")
    assert certifications(fresh_app) == 0
    job = draft_of(confirm(lan, draft))
    fresh_app.extensions["jobs"].run(int(job.rpartition("/")[2]))
    assert certifications(fresh_app) == 2


def test_the_sheet_has_the_headings_of_the_person(lan):
    page = lan.get(draft_of(send(lan, workbook([row("Cà phê")])))).text
    assert all(f"· {heading}</th>" in page for heading in HEADINGS)
