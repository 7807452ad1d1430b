"""A certification for machines: one object, the same wherever it is told."""

from typing import Any

from ocop_verify.domain.catalogue import Catalogue
from ocop_verify.domain.places import PROVINCES
from ocop_verify.domain.records import Certification
from ocop_verify.domain.validity import end_of

Json = dict[str, Any]


def certification(record: Certification, catalogue: Catalogue) -> Json:
    """A certification with everything that it refers to."""
    decision = catalogue.decisions[record.decision_id]
    authority = catalogue.authorities[decision.authority_id]
    product = catalogue.products[record.product_id]
    producer = catalogue.producers[product.producer_id]
    province = PROVINCES.get(producer.province)
    return {
        "id": record.id,
        "stars": record.stars,
        "valid_from": record.valid_from.isoformat(),
        "valid_until": end_of(record.valid_from, record.printed_until, record.extension).isoformat(),
        "decision": {
            "id": decision.id,
            "number": decision.number,
            "date": decision.issued_on.isoformat(),
            "authority": authority.name,
        },
        "product": {
            "id": product.id,
            "name": product.name,
            "product_set": product.product_set or None,
            "gtin": product.gtin or None,
        },
        "producer": {
            "id": producer.id,
            "name": producer.name,
            "type": producer.type.value,
            "commune": producer.commune or None,
        },
        "province": {"code": province.code, "name": province.name} if province else None,
    }
