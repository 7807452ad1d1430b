"""Facts in, one catalogue out: whole, or only what changed since a version that is held."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ocop_verify.audit import journal
from ocop_verify.audit.models import JournalEntry
from ocop_verify.domain.authorities import parse_authority
from ocop_verify.domain.catalogue import HOLDERS, NAMES, Catalogue, Record
from ocop_verify.domain.places import PROVINCES, Place
from ocop_verify.domain.records import Authority
from ocop_verify.labels.reading import read_batches, read_keys
from ocop_verify.registry.models import CertificationRow
from ocop_verify.registry.reading import (
    Ids,
    read_authorities,
    read_certifications,
    read_decisions,
    read_producers,
    read_products,
    rows_where,
)
from ocop_verify.stories.reading import read_stories


def _authorities_with_history(session: Session, ids: Ids = None) -> Iterator[Authority]:
    """Authorities, with the end and the successor that follow from their names."""
    for authority in read_authorities(session, ids):
        history = parse_authority(authority.name)
        province = PROVINCES.get(authority.province or "")
        if province:  # a district's name alone does not say who took over
            history = history.located_in(Place(province))
        yield replace(authority, existed_until=history.existed_until, successor=history.successor)


# What a journal entry's subject type means for the catalogue. Other types do not touch it.
READERS: Mapping[str, Callable[[Session, Ids], Iterator[Record]]] = {
    "authority": _authorities_with_history,
    "decision": read_decisions,
    "producer": read_producers,
    "product": read_products,
    "certification": read_certifications,
    "batch": read_batches,
    "label_key": read_keys,
    "story": read_stories,
}
# The attribute of the catalogue that holds the records of a subject type.
HELD_AS: Mapping[str, str] = {name: HOLDERS[kind] for kind, name in NAMES.items()}


def compile_catalogue(session: Session, *, now: datetime) -> Catalogue:
    """Compile every fact. The transaction of the session sees one moment: version and rows agree."""
    version = journal.version(session)
    records = (record for read in READERS.values() for record in read(session, None))
    return Catalogue.of(version, now, records)


def recompile(session: Session, held: Catalogue, *, now: datetime) -> Catalogue:
    """The newest catalogue, reading only the records that the journal names since the one held."""
    version = journal.version(session)
    if version == held.version:
        return held
    changed = _changed_since(session, held.version)
    records = [record for kind, ids in changed.items() for record in READERS[kind](session, ids)]
    there = {(HOLDERS[type(record)], record.id) for record in records}
    named = ((HELD_AS[kind], key) for kind, ids in changed.items() for key in ids)
    gone = [getattr(held, name)[key] for name, key in named if _is_gone(held, name, key, there)]
    return held.updated(version, now, records, gone)


def _is_gone(held: Catalogue, name: str, key: int, there: Collection[tuple[str, int]]) -> bool:
    """Whether a record that is held was taken back since."""
    return key in getattr(held, name) and (name, key) not in there


def _changed_since(session: Session, version: int) -> Mapping[str, set[int]]:
    """The records that the journal names, with those that repeat what another says: a certification begins
    on the day of its decision.
    """
    changed: defaultdict[str, set[int]] = defaultdict(set)
    statement = (
        select(JournalEntry.subject_type, JournalEntry.subject_id)
        .where(JournalEntry.sequence > version, JournalEntry.subject_type.in_(READERS))
        .distinct()
    )
    for kind, key in session.execute(statement):
        changed[kind].add(key)
    if changed["decision"]:
        of_decisions = select(CertificationRow.id)
        found = rows_where(session, of_decisions, CertificationRow.decision_id, changed["decision"])
        changed["certification"].update(key for (key,) in found)
    return changed
