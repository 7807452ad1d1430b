"""Suspend, lift, revoke and extend at the desk: shown before, done once, never over others' heads."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from ocop_verify.accounts.permissions import NATION, Grant, Role
from ocop_verify.audit.models import JournalEntry
from ocop_verify.db import db
from ocop_verify.registry.correcting import correct_suspension, correctable
from ocop_verify.registry.models import SuspensionRow
from ocop_verify.registry.recognising import recognise
from ocop_verify.registry.suspending import suspend
from tests.desk import sit_down
from tests.registry.products import COFFEE, NEIGHBOUR, TODAY, days_ago, register

OFFICER = Grant(Role.OFFICER, "68")
CHANGE = "/registry/change"


@pytest.fixture
def coffee(fresh_app):
    """A certification of Lâm Đồng, beside others."""
    register(fresh_app, NEIGHBOUR)
    register(fresh_app, COFFEE, product="Trà Suối Mơ")
    return register(fresh_app).id


@pytest.fixture
def lan(fresh_app):
    return sit_down(fresh_app, OFFICER)


def seen_on(page):
    return page.text.split('name="seen" value="')[1].split('"')[0]


def fill_in(browser, act, *keys, **fields):
    """The form as it is opened, filled in; gives what its two presses send."""
    query = "&".join(f"certification={key}" for key in keys)
    page = browser.get(f"{CHANGE}?act={act}&{query}" + ("&corrects=1" if fields.get("corrects") else ""))
    assert page.status_code == 200, page.status
    return {"act": act, "certification": list(keys), "seen": seen_on(page), **fields}


def do(browser, act, *keys, **fields):
    """Fill in, look, confirm."""
    sent = fill_in(browser, act, *keys, **fields)
    return browser.post(CHANGE, **sent, step="do")


def acts_on(app, key):
    """What the journal says of a certification, the oldest first."""
    with app.app_context():
        entries = select(JournalEntry.action).where(
            JournalEntry.subject_type == "certification", JournalEntry.subject_id == key
        )
        return list(db.session.scalars(entries.order_by(JournalEntry.sequence)))


SUSPEND = {"reason": "Mẫu kiểm tra không đạt"}
REVOKE = {"ground": "food_safety", "decision": "12/QĐ-UBND ngày 01/02/2026"}
EXTEND = {"decision": "26/2026/QĐ-TTg", "day": (TODAY + timedelta(days=900)).strftime("%d/%m/%Y")}


@pytest.mark.parametrize(
    ("act", "fields", "state"),
    [("suspend", SUSPEND, "suspended"), ("revoke", REVOKE, "revoked"), ("extend", EXTEND, "in_force")],
)
def test_the_preview_says_what_the_public_will_see_and_writes_nothing(
    fresh_app, lan, coffee, act, fields, state
):
    page = lan.post(CHANGE, **fill_in(lan, act, coffee, **fields))
    assert f'data-verdict="{state}"' in page.text
    told = page.text.split('class="preview"')[1].split("<form")[0]
    assert (fields.get("reason") or fields["decision"]) in told  # what was typed, as people will read it
    assert acts_on(fresh_app, coffee) == ["recognise"]


@pytest.mark.parametrize(("act", "fields"), [("suspend", SUSPEND), ("revoke", REVOKE), ("extend", EXTEND)])
def test_what_is_confirmed_is_done_and_told(fresh_app, lan, coffee, act, fields):
    answer = do(lan, act, coffee, **fields)
    assert answer.status_code == 303
    assert acts_on(fresh_app, coffee) == ["recognise", act]
    assert "Nguyễn Thị Lan" in lan.get(answer.location).text


def test_a_suspension_is_lifted_again(fresh_app, lan, coffee):
    do(lan, "suspend", coffee, **SUSPEND)
    do(lan, "lift", coffee, reason="Đã khắc phục")
    assert acts_on(fresh_app, coffee) == ["recognise", "suspend", "lift"]


def test_pressing_twice_does_it_once(fresh_app, lan, coffee):
    sent = fill_in(lan, "suspend", coffee, **SUSPEND)
    answers = [lan.post(CHANGE, **sent, step="do").status_code for _ in range(3)]
    assert answers == [303, 303, 303]
    assert acts_on(fresh_app, coffee) == ["recognise", "suspend"]


@pytest.mark.parametrize("step", ["", "do"])
def test_the_second_of_two_officers_is_told_and_nothing_is_overwritten(fresh_app, lan, coffee, step):
    minh = sit_down(fresh_app, OFFICER, name="Trần Văn Minh")
    sent = fill_in(minh, "revoke", coffee, **REVOKE, reason="ghi chú của Minh")
    do(lan, "suspend", coffee, **SUSPEND)
    answer = minh.post(CHANGE, **sent, step=step)
    assert answer.status_code == 409
    assert "Mẫu kiểm tra không đạt" in answer.text  # what the other did
    assert "ghi chú của Minh" in answer.text  # what was typed is not lost
    assert acts_on(fresh_app, coffee) == ["recognise", "suspend"]
    minh.post(CHANGE, **{**sent, "seen": seen_on(answer)}, step="do")  # having been told, Minh decides again
    assert acts_on(fresh_app, coffee) == ["recognise", "suspend", "revoke"]


def test_several_products_are_suspended_by_one_decision(fresh_app, lan, coffee):
    tea = coffee - 1
    do(lan, "suspend", coffee, tea, **SUSPEND)
    assert acts_on(fresh_app, coffee) == acts_on(fresh_app, tea) == ["recognise", "suspend"]


def test_of_several_products_all_or_none_are_changed_and_the_one_in_the_way_is_named(fresh_app, lan, coffee):
    tea = coffee - 1
    do(lan, "suspend", tea, **SUSPEND)
    answer = do(lan, "suspend", coffee, tea, **SUSPEND)
    assert answer.status_code == 422
    assert "Trà Suối Mơ:" in answer.text
    assert acts_on(fresh_app, coffee) == ["recognise"]


@pytest.mark.parametrize(
    ("act", "fields", "field"),
    [
        ("suspend", {}, "reason"),
        ("suspend", {**SUSPEND, "day": "31/02/2026"}, "day"),
        ("suspend", {**SUSPEND, "day": "01/01/2099"}, "day"),  # a day that has not come
        ("suspend", {**SUSPEND, "day": "01/01/2019"}, "day"),  # before it was recognised
        ("revoke", {"ground": "food_safety"}, "decision"),
        ("revoke", {"decision": "1/QĐ"}, "ground"),
        ("extend", {"decision": "26/2026"}, "day"),
        ("extend", {"decision": "26/2026", "day": "01/01/2019"}, "day"),  # an extension never shortens
    ],
)
def test_a_mistake_is_told_on_top_and_at_its_field_and_nothing_typed_is_lost(
    fresh_app, lan, coffee, act, fields, field
):
    sent = fill_in(lan, act, coffee, **fields)
    answer = lan.post(CHANGE, **sent)
    assert answer.status_code == 422
    assert f'<a href="#{field}">' in answer.text
    assert f'id="{field}-fault"' in answer.text
    assert all(value in answer.text for value in fields.values())


def test_from_the_preview_one_goes_back_to_what_was_typed(lan, coffee):
    answer = lan.post(CHANGE, **fill_in(lan, "suspend", coffee, **SUSPEND), step="back")
    assert answer.status_code == 200
    assert SUSPEND["reason"] in answer.text


def test_another_provinces_products_are_not_there(fresh_app, lan, coffee):
    theirs = coffee - 2
    assert lan.get(f"{CHANGE}?act=suspend&certification={theirs}").status_code == 404
    sent = {"act": "suspend", "certification": [coffee, theirs], "seen": 99, **SUSPEND, "step": "do"}
    assert lan.post(CHANGE, **sent).status_code == 404
    assert lan.get("/registry/products/1").status_code == 404
    assert acts_on(fresh_app, theirs) == ["recognise"]
    assert sit_down(fresh_app, Grant(Role.OFFICER, NATION)).get("/registry/products/1").status_code == 200


def test_nothing_chosen_is_said(lan, coffee):
    answer = lan.get(f"{CHANGE}?act=suspend")
    assert "Hãy chọn ít nhất một sản phẩm" in lan.get(answer.location).text


# --- slips of the finger -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("act", "first", "meant"),
    [
        ("suspend", {"reason": "Mẩu kiểm tra", "day": ""}, {"reason": "Mẫu kiểm tra", "day": days_ago(3)}),
        ("revoke", {**REVOKE, "reason": "x"}, {**REVOKE, "decision": "13/QĐ-UBND"}),
        ("extend", EXTEND, {"decision": "26/2026/QĐ-TTg", "day": TODAY + timedelta(days=850)}),
    ],
)
def test_a_slip_is_mended_by_an_entry_of_its_own(fresh_app, lan, coffee, act, first, meant):
    do(lan, act, coffee, **first)
    meant = {
        name: value if isinstance(value, str) else value.strftime("%d/%m/%Y") for name, value in meant.items()
    }
    answer = do(lan, act, coffee, corrects="1", **meant)
    assert answer.status_code == 303, answer.text
    assert acts_on(fresh_app, coffee) == ["recognise", act, f"correct_{act}"]
    assert "Sửa lỗi ghi. Nay là:" in lan.get(answer.location).text


def test_a_slip_in_lifting_is_mended(fresh_app, lan, coffee):
    do(lan, "suspend", coffee, **SUSPEND, day=days_ago(9).strftime("%d/%m/%Y"))
    do(lan, "lift", coffee, reason="Đã khắc fục")
    do(lan, "lift", coffee, corrects="1", reason="Đã khắc phục", day=days_ago(2).strftime("%d/%m/%Y"))
    with fresh_app.app_context():
        row = db.session.scalars(select(SuspensionRow)).one()
    assert (row.lifted_on, row.lift_reason) == (days_ago(2), "Đã khắc phục")


def test_a_slip_is_mended_only_by_who_made_it(fresh_app, lan, coffee):
    do(lan, "suspend", coffee, **SUSPEND)
    other = sit_down(fresh_app, OFFICER)
    assert "corrects=1" in lan.get("/registry/products/3").text
    assert "corrects=1" not in other.get("/registry/products/3").text
    assert do(other, "suspend", coffee, corrects="1", **SUSPEND).status_code == 422


@pytest.mark.parametrize(("minutes", "act"), [(9, "suspend"), (11, None)])
def test_a_slip_is_mended_for_ten_minutes_and_no_longer(session, now, minutes, act):
    key = recognise(session, COFFEE, actor="user:1", now=now).id
    suspend(session, key, "Mẩu không đạt", actor="user:1", now=now)
    correct_suspension(session, key, "Mẫu không đạt", actor="user:1", now=now + timedelta(minutes=5))
    later = now + timedelta(minutes=minutes)  # a correction in between does not prolong the time
    assert correctable(session, key, actor="user:1", now=later) == act
