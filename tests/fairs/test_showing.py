"""What everybody sees of a fair: recognised products, times of checks, and nothing that accuses anybody."""

import json
import re
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import update

from ocop_verify.db import begin_write, db
from ocop_verify.fairs.arranging import Declared, declare
from ocop_verify.fairs.models import FairRow, StallRow
from ocop_verify.registry.suspending import suspend
from tests.cast import OFFICER
from tests.desk import HOME, stranger
from tests.fairs.hall import Hall, Phone, make_hall

LD = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


@pytest.fixture
def hall(fresh_app: Flask) -> Hall:
    return make_hall(fresh_app)


@pytest.fixture
def phone(hall: Hall) -> Phone:
    return hall.phone("Nguyễn Thị Hoa")


def shown(hall: Hall, place: int = 0) -> dict[str, object]:
    """A stall as programs read it; the pages for people open and agree."""
    stall = stranger(hall.app).get("/fairs/1.json").json["stalls"][place]
    for path in ("/fairs/1", f"/fairs/1/at/{stall['id']}", f"/en/fairs/1/at/{stall['id']}"):
        assert f'data-stall="{stall["state"]}"' in stranger(hall.app).get(path).text
    return stall


def names(stall: dict[str, object]) -> list[str]:
    return [good["name"] for good in stall["products"]]


def declare_more(hall: Hall, *goods: Declared) -> None:
    with hall.app.app_context():
        begin_write(db.session())
        declare(db.session(), hall.stalls[0], goods)
        db.session.commit()


def test_a_stall_that_nobody_has_checked_shows_what_it_declares_and_that_it_was_not_checked(hall):
    stall = shown(hall)
    assert (stall["state"], stall["checked_at"], names(stall)) == (
        "not_checked",
        None,
        ["Cà phê bột Suối Mơ"],
    )


def test_a_stall_that_declares_nothing_is_told_like_one_with_something_to_settle(hall):
    assert (shown(hall, 1)["state"], shown(hall, 1)["products"]) == ("not_shown", [])


def test_a_stall_that_was_checked_says_when(hall, phone):
    scanned = phone.saying("scanned", text=hall.token)
    phone.say(scanned)
    stall = shown(hall)
    assert stall["state"] == "checked"
    assert datetime.fromisoformat(stall["checked_at"]) == datetime.fromisoformat(scanned["at"])


@pytest.mark.parametrize(
    ("finding", "state", "products"),
    [
        ("in_force", "checked", 1),
        ("no_label", "not_shown", 0),
        ("unconfirmed", "not_shown", 0),
        ("ended", "not_shown", 0),
        ("other_stars", "not_shown", 0),
        ("forged", "not_shown", 0),
    ],
)
def test_whatever_was_found_the_words_in_public_are_neutral(hall, phone, finding, state, products):
    phone.say(phone.saying("looked", subject="good:1", finding=finding, words="Chủ gian cãi"))
    stall = shown(hall)
    assert (stall["state"], len(stall["products"])) == (state, products)
    for page in ("/fairs/1", "/fairs/1/at/1", "/fairs/1.json"):
        text = stranger(hall.app).get(page).text
        assert finding not in text or finding == "in_force"
        assert "Chủ gian cãi" not in text
        assert "Nguyễn Thị Hoa" not in text, "who checked is nobody's business"


def test_one_thing_to_settle_hides_the_stall_and_a_loose_end_shows_it_in_part(hall, phone):
    phone.say(phone.saying("scanned", text=hall.token))
    declare_more(hall, Declared("Bánh gai"))
    assert (shown(hall)["state"], names(shown(hall))) == ("partly", ["Cà phê bột Suối Mơ"])
    phone.say(phone.saying("looked", subject="good:2", finding="forged"))
    assert (shown(hall)["state"], names(shown(hall))) == ("not_shown", [])


def test_phones_that_disagree_keep_a_product_out_of_sight(hall, phone):
    other = hall.phone("Bình")
    phone.say(phone.saying("scanned", text=hall.token))
    other.say(other.saying("looked", subject="good:1", finding="no_label"))
    assert shown(hall)["state"] == "not_shown"


def test_a_product_that_is_not_declared_is_not_named(hall, phone):
    phone.say(phone.saying("scanned", text=hall.token, stall=hall.stalls[1]))
    with hall.app.app_context():
        begin_write(db.session())
        declare(db.session(), hall.stalls[1], [Declared("Bánh gai")])
        db.session.commit()
    assert names(shown(hall, 1)) == []


@pytest.mark.parametrize(("claimed", "products"), [(0, 1), (4, 1), (5, 0)])
def test_a_product_that_is_declared_with_other_stars_is_not_named(hall, claimed, products):
    with hall.app.app_context():
        begin_write(db.session())
        declare(db.session(), hall.stalls[1], [Declared("Cà phê", claimed, 1)])
        db.session.commit()
    assert len(shown(hall, 1)["products"]) == products


def test_what_is_suspended_today_leaves_the_page_whatever_was_found_yesterday(hall, phone):
    phone.say(phone.saying("scanned", text=hall.token))
    with hall.app.app_context():
        begin_write(db.session())
        now = datetime.now(UTC)
        suspend(db.session(), hall.house.certification, "Chờ kiểm nghiệm", actor=OFFICER, now=now)
        db.session.commit()
        hall.app.extensions["catalogue"].refresh()
    assert shown(hall)["state"] == "not_shown"


def change(hall: Hall, model: type, **columns: object) -> None:
    with hall.app.app_context():
        db.session.execute(update(model).values(columns))
        db.session.commit()


def test_search_engines_are_told_of_an_event_and_of_one_that_does_not_happen(hall):
    page = stranger(hall.app).get("/fairs/1").text
    event = json.loads(LD.search(page)[1])
    assert (event["@type"], event["name"], event["location"]["name"]) == (
        "Event",
        "Phiên chợ OCOP",
        "Nhà văn hóa",
    )
    assert event["eventStatus"].endswith("EventScheduled")
    change(hall, FairRow, called_off_at=datetime.now(UTC))
    page = stranger(hall.app).get("/fairs/1").text
    assert "EventCancelled" in page
    assert "Không tổ chức" in page


@pytest.mark.parametrize("path", ["/fairs/1", "/fairs/1.json", "/fairs/1/at/1"])
def test_a_page_is_kept_for_a_minute_and_told_anew_once_something_is_said(hall, phone, path):
    first = stranger(hall.app).get(path)
    assert first.headers["Cache-Control"] == "public, max-age=60"
    asked = {"If-None-Match": first.headers["ETag"]}
    assert stranger(hall.app).get(path, headers=asked).status_code == 304
    phone.say(phone.saying("scanned", text=hall.token))
    assert stranger(hall.app).get(path, headers=asked).status_code == 200


@pytest.mark.parametrize("path", ["/fairs/2", "/fairs/2.json", "/fairs/1/at/9", "/fairs/2/at/1"])
def test_what_is_not_there_is_not_found(hall, path):
    assert stranger(hall.app).get(path).status_code == 404


def test_a_stall_that_was_removed_is_gone(hall):
    change(hall, StallRow, removed_at=datetime.now(UTC))
    assert stranger(hall.app).get("/fairs/1/at/1").status_code == 404
    assert stranger(hall.app).get("/fairs/1.json").json["stalls"] == []


@pytest.mark.parametrize("path", ["/fairs", "/fairs.ics", "/fairs/1", "/fairs/1.json", "/fairs/1/at/1"])
def test_while_the_database_is_away_pages_say_so_and_scans_go_on(hall, path):
    hall.app.extensions["catalogue"].refresh()
    with hall.app.app_context():
        db.engine.dispose()
    place = hall.app.extensions["settings"].data_dir / "ocop.sqlite3"
    if not place.exists():
        pytest.skip("only a file can be taken away under a running application")
    away = place.rename(place.with_name("away"))
    try:
        answer = stranger(hall.app).get(path)
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
        assert "Chưa kiểm tra được" in answer.text
        scan = hall.app.test_client().get(f"/{hall.token}", base_url=HOME)
        assert 'data-verdict="in_force"' in scan.text
    finally:
        away.rename(place)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("a10", ["A10"]),  # a number
        ("co so suoi", ["A2"]),  # a holder, without accents
        ("BỘT cà phê", ["A2"]),  # a product, in another order
        ("A", ["A2", "A10"]),
        ("mật ong", []),
    ],
)
def test_stalls_are_looked_for_by_number_holder_or_product(hall, asked, found):
    page = stranger(hall.app).get("/fairs/1", query_string={"q": asked}).text
    assert re.findall(r'id="stall-\d+">.*?>Gian (\w+)', page) == found
    assert ("Không tìm thấy gian hàng nào" in page) == (not found)
