"""The commands that keep a site in order: the journal is followed, keys are changed."""

import json

import pytest
from sqlalchemy import text

from ocop_verify.db import begin_write, db
from ocop_verify.labels.reading import read_keys
from tests.labels.desk import make_house
from tests.operations.test_backup import issue, run, told, verdict

UNLOCK = {
    "sqlite": ("DROP TRIGGER journal_refuse_update", "DROP TRIGGER journal_refuse_delete"),
    "postgresql": ("ALTER TABLE journal DISABLE TRIGGER USER",),
}


@pytest.mark.parametrize(
    ("harm", "broken"),
    [
        ("UPDATE journal SET actor = 'somebody' WHERE sequence = 2", 2),
        ("DELETE FROM journal WHERE sequence = 1", 1),
        ("DELETE FROM journal WHERE sequence = 3", 3),  # the last one: the head still names it
    ],
)
def test_the_first_broken_entry_is_named(fresh_app, harm, broken):
    house = make_house(fresh_app)
    for _ in range(2):
        issue(fresh_app, house)
    with fresh_app.app_context(), db.engine.begin() as connection:
        for statement in (*UNLOCK[db.engine.dialect.name], harm):
            connection.execute(text(statement))
    result = run(fresh_app, "audit", "verify", "--json")
    assert result.exit_code == 1
    assert json.loads(result.output) == {"whole": False, "entries": 3, "first_broken": broken}
    assert f"dòng {broken}" in run(fresh_app, "audit", "verify").output


def test_keys_are_changed_in_one_step_and_old_labels_stay_good(fresh_app):
    house = make_house(fresh_app)
    [old, *_] = issue(fresh_app, house)
    assert told(fresh_app, "keys", "rotate") == {"created": 1, "retired": [0], "dry_run": False}
    [new, *_] = issue(fresh_app, house)
    assert {verdict(fresh_app, old), verdict(fresh_app, new)} == {"in_force"}
    with fresh_app.app_context():
        states = {key.id: key.retired_on is None for key in read_keys(db.session())}
    assert states == {0: False, 1: True}


def test_a_dry_run_changes_no_key(fresh_app):
    make_house(fresh_app)
    keys_dir = fresh_app.extensions["settings"].keys_dir
    before = sorted(keys_dir.iterdir())
    assert told(fresh_app, "keys", "rotate", "--dry-run") == {"created": 1, "retired": [0], "dry_run": True}
    assert sorted(keys_dir.iterdir()) == before
    with fresh_app.app_context():
        begin_write(db.session())
        assert [key.retired_on for key in read_keys(db.session())] == [None]
