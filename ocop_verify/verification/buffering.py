"""Scans in memory, from the moment that somebody got an answer until the database has them.

Every scan that comes in ends as exactly one of: buffered, written, dropped.
"""

import threading
from collections import Counter, deque
from dataclasses import dataclass

from ocop_verify.domain.validity import local_day
from ocop_verify.domain.verdict import Headline
from ocop_verify.verification.grouping import Placing, Scan, VerdictKey

# Places named for earlier scans; few people name one, and what is beyond is let go.
MOST_PLACINGS = 1_000


@dataclass(frozen=True, slots=True)
class Figures:
    """What became of the scans of this process, for metrics."""

    recorded: int
    buffered: int
    written: int
    dropped: int


class Buffer:
    """At most ``limit`` scans of our labels, and the counts of what was none.

    Nothing is kept of a code that is no label but a count, so a flood of them takes no room and pushes
    nothing out.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._lock = threading.Lock()  # held for a microsecond, never while anything is waited for
        self._scans: deque[Scan] = deque()
        self._unnamed: Counter[VerdictKey] = Counter()
        self._placings: list[Placing] = []
        self._taken = 0
        self._recorded: Counter[Headline] = Counter()
        self._written = self._dropped = 0

    def add(self, scan: Scan) -> None:
        """Keep a scan, or count it as dropped where there is no room."""
        with self._lock:
            self._recorded[scan.headline] += 1
            if scan.batch_id is None:
                self._unnamed[local_day(scan.at), scan.headline, ""] += 1
            elif len(self._scans) + self._taken < self._limit:
                self._scans.append(scan)
            else:
                self._dropped += 1

    def count(self, headline: Headline) -> None:
        """Count an answer that is not to be written."""
        with self._lock:
            self._recorded[headline] += 1

    def place(self, placing: Placing) -> None:
        """Keep a place for an earlier scan. It is no scan, so no figure counts it."""
        with self._lock:
            if len(self._placings) < MOST_PLACINGS:
                self._placings.append(placing)

    def take(self, most: int) -> tuple[list[Scan], Counter[VerdictKey], list[Placing]]:
        """The oldest scans, all counts and, after the last scan, all places.

        Scans and counts stay in ``figures.buffered`` until ``settle``.
        """
        with self._lock:
            scans = [self._scans.popleft() for _ in range(min(len(self._scans), most))]
            unnamed, self._unnamed = self._unnamed, Counter()
            self._taken = len(scans) + unnamed.total()
            placings: list[Placing] = []
            if not self._scans:
                placings, self._placings = self._placings, []
        return scans, unnamed, placings

    def settle(self, *, written: bool) -> None:
        """Say what became of what was taken."""
        with self._lock:
            if written:
                self._written += self._taken
            else:
                self._dropped += self._taken
            self._taken = 0

    def drop(self) -> int:
        """Give up everything that is still here; how much that was."""
        with self._lock:
            lost = len(self._scans) + self._unnamed.total() + self._taken
            self._dropped += lost
            self._scans.clear()
            self._unnamed.clear()
            self._taken = 0
        return lost

    @property
    def verdicts(self) -> dict[Headline, int]:
        """How often each headline was the answer."""
        with self._lock:
            return dict(self._recorded)

    @property
    def figures(self) -> Figures:
        """What became of all scans until now."""
        with self._lock:
            buffered = len(self._scans) + self._unnamed.total() + self._taken
            return Figures(self._recorded.total(), buffered, self._written, self._dropped)
