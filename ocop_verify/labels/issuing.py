"""Issuing and voiding labels. A batch is one row; its labels are never rows."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ocop_verify.audit.journal import Entry, record
from ocop_verify.domain.catalogue import Catalogue
from ocop_verify.domain.errors import N_, OcopError
from ocop_verify.domain.records import Batch, Certification, LabelKind
from ocop_verify.domain.validity import local_day
from ocop_verify.domain.verdict import Standing, standing_on
from ocop_verify.labels.models import MAX_BATCH, MAX_SERIAL, BatchRow, VoidRow
from ocop_verify.labels.reading import read_batches
from ocop_verify.labels.signing_keys import signing_key
from ocop_verify.registry.lookup import locked_certification
from ocop_verify.registry.models import CertificationRow
from ocop_verify.registry.reading import read_certifications

# Labels are issued only while recognition counts.
LABELLED = frozenset({Standing.IN_FORCE, Standing.EXPIRING})


class NotInForce(OcopError):
    """Labels were asked for a certification that is not in force today."""


class BadCount(OcopError):
    """A number of labels that no batch can have."""


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
    """Issue labels for a certification that is in force today.

    A product label is the same on every package, so it is issued once: as long as what it prints is
    still true and it is not voided, the batch that exists is given back.
    """
    _refuse_bad_count(order)
    made = _made_before(session, order)
    if made is not None:
        return made
    today = local_day(now)
    certification, valid_until = _in_force(session, order.certification_id, now)
    key = signing_key(session)
    row = BatchRow(
        certification_id=certification.id,
        kind=int(order.kind),
        count=order.count,
        key_id=key.id,
        issued_on=today,
        printed_stars=certification.stars,
        printed_until=valid_until,
        sheet=order.sheet,
        request=order.request,
    )
    if order.kind is LabelKind.PRODUCT:
        same = _same_product_label(session, row)
        if same is not None:
            return same
    session.add(row)
    session.flush()
    if row.id > MAX_BATCH:
        raise BatchesUsedUp(N_("Đã dùng hết số lô của định dạng nhãn 1."))
    after = {
        name: getattr(row, name)
        for name in ("certification_id", "kind", "count", "key_id", "issued_on", "sheet")
    }
    record(session, [Entry("issue_batch", "batch", row.id, after)], actor=actor, now=now)
    return next(read_batches(session, [row.id]))


def certifications_in_force(session: Session, *, now: datetime) -> list[int]:
    """The ids of every certification that labels may be issued for today."""
    today = local_day(now)
    catalogue = Catalogue.of(0, now, read_certifications(session))
    return [
        certification.id
        for certification in catalogue.certifications.values()
        if standing_on(certification, catalogue, today).standing in LABELLED
    ]


def void_range(
    session: Session, batch_id: int, first: int, last: int, reason: str, *, actor: str, now: datetime
) -> Batch:
    """Declare the serials ``first`` to ``last`` of a batch void, for a reason that the public may read."""
    batch = next(read_batches(session, [batch_id]), None)
    if batch is None:
        raise NoSuchBatch(N_("Không có lô nhãn số %(id)s."), id=batch_id)
    if first > last or not (batch.covers(first) and batch.covers(last)):
        raise BadRange(
            N_("Lô %(id)s không có dãy số từ %(first)s đến %(last)s; lô này có %(count)s nhãn."),
            id=batch_id, first=first, last=last, count=batch.count,
        )  # fmt: skip
    session.add(VoidRow(batch_id=batch_id, first=first, last=last, reason=reason))
    session.flush()
    after = {"first": first, "last": last, "reason": reason}
    record(session, [Entry("void_labels", "batch", batch_id, after)], actor=actor, now=now)
    return next(read_batches(session, [batch_id]))


def _refuse_bad_count(order: Order) -> None:
    most = 1 if order.kind is LabelKind.PRODUCT else MAX_SERIAL
    if not 1 <= order.count <= most:
        raise BadCount(
            N_("Số nhãn phải từ 1 đến %(most)s, không phải %(count)s."), most=most, count=order.count
        )


def _made_before(session: Session, order: Order) -> Batch | None:
    if order.request is None:
        return None
    row = session.scalar(select(BatchRow).where(BatchRow.request == order.request))
    if row is None:
        return None
    if (row.certification_id, row.kind, row.count) != (order.certification_id, order.kind, order.count):
        raise BadCount(N_("Yêu cầu %(request)s đã được dùng cho một lô khác."), request=order.request)
    return next(read_batches(session, [row.id]))


def _in_force(session: Session, certification_id: int, now: datetime) -> tuple[Certification, date]:
    """The certification and its last valid day; refused unless it is in force today."""
    product = locked_certification(session, certification_id).product_id
    siblings = session.scalars(select(CertificationRow.id).where(CertificationRow.product_id == product))
    catalogue = Catalogue.of(0, now, read_certifications(session, siblings.all()))
    certification = catalogue.certifications[certification_id]
    reading = standing_on(certification, catalogue, local_day(now))
    if reading.standing not in LABELLED:
        raise NotInForce(
            N_("Lần công nhận số %(id)s hôm nay không có hiệu lực (%(standing)s); không in nhãn."),
            id=certification_id, standing=reading.standing.value,
        )  # fmt: skip
    return certification, reading.valid_until


def _same_product_label(session: Session, row: BatchRow) -> Batch | None:
    """A product label that prints exactly what this one would, signed by the same key, and not void."""
    same = select(BatchRow.id).where(
        BatchRow.certification_id == row.certification_id,
        BatchRow.kind == row.kind,
        BatchRow.key_id == row.key_id,
        BatchRow.printed_stars == row.printed_stars,
        BatchRow.printed_until == row.printed_until,
    )
    batches = read_batches(session, session.scalars(same).all())
    return next((batch for batch in batches if batch.void_of(0) is None), None)
