"""What the database is told of scans, and what is found out from them: all that takes time.

Either in the process that answers, or in one of its own (``clerk``).
"""

import logging
import math
import time
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final, NamedTuple

from sqlalchemy import Engine
from sqlalchemy.exc import DataError, IntegrityError, SQLAlchemyError
from sqlalchemy.orm import Session

from ocop_verify.db import begin_write
from ocop_verify.domain.validity import local_day
from ocop_verify.domain.verdict import Headline
from ocop_verify.verification.circulating import Suspicions, write_suspicions
from ocop_verify.verification.forgetting import forget
from ocop_verify.verification.grouping import Placing, Scan, gather, write_group

log = logging.getLogger(__name__)

REFRESH_SECONDS: Final = 3.0
# Yesterday's devices are forgotten at three in the morning, an hour after ``forgetting.GRACE``.
FORGET_AFTER: Final = timedelta(hours=3)
# Forgetting takes this part of a second, and goes on in the next, so that writing does not wait for it.
FORGET_SECONDS: Final = 0.2


class Bundle(NamedTuple):
    """Scans that are written together. By ``writer`` and ``number`` the database knows them again."""

    writer: str
    number: int
    scans: Sequence[Scan]
    unnamed: Sequence[tuple[date, Headline, str, int]]
    placings: Sequence[Placing]


class Outcome(StrEnum):
    """What became of a bundle."""

    WRITTEN = "written"
    REFUSED = "refused"  # the database will never take it
    AWAY = "away"  # the database did not take it now


class Reply(NamedTuple):
    """The outcome, and why."""

    outcome: Outcome
    why: str = ""


class Books:
    """Writes scans, judges labels that are seen often, learns what others found, and forgets in time."""

    def __init__(self, engine: Engine, suspicions: Suspicions, clock: Callable[[], datetime]) -> None:
        self.engine = engine
        self._suspicions = suspicions
        self._clock = clock
        self._refreshed_at = -REFRESH_SECONDS
        self._forgotten_on = date.min

    def write(self, bundle: Bundle) -> Reply:
        """Add a bundle to the tables. One that they have already adds nothing, and counts as written."""
        group = gather(
            bundle.scans,
            {(day, headline, place): count for day, headline, place, count in bundle.unnamed},
            bundle.placings,
        )
        try:
            with Session(self.engine) as session, session.begin():
                begin_write(session)
                touched = write_group(
                    session, group, writer=bundle.writer, number=bundle.number, now=self._clock()
                )
        except (DataError, IntegrityError) as problem:
            return Reply(Outcome.REFUSED, str(problem))
        except SQLAlchemyError as problem:
            return Reply(Outcome.AWAY, str(problem))
        self._suspicions.notice(touched)
        return Reply(Outcome.WRITTEN)

    def tend(self, *, all_of_it: bool = False) -> None:
        """A share of all that is not writing, or everything."""
        self._judge()
        while all_of_it and self._suspicions.waiting:
            self._judge()
        self.refresh(at_once=all_of_it)
        self._forget(math.inf if all_of_it else FORGET_SECONDS)

    def refresh(self, *, at_once: bool = False) -> None:
        """Learn what this and other processes found."""
        if at_once or time.monotonic() - self._refreshed_at >= REFRESH_SECONDS:
            with Session(self.engine) as session:
                self._suspicions.refresh(session)
            self._refreshed_at = time.monotonic()

    def close(self) -> None:
        """Nobody writes any more."""

    def _judge(self) -> None:
        """Judge some of the labels that were scanned, and keep what is unusual."""
        now = self._clock()
        if not self._suspicions.waiting:
            return
        with Session(self.engine) as session:
            unusual = self._suspicions.judge(session, now)
        if unusual:
            with Session(self.engine) as session, session.begin():
                begin_write(session)
                write_suspicions(session, unusual, now=now)
            self._refreshed_at = -REFRESH_SECONDS

    def _forget(self, seconds: float) -> None:
        """Once a day, and when the process starts, remove what is no longer to be known."""
        now = self._clock()
        day, until = local_day(now - FORGET_AFTER), time.monotonic() + seconds
        while self._forgotten_on != day and time.monotonic() < until:
            with Session(self.engine) as session, session.begin():
                begin_write(session)
                if not forget(session, now):
                    self._forgotten_on = day
