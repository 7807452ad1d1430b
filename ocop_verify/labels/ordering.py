"""Orders from the desk: a batch and the sheet that it is printed on; and what producers ask for."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ocop_verify.audit.journal import Entry, record
from ocop_verify.domain.errors import N_, OcopError
from ocop_verify.domain.records import Batch, LabelKind
from ocop_verify.labels.issuing import Order, issue_batch, read_batch, reprint
from ocop_verify.labels.layouts import Format, Layout, Placement, layout_of, refuse_bad_placement
from ocop_verify.labels.models import MAX_SERIAL, LabelRequestRow, SheetRow

MOST_COPIES = 100_000


class TooManyPictures(OcopError):
    """A picture holds one label; a thousand of them are no sheet."""


class AlreadyAnswered(OcopError):
    """Somebody else has answered this request in the meantime."""


@dataclass(frozen=True, slots=True)
class SheetOrder:
    """How a batch is to be printed. ``request`` identifies the order: sent twice, it is carried out once."""

    layout: Layout
    placement: Placement
    copies: int = 1
    request: str | None = None
    release: bool = False


@dataclass(frozen=True, slots=True)
class Wish:
    """What a producer asks for."""

    certification_id: int
    kind: LabelKind
    count: int
    note: str = ""
    request: str | None = None


def sheet_of_request(session: Session, request: str) -> SheetRow | None:
    """The sheet that this request has already ordered."""
    return session.scalar(select(SheetRow).where(SheetRow.request == request))


def issue_sheet(
    session: Session, order: Order, sheet: SheetOrder, *, wish_id: int | None, actor: str, now: datetime
) -> SheetRow:
    """Issue labels and order their sheet; answers the producer's wish that it came from."""
    known = sheet_of_request(session, order.request) if order.request else None
    if known is not None:
        return known
    refuse_bad_sheet(sheet, order.count if order.kind is LabelKind.UNIT else sheet.copies)
    batch = issue_batch(session, order, actor=actor, now=now)
    if wish_id is not None:
        _answer(session, wish_id, actor=actor, now=now, batch=batch)
    return _ordered(session, batch, sheet, actor=actor, now=now)


def print_again(session: Session, batch_id: int, sheet: SheetOrder, *, actor: str, now: datetime) -> SheetRow:
    """Order a further sheet of labels that were issued before; the journal keeps it."""
    known = sheet_of_request(session, sheet.request) if sheet.request else None
    if known is not None:
        return known
    batch = read_batch(session, batch_id)
    refuse_bad_sheet(sheet, batch.count if batch.kind is LabelKind.UNIT else sheet.copies)
    reprint(session, batch_id, sheet.layout.name, actor=actor, now=now)
    return _ordered(session, batch, sheet, actor=actor, now=now)


def refuse_bad_sheet(sheet: SheetOrder, labels: int) -> None:
    """Refuse a place that the stock lacks, offsets over its edge, and pictures of more than one label."""
    refuse_bad_placement(sheet.layout, sheet.placement)
    if sheet.layout.format is not Format.PDF and labels > 1:
        raise TooManyPictures(
            N_("Ảnh %(layout)s chỉ chứa một tem. Hãy chọn một khổ tờ PDF để in nhiều tem."),
            layout=sheet.layout.name.upper(),
        )


def note_download(session: Session, sheet: SheetRow, files: int, *, actor: str, now: datetime) -> None:
    """Every download is on record; those after the first of each file as printing again."""
    if sheet.downloads >= files:
        reprint(session, sheet.batch_id, sheet.layout, actor=actor, now=now)
    else:
        after = {"sheet": sheet.layout, "labels": sheet.labels}
        record(session, [Entry("download_sheet", "batch", sheet.batch_id, after)], actor=actor, now=now)
    sheet.downloads += 1


def release(session: Session, sheet: SheetRow, *, actor: str, now: datetime) -> None:
    """Let the producer download a sheet."""
    if sheet.released_at is None:
        sheet.released_at = now
        entry = Entry("release_sheet", "batch", sheet.batch_id, {"sheet": sheet.id})
        record(session, [entry], actor=actor, now=now)


def take_back(session: Session, sheet: SheetRow, *, actor: str, now: datetime) -> None:
    """Keep a sheet from the producer again."""
    if sheet.released_at is not None:
        sheet.released_at = None
        entry = Entry("take_back_sheet", "batch", sheet.batch_id, {"sheet": sheet.id})
        record(session, [entry], actor=actor, now=now)


def ask_for_labels(session: Session, wish: Wish, *, actor: str, now: datetime) -> LabelRequestRow:
    """Write down what a producer asks for; the same request twice is one."""
    known = wish.request and session.scalar(
        select(LabelRequestRow).where(LabelRequestRow.request == wish.request)
    )
    if known:
        return known
    row = LabelRequestRow(
        certification_id=wish.certification_id,
        kind=int(wish.kind),
        count=min(wish.count, MAX_SERIAL),
        note=wish.note[:1000],
        request=wish.request,
        asked_by=actor,
        asked_at=now,
        refusal="",
    )
    session.add(row)
    session.flush()
    after = {"certification_id": row.certification_id, "kind": row.kind, "count": row.count}
    record(session, [Entry("ask_for_labels", "label_request", row.id, after)], actor=actor, now=now)
    return row


def refuse_wish(session: Session, wish_id: int, reason: str, *, actor: str, now: datetime) -> None:
    """Answer a producer that these labels are not issued, and why."""
    _answer(session, wish_id, actor=actor, now=now, refusal=reason)


def _answer(
    session: Session,
    wish_id: int,
    *,
    actor: str,
    now: datetime,
    batch: Batch | None = None,
    refusal: str = "",
) -> None:
    row = session.get(LabelRequestRow, wish_id, with_for_update=True)
    if row is None or row.answered_at is not None:
        raise AlreadyAnswered(N_("Yêu cầu này đã được trả lời. Hãy mở lại danh sách yêu cầu."))
    row.answered_at, row.batch_id, row.refusal = now, batch.id if batch else None, refusal
    session.flush()
    after = {"batch": row.batch_id, "refusal": refusal}
    record(session, [Entry("answer_request", "label_request", row.id, after)], actor=actor, now=now)


def _ordered(session: Session, batch: Batch, sheet: SheetOrder, *, actor: str, now: datetime) -> SheetRow:
    row = SheetRow(
        batch_id=batch.id,
        layout=sheet.layout.name,
        copies=sheet.copies,
        place=sheet.placement.first,
        offset_x=sheet.placement.offset_x,
        offset_y=sheet.placement.offset_y,
        crop_marks=sheet.placement.crop_marks,
        bleed=sheet.placement.bleed,
        request=sheet.request,
        ordered_by=actor,
        ordered_at=now,
        labels=batch.count if batch.kind is LabelKind.UNIT else sheet.copies,
        problem="",
        downloads=0,
    )
    session.add(row)
    session.flush()
    if sheet.release:
        release(session, row, actor=actor, now=now)
    return row


def placement_of(row: SheetRow) -> Placement:
    """Where the labels of a sheet stand."""
    return Placement(row.offset_x, row.offset_y, row.place, row.crop_marks, row.bleed)


def layout_of_sheet(row: SheetRow) -> Layout:
    """The stock of a sheet."""
    return layout_of(row.layout)
