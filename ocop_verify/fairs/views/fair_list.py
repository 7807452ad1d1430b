"""The doors by which the fairs of a year come in from a table: sent, looked at, and then taken or dropped."""

from http import HTTPStatus
from pathlib import PurePath

from flask import Blueprint, Response, abort, flash, redirect, render_template, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from ocop_verify.accounts.permissions import Permission
from ocop_verify.accounts.views.context import database, moment
from ocop_verify.accounts.views.guard import actor, require
from ocop_verify.domain.errors import OcopError
from ocop_verify.domain.places import PROVINCES
from ocop_verify.fairs.bringing import Desk, brought, clear
from ocop_verify.fairs.comparing import Does
from ocop_verify.fairs.fair_comparing import FairDiff, Reach, compared_fairs
from ocop_verify.fairs.fair_listing import EXAMPLE, TEMPLATE, fairs_of_table, read_fair_table
from ocop_verify.fairs.fair_taking import take_fairs
from ocop_verify.fairs.listing import unused_columns
from ocop_verify.fairs.models import BroughtListRow
from ocop_verify.fairs.views.brought import SHOWN, content_of, download, lay, sent_file, template_file
from ocop_verify.fairs.views.context import may_be_in, may_run, today
from ocop_verify.fairs.words import DOES, FACTS
from ocop_verify.tabular.annotating import annotated_xlsx
from ocop_verify.tabular.problems import Problem
from ocop_verify.tabular.table import Table, in_order
from ocop_verify.web.commands import transaction
from ocop_verify.web.language import at, gettext, translate

blueprint = Blueprint("fair_lists", __name__, url_prefix="/fairs/import")

LIST = "/fairs/import/list"


@blueprint.get("")
@require(Permission.RUN_FAIRS)
def begin() -> str:
    """Choose a file."""
    return _begin_page({})


@blueprint.post("")
@require(Permission.RUN_FAIRS)
def bring_in() -> AnyResponse:
    """Lay it on the desk, to be looked at. What cannot be read at all is refused at once."""
    try:
        data, filename = sent_file()
        read_fair_table(data, filename)
    except OcopError as refusal:
        return Response(_begin_page({"file": translate(refusal)}), HTTPStatus.UNPROCESSABLE_ENTITY)
    lay(_desk(), data, filename)
    return redirect(at(LIST), HTTPStatus.SEE_OTHER)


@blueprint.get("/template.<kind>")
@require(Permission.RUN_FAIRS)
def template(kind: str) -> Response:
    """An empty table with the right headings and one example."""
    if kind not in ("xlsx", "csv"):
        abort(HTTPStatus.NOT_FOUND)
    headings = [column.heading for column in TEMPLATE]
    return download(template_file(kind, "Hội chợ", headings, [EXAMPLE]), f"mau-lich-hoi-cho.{kind}")


@blueprint.get("/list")
@require(Permission.RUN_FAIRS)
def look() -> AnyResponse:
    """What the list would do to the calendar, and what of it cannot be taken."""
    row = brought(database(), _desk())
    if row is None:
        return redirect(at("/fairs/import"), HTTPStatus.SEE_OTHER)
    table = _table(row)
    diffs, problems = _judged(database(), table)
    page = render_template(
        "fairs/fair_list.html",
        brought=row,
        diffs=diffs,
        counts={each: sum(diff.does == each for diff in diffs) for each in Does},
        changing=[diff for diff in diffs if diff.does != Does.SAME],
        problems=problems,
        left_out=len({problem.row for problem in problems}),
        notes=[*table.notes, *unused_columns(table)],
        does=DOES,
        facts=FACTS,
        provinces=PROVINCES,
        shown=SHOWN,
    )
    return Response(page)


@blueprint.get("/list/marked")
@require(Permission.RUN_FAIRS)
def marked() -> Response:
    """The person's own table with every problem in its cell, to be mended in Excel."""
    row = brought(database(), _desk())
    if row is None:
        abort(HTTPStatus.NOT_FOUND)
    table = _table(row)
    copy = annotated_xlsx(table, _judged(database(), table)[1], translate)
    return download(copy, f"{PurePath(row.filename).stem}-danh-dau.xlsx")


@blueprint.post("/list/take")
@require(Permission.RUN_FAIRS)
def take() -> AnyResponse:
    """Take what was looked at, once; it is compared again as everything is held."""
    row = brought(database(), _desk())
    if row is None:
        return redirect(at("/fairs/mine"), HTTPStatus.SEE_OTHER)
    table = _table(row)
    try:
        with transaction() as session:
            if clear(session, _desk(), request.form.get("digest", "")):
                diffs, _ = _judged(session, table)
                opened, changed = take_fairs(session, diffs, actor().id, actor=actor().name, now=moment())
                told = gettext(
                    "Đã thêm %(new)d hội chợ vào lịch, sửa %(changed)d.", new=opened, changed=changed
                )
                flash(told)
    except OcopError as refusal:
        flash(translate(refusal))
        return redirect(at(LIST), HTTPStatus.SEE_OTHER)
    return redirect(at("/fairs/mine"), HTTPStatus.SEE_OTHER)


@blueprint.post("/list/drop")
@require(Permission.RUN_FAIRS)
def drop() -> AnyResponse:
    """Give the list up; the calendar stays as it is."""
    try:
        with transaction() as session:
            clear(session, _desk(), request.form.get("digest", ""))
    except OcopError as refusal:
        flash(translate(refusal))
        return redirect(at(LIST), HTTPStatus.SEE_OTHER)
    flash(gettext("Đã bỏ danh sách. Lịch không thay đổi."))
    return redirect(at("/fairs/import"), HTTPStatus.SEE_OTHER)


def _desk() -> Desk:
    return Desk.of_fairs(actor().id)


def _table(row: BroughtListRow) -> Table:
    return read_fair_table(content_of(row), row.filename)


def _judged(session: Session, table: Table) -> tuple[list[FairDiff], list[Problem]]:
    """What each row does for who is looking, and everything that is wrong, where it stands."""
    provinces = actor().provinces(Permission.RUN_FAIRS)
    listed, problems = fairs_of_table(table, provinces or ())
    diffs, refused = compared_fairs(session, listed, Reach(may_be_in, may_run), today())
    problems += [
        table.problem(each.row, each.column, "not_taken", each.message, **each.values) for each in refused
    ]
    return diffs, in_order([*table.problems, *problems])


def _begin_page(faults: dict[str, str]) -> str:
    return render_template("fairs/import.html", faults=faults, waiting=brought(database(), _desk()))
