"""The database: one declarative base, one ``db``, and how a write begins on SQLite and on PostgreSQL."""

import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import URL, Column, DateTime, Dialect, Engine, MetaData, Table, TypeDecorator, event
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.exc import DBAPIError, DisconnectionError, OperationalError
from sqlalchemy.orm import DeclarativeBase, InstrumentedAttribute, Session

try:
    import pysqlite3.dbapi2 as chosen
except ImportError:  # not on Linux, where the library of the system is checked instead
    chosen = sqlite3
sqlite_module = chosen

BUSY_TIMEOUT_MS = 5_000
STATEMENT_TIMEOUT_MS = 60_000
# An import of 20,000 rows changes about so much. What does not fit is written twice.
CACHE_KILOBYTES = 32_000

# 3.7.0 to 3.51.2 can corrupt a database in WAL mode when two connections reset it at once (fixed in
# 3.51.3, with backports 3.50.7 and 3.44.6).
SAFE_SQLITE = {(3, 44): 6, (3, 50): 7}


class Base(DeclarativeBase):
    """Constraints have names, so that migrations can change them on every database."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


db = SQLAlchemy(model_class=Base)


class WritesPaused(OperationalError):
    """Nothing is written for now: the operator has put a file in the data folder that says so.

    It is one more way for a database to be away, so whoever does without one does without writing.
    """

    def __init__(self, mark: Path) -> None:
        super().__init__(None, None, RuntimeError(f"writing is paused by {mark}"))


class UtcTime(TypeDecorator[datetime]):
    """An aware time, stored in UTC on every database."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive times: nobody knows which zone they are meant in."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a time without zone: {value!r}")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """SQLite gives back naive times; they are UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def sqlite_is_safe(version: tuple[int, int, int]) -> bool:
    """Whether this SQLite is without the WAL-reset bug."""
    major, minor, patch = version
    return (major, minor, patch) >= (3, 51, 3) or patch >= SAFE_SQLITE.get((major, minor), 10_000)


def engine_options(url: str) -> dict[str, Any]:
    """What ``create_engine`` needs for this database."""
    backend = make_url(url).get_backend_name()
    if backend == "sqlite":
        return {"module": sqlite_module, "connect_args": {"check_same_thread": False}}
    if backend == "postgresql":
        options = f"-c statement_timeout={STATEMENT_TIMEOUT_MS} -c timezone=UTC"
        return {"pool_pre_ping": True, "connect_args": {"options": options, "connect_timeout": 5}}
    raise ValueError(f"{backend}: the registry runs on sqlite or postgresql")


def is_away(problem: DBAPIError) -> bool:
    """Whether the database may do tomorrow what it refused today: it is gone, locked, full or a standby."""
    standby_refuses = getattr(problem.orig, "sqlstate", None) == "25006"
    return isinstance(problem, OperationalError) or standby_refuses


def create_missing(url: URL) -> None:
    """Make an empty SQLite database where there is none. Migrations may do this, and nobody else."""
    if url.get_backend_name() == "sqlite" and (path := _file_of(url.database)):
        path.touch()


def prepare(engine: Engine, pause_mark: Path | None = None) -> None:
    """Give SQLite the behaviour that the registry counts on; PostgreSQL has it.

    While the file ``pause_mark`` is there, no act writes (``begin_write``). Migrations do.
    """
    if pause_mark is not None:
        engine.update_execution_options(pause_mark=pause_mark)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "do_connect", _open_existing)
        event.listen(engine, "connect", _set_pragmas)
        event.listen(engine, "checkout", _refuse_moved_file)
        event.listen(engine, "begin", _begin)


def begin_write(session: Session) -> None:
    """Begin the one transaction of an act that writes; the door commits it.

    SQLite takes its write lock now, so that two writers queue instead of failing half-way. Raises
    ``WritesPaused`` while the operator wants nothing written.
    """
    mark: Path | None = session.get_bind().get_execution_options().get("pause_mark")
    if mark is not None and mark.exists():
        raise WritesPaused(mark)
    session.connection(execution_options={"sqlite_begin": "BEGIN IMMEDIATE"})


def insert_rows(
    session: Session, model: type[Base], columns: Sequence[str], rows: Sequence[tuple[Any, ...]]
) -> None:
    """Insert many rows, given as tuples, at the speed of the driver: three times that of the ORM.

    Each distinct value is converted once; a value that ``stored`` made is taken as it is. Defaults of the
    model are not filled in.
    """
    if not rows:
        return
    connection, table = session.connection(), cast(Table, model.__table__)
    dialect = connection.dialect
    for index, name in enumerate(columns):
        converted = _conversions(table.c[name], {row[index] for row in rows}, dialect)
        if converted:
            rows = [(*row[:index], converted[row[index]], *row[index + 1 :]) for row in rows]
    names = ", ".join(map(dialect.identifier_preparer.quote, columns))
    marks = ", ".join(["?" if dialect.paramstyle == "qmark" else "%s"] * len(columns))
    connection.exec_driver_sql(f"INSERT INTO {table.name} ({names}) VALUES ({marks})", list(rows))  # noqa: S608


def stored(session: Session, column: InstrumentedAttribute[Any], value: Any) -> Any:
    """A value as the driver of this database stores it, for a column that repeats it in many rows."""
    dialect = session.get_bind().dialect
    convert = column.type.dialect_impl(dialect).bind_processor(dialect)
    return convert(value) if convert else value


def _conversions(column: Column[Any], values: set[Any], dialect: Dialect) -> dict[Any, Any]:
    """What each value becomes in this database; empty when all stay as they are."""
    convert = column.type.dialect_impl(dialect).bind_processor(dialect)
    if convert is None or {str, type(None)} >= set(map(type, values)):
        return {}
    return {value: convert(value) for value in values}


def _open_existing(dialect: Dialect, record: Any, arguments: list[Any], parameters: dict[str, Any]) -> Any:
    """Open the file only when it is there. SQLite would make an empty one, and the next migration fail.

    Which file it is is noted first: one that is moved while it is opened is found out as well. None leaves
    the opening to SQLAlchemy.
    """
    path = _file_of(arguments[0])
    if path is None:
        return None
    record.info["file"] = (path, _identity(path))
    return dialect.connect(f"{path.as_uri()}?mode=rw", **{**parameters, "uri": True})


def _refuse_moved_file(_connection: Any, record: Any, _proxy: Any) -> None:
    """Give up a connection whose file was moved, deleted or replaced.

    SQLite would go on in the old file: what it acknowledged would be gone with the connection.
    """
    path, opened = record.info.get("file", (None, None))
    if path and (opened is None or _identity(path) != opened):
        raise DisconnectionError(f"{path} is not the file that was opened")


def _file_of(database: str | None) -> Path | None:
    """The file of an SQLite database; None when it is in memory or named by an address of its own."""
    if not database or database == ":memory:" or database.startswith("file:"):
        return None
    return Path(database).absolute()


def _identity(path: Path) -> tuple[int, int] | None:
    """Which file lies there; None when there is none. No other file has the same while it is open."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _set_pragmas(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # transactions are begun by _begin, never by the driver
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",  # NORMAL loses acknowledged commits when the power fails
        "foreign_keys=ON",
        f"busy_timeout={BUSY_TIMEOUT_MS}",
        f"cache_size=-{CACHE_KILOBYTES}",
        "trusted_schema=OFF",
    ):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get("sqlite_begin", "BEGIN"))
