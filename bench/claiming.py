"""Claims of a list a second, from the file on disk to the checked file, and what the index of them costs.

    python -m bench.claiming            10,000 rows of every kind of writing, against 17,316 products

It is what ``flask claims check FILE --out FILE`` does, in an application that is running without a database.
"""

import subprocess
import sys
import tempfile
import tracemalloc
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from random import Random
from time import perf_counter, process_time
from typing import Any

from bench.naming import Fiction, Made, catalogue_of
from bench.saying import NEGATIVES, POSITIVES, Said
from ocop_verify.catalog.publishing import Shelf
from ocop_verify.config import Settings
from ocop_verify.domain.catalogue import Catalogue
from ocop_verify.domain.validity import local_day
from ocop_verify.factory import create_app
from ocop_verify.search.cli import claims
from ocop_verify.search.index import Index
from ocop_verify.search.today import Today
from ocop_verify.tabular.writing import OutSheet, write_xlsx

SEED = 20261124
PRODUCTS, ROWS = 17_316, 10_000
MANY = 100_000
GOAL_SECONDS = 60.0
HEADINGS = ("Tên sản phẩm", "Chủ thể", "Nơi", "Nội dung ghi trên bao bì")

Row = dict[str, Any]


def said(made: list[Made], rows: int) -> list[Said]:
    """Four in five claims about certified products, in every way of writing; the others about none."""
    chance = Random(SEED)
    certified = [each for each in made if each.certified]
    drawn = [
        chance.choice(list(POSITIVES.values()))(chance, Said(each.name, each.maker.name, truth=each))
        for each in chance.choices(certified, k=rows * 4 // 5)
    ]
    others = [each for draw in NEGATIVES.values() for each in draw(chance, made)]
    return [*drawn, *chance.choices(others, k=rows - len(drawn))]


def run(rows: int = ROWS) -> list[Row]:
    """The list, the index and what follows a small change."""
    made = Fiction(SEED).world(PRODUCTS, 1_200)
    catalogue = catalogue_of(made, today=local_day(datetime.now(UTC)))
    with tempfile.TemporaryDirectory(prefix="ocop-bench-") as folder:
        seconds, cpu = checked(Path(folder), catalogue, said(made, rows))
    return [
        _row(f"check of {rows:,} claims: rows a second", rows / seconds),
        _row(f"check of {rows:,} claims: rows a second of processor time", rows / cpu),
        _row(f"check of {rows:,} claims, s, at most", seconds, GOAL_SECONDS),
        *index_rows(PRODUCTS),
        *index_rows(MANY),
    ]


def checked(folder: Path, catalogue: Catalogue, listed: list[Said]) -> tuple[float, float]:
    """How long the command takes, by the clock and of the processor."""
    settings = Settings(data_dir=folder, database_url=f"sqlite:///{folder}/none/none.sqlite3")
    Shelf(settings.catalogue_path, settings.keys_dir).publish(catalogue)
    source, target = folder / "list.xlsx", folder / "checked.xlsx"
    rows = ([each.product, each.maker, each.place, each.text] for each in listed)
    write_xlsx(source, OutSheet("Danh sách", HEADINGS, rows))
    app = create_app(settings)
    assert app.extensions["catalogue"].held.catalogue.version == catalogue.version
    check = partial(app.test_cli_runner().invoke, claims, ["check", str(source), "--out", str(target)])
    began, used = perf_counter(), process_time()
    result = check()
    taken = perf_counter() - began, process_time() - used
    assert result.exit_code == 0, result.output
    print(result.output)
    app.extensions["catalogue"].stop()
    return taken


def index_rows(products: int) -> list[Row]:
    """What an index of so many products takes of time and memory, and what the next one takes."""
    lines = subprocess.run(
        [sys.executable, "-m", "bench.claiming", "--index", str(products)],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    ).stdout.split()
    made, followed, megabytes = map(float, lines)
    what = f"index of {products:,} products"
    return [
        _row(f"{what}: made, s of processor time", made),
        _row(f"{what}: made again after one change, s of processor time", followed),
        _row(f"{what}: MB of memory", megabytes),
    ]


def measure_index(products: int) -> None:
    """Print the seconds of the first index and of one that follows it, and the megabytes of the first."""
    catalogue = catalogue_of(Fiction(SEED).world(products))
    began = process_time()
    index = Index(catalogue)
    today = Today(index, catalogue.compiled_at.date())
    made = process_time() - began
    changed = catalogue.updated(2, catalogue.compiled_at, [catalogue.products[1]])
    began = process_time()
    Today(Index(changed, index), today.day)
    followed = process_time() - began
    print(made, followed, megabytes_of(catalogue))


def megabytes_of(catalogue: Catalogue) -> float:
    """What an index holds, by every piece of memory; counting them is slow, so it is made anew."""
    tracemalloc.start()
    today = Today(Index(catalogue), catalogue.compiled_at.date())
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    del today
    return held / 2**20


def _row(what: str, ours: float, goal: float | None = None) -> Row:
    against = "goal" if goal else ""
    return {"what": what, "against": against, "ours": ours, "theirs": None, "ratio": None, "goal": goal}


if __name__ == "__main__":
    if sys.argv[1:2] == ["--index"]:
        measure_index(int(sys.argv[2]))
    else:
        for each in run():
            print(each["what"], each["ours"])
