"""Lists of stalls: what people paste, what spreadsheets hold, and what is told back of their faults."""

from io import BytesIO

import pytest
import xlsxwriter

from ocop_verify.domain.errors import OcopError
from ocop_verify.fairs.listing import (
    MOST_ROWS,
    ListedStall,
    ListRefused,
    read_pasted_stalls,
    read_stalls_table,
)


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
    assert list(read_pasted_stalls(pasted)) == [ListedStall(*each) for each in stalls]


@pytest.mark.parametrize(
    ("pasted", "row", "words"),
    [
        ("A1; HTX; Cà phê; HTX Suối Mơ", 1, "không phải là hạng sao"),
        ("Cà phê; 4\nA1; HTX; Trà", 1, "chưa ghi số gian hàng"),
        (f"A1; HTX; Cà phê\n{'9' * 21}; HTX; Trà", 2, "21"),
    ],
)
def test_a_fault_says_where_it_is(pasted, row, words):
    with pytest.raises(ListRefused) as refused:
        read_pasted_stalls(pasted)
    problem = refused.value.problems[0]
    assert problem.row == row
    assert words in str(problem)


@pytest.mark.parametrize("junk", ["", "\n \n", "\x00\x01", ";;;;;", "|", "\t\t\n;", "﻿"])
def test_junk_gives_no_stall_or_a_refusal(junk):
    try:
        found = list(read_pasted_stalls(junk))
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
    first, second = read_stalls_table(data, "gian.xlsx")
    assert first == ListedStall("A1", "HTX", (("Cà phê", 4, ""), ("Trà", 0, "")))
    assert second.number == "A2"


def test_a_faulty_cell_is_named_by_its_address():
    with pytest.raises(ListRefused) as refused:
        read_stalls_table(book(HEADINGS, ("A1", "HTX", "Cà phê", "nhiều")), "gian.xlsx")
    assert [each.cell for each in refused.value.problems] == ["D2"]
