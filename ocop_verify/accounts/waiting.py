"""Who failed waits longer each time, and nobody else does.

Failures are counted for an account *and* the network they come from (a /24 of IPv4, a /64 of IPv6), so a
stranger elsewhere cannot lock anybody out. A device that has logged in to the account before is counted by
itself, so a neighbour on the same network cannot either. Beside that each network has a generous count over
all accounts, against trying one password on many. Wrong second factors are counted for the account: only who
has the password gets there.

What is counted is named by keyed hashes: the table tells nobody's address and nobody's e-mail.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from ocop_verify.accounts.models import WaitRow
from ocop_verify.accounts.sealing import Vault
from ocop_verify.domain.errors import N_, OcopError

FORGET_AFTER = timedelta(hours=1)
# A /24 is what a household or an office shares, and moves about in.
IPV4_BITS = 24
LONGEST = timedelta(minutes=15)
FIRST = timedelta(seconds=15)


@dataclass(frozen=True, slots=True)
class Patience:
    """One count of failures: under which key, and how many cost nothing."""

    key: bytes
    free: int


class TooManyAttempts(OcopError):
    """Somebody failed too often and has to wait."""


def for_password(vault: Vault, email_key: str, network: str, device: str | None) -> list[Patience]:
    """What a wrong password is counted under. ``device``: the mark of one that has been in this account."""
    if device:
        return [Patience(vault.hash(f"{device}\x00{email_key}", "wait-device"), free=8)]
    return [
        Patience(vault.hash(f"{network}\x00{email_key}", "wait-account"), free=5),
        Patience(vault.hash(network, "wait-network"), free=60),
    ]


def for_second_factor(vault: Vault, account_id: int) -> list[Patience]:
    """What a wrong second factor is counted under."""
    return [Patience(vault.hash(str(account_id), "wait-factor"), free=5)]


def for_letters(vault: Vault, email_key: str, network: str) -> list[Patience]:
    """What asking for a letter is counted under, so that nobody's mailbox is filled."""
    return [
        Patience(vault.hash(f"{network}\x00{email_key}", "letter-pair"), free=3),
        Patience(vault.hash(email_key, "letter-account"), free=10),
        Patience(vault.hash(network, "letter-network"), free=20),
    ]


def count_try(session: Session, patience: Sequence[Patience], *, now: datetime) -> None:
    """Remember a try as a failure, which ``forgive`` takes back. Raises ``TooManyAttempts`` for who waits.

    From the first that is not free on the wait doubles, up to a quarter of an hour.
    """
    session.execute(delete(WaitRow).where(WaitRow.last_at < now - FORGET_AFTER))
    rows = [_held(session, each.key, now) for each in patience]
    longest = max(row.until for row in rows)
    if longest > now:
        seconds = int((longest - now).total_seconds()) + 1
        raise TooManyAttempts(
            N_("Bạn đã thử sai nhiều lần. Hãy chờ %(minutes)s phút rồi thử lại."), minutes=-(-seconds // 60)
        )
    for row, each in zip(rows, patience, strict=True):
        row.failures, row.last_at = row.failures + 1, now
        row.until = now + wait_after(row.failures - each.free)


def _held(session: Session, key: bytes, now: datetime) -> WaitRow:
    """The row of a count until the transaction ends, so that many tries at once are counted one by one."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    new = insert(WaitRow).values(key=key, failures=0, last_at=now, until=now)
    session.execute(new.on_conflict_do_nothing())
    return session.get_one(WaitRow, key, with_for_update=True, populate_existing=True)


def wait_after(over: int) -> timedelta:
    """How long to wait after this many failures more than are free."""
    if over < 0:
        return timedelta(0)
    return min(FIRST * (1 << min(over, 10)), LONGEST)


def forgive(session: Session, patience: Iterable[Patience]) -> None:
    """Forget the failures of who got in. What a network shares stays."""
    for each in list(patience)[:1]:
        row = session.get(WaitRow, each.key)
        if row is not None:
            session.delete(row)
