"""The office's figures, and all cases as a spreadsheet."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from flask import Flask
from openpyxl import load_workbook

from ocop_verify.accounts.permissions import Grant, Role
from ocop_verify.catalog.lines import lines_of
from ocop_verify.domain.cases import CaseState
from ocop_verify.inspection.figures import (
    Renewal,
    case_figures,
    ended_and_scanned,
    renewal,
    visit_results,
)
from ocop_verify.inspection.gathering import gather
from ocop_verify.inspection.visiting import record_visit
from tests.cast import INSPECTOR, NOW, TODAY, make_catalogue, make_certification, make_product
from tests.desk import sit_down
from tests.inspection.registry import store_cast
from tests.inspection.test_casework import opened
from tests.inspection.test_queue import scan
from tests.inspection.test_visits import FOUND, plan
from tests.labels.desk import make_house

S = CaseState


def case(session, state: CaseState = S.OPENED, days_old: int = 0, **facts: object) -> None:
    row = opened(session, **facts)
    row.state, row.opened_at = state, NOW - timedelta(days=days_old)
    if state is S.CLOSED:
        row.closed_at = NOW
    row.due_on = TODAY - timedelta(days=1) if days_old > 3 else None
    session.flush()


def test_cases_are_counted_by_kind_state_place_and_age(session):
    case(session)
    case(session, S.VISITED, days_old=8, province="92")
    case(session, S.ASKED, days_old=91)
    case(session, S.CLOSED, days_old=10)
    case(session, S.CLOSED, days_old=20)
    found = case_figures(session, None, TODAY)
    assert found.total == 5
    assert found.by_kind == {"after_the_end": 5}
    assert (found.by_state["closed"], found.by_state["opened"]) == (2, 1)
    assert found.by_province == {"68": 4, "92": 1}
    assert found.open_by_age == {7: 1, 30: 1, None: 1}
    assert (found.late, found.days_to_close) == (2, 15)


@pytest.mark.parametrize(("provinces", "total"), [(None, 2), ({"68"}, 1), (set(), 0)])
def test_the_figures_are_of_one_s_own_provinces(session, provinces, total):
    case(session)
    case(session, province="92")
    assert case_figures(session, provinces, TODAY).total == total


def test_where_nothing_is_closed_nobody_knows_how_long_it_takes(session):
    assert case_figures(session, None, TODAY).days_to_close is None


def test_visits_and_products_that_have_ended_are_counted(session):
    store_cast(session)
    record_visit(session, plan(session).id, FOUND, actor=INSPECTOR, now=NOW)
    plan(session)  # not made yet
    assert visit_results(session, {"68"}) == {"kept": 1}
    scan(session, times=3)
    scan(session, place="92")
    gather(session, make_catalogue(), now=NOW)
    assert [ended_and_scanned(session, places) for places in (None, {"92"}, {"01"})] == [1, 1, 0]


@pytest.mark.parametrize(
    ("began", "again", "expected"),
    [
        (date(2023, 6, 1), None, Renewal(1, 0)),  # ended half a year ago
        (date(2023, 6, 1), date(2026, 7, 1), Renewal(1, 1)),
        (date(2020, 6, 1), None, Renewal(0, 0)),  # ended long ago
        (date(2023, 11, 24), None, Renewal(0, 0)),  # today is its last day
    ],
)
def test_what_ended_within_a_year_is_renewed_or_not(began, again, expected):
    records = [make_product(id=5), make_certification(id=5, product_id=5, valid_from=began)]
    if again:
        records.append(make_certification(id=6, product_id=5, valid_from=again))
    catalogue = make_catalogue(*records)
    lines = lines_of([catalogue.products[5]], catalogue, TODAY)
    assert renewal(lines, catalogue, TODAY) == expected


def test_the_office_reads_its_figures_and_takes_its_cases_along(fresh_app: Flask):
    make_house(fresh_app)
    minh = sit_down(fresh_app, Grant(Role.INSPECTOR, "68"))
    assert minh.get("/inspection/figures").status_code == 200
    new = {"kind": "after_the_end", "where": "=1+1", "province": "68", "product": "1", "law": "1162"}
    minh.post("/inspection/flags", **new)
    assert "Dùng tem hoặc ghi sao sau khi hết hạn công nhận" in minh.get("/inspection/figures").text
    book = load_workbook(BytesIO(minh.get("/inspection/flags/export").data))
    rows = list(book.active.iter_rows(values_only=True))
    assert rows[1][0].endswith("-68-00001")
    assert (rows[1][4], rows[1][6]) == ("Cà phê bột Suối Mơ", "=1+1")
    assert book.active["G2"].data_type == "s"  # words, never a formula
    far = sit_down(fresh_app, Grant(Role.INSPECTOR, "92"))
    assert load_workbook(BytesIO(far.get("/inspection/flags/export").data)).active.max_row == 1
