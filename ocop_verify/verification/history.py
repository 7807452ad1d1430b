"""How often a label was scanned until now, told while somebody waits for an answer.

It helps the reader ("this is the first time"), but no answer may wait for it: when it cannot be told at
once, it is not told. On SQLite it is one look into the file, some ten microseconds, which no writer blocks.
A PostgreSQL that hangs would keep a thread for as long as it likes, so another thread asks it, the answer
waits for a blink, and after one blink in vain nobody asks for some seconds.
"""

import contextlib
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from datetime import UTC, datetime
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any, Final, NamedTuple

from sqlalchemy import Engine, text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import SQLAlchemyError

# A local PostgreSQL answers in under one millisecond.
BLINK_SECONDS: Final = 0.03
SILENT_SECONDS: Final = 5.0
_QUERY: Final = "SELECT scans, first_at FROM scan_total WHERE batch_id = {} AND serial = {}"


class History(NamedTuple):
    """All scans of a label that were written until now, and the first of them; 0 and None before it."""

    scans: int
    first_at: datetime | None


NEVER: Final = History(0, None)
Look = Callable[[int, int], History | None]


def history_reader(engine: Engine | None) -> Look:
    """What tells the history of a label on this database; None where it cannot be told at once."""
    if engine is None:
        return lambda _batch, _serial: None
    if engine.dialect.name == "sqlite":
        return _InFile(engine).look
    return _Asked(engine).look


class _InFile:
    """Looks into the SQLite file, on connections of its own: waiting for one of the pool could take long."""

    def __init__(self, engine: Engine) -> None:
        self._driver: Any = engine.dialect.loaded_dbapi
        path = Path(engine.url.database or "").resolve()
        self._uri = f"{path.as_uri()}?mode=rw"  # never make the file
        self._idle: SimpleQueue[Any] = SimpleQueue()

    def look(self, batch_id: int, serial: int) -> History | None:
        try:
            try:
                connection = self._idle.get_nowait()
            except Empty:
                connection = self._open()
            row = connection.execute(_QUERY.format("?", "?"), (batch_id, serial)).fetchone()
        except self._driver.Error:
            return None  # the file is gone or damaged; the connection that found out is left to be collected
        self._idle.put(connection)
        if row is None:
            return NEVER
        return History(row[0], datetime.fromisoformat(row[1]).replace(tzinfo=UTC))

    def _open(self) -> Any:
        connection = self._driver.connect(self._uri, uri=True, timeout=0, check_same_thread=False)
        connection.execute("PRAGMA query_only=ON").close()
        return connection


class _Asked:
    """Asks PostgreSQL on a thread of its own."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._questions: SimpleQueue[tuple[int, int, Future[History]]] = SimpleQueue()
        self._thread: threading.Thread | None = None
        self._turn = threading.Lock()
        self._silent_until = 0.0

    def look(self, batch_id: int, serial: int) -> History | None:
        if time.monotonic() < self._silent_until:
            return None
        self._ensure_thread()
        answer: Future[History] = Future()
        self._questions.put((batch_id, serial, answer))
        try:
            return answer.result(BLINK_SECONDS)
        except (TimeoutError, SQLAlchemyError):
            answer.cancel()
            self._silent_until = time.monotonic() + SILENT_SECONDS
            return None

    def _ensure_thread(self) -> None:
        if self._thread is None:
            with self._turn:
                if self._thread is None:
                    self._thread = threading.Thread(target=self._answer, name="histories", daemon=True)
                    self._thread.start()

    def _answer(self) -> None:
        query = text(_QUERY.format(":batch_id", ":serial"))
        connection: Connection | None = None
        while True:
            batch_id, serial, answer = self._questions.get()
            if not answer.set_running_or_notify_cancel():
                continue
            try:
                connection = connection or self._engine.connect().execution_options(
                    isolation_level="AUTOCOMMIT"
                )
                row = connection.execute(query, {"batch_id": batch_id, "serial": serial}).first()
            except SQLAlchemyError as problem:
                answer.set_exception(problem)
                if connection is not None:
                    with contextlib.suppress(SQLAlchemyError):
                        connection.invalidate()
                        connection.close()
                connection = None
            else:
                answer.set_result(History(row[0], row[1]) if row else NEVER)
