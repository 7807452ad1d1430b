"""The columns of the open data: one row for each recognition, the same in CSV, JSON and Parquet.

Names, kinds and provinces are those of the decisions. Nobody's telephone number or e-mail address is given
away, nor where a household lives: commune and province are enough to find it in the decision.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from ocop_verify.domain.places import OLD_PROVINCES, PROVINCES
from ocop_verify.domain.records import ProducerType, Suspension
from ocop_verify.opendata.rows import Row

Value = str | int | bool | date | None

# An e-mail address; a Vietnamese number: 0 or +84, then eight to ten digits, in groups or not. Nothing else
# in a name or an address has so many digits.
_CONTACT: Final = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+|(?<!\d)(?:\+?84|0)(?:[ .-]?\d){8,10}(?!\d)")
_ANNOUNCED: Final = re.compile(
    r"[\s,;(-]*\b(?:số điện thoại|điện thoại|sđt|đt|tel|hotline|zalo|e-?mail)[\s.:]*$", re.IGNORECASE
)


class Kind(StrEnum):
    """The type of a column, in the words of Table Schema."""

    INTEGER = "integer"
    STRING = "string"
    DATE = "date"
    BOOLEAN = "boolean"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, its type, and what it has in a row. ``required``: there is always a value."""

    name: str
    kind: Kind
    of: Callable[[Row], Value]
    required: bool = True


def without_contacts(text: str) -> str:
    """A text without the telephone numbers and e-mail addresses that slipped into it."""
    if not _CONTACT.search(text):
        return text
    parts = _CONTACT.split(text)
    kept = "".join(_ANNOUNCED.sub("", part) for part in parts[:-1]) + parts[-1]
    return kept.strip(" ,;-()")


def _address(row: Row) -> str | None:
    if row.producer.type is ProducerType.HOUSEHOLD:
        return None
    return without_contacts(row.producer.address) or None


def _province(row: Row) -> str | None:
    found = PROVINCES.get(row.producer.province)
    return found.name if found else None


def _old_province(row: Row) -> str | None:
    return OLD_PROVINCES[row.old_province].name if row.old_province else None


def _extended_until(row: Row) -> date | None:
    return row.certification.extension.until if row.certification.extension else None


def _suspensions(row: Row) -> str | None:
    return " ".join(map(_interval, row.certification.suspensions)) or None


def _interval(pause: Suspension) -> str:
    return f"{pause.from_day.isoformat()}/{pause.lifted_on.isoformat() if pause.lifted_on else ''}"


def _revoked_on(row: Row) -> date | None:
    return row.certification.revocation.on if row.certification.revocation else None


def _ground(row: Row) -> str | None:
    return row.certification.revocation.ground.value if row.certification.revocation else None


def _revoked_by(row: Row) -> str | None:
    return (row.certification.revocation.decision or None) if row.certification.revocation else None


INTEGER, STRING, DATE, BOOLEAN = Kind
# What each says stands in ``column_words``.
COLUMNS: Final = (
    Column("certification_id", INTEGER, lambda row: row.certification.id),
    Column("product_id", INTEGER, lambda row: row.product.id),
    Column("product_name", STRING, lambda row: without_contacts(row.product.name)),
    Column("gtin", STRING, lambda row: row.product.gtin or None, required=False),
    Column("product_set", STRING, lambda row: row.product.product_set or None, required=False),
    Column(
        "product_set_number",
        INTEGER,
        lambda row: row.product_set.number if row.product_set else None,
        required=False,
    ),
    Column("sector", STRING, lambda row: row.product_set.sector if row.product_set else None, required=False),
    Column("producer_id", INTEGER, lambda row: row.producer.id),
    Column("producer", STRING, lambda row: without_contacts(row.producer.name)),
    Column("producer_type", STRING, lambda row: row.producer.type.value),
    Column("address", STRING, _address, required=False),
    Column("commune", STRING, lambda row: row.producer.commune or None, required=False),
    Column("province_code", STRING, lambda row: row.producer.province or None, required=False),
    Column("province", STRING, _province, required=False),
    Column("old_province_code", STRING, lambda row: row.old_province or None, required=False),
    Column("old_province", STRING, _old_province, required=False),
    Column("stars", INTEGER, lambda row: row.certification.stars),
    Column("score", STRING, lambda row: row.certification.score or None, required=False),
    Column("decision_id", INTEGER, lambda row: row.decision.id),
    Column("decision_number", STRING, lambda row: row.decision.number),
    Column("decided_on", DATE, lambda row: row.decision.issued_on),
    Column("authority", STRING, lambda row: row.authority.name),
    Column("authority_level", STRING, lambda row: row.authority.level.value),
    Column("valid_from", DATE, lambda row: row.certification.valid_from),
    Column("printed_until", DATE, lambda row: row.certification.printed_until, required=False),
    Column("extended_until", DATE, _extended_until, required=False),
    Column("valid_until", DATE, lambda row: row.valid_until),
    Column("suspensions", STRING, _suspensions, required=False),
    Column("revoked_on", DATE, _revoked_on, required=False),
    Column("revocation_ground", STRING, _ground, required=False),
    Column("revocation_decision", STRING, _revoked_by, required=False),
    Column("standing", STRING, lambda row: row.standing.value),
    Column("speaks", BOOLEAN, lambda row: row.speaks),
)
NAMES: Final = tuple(column.name for column in COLUMNS)


def values_of(row: Row) -> tuple[Value, ...]:
    """What each column has in this row."""
    return tuple(column.of(row) for column in COLUMNS)


def record_of(row: Row) -> dict[str, Value]:
    """A row with its names, for JSON."""
    return dict(zip(NAMES, values_of(row), strict=True))
