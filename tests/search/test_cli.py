"""``flask claims check``: a list in, the same list with three more columns out."""

import csv

import pytest
from openpyxl import load_workbook

from ocop_verify.search.views.checking import MOST_ROWS
from tests.search.test_pages import FOUND, HEADINGS, PASTED, ROWS
from tests.tabular.books import book

ADDED = ["finding", "reason", "certification_id"]


@pytest.fixture
def check(market_site, tmp_path):
    """Checks a file and gives what the command said, and where it wrote."""

    def run(data: bytes, name: str = "list.xlsx", out: str = "out.xlsx"):
        source, target = tmp_path / name, tmp_path / out
        source.write_bytes(data)
        return market_site.test_cli_runner().invoke(
            args=["claims", "check", str(source), "--out", str(target)]
        ), target

    return run


def test_each_row_gets_a_finding_a_reason_and_a_certification(check):
    result, out = check(book(HEADINGS, *ROWS))
    assert result.exit_code == 0, result.output
    rows = list(load_workbook(out).active.values)
    assert list(rows[0]) == [*HEADINGS, *ADDED]
    assert [(row[3], row[5]) for row in rows[1:]] == list(
        zip(FOUND, [1_001, 1_002, None, 1_006], strict=True)
    )


def test_a_csv_file_goes_in_and_comes_out(check):
    result, out = check(PASTED.encode(), "list.csv", "out.csv")
    assert result.exit_code == 0, result.output
    rows = list(csv.DictReader(out.read_text("utf-8-sig").splitlines()))
    assert [row["finding"] for row in rows] == FOUND
    assert [row["certification_id"] for row in rows] == ["1001", "1002", "", "1006"]


def test_it_tells_how_many_of_each_there_are(check):
    result, _ = check(book(HEADINGS, *ROWS))
    assert [line.split()[:2] for line in result.stdout.splitlines()] == [
        [each, "1"] for each in ("in_force", *FOUND[1:])
    ]


def test_more_rows_than_a_page_takes_are_checked(check):
    rows = MOST_ROWS + 1
    result, out = check(b"product\n" + b"x\n" * rows, "list.csv", "out.csv")
    assert result.exit_code == 0, result.output
    assert len(out.read_text("utf-8-sig").splitlines()) == rows + 1


@pytest.mark.parametrize(
    ("data", "name", "out"),
    [
        pytest.param(b"\xff\xd8\xff" * 50, "photo.xlsx", "out.xlsx", id="a picture"),
        pytest.param(b"a,b\n1,2", "list.csv", "out.csv", id="no heading that is known"),
        pytest.param(PASTED.encode(), "list.csv", "out.pdf", id="a kind of file that is not written"),
    ],
)
def test_what_cannot_be_checked_leaves_nothing_behind(check, data, name, out):
    result, target = check(data, name, out)
    assert result.exit_code != 0
    assert not target.exists()
    assert "Traceback" not in result.output
