"""The journal of a product, and what has happened since somebody last looked at it."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import Session

from ocop_verify.accounts.models import AccountRow
from ocop_verify.audit.models import JournalEntry
from ocop_verify.domain.catalogue import Catalogue

Facts = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Told:
    """An entry of the journal with its facts read."""

    sequence: int
    at: datetime
    actor: str
    action: str
    subject_type: str
    subject_id: int
    before: Facts
    after: Facts


def told(entry: JournalEntry) -> Told:
    """An entry as it is told."""
    return Told(
        entry.sequence,
        entry.at,
        entry.actor,
        entry.action,
        entry.subject_type,
        entry.subject_id,
        json.loads(entry.before) if entry.before else {},
        json.loads(entry.after) if entry.after else {},
    )


def subjects_of_product(product_id: int, catalogue: Catalogue) -> dict[str, list[int]]:
    """The records whose entries make up the story of a product."""
    certifications = catalogue.certifications_of_product.get(product_id, ())
    batches = [b for c in certifications for b in catalogue.batches_of_certification.get(c, ())]
    return {
        "product": [product_id],
        "story": [product_id],
        "producer": [catalogue.products[product_id].producer_id],
        "certification": list(certifications),
        "batch": batches,
    }


def story_of(session: Session, subjects: Mapping[str, Collection[int]], limit: int = 100) -> Sequence[Told]:
    """What was done to these records, the newest first."""
    return _read(session, _about(subjects).order_by(JournalEntry.sequence.desc()).limit(limit))


def since(session: Session, subjects: Mapping[str, Collection[int]], seen: int) -> Sequence[Told]:
    """What was done to these records after a version of the registry: a form carries the one that it was
    opened at. The oldest first.
    """
    later = _about(subjects).where(JournalEntry.sequence > seen)
    return _read(session, later.order_by(JournalEntry.sequence).limit(50))


def names_of(session: Session, actors: Iterable[str]) -> Mapping[str, str]:
    """The names of the people among these actors; others go by what they are called in the journal."""
    numbers = {int(each[5:]): each for each in actors if each.startswith("user:") and each[5:].isdecimal()}
    rows = session.execute(select(AccountRow.id, AccountRow.name).where(AccountRow.id.in_(numbers)))
    return {numbers[key]: name for key, name in rows}


def _about(subjects: Mapping[str, Collection[int]]) -> Select[JournalEntry]:
    return select(JournalEntry).where(_among(subjects))


def _among(subjects: Mapping[str, Collection[int]]) -> ColumnElement[bool]:
    entry = JournalEntry
    return or_(
        *(
            and_(entry.subject_type == kind, entry.subject_id.in_(ids))
            for kind, ids in subjects.items()
            if ids
        )
    )


def _read(session: Session, statement: Select[JournalEntry]) -> list[Told]:
    return [told(entry) for entry in session.scalars(statement)]
