"""Two people who write the same at the same time: the database lets one through, the other is told."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import IntegrityError, OperationalError

from ocop_verify.domain.errors import N_, OcopError

# SQLite: busy or locked, also while a read transaction wants to write. PostgreSQL: serialization failure,
# deadlock, lock not available.
_LOCKED_SQLITE = ("database is locked", "database table is locked")
_LOCKED_POSTGRESQL = ("40001", "40P01", "55P03")


class WrittenMeanwhile(OcopError):
    """Someone else wrote the same records while this act ran; nothing of it was kept."""


@contextmanager
def told_plainly() -> Iterator[None]:
    """Turn what the database says of a lost race into words. The door rolls back and may try again."""
    try:
        yield
    except IntegrityError as problem:
        raise _lost_race() from problem
    except OperationalError as problem:
        if not _is_lock(problem):
            raise
        raise _lost_race() from problem


def _is_lock(problem: OperationalError) -> bool:
    if getattr(problem.orig, "sqlstate", None) in _LOCKED_POSTGRESQL:
        return True
    return any(words in str(problem.orig) for words in _LOCKED_SQLITE)


def _lost_race() -> WrittenMeanwhile:
    return WrittenMeanwhile(
        N_("Trong lúc này có người khác vừa ghi cùng dữ liệu vào sổ. Chưa ghi gì; hãy làm lại.")
    )
