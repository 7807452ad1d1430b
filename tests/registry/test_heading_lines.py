"""The decision that stands above a table instead of in its rows, as annexes have it."""

import pytest

from ocop_verify.registry.heading_lines import decision_above
from ocop_verify.registry.importing import plan_import
from tests.tabular.books import book

ANNEX = "(Kèm theo Quyết định số 4512/QĐ-UBND ngày 10 tháng 11 năm 2025 của UBND thành phố Hải Phòng)"
HEADINGS = ("TT", "Tên sản phẩm", "Chủ thể", "Địa chỉ", "Điểm", "Kết quả xếp hạng")
ROWS = (
    (1, "Mắm cáy", "HTX Vĩnh Bảo", "xã Vĩnh Bảo, thành phố Hải Phòng", 86.5, "4 sao"),
    (2, "Bánh đa đỏ", "HTX Dư Hàng", "phường Lê Chân, thành phố Hải Phòng", 60, "3 sao"),
)
SAID = {
    "decision_number": "4512/QĐ-UBND",
    "issued_at": "10 tháng 11 năm 2025",
    "issuing_authority": "UBND thành phố Hải Phòng",
}


def told(plan):
    return [(problem.cell, problem.code) for problem in plan.problems]


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (ANNEX, SAID),
        ("PHỤ LỤC\nDANH SÁCH SẢN PHẨM OCOP\n" + ANNEX, SAID),
        # The lines are broken where the page was full.
        (ANNEX.replace(" ngày", "\nngày").replace("UBND thành", "Ủy ban nhân dân\nthành"), None),
        (ANNEX.replace("10 tháng 11 năm 2025", "10/11/2025"), SAID | {"issued_at": "10/11/2025"}),
        (ANNEX.replace("4512/QĐ", "4512 / QĐ"), SAID),
        ("Theo Quyết định số 4512/QĐ-UBND, ngày 10/11/2025", {**SAID, "issued_at": "10/11/2025"}),
        # What it is founded on is named as well, and not meant.
        (ANNEX + "\nCăn cứ Quyết định số 148/QĐ-TTg ngày 24/02/2023 của Thủ tướng Chính phủ", SAID),
        (ANNEX.replace(")", " về việc công nhận sản phẩm OCOP)"), SAID),
        # The day of a draft is left open, and of two decisions nobody knows which.
        ("(Kèm theo Quyết định số    /QĐ-UBND ngày    tháng 11 năm 2025 của UBND tỉnh Lâm Đồng)", {}),
        (ANNEX + "\n" + ANNEX.replace("4512", "4513"), {}),
        ("DANH SÁCH SẢN PHẨM OCOP", {}),
    ],
)
def test_the_decision_is_read_in_the_words_of_its_annex(lines, said):
    found = dict(decision_above(lines, ()))
    if said is None:
        said = SAID | {"issuing_authority": "Ủy ban nhân dân thành phố Hải Phòng"}
    elif "của" not in lines:
        said = {name: text for name, text in said.items() if name != "issuing_authority"}
    assert found == said


@pytest.mark.parametrize("column", ["decision_number", "issued_at"])
def test_a_table_that_speaks_of_decisions_itself_is_believed_alone(column):
    assert decision_above(ANNEX, {"product_name", column}) == {}


def test_an_annex_is_imported_as_it_was_published(session, now):
    file = book(["PHỤ LỤC"], [ANNEX], [], HEADINGS, *ROWS, ["Tổng cộng", "2 sản phẩm"])
    plan = plan_import(session, file, "phu-luc.xlsx", now=now)
    assert told(plan) == []
    assert [(each.product, each.stars, each.decision_number, each.authority) for each in plan.said] == [
        ("Mắm cáy", 4, "4512/QĐ-UBND", "UBND thành phố Hải Phòng"),
        ("Bánh đa đỏ", 3, "4512/QĐ-UBND", "UBND thành phố Hải Phòng"),
    ]
    notes = {note.code: str(note) for note in plan.notes}
    assert notes["decision_above"].endswith("4512/QĐ-UBND ngày 10/11/2025.")
    assert "“Tổng cộng”" in notes["total_row"]


def test_an_annex_in_csv_is_read_alike(session, now):
    lines = [f'"{ANNEX}"', ";".join(HEADINGS), *(";".join(map(str, row)) for row in ROWS)]
    assert told(plan_import(session, "\n".join(lines).encode(), "a.csv", now=now)) == []


def test_what_cannot_be_of_that_decision_is_told_in_its_row(session, now):
    five = (3, "Nước mắm", "Công ty Cát Hải", "đặc khu Cát Hải, thành phố Hải Phòng", 92, "5 sao")
    plan = plan_import(session, book([ANNEX], HEADINGS, *ROWS, five), "a.xlsx", now=now)
    assert told(plan) == [("5", "NotCompetent")]


def test_a_day_that_never_was_is_asked_for_as_a_column(session, now):
    annex = ANNEX.replace("10 tháng 11", "31 tháng 11")
    plan = plan_import(session, book([annex], HEADINGS, *ROWS), "a.xlsx", now=now)
    assert [(problem.heading, problem.code) for problem in plan.problems] == [
        ("Ngày quyết định", "missing_column")
    ]
