"""What is written is read back as it was, and no cell of a file that we write is ever a formula."""

import csv
import io
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ocop_verify.tabular.headings import Column
from ocop_verify.tabular.neutral import neutralised, restored
from ocop_verify.tabular.reading import read_table
from ocop_verify.tabular.refusals import FileProblem
from ocop_verify.tabular.writing import OutSheet, csv_chunks, write_csv, write_xlsx
from tests.tabular.books import COLUMNS

HEADINGS = ("Chữ", "Dòng")
ANY = (Column("text", "Chữ"), Column("row", "Dòng"))
# Every character but halves of a pair and the two that XML cannot hold in any spelling.
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\ufffe\uffff"), max_size=40)
DANGEROUS = st.builds(
    lambda quotes, sign, rest: "'" * quotes + sign + rest,
    st.integers(0, 3),
    st.sampled_from("=+-@\t\r＝＋－＠"),
    TEXT,
)
TEXTS = st.lists(TEXT | DANGEROUS, min_size=1, max_size=60)
ODD = [
    "=cmd|' /C calc'!A0",
    "'=1+1",
    "''+1",
    "＝SUM(A1)",
    "\t=1",
    "@ok",
    "_x0041_",
    "a\r\nb",
    "a\rb",
    "007",
    "1E5",
    "30/06/2025",
    " hai đầu ",
    '"',
    '"";",',
    "http://ocop.vn/?a=1&b=<c>",
    "TRUE",
    "#N/A",
    "\u200b",
]


def written_csv(texts: list[str]) -> bytes:
    return b"".join(csv_chunks(HEADINGS, [(text, "x") for text in texts], rows_in_chunk=7))


def written_xlsx(texts: list[str]) -> bytes:
    target = io.BytesIO()
    write_xlsx(target, OutSheet("Xuất", HEADINGS, ((text, "x") for text in texts)))
    return target.getvalue()


def read_back(data: bytes, filename: str) -> list[object]:
    """The cells of the first column as they were found, before any cleaning."""
    return list(read_table(data, filename, ANY).grid[0][1:])


@given(TEXT | DANGEROUS)
def test_restoring_undoes_neutralising(text: str) -> None:
    assert restored(neutralised(text)) == text
    assert neutralised(text)[:1] not in tuple("=+-@\t\r＝＋－＠")


@given(TEXTS)
@example(ODD)
@settings(max_examples=15)
def test_text_comes_back_from_csv(texts: list[str]) -> None:
    assert read_back(written_csv(texts), "a.csv") == texts


@given(TEXTS)
@example(ODD)
@settings(max_examples=15)
def test_text_comes_back_from_xlsx(texts: list[str]) -> None:
    assert read_back(written_xlsx(texts), "a.xlsx") == texts


@pytest.mark.slow
@given(st.lists(TEXT | DANGEROUS, min_size=100, max_size=500))
@settings(max_examples=200)
def test_text_comes_back_from_both_at_length(texts: list[str]) -> None:
    assert read_back(written_csv(texts), "a.csv") == texts
    assert read_back(written_xlsx(texts), "a.xlsx") == texts


@given(TEXTS)
@example(ODD)
@settings(max_examples=15)
def test_no_written_cell_is_a_formula(texts: list[str]) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(written_xlsx(texts))).active
    assert sheet is not None
    kinds = {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None}
    assert kinds <= {"s", "inlineStr"}
    rows = csv.reader(io.StringIO(written_csv(texts).decode("utf-8-sig"), newline=""))
    assert not [cell for row in rows for cell in row if cell[:1] in tuple("=+-@\t\r＝＋－＠")]


ROWS = (
    (
        "Nước mắm Bãi Đá",
        "HTX Bãi Đá",
        3,
        "15/QĐ-UBND",
        date(2025, 6, 30),
        None,
        Decimal("64.5"),
        None,
        "Thôn 1, xã A",
    ),
    (
        "Chè Tân Lĩnh",
        "Hộ Bưởi",
        4,
        "7/QĐ-UBND",
        date(2024, 2, 29),
        date(2027, 2, 28),
        85,
        "8934673583329",
        "=1+1",
    ),
)


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_values_of_every_type_come_back(ending: str, tmp_path: Path) -> None:
    path = tmp_path / f"a.{ending}"
    headings = [column.heading for column in COLUMNS]
    if ending == "xlsx":
        write_xlsx(path, OutSheet("Sản phẩm", headings, iter(ROWS)))
    else:
        write_csv(path, headings, iter(ROWS))
    table = read_table(path.read_bytes(), path.name, COLUMNS)
    assert table.problems == []
    assert [tuple(row.values.values()) for row in table.rows()] == list(ROWS)


def test_exported_dates_are_iso_in_csv_and_real_in_xlsx() -> None:
    assert b"\r\n2025-06-30,-5\r\n" in b"".join(csv_chunks(("a", "b"), [(date(2025, 6, 30), -5)]))
    target = io.BytesIO()
    write_xlsx(target, OutSheet("a", ("Ngày",), [(date(2025, 6, 30),)]))
    cell = openpyxl.load_workbook(target)["a"]["A2"]
    assert (cell.is_date, cell.number_format) == (True, "dd/mm/yyyy")


def test_a_written_workbook_has_bold_frozen_headings_and_readable_widths() -> None:
    target = io.BytesIO()
    write_xlsx(target, OutSheet("a", ("Tên", "Địa chỉ"), [("x", "y" * 200)]), OutSheet("b", ("c",), []))
    book = openpyxl.load_workbook(target)
    sheet = book["a"]
    assert book.sheetnames == ["a", "b"]
    assert sheet.freeze_panes == "A2"
    assert sheet["A1"].font.bold
    assert 8 <= sheet.column_dimensions["A"].width < sheet.column_dimensions["B"].width <= 61


def test_text_that_excel_cannot_hold_is_refused_and_not_cut() -> None:
    with pytest.raises(FileProblem) as refused:
        write_xlsx(io.BytesIO(), OutSheet("a", ("b",), [("x" * 32_768,)]))
    assert (refused.value.code, refused.value.values["cell"]) == ("long_text", "A2")


@pytest.mark.parametrize("odd", ["\0", "\x1b", "\ufffe", "\uffff", "\ud83d"])
def test_characters_that_no_file_can_hold_do_not_spoil_the_others(odd: str) -> None:
    texts = ["Chè", f"a{odd}b", "Nước mắm"]
    for back in (read_back(written_csv(texts), "a.csv"), read_back(written_xlsx(texts), "a.xlsx")):
        assert (back[0], back[2]) == ("Chè", "Nước mắm")
        assert str(back[1]).startswith("a")
        assert str(back[1]).endswith("b")
