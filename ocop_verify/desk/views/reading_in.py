"""Judging and writing uploads, in the request for short files and in the background for long ones."""

from datetime import UTC, datetime
from typing import Any

import msgspec
from flask import current_app
from sqlalchemy import select

from ocop_verify.accounts.models import AccountRow
from ocop_verify.accounts.permissions import Actor, Permission, has
from ocop_verify.accounts.sessions import actor_of
from ocop_verify.approvals.views import two_persons
from ocop_verify.catalog.holding import NoCatalogue
from ocop_verify.db import db
from ocop_verify.desk import bringing_in
from ocop_verify.desk.judging import Judged, Report, judge, refused
from ocop_verify.desk.models import UploadRow
from ocop_verify.desk.resembling import resembling
from ocop_verify.domain.errors import N_, OcopError
from ocop_verify.durable import Kept
from ocop_verify.jobs.models import JobRow
from ocop_verify.jobs.working import Kind, Ticket
from ocop_verify.search.views.context import today
from ocop_verify.tabular.reading import Progress
from ocop_verify.tabular.refusals import FileProblem
from ocop_verify.web.commands import transaction

# About 2,000 rows of fourteen columns; what is larger is read in the background.
LONG_XLSX_BYTES = 120_000
LONG_CSV_BYTES = 400_000
LONG_ROWS = 2_000
# Somebody else may write between the comparison and the act; not three times in a row.
TRIES = 3
LOST = N_("Tệp bạn đã gửi không còn nguyên trên máy chủ. Chưa ghi gì vào sổ từ tệp này. Hãy gửi lại tệp đó.")


class MayNot(OcopError):
    """The account that asked for it may not any more."""


def uploads() -> Kept:
    """The folder of files that were brought in."""
    return Kept(current_app.extensions["settings"].data_dir / "uploads", LOST)


def is_long(filename: str, size: int) -> bool:
    """Whether reading it takes longer than somebody waits for a page."""
    return size > (LONG_CSV_BYTES if filename.lower().endswith(".csv") else LONG_XLSX_BYTES)


def read(upload_id: int, on_progress: Progress | None = None) -> None:
    """Read the file of an upload and note what it would do."""
    row = db.session.get_one(UploadRow, upload_id)
    digest = row.sha256
    try:
        report = _report_of(_judge(row, on_progress))
    except FileProblem as problem:
        report = refused(problem)
    with transaction() as session:
        row = bringing_in.locked_upload(session, upload_id)
        if row.sha256 == digest and row.state == "reading":
            bringing_in.note_report(row, report, now=_now())


def write(upload_id: int, on_progress: Progress | None = None) -> bool:
    """Write an upload as it was shown. False: it would do something else now, and nothing was written."""
    for _ in range(TRIES):
        row = db.session.get_one(UploadRow, upload_id, populate_existing=True)
        if row.state == "written":
            return True
        shown = bringing_in.report_in(row)
        judged = _judge(row, on_progress)
        if shown is None or shown.fingerprint != judged.report.fingerprint or judged.report.problem_count:
            _show_anew(upload_id, judged)
            return False
        try:
            with transaction() as session:
                actor = owner_of(session.get_one(UploadRow, upload_id))
                bringing_in.write_upload(session, upload_id, judged, actor=actor.name, now=_now())
        except bringing_in.Moved:
            continue
        return True
    _show_anew(upload_id, judged)
    return False


def state_of(row: UploadRow) -> str:
    """What is left to do with an upload: one whose writing was stopped waits to be confirmed again."""
    under_way = select(JobRow.id).where(
        JobRow.kind == WRITE, JobRow.subject_id == row.id, JobRow.state.in_(("waiting", "running"))
    )
    is_stopped = row.state == "writing" and db.session.scalar(under_way.limit(1)) is None
    return "ready" if is_stopped else row.state


def marked(row: UploadRow, tell: Any) -> bytes:
    """The person's table with every problem in its cell."""
    return _judge(row, None).marked(tell)


def owner_of(row: UploadRow) -> Actor:
    """Who brings it in, with the rights of now. Raises ``MayNot`` when there are none."""
    account = db.session.get_one(AccountRow, row.account_id)
    actor = actor_of(account)
    if account.disabled_at is not None or not has(actor, Permission.RECOGNISE):
        raise MayNot(N_("Tài khoản đã gửi tệp này không còn quyền nhập quyết định. Chưa ghi gì vào sổ."))
    return actor


def _judge(row: UploadRow, on_progress: Progress | None) -> Judged:
    provinces = owner_of(row).provinces(Permission.RECOGNISE)
    data = uploads().read(row.sha256)
    return judge(
        db.session(),
        data,
        row.filename,
        provinces,
        now=_now(),
        on_progress=on_progress,
        two_persons=two_persons(),
    )


def _report_of(judged: Judged) -> Report:
    """The report, with what its new names could be confused with; where nothing is held, nothing is told."""
    try:
        notes = [*judged.report.notes, *resembling(judged.plan, today())]
    except NoCatalogue:
        return judged.report
    return msgspec.structs.replace(judged.report, notes=notes)


def _show_anew(upload_id: int, judged: Judged) -> None:
    with transaction() as session:
        row = bringing_in.locked_upload(session, upload_id)
        if row.state != "written":
            bringing_in.note_report(
                row, msgspec.structs.replace(_report_of(judged), has_moved=True), now=_now()
            )


def _now() -> datetime:
    return datetime.now(UTC)


def _read_job(ticket: Ticket) -> None:
    read(ticket.subject_id, ticket.report)


def _write_job(ticket: Ticket) -> None:
    write(ticket.subject_id, ticket.report)


READ, WRITE = "read_upload", "write_upload"
KINDS = (
    Kind(READ, N_("Đọc bảng đã gửi"), "/registry/import/%d", _read_job),
    Kind(WRITE, N_("Ghi bảng vào sổ"), "/registry/import/%d", _write_job),
)
