"""What people do with their own account: password, second factors, recovery codes, sessions, profile."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ocop_verify.accounts import passwords, sessions
from ocop_verify.accounts.journalling import note
from ocop_verify.accounts.links import use_up
from ocop_verify.accounts.logging_in import purpose_of, recovery_hash
from ocop_verify.accounts.models import AccountRow, OneTimeCodesRow, PasskeyRow, RecoveryCodeRow, SessionRow
from ocop_verify.accounts.one_time_codes import matching_step, new_recovery_codes
from ocop_verify.accounts.sealing import Vault
from ocop_verify.domain.errors import N_, OcopError
from ocop_verify.domain.text import clean


class WrongCode(OcopError):
    """Not a code that the app would show now."""


class FactorNeeded(OcopError):
    """The roles of this account need a second factor, and this is the last one."""


def name_of(account: AccountRow) -> str:
    """How the journal names somebody who acts on the own account."""
    return f"user:{account.id}"


def choose_password(
    session: Session,
    account: AccountRow,
    password_hash: str,
    action: str,
    *,
    now: datetime,
    keep: SessionRow | None = None,
) -> None:
    """Set a password, already checked and hashed. Every link ends that was sent, every session but one."""
    account.password_hash = password_hash
    use_up(account)
    sessions.end_all(session, account.id, now=now, but=keep)
    note(session, account, action, actor=name_of(account), now=now)


def refuse_weak(account: AccountRow, password: str) -> None:
    """Raise ``WeakPassword`` for one that is easily guessed, knowing who it is for."""
    passwords.refuse_weak(password, account.email, account.name)


def set_up_codes(
    session: Session, row: SessionRow, vault: Vault, secret: str, typed: str, *, now: datetime
) -> None:
    """Take an app for one-time codes, in place of an older one. The typed code proves that it works."""
    step = matching_step(secret, typed, now, after=0)
    if step is None:
        raise WrongCode(
            N_(
                "Mã này chưa đúng. Hãy nhập 6 chữ số đang hiện trong ứng dụng "
                "và xem điện thoại có đúng giờ không."
            )
        )
    account = row.account
    sealed = vault.seal(secret.encode(), purpose_of(account))
    known = account.one_time_codes
    if known is None:
        account.one_time_codes = OneTimeCodesRow(sealed_secret=sealed, last_step=step, created_at=now)
    else:
        known.sealed_secret, known.last_step, known.created_at = sealed, step, now
    factors_changed(session, row, "one_time_codes_set_up", now=now)


def remove_codes(session: Session, row: SessionRow, *, now: datetime) -> None:
    """Take the app away."""
    account = row.account
    if account.one_time_codes is not None:
        _refuse_to_lose_the_last_factor(account, len(account.passkeys))
        account.one_time_codes = None
        factors_changed(session, row, "one_time_codes_removed", now=now)


def remove_passkey(session: Session, row: SessionRow, passkey: PasskeyRow, *, now: datetime) -> None:
    """Take a passkey away."""
    account = row.account
    _refuse_to_lose_the_last_factor(account, len(account.passkeys) - 1 + bool(account.one_time_codes))
    account.passkeys.remove(passkey)
    factors_changed(session, row, "passkey_removed", now=now)


def factors_changed(session: Session, row: SessionRow, action: str, *, now: datetime) -> None:
    """Every other session ends when what one logs in with changes; the door gives this one a new number."""
    account = row.account
    sessions.end_all(session, account.id, now=now, but=row)
    note(session, account, action, actor=name_of(account), now=now)


def make_recovery_codes(session: Session, account: AccountRow, vault: Vault, *, now: datetime) -> list[str]:
    """New codes for the account's paper; older ones are worthless from here on. Told only here."""
    codes = new_recovery_codes()
    account.recovery_codes.clear()
    session.flush()
    account.recovery_codes.extend(RecoveryCodeRow(hash=recovery_hash(vault, account, code)) for code in codes)
    note(session, account, "recovery_codes_made", actor=name_of(account), now=now)
    return codes


def change_profile(account: AccountRow, name: str, language: str) -> None:
    """Another name to be greeted by, another language for letters. The journal keeps neither."""
    account.name = clean(name)[:200] or account.name
    account.language = "en" if language == "en" else "vi"


def own_session(session: Session, account: AccountRow, key: int) -> SessionRow | None:
    """A session of this account; None for anybody else's."""
    return session.scalar(select(SessionRow).where(SessionRow.id == key, SessionRow.account_id == account.id))


def _refuse_to_lose_the_last_factor(account: AccountRow, left: int) -> None:
    if left <= 0 and sessions.needs_second_factor(account):
        raise FactorNeeded(
            N_("Vai trò của bạn cần bước xác minh thứ hai. Hãy thêm một cách khác trước khi xóa cách này.")
        )
