"""A process of its own that writes scans: they count as ever, whichever of the two processes ends."""

import os
import signal
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from ocop_verify.domain.verdict import Circulation, Headline
from ocop_verify.verification import clerk as module
from ocop_verify.verification.books import Books, Bundle, Outcome, Reply
from ocop_verify.verification.circulating import Suspicions
from ocop_verify.verification.clerk import Clerk
from ocop_verify.verification.grouping import Placing
from ocop_verify.verification.models import RecentScanRow, ScanTotal, VerdictCount
from ocop_verify.verification.recording import Scan
from tests.cast import NOW, TODAY

WRITTEN = Reply(Outcome.WRITTEN)


@pytest.fixture
def books(engine: Engine) -> Books:
    return Books(engine, Suspicions(), lambda: NOW)


@pytest.fixture
def clerk(books: Books) -> Iterator[Clerk]:
    clerk = Clerk(books)
    yield clerk
    clerk.close()


def bundle(number: int, count: int = 1) -> Bundle:
    return Bundle("test", number, [Scan(NOW, Headline.IN_FORCE, batch_id=1, serial=1)] * count, [], [])


def scans_of_the_label(engine: Engine) -> int | None:
    with Session(engine) as session:
        return session.scalar(select(ScanTotal.scans))


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_everything_of_a_scan_reaches_the_database(engine, clerk):
    at = NOW + timedelta(microseconds=7)
    scan = Scan(at, Headline.EXPIRED, batch_id=1, serial=5, device=2**62 + 1)
    assert clerk.write(Bundle("test", 1, [scan], [(TODAY, Headline.FORGED, "", 3)], [])) == WRITTEN
    assert clerk.write(Bundle("test", 2, [], [], [Placing(at, 1, 5, "79")])) == WRITTEN
    assert clerk.pid
    with Session(engine) as session:
        recent = session.execute(select(RecentScanRow.at, RecentScanRow.serial, RecentScanRow.place)).all()
        verdicts = session.execute(
            select(VerdictCount.headline, VerdictCount.place, VerdictCount.scans)
        ).all()
    assert recent == [(at, 5, "79")]
    assert set(verdicts) == {("forged", "", 3), ("expired", "", 0), ("expired", "79", 1)}


def test_when_it_is_killed_the_other_process_writes_and_then_starts_a_new_one(engine, clerk, monkeypatch):
    assert clerk.write(bundle(1)) == WRITTEN
    first = clerk.pid
    os.kill(first, signal.SIGKILL)
    assert clerk.write(bundle(2, 10)) == WRITTEN
    assert clerk.pid is None
    monkeypatch.setattr(module, "AGAIN_SECONDS", 0.0)
    assert clerk.write(bundle(3, 100)) == WRITTEN
    assert clerk.pid not in (first, None)
    assert scans_of_the_label(engine) == 111


@pytest.mark.slow
@pytest.mark.parametrize("count", [1, 20_000], ids=["that reads", "whose line is full"])
def test_one_that_does_not_answer_is_given_up(engine, clerk, monkeypatch, count):
    monkeypatch.setattr(module, "ANSWER_SECONDS", 8)  # starting must take less
    assert clerk.write(bundle(1)) == WRITTEN
    stuck = clerk.pid
    os.kill(stuck, signal.SIGSTOP)
    assert clerk.write(bundle(2, count)) == WRITTEN
    assert not is_running(stuck)
    assert scans_of_the_label(engine) == 1 + count


def test_what_it_wrote_without_a_word_counts_once(engine, clerk, books):
    assert clerk.write(bundle(1)) == books.write(bundle(1)) == WRITTEN
    assert scans_of_the_label(engine) == 1


def test_it_ends_with_the_other_process_and_not_when_it_is_told_to(engine, clerk):
    """A service manager tells all processes of a service to end, while scans have yet to be written."""
    assert clerk.write(bundle(1)) == WRITTEN
    pid = clerk.pid
    os.kill(pid, signal.SIGTERM)
    os.kill(pid, signal.SIGINT)
    assert clerk.write(bundle(2)) == WRITTEN
    assert clerk.pid == pid
    clerk.close()
    assert not is_running(pid)
    assert scans_of_the_label(engine) == 2


def test_a_database_that_is_gone_gets_the_scans_when_it_is_back(engine, settings, start):
    if not settings.database.startswith("sqlite"):
        pytest.skip("moves a file")
    recorder = start()
    recorder.write_elsewhere()
    recorder.record(Scan(NOW, Headline.IN_FORCE, batch_id=1, serial=1))
    assert recorder.flush()
    there, away = settings.data_dir / "ocop.sqlite3", settings.data_dir / "lost.sqlite3"
    engine.dispose()
    there.rename(away)
    recorder.record(Scan(NOW, Headline.IN_FORCE, batch_id=1, serial=1))
    assert not recorder.flush()
    assert (recorder.figures.buffered, recorder.failures) == (1, 1)
    away.rename(there)
    assert recorder.flush()
    assert recorder.figures.written == 2
    assert scans_of_the_label(engine) == 2


def test_a_label_seen_unusually_often_becomes_known_to_who_answers(start):
    recorder, now = start(), datetime.now(UTC)  # the process has no clock but the machine's
    recorder.write_elsewhere()
    for day in range(3):
        for device in range(5):
            at = now - timedelta(days=20 - day, minutes=7 * device)
            recorder.record(Scan(at, Headline.IN_FORCE, batch_id=3, serial=7, device=10 * day + device))
    recorder.catch_up()
    assert recorder.circulation_of(3, 7) is Circulation.SEEN_UNUSUALLY_OFTEN


def test_a_recorder_that_stops_has_written_everything(engine, start):
    recorder = start(flush_seconds=600)
    recorder.write_elsewhere()
    for _ in range(20):
        recorder.record(Scan(NOW, Headline.IN_FORCE, batch_id=1, serial=1))
    recorder.stop()
    assert scans_of_the_label(engine) == 20
    assert recorder.figures.dropped == 0
