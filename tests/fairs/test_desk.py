"""The desk of a fair: what its organizer arranges, sees and settles, and who may not."""

import re
from datetime import timedelta
from threading import get_ident
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import event, select

from ocop_verify.accounts.permissions import Grant, Role
from ocop_verify.db import db
from ocop_verify.domain.stall_checks import Colour, StallFinding
from ocop_verify.fairs.models import DeclaredGoodRow, FairRow, StallRow, StallSayingRow
from ocop_verify.fairs.sheets import read_stall, read_stalls
from ocop_verify.fairs.words import COLOUR_LOOKS, FINDING_LOOKS, FINDINGS
from tests.desk import Browser, sit_down
from tests.fairs.hall import ORGANIZER, Hall, make_hall
from tests.labels.desk import ELSEWHERE, HERE, request_of

STALL = "/fairs/1/stalls/1"
LIST = "/fairs/1/stalls/list"


@pytest.fixture
def hall(fresh_app: Flask) -> Hall:
    return make_hall(fresh_app)


def line(hall: Hall):
    """What the first stall's first good comes to."""
    with hall.app.app_context():
        return read_stall(db.session(), db.session.get_one(StallRow, hall.stalls[0])).sheet.lines[0]


def goods(hall: Hall) -> dict[str, tuple[int | None, str]]:
    with hall.app.app_context():
        rows = db.session.scalars(select(DeclaredGoodRow).where(DeclaredGoodRow.removed_at.is_(None)))
        return {row.said: (row.product_id, row.finding) for row in rows}


def disputed(hall: Hall) -> None:
    """Two phones disagree about the first good."""
    hoa, mai = hall.phone("Hoa"), hall.phone("Mai")
    hoa.say(hoa.saying("scanned", text=hall.token, headline="expired"))
    mai.say(mai.saying("looked", subject="good:1", finding="no_label"))
    assert line(hall).disputed


def settle(browser: Browser, about: str, finding: str, saying: str = "") -> int:
    """Send the form of settling; gives the status."""
    fields = {"said": "settled", "subject": "good:1", "about": about, "finding": finding}
    return browser.post(f"{STALL}/say", saying=saying or str(uuid4()), **fields).status_code


def answers(browser: Browser) -> str:
    """The checks that the form of settling names."""
    found = re.search(r'value="settled".*?name="about" value="([^"]+)"', browser.get(STALL).text)
    assert found
    return found[1]


def test_every_finding_and_colour_has_its_words_and_its_shape():
    assert set(FINDINGS) == set(FINDING_LOOKS) == set(StallFinding)
    assert set(COLOUR_LOOKS) == set(Colour)
    assert len({look.shape for look in FINDING_LOOKS.values()}) == len(StallFinding)


def test_a_fair_is_opened_once_however_often_its_form_is_sent(hall):
    form = hall.organizer.get("/fairs/new").text
    facts = {"name": "Hội chợ Tết", "place": "Quảng trường", "province": HERE, "organizer": "Sở"}
    days = {"first_on": "2027-01-10", "last_on": "2027-01-12"}
    for _ in range(2):
        answer = hall.organizer.post("/fairs/new", request=request_of(form), **facts, **days)
        assert answer.location == "/fairs/2/stalls"
    assert "Hội chợ Tết" in hall.organizer.get("/fairs/mine").text


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"first_on": "2027-01-12", "last_on": "2027-01-10"}, "Ngày kết thúc phải từ ngày khai mạc"),
        ({"first_on": "2027-01-12", "last_on": "hôm nào"}, "Hãy chọn ngày kết thúc"),
        ({"first_on": "", "last_on": "", "name": ""}, "Hãy ghi tên hội chợ"),
    ],
)
def test_a_fair_that_cannot_be_is_refused_with_the_reason(hall, typed, words):
    facts = {"name": "Hội chợ", "place": "Đây", "province": HERE, **typed}
    answer = hall.organizer.post("/fairs/new", **facts)
    assert answer.status_code == 422
    assert words in answer.text


def test_an_officer_opens_no_fair_in_another_province(hall):
    lan = sit_down(hall.app, Grant(Role.OFFICER, HERE))
    facts = {"name": "Hội chợ", "place": "Đây", "first_on": "2027-01-10", "last_on": "2027-01-12"}
    assert lan.post("/fairs/new", province=ELSEWHERE, **facts).status_code == 422
    assert lan.post("/fairs/new", province=HERE, **facts).status_code == 303


def test_the_fair_of_another_organizer_is_not_there(hall):
    other = sit_down(hall.app, ORGANIZER)
    for path in ("desk", "stalls", "stalls/1", "phones", "edit", "call-off"):
        assert other.get(f"/fairs/1/{path}").status_code == 404, path
    assert "Phiên chợ" not in other.get("/fairs/mine").text


def test_an_inspector_of_the_province_looks_and_changes_nothing(hall):
    minh = sit_down(hall.app, Grant(Role.INSPECTOR, HERE))
    assert minh.get("/fairs/1/desk").status_code == minh.get(STALL).status_code == 200
    assert "<form" not in minh.get(STALL).text.split('class="work"')[1].split("<dialog")[0]
    assert minh.post(f"{STALL}/say", saying=str(uuid4()), said="noted", words="!").status_code == 403


def test_a_fair_is_called_off_and_on_again(hall):
    hall.organizer.post("/fairs/1/call-off", off="yes")
    assert "Đã hủy" in hall.organizer.get("/fairs/1/desk").text
    assert "join-code" not in hall.organizer.get("/fairs/1/phones").text
    hall.organizer.post("/fairs/1/call-off", off="no")
    assert "join-code" in hall.organizer.get("/fairs/1/phones").text


def paste(hall: Hall, lines: str) -> None:
    """Paste a list, and take it as it was shown."""
    assert hall.organizer.post("/fairs/1/stalls/paste", lines=lines).location == f"{LIST}"
    take(hall.organizer)


def take(browser: Browser) -> None:
    """Press the button of the page that shows a list."""
    found = re.search(r'name="digest" value="([0-9a-f]+)"', browser.get(LIST).text)
    assert found
    answer = browser.post(f"{LIST}/take", digest=found[1])
    assert browser.get(answer.location).status_code == 200


def test_pasted_goods_are_matched_where_there_is_no_doubt(hall):
    paste(hall, "A2; Cơ sở Suối Mơ; Cà phê bột Suối Mơ; 4\nB1; Cơ sở lạ; Mì vịt tiềm; 4")
    with hall.app.app_context():
        stalls = read_stalls(db.session(), 1)
        assert [(each.stall.number, len(each.goods)) for each in stalls] == [("A2", 1), ("A10", 0), ("B1", 1)]
    assert goods(hall)["Mì vịt tiềm"] == (None, "not_found")
    page = hall.organizer.get("/fairs/1/stalls").text
    assert "Mì vịt tiềm" in page


def test_a_product_that_somebody_chose_stays_when_goods_are_compared_again(hall):
    hall.organizer.post(f"{STALL}/goods", product="Mì vịt tiềm")
    path = f"{STALL}/goods/2"
    assert hall.organizer.get(path + "?q=mam+nem").status_code == 200
    assert hall.organizer.post(path, product="999").status_code == 422
    assert hall.organizer.post(path, product="2").status_code == 303
    hall.organizer.post("/fairs/1/stalls/rematch")
    assert goods(hall)["Mì vịt tiềm"] == (2, "")


def test_a_dispute_is_shown_first_and_settled(hall):
    disputed(hall)
    page = hall.organizer.get("/fairs/1/desk?show=disputed").text
    assert "Các máy nói khác nhau" in page
    assert ">A10<" not in page
    assert "Máy trả lời lúc đó" in hall.organizer.get(STALL).text
    assert settle(hall.organizer, answers(hall.organizer), "in_force") == 303
    found = line(hall)
    assert (found.finding, found.disputed) == (StallFinding.IN_FORCE, frozenset())


def test_a_helper_with_two_phones_is_named_once(hall):
    for name in ("Hoa", "Mai", "Hoa"):
        hall.phone(name)
    assert "3 máy: Hoa (2), Mai" in hall.organizer.get("/fairs/1/desk").text


def test_taking_something_back_is_folded_and_says_what_to_a_screen_reader(hall):
    phone = hall.phone("Hoa")
    phone.say(phone.saying("looked", subject="good:1", finding="no_label"))
    page = hall.organizer.get(STALL).text
    folded = re.search(r'<details class="quiet"><summary>(.*?)</summary>', page)
    assert folded
    assert re.search(r"mục lúc .* của Hoa", folded[1])
    assert "Rút lại mục này" in page


def test_the_same_form_sent_twice_is_one_saying(hall):
    disputed(hall)
    saying, about = str(uuid4()), answers(hall.organizer)
    for _ in range(2):
        assert settle(hall.organizer, about, "no_label", saying) == 303
    with hall.app.app_context():
        assert (
            len(db.session.scalars(select(StallSayingRow).where(StallSayingRow.said == "settled")).all()) == 1
        )


def test_of_two_people_who_settle_at_once_the_later_word_stands_and_both_are_kept(hall):
    disputed(hall)
    lan = sit_down(hall.app, Grant(Role.OFFICER, HERE))
    about = answers(lan)
    for browser, finding in ((hall.organizer, "no_label"), (lan, "in_force")):
        assert settle(browser, about, finding) == 303
    assert line(hall).finding is StallFinding.IN_FORCE
    assert "Mọi điều đã ghi ở gian này (4)" in lan.get(STALL).text


def test_a_check_is_withdrawn_at_the_desk(hall):
    phone = hall.phone()
    check = phone.saying("looked", subject="good:1", finding="no_label")
    phone.say(check)
    hall.organizer.post(f"{STALL}/say", saying=str(uuid4()), said="withdrawn", about=check["id"])
    assert line(hall).finding is None
    assert "đã rút lại" in hall.organizer.get(STALL).text


@pytest.mark.parametrize(
    "told",
    [
        {"said": "scanned"},
        {"said": "photo"},
        {"said": "noted", "words": "  "},
        {"said": "settled", "subject": "good:1", "finding": "no_label"},
        {"said": "looked", "subject": "tất cả", "finding": "in_force"},
        {"said": "looked", "subject": "good:1", "finding": "tốt"},
        {"said": "noted", "words": "Được", "saying": "1"},
    ],
)
def test_what_cannot_be_said_at_a_desk_is_refused(hall, told):
    fields = {"saying": str(uuid4()), **told}
    assert hall.organizer.post(f"{STALL}/say", **fields).status_code == 422


@pytest.mark.parametrize(("days", "said"), [(3, 303), (9, 422)])
def test_a_desk_settles_for_a_week_after_the_fair_and_checks_nothing_then(hall, days, said):
    with hall.app.app_context():
        fair = db.session.get_one(FairRow, 1)
        fair.first_on, fair.last_on = (
            day - timedelta(days=days + 1) for day in (fair.first_on, fair.last_on)
        )
        db.session.commit()
    note = {"saying": str(uuid4()), "said": "noted", "words": "Đã nhắc chủ gian"}
    assert hall.organizer.post(f"{STALL}/say", **note).status_code == said
    look = {"saying": str(uuid4()), "said": "looked", "subject": "good:1", "finding": "in_force"}
    assert hall.organizer.post(f"{STALL}/say", **look).status_code == 422


def test_a_stall_that_was_removed_comes_back_with_its_number(hall):
    hall.organizer.post(f"{STALL}/remove")
    assert ">A2<" not in hall.organizer.get("/fairs/1/stalls").text
    hall.organizer.post("/fairs/1/stalls", number="A2", holder="Cơ sở Suối Mơ")
    assert "Cà phê bột Suối Mơ" in hall.organizer.get(STALL).text


def test_two_stalls_never_bear_one_number(hall):
    assert hall.organizer.post(STALL, number="A10", holder="").status_code == 422


def test_a_new_code_ends_the_old_one_and_a_phone_is_shut_out(hall):
    phone = hall.phone("Hoa")
    page = hall.organizer.get("/fairs/1/phones").text
    assert hall.code in page
    assert "?" not in re.search(r"https://ocop.vn/fairs/join[^<\"]*", page)[0]
    for _ in range(2):  # pressed twice, it is one new code
        hall.organizer.post("/fairs/1/phones/code", edition="1")
    with hall.app.app_context():
        assert db.session.get_one(FairRow, 1).code_edition == 2
    assert hall.code not in hall.organizer.get("/fairs/1/phones").text
    hall.organizer.post("/fairs/1/phones/1/shut-out")
    assert phone.get("fairs/1").status_code == 401


def test_the_desk_of_a_large_fair_asks_the_database_as_little_as_that_of_a_small_one(hall):
    def asked() -> int:
        statements: list[str] = []
        with hall.app.app_context():
            engine = db.engine
        # The catalogue is looked after by a thread of its own.
        here = get_ident()
        listener = lambda *args: get_ident() == here and statements.append(args[2])  # noqa: E731
        event.listen(engine, "before_cursor_execute", listener)
        assert hall.organizer.get("/fairs/1/desk").status_code == 200
        event.remove(engine, "before_cursor_execute", listener)
        return len(statements)

    small = asked()
    paste(hall, "\n".join(f"C{n}; HTX; Trà {n}" for n in range(40)))
    assert asked() == small
