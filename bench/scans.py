"""Scans a second of the production server, against the smallest page that Flask serves on the same server.

    python -m bench.scans               about five minutes, and 2 GB in the temporary folder
    BENCH_SCANS=1000000 python -m bench.scans       with fewer scans recorded before: half of that

Every pair is measured in turns (A B A B ...), a few seconds each, and its ratio is the median of the turns':
a slow minute of the machine is then a slow minute for both. Server and load share the machine.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

from flask_migrate import upgrade

from bench.importing import write_fiction
from bench.load import Outcome, endless, peak, requests_for, steady
from bench.recording import fill
from bench.serving import HELLO, OURS, ROOT, Site, serving
from bench.stock import PROVINCE, Stock, stock
from ocop_verify.accounts import managing, sessions
from ocop_verify.accounts.permissions import Grant
from ocop_verify.accounts.sessions import Level
from ocop_verify.config import Settings
from ocop_verify.db import begin_write, db
from ocop_verify.factory import create_app

SECONDS = float(os.environ.get("BENCH_SECONDS", "3"))
TURNS = 5
FEW, MANY = 1_000, 100_000
LABELS = 40_000
IMPORTED_ROWS = 50_000
RECORDED = int(os.environ.get("BENCH_SCANS", "10000000"))

Load = Callable[[], Outcome]
Row = dict[str, Any]


def run() -> list[Row]:
    """Every comparison."""
    return list(rows())


def rows() -> Iterator[Row]:
    """One comparison after the other."""
    with tempfile.TemporaryDirectory(prefix="ocop-bench-") as folder:
        small = stocked(Path(folder) / "small", FEW)
        yield from against_hello(small)
        yield from against_itself_with_more(small, Path(folder))
        yield from while_importing(small, Path(folder))
        yield from with_a_past(Path(folder))


# --- the pairs ------------------------------------------------------------------------------------------


def against_hello(small: "Data") -> Iterator[Row]:
    """The page that everybody scans, a page each, and how long the last in a hundred waits at half load."""
    with serving(OURS, small.folder) as ours, serving(HELLO, small.folder) as theirs:
        hello = load(theirs, ["/"])
        same, others = load(ours, small.paths(1)), load(ours, small.paths(LABELS))
        found = in_turns({"hello": hello, "same": same, "others": others})
        what, against = "scan page, {}, answers/s", "Flask hello, same server"
        yield row(what.format("the same label"), against, found, "same", "hello", 0.6)
        yield row(what.format("every scan another label"), against, found, "others", "hello", 0.4)
        for name in ("hello", "same", "others"):
            yield told(
                f"{name}: p99 at peak, ms", median(each.percentile(0.99) for each in found[name]) * 1e3
            )
        rate = median(each.a_second for each in found["others"]) / 2
        half = steady(ours.port, endless(requests_for(ours.port, small.paths(LABELS))), SECONDS * TURNS, rate)
        middle, late = half.percentile(0.5) * 1e3, half.percentile(0.99) * 1e3
        yield {
            "what": f"scan page, p99 at half of its peak load ({rate:,.0f}/s), ms",
            "against": "median",
            "ours": late,
            "theirs": middle,
            "ratio": late / middle,
            "goal": 6.0,
            "at_most": True,
        }
        with mirror_of(ours, small) as mirror:
            found = in_turns({"mirror": load(mirror, small.paths(LABELS)), "origin": others})
            yield row("scan page of a mirror, answers/s", "the origin's", found, "mirror", "origin", 1.0)


def against_itself_with_more(small: "Data", folder: Path) -> Iterator[Row]:
    """A hundred times as many certifications: those of the same thousand scanned, and all of them."""
    large = stocked(folder / "large", MANY)
    with serving(OURS, small.folder) as one, serving(OURS, large.folder) as other:
        few = load(one, small.paths(LABELS))
        found = in_turns({"few": few, "many": load(other, large.paths(LABELS, FEW))})
        # Not in the same turns: these push the pages of the thousand out of what a server keeps.
        found_all = in_turns({"few": few, "all": load(other, large.paths(MANY))})
        what = f"scan page with {MANY:,} certifications"
        yield row(
            f"{what}, {FEW:,} of them scanned, answers/s", f"{FEW:,} in all", found, "many", "few", 1 / 1.1
        )
        yield row(
            f"{what}, each scan another one, answers/s", f"{FEW:,} in all", found_all, "all", "few", None
        )


def while_importing(small: "Data", folder: Path) -> Iterator[Row]:
    """People scan while an officer's long list is read, checked and written."""
    path = folder / "ocop.xlsx"
    write_fiction(path, IMPORTED_ROWS)
    with serving(OURS, small.folder) as site:
        ask = load(site, small.paths(LABELS))
        alone = [ask() for _ in range(TURNS)]
        command = [sys.executable, "-m", "flask", "registry", "import", str(path)]
        environ = {**os.environ, "OCOP_DATA_DIR": str(small.folder)}
        importing = subprocess.Popen(command, cwd=ROOT, env=environ, stdout=subprocess.DEVNULL)
        meanwhile = []
        while importing.poll() is None:
            meanwhile.append(ask())
        if importing.returncode:
            raise RuntimeError("the import was refused")
        found = {"alone": alone, "importing": meanwhile}
        what = f"scan page while {IMPORTED_ROWS:,} rows are imported, answers/s"
        yield row(what, "alone", found, "importing", "alone", 0.5)


def with_a_past(folder: Path) -> Iterator[Row]:
    """Scans go on as fast when very many were recorded before."""
    fresh, full = stocked(folder / "fresh", FEW), stocked(folder / "full", FEW)
    with full.open():
        fill(db.engine, RECORDED, datetime.now(UTC))
    with serving(OURS, fresh.folder) as one, serving(OURS, full.folder) as other:
        found = in_turns({"none": load(one, fresh.paths(LABELS)), "full": load(other, full.paths(LABELS))})
        yield row(
            f"scan page with {RECORDED:,} scans recorded, answers/s",
            "none recorded",
            found,
            "full",
            "none",
            0.95,
        )


# --- data -----------------------------------------------------------------------------------------------


class Data:
    """A data folder and the labels of what is in it."""

    def __init__(self, folder: Path, certifications: int, provinces: Sequence[str] = (PROVINCE,)) -> None:
        self.folder = folder
        self._settings = Settings(data_dir=folder)
        with self.open() as app:
            upgrade()
            self.stock: Stock = stock(db.engine, self._settings, certifications, provinces)
            app.extensions["catalogue"].refresh()

    @contextmanager
    def open(self) -> Iterator[Any]:
        """The application on this data, to write with."""
        app = create_app(self._settings)
        with app.app_context():
            yield app
            db.engine.dispose()

    def paths(self, labels: int, certifications: int = 0) -> list[str]:
        """The pages of so many labels, in an order that goes round the certifications."""
        tokens = list(self.stock.tokens(labels, certifications))
        spread = min(certifications or self.stock.certifications, labels)
        step = labels // spread
        return [f"/{token}" for start in range(step) for token in tokens[start::step]]


def stocked(folder: Path, certifications: int, provinces: Sequence[str] = (PROVINCE,)) -> Data:
    """A folder with so many certifications, each with a batch of labels."""
    folder.mkdir()
    return Data(folder, certifications, provinces)


def logged_in(data: Data, email: str, name: str, grant: Grant) -> str:
    """The number of a session of somebody who may do this; for the cookie."""
    now = datetime.now(UTC)
    with data.open():
        begin_write(db.session())
        account = managing.create_account(db.session(), email, name, [grant], actor="bench", now=now)
        db.session.flush()
        _, number = sessions.begin(
            db.session(), account, Level.FULL, device="bench", network="127.0.0.0/24", now=now
        )
        db.session.commit()
    return number


@contextmanager
def mirror_of(origin: Site, data: Data) -> Iterator[Site]:
    """A server without a database that follows another."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        key = (data.folder / "keys" / "catalogue.pub").read_text("ascii").strip()
        settings = {"OCOP_FOLLOW_URL": origin.url, "OCOP_CATALOGUE_TRUSTED_KEYS": key}
        yield stack.enter_context(serving(OURS, folder, **settings))


# --- measuring ------------------------------------------------------------------------------------------


def load(site: Site, paths: list[str]) -> Load:
    """Asks for these pages for a few seconds, going on where it stopped the last time."""
    requests = endless(requests_for(site.port, paths))

    def ask() -> Outcome:
        outcome = peak(site.port, requests, SECONDS)
        if outcome.refused:
            raise RuntimeError(f"{outcome.refused} of {len(outcome.took)} scans got no page")
        return outcome

    ask()  # nothing is measured before it has run a while
    return ask


def in_turns(loads: Mapping[str, Load]) -> dict[str, list[Outcome]]:
    """Each of them several times, one after the other."""
    found: dict[str, list[Outcome]] = {name: [] for name in loads}
    for _ in range(TURNS):
        for name, ask in loads.items():
            found[name].append(ask())
    return found


def row(
    what: str, against: str, found: Mapping[str, list[Outcome]], mine: str, theirs: str, goal: float | None
) -> Row:
    """One line: the medians, and the median of the ratios of each turn."""
    ours = [each.a_second for each in found[mine]]
    other = [each.a_second for each in found[theirs]]
    ratio = median(a / b for a, b in zip(ours, other, strict=False))
    figures = {"ours": median(ours), "theirs": median(other), "ratio": ratio}
    return {"what": what, "against": against, **figures, "goal": goal}


def told(what: str, figure: float) -> Row:
    """One line that is only told."""
    return {"what": what, "against": "", "ours": figure, "theirs": None, "ratio": None, "goal": None}


def main() -> None:
    """Print the table, line by line."""
    for line in rows():
        figures = [
            f"{line[name]:,.2f}" if line[name] else "-" for name in ("ours", "theirs", "ratio", "goal")
        ]
        print(f"{line['what']:70}{line['against']:26}", *(f"{each:>10}" for each in figures), flush=True)


if __name__ == "__main__":
    main()
