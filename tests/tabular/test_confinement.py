"""Parsing happens in a process with little memory and time; whatever it does, a person gets a sentence."""

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from ocop_verify.tabular import limits
from ocop_verify.tabular.parsing import Stream
from ocop_verify.tabular.reading import read_table
from ocop_verify.tabular.refusals import FileProblem
from tests.tabular.books import COLUMNS, HEADINGS, ROW, book
from tests.tabular.corpus import ALL_READ, ALL_REFUSED, Specimen

HEAD = {"sheet": {"name": "a", "rows": 1, "merges": [], "others": []}}
ROOT = Path(__file__).parents[2]


def read_all(said: bytes) -> None:
    """Read every frame of what a child said."""
    for sheet in Stream(io.BytesIO(said), {}).sheets():
        for _ in sheet.frames:
            pass


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param([], id="dies at once"),
        pytest.param([HEAD], id="dies after the head"),
        pytest.param([HEAD, {"columns": [[False, ["x"], None]]}], id="dies after some rows"),
        pytest.param(["Traceback"], id="babbles"),
        pytest.param([HEAD, {"columns": [[False, ["x"], [1]]]}], id="points to a value that is not there"),
        pytest.param([HEAD, {"columns": [[False, ["x"], [-1]]]}], id="points backwards"),
        pytest.param([HEAD, {"columns": [[False, ["x"], None], [False, [], None]]}], id="uneven columns"),
        pytest.param([HEAD, {"columns": []}], id="no columns"),
        pytest.param([HEAD, {"columns": [[True, ["d2025-99-99"], None]]}], id="a date that is none"),
        pytest.param([HEAD, {"columns": [[False, [{"a": 1}], None]]}], id="a value of another kind"),
        pytest.param([{"problem": ["no such code", {}]}], id="an unknown problem"),
        pytest.param([HEAD, {"sheet": 3}], id="nonsense for a sheet"),
    ],
)
def test_an_answer_that_makes_no_sense_is_one_clear_problem(lines: list[object]) -> None:
    said = b"".join((line if isinstance(line, str) else json.dumps(line)).encode() + b"\n" for line in lines)
    with pytest.raises(FileProblem) as refused:
        read_all(said)
    assert refused.value.code == "out_of_bounds"


def test_an_answer_cut_off_in_the_middle_is_not_taken_for_a_short_table() -> None:
    said = json.dumps(HEAD).encode() + b"\n" + b'{"columns":[[false,["x"],nu'
    with pytest.raises(FileProblem):
        read_all(said)


def test_the_child_lives_within_its_limits() -> None:
    script = (
        "from ocop_verify.tabular.child import confine; import resource as r; confine()\n"
        "print([r.getrlimit(x)[0] for x in (r.RLIMIT_AS, r.RLIMIT_CPU, r.RLIMIT_CORE, r.RLIMIT_FSIZE)])\n"
        "try: bytearray(600 << 20)\n"
        "except MemoryError: print('refused')"
    )
    said = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert said.stdout.splitlines() == [
        str([limits.CHILD_MEMORY_BYTES, limits.CHILD_CPU_SECONDS, 0, 0]),
        "refused",
    ]


def test_modules_lying_about_are_not_loaded_by_the_child(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("json", "re", "python_calamine", "resource"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('loaded')")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    assert len(read_table(book(HEADINGS, ROW), "a.xlsx", COLUMNS)) == 1


def test_an_honest_table_of_fifty_thousand_rows_is_read() -> None:
    rows = [
        (f"Nước mắm số {i}", f"HTX {i // 3}", 3 + i % 3, f"{i // 40}/QĐ-UBND", "30/06/2025")
        for i in range(50_000)
    ]
    table = read_table(book(HEADINGS, *rows, constant_memory=True), "a.xlsx", COLUMNS)
    assert (len(table), table.problem_count) == (50_000, 0)


MEASURE = """
import resource, sys
from pathlib import Path
from ocop_verify.tabular.reading import read_table
from ocop_verify.tabular.refusals import FileProblem
from tests.tabular.books import COLUMNS
data = Path(sys.argv[1]).read_bytes()
before = resource.getrusage(resource.RUSAGE_SELF)
try:
    read_table(data, sys.argv[2], COLUMNS)
except FileProblem:
    pass
own, child = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
seconds = own.ru_utime + own.ru_stime - before.ru_utime - before.ru_stime + child.ru_utime + child.ru_stime
# Not ru_maxrss for this process: that remembers who started it.
own_peak = int(Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0])
print(seconds, max(own_peak, child.ru_maxrss) / 1024)
"""


@pytest.mark.slow
@pytest.mark.parametrize("specimen", [*ALL_REFUSED, *ALL_READ], ids=lambda specimen: specimen.name)
def test_a_bad_file_costs_little(specimen: Specimen, tmp_path: Path) -> None:
    """Two seconds of processor time and 150 MB, reader and child each; the limits in force are wider."""
    (tmp_path / "file").write_bytes(specimen.make())
    said = subprocess.run(
        [sys.executable, "-c", MEASURE, tmp_path / "file", specimen.filename],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    seconds, megabytes = map(float, said.stdout.split())
    assert seconds <= 2
    assert megabytes <= 150
