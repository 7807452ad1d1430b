"""Batches and label keys as records of the ground."""

from collections import defaultdict
from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from ocop_verify.domain.records import Batch, LabelKey, LabelKind, VoidRange
from ocop_verify.labels.models import BatchRow, LabelKeyRow, VoidRow
from ocop_verify.registry.reading import Ids, rows_where


def read_batches(session: Session, ids: Ids = None) -> Iterator[Batch]:
    """Batches with their voids, in the order they were declared."""
    voids: defaultdict[int, list[VoidRange]] = defaultdict(list)
    statement = select(VoidRow.batch_id, VoidRow.first, VoidRow.last, VoidRow.reason).order_by(VoidRow.id)
    for key, *values in rows_where(session, statement, VoidRow.batch_id, ids):
        voids[key].append(VoidRange(*values))
    row = BatchRow
    printed = (row.printed_stars, row.printed_until)
    batches = select(row.id, row.certification_id, row.kind, row.count, row.key_id, row.issued_on, *printed)
    for key, certification, kind, count, key_id, issued_on, stars, until in rows_where(
        session, batches, row.id, ids
    ):
        yield Batch(
            key,
            certification,
            LabelKind(kind),
            count,
            key_id,
            issued_on,
            printed_stars=stars,
            printed_until=until,
            voids=tuple(voids.get(key, ())),
        )


def read_keys(session: Session, ids: Ids = None) -> Iterator[LabelKey]:
    """Public label keys."""
    row = LabelKeyRow
    statement = select(row.id, row.public, row.created_on, row.retired_on, row.distrusted_from)
    for each in rows_where(session, statement, row.id, ids):
        yield LabelKey(*each)
