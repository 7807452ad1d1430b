"""Cases at the desk: from a shopper's report to a changed public answer, each role in its place."""

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from html import unescape
from io import BytesIO
from itertools import product

import pytest
from flask import Flask
from PIL import Image

from ocop_verify.accounts.models import AccountRow
from ocop_verify.accounts.permissions import NATION, Grant, Role
from ocop_verify.accounts.sessions import actor_of
from ocop_verify.accounts.views.desk import home_of
from ocop_verify.db import begin_write, db
from ocop_verify.domain.cases import MOVES, UNDECIDED, CaseState, Mover, rule_for
from ocop_verify.domain.records import LabelKind
from ocop_verify.inspection.answer_links import LIVES, AnswerLinks
from ocop_verify.inspection.models import FlagEvidenceRow, FlagRow
from ocop_verify.inspection.views.files import keep_evidence
from ocop_verify.labels.issuing import Order, issue_batch
from ocop_verify.labels.reading import read_batches
from ocop_verify.pictures import MAX_BYTES, PictureRefused
from tests.cast import NOW, OFFICER
from tests.conftest import running
from tests.desk import Browser, make_account, sit_down, stranger
from tests.labels.desk import House, make_house
from tests.test_pictures import png_bomb, with_gps

S = CaseState
MINH, FAR = Grant(Role.INSPECTOR, "68"), Grant(Role.INSPECTOR, "92")
LAN = Grant(Role.OFFICER, "68")
NEW = {"kind": "after_the_end", "where": "Chợ Phan Thiết", "province": "68", "product": "1", "law": "1162"}
SHOPPER = {"product": "1", "kind": "ended", "where": "Chợ Phan Thiết, tỉnh Lâm Đồng"}


@dataclass
class Room:
    """An application, what is in its registry, and Minh, who inspects there."""

    app: Flask
    house: House
    minh: Browser

    def row(self, key: int = 1) -> FlagRow:
        with self.app.app_context():
            found = db.session.get_one(FlagRow, key)
            db.session.expunge_all()
            return found

    def set_state(self, state: CaseState) -> None:
        with self.app.app_context():
            db.session.get_one(FlagRow, 1).state = state
            db.session.commit()

    def act(self, what: str, who: Browser | None = None, **fields: object):
        """Send a form of the case, as it was opened now."""
        sent = {"seen": str(self.row().version), **fields}
        return (who or self.minh).post(f"/inspection/flags/1/{what}", **sent)


@pytest.fixture
def room(fresh_app: Flask) -> Room:
    return Room(fresh_app, make_house(fresh_app), sit_down(fresh_app, MINH))


@pytest.fixture
def case(room: Room) -> Room:
    assert room.minh.post("/inspection/flags", **NEW).status_code == 303
    return room


def page(room: Room, who: Browser | None = None) -> str:
    return unescape((who or room.minh).get("/inspection/flags/1").text)


@pytest.mark.parametrize(
    ("grants", "home"),
    [((MINH,), "/inspection"), ((LAN,), "/registry"), ((MINH, LAN), "/registry")],
    ids=["an inspector", "an officer", "who is both"],
)
def test_whoever_logs_in_begins_at_their_own_work(room, grants, home):
    browser = sit_down(room.app, *grants, email="hoa@example.vn")
    with room.app.app_context():
        assert home_of(actor_of(db.session.get_one(AccountRow, browser.account_id))) == home


# --- opening -------------------------------------------------------------------------------------------


def test_a_case_is_opened_in_three_taps_from_what_the_public_reported(room):
    stamp = room.app.extensions["report_stamps"].new(datetime.now(UTC) - timedelta(minutes=1))
    receipt = stranger(room.app).post(
        "/report", token="", stamp=stamp, content_type="multipart/form-data", **SHOPPER
    )
    [heap] = re.findall(r'href="(/inspection/heaps/\w+)"', room.minh.get("/inspection").text)  # the first
    [new] = re.findall(r'href="(/inspection/flags/new[^"]+)"', room.minh.get(heap).text)  # the second
    form = room.minh.get(unescape(new)).text
    fields = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form))
    assert 'value="after_the_end" selected' in form
    assert 'value="26/2026" checked' in form
    assert SHOPPER["where"] in form
    chosen = {"kind": "after_the_end", "where": SHOPPER["where"], "province": "68", "law": "26/2026"}
    opened = room.minh.post("/inspection/flags", **{**fields, **chosen})  # the third
    assert opened.location == "/inspection/flags/1"
    assert "Không có việc nào đang chờ" in room.minh.get("/inspection").text
    assert "Đang xem xét" in stranger(room.app).get(receipt.location).text


def test_a_case_says_its_number_what_it_is_about_and_what_it_rests_on(case):
    told = page(case)
    number = f"{datetime.now(UTC).year}-68-00001"
    for words in (number, "Cà phê bột Suối Mơ", "1162/QĐ-VPĐP-OCOP", "Mới lập", "Chưa giao"):
        assert words in told
    assert number in case.minh.get("/inspection/flags").text


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"kind": "murder"}, "kind"),
        ({"where": " "}, "where"),
        ({"product": "", "about": ""}, "about"),
        ({"province": "92"}, "province"),  # not one's own
        ({"province": ""}, "province"),  # the nation's
    ],
)
def test_what_is_missing_is_told_at_its_field(room, fields, field):
    answer = room.minh.post("/inspection/flags", **{**NEW, "words": "Hàng bày cạnh cổng", **fields})
    assert answer.status_code == 422
    assert f'<a href="#{field}">' in answer.text
    assert "Hàng bày cạnh cổng" in answer.text


def test_a_case_about_a_label_that_is_seen_too_often_voids_it(room):
    with room.app.app_context():
        session = db.session()
        begin_write(session)
        order = Order(room.house.certification, LabelKind.UNIT, 9, "a4-24")
        batch = issue_batch(session, order, actor=OFFICER, now=datetime.now(UTC)).id
        session.commit()
    room.app.extensions["catalogue"].refresh()
    form = room.minh.get(f"/inspection/flags/new?batch={batch}&serial=7").text
    fields = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form))
    assert fields["label"] == f"{room.house.certification}-{batch}-7"
    sent = {"kind": "copied", "where": "Nhiều nơi", "province": "68"}
    assert room.minh.post("/inspection/flags", **{**fields, **sent}).status_code == 303
    room.set_state(S.ASSIGNED)
    assert room.act("uphold", consequence="void", reason="Tem bị sao chép").status_code == 303
    with room.app.app_context():
        [found] = read_batches(db.session(), [batch])
    assert [bool(found.void_of(serial)) for serial in (6, 7)] == [False, True]


@pytest.mark.parametrize(
    ("verdict", "kind"),
    [("expired", "after_the_end"), ("superseded", "other_stars"), ("forged", "forged"), ("in_force", "")],
)
def test_a_case_is_opened_in_three_taps_from_a_scan_in_the_field(room, verdict, kind):
    """From the answer to the report's form (one), which leads an inspector on (two), to the case (three)."""
    scanned = f"/report?label={room.house.certification}-1-0&verdict={verdict}"
    assert "/inspection/flags/new" not in stranger(room.app).get(scanned).text
    [on] = re.findall(r'href="(/inspection/flags/new[^"]+)"', room.minh.get(scanned).text)
    form = room.minh.get(unescape(on)).text
    assert f'value="{kind}" selected' in form
    sent = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form))
    chosen = {"kind": kind or "other", "where": "Chợ Phan Thiết", "province": "68", "about": "Xyz"}
    assert room.minh.post("/inspection/flags", **{**sent, **chosen}).status_code == 303


def test_a_case_that_is_opened_by_hand_takes_up_what_is_told_of_the_same_thing(room):
    stamp = room.app.extensions["report_stamps"].new(datetime.now(UTC) - timedelta(minutes=1))
    told = {"stamp": stamp, **SHOPPER}
    stranger(room.app).post("/report", token="", content_type="multipart/form-data", **told)
    room.minh.post("/inspection/flags", **NEW)
    assert "Không có việc nào đang chờ" in room.minh.get("/inspection").text
    assert len(room.row().heap) == 64


@pytest.mark.parametrize(
    "query", ["batch=77&serial=1", "batch=x", "serial=1", "heap=" + "0" * 64, "report=9"]
)
def test_an_address_that_names_nothing_begins_an_empty_case(room, query):
    form = room.minh.get(f"/inspection/flags/new?{query}").text
    assert 'name="label" value=""' in form
    assert 'name="heap" value=""' in form


# --- who may what --------------------------------------------------------------------------------------


def test_a_case_of_one_province_is_not_there_for_the_inspector_of_another(case):
    far = sit_down(case.app, FAR)
    assert far.get("/inspection/flags/1").status_code == 404
    assert far.post("/inspection/flags/1/notes", note="x").status_code == 404
    assert "00001" not in far.get("/inspection/flags").text
    assert sit_down(case.app, Grant(Role.INSPECTOR, NATION)).get("/inspection/flags/1").status_code == 200
    assert stranger(case.app).get("/inspection/flags/1").status_code == 303


ROLES = {
    "inspector": (MINH, {Mover.WORKS, Mover.DECIDES}),
    "officer": (LAN, {Mover.DECIDES}),
    "administrator": (Grant(Role.ADMINISTRATOR), set()),
    "inspector elsewhere": (FAR, set()),
    "officer elsewhere": (Grant(Role.OFFICER, "92"), set()),
    "organizer": (Grant(Role.ORGANIZER), set()),
    "producer": (Grant(Role.PRODUCER, producer_id=1), set()),
}


def try_to_move(case: Room, who: Browser, to: CaseState, owner: int) -> int:
    """Send the form that leads to this state; gives the status of the answer."""
    if to is S.ASSIGNED:
        return case.act("assign", who, owner=str(owner)).status_code
    if to is S.UPHELD:
        return case.act("uphold", who, consequence="none", reason="Đã thay bao bì").status_code
    return case.act("move", who, to=to, words="Đã xem").status_code


@pytest.mark.parametrize(("grant", "may"), ROLES.values(), ids=ROLES)
def test_every_move_from_every_state_for_every_role(case, grant, may):
    """What is in the table is done by who may; everything else is refused and leaves the case as it is."""
    who, hoa = sit_down(case.app, grant), make_account(case.app, MINH, email="hoa@example.vn")
    for state, to in product(S, S):
        rule = rule_for(state, to)
        works = to is S.ASSIGNED and state in UNDECIDED and Mover.WORKS in may  # to somebody else
        allowed = works or (rule is not None and rule.who in may)
        case.set_state(state)
        status = try_to_move(case, who, to, hoa)
        assert (status == 303) == allowed, (state, to, status)
        assert allowed or (status in (403, 404, 422) and case.row().state == state), (state, to, status)


@pytest.mark.parametrize("grant", [MINH, LAN, Grant(Role.ADMINISTRATOR)], ids=str)
def test_the_page_offers_the_moves_that_who_looks_may_make_and_no_others(case, grant):
    who, may = sit_down(case.app, grant), next(may for known, may in ROLES.values() if known == grant)
    for state in S:
        case.set_state(state)
        shown = who.get("/inspection/flags/1").text
        offered = {to for to in S if f'name="to" value="{to}"' in shown}
        if "/inspection/flags/1/uphold" in shown:
            offered.add(S.UPHELD)
        wanted = {to for to, rule in MOVES[state].items() if rule.who in may and to is not S.ASSIGNED}
        assert offered == wanted, state


def test_a_case_is_given_to_an_inspector_of_its_place_and_to_nobody_else(case):
    far = make_account(case.app, FAR, email="far@example.vn")
    hoa = make_account(case.app, MINH, email="hoa@example.vn", name="Trần Thị Hoa")
    assert case.act("assign", owner=str(far)).status_code == 400
    assert case.act("assign", owner=str(hoa)).status_code == 303
    assert (case.row().state, case.row().owner_id) == (S.ASSIGNED, hoa)
    assert "Trần Thị Hoa" in page(case)
    hers = sit_down(case.app, account_id=hoa)
    assert "00001" in hers.get("/inspection/flags?group=mine").text
    assert "00001" not in case.minh.get("/inspection/flags?group=mine").text


def test_of_two_inspectors_the_second_is_told_and_keeps_what_was_typed(case):
    case.set_state(S.ASSIGNED)
    seen = str(case.row().version)
    assert case.act("move", to="visited", words="Đã đến").status_code == 303
    late = case.act("move", sit_down(case.app, MINH), seen=seen, to="asked", words="Hàng còn không?")
    assert late.status_code == 409
    assert "Có người vừa cập nhật hồ sơ này" in late.text
    assert "Hàng còn không?" in late.text
    assert case.row().state == S.VISITED


# --- evidence ------------------------------------------------------------------------------------------


def add(case: Room, content: bytes, **fields: object):
    sent = {"file": (BytesIO(content), "IMG.jpg"), **fields}
    return case.act("evidence", content_type="multipart/form-data", **sent)


def kept(case: Room) -> list[FlagEvidenceRow]:
    with case.app.app_context():
        found = db.session.query(FlagEvidenceRow).all()
        db.session.expunge_all()
        return found


def test_evidence_is_kept_byte_by_byte_and_looked_at_as_a_picture_painted_anew(case):
    content = with_gps()
    assert add(case, content, taken_at="2026-11-24T10:30", place="Chợ Phan Thiết").status_code == 303
    [row] = kept(case)
    assert row.taken_at == datetime(2026, 11, 24, 3, 30, tzinfo=UTC)
    original = case.minh.get("/inspection/evidence/1/original")
    assert original.data == content
    assert original.headers["Content-Disposition"].startswith("attachment")
    shown = case.minh.get("/inspection/evidence/1/photo")
    assert dict(Image.open(BytesIO(shown.data)).getexif()) == {}
    for answer in (original, shown):
        assert answer.headers["Content-Security-Policy"].startswith("sandbox")
    assert sit_down(case.app, FAR).get("/inspection/evidence/1/photo").status_code == 404
    assert (row.sha256 in page(case), "tệp còn nguyên" in page(case)) == (True, True)


def test_a_file_that_is_two_files_is_kept_as_it_came_and_runs_nowhere(case):
    content = with_gps() + b"<script>alert(1)</script>"
    add(case, content)
    assert b"script" not in case.minh.get("/inspection/evidence/1/photo").data
    original = case.minh.get("/inspection/evidence/1/original")
    assert (original.data, original.mimetype) == (content, "application/octet-stream")
    assert original.headers["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize("harm", ["altered", "removed"])
def test_a_file_that_is_no_longer_what_was_kept_is_told(case, harm):
    add(case, with_gps())
    digest = kept(case)[0].sha256
    file = case.app.extensions["settings"].data_dir / "evidence" / digest[:2] / digest
    file.write_bytes(b"something else") if harm == "altered" else file.unlink()
    assert "tệp không còn như khi được giữ" in page(case)
    assert case.minh.get("/inspection/evidence/1/original").status_code == 410


@pytest.mark.parametrize(
    "content",
    [b"", b"<svg/>", b"GIF89a" + bytes(100), with_gps()[:200], png_bomb(), b"<script>" + with_gps()],
    ids=["nothing", "svg", "gif", "cut off", "bomb", "script before the picture"],
)
def test_what_is_no_photo_is_refused_and_leaves_no_trace(case, content):
    answer = add(case, content)
    assert answer.status_code == 422
    assert '<a href="#file">' in answer.text
    assert kept(case) == []
    assert not (case.app.extensions["settings"].data_dir / "evidence").exists()


def test_a_file_beyond_the_limit_is_refused_before_it_is_looked_at(case):
    with case.app.app_context(), pytest.raises(PictureRefused):
        keep_evidence(b"%PDF-" + bytes(MAX_BYTES))


def test_of_a_long_story_the_last_lines_stand_open_and_the_next_step_is_one_tap_away(case):
    for number in range(25):
        case.act("notes", note=f"Ghi chú số {number}")
    told = page(case)
    folded, shown = told.split('class="fold"')[1].split("</details>")[0], told.split("</details>")[1]
    assert "16 dòng trước đó" in folded
    assert ("Ghi chú số 14" in folded, "Ghi chú số 15" in shown) == (True, True)
    assert 'href="#next"' in told
    assert 'id="next"' in told


def test_a_pdf_is_kept_and_never_shown(case):
    assert add(case, b"%PDF-1.7 a paper").status_code == 303
    assert case.minh.get("/inspection/evidence/1/photo").status_code == 404
    assert case.minh.get("/inspection/evidence/1/original").mimetype == "application/octet-stream"


# --- the producer's answer -----------------------------------------------------------------------------


def link_of(case: Room) -> str:
    case.set_state(S.ASSIGNED)
    case.act("move", to="asked", words="Lô hàng này in tem khi nào?")
    [found] = re.findall(r"https://ocop\.vn(/answers/[^<\s]+)", page(case))
    return found


def test_a_producer_answers_by_a_signed_link_without_an_account(case):
    link = link_of(case)
    producer = stranger(case.app)
    asked = producer.get(link)
    assert "Lô hàng này in tem khi nào?" in asked.text
    assert asked.headers["Cache-Control"] == "no-store"
    assert "Chợ Phan Thiết" not in asked.text  # where it was seen is for inspectors
    answer = {"words": "In năm 2024, đã thu về.", "request": "one"}
    for _ in range(2):
        photo = {"file": (BytesIO(with_gps()), "a.jpg")}
        sent = producer.post(link, token="", content_type="multipart/form-data", **answer, **photo)
        assert "Đã nhận trả lời" in sent.text
    told = page(case)
    assert told.count("In năm 2024, đã thu về.") == 1
    assert len(kept(case)) == 1


def test_an_answer_is_seen_in_the_list_until_the_producer_is_asked_again(case):
    link = link_of(case)
    assert "chủ thể đã trả lời" not in case.minh.get("/inspection/flags").text
    sent = stranger(case.app).post(link, token="", words="Đã thu về.")
    assert f'href="{link}"' in sent.text  # what was forgotten can be added
    for told in (case.minh.get("/inspection/flags").text, page(case)):
        assert "chủ thể đã trả lời" in told
    case.act("move", to="asked", words="Thu về bao nhiêu?")
    assert "chủ thể đã trả lời" not in case.minh.get("/inspection/flags").text


def test_an_empty_answer_is_shown_again_and_a_decided_case_takes_none(case):
    link = link_of(case)
    assert stranger(case.app).post(link, token="", words=" ").status_code == 422
    case.set_state(S.DISMISSED)
    assert "không nhận thêm" in stranger(case.app).get(link).text


def test_answers_to_one_case_come_to_an_end(case):
    link = link_of(case)
    sent = [stranger(case.app).post(link, token="", words=f"Lời {n}").status_code for n in range(6)]
    assert sent == [200] * 5 + [422]


@pytest.mark.parametrize("link", ["", "x", "WzEsMF0.made-up", "a" * 500])
def test_a_link_that_is_not_ours_leads_nowhere(case, link):
    assert stranger(case.app).get(f"/answers/{link}").status_code == 404


def test_a_link_lives_for_a_month_and_belongs_to_one_site():
    links = AnswerLinks("a secret")
    link = links.make(7, NOW)
    assert links.read(link, NOW + LIVES) == 7
    assert links.read(link, NOW + LIVES + timedelta(seconds=1)) is None
    assert AnswerLinks("another").read(link, NOW) is None


# --- upholding -----------------------------------------------------------------------------------------


def test_from_a_report_to_a_changed_public_answer(case):
    case.set_state(S.VISITED)
    form = case.minh.get("/inspection/flags/1/uphold").text
    assert 'name="consequence" value="revoke"' in form
    sent = {"consequence": "suspend", "certification": str(case.house.certification)}
    assert case.act("uphold", **sent, reason="Bao bì ghi 5 sao").status_code == 303
    case.app.extensions["catalogue"].refresh()
    assert 'data-verdict="suspended"' in stranger(case.app).get("/products/1").text
    assert "Tạm dừng công nhận" in page(case)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"reason": ""}, "reason"),
        ({"consequence": "burn"}, "consequence"),
        ({"consequence": "void"}, "consequence"),  # no label in this case
        ({"consequence": "revoke"}, "decision"),
        ({"day": "someday"}, "day"),
        ({"consequence": "suspend", "certification": "99"}, "consequence"),
    ],
)
def test_what_cannot_be_decided_so_is_told_at_its_field(case, fields, field):
    case.set_state(S.ASSIGNED)
    answer = case.act("uphold", **{"consequence": "none", "reason": "Đã thay bao bì", **fields})
    assert answer.status_code == 422
    assert f'<a href="#{field}">' in answer.text
    assert case.row().state == S.ASSIGNED


def test_a_product_of_another_province_is_not_suspended_from_where_it_was_seen(room):
    room.minh.post("/inspection/flags", **{**NEW, "product": "3"})
    room.set_state(S.ASSIGNED)
    form = room.minh.get("/inspection/flags/1/uphold").text
    assert 'name="consequence" value="suspend"' not in form
    sent = {"consequence": "suspend", "certification": str(room.house.elsewhere), "reason": "x"}
    assert room.act("uphold", **sent).status_code == 422
    assert room.act("uphold", consequence="none", reason="Đã báo tỉnh bạn").status_code == 303


def test_where_two_people_must_revoke_a_case_does_not_do_it_alone(new_registry):
    with running(replace(new_registry(), two_persons=True)) as app:
        room = Room(app, make_house(app), sit_down(app, MINH))
        room.minh.post("/inspection/flags", **NEW)
        room.set_state(S.ASSIGNED)
        assert 'name="consequence" value="revoke"' not in room.minh.get("/inspection/flags/1/uphold").text
        sent = {"consequence": "revoke", "certification": "1", "decision": "1/QĐ", "reason": "x"}
        assert room.act("uphold", **sent).status_code == 422
