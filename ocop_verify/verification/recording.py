"""Recording scans without any scan waiting for it.

``record`` puts a scan into memory and returns. A thread of the process takes what came in, about once a
second, and has it added up and written as one group, here or by a process of its own (``write_elsewhere``).
What this means when things go wrong:

- The database does not answer: scans stay in memory, up to ``limit``; what comes beyond is dropped and
  counted in ``figures.dropped``. No answer is late or lost for it.
- The answer to a commit is lost: the group is written again, and the database says that it has it.
- The process ends in order (SIGTERM, restart): what is in memory is written first. It is killed: the scans
  of about the last second are gone.

What is written is counted exactly, by any number of processes; what is read lags behind by the second or
two that writing takes.
"""

import logging
import os
import threading
import weakref
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from multiprocessing.util import Finalize
from pathlib import Path
from typing import Final

from sqlalchemy import Engine

from ocop_verify.domain.circulation import CirculationReading
from ocop_verify.domain.validity import local_day
from ocop_verify.domain.verdict import Circulation, Headline
from ocop_verify.verification.books import Books
from ocop_verify.verification.buffering import Buffer, Figures
from ocop_verify.verification.circulating import Suspicions
from ocop_verify.verification.clerk import Clerk
from ocop_verify.verification.devices import DaySalts
from ocop_verify.verification.grouping import Placing, Scan
from ocop_verify.verification.history import histories_of
from ocop_verify.verification.writing import GroupWriter

__all__ = ["Figures", "Scan", "ScanRecorder"]

log = logging.getLogger(__name__)

# Some 30 MB of memory, and the scans of a fair's busiest minutes.
BUFFERED_SCANS: Final = 100_000
FLUSH_SECONDS: Final = 1.0
# A database that is locked is waited for five seconds (db.BUSY_TIMEOUT_MS), and then once more.
STOP_SECONDS: Final = 12.0


def utc_now() -> datetime:
    """The clock of the door that is this thread."""
    return datetime.now(UTC)


class ScanRecorder:
    """What the doors of this process know of scans. Without an engine (a mirror) it only counts verdicts."""

    def __init__(
        self,
        engine: Engine | None,
        folder: Path | None = None,
        *,
        limit: int = BUFFERED_SCANS,
        flush_seconds: float = FLUSH_SECONDS,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        self._engine = engine
        self._begin: Callable[..., _Work] = partial(_Work, engine, folder, limit, flush_seconds, clock)
        self._work = self._begin()
        os.register_at_fork(after_in_child=_begin_in_child(weakref.ref(self)))

    def write_elsewhere(self) -> None:
        """Have a process of its own write, so that no answer waits for it. Call it before the first scan."""
        self._begin = partial(self._begin, elsewhere=True)
        self._work = self._begin()

    def record(self, scan: Scan) -> None:
        """Take note of one answer that was given. Never waits for the database."""
        work = self._work
        if work.writer is None:
            work.buffer.count(scan.headline)
            return
        work.buffer.add(scan)
        if work.thread is None:
            work.start()

    def count(self, headline: Headline) -> None:
        """Take note of an answer that is not to be recorded as a scan."""
        self._work.buffer.count(headline)

    def add_place(self, placing: Placing) -> None:
        """Take note of where an earlier scan was made. Never waits for the database."""
        work = self._work
        if work.writer is None:
            return
        work.buffer.place(placing)
        if work.thread is None:
            work.start()

    def device_of(self, address: str, user_agent: str, at: datetime) -> int:
        """What stands for a device today. Neither address nor user agent is kept."""
        return self._work.salts.device_of(address, user_agent, at)

    def circulation_of(self, batch_id: int, serial: int) -> Circulation:
        """Whether a label is known to be seen unusually often: a look into a dictionary."""
        if self._work.suspicions.of(batch_id, serial):
            return Circulation.SEEN_UNUSUALLY_OFTEN
        return Circulation.NORMAL

    def reading_of(self, batch_id: int, serial: int) -> CirculationReading:
        """The same with its reasons, and with the scans that were written until now.

        ``scans`` and ``first_at`` are 0 and None for a label that was never scanned, and both None where it
        cannot be told at once, or is a product label, of which it would say nothing.
        """
        if not serial:
            return CirculationReading()
        work = self._work
        if work.thread is None:
            work.start()
        reading = work.suspicions.of(batch_id, serial) or CirculationReading()
        history = work.histories.of(batch_id, serial)
        if history is None:
            return reading
        return CirculationReading(reading.code, reading.reasons, history.scans, history.first_at)

    def flush(self) -> bool:
        """Write everything that was recorded until now. False: the database did not take it."""
        return self._work.writer is None or self._work.writer.flush()

    def catch_up(self) -> None:
        """Do now what the thread does every few seconds: write, judge, learn and forget."""
        if self._work.writer is not None:
            self._work.work(self._work.writer, all_of_it=True)

    def stop(self) -> None:
        """Write what is in memory, and end. What cannot be written is counted as dropped."""
        self._work.stop()

    @property
    def figures(self) -> Figures:
        """What became of the scans of this process."""
        return self._work.buffer.figures

    @property
    def verdicts(self) -> dict[Headline, int]:
        """How often this process gave each headline."""
        return self._work.buffer.verdicts

    @property
    def failures(self) -> int:
        """How often the database did not take a group."""
        return self._work.writer.failures if self._work.writer else 0

    @property
    def suspicions(self) -> int:
        """How many labels this process knows to be seen unusually often."""
        return len(self._work.suspicions)


class _Work:
    """Everything that belongs to one process and must not be carried over by a fork."""

    def __init__(
        self,
        engine: Engine | None,
        folder: Path | None,
        limit: int,
        flush_seconds: float,
        clock: Callable[[], datetime],
        *,
        elsewhere: bool = False,
    ) -> None:
        self.buffer = Buffer(limit)
        self.salts = DaySalts(folder)
        self.suspicions = Suspicions()
        self.books: Books | Clerk | None = Books(engine, self.suspicions, clock) if engine else None
        if self.books and elsewhere:
            self.books = Clerk(self.books)
        self.writer = GroupWriter(self.buffer, self.books.write) if self.books else None
        self.histories = histories_of(engine)
        self.thread: threading.Thread | None = None
        self.at_exit: Finalize | None = None
        self._flush_seconds = flush_seconds
        self._clock = clock
        self._turn = threading.Lock()
        self._working = threading.Lock()
        self._stopping = threading.Event()

    def start(self) -> None:
        """Begin to write what is recorded. The first scan of a process does it."""
        with self._turn:
            if self.thread is None and self.writer is not None and not self._stopping.is_set():
                self.thread = threading.Thread(
                    target=self._run, args=(self.writer,), name="scans", daemon=True
                )
                self.thread.start()
                # Like atexit, and also run where a server starts its workers by multiprocessing.
                self.at_exit = Finalize(None, self.stop, exitpriority=100)

    def stop(self) -> None:
        """End the thread, which writes once more."""
        self._stopping.set()
        if self.thread is not None:
            self.thread.join(STOP_SECONDS)
        if self.at_exit is not None:
            self.at_exit.cancel()
        self.histories.close()
        if self.books is not None:
            self.books.close()
        if lost := self.buffer.drop():
            log.error("%d scans could not be written and are lost", lost)

    def _run(self, writer: GroupWriter) -> None:
        while not self._stopping.wait(self._flush_seconds):
            try:
                self.work(writer)
            except Exception:
                log.exception("the work on scans failed; it is tried again")
        writer.flush()

    def work(self, writer: GroupWriter, *, all_of_it: bool = False) -> None:
        """One round: everything is written, and a share of the rest is done, or all of it."""
        with self._working:
            if self.books is not None and writer.flush():
                self.books.tend(all_of_it=all_of_it)
                self.salts.forget(local_day(self._clock()))


def _begin_in_child(recorder: "weakref.ref[ScanRecorder]") -> Callable[[], None]:
    """A forked process leaves the parent's scans and connections to the parent."""

    def begin() -> None:
        if (alive := recorder()) is not None:
            alive._work = alive._begin()
            if alive._engine is not None:
                alive._engine.dispose(close=False)

    return begin
