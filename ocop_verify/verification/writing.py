"""From memory into the database, group by group, each exactly once."""

import logging
import threading
import uuid
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Final

from sqlalchemy import Engine
from sqlalchemy.exc import DataError, IntegrityError, SQLAlchemyError
from sqlalchemy.orm import Session

from ocop_verify.db import begin_write
from ocop_verify.verification.buffering import Buffer
from ocop_verify.verification.grouping import Group, Touched, gather, write_group

log = logging.getLogger(__name__)

# A group of so many different labels is written in about 100 ms; officers who write meanwhile wait as long.
GROUP_SCANS: Final = 1_000


class GroupWriter:
    """Writes what is in a buffer. A group that failed stays in hand and is written first the next time.

    It has an identity of its own and numbers its groups: that is how the database knows one again whose
    commit had no answer. ``on_written`` is told which labels a group touched.
    """

    def __init__(
        self,
        engine: Engine,
        buffer: Buffer,
        clock: Callable[[], datetime],
        on_written: Callable[[Iterable[Touched]], None],
    ) -> None:
        self.failures = 0
        self._engine = engine
        self._buffer = buffer
        self._clock = clock
        self._on_written = on_written
        self._turn = threading.Lock()
        self._identity, self._number = uuid.uuid4().hex, 0
        self._group: Group | None = None
        self._failing = False

    def flush(self) -> bool:
        """Write everything that was recorded until now. False: the database did not take it."""
        with self._turn:
            while group := self._group or self._next_group():
                if not self._write(group):
                    return False
            return True

    def _next_group(self) -> Group | None:
        scans, unnamed, placings = self._buffer.take(GROUP_SCANS)
        if scans or unnamed or placings:
            self._number += 1
            self._group = gather(scans, unnamed, placings)
        return self._group

    def _write(self, group: Group) -> bool:
        now = self._clock()
        try:
            with Session(self._engine) as session, session.begin():
                begin_write(session)
                touched = write_group(session, group, writer=self._identity, number=self._number, now=now)
        except (DataError, IntegrityError):
            # The database will never take this group: better to lose it, loudly, than all that follow.
            log.exception("a group of scans was refused and is lost")
            self._settle(written=False)
            return True
        except SQLAlchemyError as problem:
            self.failures += 1
            self._tell(failing=True, why=str(problem))
            return False
        self._tell(failing=False)
        self._settle(written=True)
        self._on_written(touched)
        return True

    def _settle(self, *, written: bool) -> None:
        self._group = None
        self._buffer.settle(written=written)

    def _tell(self, *, failing: bool, why: str = "") -> None:
        """Log the first failure and the end of the failures, not each second between."""
        if failing and not self._failing:
            log.warning("scans cannot be written and wait in memory: %s", why)
        if self._failing and not failing:
            log.warning("scans are written again")
        self._failing = failing
