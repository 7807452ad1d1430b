"""The open data on disk: one folder for each edition, whole or not there, bounded in number.

An edition is what the catalogue of one version says on one day. It is written beside its place, synced and
renamed, by one process at a time. CSV and JSON lie there packed; digests and signatures are of the files as
people get them.
"""

import fcntl
import gzip
import hashlib
import logging
import os
import secrets
import shutil
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final, TypeVar

import msgspec
from isal import igzip

from ocop_verify.catalog.publishing import Shelf
from ocop_verify.domain.validity import add_months
from ocop_verify.durable import sync_folder, write_durably
from ocop_verify.opendata import changes, writing
from ocop_verify.opendata.changes import Change
from ocop_verify.opendata.rows import Row
from ocop_verify.opendata.signing import SUFFIX, sign

log = logging.getLogger(__name__)

Found = TypeVar("Found")
# Parquet is packed inside.
PACKED: Final = frozenset({"csv", "json"})
# What is kept: the newest, the last of each day of a month, the last of each month of five years.
KEEP_NEWEST: Final = 10
KEEP_DAYS: Final = 31
KEEP_MONTHS: Final = 60


class DataFile(msgspec.Struct, frozen=True):
    """One file of an edition; ``bytes`` and ``sha256`` as people get it."""

    name: str
    format: str
    bytes: int
    sha256: str
    signed: bool


class Edition(msgspec.Struct, frozen=True):
    """What one version of the catalogue said on one day."""

    day: date
    version: int
    made_at: datetime
    rows: int
    files: tuple[DataFile, ...]

    @property
    def name(self) -> str:
        """Its name, which is the same on every mirror."""
        return name_of(self.day, self.version)

    def file(self, form: str) -> DataFile:
        """Its file in one format."""
        return next(each for each in self.files if each.format == form)


def name_of(day: date, version: int) -> str:
    """The name of an edition."""
    return f"{day.isoformat()}-v{version}"


class Editions:
    """The editions of this site. ``shelf`` signs them, where its key is at hand."""

    def __init__(self, folder: Path, shelf: Shelf) -> None:
        self.folder = folder
        self._shelf = shelf
        self._read: tuple[frozenset[tuple[str, int]], tuple[Edition, ...]] = (frozenset(), ())

    def all(self) -> tuple[Edition, ...]:
        """Every edition that is kept, the newest first."""
        stamps = frozenset(self._stamps())
        if stamps != self._read[0]:
            found = [edition for name, _ in stamps if (edition := self._load(name))]
            found.sort(key=lambda each: (each.day, each.version), reverse=True)
            self._read = (stamps, tuple(found))
        return self._read[1]

    def _stamps(self) -> Iterator[tuple[str, int]]:
        """What is there, and since when."""
        for path in self.folder.glob("[0-9]*/edition.json"):
            with suppress(FileNotFoundError):  # another process has just removed it
                yield path.parent.name, path.stat().st_mtime_ns

    def newest(self) -> Edition | None:
        """The newest edition; None before the first."""
        return next(iter(self.all()), None)

    def find(self, name: str) -> Edition | None:
        """The edition with this name, if it is kept."""
        return next((each for each in self.all() if each.name == name), None)

    def path(self, edition: Edition, file: DataFile) -> Path:
        """Where a file lies; packed where ``PACKED`` has its format."""
        packed = ".gz" if file.format in PACKED else ""
        return self.folder / edition.name / (file.name + packed)

    def content(self, edition: Edition, file: DataFile) -> bytes:
        """A file as people get it."""
        data = self.path(edition, file).read_bytes()
        return gzip.decompress(data) if file.format in PACKED else data

    def signature(self, edition: Edition, file: DataFile) -> str | None:
        """The signature file of a file; None where it was not signed."""
        path = self.folder / edition.name / (file.name + SUFFIX)
        return path.read_text("utf-8") if file.signed else None

    def changes(self) -> Sequence[Change]:
        """What became known lately, the newest first."""
        return self._decoded("changes.json", list[Change]) or ()

    def publish(self, rows: Sequence[Row], day: date, version: int, *, now: datetime) -> Edition:
        """Write the edition of these rows, unless it or a newer one is there; gives the newest."""
        with self._alone():
            held = self.newest()
            if held is not None and (held.day, held.version) >= (day, version):
                return held
            for left in self.folder.glob(".2*"):  # by a power cut
                shutil.rmtree(left)
            edition = self._write(rows, day, version, now)
            self._note_changes(rows, day, now)
            for each in superfluous([edition, *self.all()], day):
                shutil.rmtree(self.folder / each.name)
        return edition

    def _write(self, rows: Sequence[Row], day: date, version: int, now: datetime) -> Edition:
        name = name_of(day, version)
        beside = self.folder / f".{name}.{secrets.token_hex(4)}"
        beside.mkdir()
        try:
            head: dict[str, object] = {"as_of": day, "catalogue_version": version}
            files = (
                self._file(beside, name, "csv", writing.csv_of(rows)),
                self._file(beside, name, "json", writing.json_of(rows, head)),
                self._file(beside, name, "parquet", [writing.parquet_of(rows)]),
            )
            edition = Edition(day, version, now, len(rows), files)
            write_durably(beside / "edition.json", msgspec.json.encode(edition))
            if (self.folder / name).exists():  # a damaged one
                shutil.rmtree(self.folder / name)
            beside.rename(self.folder / name)
        except BaseException:
            shutil.rmtree(beside, ignore_errors=True)
            raise
        sync_folder(self.folder)
        return edition

    def _file(self, folder: Path, edition: str, form: str, parts: Iterable[bytes]) -> DataFile:
        name = f"ocop-{edition}.{form}"
        digest, size = hashlib.sha256(), 0
        with (folder / (name + (".gz" if form in PACKED else ""))).open("wb") as file:
            target: Any = igzip.IGzipFile(None, "wb", fileobj=file) if form in PACKED else file  # type: ignore[no-untyped-call]
            for part in parts:
                digest.update(part)
                size += len(part)
                target.write(part)
            if target is not file:
                target.close()
            file.flush()
            os.fsync(file.fileno())
        note = sign(name, digest.hexdigest(), self._shelf)
        if note:
            write_durably(folder / (name + SUFFIX), note.encode("utf-8"))
        return DataFile(name, form, size, digest.hexdigest(), note is not None)

    def _note_changes(self, rows: Sequence[Row], day: date, now: datetime) -> None:
        """Find out what is new since the edition before. A power cut in between repeats it, not loses it."""
        path = self.folder / "known.gz"
        known = _words_in(path)
        events = list(changes.events_of(rows, day))
        found = changes.newly_known(events, known, self.changes(), now)
        write_durably(self.folder / "changes.json", msgspec.json.encode(found))
        keys = "\n".join(event.key for event in events)
        write_durably(path, igzip.compress(keys.encode("ascii")))

    def _load(self, name: str) -> Edition | None:
        return self._decoded(f"{name}/edition.json", Edition)

    def _decoded(self, name: str, kind: type[Found]) -> Found | None:
        """What a file of ours says; None where it is not there. A damaged one is passed over, and told."""
        try:
            return msgspec.json.decode((self.folder / name).read_bytes(), type=kind)
        except FileNotFoundError:
            return None
        except (OSError, msgspec.DecodeError) as problem:
            log.warning("open data: %s passed over: %s", name, problem)
            return None

    @contextmanager
    def _alone(self) -> Iterator[None]:
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def _words_in(path: Path) -> frozenset[str]:
    """The words of a packed file; none where it is not there, or damaged: then all is news again."""
    try:
        return frozenset(gzip.decompress(path.read_bytes()).decode("ascii").split())
    except FileNotFoundError:
        return frozenset()
    except (OSError, EOFError, zlib.error, ValueError) as problem:
        log.warning("open data: %s passed over: %s", path.name, problem)
        return frozenset()


def superfluous(editions: Iterable[Edition], today: date) -> list[Edition]:
    """The editions that are kept no longer."""
    newest_first = sorted(set(editions), key=lambda each: (each.day, each.version), reverse=True)
    kept = {each.name for each in newest_first[:KEEP_NEWEST]}
    days, months = set(), set()
    oldest_month = add_months(today.replace(day=1), -KEEP_MONTHS)
    for each in newest_first:
        month = each.day.replace(day=1)
        if each.day not in days and (today - each.day).days < KEEP_DAYS:
            kept.add(each.name)
        if month not in months and month > oldest_month:
            kept.add(each.name)
        days.add(each.day)
        months.add(month)
    return [each for each in newest_first if each.name not in kept]
