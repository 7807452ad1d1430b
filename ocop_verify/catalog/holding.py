"""Each process holds one catalogue and swaps it when its source has a newer one.

Readers take ``holder.held`` once and work on that value: it never changes under them. A thread asks the
source (the registry, or the site that a mirror follows) every ``poll_ms``; when the source does not answer,
what is held stays, with the time at which it was last known to be the newest.
"""

import gc
import logging
import os
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime

from ocop_verify.catalog.publishing import RENEW_AFTER, Shelf
from ocop_verify.catalog.sources import Held, Source, SourceSilent
from ocop_verify.domain.errors import N_, OcopError

__all__ = ["Held", "Holder", "NoCatalogue", "utc_now"]

log = logging.getLogger(__name__)

Listener = Callable[[], None]

# Compiling a hundred thousand certifications takes some five seconds.
FIRST_LOOK_SECONDS = 10.0
# A burst of changes is written to disk once; a disk that refuses is not asked again at every look.
KEEP_SECONDS = 5.0
KEEP_AGAIN_SECONDS = 30.0


class NoCatalogue(OcopError):
    """Neither the source nor a copy on disk could be read: nothing can be said about any label."""


def utc_now() -> datetime:
    """The clock of the door that is this thread."""
    return datetime.now(UTC)


class Holder:
    """Holds the current catalogue of this process."""

    def __init__(
        self,
        source: Source,
        shelf: Shelf,
        poll_ms: int,
        clock: Callable[[], datetime] = utc_now,
        keep_seconds: float = KEEP_SECONDS,
    ) -> None:
        self.source = source
        self.shelf = shelf
        self._poll = poll_ms / 1000
        self._clock = clock
        self._held: Held | None = None
        self._starting = threading.Lock()
        self._turn = threading.Lock()  # to ask the source
        self._looked = threading.Event()
        self._watcher: threading.Thread | None = None
        self._watched_by = 0
        self._stop = threading.Event()
        self._listeners: list[Listener] = []
        self._silent = False
        self._keep_seconds = keep_seconds
        self._keep_from = 0.0
        self._kept_version = -1
        self._kept_at = datetime.min.replace(tzinfo=UTC)

    @property
    def held(self) -> Held:
        """What readers read. Raises ``NoCatalogue`` when there is nothing to hold."""
        if self._watched_by != os.getpid():
            self.start()
        if self._held is None:
            self._looked.wait(FIRST_LOOK_SECONDS)
        if self._held is None:
            raise NoCatalogue(N_("Chưa kiểm tra được: máy chủ chưa có dữ liệu. Hãy thử lại sau ít phút."))
        return self._held

    def start(self) -> None:
        """Load a first catalogue and watch the source from now on; once in each process.

        Waits a while for the source's first answer, so that nobody is told what was true when the copy on
        disk was made; but not for a source that hangs.
        """
        with self._starting:
            if self._watched_by == os.getpid():
                return
            self._load()
            self._stop.clear()
            self._looked.clear()
            self._watcher = threading.Thread(target=self._watch, name="catalogue", daemon=True)
            self._watched_by = os.getpid()
            self._watcher.start()
        self._looked.wait(FIRST_LOOK_SECONDS)
        # A catalogue is a million objects that never become garbage: the collector need not visit them.
        gc.freeze()

    def stop(self) -> None:
        """End the watch."""
        self._stop.set()
        if self._watcher is not None:
            self._watcher.join()
        self._watched_by = 0

    def listen(self, listener: Listener) -> None:
        """Call this after each look at the source, in the thread that watches."""
        self._listeners.append(listener)

    def peek(self) -> Held | None:
        """What is held, if anything, without beginning to hold."""
        return self._held

    def refresh(self) -> bool:
        """Ask the source once, and swap if it has moved. False when it did not answer."""
        with self._turn:
            try:
                self._held = self.source.newest(self._held, self._clock())
            except SourceSilent as problem:
                self._tell(problem)
                return False
            self._tell(None)
            self._keep(self._held)
            return True

    @property
    def version(self) -> int | None:
        """The version held; None before the first."""
        return self._held.catalogue.version if self._held else None

    def _load(self) -> None:
        copy = self.shelf.load()
        if copy is not None and (self._held is None or copy.version > self._held.catalogue.version):
            self._held = Held(copy, copy.compiled_at)

    def _keep(self, held: Held) -> None:
        """Keep the copy on disk in step. A full disk must not keep the process from answering."""
        version, now = held.catalogue.version, held.confirmed_at
        fresh = version == self._kept_version and now - self._kept_at < RENEW_AFTER
        if fresh or time.monotonic() < self._keep_from:
            return
        try:
            self.source.keep(held)
        except OSError as problem:
            log.warning("the catalogue could not be written to disk: %s", problem)
            self._keep_from = time.monotonic() + KEEP_AGAIN_SECONDS
            return
        self._kept_version, self._kept_at = version, now
        self._keep_from = time.monotonic() + self._keep_seconds

    def _tell(self, problem: SourceSilent | None) -> None:
        """Log when the source falls silent and when it speaks again, not at each look between."""
        if problem and not self._silent:
            log.warning(
                "no newer catalogue; version %s stays: %s", self.version, problem.__cause__ or problem
            )
        if self._silent and not problem:
            log.warning("the catalogue's source answers again; version %s", self.version)
        self._silent = problem is not None

    def _watch(self) -> None:
        self._look()
        self._looked.set()
        while not self._stop.wait(self._poll):
            self._look()

    def _look(self) -> None:
        try:
            self.refresh()
            for listener in self._listeners:
                listener()
        except Exception:
            log.exception("the catalogue could not be refreshed; version %s stays", self.version)
