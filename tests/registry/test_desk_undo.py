"""An import is undone while nothing rests on it, and an act on the wrong product within minutes."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from ocop_verify.accounts.permissions import Grant, Role
from ocop_verify.audit.models import JournalEntry
from ocop_verify.db import db
from ocop_verify.desk.models import UploadRow
from ocop_verify.registry.models import CertificationRow
from tests.desk import sit_down
from tests.registry.products import COFFEE, register
from tests.registry.sheets import confirm, draft_of, row, send, workbook
from tests.registry.test_desk_changes import REVOKE, SUSPEND, acts_on, do

OFFICER = Grant(Role.OFFICER, "68")
REASON = {"reason": "Nhập nhầm tệp của năm trước"}


@pytest.fixture
def lan(fresh_app):
    return sit_down(fresh_app, OFFICER)


@pytest.fixture
def written(fresh_app, lan):
    """A file with two products that was written, beside a product that was there before."""
    register(fresh_app)
    draft = draft_of(send(lan, workbook([row("Cà phê"), row("Trà")])))
    confirm(lan, draft)
    return draft


def certifications(app):
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(CertificationRow))


def test_what_a_file_wrote_is_taken_back_with_a_reason(fresh_app, lan, written):
    assert f"{written}/undo" in lan.get(written).text
    page = lan.get(f"{written}/undo").text
    assert "<dd>2</dd>" in page  # so many recognitions would go
    answer = lan.post(f"{written}/undo", **REASON)
    assert answer.location == written
    assert certifications(fresh_app) == 1
    assert "đã được rút lại" in lan.get(written).text
    journal = lan.get("/registry/journal").text
    assert "Rút lại mọi việc đã ghi từ tệp phu-luc.xlsx. Lý do: Nhập nhầm tệp của năm trước." in journal
    assert "Rút lại việc ghi nhầm: Ghi vào sổ: Sản phẩm Trà." in journal


def test_the_public_page_of_what_was_taken_back_is_gone_at_once(fresh_app, lan, written):
    fresh_app.extensions["catalogue"].refresh()  # a process looks by itself twice a second
    assert lan.get("/products/3").status_code == 200
    lan.post(f"{written}/undo", **REASON)
    fresh_app.extensions["catalogue"].refresh()
    assert lan.get("/products/3").status_code == 404


def test_pressing_twice_undoes_once(fresh_app, lan, written):
    for _ in range(2):
        assert lan.post(f"{written}/undo", **REASON).status_code == 303
    with fresh_app.app_context():
        undone = select(func.count()).select_from(JournalEntry).where(JournalEntry.action == "undo_import")
        assert db.session.scalar(undone) == 1


def test_without_a_reason_it_is_not_undone(fresh_app, lan, written):
    answer = lan.post(f"{written}/undo", reason=" ")
    assert answer.status_code == 422
    assert '<a href="#reason">' in answer.text
    assert certifications(fresh_app) == 3


def test_it_can_be_brought_in_again_afterwards(fresh_app, lan, written):
    lan.post(f"{written}/undo", **REASON)
    confirm(lan, draft_of(send(lan, workbook([row("Cà phê"), row("Trà")]))))
    assert certifications(fresh_app) == 3


def test_what_stands_in_the_way_is_said_and_nothing_is_undone(fresh_app, lan, written):
    do(lan, "suspend", 2, **SUSPEND)
    page = lan.get(f"{written}/undo").text
    assert "Đã có việc ghi sau: Tạm đình chỉ (1 lần)." in page
    assert "<textarea" not in page
    assert lan.post(f"{written}/undo", **REASON).status_code == 422
    assert certifications(fresh_app) == 3


@pytest.mark.parametrize(("days", "undone"), [(6, True), (8, False)])
def test_it_is_undone_for_seven_days_and_no_longer(fresh_app, lan, written, days, undone):
    with fresh_app.app_context():
        upload = db.session.scalars(select(UploadRow)).one()
        upload.changed_at -= timedelta(days=days)
        db.session.commit()
    assert (f"{written}/undo" in lan.get(written).text) == undone
    assert (lan.post(f"{written}/undo", **REASON).status_code == 303) == undone


def test_what_wrote_nothing_has_nothing_to_undo(fresh_app, lan, written):
    draft = draft_of(send(lan, workbook([row("Cà phê")])))
    assert lan.post(f"{draft}/undo", **REASON).status_code == 422
    assert certifications(fresh_app) == 3


def test_rights_that_were_taken_back_undo_nothing(fresh_app, lan, written):
    with fresh_app.app_context():
        db.session.execute(db.text("UPDATE account_grant SET province = '92'"))
        db.session.commit()
    assert lan.post(f"{written}/undo", **REASON).status_code == 422
    assert certifications(fresh_app) == 3


def test_an_undone_file_is_neither_replaced_nor_written_again(fresh_app, lan, written):
    lan.post(f"{written}/undo", **REASON)
    assert send(lan, workbook([row("Cà phê")]), path=f"{written}/file").status_code == 422
    lan.post(f"{written}/drop")
    assert "đã được rút lại" in lan.get(written).text


# --- one act, within minutes --------------------------------------------------------------------------


@pytest.mark.parametrize(("act", "fields"), [("suspend", SUSPEND), ("revoke", REVOKE)])
def test_an_act_on_the_wrong_product_is_taken_back(fresh_app, lan, act, fields):
    coffee = register(fresh_app).id
    do(lan, act, coffee, **fields)
    page = lan.get("/registry/products/1")
    assert "/registry/change/undo" in page.text
    answer = lan.post("/registry/change/undo", act=act, certification=coffee)
    assert acts_on(fresh_app, coffee) == ["recognise", act, f"withdraw_{act}"]
    told = lan.get(answer.location).text
    assert 'data-verdict="in_force"' in told
    assert "Rút lại việc ghi nhầm:" in told
    lan.post("/registry/change/undo", act=act, certification=coffee)  # pressed twice
    assert acts_on(fresh_app, coffee) == ["recognise", act, f"withdraw_{act}"]


def test_nobody_takes_back_the_act_of_somebody_else_or_of_another_province(fresh_app, lan):
    coffee = register(fresh_app).id
    do(lan, "suspend", coffee, **SUSPEND)
    colleague, neighbour = sit_down(fresh_app, OFFICER), sit_down(fresh_app, Grant(Role.OFFICER, "92"))
    sent = {"act": "suspend", "certification": coffee}
    assert "/registry/change/undo" not in colleague.get("/registry/products/1").text
    answer = colleague.post("/registry/change/undo", **sent)
    assert "Không sửa được nữa" in colleague.get(answer.location).text
    assert neighbour.post("/registry/change/undo", **sent).status_code == 404
    assert acts_on(fresh_app, coffee) == ["recognise", "suspend"]


# --- an older recognition that still runs --------------------------------------------------------------


def test_an_older_recognition_that_still_runs_is_told_and_stopped_with_the_newer(fresh_app, lan):
    older = register(fresh_app).id
    newer = register(
        fresh_app, COFFEE, decision_number="99/QĐ-UBND", decided_on=COFFEE.decided_on + timedelta(60)
    ).id
    sent = {"act": "revoke", "certification": [newer], "seen": 99, **REVOKE}
    page = lan.post("/registry/change", **sent)
    assert "Lần công nhận khác vẫn còn hiệu lực" in page.text
    assert "quyết định 1234/QĐ-UBND" in page.text
    both = lan.post("/registry/change", **sent, step="both")
    assert "Lần công nhận khác" not in both.text
    assert f'name="certification" value="{older}"' in both.text
    lan.post("/registry/change", **{**sent, "certification": [newer, older]}, step="do")
    assert acts_on(fresh_app, older) == acts_on(fresh_app, newer) == ["recognise", "revoke"]


def test_a_recognition_that_has_ended_is_not_told(fresh_app, lan):
    register(fresh_app, COFFEE, printed_until=COFFEE.decided_on + timedelta(days=40))
    newer = register(
        fresh_app, COFFEE, decision_number="99/QĐ-UBND", decided_on=COFFEE.decided_on + timedelta(60)
    ).id
    sent = {"act": "revoke", "certification": [newer], "seen": 99, **REVOKE}
    assert "Lần công nhận khác" not in lan.post("/registry/change", **sent).text
