"""The copy with marked faults: corrected and dropped again, it is clean."""

import io
from collections.abc import Sequence
from datetime import date
from typing import Any

import openpyxl
import pytest

from ocop_verify.tabular.annotating import annotated_xlsx
from ocop_verify.tabular.reading import read_table
from ocop_verify.tabular.table import Table
from tests.tabular.books import COLUMNS, HEADINGS, ROW, book, text

BAD: Sequence[Any] = ("", "HTX Bãi Đá", "sáu sao", "15/QĐ-UBND", "30/02/2025")


def table_of(*rows: Sequence[Any]) -> Table:
    return read_table(book(*rows), "a.xlsx", COLUMNS)


def opened(data: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(data)).active


def test_faulty_cells_are_coloured_and_explained() -> None:
    sheet = opened(annotated_xlsx(table_of(HEADINGS, ROW, BAD)))
    assert sheet["C3"].comment.text == "“sáu sao” không phải là hạng sao. Hãy ghi một số, ví dụ 3."
    assert sheet["C3"].fill.fgColor.rgb == sheet["A3"].fill.fgColor.rgb == "FFFFE0B2"
    assert sheet["C2"].comment is None
    assert sheet["F1"].value == "Lỗi"
    assert sheet["F2"].value is None
    assert [line.split(":")[0] for line in sheet["F3"].value.splitlines()] == ["A3", "C3", "E3"]


def test_the_persons_cells_stand_where_they_stood() -> None:
    rows = (["DANH SÁCH"], [], ["STT", *HEADINGS], [1, *ROW[:4], date(2025, 6, 30)], [2, *BAD])
    sheet = opened(annotated_xlsx(table_of(*rows)))
    assert sheet["A1"].value == "DANH SÁCH"
    assert [cell.value for cell in sheet[4]][:5] == [1, *ROW[:4]]
    assert sheet["F4"].value.date() == date(2025, 6, 30)
    assert sheet["F5"].value == "30/02/2025"
    assert sheet.freeze_panes == "A4"


def test_the_copy_has_the_same_problems_and_no_second_column_of_them() -> None:
    table = table_of([*HEADINGS[:4], "Ngày"], BAD)
    again = read_table(annotated_xlsx(table), "a.xlsx", COLUMNS)
    assert again.problems == table.problems
    sheet = opened(annotated_xlsx(again))
    assert [str(cell.value).splitlines()[0] for cell in sheet[1]].count("Lỗi") == 1


def test_the_corrected_copy_is_clean() -> None:
    workbook = openpyxl.load_workbook(io.BytesIO(annotated_xlsx(table_of(HEADINGS, ROW, BAD))))
    sheet = workbook.active
    assert sheet is not None
    sheet["A3"], sheet["C3"], sheet["E3"] = "Mắm nêm", "4 sao", "28/02/2025"
    target = io.BytesIO()
    workbook.save(target)
    table = read_table(target.getvalue(), "a.xlsx", COLUMNS)
    assert table.problems == []
    assert table.values["star"] == [3, 4]


def test_a_missing_column_is_told_beside_the_headings() -> None:
    sheet = opened(annotated_xlsx(table_of(HEADINGS[:4], ROW[:4])))
    assert sheet["E1"].value == "Lỗi\nThiếu cột “Ngày quyết định”. Hãy thêm cột này vào bảng."


def test_a_faulty_date_stays_a_date() -> None:
    sheet = opened(annotated_xlsx(table_of(HEADINGS, [*ROW[:4], date(1925, 6, 30)])))
    assert (sheet["E2"].is_date, sheet["E2"].comment is not None) == (True, True)


def test_problems_of_the_caller_and_other_words_can_be_shown() -> None:
    table = table_of(HEADINGS, ROW)
    problem = table.problem(2, "producer", "unknown", "Chưa có chủ thể này.")
    sheet = opened(annotated_xlsx(table, [problem], lambda problem: f"[{problem.code}]"))
    assert (sheet["B2"].comment.text, sheet["F2"].value) == ("[unknown]", "B2: [unknown]")


@pytest.mark.parametrize("dangerous", ["=1+1", "@a", "+84 90"])
def test_a_csv_file_becomes_a_workbook_without_formulas(dangerous: str) -> None:
    table = read_table(text(HEADINGS, [dangerous, *BAD[1:]]).encode(), "a.csv", COLUMNS)
    sheet = opened(annotated_xlsx(table))
    assert (sheet["A2"].value, sheet["A2"].data_type) == (dangerous, "s")


def test_thousands_of_faults_are_all_marked() -> None:
    sheet = opened(annotated_xlsx(table_of(HEADINGS, *[BAD] * 3_000)))
    marked = [row for row in sheet.iter_rows(min_row=2) if row[2].fill.fgColor.rgb == "FFFFE0B2"]
    assert len(marked) == 3_000
    assert len([1 for row in sheet.iter_rows() for cell in row if cell.comment]) == 2_000


def test_a_character_that_no_workbook_can_hold_does_not_spoil_the_copy() -> None:
    table = read_table(text(HEADINGS, [*ROW[:2], "sáu\uffff", *ROW[3:]]).encode(), "a.csv", COLUMNS)
    sheet = opened(annotated_xlsx(table, tell=lambda problem: f"\uffff{problem}"))
    assert sheet["C2"].value == "sáu\ufffd"
    assert sheet["C2"].comment.text.startswith("\ufffd“sáu")
