"""Bringing a backup back: checked whole first, into a place where nothing is, the database last.

So a site that has a database has everything else too, however the restore ended.
"""

import os
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Engine, inspect
from sqlalchemy.exc import OperationalError

from ocop_verify.domain.errors import N_, OcopError
from ocop_verify.durable import sync_folder
from ocop_verify.operations.backup import (
    DATABASE,
    FILES,
    Manifest,
    WouldOverwrite,
    read_backup,
)
from ocop_verify.operations.dumping import REVISIONS, SQLITE_FILE, Migrate, load_tables

# Made by every process that finds none; without a database it protects nothing yet.
REPLACED = frozenset({"secret.key"})


class WrongDatabase(OcopError):
    """A backup of one kind of database was to go into another."""


class NewerBackup(OcopError):
    """The tables of a backup are of a revision that this version of the software does not know."""


def restore_backup(
    file: Path, engine: Engine, data_dir: Path, *, revisions: Iterable[str], migrate: Migrate
) -> Manifest:
    """Bring everything back. Raises, before anything is put in its place, whatever speaks against it."""
    with TemporaryDirectory(prefix=".restore-", dir=data_dir) as staging:
        unpacked = Path(staging)
        manifest = read_backup(file, unpacked)
        refuse_to_restore(manifest, engine, data_dir, revisions)
        os.sync()
        _move(unpacked / FILES, data_dir)
        if manifest.backend == "sqlite":
            path = _file_of(engine)
            (unpacked / DATABASE / SQLITE_FILE).replace(path)
            sync_folder(path.parent)
        else:
            load_tables(engine, unpacked / DATABASE, manifest.revision, migrate)
    return manifest


def refuse_to_restore(manifest: Manifest, engine: Engine, data_dir: Path, revisions: Iterable[str]) -> None:
    """Raise what speaks against restoring a backup here."""
    if manifest.backend != engine.dialect.name:
        raise WrongDatabase(
            N_("Bản sao lưu là của %(theirs)s, còn ở đây là %(ours)s. Hãy đặt lại OCOP_DATABASE_URL."),
            theirs=manifest.backend,
            ours=engine.dialect.name,
        )
    if manifest.revision not in set(revisions):
        raise NewerBackup(
            N_("Bản sao lưu do phiên bản mới hơn tạo (%(revision)s). Hãy dùng phiên bản ấy để phục hồi."),
            revision=manifest.revision,
        )
    names = {name.split("/")[1] for name in manifest.files if name.startswith(f"{FILES}/")}
    taken = sorted(str(data_dir / name) for name in names - REPLACED if (data_dir / name).exists())
    if _has_tables(engine):
        taken.append(engine.url.render_as_string())
    if taken:
        raise WouldOverwrite(
            N_("Ở đây đã có dữ liệu: %(names)s. Hãy phục hồi vào thư mục và cơ sở dữ liệu trống."),
            names=", ".join(taken),
        )


def _has_tables(engine: Engine) -> bool:
    if engine.dialect.name == "sqlite":
        return _file_of(engine).exists()
    return inspect(engine).has_table(REVISIONS)


def _file_of(engine: Engine) -> Path:
    if not engine.url.database:
        raise OperationalError(None, None, RuntimeError("a database in memory cannot be restored"))
    return Path(engine.url.database)


def _move(source: Path, target: Path) -> None:
    for entry in sorted(source.iterdir()) if source.exists() else ():
        entry.replace(target / entry.name)
    sync_folder(target)
