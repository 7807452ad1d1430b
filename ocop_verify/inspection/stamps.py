"""What a report's form carries, signed: its own number and when it was given out, and a photo that is kept.

The number makes a form that is sent twice one report. The time keeps out programs, which answer a form the
moment they see it, and forms that were copied long ago. Neither needs a cookie or a session.
"""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from itsdangerous import BadSignature, Signer

# Nobody reads the form, chooses and types in less.
SOONEST = timedelta(seconds=2)
LATEST = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Stamp:
    """The form's number, and when it was given out."""

    request: str
    at: datetime

    def is_too_soon(self, now: datetime) -> bool:
        """Whether no person can have filled it in yet."""
        return now - self.at < SOONEST


class Stamps:
    """Makes and reads what forms carry."""

    def __init__(self, secret: str) -> None:
        self._forms, self._photos = (
            Signer(secret, salt=salt, key_derivation="hmac", digest_method=sha256)
            for salt in (b"report form", b"report photo")
        )

    def new(self, now: datetime) -> str:
        """The stamp of a form that is given out now."""
        return self._forms.sign(f"{secrets.token_hex(16)}.{int(now.timestamp())}").decode()

    def read(self, text: str, now: datetime) -> Stamp | None:
        """What a form carried; None where it is not ours, or is a day old."""
        try:
            request, _, seconds = self._forms.unsign(text).decode().partition(".")
        except (BadSignature, UnicodeError):
            return None
        stamp = Stamp(request, datetime.fromtimestamp(int(seconds), UTC))
        return stamp if now - stamp.at <= LATEST else None

    def sign_photo(self, digest: str) -> str:
        """A photo that was sent with a form that is shown again."""
        return self._photos.sign(digest).decode()

    def read_photo(self, text: str) -> str:
        """The hash of that photo; "" where there is none of ours."""
        try:
            return self._photos.unsign(text).decode()
        except (BadSignature, UnicodeError):
            return ""
