"""Where the rule of two people holds, one officer asks for a revocation and another does it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from ocop_verify.accounts.permissions import NATION, Grant, Role
from ocop_verify.approvals.models import ApprovalRow
from ocop_verify.audit.models import JournalEntry
from ocop_verify.db import db
from tests.conftest import running
from tests.desk import sit_down
from tests.registry.products import NEIGHBOUR, register
from tests.registry.sheets import HEADINGS, draft_of, row, send, workbook
from tests.registry.test_desk_changes import REVOKE, SUSPEND, acts_on, do

OFFICER = Grant(Role.OFFICER, "68")
ONE = "/registry/approvals/1"


@pytest.fixture
def house(new_registry):
    """A site where two officers are needed."""
    with running(replace(new_registry(), two_persons=True)) as app:
        register(app)
        yield app


@pytest.fixture
def lan(house):
    return sit_down(house, OFFICER)


@pytest.fixture
def minh(house):
    return sit_down(house, OFFICER, name="Trần Văn Minh")


def answered(browser, step="confirm"):
    """Open the request, press a button of it."""
    seen = browser.get(ONE).text.split('name="seen" value="')[1].split('"')[0]
    return browser.post(ONE, seen=seen, step=step)


def test_a_revocation_waits_for_a_colleague_and_changes_nothing(house, lan, minh):
    assert do(lan, "revoke", 1, **REVOKE).location == "/registry/approvals"
    assert acts_on(house, 1) == ["recognise"]
    assert "Chờ người thứ hai xác nhận <strong>1</strong>" in minh.get("/registry").text
    page = minh.get(ONE).text
    assert 'data-verdict="revoked"' in page
    assert "12/QĐ-UBND ngày 01/02/2026" in page
    assert 'value="confirm"' in page


def test_a_colleague_confirms_and_both_are_on_record(house, lan, minh):
    do(lan, "revoke", 1, **REVOKE)
    assert answered(minh).status_code == 303
    with house.app_context():
        told = select(JournalEntry.action, JournalEntry.actor).where(JournalEntry.action.like("%revoke"))
        by_lan, by_minh = f"user:{lan.account_id}", f"user:{minh.account_id}"
        assert db.session.execute(told).all() == [("revoke", by_lan), ("confirm_revoke", by_minh)]
    journal = minh.get("/registry/journal").text
    assert "Xác nhận việc đồng nghiệp đề nghị: Thu hồi." in journal
    assert "Đề nghị người thứ hai xác nhận: Thu hồi." in journal
    story = lan.get("/registry/products/1").text
    assert "Xác nhận việc thu hồi, là người thứ hai." in story
    assert "Trần Văn Minh" in story


def test_nobody_confirms_what_they_asked_for(house, lan):
    do(lan, "revoke", 1, **REVOKE)
    assert 'value="confirm"' not in lan.get(ONE).text
    assert lan.post(ONE, seen="99", step="confirm").status_code == 409
    assert acts_on(house, 1) == ["recognise"]


@pytest.mark.parametrize(
    ("who", "step", "state"), [("lan", "take_back", "rút lại"), ("minh", "decline", "từ chối")]
)
def test_it_is_taken_back_or_declined_and_then_confirmed_by_nobody(house, lan, minh, who, step, state):
    do(lan, "revoke", 1, **REVOKE)
    assert answered({"lan": lan, "minh": minh}[who], step).status_code == 303
    assert state in minh.get(ONE).text
    assert minh.post(ONE, seen="99", step="confirm").status_code == 409
    assert acts_on(house, 1) == ["recognise"]
    assert "Chờ người thứ hai" not in minh.get("/registry").text


def test_a_colleague_cannot_take_back_in_the_name_of_who_asked(house, lan, minh):
    do(lan, "revoke", 1, **REVOKE)
    assert minh.post(ONE, step="take_back").status_code == 409


def test_it_waits_for_seven_days_and_no_longer(house, lan, minh):
    do(lan, "revoke", 1, **REVOKE)
    with house.app_context():
        db.session.scalars(select(ApprovalRow)).one().expires_at -= timedelta(days=7, seconds=1)
        db.session.commit()
    assert "Đã quá hạn" in minh.get(ONE).text
    assert minh.post(ONE, seen="99", step="confirm").status_code == 409
    assert "Không có việc nào đang chờ" in minh.get("/registry/approvals").text


def test_asking_twice_and_confirming_twice_does_it_once(house, lan, minh):
    page = lan.get("/registry/change?act=revoke&certification=1")
    seen = page.text.split('name="seen" value="')[1].split('"')[0]
    sent = {"act": "revoke", "certification": 1, "seen": seen, **REVOKE, "step": "do"}
    assert [lan.post("/registry/change", **sent).status_code for _ in range(2)] == [303, 303]
    with house.app_context():
        assert len(db.session.scalars(select(ApprovalRow)).all()) == 1
    answers = [answered(minh).status_code, minh.post(ONE, seen="99", step="confirm").status_code]
    assert answers == [303, 409]
    assert acts_on(house, 1) == ["recognise", "revoke", "confirm_revoke"]


def test_what_was_done_meanwhile_is_shown_before_it_is_confirmed(house, lan, minh):
    do(lan, "revoke", 1, **REVOKE)
    page = minh.get(ONE).text
    seen = page.split('name="seen" value="')[1].split('"')[0]
    do(lan, "suspend", 1, **SUSPEND)
    answer = minh.post(ONE, seen=seen, step="confirm")
    assert answer.status_code == 409
    assert "Mẫu kiểm tra không đạt" in answer.text
    assert answered(minh).status_code == 303
    assert acts_on(house, 1) == ["recognise", "suspend", "revoke", "confirm_revoke"]


def test_who_has_lost_the_right_has_asked_in_vain(house, lan, minh):
    do(lan, "revoke", 1, **REVOKE)
    with house.app_context():
        db.session.execute(
            db.text("UPDATE account_grant SET province = '92' WHERE account_id = :id"), {"id": lan.account_id}
        )
        db.session.commit()
    assert answered(minh).status_code == 409
    assert acts_on(house, 1) == ["recognise"]


def test_products_of_two_provinces_wait_for_a_colleague_in_each(house):
    theirs = register(house, NEIGHBOUR).id
    do(sit_down(house, Grant(Role.OFFICER, NATION)), "revoke", 1, theirs, **REVOKE)
    can_tho = sit_down(house, Grant(Role.OFFICER, "92"))
    assert "Nước mắm Sông Xa" in can_tho.get("/registry/approvals").text
    assert "Cà phê bột Suối Mơ" not in can_tho.get("/registry/approvals").text
    assert can_tho.get(ONE).status_code == 404


def test_everything_else_is_done_by_one(house, lan):
    do(lan, "suspend", 1, **SUSPEND)
    assert acts_on(house, 1) == ["recognise", "suspend"]


def test_what_two_did_one_neither_corrects_nor_takes_back(house, lan, minh):
    do(lan, "revoke", 1, **REVOKE)
    answered(minh)
    assert "/registry/change/undo" not in lan.get("/registry/products/1").text
    assert lan.get("/registry/change?act=revoke&certification=1&corrects=1").status_code == 404
    lan.post("/registry/change/undo", act="revoke", certification=1)
    assert acts_on(house, 1) == ["recognise", "revoke", "confirm_revoke"]


def test_no_file_revokes_by_the_way(house, lan):
    headings = (*HEADINGS, "Thu hồi từ", "Lý do thu hồi", "Quyết định thu hồi")
    revoked = [*row("Trà"), "01/06/2026", "food_safety", "9/QĐ-UBND"]
    page = lan.get(draft_of(send(lan, workbook([revoked], headings)))).text
    assert "Quy tắc hai người đang bật" in page
    assert "/write" not in page


def test_no_file_revokes_at_the_command_line_either(house, tmp_path):
    headings = (*HEADINGS, "Thu hồi từ", "Lý do thu hồi", "Quyết định thu hồi")
    path = tmp_path / "thu-hoi.xlsx"
    path.write_bytes(workbook([[*row("Trà"), "01/06/2026", "food_safety", "9/QĐ-UBND"]], headings))
    told = house.test_cli_runner().invoke(args=["registry", "import", str(path)])
    assert told.exit_code == 1
    assert "OCOP_TWO_PERSONS" in told.output
    path.write_bytes(workbook([row("Trà")]))
    assert house.test_cli_runner().invoke(args=["registry", "import", str(path)]).exit_code == 0


@pytest.mark.parametrize(
    "command",
    [
        "registry revoke --certification 1 --ground food_safety --decision 9/QĐ-UBND",
        "keys retire 0",
        "keys distrust 0 --since 2026-01-01",
        "keys new",
    ],
)
def test_a_command_says_that_it_takes_two(house, command):
    runner = house.test_cli_runner()
    if command == "keys new":
        assert runner.invoke(args=["keys", "new"]).exit_code == 0  # the very first key needs nobody
    told = runner.invoke(args=command.split())
    assert told.exit_code == 1
    assert "OCOP_TWO_PERSONS" in told.output
    assert acts_on(house, 1) == ["recognise"]
