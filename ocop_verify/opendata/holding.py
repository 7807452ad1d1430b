"""What a process keeps of one catalogue on one day: its rows and its statistics, worked out once.

They are worked out when somebody asks. Where that takes long, they may lag behind the catalogue for a few
seconds: the page says which version it counts.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from threading import Lock
from typing import Final

from ocop_verify.domain.catalogue import Catalogue
from ocop_verify.opendata.counting import Statistics, count
from ocop_verify.opendata.rows import Row, rows_on

# A registry that changes all the time takes at most this part of a process's time for its statistics.
SHARE: Final = 0.1
# Working out a nation's 20,000 products takes about so many seconds, which nobody minds.
SHORT_SECONDS: Final = 0.5


@dataclass(frozen=True, slots=True)
class Counted:
    """The rows of a catalogue on a day, and what was counted."""

    rows: Sequence[Row]
    statistics: Statistics


class Keeper:
    """Holds the newest."""

    def __init__(self) -> None:
        self._held: Counted | None = None
        self._turn = Lock()
        self._not_before = 0.0

    def current(self, catalogue: Catalogue, day: date) -> Counted:
        """What is counted of this catalogue on this day, or, of a large one, a moment ago."""
        with self._turn:
            held = self._held
            if held and held.statistics.day == day:
                is_newest = held.statistics.version == catalogue.version
                if is_newest or time.monotonic() < self._not_before:
                    return held
            began = time.monotonic()
            rows = rows_on(catalogue, day)
            self._held = held = Counted(rows, count(rows, catalogue, day))
            took = time.monotonic() - began
            self._not_before = time.monotonic() + (took / SHARE if took > SHORT_SECONDS else 0)
            return held
