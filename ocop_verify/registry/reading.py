"""The registry's rows as records of the ground: all of them, or those with given ids."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from typing import Any, TypeVar

from sqlalchemy import Select, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from ocop_verify.domain.records import (
    Authority,
    Certification,
    Decision,
    Extension,
    Level,
    Producer,
    ProducerType,
    Product,
    Revocation,
    RevocationGround,
    Suspension,
)
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

Ids = Collection[int] | None
Key = TypeVar("Key", int, str)
# SQLite takes at most 32,766 parameters in one statement.
IDS_PER_QUERY = 5_000


def rows_where(
    session: Session,
    statement: Select[*tuple[Any, ...]],
    column: InstrumentedAttribute[Key],
    ids: Collection[Key] | None,
) -> Iterator[Any]:
    """The rows of a statement; with ``ids``, only those whose column is among them."""
    if ids is None:
        yield from session.execute(statement.execution_options(yield_per=5_000))
        return
    wanted: Sequence[Key] = sorted(ids)
    for start in range(0, len(wanted), IDS_PER_QUERY):
        yield from session.execute(statement.where(column.in_(wanted[start : start + IDS_PER_QUERY])))


def read_authorities(session: Session, ids: Ids = None) -> Iterator[Authority]:
    """Authorities; the dates they existed and their successors follow from their names."""
    row = AuthorityRow
    statement = select(row.id, row.name, row.level, row.province)
    for key, name, level, province in rows_where(session, statement, row.id, ids):
        yield Authority(key, name, Level(level), province or None)


def read_decisions(session: Session, ids: Ids = None) -> Iterator[Decision]:
    """Decisions by id."""
    row = DecisionRow
    statement = select(row.id, row.authority_id, row.number, row.issued_on, row.document)
    for each in rows_where(session, statement, row.id, ids):
        yield Decision(*each)


def read_producers(session: Session, ids: Ids = None) -> Iterator[Producer]:
    """Producers by id."""
    row = ProducerRow
    statement = select(row.id, row.name, row.type, row.address, row.commune, row.province)
    for key, name, form, address, commune, province in rows_where(session, statement, row.id, ids):
        yield Producer(key, name, ProducerType(form), address, commune, province)


def read_products(session: Session, ids: Ids = None) -> Iterator[Product]:
    """Products by id."""
    row = ProductRow
    statement = select(row.id, row.producer_id, row.name, row.product_set, row.gtin)
    for each in rows_where(session, statement, row.id, ids):
        yield Product(*each)


def read_certifications(session: Session, ids: Ids = None) -> Iterator[Certification]:
    """Certifications with everything that befell them."""
    extensions = {c: Extension(until, basis) for c, until, basis in _extensions(session, ids)}
    suspensions = _suspensions(session, ids)
    revocations = _revocations(session, ids)
    row = CertificationRow
    statement = select(
        row.id,
        row.product_id,
        row.decision_id,
        row.stars,
        DecisionRow.issued_on,
        row.printed_until,
        row.score,
    ).join(DecisionRow)
    for key, product, decision, stars, issued_on, printed_until, score in rows_where(
        session, statement, row.id, ids
    ):
        yield Certification(
            key,
            product,
            decision,
            stars,
            valid_from=issued_on,
            printed_until=printed_until,
            score=score,
            extension=extensions.get(key),
            suspensions=suspensions.get(key, ()),
            revocation=revocations.get(key),
        )


def _extensions(session: Session, ids: Ids) -> list[Any]:
    row = ExtensionRow
    statement = select(row.certification_id, row.until, row.basis)
    return sorted(rows_where(session, statement, row.certification_id, ids), key=lambda each: each[1])


def _suspensions(session: Session, ids: Ids) -> dict[int, tuple[Suspension, ...]]:
    row = SuspensionRow
    statement = select(row.certification_id, row.from_day, row.reason, row.decision, row.lifted_on)
    found: defaultdict[int, list[Suspension]] = defaultdict(list)
    for key, *values in rows_where(session, statement, row.certification_id, ids):
        found[key].append(Suspension(*values))
    return {key: tuple(sorted(each, key=lambda s: s.from_day)) for key, each in found.items()}


def _revocations(session: Session, ids: Ids) -> dict[int, Revocation]:
    row = RevocationRow
    statement = select(row.certification_id, row.on, row.ground, row.decision, row.note)
    return {
        key: Revocation(on, RevocationGround(ground), decision, note)
        for key, on, ground, decision, note in rows_where(session, statement, row.certification_id, ids)
    }
