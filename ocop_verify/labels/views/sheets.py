"""One sheet: whether it is made, what was read back from it, its files, whether its producer may have it."""

from http import HTTPStatus

from flask import Blueprint, abort, flash, redirect, render_template, send_file
from werkzeug.wrappers import Response as AnyResponse

from ocop_verify.accounts.permissions import Permission
from ocop_verify.accounts.views.context import database, moment
from ocop_verify.accounts.views.guard import actor, require
from ocop_verify.labels.listing import batch_lines
from ocop_verify.labels.models import SheetRow
from ocop_verify.labels.ordering import layout_of_sheet, note_download, release, take_back
from ocop_verify.labels.rendering import files_of
from ocop_verify.labels.views.context import sheets_folder
from ocop_verify.labels.views.forms import layout_words
from ocop_verify.labels.views.making import go_to, is_made, want
from ocop_verify.labels.views.places import place_of_released_sheet, place_of_sheet
from ocop_verify.web.commands import transaction
from ocop_verify.web.language import at, gettext

blueprint = Blueprint("label_sheets", __name__, url_prefix="/labels/sheets")


@blueprint.get("/<int:key>")
@require(Permission.ISSUE_LABELS, place=place_of_sheet)
def sheet(key: int) -> str:
    """One sheet."""
    row = database().get_one(SheetRow, key)
    [line] = batch_lines(database(), [row.batch_id], now=moment())
    return render_template(
        "labels/sheet.html",
        row=row,
        line=line,
        stock=layout_words(layout_of_sheet(row)),
        files=[path.name for path in files_of(row, sheets_folder())],
    )


@blueprint.post("/<int:key>/files/<int:number>")
@require(Permission.DOWNLOAD_LABELS, place=place_of_released_sheet)
def download(key: int, number: int) -> AnyResponse:
    """One file of it. Files that were removed to save room are made again first."""
    files = files_of(database().get_one(SheetRow, key), sheets_folder())
    if number > len(files):
        abort(HTTPStatus.NOT_FOUND)
    with transaction() as session:
        row = session.get_one(SheetRow, key)
        job = want(session, row)
        there = job is None and not row.problem
        if there:
            note_download(session, row, len(files), actor=actor().name, now=moment())
    path = files[number - 1]
    return send_file(path, as_attachment=True, download_name=path.name) if there else go_to(row, job)


@blueprint.post("/<int:key>/make")
@require(Permission.ISSUE_LABELS, place=place_of_sheet)
def make_again(key: int) -> AnyResponse:
    """Try once more, after it failed or was stopped."""
    with transaction() as session:
        row = session.get_one(SheetRow, key)
        if row.problem:
            row.finished_at, row.problem = None, ""
        job = None if is_made(row) else want(session, row)
    return go_to(row, job)


@blueprint.post("/<int:key>/release")
@require(Permission.ISSUE_LABELS, place=place_of_sheet)
def release_to_producer(key: int) -> AnyResponse:
    """Let the producer download it."""
    with transaction() as session:
        release(session, session.get_one(SheetRow, key), actor=actor().name, now=moment())
    flash(gettext("Chủ thể tải được tờ in này từ trang của mình."))
    return redirect(at(f"/labels/sheets/{key}"), HTTPStatus.SEE_OTHER)


@blueprint.post("/<int:key>/take-back")
@require(Permission.ISSUE_LABELS, place=place_of_sheet)
def keep_from_producer(key: int) -> AnyResponse:
    """Keep it from the producer again."""
    with transaction() as session:
        take_back(session, session.get_one(SheetRow, key), actor=actor().name, now=moment())
    flash(gettext("Chủ thể không tải được tờ in này nữa."))
    return redirect(at(f"/labels/sheets/{key}"), HTTPStatus.SEE_OTHER)
