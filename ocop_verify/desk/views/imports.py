"""Bringing in decisions: a table is sent, shown with its problems and its difference, corrected, written."""

from http import HTTPStatus
from io import BytesIO
from pathlib import PurePath

from flask import Blueprint, Response, abort, flash, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from ocop_verify.accounts.permissions import Permission
from ocop_verify.accounts.views.context import database, moment
from ocop_verify.accounts.views.guard import Place, actor, require
from ocop_verify.desk import bringing_in
from ocop_verify.desk.judging import CHANGED, NEW, UNCHANGED, Fault, Report, Sentence, ShownRow
from ocop_verify.desk.models import UploadRow
from ocop_verify.desk.telling import FACTS, SUBJECTS
from ocop_verify.desk.views import reading_in
from ocop_verify.desk.views.request import address_of, draft_words
from ocop_verify.domain.errors import N_
from ocop_verify.durable import FileLost
from ocop_verify.jobs.views import ask, jobs
from ocop_verify.registry.columns import COLUMNS
from ocop_verify.tabular.limits import MAX_FILE_BYTES, MEGABYTE
from ocop_verify.tabular.writing import CSV_TYPE, XLSX_TYPE, OutSheet, write_csv, write_xlsx
from ocop_verify.web.commands import transaction
from ocop_verify.web.language import at, gettext, translate

blueprint = Blueprint("imports", __name__, url_prefix="/registry/import")

# What befell a certification has columns too; a form to fill in for a decision needs none of them.
TEMPLATE = COLUMNS[:14]
EXAMPLE = (
    *("Cà phê bột Suối Mơ", "Hợp tác xã Nông nghiệp Suối Mơ", "Hợp tác xã", "4 sao", "82,5", "1234/QĐ-UBND"),
    *("05/08/2025", "05/08/2028", "UBND tỉnh Lâm Đồng", "Cà phê", "Thôn 3", "xã Suối Mơ", "Lâm Đồng", ""),
)
DOES = {NEW: N_("Thêm mới"), CHANGED: N_("Thay đổi"), UNCHANGED: N_("Giữ nguyên")}


def place_of_upload(key: int) -> Place | None:
    """A draft belongs to who brought it in; what came of it is in the registry for everybody."""
    row = database().get(UploadRow, key)
    return Place(owner_id=row.account_id) if row else None


@blueprint.get("")
@require(Permission.RECOGNISE)
def begin() -> str:
    """Choose a file."""
    return _begin_page({})


@blueprint.post("")
@require(Permission.RECOGNISE)
def upload() -> AnyResponse:
    """Take it."""
    fault, filename, data = _sent_file()
    if fault:
        return Response(_begin_page({"file": fault}), HTTPStatus.UNPROCESSABLE_ENTITY)
    digest = reading_in.uploads().keep(data)
    with transaction() as session:
        row = bringing_in.open_upload(session, actor().id, filename, digest, len(data), now=moment())
    return _read(row)


@blueprint.get("/template.<kind>")
@require(Permission.RECOGNISE)
def template(kind: str) -> Response:
    """An empty table with the right headings and one example."""
    if kind not in ("xlsx", "csv"):
        abort(HTTPStatus.NOT_FOUND)
    target, headings = BytesIO(), [column.heading for column in TEMPLATE]
    if kind == "csv":
        write_csv(target, headings, [EXAMPLE])
    else:
        write_xlsx(target, OutSheet("OCOP", headings, [EXAMPLE]))
    return _download(target.getvalue(), XLSX_TYPE if kind == "xlsx" else CSV_TYPE, f"mau-quyet-dinh.{kind}")


@blueprint.get("/<int:key>")
@require(Permission.USE_ACCOUNT, place=place_of_upload)
def draft(key: int) -> str:
    """The table with its problems, or what it would change."""
    return _draft_page(database().get_one(UploadRow, key), {})


@blueprint.post("/<int:key>/file")
@require(Permission.USE_ACCOUNT, place=place_of_upload)
def replace(key: int) -> AnyResponse:
    """The corrected file."""
    fault, filename, data = _sent_file()
    if fault:
        row = database().get_one(UploadRow, key)
        return Response(_draft_page(row, {"file": fault}), HTTPStatus.UNPROCESSABLE_ENTITY)
    digest = reading_in.uploads().keep(data)
    with transaction() as session:
        row = bringing_in.locked_upload(session, key)
        bringing_in.replace_file(row, filename, digest, len(data), now=moment())
    return _read(row)


@blueprint.get("/<int:key>/marked")
@require(Permission.USE_ACCOUNT, place=place_of_upload)
def marked(key: int) -> Response:
    """The person's own table with every problem in its cell, to be mended in Excel."""
    row = database().get_one(UploadRow, key)
    if row.state not in ("faulty", "ready"):
        abort(HTTPStatus.NOT_FOUND)
    try:
        table = reading_in.marked(row, translate)
    except FileLost as lost:
        return _ask_again(key, lost)
    return _download(table, XLSX_TYPE, f"{PurePath(row.filename).stem}-danh-dau.xlsx")


@blueprint.post("/<int:key>/write")
@require(Permission.USE_ACCOUNT, place=place_of_upload)
def write(key: int) -> AnyResponse:
    """Write it, as it was shown; once, however often this is sent."""
    row = database().get_one(UploadRow, key)
    report = bringing_in.report_in(row)
    if (
        reading_in.state_of(row) == "ready"
        and report
        and request.form.get("fingerprint") == report.fingerprint
    ):
        if report.row_count > reading_in.LONG_ROWS:
            return _in_background(reading_in.WRITE, key, state="writing")
        try:
            if reading_in.write(key):
                flash(gettext("Đã ghi vào sổ."))
        except FileLost as lost:
            return _ask_again(key, lost)
    return redirect(at(f"/registry/import/{key}"), HTTPStatus.SEE_OTHER)


@blueprint.post("/<int:key>/drop")
@require(Permission.USE_ACCOUNT, place=place_of_upload)
def drop(key: int) -> AnyResponse:
    """Give it up."""
    with transaction() as session:
        bringing_in.drop(bringing_in.locked_upload(session, key), now=moment())
    flash(gettext("Đã bỏ bản nháp. Sổ không thay đổi."))
    return redirect(at("/registry"), HTTPStatus.SEE_OTHER)


def _read(row: UploadRow) -> AnyResponse:
    """Read it now, or in the background when it is long."""
    if reading_in.is_long(row.filename, row.size):
        return _in_background(reading_in.READ, row.id)
    reading_in.read(row.id)
    return redirect(at(f"/registry/import/{row.id}"), HTTPStatus.SEE_OTHER)


def _in_background(kind: str, key: int, state: str = "") -> AnyResponse:
    with transaction() as session:
        job = ask(session, kind, key, actor=actor(), now=moment())
        if state:
            bringing_in.locked_upload(session, key).state = state
    jobs().push(job.id)
    return redirect(at(f"/jobs/{job.id}"), HTTPStatus.SEE_OTHER)


def _ask_again(key: int, lost: FileLost) -> Response:
    """The draft, with what became of its file and the form to send it again."""
    row = database().get_one(UploadRow, key)
    return Response(_draft_page(row, {"file": translate(lost)}), HTTPStatus.GONE)


def _sent_file() -> tuple[str, str, bytes]:
    """What is wrong with the file that was sent ("" when nothing is), its name, its bytes."""
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        return gettext("Hãy chọn một tệp .xlsx hoặc .csv."), "", b""
    data = sent.read(MAX_FILE_BYTES + 1)
    if len(data) > MAX_FILE_BYTES:
        limit = MAX_FILE_BYTES // MEGABYTE
        return gettext("Tệp nặng hơn %(limit)d MB. Hãy chia thành nhiều tệp nhỏ hơn.", limit=limit), "", b""
    return ("", sent.filename, data) if data else (gettext("Tệp rỗng. Hãy chọn lại tệp."), "", b"")


def _begin_page(faults: dict[str, str]) -> str:
    drafts = bringing_in.open_uploads(database(), actor().id)
    return render_template("desk/import.html", faults=faults, drafts=drafts, draft_words=draft_words())


def _draft_page(row: UploadRow, faults: dict[str, str]) -> str:
    return render_template(
        "desk/draft.html",
        row=row,
        state=reading_in.state_of(row),
        is_undoable=bringing_in.written_by(row) is not None and moment() <= bringing_in.undo_until(row),
        undo_until=bringing_in.undo_until(row),
        report=bringing_in.report_in(row),
        faults=faults,
        does=DOES,
        kinds=SUBJECTS,
        cell_faults=_cell_faults,
        target_of=_target_of,
        fact_word=fact_word,
        address_of=address_of,
        say=_say,
    )


def _cell_faults(row: ShownRow, letters: str) -> list[Fault]:
    return [fault for fault in row.faults if fault.column == letters]


def _target_of(report: Report, fault: Fault) -> str:
    """The id of the cell that a fault is about; "" where the page does not show it."""
    shown = any(row.number == fault.row for row in report.rows)
    if not shown or fault.column not in ("", *report.letters):
        return ""
    return f"c-{fault.column}{fault.row}"


def _say(sentence: Sentence) -> str:
    return gettext(sentence.message, **sentence.values)


def fact_word(name: str) -> str:
    """What a fact of a record is called."""
    return gettext(FACTS[name]) if name in FACTS else name


def _download(content: bytes, mimetype: str, filename: str) -> Response:
    response = Response(content, mimetype=mimetype)
    response.headers.set("Content-Disposition", "attachment", filename=filename)
    return response
