"""The signed copy on disk: what a process serves that starts while the database is gone."""

import fcntl
import logging
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ocop_verify.catalog.notation import (
    DamagedCatalogue,
    Header,
    encode_key,
    read_header,
    seal,
    unseal,
    vouch,
)
from ocop_verify.domain.catalogue import Catalogue
from ocop_verify.durable import write_durably

log = logging.getLogger(__name__)

RENEW_AFTER = timedelta(minutes=20)


class Shelf:
    """The place of the signed catalogue: this copy, the one before it, and the key that signs.

    ``trusted`` are the public keys whose signature counts; empty: the key of this shelf.
    """

    def __init__(self, path: Path, keys_dir: Path, trusted: Collection[str] = ()) -> None:
        self.path = path
        self.previous = path.with_name(f"{path.stem}.previous{path.suffix}")
        self._secret = keys_dir / "catalogue.key"
        self._public = keys_dir / "catalogue.pub"
        self._trusted = frozenset(trusted)

    @property
    def trusted(self) -> frozenset[str]:
        """The public keys whose signature counts here."""
        if not self._trusted and self._public.exists():
            return frozenset({self._public.read_text("ascii").strip()})
        return self._trusted

    def load(self) -> Catalogue | None:
        """The newest good copy; a damaged one is passed over for the one before it."""
        copies = (self._read(path) for path in (self.path, self.previous))
        return next((copy for copy in copies if copy is not None), None)

    def header(self) -> Header | None:
        """The header of the copy on disk; None where there is no good one."""
        try:
            return read_header(self.path.read_bytes(), self.trusted)
        except (FileNotFoundError, DamagedCatalogue):
            return None

    def read(self) -> bytes | None:
        """The copy on disk as it is; None where there is no good one."""
        try:
            data = self.path.read_bytes()
            read_header(data, self.trusted)
        except (OSError, DamagedCatalogue):
            return None
        return data

    def stamp(self) -> tuple[int, int] | None:
        """What changes whenever the copy on disk is replaced; None where there is none. Reads nothing."""
        try:
            found = self.path.stat()
        except FileNotFoundError:
            return None
        return found.st_mtime_ns, found.st_ino

    def vouch(self, header: Header, at: datetime) -> str | None:
        """Sign that a catalogue was the newest at a time; None where the signing key is not at hand."""
        key = self.signer()
        return vouch(header, at, key) if key else None

    def signer(self) -> Ed25519PrivateKey | None:
        """The key that signs here; None where it is not at hand, as on a mirror."""
        return self._signing_key() if self._secret.exists() else None

    def sign(self, message: bytes) -> tuple[str, bytes] | None:
        """Sign something of ours that says itself what it is; gives the public key and the signature.

        None where the signing key is not at hand.
        """
        if not self._secret.exists():
            return None
        key = self._signing_key()
        return encode_key(key.public_key()), key.sign(message)

    def publish(self, catalogue: Catalogue) -> bool:
        """Sign and keep this catalogue unless the copy on disk is newer. Tells whether it did.

        The same version is signed again once its copy is ``RENEW_AFTER`` old: a process that starts
        without database then knows until when the copy was the newest.
        """
        with self._alone():
            header = self.header()
            if header is not None:
                renewed = catalogue.compiled_at - header.compiled_at >= RENEW_AFTER
                if header.version > catalogue.version or (
                    header.version == catalogue.version and not renewed
                ):
                    return False
            self._keep(seal(catalogue, self._signing_key()))
        return True

    def check(self, data: bytes) -> tuple[Catalogue, Header]:
        """Read bytes from elsewhere. Raises ``DamagedCatalogue`` for what no trusted key signed whole."""
        return unseal(data, self.trusted), read_header(data, self.trusted)

    def accept(self, data: bytes) -> bool:
        """Keep such bytes as they are, unless an as new or newer copy is held. Tells whether it did."""
        offered = read_header(data, self.trusted)
        with self._alone():
            held = self.header()
            if held is not None and held.version >= offered.version:
                return False
            self._keep(data)
        return True

    def _read(self, path: Path) -> Catalogue | None:
        try:
            return unseal(path.read_bytes(), self.trusted)
        except FileNotFoundError:
            return None
        except (OSError, DamagedCatalogue) as problem:
            log.warning("catalogue copy %s passed over: %s", path.name, problem)
            return None

    def _keep(self, data: bytes) -> None:
        if self.header() is not None:
            beside = self.previous.with_name(f".{self.previous.name}")
            beside.unlink(missing_ok=True)
            beside.hardlink_to(self.path)
            beside.replace(self.previous)
        write_durably(self.path, data)

    def _signing_key(self) -> Ed25519PrivateKey:
        """The catalogue's key, made at its first use."""
        if not self._secret.exists():
            made = Ed25519PrivateKey.generate()
            write_durably(self._secret, urlsafe_b64encode(made.private_bytes_raw()), mode=0o600)
            write_durably(self._public, encode_key(made.public_key()).encode("ascii"))
        return Ed25519PrivateKey.from_private_bytes(urlsafe_b64decode(self._secret.read_bytes()))

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One process at a time decides what lies on the shelf."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.with_name(f".{self.path.name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
