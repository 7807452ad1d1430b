"""Every recognition with all that it refers to, as it stands on a day: what is counted, listed, given away.

Figures, lists and files are made from these rows alone, so they cannot disagree.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from ocop_verify.domain.catalogue import Catalogue
from ocop_verify.domain.criteria import ProductSet, find_product_set
from ocop_verify.domain.old_provinces import old_province_of
from ocop_verify.domain.records import Authority, Certification, Decision, Producer, Product
from ocop_verify.domain.verdict import COUNTING, Standing, standing_on


class Row(NamedTuple):
    """One recognition. ``speaks``: it is the one that its product is counted by.

    That is the recognition that counts today, or else the newest that has begun; a product has one such row,
    or none if it was never recognised yet. ``product_set`` is None where the set is not one of today's list,
    ``old_province`` "" where the former province is not known.
    """

    certification: Certification
    product: Product
    producer: Producer
    decision: Decision
    authority: Authority
    standing: Standing
    valid_until: date
    speaks: bool
    product_set: ProductSet | None
    old_province: str

    @property
    def counts(self) -> bool:
        """Whether its stars count on the day. Of one product, at most one recognition does."""
        return self.standing in COUNTING


def rows_on(catalogue: Catalogue, day: date) -> tuple[Row, ...]:
    """The row of every recognition, in the order of their numbers."""
    old_provinces: dict[int, str] = {}
    rows = []
    for key in catalogue.certifications_of_product:
        product = catalogue.products[key]
        producer = catalogue.producers[product.producer_id]
        if producer.id not in old_provinces:
            old_provinces[producer.id] = old_province_of(producer, catalogue)
        product_set = _set_named(product.product_set)
        for certification, standing, until, speaks in _readings(key, catalogue, day):
            decision = catalogue.decisions[certification.decision_id]
            rows.append(
                Row(
                    certification,
                    product,
                    producer,
                    decision,
                    catalogue.authorities[decision.authority_id],
                    standing,
                    until,
                    speaks,
                    product_set,
                    old_provinces[producer.id],
                )
            )
    rows.sort(key=lambda row: row.certification.id)
    return tuple(rows)


Reading = tuple[Certification, Standing, date, bool]


def _readings(product_id: int, catalogue: Catalogue, day: date) -> Iterable[Reading]:
    """Each recognition of a product: its standing and last day, and whether it speaks for the product."""
    history = catalogue.history_of(product_id)
    readings = [standing_on(each, catalogue, day) for each in history]
    counting = (n for n, reading in enumerate(readings) if reading.standing in COUNTING)
    begun = (n for n, each in enumerate(history) if each.valid_from <= day)
    speaker = next(counting, next(begun, -1))
    return [
        (each, reading.standing, reading.valid_until, number == speaker)
        for number, (each, reading) in enumerate(zip(history, readings, strict=True))
    ]


@lru_cache(maxsize=2_048)
def _set_named(text: str) -> ProductSet | None:
    return find_product_set(text) if text else None


def speaking(rows: Iterable[Row]) -> Mapping[int, Row]:
    """By product: the row that it is counted by."""
    return {row.product.id: row for row in rows if row.speaks}
