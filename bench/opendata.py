"""Statistics and open data at 100,000 recognitions: counting, writing, and the page of figures on a server.

Run it alone with ``python -m bench.opendata``. Writing is compared with ``csv.writer`` on values that are
there already, so the ratio is what joining, checking and masking cost; the page with the smallest that Flask
serves, in turns on the same machine.
"""

import csv
import io
import tempfile
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import cycle
from pathlib import Path
from statistics import median
from time import process_time
from typing import Any

from flask_migrate import upgrade
from sqlalchemy.orm import Session

from bench.load import peak, requests_for
from bench.serving import HELLO, OURS, serving
from bench.stock import stock
from ocop_verify.catalog.compiling import compile_catalogue
from ocop_verify.config import Settings
from ocop_verify.db import db
from ocop_verify.domain.catalogue import Catalogue
from ocop_verify.domain.validity import local_day
from ocop_verify.factory import create_app
from ocop_verify.opendata.columns import NAMES, values_of
from ocop_verify.opendata.counting import count
from ocop_verify.opendata.rows import Row as DataRow
from ocop_verify.opendata.rows import rows_on
from ocop_verify.opendata.writing import csv_of, json_of, parquet_of

SIZE = 100_000
ROUNDS = 3
SECONDS, TURNS = 1.5, 7

Row = dict[str, Any]


def run() -> list[Row]:
    """Every row."""
    return list(rows())


def rows() -> Iterator[Row]:
    """Counting and writing in this process, then the page on the server."""
    with tempfile.TemporaryDirectory(prefix="ocop-bench-") as folder:
        settings = Settings(data_dir=Path(folder))
        with create_app(settings).app_context():
            upgrade()
            stock(db.engine, settings, SIZE)
            with Session(db.engine) as session:
                catalogue = compile_catalogue(session, now=datetime.now(UTC))
        yield from counting(catalogue)
        yield from writing(rows_on(catalogue, today()))
        yield from on_the_server(Path(folder))


def counting(catalogue: Catalogue) -> Iterator[Row]:
    """What is done once for each version of the catalogue and day."""
    day = today()
    found = rows_on(catalogue, day)
    yield row(f"join {SIZE:,} recognitions, s", "", best(lambda: rows_on(catalogue, day)))
    yield row(f"count {SIZE:,} recognitions, s", "", best(lambda: count(found, catalogue, day)))


def writing(found: Sequence[DataRow]) -> Iterator[Row]:
    """Each format, against ``csv.writer`` alone."""
    values = [values_of(each) for each in found]

    def plain() -> None:
        text = io.StringIO(newline="")
        writer = csv.writer(text)
        writer.writerow(NAMES)
        writer.writerows(values)
        text.getvalue().encode()

    bare, against = best(plain), "csv.writer alone; at most"
    yield row(f"{SIZE:,} rows as CSV, s", against, best(lambda: drain(csv_of(found))), bare, 6)
    yield row(f"{SIZE:,} rows as JSON, s", against, best(lambda: drain(json_of(found, {"v": 1}))), bare, 6)
    yield row(f"{SIZE:,} rows as Parquet, s", against, best(lambda: parquet_of(found)), bare, 6)


def on_the_server(folder: Path) -> Iterator[Row]:
    """The page of figures, sent whole and asked for again, against hello."""
    with serving(OURS, folder) as site, serving(HELLO, folder) as hello:
        pages = cycle(requests_for(site.port, ["/vi/stats"]))
        tables = cycle(requests_for(site.port, ["/stats.json"]))
        greeted = cycle(requests_for(hello.port, ["/"]))
        for requests in (pages, tables):  # the figures are worked out in both workers
            peak(site.port, requests, SECONDS)
        turns = [
            tuple(
                peak(port, requests, SECONDS).a_second
                for port, requests in ((site.port, pages), (site.port, tables), (hello.port, greeted))
            )
            for _ in range(TURNS)
        ]
    for what, place, goal in (("page of figures", 0, 0.5), ("figures as JSON", 1, 0.5)):
        ours, theirs = median(turn[place] for turn in turns), median(turn[2] for turn in turns)
        ratio = median(turn[place] / turn[2] for turn in turns)
        yield row(f"{what} at {SIZE:,}, requests/s", "hello", ours, theirs, goal) | {"ratio": ratio}


def today() -> Any:
    """The day of the bench."""
    return local_day(datetime.now(UTC))


def best(action: Callable[[], object]) -> float:
    """The processor time of the fastest of several rounds."""
    times = []
    for _ in range(ROUNDS):
        began = process_time()
        action()
        times.append(process_time() - began)
    return min(times)


def drain(parts: Iterator[bytes]) -> int:
    """Take every part."""
    return sum(len(part) for part in parts)


def row(what: str, against: str, ours: float, theirs: float | None = None, goal: float | None = None) -> Row:
    """One line of the table."""
    ratio = ours / theirs if theirs else None
    return {"what": what, "against": against, "ours": ours, "theirs": theirs, "ratio": ratio, "goal": goal}


if __name__ == "__main__":
    for line in rows():
        print(line)
