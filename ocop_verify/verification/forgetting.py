"""Forgetting in time: devices when their day is over, single scans after 30 days. Counts stay.

It is done in slices, so that no writer waits long for its turn, and until nothing is left, so that it does
not matter which process does it, or how often, or whether it was interrupted.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import CursorResult, Delete, delete, select, tuple_
from sqlalchemy.orm import Session

from ocop_verify.domain.validity import local_day
from ocop_verify.verification.models import DayDevice, DayPlace, RecentScanRow, ScanWriter

KEPT_DAYS: Final = 30
# A process that could not reach the database over midnight still writes its scans of yesterday; after this
# time they count every device as a new one.
GRACE: Final = timedelta(hours=2)
# A few milliseconds of the write lock.
SLICE_ROWS: Final = 2_000


def forget(session: Session, now: datetime) -> bool:
    """Remove one slice of what is no longer to be known, in the caller's transaction.

    False: there was nothing left to remove.
    """
    removed = 0
    for statement in _slices(now):
        result: CursorResult[Any] = session.execute(statement)  # type: ignore[assignment]
        removed += result.rowcount
    return removed > 0


def _slices(now: datetime) -> Iterator[Delete]:
    today, since = local_day(now - GRACE), now - timedelta(days=KEPT_DAYS)
    for table, member in ((DayDevice, DayDevice.device), (DayPlace, DayPlace.place)):
        key = (table.day, table.batch_id, table.serial, member)
        old = select(*key).where(table.day < today).limit(SLICE_ROWS)
        yield delete(table).where(tuple_(*key).in_(old))
    old_scans = select(RecentScanRow.id).where(RecentScanRow.at < since).limit(SLICE_ROWS)
    yield delete(RecentScanRow).where(RecentScanRow.id.in_(old_scans))
    # A process that has not written for so long has ended, or starts again with a number of its own.
    yield delete(ScanWriter).where(ScanWriter.at < since)
