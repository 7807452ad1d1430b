"""Links that come by e-mail: an invitation, and a way back for those who forgot their password.

Signed and timed by ``itsdangerous``, a salt for each purpose. A link works once: it carries the account's
count of links, which moves on when one is used, when somebody is invited anew and when the password changes.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256

from itsdangerous import BadData, TimestampSigner, URLSafeTimedSerializer
from sqlalchemy.orm import Session

from ocop_verify.accounts.models import AccountRow
from ocop_verify.domain.errors import N_, OcopError

MAX_LENGTH = 300


class Purpose(StrEnum):
    """What a link is for; it is the salt of its signature."""

    INVITATION = "invitation"
    RESET = "reset"


LIFETIMES = {Purpose.INVITATION: timedelta(days=7), Purpose.RESET: timedelta(hours=1)}


class LinkNotValid(OcopError):
    """A link was changed, is too old, or was used before. Which of these is nobody's business."""


@dataclass(frozen=True, slots=True)
class LinkMaker:
    """Makes and reads links with the secret key of the settings."""

    secret_key: str

    def make(self, account: AccountRow, purpose: Purpose, *, now: datetime) -> str:
        """A link for this account. A new invitation replaces the one before.

        Asking for a way back replaces nothing: a stranger may ask too, and the owner's link must live on.
        """
        if purpose == Purpose.INVITATION:
            account.links += 1
        return self._serializer(purpose, now).dumps([account.id, account.links])

    def find(self, session: Session, link: str, purpose: Purpose, *, now: datetime) -> AccountRow:
        """The account that a link is for. Looking does not use it up: programs that read mail look too."""
        return self._account(session, link, purpose, now, hold=False)

    def hold(self, session: Session, link: str, purpose: Purpose, *, now: datetime) -> AccountRow:
        """The same, to be used up now: of several who use a link at once, one finds it."""
        return self._account(session, link, purpose, now, hold=True)

    def _account(
        self, session: Session, link: str, purpose: Purpose, now: datetime, *, hold: bool
    ) -> AccountRow:
        read = self._read(link, purpose, now)
        key, count = read or (0, 0)
        account = session.get(AccountRow, key, populate_existing=hold, with_for_update=hold)
        if account is None or account.links != count or account.disabled_at:
            raise LinkNotValid(N_("Liên kết này đã hết hạn hoặc đã được dùng. Hãy xin một liên kết mới."))
        return account

    def _read(self, link: str, purpose: Purpose, now: datetime) -> tuple[int, int] | None:
        """The account's number and its count of links, where the link is ours and not too old."""
        try:
            key, count = self._serializer(purpose, now).loads(
                link[:MAX_LENGTH], max_age=int(LIFETIMES[purpose].total_seconds())
            )
        except (BadData, TypeError, ValueError):
            return None
        return key, count

    def _serializer(self, purpose: Purpose, now: datetime) -> URLSafeTimedSerializer:
        class SignerAt(TimestampSigner):
            """Signs and reads at the moment of the act."""

            def get_timestamp(self) -> int:
                return int(now.timestamp())

        return URLSafeTimedSerializer(
            self.secret_key,
            salt=f"ocop-accounts-{purpose}-v1",
            signer=SignerAt,
            signer_kwargs={"key_derivation": "hmac", "digest_method": sha256},
        )


def use_up(account: AccountRow) -> None:
    """Make every link that was sent to this account worthless."""
    account.links += 1
