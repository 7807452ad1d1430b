"""A process that keeps the books for another, which answers scans meanwhile.

Adding up and writing the scans of a second takes Python some 50 ms. In the process that answers, whoever
scans in that time waits for it; beside it, nobody does. The production server asks for it
(``gunicorn.conf.py``).

A bundle stays with the process that answers until this one says that it is written. So when this one dies,
nothing is lost: the other writes for a while by itself, then starts a new one; and what was written
without a word counts once, as ever. When the other dies, the line between them ends, and so does this one.
"""

import logging
import os
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
from contextlib import suppress
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Final, NamedTuple

import msgspec
from sqlalchemy import create_engine

from ocop_verify.db import engine_options, prepare
from ocop_verify.verification.books import Books, Bundle, Reply
from ocop_verify.verification.circulating import Suspicions

log = logging.getLogger(__name__)

# A program that cannot run is not started again at every turn.
AGAIN_SECONDS: Final = 30.0
# A database that is locked is waited for five seconds (db.BUSY_TIMEOUT_MS).
END_SECONDS: Final = 10.0
# Far more than a database that is locked is waited for; who says nothing for so long is stuck.
ANSWER_SECONDS: Final = 60
# Answers go first; at a load at which everything competes this still leaves enough to keep up.
NICENESS: Final = 5
ROOT: Final = Path(__file__).parents[2]

# A bundle is to be written; true or false: the rest of the work, all of it or a share.
Task = Bundle | bool

_encode = msgspec.msgpack.Encoder().encode
_read_task = msgspec.msgpack.Decoder(Task).decode
_read_reply = msgspec.msgpack.Decoder(Reply).decode


class Opening(NamedTuple):
    """What the process is told first: which database it writes to."""

    database: str
    pause_mark: str | None


class Clerk:
    """Books that a process of its own keeps; without one, this process keeps them."""

    def __init__(self, books: Books) -> None:
        self._books = books
        self._turn = threading.Lock()
        self._line: Connection | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._started_at = -AGAIN_SECONDS

    def write(self, bundle: Bundle) -> Reply:
        """Have a bundle written."""
        answer = self._ask(bundle)
        return self._books.write(bundle) if answer is None else _read_reply(answer)

    def tend(self, *, all_of_it: bool = False) -> None:
        """Have a share of the rest done, or everything, and learn here as well what was found out."""
        if self._ask(all_of_it) is None:
            self._books.tend(all_of_it=all_of_it)
        else:
            self._books.refresh(at_once=all_of_it)

    @property
    def pid(self) -> int | None:
        """The number of the process; None: there is none."""
        return self._process.pid if self._process and self._line else None

    def close(self) -> None:
        """Let the process end, which has written all that it was given."""
        if self._line is not None:
            self._line.close()
        if self._process is not None:
            try:
                self._process.wait(END_SECONDS)
            except subprocess.TimeoutExpired:
                log.warning("the process that writes scans is still at work")

    def _ask(self, task: Task) -> bytes | None:
        """What the process says to a task; None: there is no process."""
        with self._turn:
            try:
                line = self._line or self._start()
                if line is None:
                    return None
                line.send_bytes(_encode(task))
                return line.recv_bytes()
            except (OSError, EOFError):
                log.warning("the process that writes scans is gone; they are written here meanwhile")
                self._end()
                return None

    def _end(self) -> None:
        """Give up a process that is gone, or that is there and does not answer."""
        if self._process is not None:
            self._process.kill()
        self.close()
        self._line = None

    def _start(self) -> Connection | None:
        if time.monotonic() - self._started_at < AGAIN_SECONDS:
            return None
        self._started_at = time.monotonic()
        ours, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603
                [sys.executable, "-m", __name__, str(theirs.fileno())],
                cwd=ROOT,
                pass_fds=[theirs.fileno()],
            )
        for direction in (socket.SO_SNDTIMEO, socket.SO_RCVTIMEO):
            ours.setsockopt(socket.SOL_SOCKET, direction, struct.pack("ll", ANSWER_SECONDS, 0))
        self._line = Connection(ours.detach())
        engine = self._books.engine
        mark = engine.get_execution_options().get("pause_mark")
        url = engine.url.render_as_string(hide_password=False)
        self._line.send_bytes(_encode(Opening(url, str(mark) if mark else None)))
        return self._line


def keep_books(line: Connection) -> None:
    """Do what is asked until nobody is there to ask."""
    opening = msgspec.msgpack.decode(line.recv_bytes(), type=Opening)
    engine = create_engine(opening.database, **engine_options(opening.database))
    prepare(engine, Path(opening.pause_mark) if opening.pause_mark else None)
    books = Books(engine, Suspicions(), lambda: datetime.now(UTC))
    while True:
        task = _read_task(line.recv_bytes())
        line.send_bytes(_encode(_done(books, task)))


def _done(books: Books, task: Task) -> Reply | None:
    if isinstance(task, Bundle):
        return books.write(task)
    try:
        books.tend(all_of_it=task)
    except Exception:
        log.exception("the work on scans failed; it is tried again")
    return None


def main() -> None:
    """Work for the process at the other end of the line, and end with it, not before."""
    for each in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(each, signal.SIG_IGN)
    os.nice(NICENESS)
    with suppress(EOFError, ConnectionError):
        keep_books(Connection(int(sys.argv[1])))


if __name__ == "__main__":
    main()
