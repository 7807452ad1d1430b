"""What search engines are told of a product: schema.org ``Product`` with its ``Certification``s.

Shape: https://schema.org/Product (hasCertification) and https://schema.org/Certification. Only what the page
itself shows is said, and a recognition that does not count today is said to be inactive.
"""

from collections.abc import Callable, Sequence
from typing import Any

from ocop_verify.catalog.recognition import Recognition
from ocop_verify.domain.places import PROVINCES
from ocop_verify.domain.verdict import COUNTING
from ocop_verify.verification.pages import ProductPage

SCHEMA = "https://schema.org/"
ACTIVE, INACTIVE = f"{SCHEMA}CertificationActive", f"{SCHEMA}CertificationInactive"

# Products below three stars get no decision.
STARS = {"worstRating": 3, "bestRating": 5}

Address = Callable[[str], str]


def product_ld(page: ProductPage, pictures: Sequence[str], text: str, address: Address) -> dict[str, Any]:
    """The page as JSON-LD. ``address`` makes an absolute address of a path of ours."""
    product, producer = page.product, page.producer
    told = {
        "@context": SCHEMA.rstrip("/"),
        "@type": "Product",
        "@id": address(f"/products/{product.id}"),
        "url": address(f"/products/{product.id}"),
        "name": product.name,
        "description": text,
        "category": product.product_set,
        "gtin": product.gtin,
        "image": list(pictures),
        "manufacturer": _maker(page, address(f"/producers/{producer.id}")),
        "countryOfOrigin": {"@type": "Country", "name": "VN"},
        "hasCertification": [_certification(each, address) for each in page.episodes],
    }
    return {name: value for name, value in told.items() if value not in ("", [])}


def _maker(page: ProductPage, url: str) -> dict[str, Any]:
    producer = page.producer
    province = PROVINCES.get(producer.province)
    told = {
        "streetAddress": producer.address,
        "addressLocality": producer.commune,
        "addressRegion": province.name if province else "",
        "addressCountry": "VN",
    }
    place = {"@type": "PostalAddress"} | {name: value for name, value in told.items() if value}
    return {"@type": "Organization", "name": producer.name, "url": url, "address": place}


def _certification(it: Recognition, address: Address) -> dict[str, Any]:
    return {
        "@type": "Certification",
        "name": "OCOP",
        "url": address(f"/decisions/{it.decision.id}"),
        "certificationIdentification": it.decision.number,
        "certificationStatus": ACTIVE if it.standing in COUNTING else INACTIVE,
        "certificationRating": {"@type": "Rating", "ratingValue": it.stars, **STARS},
        "issuedBy": {"@type": "GovernmentOrganization", "name": it.authority.name},
        "datePublished": it.decision.issued_on.isoformat(),
        "validFrom": it.valid_from.isoformat(),
        "expires": it.valid_until.isoformat(),
        "validIn": {"@type": "Country", "name": "VN"},
    }
