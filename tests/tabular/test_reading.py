"""A table as its reader gets it: rows, problems with their place, notes, progress."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from ocop_verify.tabular.cells import Cell
from ocop_verify.tabular.headings import Column, find_headings, is_numbering, key_of
from ocop_verify.tabular.limits import FRAME_ROWS
from ocop_verify.tabular.problems import Unreadable
from ocop_verify.tabular.reading import read_table
from tests.tabular.books import COLUMNS, HEADINGS, ROW, SECOND, book, raw_book, row_xml, text
from tests.tabular.corpus import windows_1258

REAL = Path(__file__).parents[3] / "shared" / "data" / "decisions_lamdong.csv"


def test_rows_carry_their_number_in_the_file() -> None:
    table = read_table(book(["Danh sách"], [], HEADINGS, ROW, [], SECOND), "a.xlsx", COLUMNS)
    assert [(row.number, row["product_name"]) for row in table.rows()] == [
        (4, "Nước mắm Bãi Đá"),
        (6, "Chè Tân Lĩnh"),
    ]
    assert table.values["star"] == [3, 4]


def test_a_column_that_the_file_lacks_gives_none() -> None:
    row = next(read_table(book(HEADINGS, ROW), "a.xlsx", COLUMNS).rows())
    assert row["gtin"] is None
    assert "gtin" not in row.values


def test_every_problem_is_told_at_once_in_order() -> None:
    table = read_table(
        book(
            [*HEADINGS, "Điểm"],
            ["", "HTX", "sáu", "1", "30/02/2025", 101],
            [*ROW, 5],
            ["Chè", "", 3, "", "x", "y"],
        ),
        "a.xlsx",
        COLUMNS,
    )
    assert [problem.cell for problem in table.problems] == ["A2", "C2", "E2", "F2", "B4", "D4", "E4", "F4"]
    assert table.problem_count == 8
    assert table.values["star"] == [None, 3, 3]


def test_a_problem_says_where_what_and_how_to_mend() -> None:
    problem = read_table(book(HEADINGS, [*ROW[:4], "30/02/2025"]), "a.xlsx", COLUMNS).problems[0]
    assert (problem.row, problem.column, problem.heading) == (2, "E", "Ngày quyết định")
    assert problem.found == "30/02/2025"
    assert str(problem) == "Không có ngày 30/02/2025 trong lịch. Hãy sửa lại ngày."


def test_a_caller_can_place_its_own_problems() -> None:
    table = read_table(book(["STT", *HEADINGS], [1, *ROW]), "a.xlsx", COLUMNS)
    problem = table.problem(
        2, "decision_number", "other_issuer", "Số %(number)s là của nơi khác.", number="15"
    )
    assert (problem.cell, problem.heading, problem.found) == ("E2", "Số quyết định", "15/QĐ-UBND")
    assert str(problem) == "Số 15 là của nơi khác."
    whole_row = table.problem(2, "", "twice", "Dòng này có hai lần.")
    assert (whole_row.cell, whole_row.found) == ("2", "")
    assert table.problems == []


def test_a_parser_of_the_caller_is_asked_once_for_each_value() -> None:
    asked: list[Cell] = []

    def parse(cell: Cell) -> str:
        asked.append(cell)
        if cell == "x":
            raise Unreadable("no_x", "Không nhận “%(found)s”.", found=cell)
        return f"<{cell}>"

    columns = (Column("a", "A", parse=parse), Column("b", "B"))
    table = read_table(book(["A", "B"], *[["u", 1], ["x", 1], [None, 1]] * 3_000), "a.xlsx", columns)
    assert asked == ["u", "x"]
    assert table.values["a"][:3] == ["<u>", None, None]
    assert {problem.code for problem in table.problems} == {"no_x"}
    assert len(table.problems) == 3_000


def test_more_problems_than_anyone_reads_are_counted() -> None:
    table = read_table(
        text(["A", "B"], *[["x", "y"]] * 25_000).encode(),
        "a.csv",
        (Column("a", "A", parse=_refuse), Column("b", "B")),
    )
    assert (len(table.problems), table.problem_count) == (20_000, 25_000)


def _refuse(cell: Cell) -> None:
    raise Unreadable("never", "Không.")


def test_progress_is_told_while_rows_arrive() -> None:
    told: list[tuple[int, int]] = []
    rows = 2 * FRAME_ROWS + 5
    read_table(
        book(HEADINGS, *[ROW] * (rows - 1)), "a.xlsx", COLUMNS, lambda done, total: told.append((done, total))
    )
    assert told == [(FRAME_ROWS, rows), (2 * FRAME_ROWS, rows), (rows, rows)]


def test_reading_can_be_cancelled() -> None:
    class Cancelled(Exception):
        pass

    def cancel(done: int, total: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        read_table(book(HEADINGS, *[ROW] * 3 * FRAME_ROWS), "a.xlsx", COLUMNS, cancel)


def test_merged_cells_are_filled_across_frames() -> None:
    rows = FRAME_ROWS + 10
    xml = row_xml(1, HEADINGS) + row_xml(2, ROW)
    xml += "".join(row_xml(number, ROW[:4]) for number in range(3, rows + 1))
    table = read_table(
        raw_book(xml, f'<mergeCells><mergeCell ref="E2:E{rows}"/></mergeCells>'), "a.xlsx", COLUMNS
    )
    assert table.problems == []
    assert table.values["issued_at"] == [date(2025, 6, 30)] * (rows - 1)


def test_wider_rows_may_come_later_in_a_csv_file() -> None:
    content = text(["A", "B"], *[["x"]] * (FRAME_ROWS + 5), ["u", "v"], ["w"])
    table = read_table(content.encode(), "a.csv", (Column("a", "A"), Column("b", "B")))
    assert table.values["b"][-3:] == [None, "v", None]
    assert len(table.grid[0]) == len(table.grid[1]) == FRAME_ROWS + 8


@pytest.mark.parametrize(
    ("heading", "key"),
    [
        ("Ngày quyết định (dd/mm/yyyy) *", "ngay quyet dinh"),
        ("SỐ  QUYẾT\nĐỊNH:", "so quyet dinh"),
        ("decision_number", "decision number"),
        ("(*)", ""),
        ("Tỉnh/thành", "tinh thanh"),
    ],
)
def test_headings_are_compared_as_words(heading: str, key: str) -> None:
    assert key_of(heading) == key


def test_the_row_that_names_the_most_columns_is_the_heading() -> None:
    rows: Sequence[Sequence[Cell]] = [
        ["Chủ thể", "", "", ""],
        ["Tên sản phẩm", "Chủ thể", "Sao", ""],
        ["a", "b", "3", ""],
    ]
    headings = find_headings(rows, COLUMNS)
    assert headings is not None
    assert (headings.row, headings.first_row) == (1, 2)
    assert {name: heading.letters for name, heading in headings.found.items()} == {
        "product_name": "A",
        "producer": "B",
        "star": "C",
    }


@pytest.mark.parametrize(
    ("row", "numbering"),
    [
        (["(1)", "(2)", "(3)"], True),
        ([1.0, 2.0, 3.0, 4.0], True),
        (["A", "B", "1", "2", "3"], True),
        (["", "[1]", "[2]", "[3]"], True),
        (["1", "2"], False),
        (["Chè", "HTX", 3.0], False),
        ([3.0, 4.0, 3.0], False),
    ],
)
def test_a_row_that_only_numbers_the_columns_is_known(row: Sequence[Cell], numbering: bool) -> None:
    assert is_numbering(row) is numbering


@pytest.mark.skipif(not REAL.exists(), reason="the folder with real decisions is not here")
def test_real_decisions_are_read_whole_in_every_encoding() -> None:
    content = REAL.read_text("utf-8")
    tables = [
        read_table(data, REAL.name, COLUMNS)
        for data in (content.encode(), windows_1258(content), content.encode("utf-16"))
    ]
    assert [(len(table), table.problems) for table in tables] == [(24, [])] * 3
    assert tables[0].values == tables[1].values == tables[2].values
