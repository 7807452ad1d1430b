"""What the registry already holds of the things that some statements speak of, as drafts.

A few statements are looked up by their keys; for many, whole tables are read, which is faster than asking
for thousands of keys.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ocop_verify.registry.drafts import (
    AuthorityDraft,
    CertificationDraft,
    DecisionDraft,
    ProducerDraft,
    ProductDraft,
)
from ocop_verify.registry.examining import Claim
from ocop_verify.registry.models import (
    AuthorityRow,
    CertificationRow,
    DecisionRow,
    ProducerRow,
    ProductRow,
)
from ocop_verify.registry.reading import rows_where

# Beyond so many keys, the whole table is read.
MANY_KEYS = 2_000

Key = TypeVar("Key", int, str)


class Holdings:
    """The registered records around some claims; the comparison adds the new ones in the same places.

    Producers of one name and province are kept together: which of them is meant depends on all of them.
    """

    def __init__(self) -> None:
        self.authorities: dict[tuple[str, str], AuthorityDraft] = {}
        self.decisions: dict[tuple[AuthorityDraft, str, int], DecisionDraft] = {}
        self.producers: dict[tuple[str, str], dict[str, ProducerDraft]] = {}
        self.products: dict[tuple[ProducerDraft, str], ProductDraft] = {}
        self.certifications: dict[tuple[ProductDraft, DecisionDraft], CertificationDraft] = {}


def read_holdings(session: Session, claims: Sequence[Claim]) -> Holdings:
    """Everything registered that these claims may speak of, and more."""
    held = Holdings()
    authorities = _read_authorities(session, held)
    decisions = _read_decisions(session, held, authorities, {claim.number.key for claim in claims})
    producers = _read_producers(session, held, {claim.producer_key for claim in claims})
    products = _read_products(session, held, producers)
    _read_newest(session, products)
    _read_certifications(session, held, products, decisions)
    return held


def _few(keys: Collection[Key]) -> Collection[Key] | None:
    """The keys to ask for, or None for everything."""
    return keys if len(keys) <= MANY_KEYS else None


def _read_authorities(session: Session, held: Holdings) -> dict[int, AuthorityDraft]:
    """All of them: there are a few hundred."""
    row = AuthorityRow
    found = {}
    for key, name, name_key, level, province in session.execute(
        select(row.id, row.name, row.name_key, row.level, row.province)
    ):
        draft = AuthorityDraft(key, name, name_key, level, province)
        found[key] = held.authorities[name_key, province] = draft
    return found


def _read_decisions(
    session: Session, held: Holdings, authorities: dict[int, AuthorityDraft], keys: Collection[str]
) -> dict[int, DecisionDraft]:
    row = DecisionRow
    statement = select(row.id, row.authority_id, row.number, row.number_key, row.year, row.issued_on)
    found = {}
    for key, authority_id, number, number_key, year, issued_on in rows_where(
        session, statement, row.number_key, _few(keys)
    ):
        draft = DecisionDraft(key, authorities[authority_id], number, number_key, issued_on)
        found[key] = held.decisions[draft.authority, number_key, year] = draft
    return found


def _read_producers(session: Session, held: Holdings, keys: Collection[str]) -> dict[int, ProducerDraft]:
    row = ProducerRow
    columns = (row.id, row.name, row.name_key, row.province, row.commune_key)
    statement = select(*columns, row.type, row.address, row.commune)
    found = {}
    for values in rows_where(session, statement, row.name_key, _few(keys)):
        draft = ProducerDraft(*values)
        draft.was = draft.facts()
        found[draft.id] = draft
        held.producers.setdefault((draft.key, draft.province), {})[draft.commune_key] = draft
    return found


def _read_products(
    session: Session, held: Holdings, producers: dict[int, ProducerDraft]
) -> dict[int, ProductDraft]:
    row = ProductRow
    statement = select(row.id, row.producer_id, row.name, row.name_key, row.product_set, row.gtin)
    found = {}
    for key, producer_id, *values in rows_where(session, statement, row.producer_id, _few(producers.keys())):
        if producer := producers.get(producer_id):
            draft = ProductDraft(key, producer, *values)
            draft.was = draft.facts()
            found[key] = held.products[producer, draft.key] = draft
    return found


def _read_newest(session: Session, products: dict[int, ProductDraft]) -> None:
    """The day of the newest decision about each product and each producer."""
    row = CertificationRow
    newest = (
        select(row.product_id, func.max(DecisionRow.issued_on)).join(DecisionRow).group_by(row.product_id)
    )
    for product_id, day in rows_where(session, newest, row.product_id, _few(products.keys())):
        if product := products.get(product_id):
            product.newest = day
            product.producer.newest = max(day, product.producer.newest or date.min)


def _read_certifications(
    session: Session,
    held: Holdings,
    products: dict[int, ProductDraft],
    decisions: dict[int, DecisionDraft],
) -> None:
    """Those of the given products and decisions; others are not spoken of."""
    row = CertificationRow
    statement = select(row.id, row.product_id, row.decision_id, row.stars, row.score, row.printed_until)
    wanted: Iterable[tuple[int, int, int, int, str, date | None]] = rows_where(
        session, statement, row.product_id, _few(products.keys())
    )
    for key, product_id, decision_id, stars, score, printed_until in wanted:
        if product_id in products and decision_id in decisions:
            draft = CertificationDraft(
                key, products[product_id], decisions[decision_id], stars, score, printed_until
            )
            draft.was = draft.facts()
            held.certifications[draft.product, draft.decision] = draft
