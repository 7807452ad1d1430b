"""A whole database as files, as it was at one moment, while others go on writing; and back.

SQLite is copied by its own online backup. PostgreSQL is copied table by table inside one snapshot, by its own
COPY: that needs no program beside the driver, and takes just the rows, so the tables are made by our own
migrations when it is brought back.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Engine, MetaData, Table, inspect, select, text

from ocop_verify.db import sqlite_module
from ocop_verify.domain.errors import N_, OcopError

SQLITE_FILE: Final = "ocop.sqlite3"
REVISIONS: Final = "alembic_version"
REVISION: Final = "SELECT version_num FROM alembic_version"
VERSION: Final = "SELECT max(sequence) FROM journal_head"

Migrate = Callable[[str], None]


class DatabaseDamaged(OcopError):
    """The database itself is broken: a copy of it would be no backup."""


class NoTables(OcopError):
    """There is nothing to copy: the migrations have never run."""


@dataclass(frozen=True, slots=True)
class Dump:
    """What was copied: the kind of database, the revision of its tables, the version of the registry."""

    backend: str
    revision: str
    version: int


def dump_database(engine: Engine, folder: Path) -> Dump:
    """Write the database into an empty folder."""
    if not inspect(engine).has_table(REVISIONS):
        raise NoTables(N_("Cơ sở dữ liệu chưa có bảng nào. Hãy chạy `flask db upgrade` trước."))
    return _dump_sqlite(engine, folder) if engine.dialect.name == "sqlite" else _dump_tables(engine, folder)


def load_tables(engine: Engine, folder: Path, revision: str, migrate: Migrate) -> None:
    """Bring the tables back into an empty PostgreSQL database, all of them or none.

    ``migrate`` makes the tables of a revision.
    """
    migrate(revision)
    with engine.begin() as connection:
        connection.execute(text("SET LOCAL statement_timeout = 0"))
        tables = _tables(connection)
        for table in reversed(tables):  # a migration may have put a first row somewhere
            if connection.execute(select(table).limit(1)).first():
                connection.execute(table.delete())
        for table in tables:
            path = folder / f"{table.name}.copy"
            if path.exists():
                _copy_in(connection, table, path)
                _count_on(connection, table)


def _dump_sqlite(engine: Engine, folder: Path) -> Dump:
    target = sqlite_module.connect(folder / SQLITE_FILE)
    try:
        with engine.connect() as source:
            source.connection.driver_connection.backup(target)  # type: ignore[union-attr]
        target.execute("PRAGMA journal_mode=DELETE")  # one file, with nothing beside it
        [problem] = target.execute("PRAGMA quick_check(1)").fetchone()
        if problem != "ok":
            raise DatabaseDamaged(N_("Cơ sở dữ liệu bị hỏng, nên chưa sao lưu: %(problem)s"), problem=problem)
        [revision] = target.execute(REVISION).fetchone()
        found = target.execute(VERSION).fetchone()
    finally:
        target.close()
    return Dump("sqlite", revision, found[0] or 0)


def _dump_tables(engine: Engine, folder: Path) -> Dump:
    with engine.connect().execution_options(
        isolation_level="REPEATABLE READ", postgresql_readonly=True
    ) as connection:
        connection.execute(text("SET LOCAL statement_timeout = 0"))
        revision = connection.scalar(text(REVISION))
        version = connection.scalar(text(VERSION))
        for table in _tables(connection):
            with (
                _cursor(connection) as cursor,
                cursor.copy(f"COPY {_columns(table)} TO STDOUT") as rows,
                (folder / f"{table.name}.copy").open("wb") as file,
            ):
                for part in rows:
                    file.write(part)
    return Dump("postgresql", str(revision), version or 0)


def _copy_in(connection: Connection, table: Table, path: Path) -> None:
    with (
        _cursor(connection) as cursor,
        cursor.copy(f"COPY {_columns(table)} FROM STDIN") as rows,
        path.open("rb") as file,
    ):
        while part := file.read(1 << 20):
            rows.write(part)


def _count_on(connection: Connection, table: Table) -> None:
    """Let numbers that the database gives begin after those that are there."""
    for column in table.primary_key:
        name = connection.scalar(
            text("SELECT pg_get_serial_sequence(:t, :c)"), {"t": table.name, "c": column.name}
        )
        if name:
            last = f"SELECT setval('{name}', max({column.name})) FROM {table.name} HAVING count(*) > 0"  # noqa: S608
            connection.execute(text(last))


def _tables(connection: Connection) -> list[Table]:
    """Every table but that of the revisions, each after those that it refers to."""
    found = MetaData()
    found.reflect(connection)
    return [table for table in found.sorted_tables if table.name != REVISIONS]


def _columns(table: Table) -> str:
    columns = ", ".join(f'"{column.name}"' for column in table.columns)
    return f'"{table.name}" ({columns})'


def _cursor(connection: Connection) -> Any:
    return connection.connection.cursor()
