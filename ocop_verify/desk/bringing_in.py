"""Uploaded tables as acts: they come, are judged, replaced by a corrected file, written or dropped.

An upload is written once, whatever is clicked twice or sent again: its row says so in the transaction that
writes it. What was written can be undone for some days, as long as nothing rests on it.
"""

from collections.abc import Collection
from datetime import datetime, timedelta

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from ocop_verify.audit import journal
from ocop_verify.audit.journal import Entry, record
from ocop_verify.audit.models import JournalEntry
from ocop_verify.desk.journal_list import Places
from ocop_verify.desk.judging import Judged, Report
from ocop_verify.desk.models import UploadRow
from ocop_verify.domain.errors import N_, OcopError
from ocop_verify.domain.text import clean
from ocop_verify.registry import importing
from ocop_verify.registry.withdrawing import Span, withdraw
from ocop_verify.registry.wording import required

# States in which something is left to do.
OPEN = ("reading", "refused", "faulty", "ready", "writing")
UNDONE_WITHIN = timedelta(days=7)


class NotReady(OcopError):
    """A table with problems, or one that was not read yet, was to be written."""


class NotUndone(OcopError):
    """An import that is too long ago, that wrote nothing, or that touched another province."""


class Moved(Exception):
    """The registry moved between the comparison and the act: compare again."""


def open_upload(
    session: Session, account_id: int, filename: str, digest: str, size: int, *, now: datetime
) -> UploadRow:
    """A file that somebody brings in."""
    row = UploadRow(account_id=account_id, created_at=now)
    _take(row, filename, digest, size, now)
    session.add(row)
    session.flush()
    return row


def replace_file(row: UploadRow, filename: str, digest: str, size: int, *, now: datetime) -> None:
    """The corrected file in place of the one before."""
    if row.state in ("written", "undone"):
        raise NotReady(N_("Tệp này đã được ghi vào sổ. Hãy nhập tệp mới ở trang nhập quyết định."))
    _take(row, filename, digest, size, now)


def note_report(row: UploadRow, report: Report, *, now: datetime) -> None:
    """What was found in it."""
    row.report = msgspec.json.encode(report)
    row.state = "refused" if report.refusal else "faulty" if report.problem_count else "ready"
    row.changed_at = now


def report_in(row: UploadRow) -> Report | None:
    """What was found in it; None while it was not read."""
    return msgspec.json.decode(row.report, type=Report) if row.report else None


def write_upload(session: Session, upload_id: int, judged: Judged, *, actor: str, now: datetime) -> None:
    """Write it, all or nothing. One that was written stays as it is; raises ``Moved`` to compare again."""
    row = locked_upload(session, upload_id)
    if row.state in ("written", "undone"):
        return
    if row.state not in ("ready", "writing"):
        raise NotReady(N_("Tệp chưa sẵn sàng để ghi. Hãy sửa các vấn đề rồi gửi lại tệp."))
    if journal.lock(session) != judged.plan.difference.version:
        raise Moved
    row.version = importing.apply(session, judged.plan, actor=actor, now=now).version
    row = session.get_one(UploadRow, upload_id)
    row.version_before = judged.plan.difference.version
    row.state, row.changed_at = "written", now
    session.flush()


def written_by(row: UploadRow) -> Span | None:
    """The entries of the journal that an upload wrote; None: none, or nobody knows which."""
    if row.state != "written" or row.version is None or row.version_before is None:
        return None
    return Span(row.version_before + 1, row.version) if row.version > row.version_before else None


def undo_until(row: UploadRow) -> datetime:
    """Until when it can be undone. Nothing changes an upload between its writing and its undoing."""
    return row.changed_at + UNDONE_WITHIN


def undo_upload(
    session: Session,
    upload_id: int,
    reason: str,
    places: Places,
    *,
    actor: str,
    now: datetime,
) -> None:
    """Take back everything that an upload wrote; undone already, it stays so.

    ``places``: of who undoes it, with the rights of now.
    """
    row = locked_upload(session, upload_id)
    if row.state == "undone":
        return
    span = written_by(row)
    if span is None:
        raise NotUndone(N_("Tệp này chưa ghi gì vào sổ, nên không có gì để rút lại."))
    if now > undo_until(row):
        raise NotUndone(N_("Đã quá 7 ngày từ khi ghi. Hãy sửa từng mục bằng các việc thường ngày."))
    reason = required(reason, N_("Hãy ghi lý do rút lại."))
    about = _records_of(session, span)
    if not all(places.hold(kind, key) for kind, key in about if kind == "certification"):
        raise NotUndone(N_("Tệp này ghi sản phẩm ngoài địa bàn bạn phụ trách."))
    province = places.province_of(*next(iter(about)))
    withdraw(session, span, actor=actor, now=now)
    row = session.get_one(UploadRow, upload_id)
    after = {"filename": row.filename, "reason": reason, "province": province, "records": len(about)}
    record(session, [Entry("undo_import", "upload", row.id, after)], actor=actor, now=now)
    row.state, row.changed_at = "undone", now
    session.flush()


def _records_of(session: Session, span: Span) -> Collection[tuple[str, int]]:
    """The records that an act touched, certifications first."""
    found = session.execute(select(JournalEntry.subject_type, JournalEntry.subject_id).where(span.holds()))
    return sorted({(kind, key) for kind, key in found}, key=lambda each: (each[0] != "certification", each))


def drop(row: UploadRow, *, now: datetime) -> None:
    """Give it up. Nothing of it is in the registry; its file stays for the record."""
    if row.state not in ("written", "undone"):
        row.state, row.changed_at = "dropped", now


def locked_upload(session: Session, upload_id: int) -> UploadRow:
    """The upload as it is now, held until the transaction ends."""
    held = select(UploadRow).where(UploadRow.id == upload_id).with_for_update()
    return session.scalars(held.execution_options(populate_existing=True)).one()


def open_uploads(session: Session, account_id: int, limit: int = 20) -> list[UploadRow]:
    """What somebody has half done, the newest first."""
    mine = select(UploadRow).where(UploadRow.account_id == account_id, UploadRow.state.in_(OPEN))
    return list(session.scalars(mine.order_by(UploadRow.id.desc()).limit(limit)))


def _take(row: UploadRow, filename: str, digest: str, size: int, now: datetime) -> None:
    row.filename = clean(filename)[-200:] or "bang.xlsx"
    row.sha256, row.size, row.state, row.report, row.changed_at = digest, size, "reading", None, now
