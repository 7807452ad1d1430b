"""Ids for rows that are written in bulk, known before they are written."""

from collections.abc import Sequence

from sqlalchemy import text
from sqlalchemy.orm import Session

from ocop_verify.db import Base


def reserve_ids(session: Session, model: type[Base], count: int) -> Sequence[int]:
    """So many ids, in ascending order, that no other row of this table has or will get.

    SQLite has one writer at a time, and counts on from the highest id that was ever written. PostgreSQL
    gives ids out one by one, and never twice.
    """
    if count == 0:
        return ()
    if session.get_bind().dialect.name == "sqlite":
        newest = text("SELECT seq FROM sqlite_sequence WHERE name = :name")
        first = (session.scalar(newest, {"name": model.__tablename__}) or 0) + 1
        return range(first, first + count)
    values = text("SELECT nextval(pg_get_serial_sequence(:name, 'id')) FROM generate_series(1, :count)")
    return session.scalars(values, {"name": model.__tablename__, "count": count}).all()
