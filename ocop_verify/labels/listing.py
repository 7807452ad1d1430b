"""What stands on the pages about labels: batches, sheets, requests, keys; only of one's own provinces."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from ocop_verify.domain.records import Batch, LabelKey, LabelKind
from ocop_verify.domain.text import words
from ocop_verify.labels.candidates import Candidate, candidates
from ocop_verify.labels.models import BatchRow, LabelRequestRow, SheetRow, VoidRow
from ocop_verify.labels.reading import read_batches, read_keys
from ocop_verify.registry.models import CertificationRow, DecisionRow, ProducerRow, ProductRow

Provinces = Collection[str] | None

PER_PAGE: Final = 25
MOST_FOUND: Final = 30


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list is narrowed to. ``state``: "" all, "whole" none voided, "voided" some voided."""

    query: str = ""
    province: str = ""
    kind: str = ""
    state: str = ""
    certification_id: int | None = None
    producers: Collection[int] | None = None


@dataclass(frozen=True, slots=True)
class BatchLine:
    """One batch in a list."""

    batch: Batch
    candidate: Candidate

    @property
    def voided(self) -> int:
        """How many of its labels are void."""
        return voided_labels(self.batch)

    @property
    def state(self) -> str:
        """ "good", "partly" or "voided"."""
        if not self.voided:
            return "good"
        return "voided" if self.voided == self.batch.count else "partly"


@dataclass(frozen=True, slots=True)
class KeyUse:
    """A key, and what it has signed."""

    key: LabelKey
    batches: int
    labels: int
    first: date | None
    last: date | None

    @property
    def state(self) -> str:
        """ "signing" or "retired" or "distrusted"."""
        if self.key.distrusted_from:
            return "distrusted"
        return "retired" if self.key.retired_on else "signing"


@dataclass(frozen=True, slots=True)
class WishLine:
    """What a producer asks for, beside the certification that it is about."""

    row: LabelRequestRow
    candidate: Candidate


def voided_labels(batch: Batch) -> int:
    """How many labels of a batch are void; ranges may overlap."""
    count, reached = 0, -1
    for void in sorted(batch.voids, key=lambda each: each.first):
        first = max(void.first, reached + 1)
        count += max(0, void.last - first + 1)
        reached = max(reached, void.last)
    return count


def find_batches(
    session: Session, wanted: Wanted, provinces: Provinces, page: int, *, now: datetime
) -> tuple[list[BatchLine], int]:
    """One page of batches, the newest first, and how many there are."""
    statement = _joined(select(BatchRow.id)).where(*_conditions(wanted, provinces))
    total = session.scalar(select(func.count()).select_from(statement.subquery())) or 0
    ids = session.scalars(
        statement.order_by(BatchRow.id.desc()).offset((page - 1) * PER_PAGE).limit(PER_PAGE)
    ).all()
    return batch_lines(session, ids, now=now), total


def batch_lines(session: Session, ids: Sequence[int], *, now: datetime) -> list[BatchLine]:
    """These batches, in this order."""
    batches = {batch.id: batch for batch in read_batches(session, ids)}
    certifications = list({batch.certification_id for batch in batches.values()})
    found = {each.id: each for each in candidates(session, certifications, now=now)}
    return [BatchLine(batches[key], found[batches[key].certification_id]) for key in ids if key in batches]


def sheets_of(session: Session, batch_ids: Collection[int], *, released: bool = False) -> list[SheetRow]:
    """The sheets of these batches, the newest first; ``released``: those that producers may download."""
    statement = select(SheetRow).where(SheetRow.batch_id.in_(batch_ids)).order_by(SheetRow.id.desc())
    if released:
        statement = statement.where(SheetRow.released_at.is_not(None))
    return list(session.scalars(statement))


def find_candidates(session: Session, query: str, provinces: Provinces, *, now: datetime) -> list[Candidate]:
    """Certifications whose product or producer has these words in its name, those in force first."""
    statement = (
        select(CertificationRow.id)
        .join(ProductRow, CertificationRow.product_id == ProductRow.id)
        .join(ProducerRow, ProductRow.producer_id == ProducerRow.id)
        .where(*_named(query), *_within(provinces))
        .order_by(CertificationRow.id.desc())
        .limit(MOST_FOUND * 2)
    )
    found = candidates(session, list(session.scalars(statement)), now=now)
    return sorted(found, key=lambda each: not each.may_be_labelled)[:MOST_FOUND]


def open_wishes(session: Session, provinces: Provinces, *, now: datetime) -> list[WishLine]:
    """What producers ask for and nobody has answered, the oldest first."""
    statement = (
        select(LabelRequestRow)
        .join(CertificationRow, LabelRequestRow.certification_id == CertificationRow.id)
        .join(ProductRow, CertificationRow.product_id == ProductRow.id)
        .join(ProducerRow, ProductRow.producer_id == ProducerRow.id)
        .where(LabelRequestRow.answered_at.is_(None), *_within(provinces))
        .order_by(LabelRequestRow.id)
    )
    return _wish_lines(session, list(session.scalars(statement)), now)


def wishes_of(session: Session, producers: Collection[int], *, now: datetime) -> list[WishLine]:
    """What these producers have asked for, the newest first."""
    statement = (
        select(LabelRequestRow)
        .join(CertificationRow, LabelRequestRow.certification_id == CertificationRow.id)
        .join(ProductRow, CertificationRow.product_id == ProductRow.id)
        .where(ProductRow.producer_id.in_(producers))
        .order_by(LabelRequestRow.id.desc())
        .limit(50)
    )
    return _wish_lines(session, list(session.scalars(statement)), now)


def key_uses(session: Session) -> list[KeyUse]:
    """Every key, the newest first, with what it has signed."""
    row = BatchRow
    statement = select(
        row.key_id, func.count(), func.sum(row.count), func.min(row.issued_on), func.max(row.issued_on)
    ).group_by(row.key_id)
    used: dict[int, Any] = {key_id: rest for key_id, *rest in session.execute(statement)}
    keys = sorted(read_keys(session), key=lambda key: -key.id)
    return [KeyUse(key, *used.get(key.id, (0, 0, None, None))) for key in keys]


def newest_key(session: Session) -> int | None:
    """The number of the newest key; None before the first."""
    return max((key.id for key in read_keys(session)), default=None)


def signed_since(session: Session, key_id: int, since: date) -> tuple[int, int]:
    """How many batches and labels a key signed on or after a day."""
    row = BatchRow
    statement = select(func.count(), func.coalesce(func.sum(row.count), 0)).where(
        row.key_id == key_id, row.issued_on >= since
    )
    batches, labels = session.execute(statement).one()
    return int(batches), int(labels)


def _wish_lines(session: Session, rows: list[LabelRequestRow], now: datetime) -> list[WishLine]:
    ids = list({row.certification_id for row in rows})
    found = {each.id: each for each in candidates(session, ids, now=now)}
    return [WishLine(row, found[row.certification_id]) for row in rows]


def _joined(statement: Select[Any]) -> Select[Any]:
    return (
        statement.join(CertificationRow, BatchRow.certification_id == CertificationRow.id)
        .join(ProductRow, CertificationRow.product_id == ProductRow.id)
        .join(ProducerRow, ProductRow.producer_id == ProducerRow.id)
        .join(DecisionRow, CertificationRow.decision_id == DecisionRow.id)
    )


def _conditions(wanted: Wanted, provinces: Provinces) -> list[ColumnElement[bool]]:
    found = [*_within(provinces), *_searched(wanted.query)]
    if wanted.province:
        found.append(ProducerRow.province == wanted.province)
    if wanted.kind in {"unit", "product"}:
        found.append(BatchRow.kind == int(LabelKind[wanted.kind.upper()]))
    if wanted.certification_id is not None:
        found.append(BatchRow.certification_id == wanted.certification_id)
    if wanted.producers is not None:
        found.append(ProductRow.producer_id.in_(wanted.producers))
    has_void = exists().where(VoidRow.batch_id == BatchRow.id)
    if wanted.state in {"whole", "voided"}:
        found.append(has_void if wanted.state == "voided" else ~has_void)
    return found


def _searched(query: str) -> list[ColumnElement[bool]]:
    """A number is that of a batch; words are those of a product or a producer."""
    number = query.strip()
    if number.isdecimal() and len(number) < 10:
        return [BatchRow.id == int(number)]
    return _named(query)


def _named(query: str) -> list[ColumnElement[bool]]:
    parts = words(query[:200]).split()
    return [
        or_(ProductRow.name_key.contains(part), ProducerRow.name_key.contains(part)) for part in parts[:8]
    ]


def _within(provinces: Provinces) -> list[ColumnElement[bool]]:
    return [] if provinces is None else [and_(ProducerRow.province.in_(sorted(provinces)))]
