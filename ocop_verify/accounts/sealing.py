"""Secrets that must be read again (those of one-time codes) are kept sealed, with a key outside the database.

So a copy of the database alone logs nobody in. Where the secret key changes, what was sealed cannot be read
any more, and people set up their codes anew.
"""

import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_NONCE_BYTES = 12


class Vault:
    """Seals, opens and makes keyed hashes, each with a key of its own made from the secret key."""

    def __init__(self, secret_key: str) -> None:
        self._secret = secret_key.encode()
        self._aead = AESGCM(self._key(b"ocop-accounts-seal-v1"))
        self._hash_key = self._key(b"ocop-accounts-hash-v1")

    def seal(self, secret: bytes, purpose: str) -> bytes:
        """Sealed for one purpose; it opens for no other."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return nonce + self._aead.encrypt(nonce, secret, purpose.encode())

    def open(self, sealed: bytes, purpose: str) -> bytes | None:
        """What was sealed; None where it was sealed with another key or for another purpose."""
        try:
            return self._aead.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], purpose.encode())
        except (InvalidTag, ValueError):
            return None

    def hash(self, text: str, purpose: str) -> bytes:
        """A keyed hash: equal for equal texts, and saying nothing to who has only the database."""
        maker = HMAC(self._hash_key, SHA256())
        maker.update(f"{purpose}\x00{text}".encode())
        return maker.finalize()

    def _key(self, info: bytes) -> bytes:
        return HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(self._secret)
