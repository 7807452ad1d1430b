"""What stalls come to reaches the inspectors' queue: a claim for each stall and product, while it stands."""

from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import select

from ocop_verify.db import begin_write, db
from ocop_verify.domain.records import RevocationGround
from ocop_verify.inspection.models import ClaimRow, HeapRow
from ocop_verify.registry.revoking import revoke
from tests.cast import OFFICER
from tests.fairs.hall import Hall, Phone, make_hall
from tests.labels.desk import HERE


@pytest.fixture
def hall(fresh_app: Flask) -> Hall:
    return make_hall(fresh_app)


@pytest.fixture
def phone(hall: Hall) -> Phone:
    return hall.phone()


def claims(hall: Hall) -> list[tuple[str, str, int]]:
    """What is noted, with the points of its heap in the queue."""
    with hall.app.app_context():
        heaps = select(ClaimRow.about, ClaimRow.finding, HeapRow.points).outerjoin(
            HeapRow, HeapRow.key == ClaimRow.heap
        )
        return [tuple(row) for row in db.session.execute(heaps)]


def heap_points(hall: Hall) -> list[int]:
    with hall.app.app_context():
        return list(db.session.scalars(select(HeapRow.points)))


def looked(phone: Phone, finding: str, **facts: object) -> dict[str, object]:
    return phone.saying("looked", subject="good:1", finding=finding, **facts)


def revoke_coffee(hall: Hall) -> None:
    with hall.app.app_context():
        begin_write(db.session())
        revoke(
            db.session(),
            hall.house.certification,
            RevocationGround.GIVEN_UP,
            "77/QĐ-UBND",
            actor=OFFICER,
            now=datetime.now(UTC),
        )
        db.session.commit()
        hall.app.extensions["catalogue"].refresh()


@pytest.mark.parametrize(
    ("finding", "noted"),
    [
        ("ended", ["expired"]),  # who looks without scanning cannot say why it ended
        ("other_stars", ["other_stars"]),
        ("in_force", []),
        ("no_label", []),  # the organizer settles it at the stall
        ("unconfirmed", []),
    ],
)
def test_what_asks_for_an_inspector_is_noted(hall, phone, finding, noted):
    phone.say(looked(phone, finding))
    found = claims(hall)
    assert [each[:2] for each in found] == [("Cà phê bột Suối Mơ", each) for each in noted]
    assert all(points > 0 for *_, points in found)


def test_a_scan_says_why_the_label_does_not_count(hall, phone):
    revoke_coffee(hall)
    phone.say(phone.saying("scanned", text=hall.token))
    assert [each[1] for each in claims(hall)] == ["revoked"]


def test_it_is_noted_where_the_fair_is_and_says_at_which_stall(hall, phone):
    phone.say(looked(phone, "ended"))
    with hall.app.app_context():
        [row] = db.session.scalars(select(ClaimRow))
        assert (row.province, row.seen_where) == (HERE, "Phiên chợ OCOP, A2, Nhà văn hóa")


def test_ten_scans_of_one_thing_by_two_phones_are_one_claim(hall, phone):
    other = hall.phone("Bình")
    revoke_coffee(hall)
    for each in (phone, other):
        each.say(*(each.saying("scanned", text=hall.token) for _ in range(5)))
    assert len(claims(hall)) == 1


def test_a_code_that_is_not_ours_names_no_product_and_is_not_noted(hall, phone):
    phone.say(phone.saying("scanned", text=hall.token[:-1] + ("1" if hall.token[-1] != "1" else "2")))
    assert claims(hall) == []


def taken_back(phone: Phone, wrong: dict[str, object]) -> list[dict[str, object]]:
    return [phone.saying("withdrawn", about=[wrong["id"]])]


def seen_anew(phone: Phone, wrong: dict[str, object]) -> list[dict[str, object]]:
    return [looked(phone, "in_force")]


def disagreed_and_settled(phone: Phone, wrong: dict[str, object]) -> list[dict[str, object]]:
    other = phone.hall.phone("Bình")
    seen = looked(other, "in_force")
    other.say(seen)
    about = [wrong["id"], seen["id"]]
    return [phone.saying("settled", subject="good:1", finding="in_force", about=about)]


@pytest.mark.parametrize("mend", [taken_back, seen_anew, disagreed_and_settled])
@pytest.mark.parametrize("mended_first", [False, True])
def test_what_no_longer_stands_is_taken_back_in_whatever_order_it_arrives(hall, phone, mend, mended_first):
    wrong = looked(phone, "ended")
    mending = mend(phone, wrong)
    for each in [*mending, wrong] if mended_first else [wrong, *mending]:
        phone.say(each)
    assert claims(hall) == []
    assert not any(heap_points(hall))


def test_while_phones_disagree_it_is_noted(hall, phone):
    other = hall.phone("Bình")
    phone.say(looked(phone, "ended"))
    other.say(looked(other, "in_force"))
    assert [each[1] for each in claims(hall)] == ["expired"]


def test_another_finding_of_the_same_good_replaces_the_first(hall, phone):
    phone.say(looked(phone, "ended"))
    phone.say(looked(phone, "other_stars"))
    assert [each[1] for each in claims(hall)] == ["other_stars"]


def test_what_is_not_about_a_finding_leaves_the_claims_alone(hall, phone):
    phone.say(looked(phone, "ended"))
    phone.say(phone.saying("noted", words="Đã nhắc"), phone.saying("finished"))
    assert len(claims(hall)) == 1
