"""Making sheets: the few labels of one page at once, longer ones as background work."""

from datetime import UTC, datetime

from flask import redirect
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from ocop_verify.accounts.views.context import moment
from ocop_verify.accounts.views.guard import actor
from ocop_verify.db import db
from ocop_verify.domain.errors import N_, OcopError
from ocop_verify.jobs.models import JobRow
from ocop_verify.jobs.views import ask, jobs
from ocop_verify.jobs.working import Kind, Ticket
from ocop_verify.labels.clearing import clear_sheets
from ocop_verify.labels.layouts import Format
from ocop_verify.labels.models import SheetRow
from ocop_verify.labels.rendering import PROOFREAD_UP_TO, carry_out, files_of, work_of
from ocop_verify.labels.views.context import ring, settings, sheets_folder, symbols
from ocop_verify.web.commands import transaction
from ocop_verify.web.language import at

# Some two seconds of drawing and reading back.
AT_ONCE = 100


def make_sheet(ticket: Ticket) -> None:
    """Write the files of a sheet and release it on what can be read from them."""
    row = db.session.get_one(SheetRow, ticket.subject_id)
    work = work_of(db.session(), row, ring(), settings().host, sheets_folder())
    total = row.labels * (2 if _is_read_back(row, work.layout.format) else 1)
    db.session.rollback()  # nothing is held while the sheet is drawn
    problem, read = "", None
    try:
        read = carry_out(work, symbols(), lambda done: ticket.report(min(done, total), total))
    except OcopError as refusal:
        problem = str(refusal)
    with transaction() as session:
        row = session.get_one(SheetRow, ticket.subject_id)
        row.finished_at, row.problem, row.read = datetime.now(UTC), problem, read


SHEETS = Kind("print_sheet", N_("Làm tờ in"), "/labels/sheets/%d", make_sheet)


def _clear(_ticket: Ticket) -> None:
    clear_sheets(db.session(), sheets_folder(), now=datetime.now(UTC))


# Files of sheets are kept for a while and made again when somebody wants them later.
CLEARING = Kind("clear_sheets", N_("Dọn tờ in cũ"), "/labels", _clear, daily=True)


def want(session: Session, row: SheetRow) -> JobRow | None:
    """Note in the transaction of an order that its files are wanted; None where they are there."""
    if is_made(row):
        return None
    row.finished_at = None
    return ask(session, SHEETS.name, row.id, actor=actor(), now=moment())


def go_to(row: SheetRow, job: JobRow | None) -> AnyResponse:
    """Make it, or have it made; then where its progress or its files are seen."""
    sheet_id, labels, job_id = row.id, row.labels, job.id if job else None
    if job_id is not None and labels <= AT_ONCE:
        jobs().run(job_id)
    elif job_id is not None:
        jobs().push(job_id)
        return redirect(at(f"/jobs/{job_id}"), 303)
    return redirect(at(f"/labels/sheets/{sheet_id}"), 303)


def is_made(row: SheetRow) -> bool:
    """Whether the files are there, or cannot be made."""
    if row.finished_at is None:
        return False
    return bool(row.problem) or all(path.exists() for path in files_of(row, sheets_folder()))


def _is_read_back(row: SheetRow, form: Format) -> bool:
    return form is not Format.SVG and row.labels <= PROOFREAD_UP_TO
