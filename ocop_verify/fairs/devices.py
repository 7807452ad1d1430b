"""Phones in the field: how one joins a fair, shows itself, and is shut out again.

A helper needs no account and no address of e-mail: the code of the fair, and a name to be called by. What the
phone gets instead is a token, kept here as its hash only, that ends with the fair.
"""

import hmac
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from ocop_verify.accounts.models import AccountRow
from ocop_verify.accounts.permissions import Actor, Permission, has
from ocop_verify.accounts.sessions import actor_of
from ocop_verify.audit.journal import Entry, record
from ocop_verify.domain.errors import N_, OcopError
from ocop_verify.domain.fairs import Days, JoinCode, OwnCode
from ocop_verify.domain.text import clean
from ocop_verify.fairs.models import FairRow, FieldDeviceRow

# A phone that is used is written down once in this time, not at every request.
SEEN_EVERY: Final = timedelta(minutes=5)
MOST_DEVICES: Final = 500


class CodeNotValid(OcopError):
    """The code opens no fair: mistyped, replaced by a newer one, or its fair is over."""


class NameNeeded(OcopError):
    """A helper has given no name to be called by."""


class DeviceShutOut(OcopError):
    """The token is nobody's, its access has ended, or the organizer has taken it back."""


def days_of(fair: FairRow) -> Days:
    """The days of a fair."""
    return Days(fair.first_on, fair.last_on)


def code_of(fair: FairRow, secret: bytes) -> JoinCode:
    """The code by which helpers join a fair today."""
    return JoinCode.make(fair.id, fair.code_edition, secret)


def join_fair(
    session: Session, typed: str, name: str, secret: bytes, *, now: datetime, shown: str = ""
) -> tuple[FieldDeviceRow, str]:
    """Let a phone in; gives its row and its token, which is told only here.

    A phone that joins again and has ``shown`` the token that it had stays the same phone, unless it is called
    otherwise now: what was said under one name is never put under another.
    """
    code = JoinCode.read(typed)
    fair = session.get(FairRow, code.fair_id, with_for_update=True) if code else None
    is_right = (
        fair is not None and code is not None and hmac.compare_digest(str(code_of(fair, secret)), str(code))
    )
    if fair is None or not is_right or fair.called_off_at or not days_of(fair).may_join(now):
        raise CodeNotValid(N_("Mã tham gia không đúng hoặc đã hết hạn. Hãy hỏi ban tổ chức mã mới."))
    known = session.scalar(select(FieldDeviceRow).where(FieldDeviceRow.token_hash == _hash(shown)))
    if known and known.fair_id == fair.id and not known.ended_at and known.name == clean(name)[:100]:
        known.seen_at = now
        return known, shown
    if len(devices_of(session, fair.id)) >= MOST_DEVICES:
        raise CodeNotValid(N_("Hội chợ đã có quá nhiều máy tham gia. Hãy hỏi ban tổ chức."))
    return _enter(session, name, fair_id=fair.id, now=now)


def own_code(session: Session, account_id: int, secret: bytes, *, now: datetime) -> OwnCode:
    """The code by which an account lets in its next phone."""
    return OwnCode.make(account_id, len(own_devices(session, account_id)), now, secret)


def enrol_own(
    session: Session, typed: str, name: str, secret: bytes, *, now: datetime
) -> tuple[FieldDeviceRow, str]:
    """Let in the phone of an inspector who has just been given a code: it may do what its account may."""
    code = OwnCode.read(typed)
    account = session.get(AccountRow, code.account_id, with_for_update=True) if code else None
    phones = len(own_devices(session, account.id)) if account else 0
    is_right = code is not None and code.opens(phones, now, secret)
    if account is None or not is_right or not _may_work(account):
        raise CodeNotValid(N_("Mã không đúng, đã dùng hoặc đã hết hạn. Hãy lấy mã mới."))
    row, token = _enter(session, name, account_id=account.id, now=now)
    entry = Entry("enrol_phone", "field_device", row.id, {"account": account.id})
    record(session, [entry], actor=f"user:{account.id}", now=now)
    return row, token


def actor_of_device(session: Session, device: FieldDeviceRow) -> Actor | None:
    """Who works with an own phone, with what the account may do now; None for a helper's."""
    return actor_of(session.get_one(AccountRow, device.account_id)) if device.account_id else None


def own_devices(session: Session, account_id: int) -> Sequence[FieldDeviceRow]:
    """The phones that an account has ever let in, the newest first."""
    mine = select(FieldDeviceRow).where(FieldDeviceRow.account_id == account_id)
    return session.scalars(mine.order_by(FieldDeviceRow.id.desc())).all()


def shut_out_own(session: Session, key: int, account_id: int, *, now: datetime) -> None:
    """Take back the access of an own phone: it is lost, or somebody else's now."""
    row = session.get_one(FieldDeviceRow, key, with_for_update=True)
    if row.account_id == account_id and row.ended_at is None:
        row.ended_at = now
        entry = Entry("shut_out_phone", "field_device", key, {"account": account_id})
        record(session, [entry], actor=f"user:{account_id}", now=now)


def find_device(session: Session, token: str, *, now: datetime) -> FieldDeviceRow:
    """Whose token this is. Raises ``DeviceShutOut``, the same for every reason."""
    row = session.scalar(select(FieldDeviceRow).where(FieldDeviceRow.token_hash == _hash(token)))
    if row is None or row.ended_at or not _has_access(session, row, now):
        raise DeviceShutOut(N_("Máy này không còn quyền truy cập. Hãy tham gia lại bằng mã mới."))
    if now - row.seen_at >= SEEN_EVERY:
        row.seen_at = now
    return row


def _has_access(session: Session, row: FieldDeviceRow, now: datetime) -> bool:
    if row.fair_id:
        return days_of(session.get_one(FairRow, row.fair_id)).may_send(now)
    return _may_work(session.get_one(AccountRow, row.account_id))


def _may_work(account: AccountRow) -> bool:
    """Whether an account may work in the field with its own phone today."""
    return account.disabled_at is None and has(actor_of(account), Permission.WORK_ON_FLAGS)


def shut_out(session: Session, key: int, *, now: datetime) -> None:
    """Take a phone's access back. What it has sent stays."""
    row = session.get_one(FieldDeviceRow, key, with_for_update=True)
    row.ended_at = row.ended_at or now


def devices_of(session: Session, fair_id: int) -> Sequence[FieldDeviceRow]:
    """The phones that have joined a fair, in order."""
    mine = select(FieldDeviceRow).where(FieldDeviceRow.fair_id == fair_id)
    return session.scalars(mine.order_by(FieldDeviceRow.id)).all()


def _enter(
    session: Session, name: str, *, fair_id: int | None = None, account_id: int | None = None, now: datetime
) -> tuple[FieldDeviceRow, str]:
    called = clean(name)[:100]
    if not called:
        raise NameNeeded(N_("Hãy ghi tên để mọi người biết ai đã kiểm tra."))
    token = secrets.token_urlsafe(32)
    row = FieldDeviceRow(
        token_hash=_hash(token),
        name=called,
        fair_id=fair_id,
        account_id=account_id,
        joined_at=now,
        seen_at=now,
    )
    session.add(row)
    session.flush()
    return row, token


def _hash(token: str) -> bytes:
    return sha256(token.encode()).digest()
