"""Phones in the field: they join, read the fair, and send what was said, in any order and more than once."""

import re
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from io import BytesIO

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DBAPIError

from ocop_verify.db import begin_write, db
from ocop_verify.domain.stall_checks import Colour, StallFinding
from ocop_verify.domain.validity import local_day
from ocop_verify.fairs.devices import shut_out
from ocop_verify.fairs.models import FairRow, FieldDeviceRow, StallRow, StallSayingRow
from ocop_verify.fairs.sheets import StallRead, read_stall
from tests.desk import HOME
from tests.fairs.hall import Hall, Phone, make_hall

F = StallFinding


@pytest.fixture
def hall(fresh_app: Flask) -> Hall:
    return make_hall(fresh_app)


@pytest.fixture
def phone(hall: Hall) -> Phone:
    return hall.phone()


def stall(hall: Hall) -> StallRead:
    """The first stall, as the database has it."""
    with hall.app.app_context():
        found = read_stall(db.session(), db.session.get_one(StallRow, hall.stalls[0]))
        db.session.expunge_all()
        return found


def number_of_sayings(hall: Hall) -> int:
    with hall.app.app_context():
        return len(db.session.scalars(select(StallSayingRow.number)).all())


def png(size: int = 60) -> bytes:
    out = BytesIO()
    Image.new("RGB", (size, size), "white").save(out, "PNG")
    return out.getvalue()


# --- joining -------------------------------------------------------------------------------------------


def join(hall: Hall, **sent: str):
    body = {"code": hall.code, "name": "Hoa", **sent}
    return hall.app.test_client().post("/api/v1/field/join", base_url=HOME, json=body)


def test_a_helper_joins_with_the_code_and_a_name_and_nothing_else(hall):
    told = join(hall)
    assert told.status_code == 201
    assert {"token", "fair", "device", "name"} == set(told.json)
    assert told.headers["Cache-Control"] == "no-store"


def test_a_phone_that_joins_again_stays_the_same_phone(hall):
    first = hall.phone("Hoa")

    def again(name: str, token: str) -> str:
        answer = hall.app.test_client().post(
            "/api/v1/field/join",
            base_url=HOME,
            json={"code": hall.code, "name": name},
            headers={"Authorization": f"Bearer {token}"},
        )
        assert answer.status_code == 201
        assert first.get(f"fairs/{hall.fair}").status_code == 200
        return answer.json["device"]

    assert again(" Hoa ", first.token) == first.device
    assert again("Mai", first.token) != first.device  # somebody else has it now: her checks are her own
    assert again("Hoa", "x" * 43) != first.device
    assert again("Hoa", "") != first.device


def test_a_phone_that_was_shut_out_does_not_come_back_as_itself(hall):
    phone = hall.phone("Hoa")
    hall.organizer.post(f"/fairs/{hall.fair}/phones/1/shut-out")
    told = hall.app.test_client().post(
        "/api/v1/field/join",
        base_url=HOME,
        json={"code": hall.code, "name": "Hoa"},
        headers={"Authorization": f"Bearer {phone.token}"},
    )
    assert told.json["device"] != phone.device


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"code": "1-AAAA-AAAA"}, "Mã tham gia không đúng"),
        ({"code": "99-AAAA-AAAA"}, "Mã tham gia không đúng"),
        ({"code": "xin chào"}, "Mã tham gia không đúng"),
        ({"name": "  "}, "Hãy ghi tên"),
    ],
)
def test_who_cannot_join_is_told_why(hall, sent, words):
    answer = join(hall, **sent)
    assert answer.status_code == 422
    assert words in answer.json["detail"]


def test_codes_cannot_be_guessed_all_day(hall):
    answers = [join(hall, code="1-AAAA-AAAA").status_code for _ in range(40)]
    assert answers[0] == 422
    assert answers[-1] == 429


def change_fair(hall: Hall, **columns: object) -> None:
    with hall.app.app_context():
        db.session.execute(update(FairRow).values(columns))
        db.session.commit()


def test_a_new_code_ends_the_old_one_and_a_fair_that_is_over_lets_nobody_in(hall):
    change_fair(hall, code_edition=2)
    assert join(hall).status_code == 422
    yesterday = local_day(datetime.now(UTC)) - timedelta(days=1)
    change_fair(hall, code_edition=1, first_on=yesterday, last_on=yesterday)
    assert join(hall).status_code == 422


# --- reading -------------------------------------------------------------------------------------------


def test_a_phone_reads_the_stalls_in_the_order_of_their_numbers(phone):
    told = phone.get(f"fairs/{phone.hall.fair}")
    assert [each["number"] for each in told.json["stalls"]] == ["A2", "A10"]
    [good] = told.json["stalls"][0]["goods"]
    assert (good["said"], good["product"], good["stars"]) == ("Cà phê bột Suối Mơ", "Cà phê bột Suối Mơ", 4)
    again = phone.get(f"fairs/{phone.hall.fair}", **{"If-None-Match": told.headers["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("path", ["fairs/1", "fairs/1/sayings", "fairs/2"])
def test_without_a_token_nothing_is_told(hall, path):
    answer = Phone(hall, "guessed", "").get(path)
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert "Hãy tham gia lại" in answer.json["detail"]


def test_a_phone_of_one_fair_sees_no_other(phone):
    assert phone.get("fairs/2").status_code == 404


def test_a_phone_that_was_shut_out_or_whose_fair_is_long_over_may_nothing(hall, phone):
    other = hall.phone()
    with hall.app.app_context():
        begin_write(db.session())
        shut_out(db.session(), int(other.device.split(":")[1]), now=datetime.now(UTC))
        db.session.commit()
    assert other.get("fairs/1").status_code == 401
    assert phone.get("fairs/1").status_code == 200
    long_ago = local_day(datetime.now(UTC)) - timedelta(days=8)
    change_fair(hall, first_on=long_ago, last_on=long_ago)
    assert phone.get("fairs/1").status_code == 401


# --- what was said -------------------------------------------------------------------------------------


def test_a_scanned_label_is_judged_by_the_registry_whatever_the_phone_says(hall, phone):
    scanned = phone.saying("scanned", text=hall.token, headline="expired")
    assert phone.say(scanned) == [{"id": scanned["id"], "state": "taken"}]
    read = stall(hall)
    [line] = read.sheet.lines
    assert (line.subject, line.finding) == ("good:1", F.IN_FORCE)
    row = read.rows[scanned["id"]]
    assert (row.headline, row.phone_headline) == ("in_force", "expired")
    assert hall.token not in " ".join(str(value) for value in vars(row).values()), "a label is not kept"


def test_a_code_that_is_not_ours_is_a_finding_and_the_same_code_is_one_line(hall, phone):
    forged = hall.token[:-1] + ("1" if hall.token[-1] != "1" else "2")
    phone.say(phone.saying("scanned", text=forged), phone.saying("scanned", text=forged))
    forged_line = stall(hall).sheet.lines[-1]
    assert (forged_line.finding, len(forged_line.checks)) == (F.FORGED, 2)


def test_what_is_sent_twice_is_kept_once(hall, phone):
    noted = phone.saying("noted", words="Đã nhắc chủ gian")
    assert [phone.say(noted)[0]["state"] for _ in range(3)] == ["taken", "known", "known"]
    assert number_of_sayings(hall) == 1


def test_two_phones_that_disagree_are_told_of_each_other(hall, phone):
    other = hall.phone("Bình")
    phone.say(phone.saying("looked", subject="good:1", finding="no_label"))
    other.say(other.saying("scanned", text=hall.token))
    assert stall(hall).sheet.lines[0].disputed == {F.NO_LABEL, F.IN_FORCE}
    told = phone.get("fairs/1/sayings").json
    assert [(each["name"], each["by"]) for each in told["sayings"]] == [
        ("Hoa", phone.device),
        ("Bình", other.device),
    ]
    assert phone.get(f"fairs/1/sayings?after={told['next']}").json["sayings"] == []


def test_a_mistake_is_withdrawn_and_stays_to_be_read(hall, phone):
    wrong = phone.saying("looked", subject="good:1", finding="no_label")
    phone.say(wrong, phone.saying("withdrawn", about=[wrong["id"]]))
    assert stall(hall).sheet.colour is Colour.GREY
    assert number_of_sayings(hall) == 2


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"stall": 99}, "không thuộc hội chợ"),
        ({"words": " "}, "thiếu nội dung"),
        ({"said": "scanned"}, "thiếu nội dung"),
        ({"said": "looked", "subject": "good:1"}, "thiếu nội dung"),
        ({"said": "looked", "subject": "1; DROP", "finding": "ended"}, "thiếu nội dung"),
        ({"at": "2020-01-01T00:00:00+00:00"}, "ngoài những ngày"),
        ({"said": "photo", "file": "0" * 64}, "Ảnh chưa được gửi"),
        ({"said": "shouted"}, "định dạng"),
        ({"at": "2026-12-04T10:00:00"}, "định dạng"),
        ({"id": "1"}, "định dạng"),
        ({"more": 1}, "định dạng"),
        ({"turn": -1}, "định dạng"),
    ],
)
def test_what_cannot_be_taken_is_told_back_and_holds_up_nothing_else(hall, phone, changes, words):
    bad, good = phone.saying("noted", words="a") | changes, phone.saying("noted", words="b")
    receipts = {each["id"]: each for each in phone.say(bad, good)}
    assert receipts[good["id"]]["state"] == "taken"
    assert receipts[bad["id"]]["state"] == "refused"
    assert words in receipts[bad["id"]]["reason"]
    assert number_of_sayings(hall) == 1


def test_a_phone_whose_clock_is_ahead_is_taken_at_the_time_of_arrival(hall, phone):
    later = (datetime.now(UTC) + timedelta(days=300)).isoformat()
    phone.say(phone.saying("noted", words="a", at=later))
    [row] = stall(hall).rows.values()
    assert row.at == row.received_at


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"sayings": 1}', b"\xff", b'{"sayings": [[]]}'])
def test_junk_is_answered_and_not_followed(hall, phone, body):
    answer = hall.app.test_client().post(
        "/api/v1/field/fairs/1/sayings",
        base_url=HOME,
        data=body,
        headers={"Authorization": f"Bearer {phone.token}"},
    )
    assert answer.status_code in (200, 422)
    assert number_of_sayings(hall) == 0


def test_more_than_two_hundred_at_once_are_too_many(hall, phone):
    notes = [phone.saying("noted", words="a")] * 201
    path = f"/api/v1/field/fairs/{hall.fair}/sayings"
    headers = {"Authorization": f"Bearer {phone.token}"}
    answer = hall.app.test_client().post(path, base_url=HOME, json={"sayings": notes}, headers=headers)
    assert answer.status_code == 413


@pytest.mark.parametrize("statement", [update(StallSayingRow).values(words="x"), delete(StallSayingRow)])
def test_what_was_said_can_be_neither_changed_nor_removed(hall, phone, statement):
    phone.say(phone.saying("noted", words="a"))
    with hall.app.app_context(), pytest.raises(DBAPIError, match="stays as it is"):
        db.session.execute(statement)


# --- pictures ------------------------------------------------------------------------------------------


def test_a_photo_comes_first_and_what_is_said_of_it_after(hall, phone):
    content = png()
    digest = sha256(content).hexdigest()
    assert phone.put(f"pictures/{digest}", content).status_code == 204
    photo = phone.saying("photo", file=digest, subject="good:1")
    assert phone.say(photo)[0]["state"] == "taken"
    row = stall(hall).rows[photo["id"]]
    assert re.fullmatch("[0-9a-f]{64}", row.shown or "")
    assert row.shown != row.file


@pytest.mark.parametrize(
    ("content", "status"), [(b"not a picture", 422), (b"", 422), (b"<svg onload=alert(1)>", 422)]
)
def test_what_is_no_picture_is_refused(phone, content, status):
    assert phone.put(f"pictures/{sha256(content).hexdigest()}", content).status_code == status


def test_a_picture_that_was_damaged_on_the_way_is_refused(phone):
    assert phone.put(f"pictures/{sha256(b'other').hexdigest()}", png()).status_code == 422
    assert phone.put("pictures/..%2f..%2fx", png()).status_code in (404, 422)


def test_helpers_are_kept_as_a_hash_of_their_token(hall, phone):
    with hall.app.app_context():
        [row] = db.session.scalars(select(FieldDeviceRow))
        assert row.token_hash == sha256(phone.token.encode()).digest()
