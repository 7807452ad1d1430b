"""What waits for inspectors: gathering it from a day's scans, and the pages of the queue.

    python -m bench.inspection          some minutes, and a gigabyte in the temporary folder

``bench.signals`` says how the scans are spread. Each gathering runs in a process of its own, as the
worker's does, on the signed catalogue. Pages are measured with an inspector of the nation who is logged in,
in turns with the smallest page that Flask serves: 20 requests a second, of two workers.
"""

import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from statistics import median
from threading import Event
from time import perf_counter
from typing import Any, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bench import memory
from bench.load import Outcome, endless, peak, requests_for, steady
from bench.scans import LABELS, TURNS, Data, in_turns, load, logged_in, stocked
from bench.scans import row as answered
from bench.serving import HELLO, OURS, ROOT, serving
from bench.signals import MARKET, REPORT, a_day, places_of_products, reports, write
from ocop_verify.accounts.permissions import NATION, Grant, Role
from ocop_verify.catalog.publishing import Shelf
from ocop_verify.config import Settings
from ocop_verify.db import db
from ocop_verify.domain.places import PROVINCES
from ocop_verify.domain.records import Product
from ocop_verify.domain.reports import ReportKind
from ocop_verify.factory import create_app
from ocop_verify.inspection.gathering import gather
from ocop_verify.inspection.models import HeapRow, ReportRow
from ocop_verify.inspection.queue import HEAPS_PER_PAGE, Mark
from ocop_verify.inspection.reporting import Told, take_report
from ocop_verify.inspection.subject import Subject
from ocop_verify.web.commands import transaction

PRODUCTS = 17_316
# Nothing happens in the last province: its page of the queue shows nothing.
*BUSY, QUIET = PROVINCES
FEW, MANY = 100_000, 1_000_000
HEAPS = 100_000
FLOOD = 10_000
PAGES_DOWN = 500
GOAL_TIMES, GOAL_MEMORY = 3.0, 1.3
SECONDS, RATE = 3.0, 20

Row = dict[str, Any]


class Gathered(NamedTuple):
    """What a gathering took: seconds, again with nothing new, MiB at the peak and before, heaps.

    ``longest`` is the longest of its transactions, in seconds: so long others wait who write.
    """

    seconds: float
    again: float
    longest: float
    peak: float
    before: float
    heaps: float


def run() -> list[Row]:
    """Every row."""
    return list(rows())


def rows() -> Iterator[Row]:
    """The gathering, then the pages."""
    with tempfile.TemporaryDirectory(prefix="ocop-bench-") as name:
        few, many = a_folder(Path(name) / "few", FEW), a_folder(Path(name) / "many", MANY)
        yield from gathering(gathered(few), gathered(many))
        fill_queue(many)
        yield from gathering_a_queue(many)
        yield from while_gathering(many)
        yield from pages(many)
        yield from taking_reports(many)


# --- gathering ------------------------------------------------------------------------------------------


def a_folder(folder: Path, scans: int) -> Data:
    """A registry with a day of so many scans."""
    data = stocked(folder, PRODUCTS, BUSY)
    with data.open():
        a_day(db.engine, scans, PRODUCTS, BUSY, datetime.now(UTC))
    return data


def gathered(data: Data) -> Gathered:
    """One gathering and one more, in a process of its own."""
    command = [sys.executable, "-m", "bench.inspection", "--gather", str(data.folder)]
    printed = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT).stdout
    return Gathered(*map(float, printed.split()))


def measure_gathering(folder: Path) -> None:
    """Gather twice and print what it took; nothing changes between."""
    settings = Settings(data_dir=folder)
    app = create_app(settings)
    catalogue = Shelf(settings.catalogue_path, settings.keys_dir).load()
    assert catalogue is not None
    with app.app_context():
        before, took, held = memory.peak(), [], []

        @contextmanager
        def writing() -> Iterator[Session]:
            with transaction() as session:
                begin = perf_counter()
                yield session
            held.append(perf_counter() - begin)

        for _ in range(2):
            begin = perf_counter()
            with Session(db.engine) as session:
                heaps = gather(session, catalogue, now=datetime.now(UTC), writing=writing)
            took.append(perf_counter() - begin)
        print(*took, max(held), memory.peak(), before, heaps)


def gathering(few: Gathered, many: Gathered) -> Iterator[Row]:
    """Seconds and memory."""
    what = f"gathering a day of {MANY:,} scans"
    yield row(f"{what} into {many.heaps:,.0f} heaps, s", "", many.seconds)
    yield row(f"{what} again, nothing new, s", "", many.again)
    yield row(f"{what}: peak memory, MiB, at most", f"{FEW:,} scans", many.peak, few.peak, GOAL_MEMORY)
    yield row(f"{what}: MiB above the catalogue", "", many.peak - many.before)


def gathering_a_queue(data: Data) -> Iterator[Row]:
    """The same with very many heaps: how long it takes, and how long others wait."""
    found = gathered(data)
    what = f"gathering {found.heaps:,.0f} heaps again"
    yield row(f"{what}, s", "", found.again)
    yield row(f"{what}: longest transaction, ms", "", 1_000 * found.longest)
    yield row(f"{what}: peak memory, MiB", "", found.peak)


def while_gathering(data: Data) -> Iterator[Row]:
    """People scan while everything is gathered again and again, which the worker does every ten minutes."""
    with serving(OURS, data.folder) as site:
        ask = load(site, data.paths(LABELS))
        alone = [ask() for _ in range(TURNS)]
        over = Event()
        with ThreadPoolExecutor() as pool:
            done = pool.submit(lambda: [gathered(data) for _ in iter(over.is_set, True)])
            meanwhile = [ask() for _ in range(TURNS)]
            over.set()
            times = 2 * len(done.result())
    found = {"alone": alone, "gathering": meanwhile}
    what = f"scan page while signals are gathered ({times} times), answers/s"
    yield answered(what, "alone", found, "gathering", "alone", 0.5)


def taking_reports(data: Data) -> Iterator[Row]:
    """One more report of a thing of which very many have come within an hour."""
    now = datetime.now(UTC)
    with data.open():
        write(db.engine, ReportRow, REPORT, reports([(1, "")] * FLOOD, now, first=2 * MANY))
        took = []
        for number in range(11):
            begin = perf_counter()
            with transaction() as session:
                told = Told(ReportKind.ENDED, "Cà phê bột Suối Mơ 1", MARKET)
                take_report(session, told, Subject(Product(1, 1, "Cà phê")), f"one more {number}", now=now)
            took.append(perf_counter() - begin)
    yield row(f"a report after {FLOOD:,} of the same heap, ms", "", 1_000 * median(took))


# --- pages ----------------------------------------------------------------------------------------------


def fill_queue(data: Data) -> None:
    """Reports of so many products and places, an hour's, and all that the scans have left."""
    now, pairs = datetime.now(UTC), places_of_products(Random(2), HEAPS, PRODUCTS, BUSY)
    with data.open():
        write(db.engine, ReportRow, REPORT, reports(pairs, now, first=MANY))
    gathered(data)


def pages(data: Data) -> Iterator[Row]:
    """The pages of the queue against hello, and some of them against the first."""
    session = inspector(data)
    with data.open():
        heaps = db.session.scalar(select(func.count()).where(HeapRow.rank > 0))
        deep = mark_after(PAGES_DOWN * HEAPS_PER_PAGE)
    paths = {
        "first": "/inspection",
        "nothing": f"/inspection?province={QUIET}",
        "deep": f"/inspection?after={deep}",
        "province": f"/inspection?province={BUSY[0]}",
    }
    with serving(OURS, data.folder) as site, serving(HELLO, data.folder) as hello:
        asked = {
            name: (site.port, endless(requests_for(site.port, [path], session)))
            for name, path in paths.items()
        }
        asked["hello"] = (hello.port, endless(requests_for(hello.port, ["/"])))
        calm = {name: Asking(*each, RATE) for name, each in asked.items()}
        busy = {name: Asking(*asked[name], None) for name in ("hello", "nothing", "first")}
        found, loads = in_turns(calm), in_turns(busy)
    what = f"queue of {heaps:,} heaps: first page"
    yield waited(f"{what}, median ms, at most", "hello", found, "first", "hello", GOAL_TIMES)
    yield waited("the same page of a province without any, median ms", "hello", found, "nothing", "hello")
    yield waited(f"{what}, median ms", "of a province without any", found, "first", "nothing")
    yield waited(f"{PAGES_DOWN} pages further, median ms, at most", "first page", found, "deep", "first", 1.2)
    yield waited("first page of one province, median ms, at most", "of all", found, "province", "first", 1.2)
    yield answered(f"{what}, answers/s", "hello", loads, "first", "hello", None)
    yield answered("page of a province without any, answers/s", "hello", loads, "nothing", "hello", None)


class Asking:
    """One page, asked for some seconds at each call. ``rate`` None: again as soon as it is answered."""

    def __init__(self, port: int, requests: Iterator[bytes], rate: float | None) -> None:
        self._port, self._requests, self._rate = port, requests, rate
        self()  # nothing is measured before it has run a while

    def __call__(self) -> Outcome:
        if self._rate is None:
            outcome = peak(self._port, self._requests, SECONDS)
        else:
            outcome = steady(self._port, self._requests, SECONDS, self._rate)
        if outcome.refused:
            raise RuntimeError(f"{outcome.refused} of {len(outcome.took)} got no page")
        return outcome


def inspector(data: Data) -> str:
    """The session of an inspector of the nation."""
    return logged_in(data, "an@example.vn", "An", Grant(Role.INSPECTOR, NATION))


def mark_after(heaps: int) -> Mark:
    """Where the page begins that comes after so many heaps."""
    order = (HeapRow.rank.desc(), HeapRow.key.desc())
    rows = select(HeapRow.rank, HeapRow.key).order_by(*order).offset(heaps - 1).limit(1)
    return Mark(*db.session.execute(rows).one())


# --- lines ----------------------------------------------------------------------------------------------


def waited(
    what: str,
    against: str,
    found: Mapping[str, list[Outcome]],
    mine: str,
    theirs: str,
    goal: float | None = None,
) -> Row:
    """The medians of the times of two pages, in milliseconds, and the median of the ratios of each turn."""
    ours, other = ([1_000 * each.percentile(0.5) for each in found[name]] for name in (mine, theirs))
    ratio = median(a / b for a, b in zip(ours, other, strict=True))
    return row(what, against, median(ours), median(other), goal) | {"ratio": ratio}


def row(what: str, against: str, ours: float, theirs: float | None = None, goal: float | None = None) -> Row:
    """One line of the table."""
    ratio = ours / theirs if theirs else None
    return {"what": what, "against": against, "ours": ours, "theirs": theirs, "ratio": ratio, "goal": goal}


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["--gather", folder]:
            measure_gathering(Path(folder))
        case _:
            for line in rows():
                figures = (f"{line[n]:,.3g}" if line[n] else "–" for n in ("ours", "theirs", "ratio", "goal"))
                print(
                    f"{line['what']:75} {line['against']:26}", *(f"{each:>9}" for each in figures), flush=True
                )
