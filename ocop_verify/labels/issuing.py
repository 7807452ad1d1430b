"""Issuing and voiding labels. A batch is one row; its labels are never rows."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ocop_verify.audit.journal import Entry, record
from ocop_verify.audit.models import JournalEntry
from ocop_verify.domain.catalogue import Catalogue
from ocop_verify.domain.errors import N_, OcopError
from ocop_verify.domain.records import Batch, LabelKind
from ocop_verify.domain.validity import local_day
from ocop_verify.domain.verdict import Standing, standing_on
from ocop_verify.labels.models import MAX_BATCH, MAX_SERIAL, BatchRow, VoidRow
from ocop_verify.labels.reading import read_batches
from ocop_verify.labels.signing_keys import signing_key
from ocop_verify.registry.lookup import no_such_certification
from ocop_verify.registry.models import CertificationRow
from ocop_verify.registry.reading import read_certifications, rows_where

# Labels are issued only while recognition counts.
LABELLED = frozenset({Standing.IN_FORCE, Standing.EXPIRING})


class NotInForce(OcopError):
    """Labels were asked for a certification that is not in force today."""


class BadCount(OcopError):
    """A number of labels that no batch can have."""


class RequestReused(OcopError):
    """One request was sent for two different orders."""


class BatchesUsedUp(OcopError):
    """The label has three bytes for its batch id; all are taken."""


class NoSuchBatch(OcopError):
    """A batch id that was never issued."""


class BadRange(OcopError):
    """A range of serials that the batch does not have."""


@dataclass(frozen=True, slots=True)
class Order:
    """What to issue: ``count`` labels of one kind for one certification, meant for one kind of sheet.

    ``request`` identifies the order: the same request again gives the batch that it already made.
    """

    certification_id: int
    kind: LabelKind
    count: int
    sheet: str
    request: str | None = None


def issue_batch(session: Session, order: Order, *, actor: str, now: datetime) -> Batch:
    """Issue the labels of one order."""
    [batch] = issue_batches(session, [order], actor=actor, now=now)
    return batch


def issue_batches(session: Session, orders: Sequence[Order], *, actor: str, now: datetime) -> list[Batch]:
    """Issue labels for certifications that are in force today: a batch for each order, or none for any.

    A product label is the same on every package, so it is issued once: as long as what it prints is
    still true and it is not voided, the batch that exists is given back. Its count is 1 for that reason,
    however many copies are printed.
    """
    for order in orders:
        _refuse_bad_count(order)
    faces = _faces(session, {order.certification_id for order in orders}, now)
    key = signing_key(session)
    known = _known_batches(session, orders)
    found = [known(order, faces[order.certification_id], key.id) for order in orders]
    rows = [
        _row(order, faces[order.certification_id], key.id, local_day(now))
        for order, batch in zip(orders, found, strict=True)
        if batch is None
    ]
    session.add_all(rows)
    session.flush()
    _refuse_used_up(rows)
    record(session, map(_issued, rows), actor=actor, now=now)
    by_id = {batch.id: batch for batch in read_batches(session, [row.id for row in rows])}
    made = iter([by_id[row.id] for row in rows])
    return [batch or next(made) for batch in found]


def certifications_in_force(session: Session, *, now: datetime) -> list[int]:
    """The ids of every certification that labels may be issued for today."""
    catalogue = Catalogue.of(0, now, read_certifications(session))
    return [
        key
        for key, certification in catalogue.certifications.items()
        if standing_on(certification, catalogue, local_day(now)).standing in LABELLED
    ]


def void_range(
    session: Session, batch_id: int, first: int, last: int, reason: str, *, actor: str, now: datetime
) -> Batch:
    """Declare the serials ``first`` to ``last`` of a batch void, for a reason that the public may read."""
    batch = read_batch(session, batch_id)
    if first > last or not (batch.covers(first) and batch.covers(last)):
        raise BadRange(
            N_("Lô %(id)s không có dãy số từ %(first)s đến %(last)s; lô này có %(count)s tem."),
            id=batch_id,
            first=first,
            last=last,
            count=batch.count,
        )
    session.add(VoidRow(batch_id=batch_id, first=first, last=last, reason=reason))
    session.flush()
    after = {"first": first, "last": last, "reason": reason}
    record(session, [Entry("void_labels", "batch", batch_id, after)], actor=actor, now=now)
    return read_batch(session, batch_id)


def reprint(session: Session, batch_id: int, sheet: str, *, actor: str, now: datetime) -> Batch:
    """Note that a batch is printed again, and give it. The journal counts each time."""
    batch = read_batch(session, batch_id)
    after = {"sheet": sheet, "time": times_printed_again(session, batch_id) + 1}
    record(session, [Entry("print_again", "batch", batch_id, after)], actor=actor, now=now)
    return batch


def times_printed_again(session: Session, batch_id: int) -> int:
    """How often a batch was printed after the first time, by what the journal says."""
    entry = JournalEntry
    of_batch = (entry.subject_type == "batch", entry.subject_id == batch_id, entry.action == "print_again")
    return session.scalar(select(func.count()).where(*of_batch)) or 0


def read_batch(session: Session, batch_id: int) -> Batch:
    """A batch that was issued."""
    batch = next(read_batches(session, [batch_id]), None)
    if batch is None:
        raise NoSuchBatch(N_("Không có lô tem số %(id)s."), id=batch_id)
    return batch


class _Face(NamedTuple):
    """What a label issued now would print."""

    stars: int
    until: date


def _refuse_bad_count(order: Order) -> None:
    most = 1 if order.kind is LabelKind.PRODUCT else MAX_SERIAL
    if not 1 <= order.count <= most:
        raise BadCount(
            N_("Số tem phải từ 1 đến %(most)s, không phải %(count)s."), most=most, count=order.count
        )


def _refuse_used_up(rows: Sequence[BatchRow]) -> None:
    if any(row.id > MAX_BATCH for row in rows):
        raise BatchesUsedUp(N_("Đã dùng hết số lô của định dạng tem 1."))


def _faces(session: Session, ids: Collection[int], now: datetime) -> Mapping[int, _Face]:
    """What labels of these certifications print; refused unless each is in force today.

    The certifications stay locked until the batches are committed, so that nobody revokes one meanwhile.
    """
    row = CertificationRow
    locked = dict(rows_where(session, select(row.id, row.product_id).with_for_update(), row.id, ids))
    siblings = rows_where(session, select(row.id), row.product_id, set(locked.values()))
    catalogue = Catalogue.of(0, now, read_certifications(session, {key for (key,) in siblings}))
    faces = {}
    for key in ids:
        certification = catalogue.certifications.get(key)
        if certification is None:
            raise no_such_certification(key)
        reading = standing_on(certification, catalogue, local_day(now))
        if reading.standing not in LABELLED:
            raise NotInForce(
                N_("Lần công nhận số %(id)s hôm nay không có hiệu lực (%(standing)s); không in tem."),
                id=key,
                standing=reading.standing.value,
            )
        faces[key] = _Face(certification.stars, reading.valid_until)
    return faces


def _known_batches(session: Session, orders: Sequence[Order]) -> Callable[[Order, _Face, int], Batch | None]:
    """Tells which batch an order need not make again."""
    requests = {order.request for order in orders if order.request}
    products = {order.certification_id for order in orders if order.kind is LabelKind.PRODUCT}
    row = BatchRow
    asked = dict(session.execute(select(row.request, row.id).where(row.request.in_(requests))).all())
    same = rows_where(session, select(row.id).where(row.kind == 0), row.certification_id, products)
    batches = {batch.id: batch for batch in read_batches(session, {key for (key,) in same})}
    reusable = {_print_of(batch): batch for batch in batches.values() if batch.void_of(0) is None}

    def known(order: Order, face: _Face, key_id: int) -> Batch | None:
        if order.request in asked:
            return _of_this_order(order, read_batch(session, asked[order.request]))
        if order.kind is LabelKind.UNIT:
            return None
        return reusable.get((order.certification_id, key_id, *face))

    return known


def _of_this_order(order: Order, batch: Batch) -> Batch:
    """The batch that a request already made; refused when the same request now asks for something else."""
    if (batch.certification_id, batch.kind, batch.count) != (order.certification_id, order.kind, order.count):
        raise RequestReused(N_("Yêu cầu %(request)s đã được dùng cho một lô khác."), request=order.request)
    return batch


def _print_of(batch: Batch) -> tuple[int, int, int, date]:
    return (batch.certification_id, batch.key_id, batch.printed_stars, batch.printed_until)


def _row(order: Order, face: _Face, key_id: int, today: date) -> BatchRow:
    return BatchRow(
        certification_id=order.certification_id,
        kind=int(order.kind),
        count=order.count,
        key_id=key_id,
        issued_on=today,
        printed_stars=face.stars,
        printed_until=face.until,
        sheet=order.sheet,
        request=order.request,
    )


def _issued(row: BatchRow) -> Entry:
    names = ("certification_id", "kind", "count", "key_id", "issued_on", "printed_until", "sheet")
    return Entry("issue_batch", "batch", row.id, {name: getattr(row, name) for name in names})
