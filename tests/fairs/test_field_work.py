"""Inspectors' own phones: let in by a code, they do what their account may, and send what was done before."""

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, select, update

from ocop_verify.accounts.models import AccountRow, GrantRow
from ocop_verify.accounts.permissions import NATION, Grant, Role
from ocop_verify.db import begin_write, db
from ocop_verify.domain.fairs import OwnCode, own_code_ends
from ocop_verify.domain.validity import local_day
from ocop_verify.domain.visits import checks_for
from ocop_verify.fairs.models import FieldDeviceRow
from ocop_verify.inspection.models import FlagEvidenceRow, FlagRow, VisitRow
from ocop_verify.inspection.visiting import Planned, plan_visit
from tests.cast import NOW, OFFICER
from tests.desk import HOME, Browser, sit_down
from tests.fairs.hall import Hall, Phone, make_hall
from tests.fairs.test_field import png
from tests.labels.desk import ELSEWHERE, HERE

MINH = Grant(Role.INSPECTOR, HERE)
PICTURE = png()
DIGEST = sha256(PICTURE).hexdigest()
SECRET = b"secret"


# --- the code ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("phones", "later", "opens"),
    [
        (0, timedelta(0), True),
        (0, timedelta(minutes=5), True),
        (0, timedelta(minutes=10), False),
        (1, timedelta(0), False),  # it has let in its phone
    ],
)
def test_a_code_opens_once_and_for_some_minutes(phones, later, opens):
    code = OwnCode.read(str(OwnCode.make(7, 0, NOW, SECRET)))
    assert code is not None
    assert code.opens(phones, NOW + later, SECRET) is opens


def test_what_is_told_as_its_end_is_its_end():
    code, end = OwnCode.make(7, 0, NOW, SECRET), own_code_ends(NOW)
    assert code.opens(0, end - timedelta(seconds=1), SECRET)
    assert not code.opens(0, end, SECRET)


# --- letting in ----------------------------------------------------------------------------------------


@dataclass
class Field:
    """A hall, an inspector of its province at the desk, and a visit that is planned."""

    hall: Hall
    minh: Browser
    visit: int
    elsewhere: int

    def code(self) -> str:
        page = self.minh.send("/inspection/phones")
        return page.text.split('<p class="join-code">')[1].split("</p>")[0]

    def enrol(self, code: str = "", name: str = "Máy của Minh") -> Any:
        body = {"code": code or self.code(), "name": name}
        return self.hall.app.test_client().post("/api/v1/field/own", base_url=HOME, json=body)

    def phone(self) -> Phone:
        told = self.enrol()
        assert told.status_code == 201, told.text
        return Phone(self.hall, told.json["token"], told.json["device"])


@pytest.fixture
def field(fresh_app: Flask) -> Field:
    hall = make_hall(fresh_app)
    minh = sit_down(fresh_app, MINH, name="Trần Minh")
    with fresh_app.app_context():
        begin_write(db.session())
        now = datetime.now(UTC)
        keys = [
            plan_visit(
                db.session(),
                Planned(product, province, local_day(now), "x"),
                province,
                actor=OFFICER,
                now=now,
            ).id
            for product, province in ((1, HERE), (3, ELSEWHERE))
        ]
        db.session.commit()
    return Field(hall, minh, *keys)


def test_a_phone_is_let_in_once_by_the_code_that_is_shown_at_the_desk(field):
    code = field.code()
    assert field.enrol(code).status_code == 201
    again = field.enrol(code)
    assert again.status_code == 422
    assert "Hãy lấy mã mới" in again.json["detail"]
    assert "Máy của Minh" in field.minh.get("/inspection/phones").text


@pytest.mark.parametrize("code", ["1-AAAA-AAAA", "xin chào", "999999-AAAA-AAAA"])
def test_a_guess_lets_nobody_in(field, code):
    assert field.enrol(code).status_code == 422


def test_a_lost_phone_is_shut_out_by_its_owner_alone(field):
    phone, other = field.phone(), sit_down(field.hall.app, MINH)
    key = int(phone.device.split(":")[1])
    assert other.post(f"/inspection/phones/{key}/shut-out").status_code == 404
    assert phone.get("visits").status_code == 200
    assert field.minh.post(f"/inspection/phones/{key}/shut-out").status_code == 303
    assert phone.get("visits").status_code == 401


def disable(session: Any, account: int) -> None:
    session.execute(update(AccountRow).where(AccountRow.id == account).values(disabled_at=NOW))


def take_grants(session: Any, account: int) -> None:
    session.execute(delete(GrantRow).where(GrantRow.account_id == account))


@pytest.mark.parametrize("change", [disable, take_grants])
def test_a_phone_may_what_its_account_may_today(field, change):
    phone = field.phone()
    with field.hall.app.app_context():
        change(db.session, field.minh.account_id)
        db.session.commit()
    assert phone.get("visits").status_code == 401


def test_only_inspectors_let_in_phones_and_a_helper_sees_no_visits(field):
    assert field.hall.organizer.get("/inspection/phones").status_code == 403
    assert field.hall.phone().get("visits").status_code == 404


def test_an_inspector_checks_the_stalls_of_a_fair_in_the_province(field):
    phone = field.phone()
    assert phone.get("fairs/1").status_code == 200
    assert phone.say(phone.saying("noted", words="Đã xem"))[0]["state"] == "taken"


# --- visits --------------------------------------------------------------------------------------------


def send(phone: Phone, path: str, *sent: dict[str, Any]) -> list[dict[str, Any]]:
    answer = phone._ask("POST", path, json={"sayings": sent})
    assert answer.status_code == 200, answer.text
    return answer.json["receipts"]


def a_result(field: Field, **facts: Any) -> dict[str, Any]:
    return {
        "id": str(uuid.uuid4()),
        "turn": 1,
        "visit": field.visit,
        "at": (datetime.now(UTC) - timedelta(hours=3)).isoformat(),
        "result": "to_mend",
        "checks": {check.code: "yes" for check in checks_for("")},
        "words": "Nhãn ghi sai sao",
        "signed_by": "Bà Sáu",
    } | facts


def visit_row(field: Field) -> VisitRow:
    with field.hall.app.app_context():
        return db.session.get_one(VisitRow, field.visit)


def test_a_phone_carries_the_visits_of_its_own_provinces_with_their_lists(field):
    told = field.phone().get("visits").json
    [visit] = told["visits"]
    assert (visit["id"], visit["product"]) == (field.visit, "Cà phê bột Suối Mơ")
    assert [check["code"] for check in visit["checks"]] == [check.code for check in checks_for("")]
    assert [each["code"] for each in told["provinces"]] == [HERE]


def test_what_was_found_is_written_down_once_at_the_time_of_the_visit(field):
    phone, result = field.phone(), a_result(field, file=DIGEST)
    assert "Ảnh chưa được gửi" in send(phone, "visits", result)[0]["reason"]
    phone.put(f"pictures/{DIGEST}", PICTURE)
    states = [send(phone, "visits", result)[0]["state"] for _ in range(3)]
    assert states == ["taken", "known", "known"]
    row = visit_row(field)
    assert (row.result, row.signed_by, row.photo) == ("to_mend", "Bà Sáu", DIGEST)
    assert row.visited_by == f"user:{field.minh.account_id}"
    assert row.visited_at == datetime.fromisoformat(result["at"])
    assert phone.get("visits").json["visits"] == []


def test_a_visit_that_somebody_else_has_recorded_is_refused_with_the_reason(field):
    first, second = field.phone(), field.phone()
    send(first, "visits", a_result(field))
    [receipt] = send(second, "visits", a_result(field, words="Khác"))
    assert receipt["state"] == "refused"
    assert "đã được ghi" in receipt["reason"]
    assert visit_row(field).words == "Nhãn ghi sai sao"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"visit": 999}, "địa bàn của bạn"),
        ({"checks": {"stars": "yes"}}, "mọi dòng"),
        ({"result": "fine"}, "định dạng"),
        ({"checks": {"stars": "maybe"}}, "định dạng"),
        ({"follow_up_on": "2020-01-01"}, "phải sau ngày kiểm tra"),
        ({"more": 1}, "định dạng"),
    ],
)
def test_a_result_that_the_desk_would_refuse_is_refused(field, changes, words):
    [receipt] = send(field.phone(), "visits", a_result(field) | changes)
    assert receipt["state"] == "refused"
    assert words in receipt["reason"]
    assert visit_row(field).result == ""


def test_a_visit_of_another_province_is_not_there(field):
    [receipt] = send(field.phone(), "visits", a_result(field, visit=field.elsewhere))
    assert "địa bàn của bạn" in receipt["reason"]


def test_what_was_to_be_looked_at_again_before_it_arrived_is_planned_for_today(field):
    at = datetime.now(UTC) - timedelta(days=5)
    follow_up = local_day(at) + timedelta(days=1)
    result = a_result(field, at=at.isoformat(), follow_up_on=follow_up.isoformat())
    assert send(field.phone(), "visits", result)[0]["state"] == "taken"
    [again] = field.phone().get("visits").json["visits"]
    assert again["on"] == local_day(datetime.now(UTC)).isoformat()


# --- cases ---------------------------------------------------------------------------------------------


def a_flag(**facts: Any) -> dict[str, Any]:
    return {
        "id": str(uuid.uuid4()),
        "turn": 1,
        "at": datetime.now(UTC).isoformat(),
        "kind": "after_the_end",
        "where": "Chợ Suối Mơ",
        "province": HERE,
        "about": "Cà phê lạ",
        "law": ["26/2026"],
        "words": "Tem còn dán trên kệ",
    } | facts


def flag_rows(field: Field) -> list[FlagRow]:
    with field.hall.app.app_context():
        return list(db.session.scalars(select(FlagRow)))


def test_a_case_is_raised_from_a_scan_with_its_evidence_and_once(field):
    phone = field.phone()
    taken_at = datetime.now(UTC) - timedelta(hours=2)
    pictures = [{"digest": DIGEST, "taken_at": taken_at.isoformat()}]
    flag = a_flag(text=field.hall.token, about="", pictures=pictures)
    assert "Ảnh chưa được gửi" in send(phone, "flags", flag)[0]["reason"]
    assert flag_rows(field) == []
    phone.put(f"pictures/{DIGEST}", PICTURE)
    assert [send(phone, "flags", flag)[0]["state"] for _ in range(2)] == ["taken", "known"]
    [row] = flag_rows(field)
    assert (row.about, row.product_id, row.law) == ("Cà phê bột Suối Mơ", 1, "26/2026")
    assert row.label
    with field.hall.app.app_context():
        [evidence] = db.session.scalars(select(FlagEvidenceRow))
        assert (evidence.sha256, evidence.taken_at) == (DIGEST, taken_at)
    assert "Cà phê bột Suối Mơ" in field.minh.get(f"/inspection/flags/{row.id}").text


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"province": ELSEWHERE}, "phụ trách"),
        ({"province": ""}, "phụ trách"),
        ({"where": "  "}, "nơi thấy"),
        ({"about": " "}, "tên sản phẩm"),
        ({"kind": "murder"}, "định dạng"),
        ({"pictures": [{"digest": "0" * 64, "taken_at": "2026-11-24T03:00:00Z"}]}, "Ảnh chưa được gửi"),
        ({"pictures": [{"digest": "../x", "taken_at": "2026-11-24T03:00:00Z"}]}, "định dạng"),
    ],
)
def test_a_case_that_the_desk_would_refuse_is_refused_and_the_rest_is_taken(field, changes, words):
    bad, good = a_flag() | changes, a_flag()
    receipts = {each["id"]: each for each in send(field.phone(), "flags", bad, good)}
    assert receipts[good["id"]]["state"] == "taken"
    assert words in receipts[bad["id"]]["reason"]
    assert len(flag_rows(field)) == 1


def test_an_inspector_of_the_nation_raises_one_of_no_known_province_and_of_none_that_is_invented(field):
    field.minh = sit_down(field.hall.app, Grant(Role.INSPECTOR, NATION))
    phone = field.phone()
    assert send(phone, "flags", a_flag(province=""))[0]["state"] == "taken"
    assert send(phone, "flags", a_flag(province="zz"))[0]["state"] == "refused"


def test_tokens_of_own_phones_are_kept_as_hashes(field):
    phone = field.phone()
    with field.hall.app.app_context():
        [row] = db.session.scalars(select(FieldDeviceRow))
        assert row.token_hash == sha256(phone.token.encode()).digest()
