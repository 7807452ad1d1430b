"""A product at the desk: its story, a new recognition by form; and the journal."""

import csv
from datetime import date
from io import StringIO

import pytest
from sqlalchemy import func, select

from ocop_verify.accounts.permissions import Grant, Role
from ocop_verify.db import db
from ocop_verify.registry.models import CertificationRow
from tests.desk import sit_down
from tests.registry.products import COFFEE, NEIGHBOUR, TODAY, ending_in, register

OFFICER = Grant(Role.OFFICER, "68")
ADMINISTRATOR = Grant(Role.ADMINISTRATOR)
RENEW = "/registry/products/2/renew"
NEW = {
    "stars": "3",
    "decision_number": "99/QĐ-UBND",
    "decided_on": TODAY.strftime("%d/%m/%Y"),
    "authority": "UBND tỉnh Lâm Đồng",
}


@pytest.fixture
def coffee(fresh_app):
    """A product of Lâm Đồng (number 2) whose recognition ends soon, and a neighbour's (number 1)."""
    register(fresh_app, NEIGHBOUR)
    return register(fresh_app, **ending_in(20)).id


@pytest.fixture
def lan(fresh_app, coffee):
    return sit_down(fresh_app, OFFICER)


def certifications(app):
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(CertificationRow))


def seen_on(page):
    return page.text.split('name="seen" value="')[1].split('"')[0]


def test_the_story_is_told_in_sentences_with_who_and_when(lan):
    page = lan.get("/registry/products/2").text
    assert "Công nhận 4 sao theo quyết định 1234/QĐ-UBND" in page
    assert "Ghi vào sổ: Sản phẩm Cà phê bột Suối Mơ." in page
    assert "dòng lệnh (test)" in page


def test_an_inspector_reads_it_without_any_act(fresh_app, coffee):
    page = sit_down(fresh_app, Grant(Role.INSPECTOR, "68")).get("/registry/products/2").text
    assert "Công nhận 4 sao" in page
    assert "/registry/change" not in page
    assert RENEW not in page


# --- recognised again ----------------------------------------------------------------------------------


def test_labels_are_one_step_away_for_who_may_issue_them(fresh_app, lan, coffee):
    assert f"/labels/new/{coffee}" in lan.get("/registry/products/2").text
    inspector = sit_down(fresh_app, Grant(Role.INSPECTOR, "68"))
    assert "/labels/new" not in inspector.get("/registry/products/2").text


def test_a_body_that_has_ended_gives_way_to_its_successor(fresh_app):
    past = {"authority": "UBND huyện Di Linh", "stars": 3, "score": "", "decided_on": date(2024, 6, 3)}
    register(fresh_app, COFFEE, **past)
    page = sit_down(fresh_app, OFFICER).get("/registry/products/1/renew").text
    assert 'value="UBND tỉnh Lâm Đồng"' in page


def test_a_new_recognition_is_shown_and_then_written(fresh_app, lan):
    sent = {"seen": seen_on(lan.get(RENEW)), **NEW}
    preview = lan.post(RENEW, **sent)
    assert 'data-verdict="in_force"' in preview.text
    assert certifications(fresh_app) == 2
    lan.post(RENEW, **sent, step="do")
    assert certifications(fresh_app) == 3
    page = lan.get("/registry/products/2").text
    assert page.index("99/QĐ-UBND") < page.index("1234/QĐ-UBND")


def test_pressing_twice_recognises_once(fresh_app, lan):
    sent = {"seen": seen_on(lan.get(RENEW)), **NEW, "step": "do"}
    assert [lan.post(RENEW, **sent).status_code for _ in range(3)] == [303, 303, 303]
    assert certifications(fresh_app) == 3


def test_the_second_of_two_officers_is_told(fresh_app, lan):
    other = sit_down(fresh_app, OFFICER)
    sent = {"seen": seen_on(other.get(RENEW)), **NEW, "score": "77", "step": "do"}
    lan.post(RENEW, seen=sent["seen"], **{**NEW, "decision_number": "98/QĐ-UBND"}, step="do")
    answer = other.post(RENEW, **sent)
    assert answer.status_code == 409
    assert "98/QĐ-UBND" in answer.text
    assert 'value="77"' in answer.text
    assert certifications(fresh_app) == 3


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"stars": ""}, "stars"),
        ({"decided_on": "31/02/2026"}, "decided_on"),
        ({"decision_number": ""}, "decision_number"),
        ({"decision_number": "không số"}, "decision_number"),
        ({"score": "nhiều"}, "score"),
        ({"authority": "UBND thành phố Cần Thơ"}, "authority"),  # another province's decision
        ({"authority": "Bộ Nông nghiệp và Môi trường", "stars": "5"}, "authority"),  # not registered
    ],
)
def test_a_mistake_is_told_at_its_field_and_nothing_is_lost(fresh_app, lan, changes, field):
    sent = {"seen": seen_on(lan.get(RENEW)), **NEW, **changes}
    for step in ("", "do"):
        answer = lan.post(RENEW, **sent, step=step)
        assert answer.status_code == 422
        assert f'<a href="#{field}">' in answer.text
        assert all(value in answer.text for value in sent.values())
    assert certifications(fresh_app) == 2


def test_another_provinces_product_is_not_there(lan):
    assert lan.get("/registry/products/1/renew").status_code == 404
    assert lan.post("/registry/products/1/renew", **NEW, step="do").status_code == 404


# --- the journal ---------------------------------------------------------------------------------------


def shown(page):
    return [part.split("</span>")[0] for part in page.text.split('<span class="note-line">#')[1:]]


def test_an_officer_reads_what_happened_in_the_own_province(fresh_app, lan):
    page = lan.get("/registry/journal").text
    assert "Cà phê bột Suối Mơ" in page
    assert "Sông Xa" not in page
    assert "Tạo tài khoản." not in page


def test_an_administrator_reads_everything(fresh_app, coffee):
    page = sit_down(fresh_app, ADMINISTRATOR).get("/registry/journal").text
    assert "Sông Xa" in page
    assert "Tạo tài khoản." in page


def test_a_record_in_the_journal_leads_to_its_page(fresh_app, lan):
    assert 'href="/registry/products/2"' in lan.get("/registry/journal").text
    key = lan.account_id
    assert f"/account/people/{key}" in sit_down(fresh_app, ADMINISTRATOR).get("/registry/journal").text


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("action=recognise", 1),
        ("kind=producer", 1),
        ("kind=certification&number=2", 1),
        ("kind=certification&number=1", 0),  # the neighbour's
        ("actor=cli:test", 5),
        ("actor=nguyen+thi", 0),  # Lan has done nothing in the registry yet
        (f"day={TODAY:%d/%m/%Y}", 5),
        ("day=01/01/2020", 0),
    ],
)
def test_the_journal_is_filtered(lan, query, count):
    assert len(shown(lan.get(f"/registry/journal?{query}"))) == count


def test_a_long_journal_is_read_page_by_page(fresh_app, lan):
    for number in range(30):
        register(fresh_app, COFFEE, product=f"Trà {number}", decision_number=f"{number + 500}/QĐ-UBND")
    first = lan.get("/registry/journal")
    older = first.text.split('class="pages"')[1].split('href="')[1].split('"')[0].replace("&amp;", "&")
    second = lan.get(older)
    assert len(shown(first)) == 50
    assert int(shown(second)[0]) < int(shown(first)[-1])


def test_the_journal_is_exported_as_filtered(lan):
    content = lan.get("/registry/journal/export?action=recognise").data.decode("utf-8-sig")
    rows = list(csv.reader(StringIO(content)))
    assert len(rows) == 2
    assert "Công nhận" in rows[1]
