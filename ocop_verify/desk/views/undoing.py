"""Taking back what was written by mistake: a whole import for some days, an act on a product for minutes."""

from http import HTTPStatus

from flask import Blueprint, Response, abort, flash, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from ocop_verify.accounts.permissions import Permission
from ocop_verify.accounts.views.context import database, moment
from ocop_verify.accounts.views.guard import actor, require
from ocop_verify.desk import bringing_in
from ocop_verify.desk.journal_list import Places
from ocop_verify.desk.models import UploadRow
from ocop_verify.desk.views import reading_in
from ocop_verify.desk.views.asked import back_from, read_asked
from ocop_verify.desk.views.imports import place_of_upload
from ocop_verify.desk.views.reporting import obstacle_lines
from ocop_verify.desk.views.request import catalogue_now
from ocop_verify.domain.errors import OcopError
from ocop_verify.registry.correcting import take_back
from ocop_verify.registry.withdrawing import obstacles
from ocop_verify.registry.wording import WordsMissing
from ocop_verify.web.commands import transaction
from ocop_verify.web.language import at, gettext, translate

blueprint = Blueprint("undoing", __name__)


@blueprint.get("/registry/import/<int:key>/undo")
@require(Permission.USE_ACCOUNT, place=place_of_upload)
def import_form(key: int) -> str:
    """What undoing would take away, or what stands in its way."""
    return _undo_page(database().get_one(UploadRow, key), {})


@blueprint.post("/registry/import/<int:key>/undo")
@require(Permission.USE_ACCOUNT, place=place_of_upload)
def undo_import(key: int) -> AnyResponse:
    """Take back what it wrote."""
    try:
        with transaction() as session:
            owner = reading_in.owner_of(session.get_one(UploadRow, key))
            places = Places(session, catalogue_now(), owner.provinces(Permission.RECOGNISE))
            reason = request.form.get("reason", "")
            bringing_in.undo_upload(session, key, reason, places, actor=owner.name, now=moment())
    except OcopError as refusal:
        field = "reason" if isinstance(refusal, WordsMissing) else "undo"
        page = _undo_page(database().get_one(UploadRow, key), {field: translate(refusal)})
        return Response(page, HTTPStatus.UNPROCESSABLE_ENTITY)
    flash(gettext("Đã rút lại. Sổ như trước khi ghi tệp này; nhật ký giữ cả hai việc."))
    return redirect(at(f"/registry/import/{key}"), HTTPStatus.SEE_OTHER)


@blueprint.post("/registry/change/undo")
@require(Permission.CHANGE_STANDING)
def undo_act() -> AnyResponse:
    """Take back one's own last act on a product, within minutes: it was meant for another."""
    asked = read_asked()
    if asked is None or len(asked.ids) != 1:
        abort(HTTPStatus.BAD_REQUEST)
    try:
        with transaction() as session:
            take_back(session, asked.ids[0], actor=actor().name, now=moment())
    except OcopError as refusal:
        flash(translate(refusal))
    else:
        flash(gettext("Đã rút lại. Sổ như trước khi ghi; nhật ký giữ cả hai việc."))
    return redirect(at(back_from(asked)), HTTPStatus.SEE_OTHER)


def _undo_page(row: UploadRow, faults: dict[str, str]) -> str:
    span = bringing_in.written_by(row)
    return render_template(
        "desk/undo_import.html",
        row=row,
        report=bringing_in.report_in(row),
        until=bringing_in.undo_until(row),
        is_late=moment() > bringing_in.undo_until(row),
        is_written=span is not None,
        in_the_way=obstacle_lines(obstacles(database(), span)) if span else [],
        reason=request.form.get("reason", "")[:500],
        faults=faults,
    )
