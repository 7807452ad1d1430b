"""One file that holds everything a site needs to begin again, and the list by which it is checked.

A backup is a packed tar file: ``database/…``, then ``files/…`` as they lie in the data folder, then
``manifest.json`` with the SHA-256 of each. What can be made again is left out. The catalogue is copied before
the database, so that it is never the newer one: a newer copy would keep that of the database from being used.
"""

import gzip
import hashlib
import tarfile
import zlib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import IO, Any, Final

import msgspec
from isal import igzip
from sqlalchemy import Engine

from ocop_verify.domain.errors import N_, OcopError
from ocop_verify.durable import replacing
from ocop_verify.operations.dumping import Dump, dump_database

FORMAT: Final = "ocop-backup-1"
MANIFEST: Final = "manifest.json"
DATABASE: Final = "database"
FILES: Final = "files"
CATALOGUE: Final = "catalogue.ocop"
SECRETS: Final = frozenset({"keys", "secret.key"})
# Sheets are made again; letters in files have gone out; the queue finds its jobs in the database.
LEFT_OUT: Final = frozenset({"sheets", "mail", "read-only", "catalogue.previous.ocop"})
# What scans are made nameless with for a day. Whoever kept it could tell devices again.
FORGOTTEN: Final = "scan-salt-"
PART: Final = 1 << 20


class WouldOverwrite(OcopError):
    """Something is there already. Backups and restores never replace anything."""


class CannotBackUp(OcopError):
    """The disk or the folder refused. There is no half backup under the name that was asked for."""


class DamagedBackup(OcopError):
    """A file that is no backup, or no longer the one that was made. Nothing of it was used."""


class Kept(msgspec.Struct, frozen=True):
    """One file of a backup."""

    size: int
    sha256: str


class Manifest(msgspec.Struct, frozen=True):
    """What a backup holds. ``version``: that of the registry; ``secrets``: whether the keys are in it."""

    format: str
    made_at: datetime
    backend: str
    revision: str
    version: int
    secrets: bool
    files: dict[str, Kept]

    @property
    def bytes(self) -> int:
        """How much it is, unpacked."""
        return sum(each.size for each in self.files.values())


def files_to_keep(data_dir: Path, *, secrets: bool) -> Iterator[Path]:
    """What of the data folder goes into a backup, besides the database."""
    for entry in sorted(data_dir.iterdir()):
        kept_elsewhere = ".sqlite3" in entry.name or entry.name in LEFT_OUT
        hidden = entry.name.startswith((".", FORGOTTEN))
        if hidden or kept_elsewhere or (entry.name in SECRETS and not secrets):
            continue
        found = sorted(entry.rglob("*")) if entry.is_dir() else [entry]
        yield from (path for path in found if path.is_file() and not path.name.startswith("."))


def write_backup(file: Path, engine: Engine, data_dir: Path, *, secrets: bool, now: datetime) -> Manifest:
    """Write the file, whole or not at all, readable by its owner only."""
    if file.exists():
        raise WouldOverwrite(N_("Đã có %(path)s. Hãy chọn tên khác."), path=str(file))
    try:
        with TemporaryDirectory(prefix=".backup-", dir=file.parent) as staging, replacing(file, 0o600) as raw:
            return _write(raw, Path(staging), engine, data_dir, secrets=secrets, now=now)
    except OSError as problem:
        raise CannotBackUp(
            N_("Không sao lưu được vào %(path)s: %(reason)s."),
            path=str(file),
            reason=problem.strerror or str(problem),
        ) from problem


def read_backup(file: Path, into: Path | None = None) -> Manifest:
    """Check every byte against the manifest; ``into``: an empty folder that gets the files.

    Raises ``DamagedBackup``; what was unpacked until then is not to be used.
    """
    found: dict[str, Kept] = {}
    manifest = None
    try:
        with gzip.open(file) as packed, tarfile.open(fileobj=packed, mode="r|") as tar:
            for member in tar:
                content = tar.extractfile(member)
                if content is None or not _is_ours(member.name):
                    raise _damaged(file, member.name)
                if member.name == MANIFEST:
                    manifest = msgspec.json.decode(content.read(), type=Manifest)
                else:
                    found[member.name] = _take(content, into and into / member.name)
            while packed.read(PART):  # to the end: only there gzip says whether all of it was there
                pass
    except (OSError, EOFError, zlib.error, tarfile.TarError, msgspec.MsgspecError) as problem:
        raise _damaged(file, str(problem)) from problem
    if manifest is None or manifest.format != FORMAT:
        raise _damaged(file, MANIFEST)
    wrong = {name for name in found.keys() | manifest.files if found.get(name) != manifest.files.get(name)}
    if wrong:
        raise _damaged(file, min(wrong))
    return manifest


def _write(
    raw: IO[bytes], staging: Path, engine: Engine, data_dir: Path, *, secrets: bool, now: datetime
) -> Manifest:
    kept: dict[str, Kept] = {}
    with (
        igzip.IGzipFile(fileobj=raw, mode="wb", compresslevel=1) as packed,  # type: ignore[no-untyped-call]
        tarfile.open(fileobj=packed, mode="w|") as tar,
    ):
        catalogue = data_dir / CATALOGUE
        if catalogue.exists():
            _add(tar, kept, f"{FILES}/{CATALOGUE}", catalogue)
        dump: Dump = dump_database(engine, staging)
        for path in sorted(staging.iterdir()):
            _add(tar, kept, f"{DATABASE}/{path.name}", path)
        for path in files_to_keep(data_dir, secrets=secrets):
            if path != catalogue:
                _add(tar, kept, f"{FILES}/{path.relative_to(data_dir).as_posix()}", path)
        manifest = Manifest(FORMAT, now, dump.backend, dump.revision, dump.version, secrets, kept)
        listed = staging / MANIFEST
        listed.write_bytes(msgspec.json.format(msgspec.json.encode(manifest)))
        _add(tar, {}, MANIFEST, listed)
    return manifest


def _add(tar: tarfile.TarFile, kept: dict[str, Kept], name: str, path: Path) -> None:
    """Add one file. A draft's table may be dropped meanwhile: what is gone is not wanted any more."""
    try:
        file = path.open("rb")
    except FileNotFoundError:
        return
    with file:
        info = tar.gettarinfo(arcname=name, fileobj=file)
        info.uid = info.gid = 0
        info.uname = info.gname = ""
        reading = _Hashing(file)
        tar.addfile(info, reading)  # type: ignore[arg-type]
    kept[name] = Kept(info.size, reading.hash.hexdigest())


class _Hashing:
    """A file that is hashed while it is read."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self.hash = file, hashlib.sha256()

    def read(self, size: int) -> bytes:
        part = self._file.read(size)
        self.hash.update(part)
        return part


def _take(content: IO[bytes], path: Path | None) -> Kept:
    size, digest = 0, hashlib.sha256()
    if path is not None:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.touch(0o600)
    with path.open("wb") if path else _Nowhere() as out:
        while part := content.read(PART):
            size += len(part)
            digest.update(part)
            out.write(part)
    return Kept(size, digest.hexdigest())


class _Nowhere:
    """Takes what is written and keeps nothing."""

    def write(self, part: bytes) -> None: ...

    def __enter__(self) -> "_Nowhere":
        return self

    def __exit__(self, *_: Any) -> None: ...


def _is_ours(name: str) -> bool:
    """Whether a name is one that we give; never one that leads out of the folder."""
    parts = PurePosixPath(name).parts
    inside = len(parts) > 1 and parts[0] in {DATABASE, FILES} and ".." not in parts
    return name == MANIFEST or inside


def _damaged(file: Path, what: str) -> DamagedBackup:
    return DamagedBackup(
        N_("%(path)s không phải bản sao lưu nguyên vẹn (%(what)s). Chưa dùng gì từ tệp này."),
        path=str(file),
        what=what,
    )
