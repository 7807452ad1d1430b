"""A signature beside each file: five lines of text that the tools of any system can check.

    ocop-data-v1
    <name of the file>
    <SHA-256 of the file, in hexadecimal>
    <public key that signed, base64url>
    <Ed25519 signature over the first three lines, base64>

The key is that of the signed catalogue. ``docs/open-data.md`` checks a file with openssl alone.
"""

from base64 import b64decode, b64encode, urlsafe_b64decode
from collections.abc import Collection
from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from ocop_verify.catalog.publishing import Shelf
from ocop_verify.domain.errors import N_, OcopError

CONTEXT: Final = "ocop-data-v1"
SUFFIX: Final = ".sig"


class NotSigned(OcopError):
    """A file is not the one that a trusted key signed."""


@dataclass(frozen=True, slots=True)
class Note:
    """What a signature file says."""

    name: str
    sha256: str
    key: str


def sign(name: str, digest: str, shelf: Shelf) -> str | None:
    """The signature file of a file; None where the key is not at hand, as on a mirror."""
    message = _message(name, digest)
    signed = shelf.sign(message.encode("utf-8"))
    if signed is None:
        return None
    key, signature = signed
    return f"{message}{key}\n{b64encode(signature).decode('ascii')}\n"


def check(path: Path, note: str, trusted: Collection[str]) -> Note:
    """Whether a file is what a trusted key signed. Raises ``NotSigned``, which says what does not hold."""
    told = read_note(note, trusted)
    with path.open("rb") as file:
        digest = file_digest(file, "sha256").hexdigest()
    if digest != told.sha256:
        raise NotSigned(
            N_("Tệp không khớp với chữ ký: SHA-256 của tệp là %(found)s, chữ ký ghi %(signed)s."),
            found=digest,
            signed=told.sha256,
        )
    return told


def read_note(note: str, trusted: Collection[str]) -> Note:
    """What a signature file says, once a trusted key is known to have said it."""
    try:
        context, name, digest, key, signature = note.splitlines()
        raw = b64decode(signature, validate=True)
        public = Ed25519PublicKey.from_public_bytes(urlsafe_b64decode(key + "="))
    except ValueError as problem:
        raise NotSigned(N_("Tệp chữ ký không đọc được.")) from problem
    if context != CONTEXT:
        raise NotSigned(N_("Tệp chữ ký không đọc được."))
    if key not in trusted:
        raise NotSigned(N_("Chữ ký do khóa %(key)s, là khóa không được tin cậy ở đây."), key=key)
    try:
        public.verify(raw, _message(name, digest).encode("utf-8"))
    except InvalidSignature as problem:
        raise NotSigned(N_("Chữ ký không đúng.")) from problem
    return Note(name, digest, key)


def pem_of(key: str) -> bytes:
    """A public key as openssl reads it."""
    public = Ed25519PublicKey.from_public_bytes(urlsafe_b64decode(key + "="))
    return public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def _message(name: str, digest: str) -> str:
    return f"{CONTEXT}\n{name}\n{digest}\n"
