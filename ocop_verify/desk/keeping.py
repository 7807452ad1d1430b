"""Files that people sent, kept under their hash: the same file twice is one file, and none is overwritten."""

from hashlib import sha256
from pathlib import Path

from ocop_verify.durable import write_durably

# Readable by the site alone: a table of a decision may name people.
OWNER_ONLY = 0o600


class Kept:
    """A folder of files by hash."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, content: bytes) -> str:
        """Keep a file; gives its hash."""
        digest = sha256(content).hexdigest()
        path = self.path(digest)
        if not path.exists():
            write_durably(path, content, OWNER_ONLY)
        return digest

    def read(self, digest: str) -> bytes:
        """What was kept under this hash."""
        return self.path(digest).read_bytes()

    def path(self, digest: str) -> Path:
        """Where it lies."""
        return self._folder / digest[:2] / digest
