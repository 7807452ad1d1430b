"""Logging in: password, then a second factor where one is set up or needed.

Each attempt is counted before it is looked at and given back when it was right, so that many at once gain
nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from ocop_verify.accounts import passwords, sessions, waiting
from ocop_verify.accounts.devices import DeviceMarks
from ocop_verify.accounts.managing import email_key, find_account
from ocop_verify.accounts.models import AccountRow, RecoveryCodeRow, SessionRow
from ocop_verify.accounts.one_time_codes import matching_step, tidy_recovery_code
from ocop_verify.accounts.passkeys import Site
from ocop_verify.accounts.sealing import Vault
from ocop_verify.accounts.sessions import Level


@dataclass(frozen=True, slots=True)
class Visitor:
    """Where a request comes from: a network, a kind of device, and the mark of one that was here before."""

    network: str
    device: str
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Try:
    """One attempt that has been counted. ``account_id`` None: nobody has this address."""

    account_id: int | None
    password_hash: str | None
    patience: Sequence[waiting.Patience]


def begin_try(
    session: Session, vault: Vault, marks: DeviceMarks, email: str, visitor: Visitor, *, now: datetime
) -> Try:
    """Count an attempt to log in. Raises ``TooManyAttempts`` for who has to wait."""
    account = find_account(session, email)
    if account is not None and account.disabled_at:
        account = None
    device = marks.read(visitor.mark, account.id) if account and visitor.mark else None
    patience = waiting.for_password(vault, email_key(email)[:254], visitor.network, device)
    waiting.count_try(session, patience, now=now)
    return Try(account.id if account else None, account.password_hash if account else None, patience)


def is_right(attempt: Try, password: str) -> bool:
    """Whether the password is right. Takes its time, and as long for who does not exist."""
    return passwords.is_right(attempt.password_hash, password)


def enter(
    session: Session, attempt: Try, password: str, visitor: Visitor, *, now: datetime
) -> tuple[SessionRow, str]:
    """Begin the session of somebody whose password was right; gives the number for the cookie."""
    account = session.get_one(AccountRow, attempt.account_id)
    waiting.forgive(session, attempt.patience)
    if passwords.needs_new_hash(account.password_hash or ""):
        account.password_hash = passwords.hash_password(password)
    return sessions.begin(
        session,
        account,
        level_after_password(account),
        device=visitor.device,
        network=visitor.network,
        now=now,
    )


def level_after_password(account: AccountRow) -> Level:
    """How far the password alone leads."""
    if sessions.has_second_factor(account):
        return Level.PASSWORD
    return Level.SET_UP if sessions.needs_second_factor(account) else Level.FULL


def count_second_try(
    session: Session, vault: Vault, account: AccountRow, *, now: datetime
) -> Sequence[waiting.Patience]:
    """Count an attempt at the second factor. Raises ``TooManyAttempts`` for who has to wait."""
    patience = waiting.for_second_factor(vault, account.id)
    waiting.count_try(session, patience, now=now)
    return patience


def hold(session: Session, account: AccountRow) -> None:
    """Let nobody else look at this account's second factor meanwhile: each code is good for one session."""
    session.refresh(account, with_for_update={"of": AccountRow})


def check_one_time_code(account: AccountRow, vault: Vault, typed: str, *, now: datetime) -> bool:
    """Whether the app of this account shows this code now; a code is good for once."""
    row = account.one_time_codes
    secret = vault.open(row.sealed_secret, purpose_of(account)) if row else None
    if row is None or secret is None:
        return False
    step = matching_step(secret.decode(), typed, now, row.last_step)
    if step is None:
        return False
    row.last_step = step
    return True


def check_recovery_code(session: Session, account: AccountRow, vault: Vault, typed: str) -> bool:
    """Whether this is one of the codes on the account's paper; it is struck off."""
    row = session.get(RecoveryCodeRow, recovery_hash(vault, account, typed))
    if row is None or row.account_id != account.id:
        return False
    session.delete(row)
    return True


def check_passkey(
    row: SessionRow, site: Site, challenge: bytes | None, answer: str, *, now: datetime
) -> bool:
    """Whether a passkey of this account answered the challenge, which is good for once."""
    row.pending = None
    return challenge is not None and site.check(row.account, answer, challenge, now=now) is not None


def finish(
    session: Session, row: SessionRow, patience: Sequence[waiting.Patience], factor: str, *, now: datetime
) -> str:
    """The second factor was right: the session is whole. Gives the new number for the cookie."""
    waiting.forgive(session, patience)
    row.began_at = now
    return sessions.step_up(row, Level.FULL, factor, now=now)


def purpose_of(account: AccountRow) -> str:
    """What the secret of one-time codes is sealed for."""
    return f"one-time-codes-{account.id}"


def recovery_hash(vault: Vault, account: AccountRow, code: str) -> bytes:
    """What is kept of a recovery code."""
    return vault.hash(f"{account.id}\x00{tidy_recovery_code(code)[:64]}", "recovery-code")
