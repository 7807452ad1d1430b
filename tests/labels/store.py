"""Facts in the registry's tables, for tests of labels: written as rows, past the acts of another room."""

from datetime import date

from sqlalchemy.orm import Session

from ocop_verify.registry.models import (
    AuthorityRow,
    CertificationRow,
    DecisionRow,
    ProducerRow,
    ProductRow,
)
from tests.cast import make_authority, make_producer, make_product


def store_product(session: Session, name: str = make_product().name) -> int:
    """A product of a producer; gives its id."""
    producer = make_producer()
    row = ProducerRow(
        name=producer.name,
        name_key=f"{producer.name} {name}",
        type=producer.type.value,
        address=producer.address,
        commune=producer.commune,
        commune_key="",
        province=producer.province,
    )
    product = ProductRow(producer=row, name=name, name_key=name, product_set="", gtin="")
    session.add(product)
    session.flush()
    return product.id


def store_certification(
    session: Session, product_id: int, *, stars: int = 4, issued_on: date = date(2025, 8, 5)
) -> int:
    """A certification of a product by a decision of its own; gives its id."""
    authority = make_authority()
    number = f"{product_id}{stars}/QĐ-UBND"
    decision = DecisionRow(
        authority=AuthorityRow(
            name=authority.name,
            name_key=f"{number} {issued_on}",
            level=authority.level.value,
            province=authority.province,
        ),
        number=number,
        number_key=number,
        year=issued_on.year,
        issued_on=issued_on,
    )
    row = CertificationRow(product_id=product_id, decision=decision, stars=stars, score="")
    session.add(row)
    session.flush()
    return row.id
