"""Writes a difference: rows, corrections and journal entries, in the transaction of the act."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from sqlalchemy import update
from sqlalchemy.orm import Session

from ocop_verify.audit.journal import Entry, record
from ocop_verify.db import Base, insert_rows
from ocop_verify.domain.records import Extension, Revocation
from ocop_verify.registry.comparing import Change, Difference
from ocop_verify.registry.drafts import Facts
from ocop_verify.registry.examining import commune_key
from ocop_verify.registry.extending import extension_entry
from ocop_verify.registry.fates import Event
from ocop_verify.registry.models import (
    AuthorityRow,
    CertificationRow,
    DecisionRow,
    ExtensionRow,
    ProducerRow,
    ProductRow,
    SuspensionRow,
)
from ocop_verify.registry.reserving import reserve_ids
from ocop_verify.registry.revoking import revocation_entry, revocation_row
from ocop_verify.registry.suspending import lift_entry, suspension_entry, suspension_row


class Draft(Protocol):
    """A record that will be registered."""

    id: int

    def facts(self) -> Facts:
        """The record as the journal tells it."""


def write(session: Session, difference: Difference, *, actor: str, now: datetime) -> int:
    """Write everything that differs, and give the registry's new version.

    An empty difference writes nothing, so that stating the same again leaves no trace.
    """
    if difference.is_empty:
        return difference.version
    _number(session, AuthorityRow, difference.authorities)
    _number(session, ProducerRow, difference.producers)
    _number(session, ProductRow, difference.products)
    _number(session, DecisionRow, difference.decisions)
    _number(session, CertificationRow, difference.certifications)
    _insert(session, difference)
    for change in difference.changes:
        correct(session, change)
    for event in difference.events:
        _write_event(session, event)
    return record(session, _entries(difference), actor=actor, now=now)


def _number(session: Session, model: type[Base], drafts: Sequence[Draft]) -> None:
    """Give each new record its id, so that others can refer to it before anything is written."""
    for draft, key in zip(drafts, reserve_ids(session, model, len(drafts)), strict=True):
        draft.id = key


def _insert(session: Session, new: Difference) -> None:
    insert_rows(
        session,
        AuthorityRow,
        ("id", "name", "name_key", "level", "province"),
        [(a.id, a.name, a.key, a.level, a.province) for a in new.authorities],
    )
    insert_rows(
        session,
        ProducerRow,
        ("id", "name", "name_key", "type", "address", "commune", "commune_key", "province"),
        [
            (p.id, p.name, p.key, p.type, p.address, p.commune, p.commune_key, p.province)
            for p in new.producers
        ],
    )
    insert_rows(
        session,
        ProductRow,
        ("id", "producer_id", "name", "name_key", "product_set", "gtin"),
        [(p.id, p.producer.id, p.name, p.key, p.product_set, p.gtin) for p in new.products],
    )
    insert_rows(
        session,
        DecisionRow,
        ("id", "authority_id", "number", "number_key", "year", "issued_on"),
        [(d.id, d.authority.id, d.number, d.key, d.issued_on.year, d.issued_on) for d in new.decisions],
    )
    insert_rows(
        session,
        CertificationRow,
        ("id", "product_id", "decision_id", "stars", "score", "printed_until"),
        [(c.id, c.product.id, c.decision.id, c.stars, c.score, c.printed_until) for c in new.certifications],
    )


_CORRECTED: Mapping[str, type[CertificationRow | ProductRow | ProducerRow]] = {
    "certification": CertificationRow,
    "product": ProductRow,
    "producer": ProducerRow,
}


def correct(session: Session, change: Change) -> None:
    """Write what a registered record says otherwise now."""
    model, values = _CORRECTED[change.subject_type], dict(change.after)
    if "commune" in values:
        values["commune_key"] = commune_key(values["commune"])
    session.execute(update(model).where(model.id == change.subject_id).values(values))


def _write_event(session: Session, event: Event) -> None:
    key, what = event.certification.id, event.what
    if isinstance(what, Extension):
        session.add(ExtensionRow(certification_id=key, until=what.until, basis=what.basis))
    elif isinstance(what, Revocation):
        session.add(revocation_row(key, what))
    elif event.lifts:
        session.execute(
            update(SuspensionRow)
            .where(SuspensionRow.certification_id == key, SuspensionRow.lifted_on.is_(None))
            .values(lifted_on=what.suspension.lifted_on, lift_reason=what.lift_reason)
        )
    else:
        session.add(suspension_row(key, what.suspension, what.lift_reason))


def _entries(difference: Difference) -> Iterator[Entry]:
    """One entry for each record, in an order in which a record comes before those that refer to it."""
    new: tuple[tuple[str, Sequence[Draft]], ...] = (
        ("authority", difference.authorities),
        ("producer", difference.producers),
        ("product", difference.products),
        ("decision", difference.decisions),
    )
    for kind, drafts in new:
        for draft in drafts:
            yield Entry("register", kind, draft.id, draft.facts())
    for draft in difference.certifications:
        yield Entry("recognise", "certification", draft.id, draft.facts())
    for change in difference.changes:
        yield Entry("correct", change.subject_type, change.subject_id, change.after, change.before)
    for event in difference.events:
        yield _event_entry(event)


def _event_entry(event: Event) -> Entry:
    key, what = event.certification.id, event.what
    if isinstance(what, Extension):
        return extension_entry(key, what, event.end_before)
    if isinstance(what, Revocation):
        return revocation_entry(key, what)
    if event.lifts:
        return lift_entry(key, what.suspension, what.lift_reason)
    return suspension_entry(key, what.suspension, what.lift_reason)
