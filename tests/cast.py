"""The small cast of the tests: who acts, when, and plain makers of facts.

The makers give whole, valid, fictional records; a test names only what it is about. ``make_catalogue`` adds
strangers beside them, so that whoever asks for too much gets too much.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from ocop_verify.domain.catalogue import Catalogue, Record
from ocop_verify.domain.records import (
    Authority,
    Batch,
    Certification,
    Decision,
    LabelKind,
    Level,
    Producer,
    ProducerType,
    Product,
)

# 10:00 in Asia/Ho_Chi_Minh, where it is the same day.
NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
TODAY = date(2026, 11, 24)

# Who acts, as the journal names them.
OFFICER = "officer:lan"
INSPECTOR = "inspector:minh"


def make_authority(**changes: Any) -> Authority:
    """A province that recognises products today."""
    return replace(Authority(1, "UBND tỉnh Lâm Đồng", Level.PROVINCE, province="68"), **changes)


def make_decision(**changes: Any) -> Decision:
    """A decision of ``make_authority``."""
    return replace(Decision(1, authority_id=1, number="1234/QĐ-UBND", issued_on=date(2025, 8, 5)), **changes)


def make_producer(**changes: Any) -> Producer:
    """A cooperative in the hills."""
    made = Producer(
        1,
        "Hợp tác xã Nông nghiệp Suối Mơ",
        ProducerType.COOPERATIVE,
        address="Thôn 3, xã Suối Mơ, tỉnh Lâm Đồng",
        commune="xã Suối Mơ",
        province="68",
    )
    return replace(made, **changes)


def make_product(**changes: Any) -> Product:
    """What the cooperative makes."""
    return replace(Product(1, producer_id=1, name="Cà phê bột Suối Mơ", product_set="Cà phê"), **changes)


def make_certification(**changes: Any) -> Certification:
    """Four stars, in force on ``TODAY`` and for more than a year after."""
    made = Certification(1, product_id=1, decision_id=1, stars=4, valid_from=date(2025, 8, 5))
    return replace(made, **changes)


def make_batch(**changes: Any) -> Batch:
    """A hundred unit labels of ``make_certification``, none voided."""
    made = Batch(
        1,
        certification_id=1,
        kind=LabelKind.UNIT,
        count=100,
        key_id=1,
        issued_on=date(2025, 9, 1),
        printed_stars=4,
        printed_until=date(2028, 8, 5),
    )
    return replace(made, **changes)


def make_catalogue(*records: Record, version: int = 7, compiled_at: datetime = NOW) -> Catalogue:
    """The catalogue of one of everything, with strangers beside it; these records replace or join them."""
    return Catalogue.of(version, compiled_at, [*_one_of_everything(), *_strangers(), *records])


def _one_of_everything() -> Iterable[Record]:
    return (
        make_authority(),
        make_decision(),
        make_producer(),
        make_product(),
        make_certification(),
        make_batch(),
    )


def _strangers() -> Iterable[Record]:
    """Another house, in another province, with other stars, ended long ago."""
    return (
        make_authority(id=901, name="UBND huyện Sông Xa", level=Level.DISTRICT, province="92"),
        make_decision(id=901, authority_id=901, number="77/QĐ-UBND", issued_on=date(2021, 3, 1)),
        make_producer(id=901, name="Cơ sở Sông Xa", type=ProducerType.HOUSEHOLD, province="92"),
        make_product(id=901, producer_id=901, name="Mắm Sông Xa"),
        make_certification(id=901, product_id=901, decision_id=901, stars=3, valid_from=date(2021, 3, 1)),
        make_batch(
            id=901, certification_id=901, count=5, issued_on=date(2021, 4, 1), printed_until=date(2024, 3, 1)
        ),
    )
