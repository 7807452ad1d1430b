"""Lists of stalls: what people paste, what spreadsheets hold, and what is told back of their faults."""

from io import BytesIO

import pytest
import xlsxwriter

from ocop_verify.domain.errors import OcopError
from ocop_verify.fairs.listing import MOST_ROWS, read_pasted_stalls, read_stall_list
from ocop_verify.fairs.stall_lines import ListedStall


@pytest.mark.parametrize(
    ("pasted", "stalls"),
    [
        ("A1; HTX Suối Mơ; Cà phê; 4", [("A1", "HTX Suối Mơ", (("Cà phê", 4, ""),))]),
        ("A1\tHTX Suối Mơ\tCà phê\t4 sao\tHộ Ba", [("A1", "HTX Suối Mơ", (("Cà phê", 4, "Hộ Ba"),))]),
        (
            "A1; HTX; Cà phê\n; ; Trà; 3\nMật ong",
            [("A1", "HTX", (("Cà phê", 0, ""), ("Trà", 3, ""), ("Mật ong", 0, "")))],
        ),
        ("A1; Cà phê; 4\nTrà; 3", [("A1", "", (("Cà phê", 4, ""), ("Trà", 3, "")))]),
        ("A1; Cà phê\n\n   \nA2; Trà", [("A1", "", (("Cà phê", 0, ""),)), ("A2", "", (("Trà", 0, ""),))]),
        ("A1; HTX; ", [("A1", "", (("HTX", 0, ""),))]),
        ("Gian hàng;Sản phẩm;Sao\nA1;Cà phê;4", [("A1", "", (("Cà phê", 4, ""),))]),
        ('A1; HTX "Suối; Cà phê "rang; 4', [("A1", 'HTX "Suối', (('Cà phê "rang', 4, ""),))]),
    ],
)
def test_pasted_lines_are_read_as_people_write_them(pasted, stalls):
    assert list(read_pasted_stalls(pasted).stalls) == [ListedStall(*each) for each in stalls]


@pytest.mark.parametrize(
    ("pasted", "row", "words"),
    [
        ("A1; HTX; Cà phê; HTX Suối Mơ", 1, "không phải là hạng sao"),
        ("Cà phê; 4\nA1; HTX; Trà", 1, "Không rõ dòng này thuộc gian nào"),
        (f"A1; HTX; Cà phê\n{'9' * 21}; HTX; Trà", 2, "21"),
    ],
)
def test_a_fault_says_where_it_is(pasted, row, words):
    problem = read_pasted_stalls(pasted).problems[0]
    assert problem.row == row
    assert words in str(problem)


@pytest.mark.parametrize(
    ("pasted", "stalls", "left_out"),
    [
        # A good with nonsense stars is left out; those around it keep their stall and its holder.
        ("A1; HTX; Cà phê; nhiều\n; ; Trà; 3", [("A1", "HTX", ("Trà",))], 1),
        # A stall that only faulty lines speak of is not made.
        ("A1; HTX; Cà phê; nhiều\nA2; HTX; Trà; 3", [("A2", "HTX", ("Trà",))], 1),
        # Below a stall that nobody can read, "the stall above" must not mean the one before it.
        (
            f"A1; HTX; Cà phê; 4\n{'9' * 21}; Hộ Ba; Trà; 3\n; ; Mắm; 4\nA3; HTX; Mật; 3",
            [("A1", "HTX", ("Cà phê",)), ("A3", "HTX", ("Mật",))],
            2,
        ),
    ],
)
def test_lines_that_are_not_understood_are_left_out_and_move_no_other(pasted, stalls, left_out):
    told = read_pasted_stalls(pasted)
    assert [(each.number, each.holder, tuple(g[0] for g in each.goods)) for each in told.stalls] == stalls
    assert told.left_out == left_out


def test_the_same_holds_for_a_table():
    rows = (
        ("A1", "HTX", "Cà phê", "nhiều"),
        ("", "", "Trà", "3"),
        ("x" * 21, "Hộ", "Mắm", ""),
        ("", "", "Mật", ""),
    )
    told = read_stall_list(book(HEADINGS, *rows), "gian.xlsx")
    assert [(each.number, each.goods) for each in told.stalls] == [("A1", (("Trà", 3, ""),))]
    assert [problem.cell for problem in told.problems] == ["D2", "A4", "A5"]


def test_one_number_in_two_spellings_is_one_stall_and_a_second_holder_is_told():
    told = read_pasted_stalls("A1; HTX; Cà phê\na1; Hộ Ba; Trà")
    assert [(each.number, each.holder, len(each.goods)) for each in told.stalls] == [("A1", "HTX", 2)]
    assert "Hộ Ba" in str(told.notes[0])


@pytest.mark.parametrize(
    ("headings", "words"),
    [
        (("Chủ gian hàng", "Sản phẩm"), "Gian hàng"),
        (("Gian hàng", "Sản phẩm", "Tên sản phẩm"), "Hai ô tiêu đề"),
    ],
)
def test_a_table_whose_columns_are_not_clear_is_no_list(headings, words):
    with pytest.raises(OcopError, match=words):
        read_stall_list(book(headings, ("a", "b", "c")), "gian.xlsx")


@pytest.mark.parametrize("junk", ["", "\n \n", "\x00\x01", ";;;;;", "|", "\t\t\n;", "﻿"])
def test_junk_gives_no_stall_or_a_refusal(junk):
    try:
        found = list(read_pasted_stalls(junk).stalls)
    except OcopError:
        found = []
    assert found == []


def test_a_list_that_is_too_long_is_refused_whole():
    with pytest.raises(OcopError, match="nhận được một lần"):
        read_pasted_stalls("A1; HTX; Cà phê\n" * (MOST_ROWS + 1))


def book(*rows: tuple[str, ...], merge: str = "", merged: str = "") -> bytes:
    out = BytesIO()
    with xlsxwriter.Workbook(out) as workbook:
        page = workbook.add_worksheet()
        for number, row in enumerate(rows):
            page.write_row(number, 0, row)
        if merge:
            page.merge_range(merge, merged)
    return out.getvalue()


HEADINGS = ("Gian hàng", "Chủ gian hàng", "Sản phẩm", "Hạng sao")


def test_merged_cells_and_empty_ones_mean_the_stall_above():
    rows = ("", "HTX", "Cà phê", "4"), ("", "", "Trà", ""), ("A2", "Hộ Ba", "Mắm", "3")
    data = book(HEADINGS, *rows, merge="A2:A3", merged="A1")
    first, second = read_stall_list(data, "gian.xlsx").stalls
    assert first == ListedStall("A1", "HTX", (("Cà phê", 4, ""), ("Trà", 0, "")))
    assert second.number == "A2"
