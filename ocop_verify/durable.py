"""Files that survive a power cut: written beside their place, synced, renamed, their folder synced."""

import logging
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

from ocop_verify.domain.errors import N_, OcopError

log = logging.getLogger(__name__)

# Readable by the site alone: a table of a decision may name people.
OWNER_ONLY = 0o600


@contextmanager
def replacing(path: Path, mode: int = 0o644) -> Iterator[BinaryIO]:
    """Write a file that replaces ``path`` whole, or, when anything goes wrong, leaves it as it was."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def write_durably(path: Path, content: bytes, mode: int = 0o644) -> None:
    """Replace a file by these bytes."""
    with replacing(path, mode) as file:
        file.write(content)


def sync_folder(folder: Path) -> None:
    """Make a rename in this folder survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


class FileLost(OcopError):
    """A file that was kept is gone, or is no longer what was kept; the message says what to do now."""


@dataclass(frozen=True)
class Kept:
    """A folder of files under their hashes: the same file twice is one file, and none is overwritten.

    Whoever reads a file gets what was kept, byte by byte, or nothing. ``advice`` is what a person can do when
    a file is lost; the operator finds its place in the log.
    """

    folder: Path
    advice: str = N_("Hãy báo người quản trị: tệp có thể lấy lại từ bản sao lưu. Không có gì khác bị mất.")

    def keep(self, content: bytes) -> str:
        """Keep a file; gives its hash. One that was damaged is whole again."""
        digest = sha256(content).hexdigest()
        if self.find(digest) is None:
            write_durably(self.path(digest), content, OWNER_ONLY)
        return digest

    def read(self, digest: str) -> bytes:
        """What was kept under this hash. Raises ``FileLost``, and tells the operator in the log."""
        content = self.find(digest)
        if content is None:
            log.error("%s is lost: bring it back from a backup", self.path(digest))
            raise FileLost(self.advice)
        return content

    def find(self, digest: str) -> bytes | None:
        """The same; None where there is nothing that could be read, as on a mirror."""
        try:
            content = self.path(digest).read_bytes()
        except OSError:
            return None
        if sha256(content).hexdigest() != digest:
            log.error("%s is not what it was", self.path(digest))
            return None
        return content

    def is_whole(self, digest: str | None) -> bool:
        """Whether ``read`` would give it. A file that nobody has touched since is not read again."""
        try:
            facts = self.path(digest or "").stat()
        except OSError:
            return False
        return _was_whole(self, digest or "", facts.st_size, facts.st_ctime_ns, facts.st_ino)

    def path(self, digest: str) -> Path:
        """Where it lies."""
        return self.folder / digest[:2] / digest


@lru_cache(maxsize=100_000)
def _was_whole(kept: Kept, digest: str, _size: int, _changed_ns: int, _inode: int) -> bool:
    """Remembered for a file in this state: the system notes each change, whoever sets back its dates."""
    return kept.find(digest) is not None
