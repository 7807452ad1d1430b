"""What a report is about: carried along from the page it began on, and checked against the catalogue."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from ocop_verify.domain.catalogue import Catalogue
from ocop_verify.domain.places import province_of_address
from ocop_verify.domain.records import Producer, Product
from ocop_verify.domain.reports import LabelNumbers
from ocop_verify.domain.text import words
from ocop_verify.domain.verdict import Headline

FIELDS = ("product", "label", "verdict")


@dataclass(frozen=True, slots=True)
class Subject:
    """The product, the label and the answer that somebody was looking at, as far as there were any."""

    product: Product | None = None
    producer: Producer | None = None
    label: LabelNumbers | None = None
    headline: Headline | None = None

    @property
    def fields(self) -> dict[str, str]:
        """What an address or a form carries of it."""
        carried = (self.product.id if self.product and not self.label else "", self.label, self.headline)
        return {name: str(value) for name, value in zip(FIELDS, carried, strict=True) if value}


def read_subject(given: Mapping[str, str], catalogue: Catalogue) -> Subject:
    """What the fields say, without what is not in the catalogue: anybody can write an address."""
    label = LabelNumbers.read(given.get("label", ""))
    batch = catalogue.batches.get(label.batch_id) if label else None
    if label and not (batch and batch.certification_id == label.certification_id):
        label = None
    product = _product(given.get("product", ""), label, catalogue)
    verdict = given.get("verdict", "")
    return Subject(
        product,
        catalogue.producers[product.producer_id] if product else None,
        label,
        Headline(verdict) if verdict in set(Headline) else None,
    )


def province_for(seen_where: str, subject: Subject) -> str:
    """Whose inspectors look at it: where it was seen, else where the product is made; "" for the nation's."""
    province = province_of_address(seen_where)
    if province:
        return province.code
    return subject.producer.province if subject.producer else ""


def heap_of(subject: Subject, about: str, province: str) -> str:
    """What reports of one product (or one typed name) and province have in common."""
    return heap_key(subject.product.id if subject.product else None, about, province)


def heap_key(product_id: int | None, about: str, province: str) -> str:
    """What signals of one product (or, where it is not known, one typed name) and province have in common."""
    thing = f"product {product_id}" if product_id else f"text {words(about)}"
    return sha256(f"{thing}\n{province}".encode()).hexdigest()


def _product(text: str, label: LabelNumbers | None, catalogue: Catalogue) -> Product | None:
    if label:
        return catalogue.products[catalogue.certifications[label.certification_id].product_id]
    is_number = text.isascii() and text.isdecimal() and len(text) <= 10
    return catalogue.products.get(int(text)) if is_number else None
