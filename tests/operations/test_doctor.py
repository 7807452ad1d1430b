"""What the doctor says of a site in order, and of each thing that is out of order."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text, update

from ocop_verify.db import begin_write, db
from ocop_verify.jobs.models import JobRow
from ocop_verify.labels.models import LabelKeyRow
from ocop_verify.operations.examining import Check, State, worst
from tests.conftest import running
from tests.labels.desk import House, make_house


def examine(app: Flask) -> tuple[int, dict[str, dict[str, Any]]]:
    """The exit code, and the checks by name."""
    result = app.test_cli_runner().invoke(args=["doctor", "--json"])
    told = json.loads(result.output)
    assert list(State).index(told["state"]) == result.exit_code
    return result.exit_code, {each["name"]: each for each in told["checks"]}


@pytest.fixture
def house(fresh_app: Flask) -> House:
    house = make_house(fresh_app)
    settings = fresh_app.extensions["settings"]
    settings.data_dir.chmod(0o700)
    fresh_app.extensions["catalogue"].refresh()
    write(fresh_app, lambda: db.session.add(job("send_notices", "done", datetime.now(UTC))))
    return house


def job(kind: str, state: str, at: datetime) -> JobRow:
    return JobRow(kind=kind, state=state, subject_id=0, owner="worker", problem="", created_at=at)


def write(app: Flask, act: Callable[[], object]) -> None:
    with app.app_context():
        begin_write(db.session())
        act()
        db.session.commit()


def test_a_site_in_order_has_nothing_broken(fresh_app, house):
    code, checks = examine(fresh_app)
    states = {name: each["state"] for name, each in checks.items()}
    assert states.pop("settings") == "warn"  # without mail server and proxy
    assert set(states.values()) == {"ok"}, checks
    assert code == 1


def remove_key(app: Flask) -> None:
    for path in app.extensions["settings"].keys_dir.glob("label-*.key"):
        path.unlink()


def open_key(app: Flask) -> None:
    for path in app.extensions["settings"].keys_dir.glob("label-*.key"):
        path.chmod(0o644)


def spoil_key(app: Flask) -> None:
    for path in app.extensions["settings"].keys_dir.glob("label-*.key"):
        path.write_text("0:short:short")


def swap_key(app: Flask) -> None:
    write(app, lambda: db.session.execute(update(LabelKeyRow).values(public=bytes(32))))


def damage_catalogue(app: Flask) -> None:
    app.extensions["settings"].catalogue_path.write_bytes(b"spoilt")


def turn_clock_back(app: Flask) -> None:
    future = datetime.now(UTC) + timedelta(days=2)
    write(
        app,
        lambda: db.session.execute(
            text(
                "INSERT INTO journal (sequence, at, actor, action, subject_type, subject_id, hash) "
                "VALUES (100000, :at, 'x', 'x', 'x', 1, 'x')"
            ),
            {"at": future},
        ),
    )


def leave_jobs(app: Flask) -> None:
    write(app, lambda: db.session.add(job("print_sheet", "waiting", datetime.now(UTC) - timedelta(hours=1))))


def forget_migration(app: Flask) -> None:
    write(app, lambda: db.session.execute(text("UPDATE alembic_version SET version_num = 'create_registry'")))


@pytest.mark.parametrize(
    ("harm", "name"),
    [
        (remove_key, "keys"),
        (spoil_key, "keys"),
        (swap_key, "keys"),
        (open_key, "owner"),
        (damage_catalogue, "catalogue"),
        (turn_clock_back, "clock"),
        (leave_jobs, "queue"),
        (forget_migration, "migrations"),
    ],
)
def test_what_is_broken_is_named(fresh_app, house, harm, name):
    harm(fresh_app)
    code, checks = examine(fresh_app)
    assert code == 2
    assert {each for each, told in checks.items() if told["state"] == "fail"} == {name}


def test_a_database_that_is_gone_is_told_and_nothing_else_fails(fresh_app, house):
    with fresh_app.app_context():
        db.engine.dispose()
    settings = fresh_app.extensions["settings"]
    if settings.database_url:
        pytest.skip("on PostgreSQL the server would have to be stopped")
    (settings.data_dir / "ocop.sqlite3").rename(settings.data_dir / "moved")
    code, checks = examine(fresh_app)
    assert code == 2
    assert checks["database"]["state"] == "fail"


def test_a_pause_that_was_forgotten_is_told(fresh_app, house):
    fresh_app.extensions["settings"].pause_mark.touch()
    assert examine(fresh_app)[1]["read_only"]["state"] == "warn"


def test_a_mirror_is_examined_without_a_database(new_registry, tmp_path):
    mirror = replace(new_registry(), data_dir=tmp_path, follow_url="http://127.0.0.1:1/", database_url="")
    with running(mirror) as app:
        code, checks = examine(app)
    assert code == 2
    assert checks["catalogue"]["state"] == "fail"  # it has never fetched one
    assert "database" not in checks


def test_the_whole_is_as_bad_as_its_worst_part():
    states = [State.WARN, State.OK, State.FAIL, State.OK]
    assert worst([Check("x", each, "") for each in states]) is State.FAIL
    assert worst([]) is State.OK
