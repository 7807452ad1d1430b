"""What recording costs: a scan, in microseconds of its answer; the database, in scans a second.

    python -m bench.recording                       with 1,000,000 scans in the tables already
    python -m bench.recording --scans 10000000      with ten millions; two minutes, and 2 GB of disk
    python -m bench.recording --database postgresql+psycopg://...   an empty database

There are five scans of each label before, and what is written then is of labels chosen at random: the
dearest case, since scans of one label are added up before they are written.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import Engine, create_engine, text
from sqlalchemy.orm import Session

import ocop_verify.registry.models  # noqa: F401 - all tables
from ocop_verify.db import Base, begin_write, create_missing, engine_options, prepare
from ocop_verify.domain.circulation import Source
from ocop_verify.domain.places import PROVINCES
from ocop_verify.domain.validity import local_day
from ocop_verify.domain.verdict import Headline
from ocop_verify.verification.forgetting import forget
from ocop_verify.verification.grouping import written
from ocop_verify.verification.recording import Scan, ScanRecorder
from ocop_verify.verification.writing import GROUP_SCANS

SCANS_PER_LABEL = 5
LABELS_PER_BATCH = 1_000
AGENT = (
    "Mozilla/5.0 (Linux; Android 14; SM-A546E) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/126.0.0.0 Mobile Safari/537.36"
)
PLACES = (None, *PROVINCES)
NEVER_BY_ITSELF = 3_600.0
DAYS = 25
STEP = 50_000
FILLED_LABELS = 100_000


def scans(random: Random, labels: int, count: int, at: datetime) -> Iterator[Scan]:
    """Scans of labels chosen at random, all at about the same time."""
    for _ in range(count):
        label = random.randrange(labels)
        yield Scan(
            at + timedelta(milliseconds=random.randrange(60_000)),
            Headline.IN_FORCE,
            batch_id=label // LABELS_PER_BATCH + 1,
            serial=label % LABELS_PER_BATCH + 1,
            source=Source.IN_APP,
            device=random.getrandbits(63),
            place=random.choice(PLACES),
        )


def fill(engine: Engine, count: int, now: datetime) -> None:
    """Put in what so many scans of the last 25 days leave, in the order of keys: ten millions in a minute.

    Labels run from serial 1 to 1,000 of batch 1, 2 and so on, each scanned on five days. The database counts
    through them itself.
    """
    labels = max(1, count // SCANS_PER_LABEL)
    times = sorted(
        now - timedelta(days=DAYS * (n + 1) / (SCANS_PER_LABEL + 1)) for n in range(SCANS_PER_LABEL)
    )
    at, day = ("", "") if engine.dialect.name == "sqlite" else ("timestamptz", "date")
    scans = ", ".join(f"({at} '{written(each)}', {day} '{local_day(each)}')" for each in times)
    for begin in range(0, labels, FILLED_LABELS):
        values = {"begin": begin, "end": min(begin + FILLED_LABELS, labels)}
        with Session(engine) as session, session.begin():
            begin_write(session)
            for statement in FILLING:
                session.execute(text(LABELS.format(scans=scans) + statement), values)


LABELS = f"""
    WITH RECURSIVE number(n) AS (
        SELECT CAST(:begin AS integer) UNION ALL SELECT n + 1 FROM number WHERE n + 1 < :end
    ),
    label(batch_id, serial) AS (SELECT n / {LABELS_PER_BATCH} + 1, n % {LABELS_PER_BATCH} + 1 FROM number),
    scan(at, day) AS (VALUES {{scans}})
"""
FILLING = (
    f"""INSERT INTO scan_total (batch_id, serial, scans, first_at, last_at)
        SELECT batch_id, serial, {SCANS_PER_LABEL}, (SELECT min(at) FROM scan), (SELECT max(at) FROM scan)
        FROM label WHERE true ON CONFLICT DO NOTHING""",
    """INSERT INTO scan_day (batch_id, serial, day, scans, devices, places, pictures, unclear)
        SELECT batch_id, serial, day, 1, 1, 0, 0, 1 FROM label CROSS JOIN scan
        WHERE true ON CONFLICT DO NOTHING""",
    """INSERT INTO recent_scan (at, batch_id, serial, headline, place, source)
        SELECT at, batch_id, serial, 'in_force', NULL, 'in_app' FROM label CROSS JOIN scan""",
)


@dataclass(frozen=True)
class Took:
    """How long something took: for those who wait, and of the processors."""

    wall: float
    processor: float


def time_of(act: Callable[[], object]) -> Took:
    """Do it and take the time."""
    wall, processor = time.perf_counter(), time.process_time()
    act()
    return Took(time.perf_counter() - wall, time.process_time() - processor)


def microseconds_each(act: Callable[[int], object], times: int = 20_000) -> str:
    """The median of five rounds, an act's share of each."""

    def round_of_acts() -> None:
        for number in range(times):
            act(number)

    rounds = [time_of(round_of_acts).wall for _ in range(5)]
    return f"{statistics.median(rounds) / times * 1e6:8.2f}"


def run(count: int = 1_000_000) -> list[dict[str, Any]]:
    """What a scan's answer pays for being recorded, and what the database takes, on a SQLite file."""
    random, now = Random(1), datetime.now(UTC)
    with a_database() as (engine, folder):
        recorder = ScanRecorder(engine, folder, flush_seconds=NEVER_BY_ITSELF, limit=10**9)
        sample = list(scans(random, count, 20_000, now))
        paid = float(microseconds_each(lambda n: recorder.record(sample[n])))
        recorder.flush()
        empty = written_a_second(recorder, random, count // SCANS_PER_LABEL, now)
        fill(engine, count, now)
        full = written_a_second(recorder, random, count // SCANS_PER_LABEL, now)
        recorder.stop()
    return [
        row("recording one scan, microseconds", "", paid, None),
        row(f"scans written/s, with {count:,} before", "none before", full.wall, empty.wall),
    ]


def row(what: str, against: str, ours: float, theirs: float | None) -> dict[str, Any]:
    """A line of the table of all benches."""
    ratio = ours / theirs if theirs else None
    return {"what": what, "against": against, "ours": ours, "theirs": theirs, "ratio": ratio, "goal": None}


def report(engine: Engine, folder: Path, count: int) -> Iterator[str]:
    """The table, line by line."""
    random, labels = Random(1), max(1, count // SCANS_PER_LABEL)
    now = datetime.now(UTC)
    recorder = ScanRecorder(engine, folder, flush_seconds=NEVER_BY_ITSELF, limit=10**9)

    yield "on the way of a scan, microseconds"
    sample = list(scans(random, labels, 20_000, now))
    device_of = microseconds_each(lambda n: recorder.device_of("113.161.22.7", AGENT, now))
    yield f"  device_of       {device_of}"
    yield f"  record          {microseconds_each(lambda n: recorder.record(sample[n]))}"
    yield f"  circulation_of  {microseconds_each(lambda n: recorder.circulation_of(1, n + 1))}"
    recorder.flush()

    yield "written in groups: scans a second, and processor microseconds a scan"
    yield f"  with no scans before     {rate(recorder, random, labels, now)}"
    fill(engine, count, now)
    yield f"  with {count:12,} before {rate(recorder, random, labels, now)}"
    for scan in scans(random, labels, GROUP_SCANS, now):
        recorder.record(scan)
    yield f"  one group of {GROUP_SCANS:,} takes {time_of(recorder.flush).wall * 1e3:.0f} ms"

    yield f"with {count:,} scans"
    recorder.reading_of(1, 1)
    time.sleep(0.5)  # on PostgreSQL the first question only connects
    keys = [
        (random.randrange(labels) // LABELS_PER_BATCH + 1, n % LABELS_PER_BATCH + 1) for n in range(20_000)
    ]
    yield f"  reading_of      {microseconds_each(lambda n: recorder.reading_of(*keys[n]))} microseconds"
    if engine.dialect.name == "sqlite":
        size = (folder / "scans.sqlite3").stat().st_size
        yield f"  the file has {size / 1e6:,.0f} MB, {size / count:.0f} bytes a scan"
    yield f"  a slice of forgetting takes {statistics.median(forgetting(engine, now)) * 1e3:.0f} ms"
    recorder.stop()


def rate(recorder: ScanRecorder, random: Random, labels: int, at: datetime) -> str:
    """Scans written in a second, and the processor's microseconds for each."""
    written = written_a_second(recorder, random, labels, at)
    return f"{written.wall:10,.0f} {1e6 / written.processor:8.1f}"


def written_a_second(recorder: ScanRecorder, random: Random, labels: int, at: datetime) -> Took:
    """Scans written in a second of time, and in one of a processor."""
    for scan in scans(random, labels, STEP, at):
        recorder.record(scan)
    took = time_of(recorder.flush)
    return Took(STEP / took.wall, STEP / took.processor)


def forgetting(engine: Engine, now: datetime) -> Iterator[float]:
    """Seconds that each of five slices takes, 15 days later."""
    for _ in range(5):
        with Session(engine) as session, session.begin():
            begin_write(session)
            yield time_of(lambda: forget(session, now + timedelta(days=15))).wall


def main() -> None:
    """Measure on a database of its own and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--scans", type=int, default=1_000_000, help="scans in the tables")
    parser.add_argument("--database", default="", help="an empty database; empty: a new SQLite file")
    options = parser.parse_args()
    with a_database(options.database) as (engine, folder):
        for line in report(engine, folder, options.scans):
            print(line, flush=True)


@contextmanager
def a_database(url: str = "") -> Iterator[tuple[Engine, Path]]:
    """An empty database with all tables, a SQLite file unless another is named, and a folder."""
    with tempfile.TemporaryDirectory(prefix="ocop-bench-") as name:
        url = url or f"sqlite:///{Path(name) / 'scans.sqlite3'}"
        engine = create_engine(url, **engine_options(url))
        create_missing(engine.url)
        prepare(engine)
        Base.metadata.create_all(engine)
        yield engine, Path(name)
        engine.dispose()


if __name__ == "__main__":
    main()
