"""The cast's records as rows, under the numbers that they have in ``make_catalogue``."""

from sqlalchemy.orm import Session

from ocop_verify.labels.models import BatchRow, LabelKeyRow
from ocop_verify.registry.models import AuthorityRow, CertificationRow, DecisionRow, ProducerRow, ProductRow
from tests.cast import (
    make_authority,
    make_batch,
    make_certification,
    make_decision,
    make_producer,
    make_product,
)


def store_cast(session: Session, *, with_labels: bool = False) -> None:
    """The cooperative, its coffee, the decision on it and, where they are wanted, its hundred labels."""
    authority, decision, producer = make_authority(), make_decision(), make_producer()
    product, certification = make_product(), make_certification()
    session.add(
        AuthorityRow(
            id=1, name=authority.name, name_key="a", level="province", province=authority.province or ""
        )
    )
    session.add(
        ProducerRow(
            id=1,
            name=producer.name,
            name_key="p",
            type=producer.type.value,
            address=producer.address,
            commune=producer.commune,
            commune_key="",
            province=producer.province,
        )
    )
    session.flush()
    session.add(
        ProductRow(id=1, producer_id=1, name=product.name, name_key="c", product_set="Cà phê", gtin="")
    )
    session.add(
        DecisionRow(
            id=1,
            authority_id=1,
            number=decision.number,
            number_key="d",
            year=decision.issued_on.year,
            issued_on=decision.issued_on,
        )
    )
    session.flush()
    session.add(CertificationRow(id=1, product_id=1, decision_id=1, stars=certification.stars, score=""))
    session.flush()
    if with_labels:
        batch = make_batch()
        session.add(LabelKeyRow(id=1, public=bytes(32), created_on=batch.issued_on))
        session.flush()
        session.add(
            BatchRow(
                id=1,
                certification_id=1,
                kind=int(batch.kind),
                count=batch.count,
                key_id=1,
                issued_on=batch.issued_on,
                printed_stars=batch.printed_stars,
                printed_until=batch.printed_until,
                sheet="a4-24",
            )
        )
        session.flush()
