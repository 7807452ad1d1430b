"""Signed addresses that need no log-in: a calendar that programs fetch, and a page to stop notices."""

from dataclasses import dataclass
from hashlib import sha256

from itsdangerous import BadData, URLSafeSerializer

MAX_LENGTH = 500


@dataclass(frozen=True, slots=True)
class AddressMaker:
    """Makes and reads them with the secret key of the settings; each purpose has a salt of its own."""

    secret_key: str

    def make(self, purpose: str, subject: str) -> str:
        """The part of an address that says what it is for."""
        return str(self._serializer(purpose).dumps(subject))

    def read(self, purpose: str, text: str) -> str | None:
        """What it is for; None where we did not make it."""
        try:
            found = self._serializer(purpose).loads(text[:MAX_LENGTH])
        except BadData:
            return None
        return found if isinstance(found, str) else None

    def _serializer(self, purpose: str) -> URLSafeSerializer:
        return URLSafeSerializer(
            self.secret_key,
            salt=f"ocop-notices-{purpose}-v1",
            signer_kwargs={"key_derivation": "hmac", "digest_method": sha256},
        )
