"""Each process holds one catalogue and swaps it when the registry moves.

Readers take ``holder.held`` once and work on that value: it never changes under them. A thread asks the
database for its version every ``poll_ms``; when the database does not answer, what is held stays, with
the time at which it was last known to be the newest.
"""

import logging
import os
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from ocop_verify.catalog.compiling import compile_catalogue, recompile
from ocop_verify.catalog.publishing import RENEW_AFTER, Shelf
from ocop_verify.domain.catalogue import Catalogue
from ocop_verify.domain.errors import N_, OcopError

log = logging.getLogger(__name__)


class NoCatalogue(OcopError):
    """Neither the database nor a copy on disk could be read: nothing can be said about any label."""


@dataclass(frozen=True, slots=True)
class Held:
    """A catalogue, and the last time (UTC) it was known to be the newest."""

    catalogue: Catalogue
    confirmed_at: datetime


def utc_now() -> datetime:
    """The clock of the door that is this thread."""
    return datetime.now(UTC)


class Holder:
    """Holds the current catalogue of this process."""

    def __init__(
        self, engine: Engine, shelf: Shelf, poll_ms: int, clock: Callable[[], datetime] = utc_now
    ) -> None:
        self.shelf = shelf
        self._engine = engine
        self._poll = poll_ms / 1000
        self._clock = clock
        self._held: Held | None = None
        self._turn = threading.Lock()
        self._watcher: threading.Thread | None = None
        self._watched_by = 0
        self._stop = threading.Event()
        self._published_version = -1
        self._published_at = datetime.min.replace(tzinfo=UTC)

    @property
    def held(self) -> Held:
        """What readers read. Raises ``NoCatalogue`` when there is nothing to hold."""
        if self._watched_by != os.getpid():
            self.start()
        if self._held is None:
            raise NoCatalogue(N_("Chưa kiểm tra được: máy chủ chưa có dữ liệu. Hãy thử lại sau ít phút."))
        return self._held

    def start(self) -> None:
        """Load a first catalogue and watch the registry from now on; once in each process."""
        with self._turn:
            if self._watched_by == os.getpid():
                return
            self._load()
            self._stop.clear()
            self._watcher = threading.Thread(target=self._watch, name="catalogue", daemon=True)
            self._watcher.start()
            self._watched_by = os.getpid()
        if self._held is None:
            self.refresh()

    def stop(self) -> None:
        """End the watch."""
        self._stop.set()
        if self._watcher is not None:
            self._watcher.join()
        self._watched_by = 0

    def refresh(self) -> bool:
        """Ask the database once, and swap if the registry moved. False when it did not answer."""
        with self._turn:
            try:
                self._swap()
            except SQLAlchemyError as problem:
                log.warning("the database does not answer; version %s stays: %s", self.version, problem)
                return False
            self._publish()
            return True

    @property
    def version(self) -> int | None:
        """The version held; None before the first."""
        return self._held.catalogue.version if self._held else None

    def _load(self) -> None:
        copy = self.shelf.load()
        if copy is not None and (self._held is None or copy.version > self._held.catalogue.version):
            self._held = Held(copy, copy.compiled_at)

    def _swap(self) -> None:
        now = self._clock()
        with Session(self._engine) as session:
            if self._held is None:
                catalogue = compile_catalogue(session, now=now)
            else:
                catalogue = recompile(session, self._held.catalogue, now=now)
        self._held = Held(catalogue, now)

    def _publish(self) -> None:
        """Keep the copy on disk in step. A full disk must not keep the process from answering."""
        if self._held is None:
            return
        catalogue, now = self._held.catalogue, self._held.confirmed_at
        if catalogue.version == self._published_version and now - self._published_at < RENEW_AFTER:
            return
        try:
            self.shelf.publish(replace(catalogue, compiled_at=now))
        except OSError as problem:
            log.warning("the catalogue could not be written to disk: %s", problem)
            return
        self._published_version, self._published_at = catalogue.version, now

    def _watch(self) -> None:
        while not self._stop.wait(self._poll):
            try:
                self.refresh()
            except Exception:
                log.exception("the catalogue could not be refreshed; version %s stays", self.version)
