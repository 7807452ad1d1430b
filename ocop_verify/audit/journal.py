"""Writing and checking the append-only journal."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice
from typing import Any

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from ocop_verify.audit.models import JournalEntry, JournalHead
from ocop_verify.db import insert_rows, stored

FIRST_HASH = "0" * 64
COLUMNS = ("sequence", "at", "actor", "action", "subject_type", "subject_id", "before", "after", "hash")
# So many are made and written at once; an act of any size needs no more memory than that.
ENTRIES_AT_ONCE = 10_000
# Compact, keys in order, letters as they are: one text for one value.
_json = msgspec.json.Encoder(order="sorted", enc_hook=str)


class Entry(msgspec.Struct, frozen=True):
    """What an act says of one record. ``before`` None: the record is new; ``after`` None: nothing is left."""

    action: str
    subject_type: str
    subject_id: int
    after: dict[str, Any] | None
    before: dict[str, Any] | None = None


def record(session: Session, entries: Iterable[Entry], *, actor: str, now: datetime) -> int:
    """Append entries in the transaction of the act itself and give the registry's new version.

    Locks the head of the journal until the transaction ends, so call it as late as possible.
    """
    head = _locked_head(session)
    at, moment = _utc(now), stored(session, JournalEntry.at, now)
    remaining = iter(entries)
    while rows := _linked(islice(remaining, ENTRIES_AT_ONCE), head, actor, at, moment):
        insert_rows(session, JournalEntry, COLUMNS, rows)
        head.sequence, head.hash = rows[-1][0], rows[-1][-1]
    session.flush()
    return head.sequence


def _linked(
    entries: Iterable[Entry], head: JournalHead, actor: str, at: str, moment: Any
) -> list[tuple[Any, ...]]:
    """The rows of some entries, each chained to the one before and the first to the head."""
    sequence, previous, rows = head.sequence, head.hash, []
    for entry in entries:
        sequence += 1
        before = None if entry.before is None else _json.encode(entry.before).decode()
        after = None if entry.after is None else _json.encode(entry.after).decode()
        facts = (actor, entry.action, entry.subject_type, entry.subject_id, before, after)
        previous = _chained(previous, sequence, at, facts)
        rows.append((sequence, moment, *facts, previous))
    return rows


def lock(session: Session) -> int:
    """Hold the journal, give its version: nobody else writes to the registry before this transaction ends.

    For acts that decide by what many records say. Others leave it to ``record``, which locks late.
    """
    return _locked_head(session).sequence


def version(session: Session) -> int:
    """The registry's version: the sequence number of the newest entry, 0 before the first."""
    return session.scalar(select(JournalHead.sequence)) or 0


def first_broken(session: Session) -> int | None:
    """The sequence number at which the chain no longer holds; None when the journal is whole."""
    expected, previous = 1, FIRST_HASH
    for sequence, at, *facts, found in _read(session):
        if sequence != expected or found != _chained(previous, sequence, _utc(at), facts):
            return expected
        expected, previous = expected + 1, found
    head = session.get(JournalHead, 1)
    at_head = (head.sequence, head.hash) if head else (0, FIRST_HASH)
    return None if at_head == (expected - 1, previous) else expected


def _locked_head(session: Session) -> JournalHead:
    """The row that a migration wrote. Nobody can lock what the first writer would still have to add."""
    head = select(JournalHead).with_for_update().execution_options(populate_existing=True)
    return session.scalars(head).one()


def _read(session: Session) -> Iterator[Any]:
    columns = (getattr(JournalEntry, name) for name in COLUMNS)
    return iter(session.execute(select(*columns).order_by(JournalEntry.sequence)).yield_per(1_000))


def _utc(at: datetime) -> str:
    return at.astimezone(UTC).isoformat()


def _chained(previous: str, sequence: int, at: str, facts: Sequence[str | int | None]) -> str:
    return hashlib.sha256(_json.encode((previous, at, sequence, *facts))).hexdigest()
