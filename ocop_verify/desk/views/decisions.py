"""A decision at the desk: what it recognised, and its signed document."""

from http import HTTPStatus

from flask import Blueprint, Response, abort, flash, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from ocop_verify.accounts.permissions import Permission
from ocop_verify.accounts.views.context import database, moment
from ocop_verify.accounts.views.guard import actor, require
from ocop_verify.desk.decision_files import (
    MAX_BYTES,
    NotADocument,
    add_file,
    files_of,
    publish_file,
    published_hash,
    refuse_what_is_no_pdf,
    withhold_file,
)
from ocop_verify.desk.models import DecisionFileRow
from ocop_verify.desk.story import names_of, story_of
from ocop_verify.desk.views.reporting import lines_of_story, who_words
from ocop_verify.desk.views.request import catalogue_now, place_of_decision, today
from ocop_verify.verification.pages import decision_page
from ocop_verify.verification.views.documents import as_download, kept
from ocop_verify.web.commands import transaction
from ocop_verify.web.language import at, gettext, translate

blueprint = Blueprint("desk_decisions", __name__)


@blueprint.get("/registry/decisions/<int:key>")
@require(Permission.READ_REGISTRY, place=place_of_decision)
def decision(key: int) -> str:
    """The decision's page for officers and inspectors."""
    return _page(key, {})


@blueprint.post("/registry/decisions/<int:key>/files")
@require(Permission.RECOGNISE, place=place_of_decision)
def add(key: int) -> AnyResponse:
    """Keep the signed document."""
    sent = request.files.get("file")
    content = sent.read(MAX_BYTES + 1) if sent else b""
    if sent is None or not content:
        return _refused(key, gettext("Hãy chọn tệp PDF của quyết định."))
    try:
        refuse_what_is_no_pdf(content)
    except NotADocument as refusal:
        return _refused(key, translate(refusal))
    digest = kept().keep(content)
    with transaction() as session:
        name = sent.filename or ""
        add_file(session, key, digest, len(content), name, actor=actor().name, now=moment())
    flash(gettext("Đã lưu bản ký của quyết định."))
    return redirect(at(f"/registry/decisions/{key}"), HTTPStatus.SEE_OTHER)


@blueprint.get("/registry/decisions/<int:key>/files/<int:file_key>")
@require(Permission.READ_REGISTRY, place=lambda key, file_key: place_of_decision(key))
def download(key: int, file_key: int) -> Response:
    """The document, to be kept and opened outside the browser. Raises ``FileLost``."""
    row = _file_or_404(key, file_key)
    return as_download(kept().read(row.sha256), row.filename, row.sha256)


@blueprint.post("/registry/decisions/<int:key>/files/<int:file_key>")
@require(Permission.RECOGNISE, place=lambda key, file_key: place_of_decision(key))
def show(key: int, file_key: int) -> AnyResponse:
    """Publish the document, or keep it for the desk again."""
    with transaction() as session:
        row, who, now = _file_or_404(key, file_key), actor().name, moment()
        match request.form.get("do"):
            case "publish":
                publish_file(session, row, actor=who, now=now)
                done = gettext("Đã công bố bản ký. Ai cũng tải được từ trang của quyết định.")
            case "withhold":
                withhold_file(session, row, actor=who, now=now)
                done = gettext("Đã thôi công bố bản ký.")
            case _:
                abort(HTTPStatus.BAD_REQUEST)
    flash(done)
    return redirect(at(f"/registry/decisions/{key}"), HTTPStatus.SEE_OTHER)


def _file_or_404(key: int, file_key: int) -> DecisionFileRow:
    row = database().get(DecisionFileRow, file_key)
    if row is None or row.decision_id != key:
        abort(HTTPStatus.NOT_FOUND)
    return row


def _refused(key: int, fault: str) -> AnyResponse:
    return Response(_page(key, {"file": fault}), HTTPStatus.UNPROCESSABLE_ENTITY)


def _page(key: int, faults: dict[str, str]) -> str:
    page = decision_page(key, catalogue_now(), today())
    if page is None:
        abort(HTTPStatus.NOT_FOUND)
    files = files_of(database(), key)
    names = names_of(database(), {row.added_by for row in files})
    return render_template(
        "desk/decision.html",
        page=page,
        files=[(row, who_words(row.added_by, names.get(row.added_by))) for row in files],
        published=published_hash(database(), key),
        story=lines_of_story(story_of(database(), {"decision": [key]})),
        faults=faults,
        place=place_of_decision(key),
    )
