"""How often scans got which answer, by province of the scan: roll-ups of the last year, for everybody.

A cell with fewer than five scans is neither told nor part of any sum, so that no scan can be told from it.
The figures are read beside the requests; where there is no database there are none.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, TypeVar

from sqlalchemy import Engine, func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from ocop_verify.domain.places import PROVINCES
from ocop_verify.domain.validity import local_day
from ocop_verify.domain.verdict import Headline
from ocop_verify.opendata.counting import NONE
from ocop_verify.verification.models import VerdictCount

DAYS: Final = 365
LEAST: Final = 5
READ_AGAIN_SECONDS: Final = 300.0
SILENT_SECONDS: Final = 10.0

Key = TypeVar("Key")
Cell = tuple[Headline, str]  # the answer, and the province of the scan or NONE


@dataclass(frozen=True, slots=True)
class ScanFigures:
    """The cells that may be told, as of a moment, over the days from ``since`` on."""

    as_of: datetime
    since: date
    cells: Mapping[Cell, int]

    @property
    def total(self) -> int:
        """All scans that are told."""
        return sum(self.cells.values())

    @property
    def by_headline(self) -> Mapping[Headline, int]:
        """By answer."""
        return _summed(self.cells, lambda cell: cell[0], Headline)

    @property
    def by_province(self) -> Mapping[str, int]:
        """By province of the scan; those from nowhere known come last."""
        return _summed(self.cells, lambda cell: cell[1], (*PROVINCES, NONE))


def told(counts: Mapping[Cell, int], since: date, as_of: datetime) -> ScanFigures:
    """What may be told of these counts."""
    return ScanFigures(as_of, since, {cell: n for cell, n in counts.items() if n >= LEAST})


def read_scans(session: Session, *, now: datetime) -> ScanFigures:
    """Read the roll-ups."""
    since = local_day(now) - timedelta(days=DAYS)
    statement = (
        select(VerdictCount.headline, VerdictCount.place, func.sum(VerdictCount.scans))
        .where(VerdictCount.day >= since)
        .group_by(VerdictCount.headline, VerdictCount.place)
    )
    counts: dict[Cell, int] = {}
    for headline, place, scans in session.execute(statement):
        cell = (Headline(headline), place if place in PROVINCES else NONE)
        counts[cell] = counts.get(cell, 0) + int(scans)
    return told(counts, since, now)


class ScanReader:
    """Holds the figures, and reads them again now and then in the thread that asks; no request does."""

    def __init__(self, engine: Engine | None, clock: Callable[[], datetime]) -> None:
        self.held: ScanFigures | None = None
        self._engine = engine
        self._clock = clock
        self._again = 0.0

    def keep_up(self) -> None:
        """Read, if it is time. A database that does not answer leaves what was read."""
        if time.monotonic() >= self._again:
            self._again = time.monotonic() + READ_AGAIN_SECONDS
            self.read()

    def read(self) -> None:
        """Read now."""
        if self._engine is None:
            return
        try:
            with Session(self._engine) as session:
                self.held = read_scans(session, now=self._clock())
        except SQLAlchemyError:
            self._again = time.monotonic() + SILENT_SECONDS


def _summed(cells: Mapping[Cell, int], key: Callable[[Cell], Key], order: Iterable[Key]) -> Mapping[Key, int]:
    sums: Counter[Key] = Counter()
    for cell, scans in cells.items():
        sums[key(cell)] += scans
    return {each: sums[each] for each in order if sums[each]}
