"""The doors by which a list of stalls comes in: it is sent, looked at, and then taken or dropped."""

from collections.abc import Callable
from http import HTTPStatus
from pathlib import PurePath

from flask import Blueprint, Response, abort, flash, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from ocop_verify.accounts.permissions import Permission
from ocop_verify.accounts.views.context import database, moment
from ocop_verify.accounts.views.guard import actor, require
from ocop_verify.domain.errors import OcopError
from ocop_verify.fairs.bringing import Desk, brought, clear
from ocop_verify.fairs.comparing import Does, compared
from ocop_verify.fairs.listing import COLUMNS, EXAMPLE, of_table, read_stall_list, read_stall_table
from ocop_verify.fairs.taking import Taken, claims_of, take_stalls
from ocop_verify.fairs.views.brought import (
    SHOWN,
    content_of,
    download,
    lay,
    sent_file,
    sent_lines,
    template_file,
)
from ocop_verify.fairs.views.context import fair_of, judged, place_of_fair
from ocop_verify.fairs.views.stalls import refused
from ocop_verify.fairs.words import DOES
from ocop_verify.search.views.context import today as index_today
from ocop_verify.tabular.annotating import annotated_xlsx
from ocop_verify.web.commands import transaction
from ocop_verify.web.language import at, gettext, translate

blueprint = Blueprint("stall_lists", __name__, url_prefix="/fairs/<int:key>/stalls")


@blueprint.post("/paste")
@require(Permission.RUN_FAIRS, place=place_of_fair)
def paste(key: int) -> AnyResponse:
    """Lay lines that were pasted on the desk, to be looked at."""
    return _bring(key, "lines", lambda: (sent_lines(), ""))


@blueprint.post("/import")
@require(Permission.RUN_FAIRS, place=place_of_fair)
def bring_in(key: int) -> AnyResponse:
    """Lay a spreadsheet on the desk, to be looked at."""
    return _bring(key, "file", sent_file)


@blueprint.get("/template.<kind>")
@require(Permission.RUN_FAIRS, place=place_of_fair)
def template(key: int, kind: str) -> Response:
    """An empty table with the right headings and a few examples."""
    if kind not in ("xlsx", "csv"):
        abort(HTTPStatus.NOT_FOUND)
    headings = [column.heading for column in COLUMNS]
    return download(template_file(kind, "Gian hàng", headings, EXAMPLE), f"mau-gian-hang.{kind}")


@blueprint.get("/list")
@require(Permission.RUN_FAIRS, place=place_of_fair)
def look(key: int) -> AnyResponse:
    """What the list would do, and what of it cannot be understood."""
    row = brought(database(), _desk(key))
    if row is None:
        return redirect(at(f"/fairs/{key}/stalls"), HTTPStatus.SEE_OTHER)
    content = content_of(row)
    try:
        told = read_stall_list(content, row.filename)
    except OcopError as refusal:  # a later version may read less than the one that took it
        return refused(key, {"file": translate(refusal)})
    diffs = compared(database(), key, told.stalls)
    page = render_template(
        "fairs/stall_list.html",
        fair=fair_of(key),
        brought=row,
        pasted="" if row.filename else content.decode(),
        told=told,
        counts={each: sum(diff.does == each for diff in diffs) for each in Does},
        added=sum(good.does == Does.NEW for diff in diffs for good in diff.goods),
        changing=[diff for diff in diffs if diff.does != Does.SAME],
        does=DOES,
        shown=SHOWN,
        faults={},
    )
    return Response(page)


@blueprint.get("/list/marked")
@require(Permission.RUN_FAIRS, place=place_of_fair)
def marked(key: int) -> Response:
    """The person's own table with every problem in its cell, to be mended in Excel."""
    row = brought(database(), _desk(key))
    if row is None or not row.filename:
        abort(HTTPStatus.NOT_FOUND)
    table = read_stall_table(content_of(row), row.filename)
    copy = annotated_xlsx(table, of_table(table).problems, translate)
    return download(copy, f"{PurePath(row.filename).stem}-danh-dau.xlsx")


@blueprint.post("/list/take")
@require(Permission.RUN_FAIRS, place=place_of_fair)
def take(key: int) -> AnyResponse:
    """Take what was looked at, once. What takes long is done before anything is held."""
    row = brought(database(), _desk(key))
    if row is None:
        return redirect(at(f"/fairs/{key}/stalls"), HTTPStatus.SEE_OTHER)
    try:
        listed = read_stall_list(content_of(row), row.filename).stalls
        judgements = judged(claims_of(compared(database(), key, listed)), index_today())
        with transaction() as session:
            is_first = clear(session, _desk(key), request.form.get("digest", ""))
            if is_first:
                taken = take_stalls(session, key, listed, judgements, actor=actor().name, now=moment())
    except OcopError as refusal:
        flash(translate(refusal))
        return redirect(at(f"/fairs/{key}/stalls/list"), HTTPStatus.SEE_OTHER)
    if is_first:
        flash(_told(taken))
    return redirect(at(f"/fairs/{key}/stalls"), HTTPStatus.SEE_OTHER)


@blueprint.post("/list/drop")
@require(Permission.RUN_FAIRS, place=place_of_fair)
def drop(key: int) -> AnyResponse:
    """Give the list up; the fair stays as it is."""
    try:
        with transaction() as session:
            clear(session, _desk(key), request.form.get("digest", ""))
    except OcopError as refusal:
        flash(translate(refusal))
        return redirect(at(f"/fairs/{key}/stalls/list"), HTTPStatus.SEE_OTHER)
    flash(gettext("Đã bỏ danh sách. Hội chợ không thay đổi."))
    return redirect(at(f"/fairs/{key}/stalls"), HTTPStatus.SEE_OTHER)


def _bring(key: int, field: str, sent: Callable[[], tuple[bytes, str]]) -> AnyResponse:
    """What cannot be read at all is refused at once; the list that lay there stays."""
    try:
        data, filename = sent()
        read_stall_list(data, filename)
    except OcopError as refusal:
        return refused(key, {field: translate(refusal)})
    lay(_desk(key), data, filename)
    return redirect(at(f"/fairs/{key}/stalls/list"), HTTPStatus.SEE_OTHER)


def _desk(key: int) -> Desk:
    return Desk.of_stalls(actor().id, key)


def _told(taken: Taken) -> str:
    said = gettext("Đã ghi %(stalls)d gian hàng, %(goods)d sản phẩm.", stalls=taken.stalls, goods=taken.goods)
    if not taken.unclear:
        return said
    return f"{said} " + gettext(
        "%(count)d sản phẩm chưa rõ là sản phẩm nào: xem ở dưới.", count=taken.unclear
    )
