"""Certifications as somebody picks them for labels, with their names and what they are today."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from ocop_verify.domain.catalogue import Catalogue
from ocop_verify.domain.validity import local_day
from ocop_verify.domain.verdict import StandingReading, standing_on
from ocop_verify.labels.issuing import LABELLED
from ocop_verify.registry.lookup import no_such_certification
from ocop_verify.registry.models import CertificationRow, DecisionRow, ProducerRow, ProductRow
from ocop_verify.registry.reading import read_certifications, rows_where


@dataclass(frozen=True, slots=True)
class Candidate:
    """A certification that labels may be issued for, as a person picks it."""

    id: int
    product: str
    product_id: int
    producer: str
    producer_id: int
    province: str
    stars: int
    reading: StandingReading
    decision: str
    decided_on: date

    @property
    def may_be_labelled(self) -> bool:
        """Whether labels may be issued for it today."""
        return self.reading.standing in LABELLED


def candidate(session: Session, certification_id: int, *, now: datetime) -> Candidate:
    """One certification with its standing today. Raises ``NoSuchCertification``."""
    found = candidates(session, [certification_id], now=now)
    if not found:
        raise no_such_certification(certification_id)
    return found[0]


def candidates(session: Session, ids: Collection[int], *, now: datetime) -> list[Candidate]:
    """These certifications with their standing today, in this order; what is not there is left out."""
    own = CertificationRow
    rows = {row.id: row for row in rows_where(session, _joined(), own.id, ids)}
    products = {row.product_id for row in rows.values()}
    siblings = {key for (key,) in rows_where(session, select(own.id), own.product_id, products)}
    catalogue, today = Catalogue.of(0, now, read_certifications(session, siblings)), local_day(now)
    return [
        Candidate(
            key,
            row.product,
            row.product_id,
            row.producer,
            row.producer_id,
            row.province,
            row.stars,
            standing_on(catalogue.certifications[key], catalogue, today),
            row.number,
            row.issued_on,
        )
        for key in ids
        if (row := rows.get(key))
    ]


def _joined() -> Select[*tuple[Any, ...]]:
    own, product, producer, decision = CertificationRow, ProductRow, ProducerRow, DecisionRow
    return (
        select(
            *(own.id, own.product_id, own.stars, product.name.label("product")),
            *(producer.name.label("producer"), producer.id.label("producer_id"), producer.province),
            *(decision.number, decision.issued_on),
        )
        .join(product, own.product_id == product.id)
        .join(producer, product.producer_id == producer.id)
        .join(decision, own.decision_id == decision.id)
    )
