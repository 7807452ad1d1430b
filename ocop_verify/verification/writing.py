"""From memory into the database, group by group, each exactly once."""

import logging
import threading
import uuid
from collections.abc import Callable
from typing import Final

from ocop_verify.verification.books import Bundle, Outcome, Reply
from ocop_verify.verification.buffering import Buffer

log = logging.getLogger(__name__)

# A group of so many different labels is written in about 100 ms; officers who write meanwhile wait as long.
GROUP_SCANS: Final = 1_000


class GroupWriter:
    """Writes what is in a buffer. A group that failed stays in hand and is written first the next time.

    It has an identity of its own and numbers its groups: that is how the database knows one again whose
    commit had no answer.
    """

    def __init__(self, buffer: Buffer, write: Callable[[Bundle], Reply]) -> None:
        self.failures = 0
        self._buffer = buffer
        self._write_bundle = write
        self._turn = threading.Lock()
        self._identity, self._number = uuid.uuid4().hex, 0
        self._group: Bundle | None = None
        self._failing = False

    def flush(self) -> bool:
        """Write everything that was recorded until now. False: the database did not take it."""
        with self._turn:
            while group := self._group or self._next_group():
                if not self._write(group):
                    return False
            return True

    def _next_group(self) -> Bundle | None:
        scans, unnamed, placings = self._buffer.take(GROUP_SCANS)
        if scans or unnamed or placings:
            self._number += 1
            counts = [(*key, count) for key, count in unnamed.items()]
            self._group = Bundle(self._identity, self._number, scans, counts, placings)
        return self._group

    def _write(self, group: Bundle) -> bool:
        reply = self._write_bundle(group)
        if reply.outcome is Outcome.AWAY:
            self.failures += 1
            self._tell(failing=True, why=reply.why)
            return False
        if reply.outcome is Outcome.REFUSED:
            # Better to lose one group, loudly, than all that follow.
            log.error("a group of scans was refused and is lost: %s", reply.why)
            self._settle(written=False)
            return True
        self._tell(failing=False)
        self._settle(written=True)
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
