"""A case that is typed by hand: led to the product of the register that the inspector means."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from html import unescape

import pytest
from flask import Flask

from ocop_verify.accounts.permissions import Grant, Role
from ocop_verify.db import begin_write, db
from ocop_verify.domain.records import LabelKind
from ocop_verify.inspection.models import FlagRow
from ocop_verify.labels.issuing import Order, issue_batch
from tests.cast import OFFICER
from tests.desk import Browser, sit_down
from tests.labels.desk import House, make_house, tokens_of

MINH = Grant(Role.INSPECTOR, "68")
TYPED = {
    "kind": "other",
    "where": "Chợ Phan Thiết",
    "province": "68",
    "product": "",
    "words": "Bày ngoài cổng",
}
ASKS = 'name="choice"'


@dataclass
class Room:
    app: Flask
    house: House
    minh: Browser

    def send(self, **fields):
        return self.minh.post("/inspection/flags", **{**TYPED, **fields})

    def flag(self) -> FlagRow:
        with self.app.app_context():
            found = db.session.get_one(FlagRow, 1)
            db.session.expunge_all()
            return found


@pytest.fixture
def room(fresh_app: Flask) -> Room:
    return Room(fresh_app, make_house(fresh_app), sit_down(fresh_app, MINH))


@pytest.fixture
def label(room: Room) -> str:
    """The token of a label of the coffee."""
    with room.app.app_context():
        begin_write(db.session())
        order = Order(room.house.certification, LabelKind.UNIT, 3, "a4-24")
        batch = issue_batch(db.session(), order, actor=OFFICER, now=datetime.now(UTC)).id
        db.session.commit()
    room.app.extensions["catalogue"].refresh()
    return tokens_of(room.app, batch)[1]


@pytest.mark.parametrize(
    ("about", "why"),
    [
        ("Cà phê bột Suối Mơ", "as it stands in the register"),
        ("ca phe bot suoi mo", "without marks"),
        ("Cà fê Suối Mơ loại 1", "as a seller writes it"),
        ("3981/QĐ-UBND", "a decision's number"),
    ],
)
def test_a_name_or_number_that_the_register_knows_is_asked_about_before_a_case_is_opened(room, about, why):
    if about[0].isdigit():
        about = room.app.extensions["catalogue"].held.catalogue.decisions[1].number
    told = room.send(about=about)
    assert (told.status_code, ASKS in told.text) == (200, True), why
    assert "Cà phê bột Suối Mơ" in unescape(told.text).split(ASKS)[1]
    assert "Bày ngoài cổng" in told.text  # nothing that was typed is lost


def test_what_is_chosen_is_what_the_case_is_about_and_it_stands_on_the_products_page(room):
    asked = room.send(about="ca phe suoi mo")
    [choice] = re.findall(r'name="choice" value="(\d+)"[^>]*> <label[^>]*>Cà phê bột', unescape(asked.text))
    opened = room.send(about="ca phe suoi mo", asked="ca phe suoi mo", choice=choice)
    assert opened.location == "/inspection/flags/1"
    assert room.flag().product_id == 1
    told = unescape(room.minh.get("/inspection/flags/1").text)
    assert "Tên ghi khi lập: ca phe suoi mo" in told
    assert "/inspection/flags/1" in room.minh.get("/registry/products/1").text


def test_none_of_them_is_a_choice_too(room):
    opened = room.send(about="Cà phê Suối Mơ", asked="Cà phê Suối Mơ", choice="none")
    assert opened.location == "/inspection/flags/1"
    assert (room.flag().product_id, room.flag().about) == (None, "Cà phê Suối Mơ")


@pytest.mark.parametrize(
    "fields",
    [
        {"asked": "Mắm nêm", "choice": "2"},  # chosen for another name
        {"asked": "Cà phê Suối Mơ", "choice": "99999"},  # not in the register
        {"asked": "Cà phê Suối Mơ", "choice": "x"},
        {"asked": "Cà phê Suối Mơ"},  # not chosen
    ],
)
def test_a_choice_that_was_not_made_is_asked_for_again(room, fields):
    assert ASKS in room.send(about="Cà phê Suối Mơ", **fields).text


def test_a_name_that_is_like_none_is_a_case_at_once_and_the_search_says_that_there_is_none(room):
    assert "Không thấy trong sổ" in room.send(about="Zzyzx", do="find").text
    assert room.send(about="Zzyzx").location == "/inspection/flags/1"


@pytest.mark.parametrize("form", ["https://ocop.vn/{}", "{}", "https://ocop-vn.example/{}", "code"])
def test_a_pasted_label_says_product_and_label_for_sure(room, label, form):
    pasted = form.format(label)
    if form == "code":
        page = room.minh.get(f"/{label}").text
        pasted = re.findall(r"\d{3}(?: \d{3}){4,5}", page)[0]
    told = unescape(room.send(about=pasted).text)
    assert "Đã nhận ra sản phẩm" in told
    fields = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', told))
    assert (fields["product"], fields["label"].split("-")[2]) == ("1", "2")
    again = {name: fields[name] for name in ("product", "label", "asked", "about")}
    assert room.send(**again).location == "/inspection/flags/1"
    assert (room.flag().product_id, room.flag().about) == (1, "Cà phê bột Suối Mơ")


@pytest.mark.parametrize("pasted", ["https://ocop.vn/products/1", "/en/products/1", "ocop.vn/products/1?x=2"])
def test_a_pasted_page_says_the_product_for_sure_and_may_be_taken_back(room, pasted):
    told = room.send(about=pasted).text
    assert "Đã nhận ra sản phẩm" in unescape(told)
    back = room.send(product="1", asked="link", do="other").text
    assert 'name="about"' in back
    assert "Bày ngoài cổng" in back


def test_a_label_that_is_not_ours_is_no_product(room, label):
    forged = label[:-1] + ("1" if label[-1] != "1" else "2")
    told = room.send(about=f"https://ocop.vn/{forged}")
    assert "Đã nhận ra" not in unescape(told.text)
