"""Products in a list: each with its maker, its place, and the recognition that speaks for it on a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from ocop_verify.catalog.recognition import Recognition, place_of, recognition_on
from ocop_verify.domain.catalogue import Catalogue
from ocop_verify.domain.records import Producer, Product
from ocop_verify.domain.speaking import speaking_for
from ocop_verify.domain.verdict import COUNTING


@dataclass(frozen=True, slots=True)
class Line:
    """A product in a list."""

    product: Product
    producer: Producer
    place: str
    recognition: Recognition

    @property
    def counts(self) -> bool:
        """Whether its stars count today."""
        return self.recognition.standing in COUNTING


def lines_of(products: Iterable[Product], catalogue: Catalogue, day: date) -> tuple[Line, ...]:
    """Products as a list, in the order given; one that was never recognised is left out."""
    recognised = ((product, shown_for(product.id, catalogue, day)) for product in products)
    return tuple(line_of(product, shown, catalogue) for product, shown in recognised if shown)


def line_of(product: Product, shown: Recognition, catalogue: Catalogue) -> Line:
    """A product with a recognition of it."""
    producer = catalogue.producers[product.producer_id]
    return Line(product, producer, place_of(producer), shown)


def shown_for(product_id: int, catalogue: Catalogue, day: date) -> Recognition | None:
    """The newest recognition that counts on this day, or else the newest at all."""
    speaking = speaking_for(product_id, catalogue, day)
    return recognition_on(speaking[0], catalogue, day) if speaking else None
