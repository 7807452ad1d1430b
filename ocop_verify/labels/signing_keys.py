"""The life of a label key: made, retired, distrusted."""

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ocop_verify.audit.journal import Entry, lock, record
from ocop_verify.domain.errors import N_, OcopError
from ocop_verify.domain.validity import local_day
from ocop_verify.labels.keyring import KeyRing, PrivateKey
from ocop_verify.labels.models import MAX_KEY_ID, LabelKeyRow


class NoSuchKey(OcopError):
    """A key id that was never made."""


class NoKeyToSign(OcopError):
    """There is no key that may sign: none was made, or all are retired."""


class KeyIdsUsedUp(OcopError):
    """A label has five bits for its key id; all 32 are taken."""


def create_key(session: Session, ring: KeyRing, *, actor: str, now: datetime) -> LabelKeyRow:
    """Make the next key. Its secret file is durable before the row that lets it sign exists.

    A file left by an act that failed is replaced: without a row it has never signed anything. So nobody else
    may make the same key meanwhile, whose file would be lost.
    """
    lock(session)
    key_id = next_key_id(session)
    private = PrivateKey.new(key_id)
    ring.add(private)
    row = LabelKeyRow(id=key_id, public=private.public, created_on=local_day(now))
    session.add(row)
    after = {"public": private.public.hex(), "created_on": row.created_on}
    record(session, [Entry("create_key", "label_key", key_id, after)], actor=actor, now=now)
    return row


def next_key_id(session: Session) -> int:
    """The number that the next key will have."""
    newest = session.scalar(select(LabelKeyRow.id).order_by(LabelKeyRow.id.desc()).limit(1))
    key_id = 0 if newest is None else newest + 1
    if key_id > MAX_KEY_ID:
        raise KeyIdsUsedUp(
            N_("Đã dùng hết %(count)s số hiệu khóa của định dạng tem 1."), count=MAX_KEY_ID + 1
        )
    return key_id


def retire_key(session: Session, key_id: int, *, actor: str, now: datetime) -> LabelKeyRow:
    """Let a key sign no more; what it signed still verifies. Retiring it twice changes nothing."""
    row = _key(session, key_id)
    if row.retired_on is None:
        row.retired_on = local_day(now)
        entry = Entry("retire_key", "label_key", key_id, {"retired_on": row.retired_on}, {"retired_on": None})
        record(session, [entry], actor=actor, now=now)
    return row


def rotate_keys(
    session: Session, ring: KeyRing, *, actor: str, now: datetime
) -> tuple[LabelKeyRow, list[int]]:
    """Make the next key and let all others sign no more; gives the new one and the numbers of those."""
    old = signing_key_ids(session)
    row = create_key(session, ring, actor=actor, now=now)
    for key_id in old:
        retire_key(session, key_id, actor=actor, now=now)
    return row, old


def signing_key_ids(session: Session) -> list[int]:
    """The keys that may sign, the oldest first; the newest is the one that does."""
    may_sign = (LabelKeyRow.retired_on.is_(None), LabelKeyRow.distrusted_from.is_(None))
    return list(session.scalars(select(LabelKeyRow.id).where(*may_sign).order_by(LabelKeyRow.id)))


def distrust_key(session: Session, key_id: int, since: date, *, actor: str, now: datetime) -> LabelKeyRow:
    """Stop vouching for batches that a key signed on or after a day, and let it sign no more."""
    row = _key(session, key_id)
    before = {"retired_on": row.retired_on, "distrusted_from": row.distrusted_from}
    row.retired_on = row.retired_on or local_day(now)
    row.distrusted_from = min(since, row.distrusted_from or since)
    after = {"retired_on": row.retired_on, "distrusted_from": row.distrusted_from}
    if after != before:
        record(session, [Entry("distrust_key", "label_key", key_id, after, before)], actor=actor, now=now)
    return row


def signing_key(session: Session) -> LabelKeyRow:
    """The key that signs now: the newest that is neither retired nor distrusted."""
    statement = (
        select(LabelKeyRow)
        .where(LabelKeyRow.retired_on.is_(None), LabelKeyRow.distrusted_from.is_(None))
        .order_by(LabelKeyRow.id.desc())
        .limit(1)
    )
    row = session.scalar(statement)
    if row is None:
        raise NoKeyToSign(N_("Chưa có khóa ký nào dùng được. Hãy tạo khóa bằng lệnh `flask keys new`."))
    return row


def _key(session: Session, key_id: int) -> LabelKeyRow:
    row = session.get(LabelKeyRow, key_id)
    if row is None:
        raise NoSuchKey(N_("Không có khóa ký số %(id)s."), id=key_id)
    return row
