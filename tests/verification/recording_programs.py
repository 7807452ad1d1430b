"""Programs of their own that record scans, for the tests of processes.

``python recording_programs.py at-once DATABASE DATA_DIR PROCESSES SCANS`` records in the parent, forks as a
server with a preloaded application does, and has every child record at the same time.

``python recording_programs.py child DATABASE DATA_DIR`` has a child of multiprocessing record 20 scans.

``gunicorn recording_programs:server()`` records one scan for each request.
"""

import multiprocessing
import os
import sys
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from sqlalchemy import create_engine

from ocop_verify.db import engine_options, prepare
from ocop_verify.domain.verdict import Headline
from ocop_verify.verification.recording import Scan, ScanRecorder

AT = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
LABELS = 7
DEVICES = 11
PLACES = ("01", "48", "79")


def recorder_of(database: str, data_dir: str, **options: Any) -> ScanRecorder:
    """A recorder on an engine of its own, as the application has one."""
    engine = create_engine(database, **engine_options(database))
    prepare(engine)
    return ScanRecorder(engine, Path(data_dir), **options)


def scans_of(process: int, count: int) -> Iterable[Scan]:
    """What one process records. Labels, devices and places are shared by all of them."""
    for number in range(count):
        mixed = number * 31 + process * 17
        yield Scan(
            AT,
            Headline.IN_FORCE,
            batch_id=1,
            serial=mixed % LABELS + 1,
            device=mixed % DEVICES,
            place=PLACES[mixed % len(PLACES)],
        )


def record_in_processes(database: str, data_dir: str, processes: int, count: int) -> None:
    """Fork and record everywhere at once, the parent (process 0) too."""
    # At the time of its scans: what is known of devices is forgotten when their day is over.
    recorder = recorder_of(database, data_dir, flush_seconds=0.01, clock=lambda: AT)
    for scan in scans_of(0, count):
        recorder.record(scan)
    children = []
    for process in range(1, processes):
        child = os.fork()
        if not child:
            for scan in scans_of(process, count):
                recorder.record(scan)
            recorder.stop()
            os._exit(recorder.figures.dropped)
        children.append(child)
    recorder.stop()
    if any(os.waitpid(child, 0)[1] for child in children):
        sys.exit("a process dropped scans")


def server() -> Callable[..., Iterable[bytes]]:
    """A WSGI application that records each request. Its writer is too slow to do so before the end."""
    recorder = recorder_of(os.environ["DATABASE"], os.environ["DATA_DIR"], flush_seconds=600)

    def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ["PATH_INFO"] == "/scan":
            recorder.record(Scan(datetime.now(UTC), Headline.IN_FORCE, batch_id=1, serial=1))
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [b"ok"]

    return application


def record_and_end(database: str, data_dir: str) -> None:
    """Record, and leave without a word."""
    recorder = recorder_of(database, data_dir, flush_seconds=600)
    for _ in range(20):
        recorder.record(Scan(AT, Headline.IN_FORCE, batch_id=1, serial=1))


def record_in_child(database: str, data_dir: str) -> None:
    """Have a child of multiprocessing do it."""
    child = multiprocessing.Process(target=record_and_end, args=(database, data_dir))
    child.start()
    child.join()


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["at-once", database, data_dir, processes, count]:
            record_in_processes(database, data_dir, int(processes), int(count))
        case ["child", database, data_dir]:
            record_in_child(database, data_dir)
