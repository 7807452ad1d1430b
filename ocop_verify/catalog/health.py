"""Whether this process can do its work, as values: what holds, and what somebody should look at."""

import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, text
from sqlalchemy.exc import SQLAlchemyError

from ocop_verify.catalog.sources import Held
from ocop_verify.db import sqlite_is_safe, sqlite_module

# Below this the next import, backup or sheet of labels may fail.
MIN_FREE_BYTES = 200 * 1024 * 1024
# A clock this far behind what was signed before is wrong; less may be between two machines.
CLOCK_SLACK = timedelta(minutes=10)


class Migrations(StrEnum):
    """Whether the tables are those that this version of the software expects."""

    HEAD = "head"
    BEHIND = "behind"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class DatabaseHealth:
    """What the database said, or did not."""

    backend: str
    reachable: bool
    migrations: Migrations


@dataclass(frozen=True, slots=True)
class CatalogueHealth:
    """What is held; ``age_seconds`` counts from the last time that it was known to be the newest."""

    version: int
    certifications: int
    compiled_at: datetime
    confirmed_at: datetime
    age_seconds: int


def catalogue_health(held: Held, now: datetime) -> CatalogueHealth:
    """Which catalogue scans are answered from, and how fresh it is."""
    catalogue = held.catalogue
    age = int((now - held.confirmed_at).total_seconds())
    return CatalogueHealth(
        catalogue.version, len(catalogue.certifications), catalogue.compiled_at, held.confirmed_at, age
    )


def database_health(engine: Engine, migrations_dir: Path) -> DatabaseHealth:
    """Ask the database for something that costs nothing, and for the revision of its tables."""
    try:
        with engine.connect() as connection:
            connection.execute(text("SELECT 1"))
            found = MigrationContext.configure(connection).get_current_heads()
    except SQLAlchemyError:
        return DatabaseHealth(engine.dialect.name, reachable=False, migrations=Migrations.UNKNOWN)
    expected = ScriptDirectory(str(migrations_dir)).get_heads()
    state = Migrations.HEAD if set(found) == set(expected) else Migrations.BEHIND
    return DatabaseHealth(engine.dialect.name, reachable=True, migrations=state)


def sqlite_health() -> tuple[str, bool]:
    """The version of the SQLite library, and whether it is one that does not lose data."""
    return sqlite_module.sqlite_version, sqlite_is_safe(sqlite_module.sqlite_version_info)


def free_bytes(folder: Path) -> int:
    """The room that is left where the data lies."""
    return shutil.disk_usage(folder).free


def clock_is_behind(held: Held, now: datetime) -> bool:
    """Whether the clock says a time before one that has passed: then days are not to be trusted."""
    return now < held.catalogue.compiled_at - CLOCK_SLACK
