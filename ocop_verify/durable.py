"""Files that survive a power cut: written beside their place, synced, renamed, their folder synced."""

import logging
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

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


class Damaged(OSError):
    """A file is no longer what was kept under its hash."""


@dataclass(frozen=True)
class Kept:
    """A folder of files under their hashes: the same file twice is one file, and none is overwritten.

    Whoever reads a file gets what was kept, byte by byte, or nothing.
    """

    folder: Path

    def keep(self, content: bytes) -> str:
        """Keep a file; gives its hash. One that was damaged is whole again."""
        digest = sha256(content).hexdigest()
        if self.find(digest) is None:
            write_durably(self.path(digest), content, OWNER_ONLY)
        return digest

    def read(self, digest: str) -> bytes:
        """What was kept under this hash. Raises ``OSError``: it is gone, or ``Damaged``."""
        content = self.path(digest).read_bytes()
        if sha256(content).hexdigest() != digest:
            log.error("%s is not what it was", self.path(digest))
            raise Damaged(f"{self.path(digest)} is not what it was")
        return content

    def find(self, digest: str) -> bytes | None:
        """The same; None where there is nothing that could be read."""
        try:
            return self.read(digest)
        except OSError:
            return None

    def path(self, digest: str) -> Path:
        """Where it lies."""
        return self.folder / digest[:2] / digest
