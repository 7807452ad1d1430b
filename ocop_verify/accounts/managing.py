"""What administrators do with accounts: create, invite, grant, take back, disable."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ocop_verify.accounts import sessions
from ocop_verify.accounts.journalling import note, told
from ocop_verify.accounts.links import LinkMaker, Purpose, use_up
from ocop_verify.accounts.models import AccountRow, GrantRow
from ocop_verify.accounts.permissions import NATION, PLACED, Grant, Role
from ocop_verify.audit.journal import lock
from ocop_verify.domain.errors import N_, OcopError
from ocop_verify.domain.places import PROVINCES
from ocop_verify.domain.text import clean

# Enough to catch slips of the finger; whether an address exists only a letter can tell.
_EMAIL = re.compile(r"[^@\s<>\"(),:;\\\[\]]{1,64}@[^@\s.<>\"(),:;\\\[\]]+(\.[^@\s.<>\"(),:;\\\[\]]+)+")


class NotAnEmail(OcopError):
    """Something that cannot be an e-mail address."""


class AccountExists(OcopError):
    """There is an account with this address."""


class NoSuchAccount(OcopError):
    """There is no account with this address."""


class BadGrant(OcopError):
    """A role without the place or the producer that it needs, or with one that it does not have."""


class LastAdministrator(OcopError):
    """Nobody would be left who can manage accounts."""


def is_email(text: str) -> bool:
    """Whether this can be an e-mail address at all."""
    key = email_key(text)
    return len(key) <= 254 and _EMAIL.fullmatch(key) is not None


def email_key(email: str) -> str:
    """What makes two addresses the same: capitals and spaces around do not count."""
    return unicodedata.normalize("NFKC", email).strip().casefold()


def find_account(session: Session, email: str) -> AccountRow | None:
    """The account with this address, if there is one."""
    return session.scalar(select(AccountRow).where(AccountRow.email_key == email_key(email)))


def get_account(session: Session, email: str) -> AccountRow:
    """The account with this address. Raises ``NoSuchAccount``."""
    account = find_account(session, email)
    if account is None:
        raise NoSuchAccount(N_("Không có tài khoản nào dùng e-mail này."))
    return account


def create_account(
    session: Session,
    email: str,
    name: str,
    grants: Iterable[Grant],
    *,
    language: str = "vi",
    actor: str,
    now: datetime,
) -> AccountRow:
    """A new account with its roles. It logs in nobody until its invitation is accepted."""
    key, grants = email_key(email), list(grants)
    if not is_email(email):
        raise NotAnEmail(N_("Đây chưa phải địa chỉ e-mail. Một địa chỉ trông như ten@co-quan.gov.vn."))
    if find_account(session, email) is not None:
        raise AccountExists(N_("E-mail này đã có tài khoản."))
    account = AccountRow(
        email=unicodedata.normalize("NFKC", email).strip(),
        email_key=key,
        name=clean(name)[:200] or key.partition("@")[0],
        language="en" if language == "en" else "vi",
        created_at=now,
        links=0,
    )
    session.add(account)
    note(session, account, "account_created", actor=actor, now=now)
    for grant in grants:
        grant_role(session, account, grant, actor=actor, now=now)
    return account


def invite(session: Session, account: AccountRow, links: LinkMaker, *, actor: str, now: datetime) -> str:
    """The link with which a person chooses a password. It replaces a password that there may be."""
    link = links.make(account, Purpose.INVITATION, now=now)
    note(session, account, "account_invited", actor=actor, now=now)
    return link


def grant_role(session: Session, account: AccountRow, grant: Grant, *, actor: str, now: datetime) -> bool:
    """Give a role with its place; False when the account has it already. Open sessions get a new number."""
    refuse_bad_grant(grant)
    if grant in sessions.grants_of(account):
        return False
    account.grants.append(GrantRow(role=grant.role, province=grant.province, producer_id=grant.producer_id))
    try:
        session.flush()
    except IntegrityError as problem:  # this room does not know the register; the database does
        raise BadGrant(N_("Trong sổ không có chủ thể mang số này.")) from problem
    _rights_changed(session, account, "account_granted", grant, actor=actor, now=now)
    return True


def take_back(session: Session, account: AccountRow, grant: Grant, *, actor: str, now: datetime) -> bool:
    """Take a role back; False when the account does not have it."""
    row = next((row for row in account.grants if _grant_of(row) == grant), None)
    if row is None:
        return False
    _refuse_to_lose_the_last_administrator(session, account, grant.role)
    account.grants.remove(row)
    _rights_changed(session, account, "account_grant_taken_back", grant, actor=actor, now=now)
    return True


def disable(session: Session, account: AccountRow, *, actor: str, now: datetime) -> None:
    """Nobody logs in with it any more; what it did stays on record."""
    if account.disabled_at is None:
        _refuse_to_lose_the_last_administrator(session, account, None)
        account.disabled_at = now
        use_up(account)
        sessions.end_all(session, account.id, now=now)
        note(session, account, "account_disabled", actor=actor, now=now)


def enable(session: Session, account: AccountRow, *, actor: str, now: datetime) -> None:
    """Let it log in again."""
    if account.disabled_at is not None:
        account.disabled_at = None
        note(session, account, "account_enabled", actor=actor, now=now)


def remove_factors(session: Session, account: AccountRow, *, actor: str, now: datetime) -> None:
    """For somebody who lost phone and recovery codes; whoever calls this has seen the person.

    The password goes too, so a new invitation is needed: two things are proven anew, not one.
    """
    account.one_time_codes = None
    account.passkeys.clear()
    account.recovery_codes.clear()
    account.password_hash = None
    use_up(account)
    sessions.end_all(session, account.id, now=now)
    note(session, account, "account_factors_removed", actor=actor, now=now)


def refuse_bad_grant(grant: Grant) -> None:
    """Raise ``BadGrant`` for a role that is not placed as it must be."""
    if grant.role in PLACED:
        if grant.province != NATION and grant.province not in PROVINCES:
            raise BadGrant(
                N_("Vai trò này cần nơi làm việc: cả nước, hoặc mã của một tỉnh, thành hiện nay (01 đến 96).")
            )
    elif grant.province:
        raise BadGrant(N_("Vai trò này không gắn với tỉnh, thành nào."))
    if (grant.role == Role.PRODUCER) != (grant.producer_id is not None):
        raise BadGrant(N_("Vai trò chủ thể cần đúng một chủ thể trong sổ; vai trò khác thì không."))


def _rights_changed(
    session: Session, account: AccountRow, action: str, grant: Grant, *, actor: str, now: datetime
) -> None:
    """Sessions that began with other rights end: the next page asks to log in again."""
    sessions.end_all(session, account.id, now=now)
    note(session, account, action, actor=actor, now=now, after=told(grant))


def _refuse_to_lose_the_last_administrator(session: Session, account: AccountRow, role: Role | None) -> None:
    lock(session)  # of the last two, each may be taking the other's role at this moment
    mine = {row.role for row in account.grants}
    if Role.ADMINISTRATOR not in ({role} & mine if role else mine) or account.disabled_at:
        return
    others = session.scalar(
        select(AccountRow.id)
        .join(GrantRow)
        .where(
            GrantRow.role == Role.ADMINISTRATOR,
            AccountRow.disabled_at.is_(None),
            AccountRow.id != account.id,
        )
        .limit(1)
    )
    if others is None:
        raise LastAdministrator(
            N_("Đây là quản trị viên cuối cùng. Hãy giao quyền quản trị cho người khác trước.")
        )


def _grant_of(row: GrantRow) -> Grant:
    return Grant(Role(row.role), row.province, row.producer_id)
