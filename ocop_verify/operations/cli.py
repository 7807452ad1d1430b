"""``flask doctor``, ``flask backup``, ``flask restore``: keeping a site in order, and beginning again."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import flask_migrate
from alembic.script import ScriptDirectory
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy.orm import Session

from ocop_verify.catalog.holding import Holder
from ocop_verify.config import ROOT, Settings
from ocop_verify.db import db
from ocop_verify.operations import examining
from ocop_verify.operations.backup import Manifest, files_to_keep, read_backup, write_backup
from ocop_verify.operations.examining import Check, State, worst
from ocop_verify.operations.restoring import refuse_to_restore, restore_backup
from ocop_verify.web.commands import SingleCommand, as_json_option, dry_run_option, now, say

MIGRATIONS = ROOT / "migrations"
SIGNS = {State.OK: "✓", State.WARN: "!", State.FAIL: "✗"}
FILE = click.Path(dir_okay=False, path_type=Path)


@click.command(cls=SingleCommand)
@as_json_option
@click.pass_context
@with_appcontext
def doctor(context: click.Context, as_json: bool) -> None:
    """Look whether everything is in order. Exits with 0 when it is, 1 to look at something, 2 to mend it."""
    checks = list(_checks())
    state = worst(checks)
    words = "\n".join(f"{SIGNS[each.state]} {each.name}: {each.words}" for each in checks)
    say(words, {"state": state, "checks": checks}, as_json=as_json)
    context.exit(list(State).index(state))


@click.command(cls=SingleCommand)
@click.argument("file", type=FILE)
@click.option("--without-keys", is_flag=True, help="Leave out the private keys and the secret of sessions.")
@as_json_option
@dry_run_option
@with_appcontext
def backup(file: Path, without_keys: bool, as_json: bool, dry_run: bool) -> None:
    """Write everything that a site needs to begin again into FILE, while it goes on working."""
    data_dir = _settings().data_dir
    if dry_run:
        kept = [str(path.relative_to(data_dir)) for path in files_to_keep(data_dir, secrets=not without_keys)]
        facts: dict[str, Any] = {"dry_run": True, "files": ["database", *kept]}
        say("\n".join(["Sẽ sao lưu cơ sở dữ liệu và:", *kept]), facts, as_json=as_json)
        return
    made = write_backup(file.resolve(), db.engine, data_dir, secrets=not without_keys, now=now())
    size = file.stat().st_size
    words = f"Đã sao lưu phiên bản {made.version} của sổ: {len(made.files)} tệp, {size} byte, {file}."
    if made.secrets:
        words += "\nBản sao có khóa bí mật: hãy cất như cất khóa."
    say(words, _facts(made) | {"file": str(file), "size": size}, as_json=as_json)


@click.command(cls=SingleCommand)
@click.argument("file", type=FILE)
@as_json_option
@dry_run_option
@with_appcontext
def restore(file: Path, as_json: bool, dry_run: bool) -> None:
    """Bring back what `flask backup` wrote, into an empty data folder. The whole file is checked first."""
    data_dir, revisions = _settings().data_dir, _revisions()
    if dry_run:
        manifest = read_backup(file)
        refuse_to_restore(manifest, db.engine, data_dir, revisions)
        words = (
            f"Bản sao nguyên vẹn: phiên bản {manifest.version}, {len(manifest.files)} tệp. Chưa phục hồi gì."
        )
    else:
        manifest = restore_backup(file, db.engine, data_dir, revisions=revisions, migrate=_migrate)
        words = (
            f"Đã phục hồi phiên bản {manifest.version} của sổ, lúc {manifest.made_at:%Y-%m-%d %H:%M} UTC.\n"
            "Tiếp theo: `flask db upgrade`, `flask audit verify`, khởi động, `flask doctor`."
        )
        if not manifest.secrets:
            words += "\nBản sao không có khóa bí mật: hãy đặt lại thư mục keys và tệp secret.key."
    say(words, _facts(manifest) | {"dry_run": dry_run}, as_json=as_json)


def _checks() -> Iterator[Check]:
    settings, at = _settings(), now()
    holder: Holder = current_app.extensions["catalogue"]
    yield from examining.check_settings(settings.public_url, settings.trusted_proxies, settings.smtp_url)
    yield examining.check_disk(settings.data_dir)
    yield examining.check_owner(settings.data_dir, settings.keys_dir)
    yield from examining.check_pause(settings.pause_mark)
    if settings.follow_url:
        yield examining.check_copy(holder.shelf, at)
        return
    database = list(examining.check_database(db.engine, MIGRATIONS))
    yield from database
    if worst(database) is State.FAIL:
        return
    daily = [kind.name for kind in current_app.extensions["jobs"].kinds.values() if kind.daily]
    with Session(db.engine) as session:
        yield examining.check_keys(session, current_app.extensions["keyring"])
        yield examining.check_catalogue(session, holder.shelf, at)
        yield examining.check_clock(session, holder.shelf, at)
        yield examining.check_queue(session, daily, at)
        yield examining.check_files(session, settings.data_dir)


def _facts(manifest: Manifest) -> dict[str, Any]:
    return {
        "made_at": manifest.made_at,
        "database": manifest.backend,
        "revision": manifest.revision,
        "version": manifest.version,
        "keys": manifest.secrets,
        "files": len(manifest.files),
        "bytes": manifest.bytes,
    }


def _migrate(revision: str) -> None:
    flask_migrate.upgrade(revision=revision)


def _revisions() -> list[str]:
    return [each.revision for each in ScriptDirectory(str(MIGRATIONS)).walk_revisions()]


def _settings() -> Settings:
    settings: Settings = current_app.extensions["settings"]
    return settings
