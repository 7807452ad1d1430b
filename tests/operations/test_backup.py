"""A site that is lost comes back from one file: what it knew, what it signed, and the keys to go on."""

import json
import tarfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import text

from ocop_verify.audit import journal
from ocop_verify.config import Settings
from ocop_verify.db import begin_write, db
from ocop_verify.domain.records import LabelKind
from ocop_verify.labels.issuing import Order, issue_batch
from ocop_verify.labels.printing import runs_of
from ocop_verify.labels.runs import Labels
from tests.cast import NOW, OFFICER
from tests.conftest import BACKEND, running
from tests.labels.desk import House, make_house


@dataclass(frozen=True)
class Lost:
    """A site that was backed up and is gone."""

    backup: bytes
    settings: Settings
    tokens: list[str]
    version: int
    certification: int


def run(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(args=list(arguments))


def told(app: Flask, *arguments: str) -> dict[str, Any]:
    """What a command says as JSON."""
    result = run(app, *arguments, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.output)


def issue(app: Flask, house: House | int) -> list[str]:
    """Issue three unit labels; gives their tokens."""
    certification = house if isinstance(house, int) else house.certification
    with app.app_context():
        session = db.session()
        begin_write(session)
        order = Order(certification, LabelKind.UNIT, 3, "a4-24")
        batch = issue_batch(session, order, actor=OFFICER, now=NOW)
        labels = Labels(runs_of(session, [batch], app.extensions["keyring"], "ocop.vn"))
        tokens = [each.label.token for each in labels.take(0, 3)]
        session.commit()
    return tokens


def verdict(app: Flask, token: str) -> str:
    app.extensions["catalogue"].refresh()
    answer = app.test_client().get(
        f"/{token}", base_url="https://ocop.vn", headers={"Accept": "application/json"}
    )
    return answer.get_json()["verdict"]


def forget_tables(app: Flask) -> None:
    """Empty a PostgreSQL database, as a new machine has it."""
    with app.app_context(), db.engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))


@pytest.fixture(scope="module")
def lost(new_registry: Callable[[], Settings], tmp_path_factory: pytest.TempPathFactory) -> Lost:
    """It issued labels, kept an upload and published, then wrote a backup."""
    settings = new_registry()
    with running(settings) as app:
        house = make_house(app)
        tokens = issue(app, house)
        assert verdict(app, tokens[0]) == "in_force"
        (settings.data_dir / "uploads").mkdir()
        (settings.data_dir / "uploads" / "table.xlsx").write_bytes(b"a table")
        (settings.data_dir / "scan-salt-2026-11-24").write_bytes(b"of the day")
        (settings.data_dir / "sheets").mkdir()
        (settings.data_dir / "sheets" / "1.pdf").write_bytes(b"can be made again")
        file = tmp_path_factory.mktemp("backups") / "site.backup"
        facts = told(app, "backup", str(file))
    return Lost(file.read_bytes(), settings, tokens, facts["version"], house.certification)


@pytest.fixture
def file(lost: Lost, tmp_path: Path) -> Path:
    """The backup, as it was copied elsewhere."""
    path = tmp_path / "site.backup"
    path.write_bytes(lost.backup)
    path.chmod(0o600)
    return path


@pytest.fixture
def fresh_settings(lost: Lost, tmp_path: Path) -> Settings:
    """A new machine."""
    settings = replace(lost.settings, data_dir=tmp_path / "new")
    if BACKEND == "postgresql":
        with running(settings) as app:
            forget_tables(app)
    return settings


@pytest.fixture
def restored(lost: Lost, file: Path, fresh_settings: Settings) -> Iterator[Flask]:
    with running(fresh_settings) as app:
        assert told(app, "restore", str(file))["version"] == lost.version
    with running(fresh_settings) as app:
        yield app


def test_labels_that_were_issued_before_still_verify(lost, restored):
    assert {verdict(restored, token) for token in lost.tokens} == {"in_force"}


def test_the_site_goes_on_with_the_same_keys_and_the_next_numbers(lost, restored):
    tokens = issue(restored, lost.certification)
    assert set(tokens).isdisjoint(lost.tokens)
    assert verdict(restored, tokens[0]) == "in_force"


def test_the_journal_is_whole_and_goes_on(lost, restored):
    assert told(restored, "audit", "verify") == {"whole": True, "entries": lost.version, "first_broken": None}
    with restored.app_context():
        assert journal.version(db.session()) == lost.version


def test_files_come_back_readable_by_their_owner_only_and_the_rest_does_not(restored, fresh_settings):
    table = fresh_settings.data_dir / "uploads" / "table.xlsx"
    assert table.read_bytes() == b"a table"
    for path in (table, *fresh_settings.keys_dir.iterdir(), fresh_settings.data_dir / "secret.key"):
        assert path.stat().st_mode & 0o077 == 0, path
    assert not (fresh_settings.data_dir / "sheets").exists()
    assert not (fresh_settings.data_dir / "scan-salt-2026-11-24").exists()  # to be forgotten, not kept
    assert [each.name for each in fresh_settings.data_dir.iterdir() if each.name.startswith(".restore")] == []


def test_sessions_are_signed_with_the_same_secret(lost, restored):
    assert restored.config["SECRET_KEY"] == lost.settings.session_secret()


def test_a_restore_never_writes_over_a_site(lost, file, restored):
    again = run(restored, "restore", str(file))
    assert again.exit_code == 1
    assert "đã có dữ liệu" in again.output
    assert verdict(restored, lost.tokens[0]) == "in_force"


def test_a_backup_is_for_its_owner_and_never_written_over(restored, tmp_path):
    file = tmp_path / "mine.backup"
    assert run(restored, "backup", str(file)).exit_code == 0
    assert file.stat().st_mode & 0o077 == 0
    before = file.read_bytes()
    assert run(restored, "backup", str(file)).exit_code == 1
    assert file.read_bytes() == before
    assert [each.name for each in file.parent.iterdir() if each.name.startswith(".")] == []


@pytest.mark.parametrize("command", ["backup", "restore"])
def test_a_dry_run_changes_nothing(file, fresh_settings, command):
    with running(fresh_settings) as app:
        before = sorted(fresh_settings.data_dir.rglob("*"))
        where = file if command == "restore" else fresh_settings.data_dir / "x.backup"
        assert told(app, command, str(where), "--dry-run")["dry_run"]
        assert sorted(fresh_settings.data_dir.rglob("*")) == before


def damage_middle(data: bytes) -> bytes:
    place = len(data) // 2
    return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]


@pytest.mark.parametrize(
    "damage",
    [
        damage_middle,
        lambda data: data[: len(data) // 2],  # the disk was full while it was copied
        lambda data: data[:-30],
        lambda data: b"",
        lambda data: b"something else",
    ],
)
def test_a_damaged_backup_is_refused_before_anything_is_put_in_its_place(file, fresh_settings, damage):
    file.write_bytes(damage(file.read_bytes()))
    with running(fresh_settings) as app:
        before = sorted(fresh_settings.data_dir.rglob("*"))
        result = run(app, "restore", str(file))
        assert result.exit_code == 1
        assert "không phải bản sao lưu nguyên vẹn" in result.output
        assert sorted(fresh_settings.data_dir.rglob("*")) == before


@pytest.mark.parametrize("name", ["../outside", "files/../../outside", "/etc/passwd", "elsewhere/file"])
def test_a_name_that_leads_out_of_the_folder_is_refused(fresh_settings, name, tmp_path):
    with tarfile.open(tmp_path / "evil.backup", "w:gz") as tar:
        tar.addfile(tarfile.TarInfo(name))
    with running(fresh_settings) as app:
        assert run(app, "restore", str(tmp_path / "evil.backup")).exit_code == 1
    assert not (tmp_path / "outside").exists()


def test_keys_can_be_left_out(restored, tmp_path):
    assert told(restored, "backup", str(tmp_path / "plain.backup"), "--without-keys")["keys"] is False
    with tarfile.open(tmp_path / "plain.backup") as tar:
        assert [name for name in tar.getnames() if name.startswith("files/") and "key" in name] == []


def test_without_tables_there_is_nothing_to_back_up(fresh_settings, tmp_path):
    with running(fresh_settings) as app:
        result = run(app, "backup", str(tmp_path / "empty.backup"))
    assert result.exit_code == 1
    assert not (tmp_path / "empty.backup").exists()
