"""What everybody may know of cases: what was upheld by name, the rest as figures or not at all."""

import pytest
from flask import Flask

from ocop_verify.db import begin_write, db
from ocop_verify.domain.cases import CaseState, Consequence
from ocop_verify.inspection.casework import open_flag
from ocop_verify.inspection.public_trace import TraceFilter, closed_by_kind, upheld_cases
from tests.cast import INSPECTOR, NOW
from tests.desk import stranger
from tests.inspection.test_casework import raised
from tests.labels.desk import make_house

S = CaseState


def case(session, state: CaseState, outcome: str = "", **facts: object) -> None:
    """A case that has come so far."""
    number = f"t{session.query(db.metadata.tables['flag']).count()}"
    row = open_flag(session, raised(**facts), number, actor=INSPECTOR, now=NOW)
    row.state, row.outcome, row.closed_at = state, outcome, NOW if state is S.CLOSED else None
    session.flush()


@pytest.mark.parametrize(
    ("state", "outcome", "named", "counted"),
    [
        (S.OPENED, "", 0, 0),
        (S.VISITED, "", 0, 0),
        (S.UPHELD, Consequence.SUSPEND, 1, 0),
        (S.CLOSED, Consequence.NONE, 1, 1),
        (S.DISMISSED, "", 0, 0),
        (S.CLOSED, "", 0, 1),  # dismissed: a figure without a name
        (S.REOPENED, "", 0, 0),
    ],
)
def test_only_what_was_upheld_is_named(session, state, outcome, named, counted):
    case(session, state, outcome)
    assert upheld_cases(session, TraceFilter()).total == named
    assert sum(number for _, number, _ in closed_by_kind(session, TraceFilter())) == counted


@pytest.mark.parametrize(
    ("asked", "total"),
    [
        (TraceFilter(), 2),
        (TraceFilter(province="92"), 1),
        (TraceFilter(kind="after_the_end"), 2),
        (TraceFilter(kind="forged"), 0),
        (TraceFilter(product=77), 0),
        (TraceFilter(page=9), 2),
    ],
)
def test_the_list_is_filtered_by_place_kind_and_product(session, asked, total):
    case(session, S.CLOSED, "none")
    case(session, S.CLOSED, "none", province="92")
    assert upheld_cases(session, asked).total == total


def test_everybody_reads_what_was_found_and_nothing_of_who_told(fresh_app: Flask):
    make_house(fresh_app)
    with fresh_app.app_context():
        session = db.session()
        begin_write(session)
        case(session, S.CLOSED, "suspend", product_id=1, words="Bà Sáu báo")
        case(session, S.OPENED, product_id=2, about="Mắm nêm Cô Sáu")
        session.commit()
    shopper = stranger(fresh_app)
    assert "/inspections?product=1" in shopper.get("/products/1").text
    page = shopper.get("/inspections?product=1").text
    assert "Đã tạm dừng công nhận" in page
    assert "Bà Sáu" not in page
    assert "Mắm nêm Cô Sáu" not in shopper.get("/inspections").text
    none = shopper.get("/inspections?product=2")
    assert "Không có kết luận nào" in none.text
    assert none.headers["Cache-Control"] == "public, max-age=300"
