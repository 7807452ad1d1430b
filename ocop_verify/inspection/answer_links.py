"""The link by which a producer answers: signed, without an account, for one case and some weeks.

It says which case and when it was asked; whoever holds it may answer and sees the question, nothing else.
"""

from datetime import UTC, datetime, timedelta
from hashlib import sha256

from itsdangerous import BadData, URLSafeSerializer

LIVES = timedelta(days=30)
MAX_LENGTH = 200


class AnswerLinks:
    """Makes and reads links with the secret key of the settings."""

    def __init__(self, secret: str) -> None:
        self._signer = URLSafeSerializer(
            secret,
            salt="ocop-inspection-answer-v1",
            signer_kwargs={"key_derivation": "hmac", "digest_method": sha256},
        )

    def make(self, flag_id: int, asked_at: datetime) -> str:
        """The link of a question; the same question has the same link."""
        return str(self._signer.dumps([flag_id, int(asked_at.timestamp())]))

    def read(self, text: str, now: datetime) -> int | None:
        """Which case a link is for; None where it is not ours, or too old."""
        try:
            key, asked = self._signer.loads(text[:MAX_LENGTH])
            asked_at = datetime.fromtimestamp(asked, UTC)
        except (BadData, TypeError, ValueError):
            return None
        return key if isinstance(key, int) and now - asked_at <= LIVES else None
