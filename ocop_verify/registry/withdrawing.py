"""Taking back what was written by mistake, as long as nothing rests on it.

The facts leave the registry's tables, so that the catalogue, the export and every list agree by themselves.
The journal keeps what was written and gets an entry for each record that is taken back, which tells what is
true again. Whether something rests on a record is asked of the database: its references forbid the removal of
what another row needs, whichever room keeps that row.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import ColumnElement, Select, Table, delete, func, select
from sqlalchemy.orm import Session, aliased

from ocop_verify.audit import journal
from ocop_verify.audit.journal import Entry, record
from ocop_verify.audit.models import JournalEntry
from ocop_verify.db import Base
from ocop_verify.domain.errors import N_, OcopError
from ocop_verify.registry.comparing import Change
from ocop_verify.registry.conflicts import told_plainly
from ocop_verify.registry.models import (
    AuthorityRow,
    CertificationRow,
    DecisionRow,
    ExtensionRow,
    ProducerRow,
    ProductRow,
    RevocationRow,
    SuspensionRow,
)
from ocop_verify.registry.writing import correct

PREFIX = "withdraw_"
# What can be registered, in the order in which it is removed: first what refers to others.
KINDS: Mapping[str, type[CertificationRow | ProductRow | DecisionRow | ProducerRow | AuthorityRow]] = {
    "certification": CertificationRow,
    "product": ProductRow,
    "decision": DecisionRow,
    "producer": ProducerRow,
    "authority": AuthorityRow,
}
FATES = (ExtensionRow, SuspensionRow, RevocationRow)


class SomethingRestsOnIt(OcopError):
    """What was to be taken back is needed by something that came after it."""


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why something cannot be taken back: a later act on its records, or rows of a table that need them."""

    what: str
    count: int


@dataclass(frozen=True, slots=True)
class Span:
    """The journal's entries of one act, both ends included."""

    first: int
    last: int

    def holds(self, entry: type[JournalEntry] = JournalEntry) -> ColumnElement[bool]:
        """The condition that an entry is one of them."""
        return entry.sequence.between(self.first, self.last)

    def registered(self, kind: str) -> Select[int]:
        """The records of this kind that were new in this act."""
        new = (JournalEntry.subject_type == kind, JournalEntry.before.is_(None))
        return select(JournalEntry.subject_id).where(self.holds(), *new)


class Written(NamedTuple):
    """An entry of the journal, as far as taking it back needs it; facts are JSON."""

    action: str
    subject_type: str
    subject_id: int
    before: str | None
    after: str | None

    @classmethod
    def of(cls, entry: JournalEntry) -> "Written":
        """What an entry says."""
        return cls(entry.action, entry.subject_type, entry.subject_id, entry.before, entry.after)


def obstacles(session: Session, span: Span) -> list[Obstacle]:
    """All that rests on what an act wrote; empty when it can be taken back."""
    return [*_later_acts(session, span), *_references(session, span)]


def withdraw(session: Session, span: Span, *, actor: str, now: datetime) -> None:
    """Take back everything that one act wrote, or raise ``SomethingRestsOnIt``."""
    journal.lock(session)
    if found := obstacles(session, span):
        raise SomethingRestsOnIt(
            N_("Không rút lại được: đã có %(count)s việc hoặc bản ghi dựa vào."),
            count=sum(each.count for each in found),
        )
    columns = (JournalEntry.action, JournalEntry.subject_type, JournalEntry.subject_id)
    entries = select(*columns, JournalEntry.before, JournalEntry.after).where(span.holds())
    # Rows, not entities: a file of 20,000 lines has written 45,000 of them.
    told = [Written(*row) for row in session.execute(entries.order_by(JournalEntry.sequence.desc()))]
    new = {(entry.subject_type, entry.subject_id) for entry in told if entry.before is None}
    with told_plainly():
        for entry in told:
            if (entry.subject_type, entry.subject_id) not in new:
                take_back(session, entry)
        session.flush()
        for fate in FATES:
            session.execute(delete(fate).where(fate.certification_id.in_(span.registered("certification"))))
        for kind, model in KINDS.items():
            session.execute(delete(model).where(model.id.in_(span.registered(kind))))
        session.flush()
    record(session, map(withdrawal, told), actor=actor, now=now)
    session.expire_all()  # what was removed in bulk is unknown to the session


def withdrawal(entry: Written, told: Written | None = None) -> Entry:
    """How the journal tells that an entry was taken back. ``told``: how it was told last, when corrected."""
    before, after = facts(entry.before), facts((told or entry).after)
    return Entry(PREFIX + entry.action, entry.subject_type, entry.subject_id, before, after)


def take_back(session: Session, entry: Written) -> None:
    """Make undone what an entry says of a record that was registered before."""
    key, before, after = entry.subject_id, facts(entry.before) or {}, facts(entry.after) or {}
    match entry.action.removeprefix("correct_"):
        case "correct":
            correct(session, Change(entry.subject_type, key, "", after, _as_stored(before)))
        case "revoke":
            session.execute(delete(RevocationRow).where(RevocationRow.certification_id == key))
        case "extend":
            until = date.fromisoformat(after["valid_until"])
            mine = (ExtensionRow.certification_id == key, ExtensionRow.until == until)
            session.execute(delete(ExtensionRow).where(*mine))
        case "suspend":
            session.delete(_pause(session, key, after))
        case "lift":
            row = _pause(session, key, after)
            row.lifted_on, row.lift_reason = None, ""
        case other:
            raise ValueError(f"nobody takes back {other}")


def facts(text: str | None) -> dict[str, Any] | None:
    """What an entry says, read."""
    return None if text is None else msgspec.json.decode(text, type=dict[str, Any])


def _later_acts(session: Session, span: Span) -> Iterator[Obstacle]:
    mine, later = aliased(JournalEntry), aliased(JournalEntry)
    same = (later.subject_type == mine.subject_type) & (later.subject_id == mine.subject_id)
    counts = (
        select(later.action, func.count(later.sequence.distinct()))
        .select_from(mine)
        .join(later, same & (later.sequence > span.last))
        .where(span.holds(mine))
        .group_by(later.action)
        .order_by(later.action)
    )
    for action, count in session.execute(counts):
        yield Obstacle(action, count)


def _references(session: Session, span: Span) -> Iterator[Obstacle]:
    """Rows of any table that refer to a record that was new, and were not new themselves in the same act."""
    fates = {fate.__tablename__ for fate in FATES}  # later ones have entries, which were looked at
    for table in Base.metadata.sorted_tables:
        if table.name in fates:
            continue
        for reference in table.foreign_keys:
            kind = reference.column.table.name
            if kind in KINDS and (count := _count(session, table, reference.parent, kind, span)):
                yield Obstacle(table.name, count)


def _count(session: Session, table: Table, column: ColumnElement[Any], kind: str, span: Span) -> int:
    query = select(func.count()).select_from(table).where(column.in_(span.registered(kind)))
    if table.name in KINDS:
        query = query.where(table.c.id.not_in(span.registered(table.name)))
    return session.scalar(query) or 0


def _pause(session: Session, key: int, after: Mapping[str, Any]) -> SuspensionRow:
    """The suspension that an entry tells of."""
    from_day = date.fromisoformat(after["suspension"]["from_day"])
    mine = (SuspensionRow.certification_id == key, SuspensionRow.from_day == from_day)
    return session.scalars(
        select(SuspensionRow).where(*mine).order_by(SuspensionRow.id.desc()).limit(1)
    ).one()


def _as_stored(told: Mapping[str, Any]) -> dict[str, Any]:
    """Facts as the tables hold them: the journal writes days as text."""
    days: Sequence[str] = ("printed_until", "issued_on")
    return {
        name: date.fromisoformat(value) if name in days and value else value for name, value in told.items()
    }
