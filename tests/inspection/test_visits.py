"""Visits after recognition: planned, made once, followed up, and whom to visit first."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from itertools import count

import pytest
from sqlalchemy import delete, update
from sqlalchemy.exc import DBAPIError

from ocop_verify.accounts.permissions import Grant, Role
from ocop_verify.audit.models import JournalEntry
from ocop_verify.catalog.lines import lines_of
from ocop_verify.domain.validity import local_day
from ocop_verify.domain.visits import Answer, VisitResult
from ocop_verify.inspection.models import HeapRow, VisitRow
from ocop_verify.inspection.visiting import (
    AlreadyVisited,
    BadDay,
    Found,
    Planned,
    answers_of,
    by_risk,
    plan_visit,
    planned_visits,
    record_visit,
    visits_of_product,
)
from tests.cast import INSPECTOR, NOW, OFFICER, TODAY, make_catalogue, make_certification, make_product
from tests.desk import sit_down
from tests.inspection.registry import store_cast
from tests.labels.desk import make_house
from tests.test_pictures import with_gps

SOON = TODAY + timedelta(days=3)
FOUND = Found(VisitResult.KEPT, {"stars": Answer.YES, "place": Answer.UNSEEN})
_numbers = count(1)


@pytest.fixture
def registered(session):
    store_cast(session)
    return session


def plan(session, **facts: object) -> VisitRow:
    planned = replace(Planned(1, "68", SOON, "Chưa từng đến"), **facts)
    return plan_visit(session, planned, f"v{next(_numbers)}", actor=INSPECTOR, now=NOW)


def made(session, found: Found = FOUND) -> VisitRow:
    return record_visit(session, plan(session).id, found, actor=INSPECTOR, now=NOW)


def test_a_visit_is_planned_once_for_a_day_that_has_not_passed(registered):
    first, again = (
        plan_visit(registered, Planned(1, "68", TODAY, ""), "same", actor=INSPECTOR, now=NOW)
        for _ in range(2)
    )
    assert first.id == again.id
    with pytest.raises(BadDay):
        plan(registered, on=TODAY - timedelta(days=1))


def test_what_was_found_is_written_once(registered):
    row = made(registered)
    assert (row.visited_at, row.visited_by, row.result) == (NOW, INSPECTOR, VisitResult.KEPT)
    assert answers_of(row) == FOUND.checks
    assert record_visit(registered, row.id, FOUND, actor=INSPECTOR, now=NOW) is row  # sent twice: one act
    for other, actor in ((replace(FOUND, words="Khác"), INSPECTOR), (FOUND, OFFICER)):
        with pytest.raises(AlreadyVisited):
            record_visit(registered, row.id, other, actor=actor, now=NOW)
    told = registered.query(JournalEntry).filter_by(subject_type="visit").all()
    assert {entry.action for entry in told} == {"plan_visit", "record_visit"}


@pytest.mark.parametrize(
    "attempt", [update(VisitRow).values(result="kept"), delete(VisitRow)], ids=["alter", "remove"]
)
def test_the_database_refuses_to_alter_or_remove_a_visit_that_was_made(registered, attempt):
    made(registered)
    with pytest.raises(DBAPIError, match="stays as it is"), registered.begin_nested():
        registered.execute(attempt)


def test_what_is_to_be_looked_at_again_is_planned_at_once(registered):
    row = made(registered, replace(FOUND, result=VisitResult.TO_MEND, words="Nhãn", follow_up_on=SOON))
    [again] = planned_visits(registered, {"68"})
    assert (again.planned_on, again.why) == (SOON, "Nhãn")
    assert [each.id for each in visits_of_product(registered, 1)] == [again.id, row.id]
    with pytest.raises(BadDay):
        made(registered, replace(FOUND, follow_up_on=TODAY))


@pytest.mark.parametrize(("provinces", "number"), [(None, 1), ({"68"}, 1), ({"92"}, 0)])
def test_an_inspector_sees_what_is_planned_in_the_provinces_that_are_theirs(registered, provinces, number):
    plan(registered)
    assert len(planned_visits(registered, provinces)) == number


def test_whom_to_visit_first(registered):
    catalogue = make_catalogue(
        make_product(id=2, name="Trà"), make_certification(id=2, product_id=2),
        make_product(id=3, name="Mật"), make_certification(id=3, product_id=3),
    )  # fmt: skip
    lines = lines_of(catalogue.products.values(), catalogue, TODAY)
    registered.add(HeapRow(key="k", product_id=3, about="", province="68", points=40, rank=9))
    plan(registered)  # the coffee: somebody goes there already
    found = by_risk(registered, lines, now=NOW)
    assert [(line.product.id, weight.points) for line, weight in found] == [(3, 60), (2, 20)]


# --- the pages -----------------------------------------------------------------------------------------


def test_a_visit_from_the_plan_to_its_result(fresh_app):
    make_house(fresh_app)
    minh = sit_down(fresh_app, Grant(Role.INSPECTOR, "68"))
    assert "/inspection/visits/product/1" in minh.get("/inspection/visits").text
    today = local_day(datetime.now(UTC))
    visit = minh.post("/inspection/visits/product/1", on=today.isoformat(), why="Theo kế hoạch").location
    half = minh.post(visit, stars="yes", words="Đã xem kho")
    assert half.status_code == 422
    assert re.findall(r'<a href="#(\w+)">', half.text.split('class="summary"')[1].split("</ul>")[0]) == [
        "labels",
        "result",
    ]
    assert "Đã xem kho" in half.text
    answers = dict.fromkeys(("stars", "labels", "place", "recipe"), "yes") | {"records": "no"}
    sent = {**answers, "result": "to_mend", "signed_by": "Bà Sáu"}
    sent["follow_up_on"] = (today + timedelta(days=30)).isoformat()
    photo = {"file": (BytesIO(with_gps()), "a.jpg")}
    assert minh.post(visit, content_type="multipart/form-data", **sent, **photo).status_code == 303
    history = minh.get("/registry/products/1").text
    assert (visit in history, "Có điểm cần sửa, kiểm tra lại" in history) == (True, True)
    told = minh.get(visit).text
    assert "Có điểm cần sửa, kiểm tra lại" in told
    assert "Bà Sáu" in told
    assert minh.get(f"{visit}/photo").mimetype == "image/webp"
    far = sit_down(fresh_app, Grant(Role.INSPECTOR, "92"))
    assert [far.get(path).status_code for path in (visit, f"{visit}/photo")] == [404, 404]
    lan = sit_down(fresh_app, Grant(Role.OFFICER, "68"))
    assert (lan.get(visit).status_code, lan.post(visit, **sent).status_code) == (200, 403)
