"""How often a label was scanned until now, told while somebody waits for an answer.

It helps the reader ("this is the first time"), but no answer may wait for it: when it cannot be told at
once, it is not told. On SQLite it is one look into the file, some ten microseconds, which no writer blocks.
A PostgreSQL that hangs would keep a thread for as long as it likes, so another thread asks it, the answer
waits for a blink, and after one blink in vain nobody asks for some seconds.
"""

import threading
import time
from concurrent.futures import Future
from datetime import UTC, datetime
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any, Final, NamedTuple, Protocol

from sqlalchemy import Engine, text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import SQLAlchemyError

# A local PostgreSQL answers in under one millisecond.
BLINK_SECONDS: Final = 0.03
SILENT_SECONDS: Final = 5.0
_IN_FILE: Final = "SELECT scans, first_at FROM scan_total WHERE batch_id = ? AND serial = ?"
_ASKED: Final = text("SELECT scans, first_at FROM scan_total WHERE batch_id = :batch_id AND serial = :serial")


class History(NamedTuple):
    """All scans of a label that were written until now, and the first of them; 0 and None before it."""

    scans: int
    first_at: datetime | None


NEVER: Final = History(0, None)


class Histories(Protocol):
    """Tells the history of a label, or None where it cannot be told at once."""

    def of(self, batch_id: int, serial: int) -> History | None:
        """What was written of this label until now."""

    def close(self) -> None:
        """Nobody asks any more."""


def histories_of(engine: Engine | None) -> Histories:
    """The histories in this database; a mirror has none."""
    if engine is None:
        return _Untold()
    return _InFile(engine) if engine.dialect.name == "sqlite" else _Asked(engine)


class _Untold:
    def of(self, _batch_id: int, _serial: int) -> History | None:
        return None

    def close(self) -> None:
        pass


class _InFile:
    """Looks into the SQLite file, on connections of its own: waiting for one of the pool could take long."""

    def __init__(self, engine: Engine) -> None:
        self._driver: Any = engine.dialect.loaded_dbapi
        path = Path(engine.url.database or "").resolve()
        self._uri = f"{path.as_uri()}?mode=rw"  # never make the file
        self._idle: SimpleQueue[Any] = SimpleQueue()

    def of(self, batch_id: int, serial: int) -> History | None:
        try:
            connection = self._idle.get_nowait()
        except Empty:
            connection = None
        try:
            connection = connection or self._open()
            row = connection.execute(_IN_FILE, (batch_id, serial)).fetchone()
        except self._driver.Error:  # gone, damaged, or without tables
            if connection is not None:
                connection.close()
            return None
        self._idle.put(connection)
        return History(row[0], datetime.fromisoformat(row[1]).replace(tzinfo=UTC)) if row else NEVER

    def close(self) -> None:
        while not self._idle.empty():
            self._idle.get_nowait().close()

    def _open(self) -> Any:
        connection = self._driver.connect(self._uri, uri=True, timeout=0, check_same_thread=False)
        connection.execute("PRAGMA query_only=ON").close()
        return connection


class _Asked:
    """Asks PostgreSQL on a thread of its own, which connects when the first question comes."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._questions: SimpleQueue[tuple[int, int, Future[History]] | None] = SimpleQueue()
        self._turn = threading.Lock()
        self._thread: threading.Thread | None = None
        self._connected, self._closing = threading.Event(), threading.Event()
        self._silent_until = 0.0

    def of(self, batch_id: int, serial: int) -> History | None:
        if not self._connected.is_set():
            self._ensure_thread()
            return None
        if time.monotonic() < self._silent_until:
            return None
        answer: Future[History] = Future()
        self._questions.put((batch_id, serial, answer))
        try:
            return answer.result(BLINK_SECONDS)
        except TimeoutError:
            answer.cancel()
            self._silent_until = time.monotonic() + SILENT_SECONDS
            return None

    def close(self) -> None:
        self._closing.set()
        self._questions.put(None)
        if self._thread is not None:
            self._thread.join(BLINK_SECONDS * 10)

    def _ensure_thread(self) -> None:
        with self._turn:
            if self._thread is None and not self._closing.is_set():
                self._thread = threading.Thread(target=self._answer, name="histories", daemon=True)
                self._thread.start()

    def _answer(self) -> None:
        while not self._closing.is_set():
            try:
                with self._engine.connect() as connection:
                    self._answer_over(connection.execution_options(isolation_level="AUTOCOMMIT"))
            except SQLAlchemyError:  # who asked waits for a blink, and then for nothing
                self._connected.clear()
                self._closing.wait(SILENT_SECONDS)

    def _answer_over(self, connection: Connection) -> None:
        self._connected.set()
        while not self._closing.is_set():
            question = self._questions.get()
            if question is None:
                return
            batch_id, serial, answer = question
            if answer.set_running_or_notify_cancel():
                row = connection.execute(_ASKED, {"batch_id": batch_id, "serial": serial}).first()
                answer.set_result(History(row[0], row[1]) if row else NEVER)
