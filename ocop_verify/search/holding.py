"""Each process holds one index and makes the next one beside the requests.

An index that is a moment older than the catalogue still answers rightly of what it knows; it follows within a
second of the swap. A small one is made at once, so that nobody in an office waits for what was just entered.
"""

from datetime import date
from threading import Lock, Thread

from ocop_verify.domain.catalogue import Catalogue
from ocop_verify.search.index import Index
from ocop_verify.search.today import Today

# Making an index of so many products takes a few hundredths of a second.
AT_ONCE = 3_000


class Indexes:
    """The index of this process, and what it is today."""

    def __init__(self) -> None:
        self._today: Today | None = None
        self._turn = Lock()

    def follow(self, catalogue: Catalogue, day: date) -> None:
        """Have the index of this catalogue made beside everything else, if it is not the one held.

        While one is being made nothing is begun: whoever watches the catalogue comes again in a moment.
        """
        held = self._today
        is_held = held is not None and held.index.catalogue is catalogue and held.day == day
        if not is_held and not self._turn.locked():
            Thread(target=self.keep_up, args=(catalogue, day), name="search index", daemon=True).start()

    def keep_up(self, catalogue: Catalogue, day: date) -> Today:
        """Make the index of this catalogue on this day, if it is not the one held."""
        with self._turn:
            held = self._today
            index = held.index if held else None
            if index is None or index.catalogue is not catalogue:
                index = Index(catalogue, index)
            if held is None or held.index is not index or held.day != day:
                self._today = held = Today(index, day)
            return held

    def current(self, catalogue: Catalogue, day: date) -> Today:
        """The index to answer from: of this catalogue, or of the one before while the next is being made."""
        held = self._today
        if held is None or held.day != day:
            return self.keep_up(catalogue, day)
        may_wait = held.index.catalogue is not catalogue and len(catalogue.products) <= AT_ONCE
        return self.keep_up(catalogue, day) if may_wait else held
