"""Importing a spreadsheet, from the file on disk to the committed registry, against merely parsing it.

The rival gives back the cells as Python lists and nothing else: nothing is checked, compared, written or
told. Ours is ``flask registry import FILE`` in an application that is running. Run it alone with
``python -m bench.importing [ROWS]``.
"""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from datetime import date
from functools import partial
from io import BytesIO, StringIO
from pathlib import Path
from time import perf_counter
from typing import Any

from flask_migrate import upgrade
from python_calamine import CalamineWorkbook

from bench import memory
from ocop_verify.config import Settings
from ocop_verify.db import db
from ocop_verify.demo.fiction import FictionalRow, invent
from ocop_verify.domain.validity import end_of
from ocop_verify.factory import create_app
from ocop_verify.registry.cli import registry
from ocop_verify.registry.columns import COLUMNS, TYPE_WORDS
from ocop_verify.tabular.writing import OutSheet, Value, write_xlsx

ROWS = 10_000
MANY_ROWS = 50_000
ROUNDS = 5
GOAL = 5  # at most
DAY = date(2026, 11, 24)
# The fourteen columns that an officer fills in.
HEADINGS = [column.heading for column in COLUMNS[:14]]


def run(rows: int = ROWS, many: int = MANY_ROWS) -> list[dict[str, Any]]:
    """The time of one import, that of the same file again, and the memory of a long one."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ocop.xlsx"
        write_fiction(path, rows)
        model = migrated(Path(folder) / "model")
        pairs = [(imported(model, path), timed(partial(parse, path))) for _ in range(ROUNDS)]
        first = min(mine for (mine, _), _ in pairs)
        again = min(mine for (_, mine), _ in pairs)
        theirs = min(their for _, their in pairs)
        megabytes = peak_of(many)
    return [
        _row(f"import of {rows:,} rows, s", "merely parsing (at most)", first, theirs, GOAL),
        _row("the same file again, s", "merely parsing (at most)", again, theirs, GOAL),
        _row(f"import of {many:,} rows, MB at the peak", "", megabytes, None, None),
    ]


def imported(model: Path, path: Path) -> tuple[float, float]:
    """Seconds of an import into an empty registry, and of the same file again."""
    with registry_like(model) as importing:
        return timed(lambda: importing(path)), timed(lambda: importing(path))


@contextmanager
def registry_like(model: Path) -> Iterator[Callable[[Path], None]]:
    """A running application with an empty registry; gives the command of an officer."""
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(model / "ocop.sqlite3", folder)
        app = create_app(Settings(data_dir=Path(folder)))

        def command(path: Path) -> None:
            with app.app_context(), redirect_stdout(StringIO()):
                registry.main(["import", str(path)], prog_name="registry", standalone_mode=False)

        yield command


def migrated(folder: Path) -> Path:
    """A folder with an empty registry, made once and copied for each round."""
    with create_app(Settings(data_dir=folder)).app_context():
        upgrade()
        db.engine.dispose()  # the last connection puts everything into the one file that is copied
    return folder


def parse(path: Path) -> list[list[Any]]:
    """The cells of the first sheet, and no more."""
    with path.open("rb") as file:
        return CalamineWorkbook.from_filelike(BytesIO(file.read())).get_sheet_by_index(0).to_python()


def write_fiction(path: Path, rows: int) -> None:
    """A fictional list of so many recognitions, with every column filled in."""
    write_xlsx(path, OutSheet("OCOP", HEADINGS, map(_cells, range(rows), invent(rows, DAY))))


def _cells(number: int, row: FictionalRow) -> list[Value]:
    score = float(row.score.replace(",", "."))
    decision = (row.decision_number, row.issued_at, end_of(row.issued_at), row.issuing_authority)
    place = (row.product_set, row.address, row.commune, row.province)
    kind = TYPE_WORDS[row.producer_type]
    return [row.product_name, row.producer, kind, row.star, score, *decision, *place, _gtin(number)]


def _gtin(number: int) -> str:
    digits = f"893{number:09d}"
    weighed = sum(int(digit) * (3 if index % 2 else 1) for index, digit in enumerate(digits))
    return f"{digits}{-weighed % 10}"


def peak_of(rows: int) -> float:
    """The largest memory of a process of its own that imports so many rows, in MB, its parser beside it."""
    command = [sys.executable, "-m", "bench.importing", "--peak", str(rows)]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def _peak(rows: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ocop.xlsx"
        subprocess.run([sys.executable, "-m", "bench.importing", "--write", path, str(rows)], check=True)
        with registry_like(migrated(Path(folder) / "model")) as importing:
            importing(path)
    print(memory.peak())


def timed(action: Callable[[], object]) -> float:
    """Seconds of one run."""
    start = perf_counter()
    action()
    return perf_counter() - start


def _row(what: str, against: str, ours: float, theirs: float | None, goal: float | None) -> dict[str, Any]:
    ratio = ours / theirs if theirs else None
    return {"what": what, "against": against, "ours": ours, "theirs": theirs, "ratio": ratio, "goal": goal}


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["--peak", rows]:
            _peak(int(rows))
        case ["--write", path, rows]:
            write_fiction(Path(path), int(rows))
        case arguments:
            for line in run(*map(int, arguments)):
                figures = (f"{line[n]:.3g}" if line[n] else "–" for n in ("ours", "theirs", "ratio"))
                print(f"{line['what']:45} {line['against']:26}", *(f"{each:>9}" for each in figures))
