"""``flask registry``: what an officer sees, and the exit codes that a script sees."""

import pytest
from sqlalchemy import select

from ocop_verify.audit.models import JournalEntry
from ocop_verify.db import db
from ocop_verify.registry.columns import COLUMNS
from ocop_verify.tabular.reading import read_table
from tests.registry.statements import as_csv, count_rows, make_row
from tests.tabular.corpus import ALL_READ, ALL_REFUSED


def run_in(app, *arguments):
    """Run a command of the registry; gives its exit code and everything it said."""
    result = app.test_cli_runner().invoke(args=["registry", *map(str, arguments)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert "Traceback" not in result.output
    return result.exit_code, result.output


@pytest.fixture
def run(fresh_app):
    """Run a command in a registry of its own."""
    return lambda *arguments: run_in(fresh_app, *arguments)


@pytest.fixture
def counted(fresh_app):
    """How many rows the registry has, table by table."""

    def counted():
        with fresh_app.app_context():
            return count_rows(db.session)

    return counted


@pytest.fixture
def good(tmp_path):
    path = tmp_path / "ocop.csv"
    path.write_bytes(as_csv(make_row(), make_row(product_name="Trà Suối Mơ")))
    return path


@pytest.fixture
def bad(tmp_path):
    path = tmp_path / "sai.csv"
    path.write_bytes(as_csv(make_row(), make_row(product_name="Trà", star="2", issued_at="hôm qua")))
    return path


def test_a_dry_run_tells_what_would_change_and_writes_nothing(run, counted, good):
    code, said = run("import", good, "--dry-run")
    assert code == 0
    assert "2 công nhận mới" in said
    assert sum(counted().values()) == 0


def test_an_import_is_committed_and_attributed_to_whoever_ran_it(run, fresh_app, good):
    code, said = run("import", good)
    assert code == 0, said
    with fresh_app.app_context():
        actors = set(db.session.scalars(select(JournalEntry.actor)))
    assert len(actors) == 1
    assert actors.pop().startswith("cli:")


def test_the_same_file_twice_says_so(run, counted, good):
    run("import", good)
    before = counted()
    code, said = run("import", good)
    assert (code, "2 không đổi" in said, "không ghi gì" in said) == (0, True, True)
    assert counted() == before


def test_problems_are_a_table_by_row_column_and_value(run, counted, bad):
    code, said = run("import", bad)
    assert code == 1
    lines = said.splitlines()
    assert lines[0].split() == ["dòng", "cột", "giá", "trị", "vấn", "đề"]
    assert lines[1].startswith("3     C star       2  ")
    assert "không phải là ngày" in lines[2]
    assert "2 vấn đề" in lines[-1]
    assert sum(counted().values()) == 0


def test_a_copy_with_the_problems_marked_can_be_mended_and_imported(run, bad, tmp_path):
    marked = tmp_path / "sửa.xlsx"
    code, said = run("import", bad, "--marked", marked)
    assert (code, str(marked) in said) == (1, True)
    table = read_table(marked.read_bytes(), marked.name, COLUMNS)
    assert [str(problem.cell) for problem in table.problems] == ["C3", "E3"]


def test_a_correction_is_shown_from_what_to_what(run, good, tmp_path):
    run("import", good)
    changed = tmp_path / "sửa.csv"
    changed.write_bytes(as_csv(make_row(star="3", expires_at="04/08/2028")))
    code, said = run("import", changed, "--dry-run")
    assert code == 0
    assert "“Cà phê bột Suối Mơ”: hiệu lực đến: ∅ → 04/08/2028; hạng sao: 4 → 3" in said


def test_a_file_that_is_no_table_is_one_plain_line(run, tmp_path):
    path = tmp_path / "ocop.xlsx"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(60))
    code, said = run("import", path)
    assert (code, said.count("\n")) == (1, 1)
    assert "tệp ảnh" in said


@pytest.mark.parametrize("specimen", [*ALL_REFUSED, *ALL_READ], ids=lambda specimen: specimen.name)
def test_no_odd_file_leaves_anything_behind(app, tmp_path, specimen):
    """The specimens that can be read have no column for the authority, so each has a problem."""
    path = tmp_path / specimen.filename
    path.write_bytes(specimen.make())
    code, said = run_in(app, "import", path)
    assert code == 1
    assert said.strip()
    with app.app_context():
        assert sum(count_rows(db.session).values()) == 0


USAGE = [
    ("import",),
    ("import", "không-có.csv"),
    ("suspend", "--certification", "1"),
    ("suspend", "--certification", "một", "--reason", "x"),
    ("extend", "--certification", "1", "--until", "mai", "--basis", "x"),
    ("revoke", "--certification", "1", "--ground", "thích", "--decision", "1"),
    ("bay",),
]


@pytest.mark.parametrize("arguments", USAGE)
def test_a_command_that_is_not_understood_exits_with_2(app, arguments):
    assert run_in(app, *arguments)[0] == 2


def test_an_export_imports_back_to_the_same_registry(run, good, tmp_path):
    run("import", good)
    first, second = tmp_path / "all.xlsx", tmp_path / "again.xlsx"
    code, said = run("export", first, "--headings", "vi")
    assert (code, "2 công nhận" in said or "2 lần công nhận" in said) == (0, True)
    code, said = run("import", first)
    assert "2 không đổi" in said
    run("export", second, "--headings", "vi")
    assert read_rows(first) == read_rows(second)


def read_rows(path):
    table = read_table(path.read_bytes(), path.name, COLUMNS)
    return [row.values for row in table.rows()]


def test_an_export_to_an_unknown_format_leaves_no_file(run, tmp_path):
    code, said = run("export", tmp_path / "all.ods")
    assert (code, ".ods" in said) == (1, True)
    assert list(tmp_path.iterdir()) == []


def test_a_recognition_is_found_by_a_part_of_its_name_without_accents(run, good):
    run("import", good)
    code, said = run("find", "ca phe")
    assert (code, said.startswith("1\tCà phê bột Suối Mơ")) == (0, True)
    assert run("find", "100%_sạch")[0] == 1


def test_the_acts_on_one_recognition_are_told_in_plain_words(run, good):
    run("import", good)
    one = ("--certification", 1)
    assert run("suspend", *one, "--reason", "Nhãn sai", "--from", "01/11/2025")[0] == 0
    assert "đang bị đình chỉ" in run("find", "ca phe")[1]
    assert run("lift", *one, "--reason", "Đã sửa", "--on", "2025-11-05")[0] == 0
    assert run("extend", *one, "--until", "31/01/2029", "--basis", "Điều 12")[0] == 0
    code, said = run("revoke", *one, "--ground", "given_up", "--decision", "77/QĐ-UBND", "--on", "06/11/2025")
    assert (code, "Đã thu hồi" in said) == (0, True)
    code, said = run("suspend", *one, "--reason", "Nhãn sai")
    assert (code, "đã bị thu hồi từ 06/11/2025" in said) == (1, True)
    assert run("revoke", "--certification", 999, "--ground", "other", "--decision", "1")[0] == 1
