"""Finding a certification's number by what people call the product or its producer."""

from datetime import date

import msgspec
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from ocop_verify.domain.records import Certification
from ocop_verify.domain.text import fold
from ocop_verify.registry.models import CertificationRow, DecisionRow, ProducerRow, ProductRow
from ocop_verify.registry.reading import read_certifications

MOST_FOUND = 50


class Found(msgspec.Struct, frozen=True):
    """A certification with the names that people know it by."""

    certification: Certification
    product: str
    producer: str
    decision: str
    decided_on: date


def find_certifications(session: Session, text: str, limit: int = MOST_FOUND) -> list[Found]:
    """Certifications whose product or producer has this text in its name, in any spelling; newest first."""
    pattern = fold(text)
    statement = (
        select(
            *(CertificationRow.id, ProductRow.name, ProducerRow.name, DecisionRow.number),
            DecisionRow.issued_on,
        )
        .join(ProductRow, CertificationRow.product_id == ProductRow.id)
        .join(ProducerRow, ProductRow.producer_id == ProducerRow.id)
        .join(DecisionRow, CertificationRow.decision_id == DecisionRow.id)
        .where(
            or_(
                ProductRow.name_key.contains(pattern, autoescape=True),
                ProducerRow.name_key.contains(pattern, autoescape=True),
            )
        )
        .order_by(DecisionRow.issued_on.desc(), CertificationRow.id.desc())
        .limit(limit)
    )
    rows = session.execute(statement).all()
    certifications = {each.id: each for each in read_certifications(session, [row[0] for row in rows])}
    return [
        Found(certifications[key], product, producer, number, day)
        for key, product, producer, number, day in rows
    ]
