"""Find products by what people type: any case, no diacritics, words in any order, half words.

Everything happens over the catalogue in memory; the database is not asked.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from ocop_verify.domain.catalogue import Catalogue
from ocop_verify.domain.places import PROVINCES
from ocop_verify.domain.records import Product
from ocop_verify.domain.text import fold

MAX_WORDS = 12


@dataclass(frozen=True, slots=True)
class Found:
    """The first products that match, best first, and how many match in all."""

    products: Sequence[Product]
    total: int


class Index:
    """Folded texts of one catalogue's products, made once for each version."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.version = catalogue.version
        self._products = list(catalogue.products.values())
        self._names = [f" {fold(product.name)} " for product in self._products]
        self._texts = [
            name + _surroundings(product, catalogue)
            for name, product in zip(self._names, self._products, strict=True)
        ]

    def find(self, query: str, limit: int) -> Found:
        """Products that hold every word of the query; those that hold them in their name come first."""
        words = fold(query).split()[:MAX_WORDS]
        if not words:
            return Found((), 0)
        hits = [i for i, text in enumerate(self._texts) if all(word in text for word in words)]
        hits.sort(key=lambda i: self._rank(i, words))
        return Found([self._products[i] for i in hits[:limit]], len(hits))

    def _rank(self, i: int, words: Sequence[str]) -> tuple[int, int, str]:
        name = self._names[i]
        whole = sum(f" {word} " in name for word in words)
        within = sum(word in name for word in words)
        return (-whole, -within, name)


def _surroundings(product: Product, catalogue: Catalogue) -> str:
    """What else people type beside a product's name: its producer, its place, its barcode, its decisions."""
    producer = catalogue.producers[product.producer_id]
    province = PROVINCES.get(producer.province)
    numbers = (catalogue.decisions[c.decision_id].number for c in catalogue.history_of(product.id))
    words = (producer.name, producer.commune, province.name if province else "", product.gtin, *numbers)
    return fold(" ".join(words)) + " "
