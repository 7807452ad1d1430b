"""Writing and checking the append-only journal."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from ocop_verify.audit.models import JournalEntry, JournalHead

FIRST_HASH = "0" * 64


@dataclass(frozen=True, slots=True)
class Entry:
    """What an act says of one record. ``before`` None: the record is new; ``after`` None: nothing is left."""

    action: str
    subject_type: str
    subject_id: int
    after: Mapping[str, Any] | None
    before: Mapping[str, Any] | None = None


def record(session: Session, entries: Iterable[Entry], *, actor: str, now: datetime) -> int:
    """Append entries in the transaction of the act itself and give the registry's new version.

    Locks the head of the journal until the transaction ends, so call it as late as possible.
    """
    head = _locked_head(session)
    rows = []
    for entry in entries:
        head.sequence += 1
        row = {
            "sequence": head.sequence,
            "at": now,
            "actor": actor,
            "action": entry.action,
            "subject_type": entry.subject_type,
            "subject_id": entry.subject_id,
            "before": _canonical(entry.before),
            "after": _canonical(entry.after),
        }
        head.hash = row["hash"] = _chained(head.hash, row)
        rows.append(row)
    if rows:
        session.execute(insert(JournalEntry), rows)
    session.flush()
    return head.sequence


def version(session: Session) -> int:
    """The registry's version: the sequence number of the newest entry, 0 before the first."""
    return session.scalar(select(JournalHead.sequence)) or 0


def first_broken(session: Session) -> int | None:
    """The sequence number at which the chain no longer holds; None when the journal is whole."""
    expected, previous = 1, FIRST_HASH
    for entry in _read(session):
        if entry["sequence"] != expected or entry["hash"] != _chained(previous, entry):
            return expected
        expected, previous = expected + 1, entry["hash"]
    head = session.get(JournalHead, 1)
    at_head = (head.sequence, head.hash) if head else (0, FIRST_HASH)
    return None if at_head == (expected - 1, previous) else expected


def _locked_head(session: Session) -> JournalHead:
    head = session.scalar(select(JournalHead).with_for_update().execution_options(populate_existing=True))
    if head is None:
        head = JournalHead(id=1, sequence=0, hash=FIRST_HASH)
        session.add(head)
    return head


def _read(session: Session) -> Iterator[Mapping[str, Any]]:
    columns = JournalEntry.__table__.columns
    rows = session.execute(select(*columns).order_by(JournalEntry.sequence)).yield_per(1_000)
    return (row._asdict() for row in rows)


def _canonical(value: Mapping[str, Any] | None) -> str | None:
    if value is None:
        return None
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)


def _chained(previous: str, row: Mapping[str, Any]) -> str:
    parts = [
        row[name] for name in ("sequence", "actor", "action", "subject_type", "subject_id", "before", "after")
    ]
    text = json.dumps(
        [previous, row["at"].astimezone(UTC).isoformat(), *parts], ensure_ascii=False, separators=(",", ":")
    )
    return hashlib.sha256(text.encode()).hexdigest()
