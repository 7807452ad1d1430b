"""Codes as rows for print houses: one for each label, in printing order."""

import csv
import json

import pytest

from ocop_verify.labels.code_lists import COLUMNS, UnknownListFormat, write_codes
from tests.labels.printing import PREFIX, make_face, make_product_run, make_run, urls_of


def rows_of(file):
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_a_csv_has_a_row_for_each_label(tmp_path):
    runs = [make_run(id=7, certification_id=5, count=30), make_product_run(id=8)]
    assert write_codes(tmp_path / "codes.csv", runs, PREFIX) == 31
    rows = rows_of(tmp_path / "codes.csv")
    assert list(rows[0]) == list(COLUMNS)
    assert [row["url"] for row in rows] == urls_of(*runs)
    assert [int(row["serial"]) for row in rows] == [*range(1, 31), 0]
    assert {(row["certification_id"], row["kind"], row["batch"]) for row in rows} == {
        ("5", "unit", "7"),
        ("1", "product", "8"),
    }
    assert rows[0]["product_name"] == "Mắm nêm Suối Mơ"
    assert rows[0]["code"] == runs[0].issue(0, 1)[0].code


def test_ndjson_says_the_same_as_csv(tmp_path):
    runs = [make_run(count=3)]
    write_codes(tmp_path / "codes.csv", runs, PREFIX)
    write_codes(tmp_path / "codes.ndjson", runs, PREFIX)
    lines = (tmp_path / "codes.ndjson").read_text("utf-8").splitlines()
    objects = [json.loads(line) for line in lines]
    assert [{key: str(value) for key, value in each.items()} for each in objects] == rows_of(
        tmp_path / "codes.csv"
    )


def test_a_name_that_is_a_formula_is_made_harmless_in_csv(tmp_path):
    run = make_product_run(face=make_face(product="=HYPERLINK(1)"))
    write_codes(tmp_path / "codes.csv", [run], PREFIX)
    assert rows_of(tmp_path / "codes.csv")[0]["product_name"] == "'=HYPERLINK(1)"


def test_an_unknown_ending_is_refused(tmp_path):
    with pytest.raises(UnknownListFormat, match=r"codes\.txt"):
        write_codes(tmp_path / "codes.txt", [make_run(count=1)], PREFIX)
    assert not list(tmp_path.iterdir())


def test_progress_ends_at_the_last_label(tmp_path):
    seen = []
    write_codes(tmp_path / "codes.csv", [make_run(count=2500)], PREFIX, progress=seen.append)
    assert seen == [1000, 2000, 2500]
