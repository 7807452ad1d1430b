"""Every revision runs up and down with rows in the tables, and ends where the models are."""

import ast
import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import flask_migrate
import pytest
import sqlalchemy as sa
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData

from ocop_verify.db import db

ROOT = Path(__file__).resolve().parent.parent
SCRIPTS = ScriptDirectory(str(ROOT / "migrations"))
REVISIONS = [each.revision for each in reversed(list(SCRIPTS.walk_revisions()))]
FILES = sorted((ROOT / "migrations" / "versions").glob("*.py"))

# One row in each table is made from these; where a table asks for something else, it stands below.
PLAIN: dict[type, Any] = {
    int: 1,
    str: "1",
    bytes: bytes(32),
    date: date(2026, 11, 24),
    datetime: datetime(2026, 11, 24, tzinfo=UTC),
    bool: True,
    float: 1.0,
}
SPECIAL: dict[tuple[str, str], Any] = {
    ("authority", "level"): "district",
    ("certification", "stars"): 4,
    ("job", "state"): "done",
    ("upload", "state"): "ready",
    ("report", "state"): "received",
    ("flag", "state"): "opened",
    ("visit", "result"): "kept",
    ("field_device", "account_id"): None,
    ("stall_saying", "said"): "noted",
    ("stall_saying", "finding"): "",
    ("stall_saying", "account_id"): None,
    ("approval", "state"): "waiting",
    ("account", "language"): "vi",
    ("account_grant", "role"): "producer",
    ("account_grant", "province"): "",
}


@pytest.fixture
def connection(fresh_app):
    """A connection to a migrated registry of its own, with Flask-Migrate's commands at hand."""
    with fresh_app.app_context(), db.engine.connect() as connection:
        yield connection


def schema_of(connection: Connection) -> dict[str, Any]:
    """All that the database says of its tables, in an order that does not depend on how they were made."""
    connection.rollback()
    inspector = sa.inspect(connection)
    inspector.clear_cache()
    return {
        name: {
            "columns": {c["name"]: (str(c["type"]), c["nullable"]) for c in inspector.get_columns(name)},
            "key": inspector.get_pk_constraint(name)["constrained_columns"],
            "foreign": by_name(inspector.get_foreign_keys(name)),
            "unique": by_name(inspector.get_unique_constraints(name)),
            "checks": by_name(inspector.get_check_constraints(name)),
            "indexes": by_name(inspector.get_indexes(name)),
        }
        for name in inspector.get_table_names()
        if name != "alembic_version"
    }


def by_name(found: list[Any]) -> dict[str, Any]:
    """Constraints under their names, as texts that can be compared."""
    return {each["name"]: plain(each) for each in found}


def plain(value: Any) -> Any:
    """A value of the inspector without the objects that SQL conditions come in."""
    if isinstance(value, dict):
        return {name: plain(inner) for name, inner in value.items()}
    return [plain(inner) for inner in value] if isinstance(value, list) else str(value)


def triggers_of(connection: Connection) -> list[str]:
    """The names of what guards the tables."""
    catalog = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
    }
    return sorted(connection.scalars(sa.text(catalog[connection.dialect.name])))


def fill(connection: Connection) -> None:
    """Put a row into each table that has none."""
    connection.rollback()
    tables = MetaData()
    tables.reflect(connection)
    for table in tables.sorted_tables:
        if not connection.execute(sa.select(table)).first():
            values = {
                column.name: SPECIAL.get((table.name, column.name), PLAIN[column.type.python_type])
                for column in table.columns
            }
            connection.execute(table.insert().values(values))
    connection.commit()


def test_the_migrated_schema_is_the_schema_of_the_models(connection):
    migrated = schema_of(connection)
    connection.rollback()
    flask_migrate.downgrade(revision="base")
    assert schema_of(connection) == {}
    connection.rollback()
    db.create_all()
    assert schema_of(connection) == migrated


def test_every_revision_goes_down_and_up_again_with_rows_in_the_tables(connection):
    connection.rollback()
    flask_migrate.downgrade(revision="base")
    for revision in REVISIONS:
        flask_migrate.upgrade(revision=revision)
        before, guards = schema_of(connection), triggers_of(connection)
        fill(connection)
        flask_migrate.downgrade(revision="-1")
        flask_migrate.upgrade(revision=revision)
        assert schema_of(connection) == before
        assert triggers_of(connection) == guards
        connection.rollback()


def test_there_is_one_line_of_revisions():
    assert SCRIPTS.get_heads() == REVISIONS[-1:]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_revision_is_named_for_what_it_does(path):
    assert re.fullmatch(r"[a-z]+(_[a-z0-9]+)+", path.stem)
    assert path.stem in REVISIONS


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_revision_imports_no_models(path):
    """Models go on changing; what a revision did must not."""
    tree = ast.parse(path.read_bytes())
    modules = [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    modules += [a.name for node in ast.walk(tree) if isinstance(node, ast.Import) for a in node.names]
    assert [each for each in modules if each.startswith("ocop_verify")] == []
