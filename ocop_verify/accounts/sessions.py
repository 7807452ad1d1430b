"""Sessions: rows that can be listed and ended. The cookie holds a random number, the row its hash.

The number changes at each step up and when rights change, so one that somebody planted or watched before is
worth nothing afterwards. A session ends after half an hour without a request, twelve hours after it began,
and when its account is disabled.
"""

import secrets
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import NamedTuple, cast

from sqlalchemy import Table, bindparam, delete, select, update
from sqlalchemy.orm import Session, joinedload

from ocop_verify.accounts.models import AccountRow, GrantRow, SessionRow
from ocop_verify.accounts.permissions import NEEDS_SECOND_FACTOR, Actor, Grant, Role

IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=12)
# Between the password and the second factor.
HALF_WAY = timedelta(minutes=10)
# For what must not be done by somebody who finds an open screen.
FRESH = timedelta(minutes=15)
# A session that is used is written down once in this time, not at every request.
SEEN_EVERY = timedelta(minutes=1)
KEPT = timedelta(days=180)
# Who changes a session needs the account and its grants as well.
OF_COOKIE = (
    select(SessionRow)
    .options(joinedload(SessionRow.account, innerjoin=True).joinedload(AccountRow.grants))
    .where(SessionRow.token_hash == bindparam("hash"))
)


class Level(StrEnum):
    """How far a log-in has come."""

    PASSWORD = "password"  # noqa: S105 - waits for the second factor
    SET_UP = "set_up"  # has to set up a second factor first
    FULL = "full"


class Login(NamedTuple):
    """A living session, as every page of the desk asks for it: plain values, which take half of the time."""

    id: int
    level: Level
    began_at: datetime
    confirmed_at: datetime
    seen_at: datetime
    actor: Actor


_SESSION, _ACCOUNT, _GRANT = (cast(Table, each.__table__) for each in (SessionRow, AccountRow, GrantRow))
_TIMES = (_SESSION.c.began_at, _SESSION.c.confirmed_at, _SESSION.c.seen_at)
# A row for each grant of the account, or one row without any.
LOGIN = (
    select(_SESSION.c.id, _SESSION.c.level, *_TIMES, _ACCOUNT.c.id, _ACCOUNT.c.name)
    .add_columns(_GRANT.c.role, _GRANT.c.province, _GRANT.c.producer_id)
    .select_from(_SESSION.join(_ACCOUNT).outerjoin(_GRANT, _GRANT.c.account_id == _ACCOUNT.c.id))
    .where(
        _SESSION.c.token_hash == bindparam("hash"),
        _SESSION.c.ended_at.is_(None),
        _ACCOUNT.c.disabled_at.is_(None),
    )
)


def look_up(session: Session, token: str, *, now: datetime) -> Login | None:
    """Who stands behind a cookie, if the session is alive."""
    rows = session.execute(LOGIN, {"hash": _hash(token)}).all()
    if not rows:
        return None
    key, level, began_at, confirmed_at, seen_at, account_id, name, *_ = rows[0]
    grants = frozenset(Grant(Role(row.role), row.province, row.producer_id) for row in rows if row.role)
    login = Login(key, Level(level), began_at, confirmed_at, seen_at, Actor(account_id, name, grants))
    return login if _is_in_time(login, now) else None


def begin(
    session: Session,
    account: AccountRow,
    level: Level,
    *,
    device: str,
    network: str,
    now: datetime,
    factor: str | None = None,
) -> tuple[SessionRow, str]:
    """A new session, and the number for its cookie, which is told only here."""
    session.execute(delete(SessionRow).where(SessionRow.seen_at < now - KEPT))
    token = secrets.token_urlsafe(32)
    row = SessionRow(
        account=account,
        token_hash=_hash(token),
        level=level,
        factor=factor,
        device=device[:100],
        network=network,
        began_at=now,
        confirmed_at=now,
        seen_at=now,
    )
    session.add(row)
    session.flush()
    return row, token


def step_up(row: SessionRow, level: Level, factor: str | None, *, now: datetime) -> str:
    """Carry a session on at another level under a new number, which is returned."""
    row.level, row.factor, row.pending = level, factor or row.factor, None
    row.confirmed_at = row.seen_at = now
    return renew(row)


def renew(row: SessionRow) -> str:
    """The same session under a new number."""
    token = secrets.token_urlsafe(32)
    row.token_hash = _hash(token)
    return token


def find(session: Session, token: str, *, now: datetime) -> SessionRow | None:
    """The session of a cookie, if it is alive."""
    row = find_ended(session, token)
    return row if row is not None and is_alive(row, now) else None


def find_ended(session: Session, token: str) -> SessionRow | None:
    """The session of a cookie, alive or not."""
    return session.scalars(OF_COOKIE, {"hash": _hash(token)}).unique().one_or_none()


def is_alive(row: SessionRow, now: datetime) -> bool:
    """Whether a session still counts."""
    return row.ended_at is None and row.account.disabled_at is None and _is_in_time(row, now)


def _is_in_time(row: SessionRow | Login, now: datetime) -> bool:
    return now < min(idle_end(row), ends_at(row))


def ends_at(row: SessionRow | Login) -> datetime:
    """When a session ends whatever happens."""
    return row.began_at + (HALF_WAY if row.level == Level.PASSWORD else ABSOLUTE)


def idle_end(row: SessionRow | Login) -> datetime:
    """When it ends if nothing is done."""
    return row.seen_at + IDLE


def is_fresh(row: SessionRow | Login, now: datetime) -> bool:
    """Whether the person has shown just now who it is."""
    return now - row.confirmed_at < FRESH


def alive(session: Session, account: AccountRow, *, now: datetime) -> list[SessionRow]:
    """Where somebody is logged in, the newest first."""
    rows = session.scalars(
        select(SessionRow)
        .where(SessionRow.account_id == account.id, SessionRow.ended_at.is_(None))
        .order_by(SessionRow.seen_at.desc())
    )
    return [row for row in rows if is_alive(row, now)]


def touch(session: Session, login: Login, *, now: datetime) -> None:
    """Note that somebody is still there."""
    session.execute(update(SessionRow).where(SessionRow.id == login.id).values(seen_at=now))


def end(row: SessionRow, *, now: datetime) -> None:
    """End one session."""
    row.ended_at, row.pending = now, None


def end_all(session: Session, account_id: int, *, now: datetime, but: SessionRow | None = None) -> None:
    """End every session of an account, except one."""
    statement = update(SessionRow).where(SessionRow.account_id == account_id, SessionRow.ended_at.is_(None))
    if but is not None:
        statement = statement.where(SessionRow.id != but.id)
    session.execute(statement.values(ended_at=now, pending=None))


def actor_of(account: AccountRow) -> Actor:
    """Who acts, with what the account may do now."""
    return Actor(account.id, account.name, frozenset(grants_of(account)))


def grants_of(account: AccountRow) -> list[Grant]:
    """What an account was granted."""
    return [Grant(Role(row.role), row.province, row.producer_id) for row in account.grants]


def needs_second_factor(account: AccountRow) -> bool:
    """Whether one of its roles can harm others."""
    return any(Role(row.role) in NEEDS_SECOND_FACTOR for row in account.grants)


def has_second_factor(account: AccountRow) -> bool:
    """Whether one is set up; recovery codes are not one, they stand in for one."""
    return account.one_time_codes is not None or bool(account.passkeys)


def _hash(token: str) -> bytes:
    return sha256(token.encode()).digest()
