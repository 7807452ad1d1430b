"""The private half of label keys: files that only their owner can read, or a setting.

Key *n* is two secrets: the Ed25519 seed that signs labels, and the code key that tags the typed codes of
the batches signed with it. They never enter the database, the catalogue or a log.
"""

import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ocop_verify.domain.errors import N_, OcopError
from ocop_verify.durable import write_durably

SECRET_BYTES = 32


class PrivateKeyMissing(OcopError):
    """Signing was asked of a key whose private half is not on this machine, or cannot be read."""


@dataclass(frozen=True, slots=True, repr=False)
class PrivateKey:
    """Both secrets of one label key; 32 bytes each."""

    id: int
    seed: bytes
    code_key: bytes

    @classmethod
    def new(cls, key_id: int) -> Self:
        """A fresh key from the system's randomness."""
        return cls(key_id, secrets.token_bytes(SECRET_BYTES), secrets.token_bytes(SECRET_BYTES))

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read the one-line form ``id:seed:code``."""
        try:
            key_id, seed, code = text.strip().split(":")
            key = cls(int(key_id), _unpack(seed), _unpack(code))
        except ValueError as problem:
            raise PrivateKeyMissing(N_("Khóa ký không đúng dạng `số:hạt giống:khóa mã`.")) from problem
        if len(key.seed) != SECRET_BYTES or len(key.code_key) != SECRET_BYTES:
            raise PrivateKeyMissing(N_("Khóa ký số %(id)s không đủ độ dài."), id=key.id)
        return key

    @property
    def public(self) -> bytes:
        """The public half, 32 bytes."""
        return Ed25519PrivateKey.from_private_bytes(self.seed).public_key().public_bytes_raw()

    def line(self) -> str:
        """The one-line form, for a file or the setting ``OCOP_SIGNING_KEYS``."""
        return f"{self.id}:{_pack(self.seed)}:{_pack(self.code_key)}"


class KeyRing:
    """The private keys that this machine may use."""

    def __init__(self, folder: Path, setting: str = "") -> None:
        self.folder = folder
        self._given = {key.id: key for key in map(PrivateKey.parse, filter(None, setting.split(",")))}
        self._read: dict[int, tuple[int, PrivateKey]] = {}

    def private(self, key_id: int) -> PrivateKey:
        """The private half of a key; raises ``PrivateKeyMissing`` when it is not here."""
        return self._given.get(key_id) or self._from_file(key_id)

    def _from_file(self, key_id: int) -> PrivateKey:
        """What the file holds now: one that an act left when it failed may have been replaced since."""
        path = self._path(key_id)
        try:
            written_at = path.stat().st_mtime_ns
            known = self._read.get(key_id)
            if known is None or known[0] != written_at:
                known = self._read[key_id] = written_at, PrivateKey.parse(path.read_text("ascii"))
        except OSError as problem:
            raise PrivateKeyMissing(
                N_("Máy này không có phần bí mật của khóa ký số %(id)s (%(path)s)."), id=key_id, path=path
            ) from problem
        return known[1]

    def add(self, key: PrivateKey) -> None:
        """Keep a new key in the folder, readable by its owner only, synced to disk."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_durably(self._path(key.id), key.line().encode("ascii"), mode=0o600)

    def code_key(self, key_id: int) -> bytes | None:
        """The code key of a label key, or None where this machine does not hold it."""
        try:
            return self.private(key_id).code_key
        except PrivateKeyMissing:
            return None

    def code_keys(self) -> Mapping[int, bytes]:
        """The code key of every private key that is here, by key id."""
        return {key.id: key.code_key for key in self._all()}

    def ids(self) -> list[int]:
        """The numbers of the private keys that are here, readable or not."""
        files = {int(path.stem.removeprefix("label-")) for path in self.folder.glob("label-*.key")}
        return sorted(files | set(self._given))

    def _all(self) -> Iterator[PrivateKey]:
        return (self.private(key_id) for key_id in self.ids())

    def _path(self, key_id: int) -> Path:
        return self.folder / f"label-{key_id}.key"


def _pack(secret: bytes) -> str:
    return urlsafe_b64encode(secret).rstrip(b"=").decode("ascii")


def _unpack(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
