"""An officer's file: every problem told by row and column, all or nothing, and nothing twice."""

import csv
import gc
from datetime import date
from pathlib import Path
from unicodedata import normalize

import pytest
from sqlalchemy import select

from ocop_verify.registry.importing import FileHasProblems, apply, collecting_later, plan_import
from ocop_verify.registry.models import (
    AuthorityRow,
    CertificationRow,
    DecisionRow,
    ProducerRow,
    ProductRow,
)
from ocop_verify.registry.recognising import recognise
from ocop_verify.tabular.refusals import FileProblem
from tests.cast import OFFICER
from tests.registry.statements import (
    HEADINGS,
    ROW,
    as_csv,
    as_xlsx,
    count_rows,
    make_recognition,
    make_row,
)

REAL_FILE = Path(__file__).parents[3] / "shared" / "data" / "decisions_lamdong.csv"
LINE = list(ROW.values())


@pytest.fixture
def plan(session, now):
    """Plan the import of some bytes."""
    return lambda data, name="ocop.csv": plan_import(session, data, name, now=now)


@pytest.fixture
def load(session, now, plan):
    """Import some bytes."""

    def load(data, name="ocop.csv"):
        made = plan(data, name)
        assert [str(problem) for problem in made.problems] == []
        return apply(session, made, actor=OFFICER, now=now)

    return load


def told(plan):
    """Where the problems are: the cell and the code of each."""
    return [(problem.cell, problem.code) for problem in plan.problems]


def test_a_clean_file_is_imported(session, load):
    recognised = load(as_csv(make_row(), make_row(product_name="Trà Suối Mơ", star="3 sao")))
    assert len(recognised.certification_ids) == 2
    assert session.scalars(select(CertificationRow.stars).order_by(CertificationRow.id)).all() == [4, 3]


def test_the_same_file_again_changes_nothing(session, load):
    load(as_csv(make_row(), make_row(product_name="Trà Suối Mơ")))
    before = count_rows(session)
    difference = load(as_csv(make_row(), make_row(product_name="Trà Suối Mơ"))).difference
    assert (difference.is_empty, difference.unchanged) == (True, 2)
    assert count_rows(session) == before


def test_a_plan_writes_nothing_and_tells_what_would_change(session, load, plan):
    load(as_csv(make_row()))
    before = count_rows(session)
    rows = (make_row(star="3"), make_row(product_name="Trà"), make_row(product_name="Mứt"))
    difference = plan(as_csv(*rows)).difference
    assert (len(difference.certifications), len(difference.products), difference.unchanged) == (2, 2, 0)
    (change,) = difference.changes
    assert (change.subject_type, change.before, change.after) == ("certification", {"stars": 4}, {"stars": 3})
    assert count_rows(session) == before


def test_a_plan_is_compared_anew_when_the_registry_moved_since(session, now, plan):
    made = plan(as_csv(make_row()))
    recognise(session, make_recognition(commune="", province="", address=""), actor=OFFICER, now=now)
    assert apply(session, made, actor=OFFICER, now=now).difference.unchanged == 1
    assert count_rows(session)["certification"] == 1


SYNONYMS = [
    ("Tên sản phẩm", "Tên chủ thể", "Phân hạng", "Số QĐ", "Ngày ký", "Đơn vị ban hành"),
    ("SẢN PHẨM", "CHỦ THỂ", "HẠNG SAO", "SỐ QUYẾT ĐỊNH", "NGÀY BAN HÀNH", "CƠ QUAN BAN HÀNH"),
    ("ten san pham", "chu the", "so sao", "quyet dinh so", "ngay quyet dinh", "co quan cap"),
    ("Tên sản phẩm*", "Chủ thể (OCOP)", "Xếp hạng", "Số QĐ", "Ngày QĐ (dd/mm/yyyy)", "Cơ quan công nhận"),
]


@pytest.mark.parametrize("headings", SYNONYMS)
def test_headings_of_real_annexes_are_understood(headings, load):
    assert load(as_xlsx([("STT", *headings), (1, *LINE)]), "ocop.xlsx").certification_ids


def test_columns_may_stand_in_any_order(load):
    assert load(as_csv(make_row(), headings=HEADINGS[::-1])).certification_ids


def test_every_column_is_read(session, load):
    load(
        as_csv(
            make_row(
                **{
                    "Loại hình": "HTX",
                    "Điểm": "75,5",
                    "Hiệu lực đến": "04/08/2028",
                    "Bộ sản phẩm": "Cà phê, ca cao",
                    "Địa chỉ": "Thôn 3, xã Suối Mơ, tỉnh Đắk Nông",
                    "Xã, phường": "xã Suối Mơ",
                    "Tỉnh/TP": "Lâm Đồng",
                    "Mã vạch": "8931234567897",
                }
            )
        )
    )
    producer = session.execute(
        select(ProducerRow.type, ProducerRow.address, ProducerRow.commune, ProducerRow.province)
    ).one()
    assert producer == ("cooperative", "Thôn 3, xã Suối Mơ, tỉnh Đắk Nông", "xã Suối Mơ", "68")
    product = session.execute(select(ProductRow.product_set, ProductRow.gtin)).one()
    assert product == ("Cà phê, ca cao", "8931234567897")
    certification = session.execute(select(CertificationRow.score, CertificationRow.printed_until)).one()
    assert certification == ("75.5", date(2028, 8, 4))


def test_columns_of_no_use_are_named(plan):
    notes = plan(as_csv({"STT": "1", **make_row(), "sector": "Thực phẩm", "SĐT": "0"})).notes
    assert [str(note) for note in notes] == ["Không dùng các cột: sector, SĐT."]


def test_a_producer_of_another_province_than_its_authority_is_worth_a_look(plan):
    made = plan(as_csv(make_row(province="Nghệ An")))
    assert made.problems == []
    assert [note.code for note in made.notes] == ["decided_elsewhere"]


def test_an_authority_has_one_row_however_it_is_spelled(session, load):
    load(as_csv(make_row(), make_row(product_name="Trà", issuing_authority="ỦY BAN NHÂN DÂN TỈNH LÂM ĐỒNG")))
    assert session.scalars(select(AuthorityRow.name)).all() == ["UBND tỉnh Lâm Đồng"]
    assert len(session.scalars(select(DecisionRow)).all()) == 1


GOOD_FILES = [
    ("a byte order mark", b"\xef\xbb\xbf" + as_csv(make_row())),
    ("semicolons", as_csv(make_row()).replace(b",", b";")),
    ("decomposed accents", normalize("NFD", as_csv(make_row()).decode()).encode()),
    ("ISO dates", as_csv(make_row(issued_at="2025-08-05"))),
    ("stars drawn", as_csv(make_row(star="****"))),
    ("stars in words", as_csv(make_row(star="4 sao"))),
    ("underscores that indent", as_csv(make_row(product_name="__Cà phê bột Suối Mơ"))),
]


@pytest.mark.parametrize("data", [data for _, data in GOOD_FILES], ids=[name for name, _ in GOOD_FILES])
def test_every_spelling_of_one_row_gives_the_same_registry(session, load, data):
    load(as_csv(make_row()))
    assert load(data).difference.is_empty


def windows_1258(text):
    """Text as Vietnamese Windows saves it: letters with their hats, tones as marks behind them."""
    tones = "\u0300\u0301\u0303\u0309\u0323"
    letters = []
    for letter in normalize("NFC", text):
        parts = normalize("NFD", letter)
        bare = normalize("NFC", "".join(part for part in parts if part not in tones))
        letters.append(bare + "".join(part for part in parts if part in tones))
    return "".join(letters).encode("cp1258")


def test_windows_1258_with_semicolons_is_read(session, load):
    load(as_csv(make_row()))
    data = windows_1258(as_csv(make_row()).decode().replace(",", ";"))
    assert load(data).difference.is_empty


BAD_ROWS = [
    ("a date that is text", {"issued_at": "hôm qua"}, ("E2", "not_a_date")),
    ("a day that is not in the calendar", {"issued_at": "30/02/2025"}, ("E2", "no_such_date")),
    ("a decision of tomorrow", {"issued_at": "25/11/2026"}, ("E2", "DayInFuture")),
    ("a star that is none", {"star": "sáu sao"}, ("C2", "not_a_star")),
    ("two stars", {"star": "2"}, ("C2", "no_such_star")),
    ("potential five stars", {"star": "tiềm năng 5 sao"}, ("C2", "potential_star")),
    ("five stars by a province", {"star": "5"}, ("F2", "NotCompetent")),
    ("an authority that is none", {"issuing_authority": "Hội Nông dân"}, ("F2", "UnknownAuthority")),
    ("a department", {"issuing_authority": "Sở Công Thương"}, ("F2", "NotRecognising")),
    ("a number that is none", {"decision_number": "QĐ-UBND"}, ("D2", "BadDecisionNumber")),
    ("no product", {"product_name": ""}, ("A2", "missing")),
    ("no decision number", {"decision_number": ""}, ("D2", "missing")),
    ("an end that cannot be", {"expires_at": "05/08/2005"}, ("G2", "ImplausibleEnd")),
    ("a score of another star", {"score": "90"}, None),
    ("a score of a lower star", {"score": "55"}, ("G2", "ScoreMismatch")),
    ("a province that is none", {"province": "Đại Lộ"}, ("G2", "UnknownProvince")),
    ("a bar code with a wrong check digit", {"gtin": "8931234567890"}, ("G2", "gtin_check_digit")),
    ("a suspension without a reason", {"suspended_from": "01/02/2026"}, ("2", "CellsApart")),
    ("an extension without a basis", {"extended_until": "31/01/2029"}, ("2", "CellsApart")),
    ("a revocation without a ground", {"revoked_on": "01/02/2026"}, ("2", "CellsApart")),
    ("a ground that is none", {"revocation_ground": "thích"}, ("G2", "no_such_ground")),
]


@pytest.mark.parametrize(
    ("changes", "expected"), [case[1:] for case in BAD_ROWS], ids=[case[0] for case in BAD_ROWS]
)
def test_what_is_wrong_with_a_row_is_told_at_its_cell(session, now, plan, changes, expected):
    made = plan(as_csv(make_row(**changes)))
    assert told(made) == ([expected] if expected else [])
    if expected:
        with pytest.raises(FileHasProblems):
            apply(session, made, actor=OFFICER, now=now)
    assert sum(count_rows(session).values()) == 0


def test_all_problems_are_told_at_once_from_top_to_bottom(session, now, plan):
    made = plan(
        as_csv(
            make_row(issued_at="hôm qua", star="6"),
            make_row(product_name="Trà"),
            make_row(product_name="Mứt", star="5"),
            make_row(product_name="Trà"),
            make_row(product_name="Kẹo", issued_at="06/08/2025"),
        )
    )
    assert told(made) == [
        ("C2", "not_a_star"),
        ("E2", "not_a_date"),
        ("F4", "NotCompetent"),
        ("A5", "StatedTwice"),
        ("E6", "DecisionDated"),
    ]
    assert made.problem_count == 5
    with pytest.raises(FileHasProblems):
        apply(session, made, actor=OFFICER, now=now)
    assert sum(count_rows(session).values()) == 0


def test_a_faulty_cell_hides_no_other_of_its_row(plan):
    made = plan(as_csv(make_row(star="1", issued_at="hôm qua", issuing_authority="Hội Nông dân")))
    assert told(made) == [("C2", "no_such_star"), ("E2", "not_a_date"), ("F2", "UnknownAuthority")]


def test_a_duplicate_row_names_both_rows(plan):
    (problem,) = plan(as_csv(make_row(), make_row(product_name="Trà"), make_row())).problems
    assert str(problem).startswith("Dòng 4 và dòng 2 cùng ghi một sản phẩm")


def test_the_decision_number_of_another_issuer_names_the_issuer(session, load, plan):
    load(as_csv(make_row(issued_at="19/06/2025", province="Lâm Đồng")))
    row = make_row(product_name="Trà", issued_at="19/06/2025", province="Lâm Đồng")
    (problem,) = plan(as_csv(row | {"issuing_authority": "UBND tỉnh Đắk Nông"})).problems
    assert (problem.cell, problem.values["name"]) == ("F2", "UBND tỉnh Lâm Đồng")


def test_a_checked_number_of_two_issuers_is_accepted(load):
    row = make_row(issued_at="19/06/2025", province="Lâm Đồng")
    other = row | {"issuing_authority": "UBND tỉnh Đắk Nông", "Đã đối chiếu": "x"}
    assert load(as_csv(row, other)).certification_ids


def bad_files():
    """Files that are no table of ours, with what must be said of each."""
    rows = [HEADINGS, LINE]
    million = [HEADINGS, LINE, *[[]] * 120_000, LINE]
    return {
        "no bytes": (b"", "empty"),
        "not an xlsx": (b"PK\x03\x04 and nothing more", "broken"),
        "a truncated xlsx": (as_xlsx(rows)[:-900], "broken"),
        "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(50), "image"),
        "a web page": (b"<html><table></table></html>", "html"),
        "no headings": (as_csv({"a": "1", "b": "2"}), "no_headings"),
        "too many rows": (as_xlsx(million, constant_memory=True), "too_many_rows"),
    }


@pytest.mark.parametrize("name", bad_files())
def test_a_file_that_is_no_table_of_ours_is_refused_in_words(session, plan, name):
    data, code = bad_files()[name]
    with pytest.raises(FileProblem) as refusal:
        plan(data, "ocop.xlsx")
    assert refusal.value.code == code
    assert str(refusal.value).endswith((".", "?"))
    assert sum(count_rows(session).values()) == 0


@pytest.mark.parametrize("first", [0, 1])
def test_python_collects_garbage_again_after_imports_that_overlap(first):
    imports = [collecting_later(), collecting_later()]
    for each in imports:
        each.__enter__()
    assert not gc.isenabled()
    imports.pop(first).__exit__(None, None, None)
    imports.pop().__exit__(None, None, None)
    assert gc.isenabled()


def test_two_headings_for_one_column_are_told(plan):
    made = plan(as_csv(make_row() | {"Hạng sao": "3"}))
    assert told(made)[0] == ("G1", "duplicate_heading")


def test_a_missing_column_is_told_by_its_name(plan):
    row = make_row()
    del row["issued_at"]
    (problem,) = plan(as_csv(row)).problems
    assert (problem.row, problem.code, problem.values["heading"]) == (1, "missing_column", "Ngày quyết định")


def test_formulas_are_read_as_their_values(session, load, plan):
    sheet = as_xlsx([HEADINGS, [*LINE[:2], "=2+2", *LINE[3:]]])
    made = plan(sheet, "ocop.xlsx")
    assert [problem.column for problem in made.problems] in (["C"], [])
    assert count_rows(session)["certification"] == 0


def test_excel_dates_are_days(load, session):
    load(as_xlsx([HEADINGS, [*LINE[:4], date(2025, 8, 5), LINE[5]]]), "ocop.xlsx")
    assert session.scalar(select(DecisionRow.issued_on)) == date(2025, 8, 5)


def test_a_file_without_rows_changes_nothing(load):
    assert load(as_csv(headings=HEADINGS)).difference.is_empty


def test_one_bad_row_among_thousands_keeps_all_out(session, now, plan):
    rows = [make_row(product_name=f"Cà phê {n}") for n in range(3_000)]
    rows[1_500]["star"] = "1"
    made = plan(as_csv(*rows))
    assert told(made) == [("C1502", "no_such_star")]
    with pytest.raises(FileHasProblems):
        apply(session, made, actor=OFFICER, now=now)
    assert sum(count_rows(session).values()) == 0


@pytest.mark.skipif(not REAL_FILE.exists(), reason="the file of real decisions is not beside the project")
def test_the_real_decisions_are_imported_as_they_are(session, load):
    data = REAL_FILE.read_bytes()
    load(data, REAL_FILE.name)
    counts = count_rows(session)
    assert (counts["certification"], counts["decision"], counts["authority"]) == (24, 4, 4)
    assert load(data, REAL_FILE.name).difference.unchanged == 24
    assert count_rows(session) == counts
    with REAL_FILE.open(encoding="utf-8") as file:
        stated = [(row["product_name"], int(row["star"])) for row in csv.DictReader(file)]
    held = session.execute(
        select(ProductRow.name, CertificationRow.stars).join(CertificationRow).order_by(CertificationRow.id)
    )
    assert [tuple(row) for row in held] == stated
    assert set(session.scalars(select(AuthorityRow.province))) == {"68"}
