"""The whole registry as one table, which imported into an empty registry gives the same registry.

One row for each certification, in the order in which they were registered, so that an import numbers them in
the same order. What befell a certification stands in further columns (``fate_cells``).
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from pathlib import PurePath
from typing import IO, Any

import msgspec
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from ocop_verify.domain.errors import N_, OcopError
from ocop_verify.domain.places import PROVINCES
from ocop_verify.domain.records import ProducerType
from ocop_verify.registry.bodies import Bodies, Body
from ocop_verify.registry.columns import COLUMN_OF, COLUMNS, TYPE_WORDS
from ocop_verify.registry.fate_cells import FATE_COLUMNS, cells_of
from ocop_verify.registry.fates import read_fates
from ocop_verify.registry.models import (
    AuthorityRow,
    CertificationRow,
    DecisionRow,
    ProducerRow,
    ProductRow,
)
from ocop_verify.registry.recognition import NO_COMMUNE, Fate, Recognition
from ocop_verify.tabular.writing import OutSheet, Value, write_csv, write_xlsx

SHEET = "OCOP"
NAMES: tuple[str, ...] = tuple(column.name for column in COLUMNS)


class NoSuchFormat(OcopError):
    """A file name that says neither .xlsx nor .csv."""


def write_export(
    session: Session, target: IO[bytes], filename: str, *, today: date, headings: Sequence[str] = NAMES
) -> int:
    """Write the registry to an open file in the format that its name says; gives the number of rows."""
    kind = PurePath(filename).suffix.lower()
    if kind not in (".xlsx", ".csv"):
        raise NoSuchFormat(
            N_("Tên tệp phải kết thúc bằng .xlsx hoặc .csv, không phải “%(kind)s”."), kind=kind
        )
    rows = _Counted(export_rows(session, today))
    if kind == ".csv":
        write_csv(target, headings, rows)
    else:
        write_xlsx(target, OutSheet(SHEET, headings, rows))
    return rows.count


class _Counted:
    """Rows that know how many of them were taken."""

    def __init__(self, rows: Iterator[list[Value]]) -> None:
        self.count = 0
        self._rows = rows

    def __iter__(self) -> Iterator[list[Value]]:
        for row in self._rows:
            self.count += 1
            yield row


def export_rows(session: Session, today: date) -> Iterator[list[Value]]:
    """Every certification as a row, its cells in the order of ``columns.COLUMNS``.

    What an import would question, and the registry holds, is marked as checked.
    """
    fates, shared, nameless = read_fates(session), _shared_numbers(session), _without_commune(session)
    bodies = Bodies()
    for row in session.execute(_joined()):
        said = Recognition(
            product=row.product,
            producer=row.producer,
            stars=row.stars,
            decision_number=row.number,
            decided_on=row.issued_on,
            authority=row.authority,
            printed_until=row.printed_until,
            score=row.score,
            producer_type=ProducerType(row.type),
            product_set=row.product_set,
            address=row.address,
            commune=NO_COMMUNE if row.producer_id in nameless else row.commune,
            province=PROVINCES[row.province].short_name if row.province else "",
            gtin=row.gtin,
            checked=row.decision_id in shared or row.issued_on > today,
        )
        if not _is_found_again(bodies, said, row.authority_key, row.authority_province):
            place = PROVINCES[row.authority_province].name
            said = msgspec.structs.replace(said, authority=f"{said.authority}, {place[0].lower()}{place[1:]}")
        yield _cells(said, fates.get(row.id, Fate()))


def _joined() -> Select[*tuple[Any, ...]]:
    authority, decision, producer, product = AuthorityRow, DecisionRow, ProducerRow, ProductRow
    own = CertificationRow
    return (
        select(
            *(own.id, own.stars, own.score, own.printed_until),
            *(product.name.label("product"), product.product_set, product.gtin),
            *(producer.id.label("producer_id"), producer.name.label("producer"), producer.type),
            *(producer.address, producer.commune, producer.province),
            *(decision.id.label("decision_id"), decision.number, decision.issued_on),
            *(authority.name.label("authority"), authority.name_key.label("authority_key")),
            authority.province.label("authority_province"),
        )
        .join(product, own.product_id == product.id)
        .join(producer, product.producer_id == producer.id)
        .join(decision, own.decision_id == decision.id)
        .join(authority, decision.authority_id == authority.id)
        .order_by(own.id)
        .execution_options(yield_per=2_000)
    )


def _cells(said: Recognition, fate: Fate) -> list[Value]:
    values: dict[str, Any] = {name: getattr(said, field) for field, name in COLUMN_OF.items()}
    values |= zip(FATE_COLUMNS, cells_of(fate), strict=True)
    values["producer_type"] = TYPE_WORDS[values["producer_type"]]
    values["score"] = Decimal(said.score) if said.score else None
    values["checked"] = "x" if said.checked else ""
    return [values[name] for name in NAMES]


def _is_found_again(bodies: Bodies, said: Recognition, key: str, province: str) -> bool:
    """Whether an import would read the authority that is meant. A district's name may need its province."""
    body = bodies.find(said)
    return isinstance(body, Body) and (body.key, body.province) == (key, province)


def _shared_numbers(session: Session) -> set[int]:
    """Decisions whose number and day another authority of their level used too: an import would ask."""
    row = DecisionRow
    users: defaultdict[tuple[str, date, str], list[int]] = defaultdict(list)
    for key, number, day, level in session.execute(
        select(row.id, row.number_key, row.issued_on, AuthorityRow.level).join(AuthorityRow)
    ):
        users[number, day, level].append(key)
    return {key for keys in users.values() if len(keys) > 1 for key in keys}


def _without_commune(session: Session) -> set[int]:
    """Producers known without a commune beside others of their name in the province."""
    row = ProducerRow
    families: defaultdict[tuple[str, str], dict[str, int]] = defaultdict(dict)
    for key, name_key, province, commune_key in session.execute(
        select(row.id, row.name_key, row.province, row.commune_key)
    ):
        families[name_key, province][commune_key] = key
    return {family[""] for family in families.values() if "" in family and len(family) > 1}
