"""Uploaded tables as acts: they come, are judged, replaced by a corrected file, written or dropped.

An upload is written once, whatever is clicked twice or sent again: its row says so in the transaction that
writes it.
"""

from datetime import datetime

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from ocop_verify.audit import journal
from ocop_verify.desk.judging import Judged, Report
from ocop_verify.desk.models import UploadRow
from ocop_verify.domain.errors import N_, OcopError
from ocop_verify.domain.text import clean
from ocop_verify.registry import importing

# States in which something is left to do.
OPEN = ("reading", "refused", "faulty", "ready", "writing")


class NotReady(OcopError):
    """A table with problems, or one that was not read yet, was to be written."""


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
    if row.state == "written":
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
    if row.state == "written":
        return
    if row.state not in ("ready", "writing"):
        raise NotReady(N_("Tệp chưa sẵn sàng để ghi. Hãy sửa các vấn đề rồi gửi lại tệp."))
    if journal.lock(session) != judged.plan.difference.version:
        raise Moved
    row.version = importing.apply(session, judged.plan, actor=actor, now=now).version
    row = session.get_one(UploadRow, upload_id)
    row.state, row.changed_at = "written", now
    session.flush()


def drop(row: UploadRow, *, now: datetime) -> None:
    """Give it up. Nothing of it is in the registry; its file stays for the record."""
    if row.state != "written":
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
