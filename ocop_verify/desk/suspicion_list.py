"""Unit labels that are seen unusually often, as a list of the officer's own provinces."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Self

from ocop_verify.catalog.recognition import place_of
from ocop_verify.desk.paging import Asked, one_of, page_number
from ocop_verify.domain.catalogue import Catalogue
from ocop_verify.domain.records import Producer, Product
from ocop_verify.domain.text import fold
from ocop_verify.verification.circulating import Suspected


@dataclass(frozen=True, slots=True)
class Filter(Asked):
    """What is asked for; "" is everything."""

    province: str = ""
    commune: str = ""
    text: str = ""
    sort: str = "scans"
    page: int = 1

    @classmethod
    def of(cls, asked: Mapping[str, str]) -> Self:
        """The filter of an address."""
        return cls(
            asked.get("province", "")[:2],
            asked.get("commune", "")[:100],
            asked.get("text", "")[:200].strip(),
            one_of(asked.get("sort"), list(SORTS), "scans"),
            page_number(asked.get("page", "")),
        )


@dataclass(frozen=True, slots=True)
class Suspect:
    """A suspected label with the product that it says it is on."""

    label: Suspected
    product: Product
    producer: Producer
    place: str


def suspects(
    found: Iterable[Suspected], catalogue: Catalogue, provinces: Collection[str] | None
) -> list[Suspect]:
    """The suspected labels of these provinces; None: of all. Their order stays."""
    lines = (_suspect(label, catalogue) for label in found)
    return [each for each in lines if each and (provinces is None or each.producer.province in provinces)]


def choose(lines: Iterable[Suspect], asked: Filter) -> list[Suspect]:
    """What the filter asks for, in its order."""
    words = fold(asked.text).split()
    chosen = (
        each
        for each in lines
        if asked.province in ("", each.producer.province) and asked.commune in ("", each.producer.commune)
    )
    return sorted((each for each in chosen if _names(each, words)), key=SORTS[asked.sort])


def _names(each: Suspect, words: Iterable[str]) -> bool:
    text = fold(f"{each.product.name} {each.producer.name} {each.label.batch_id} {each.label.serial}")
    return all(word in text for word in words)


def _suspect(label: Suspected, catalogue: Catalogue) -> Suspect | None:
    """None for a batch that the catalogue does not hold yet."""
    batch = catalogue.batches.get(label.batch_id)
    if batch is None:
        return None
    product = catalogue.products[catalogue.certifications[batch.certification_id].product_id]
    producer = catalogue.producers[product.producer_id]
    return Suspect(label, product, producer, place_of(producer))


SORTS: Mapping[str, Callable[[Suspect], Any]] = {
    "scans": lambda each: -(each.label.reading.scans or 0),
    "-since": lambda each: -each.label.since.timestamp(),
    "since": lambda each: each.label.since,
    "name": lambda each: (fold(each.product.name), each.label.batch_id, each.label.serial),
    "place": lambda each: (each.producer.province, fold(each.producer.commune), fold(each.product.name)),
}
