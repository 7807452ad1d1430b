"""The catalogue as a value: everything that readers may know, joined and immutable.

Facts are compiled into it by the room ``catalog``; verdicts, search and statistics read nothing else.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Self

from ocop_verify.domain.records import (
    Authority,
    Batch,
    Certification,
    Decision,
    LabelKey,
    Producer,
    Product,
    Story,
)

Record = Authority | Decision | Producer | Product | Certification | Batch | LabelKey | Story

# Where each kind of record is held: the attribute of the catalogue, by the record's class.
HOLDERS: Mapping[type, str] = {
    Authority: "authorities",
    Decision: "decisions",
    Producer: "producers",
    Product: "products",
    Certification: "certifications",
    Batch: "batches",
    LabelKey: "keys",
    Story: "stories",
}
# What each kind of record is called in the journal, and in the lines of the signed file.
NAMES: Mapping[type, str] = {
    Authority: "authority",
    Decision: "decision",
    Producer: "producer",
    Product: "product",
    Certification: "certification",
    Batch: "batch",
    LabelKey: "label_key",
    Story: "story",
}


@dataclass(frozen=True, slots=True)
class Catalogue:
    """One version of the truth. The mappings go from id to record and must never be changed.

    ``version`` is the sequence number of the newest journal entry that the catalogue holds, so a higher
    version is always newer. ``compiled_at`` is an aware UTC time.
    """

    version: int
    compiled_at: datetime
    authorities: Mapping[int, Authority] = field(default_factory=dict)
    decisions: Mapping[int, Decision] = field(default_factory=dict)
    producers: Mapping[int, Producer] = field(default_factory=dict)
    products: Mapping[int, Product] = field(default_factory=dict)
    certifications: Mapping[int, Certification] = field(default_factory=dict)
    batches: Mapping[int, Batch] = field(default_factory=dict)
    keys: Mapping[int, LabelKey] = field(default_factory=dict)
    stories: Mapping[int, Story] = field(default_factory=dict)
    certifications_of_product: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    certifications_of_decision: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    products_of_producer: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    batches_of_certification: Mapping[int, tuple[int, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, version: int, compiled_at: datetime, records: Iterable[Record]) -> Self:
        """The catalogue of exactly these records."""
        return cls(version, compiled_at).updated(version, compiled_at, records)

    def updated(
        self,
        version: int,
        compiled_at: datetime,
        records: Iterable[Record],
        gone: Iterable[Record] = (),
    ) -> Self:
        """A new catalogue in which these records are added, or replace those of the same kind and id.

        ``gone`` are held records that were registered by mistake and taken back. Nothing else is ever
        removed: facts are not deleted, they end.
        """
        held = {name: dict(getattr(self, name)) for name in HOLDERS.values()}
        indexes = {name: dict(getattr(self, name)) for name in _INDEXES}
        for record in gone:
            del held[HOLDERS[type(record)]][record.id]
            for name, key in _index_keys(record):
                left = tuple(each for each in indexes[name].pop(key, ()) if each != record.id)
                indexes[name].update({key: left} if left else {})
        for record in records:
            held[HOLDERS[type(record)]][record.id] = record
            for name, key in _index_keys(record):
                known = indexes[name].get(key, ())
                if record.id not in known:
                    indexes[name][key] = (*known, record.id)
        return type(self)(version=version, compiled_at=compiled_at, **held, **indexes)

    def records(self) -> Iterable[Record]:
        """Every record, kind by kind in the order of ``HOLDERS``, each kind by id."""
        for name in HOLDERS.values():
            holder: Mapping[int, Record] = getattr(self, name)
            for key in sorted(holder):
                yield holder[key]

    def history_of(self, product_id: int) -> tuple[Certification, ...]:
        """Every certification of a product, the newest first."""
        ids = self.certifications_of_product.get(product_id, ())
        return tuple(
            sorted((self.certifications[i] for i in ids), key=lambda c: (c.valid_from, c.id), reverse=True)
        )


_INDEXES = (
    "certifications_of_product",
    "certifications_of_decision",
    "products_of_producer",
    "batches_of_certification",
)


def _index_keys(record: Record) -> Iterable[tuple[str, int]]:
    """Under which index and key a record is found. A certification never moves to another product."""
    match record:
        case Certification(product_id=product, decision_id=decision):
            return (("certifications_of_product", product), ("certifications_of_decision", decision))
        case Product(producer_id=producer):
            return (("products_of_producer", producer),)
        case Batch(certification_id=certification):
            return (("batches_of_certification", certification),)
        case _:
            return ()
