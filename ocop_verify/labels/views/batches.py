"""The batches that were issued: the list, one of them, printing it again, its codes, voiding."""

from http import HTTPStatus
from pathlib import Path
from tempfile import TemporaryDirectory

from flask import Blueprint, Response, flash, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from ocop_verify.accounts.permissions import Permission
from ocop_verify.accounts.views.context import database, moment
from ocop_verify.accounts.views.guard import actor, require
from ocop_verify.audit.journal import Entry, record
from ocop_verify.domain.errors import OcopError
from ocop_verify.domain.places import PROVINCES
from ocop_verify.domain.records import Batch, LabelKind, VoidRange
from ocop_verify.domain.row_numbers import number_in
from ocop_verify.domain.text import clean
from ocop_verify.labels.calibration import write_calibration
from ocop_verify.labels.code_lists import csv_of
from ocop_verify.labels.issuing import read_batch, times_printed_again, void_range
from ocop_verify.labels.layouts import LAYOUTS, Format, layout_of
from ocop_verify.labels.listing import PER_PAGE, Wanted, batch_lines, find_batches, open_wishes, sheets_of
from ocop_verify.labels.ordering import print_again, refuse_wish
from ocop_verify.labels.printing import runs_of
from ocop_verify.labels.views.context import new_request, ring, settings, symbols
from ocop_verify.labels.views.forms import layout_options, read_print_form, whole_number
from ocop_verify.labels.views.issue import face_of, picture_of
from ocop_verify.labels.views.making import go_to, want
from ocop_verify.labels.views.places import place_of_batch, place_of_request
from ocop_verify.web.commands import transaction
from ocop_verify.web.language import at, gettext, translate

blueprint = Blueprint("labels", __name__, url_prefix="/labels")

MAX_REASON = 500


@blueprint.get("")
@require(Permission.ISSUE_LABELS)
def batches() -> str:
    """Every batch of one's provinces, and what producers ask for."""
    asked = request.args
    provinces = actor().provinces(Permission.ISSUE_LABELS)
    wanted = Wanted(
        asked.get("q", "")[:200], asked.get("province", "")[:2], asked.get("kind", ""), asked.get("state", "")
    )
    page = number_in(asked.get("page")) or 1
    lines, total = find_batches(database(), wanted, provinces, page, now=moment())
    return render_template(
        "labels/batches.html",
        lines=lines,
        total=total,
        page=page,
        pages=max(1, -(-total // PER_PAGE)),
        wanted=wanted,
        wishes=open_wishes(database(), provinces, now=moment()),
        places=[
            (code, each.name) for code, each in PROVINCES.items() if provinces is None or code in provinces
        ],
    )


@blueprint.get("/batches/<int:key>")
@require(Permission.ISSUE_LABELS, place=place_of_batch)
def batch(key: int) -> str:
    """One batch: what it prints, its sheets, what is void."""
    [line] = batch_lines(database(), [key], now=moment())
    layout = LAYOUTS["roll-50x30"]
    try:
        picture = picture_of(face_of(line.candidate), line.batch.kind, layout)
    except OcopError:  # a host too long for this stock; the page has its words anyway
        picture = ""
    return render_template(
        "labels/batch.html",
        line=line,
        sheets=sheets_of(database(), [key]),
        picture=picture,
        again=times_printed_again(database(), key),
    )


@blueprint.get("/batches/<int:key>/print")
@require(Permission.ISSUE_LABELS, place=place_of_batch)
def print_form(key: int) -> AnyResponse:
    """On which stock shall it be printed again?"""
    return _print_page(key, {"request": new_request(), "layout": "a4-24", "first": "1", "count": "1"}, {})


@blueprint.post("/batches/<int:key>/print")
@require(Permission.ISSUE_LABELS, place=place_of_batch)
def order_print(key: int) -> AnyResponse:
    """Print it again: the same labels."""
    values, held = request.form.to_dict(), read_batch(database(), key)
    if held.kind is LabelKind.UNIT:
        values["count"] = str(held.count)
    read = read_print_form(values, held.kind)
    if read.faults:
        return _print_page(key, values, read.faults)
    with transaction() as session:
        row = print_again(session, key, read.sheet(), actor=actor().name, now=moment())
        job = want(session, row)
    return go_to(row, job)


@blueprint.post("/batches/<int:key>/codes")
@require(Permission.ISSUE_LABELS, place=place_of_batch)
def codes(key: int) -> AnyResponse:
    """The codes as a list, for a print house that draws its own labels; on record, like a sheet."""
    with transaction() as session:
        held = read_batch(session, key)
        runs = runs_of(session, [held], ring(), settings().host)
        record(
            session,
            [Entry("export_codes", "batch", key, {"count": held.count})],
            actor=actor().name,
            now=moment(),
        )
    response = Response(csv_of(runs, symbols().prefix), mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="lo-{key}.csv"'
    return response


@blueprint.get("/batches/<int:key>/void")
@require(Permission.VOID_LABELS, place=place_of_batch)
def void_form(key: int) -> AnyResponse:
    """Which labels, and why?"""
    return _void_page(key, {}, {})


@blueprint.post("/batches/<int:key>/void")
@require(Permission.VOID_LABELS, place=place_of_batch)
def void(key: int) -> AnyResponse:
    """Show what the public will see; when that is confirmed, declare the labels void."""
    held, values = read_batch(database(), key), request.form.to_dict()
    faults: dict[str, str] = {}
    chosen = _range(held, values, faults)
    reason = clean(values.get("reason", ""))[:MAX_REASON]
    if not reason:
        faults["reason"] = gettext("Hãy ghi lý do. Người mua có thể đọc được lý do này.")
    if faults or values.get("step") == "edit":
        return _void_page(key, values, {} if values.get("step") == "edit" else faults)
    if values.get("step") != "void":
        [line] = batch_lines(database(), [key], now=moment())
        return Response(
            render_template(
                "labels/void_check.html",
                line=line,
                first=chosen[0],
                last=chosen[1],
                reason=reason,
                values=values,
            )
        )
    with transaction() as session:
        again = VoidRange(*chosen, reason) in read_batch(session, key).voids
        if not again:  # sent twice, it is done once
            void_range(session, key, *chosen, reason, actor=actor().name, now=moment())
    flash(gettext("Đã hủy tem. Người quét thấy điều này sau vài giây."))
    return redirect(at(f"/labels/batches/{key}"), HTTPStatus.SEE_OTHER)


@blueprint.get("/calibration")
@require(Permission.ISSUE_LABELS)
def calibration() -> AnyResponse:
    """A page with rulers, to find how a printer shifts."""
    layout = layout_of(request.args.get("layout", "")[:20])
    if layout.format is not Format.PDF:
        layout = LAYOUTS["a4-24"]
    with TemporaryDirectory() as folder:
        path = Path(folder) / "can-chinh.pdf"
        write_calibration(path, layout)
        content = path.read_bytes()
    response = Response(content, mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="can-chinh-{layout.name}.pdf"'
    return response


@blueprint.get("/requests/<int:key>/refuse")
@require(Permission.ISSUE_LABELS, place=place_of_request)
def refuse_form(key: int) -> str:
    """Why are these labels not issued?"""
    return _refuse_page(key, {})


@blueprint.post("/requests/<int:key>/refuse")
@require(Permission.ISSUE_LABELS, place=place_of_request)
def refuse(key: int) -> AnyResponse:
    """Answer the producer that they are not."""
    reason = clean(request.form.get("reason", ""))[:MAX_REASON]
    if not reason:
        fault = {"reason": gettext("Hãy ghi lý do, để chủ thể biết phải làm gì.")}
        return Response(_refuse_page(key, fault), HTTPStatus.UNPROCESSABLE_ENTITY)
    with transaction() as session:
        refuse_wish(session, key, reason, actor=actor().name, now=moment())
    flash(gettext("Đã trả lời chủ thể."))
    return redirect(at("/labels"), HTTPStatus.SEE_OTHER)


def _refuse_page(key: int, faults: dict[str, str]) -> str:
    wishes = open_wishes(database(), actor().provinces(Permission.ISSUE_LABELS), now=moment())
    wish = next((each for each in wishes if each.row.id == key), None)
    return render_template("labels/refuse.html", wish=wish, key=key, faults=faults)


def _print_page(key: int, values: dict[str, str], faults: dict[str, str]) -> AnyResponse:
    [line] = batch_lines(database(), [key], now=moment())
    page = render_template(
        "labels/print_again.html", line=line, values=values, faults=faults, layouts=layout_options()
    )
    return Response(page, HTTPStatus.UNPROCESSABLE_ENTITY if faults else HTTPStatus.OK)


def _range(held: Batch, values: dict[str, str], faults: dict[str, str]) -> tuple[int, int]:
    if held.kind is LabelKind.PRODUCT:
        return 0, 0
    if values.get("what") == "all":
        return 1, held.count
    if values.get("what") != "range":
        faults["what"] = gettext("Hãy chọn hủy cả lô hay một dãy số.")
        return 1, held.count
    first = whole_number(values, "first", 1, held.count, faults)
    last = whole_number(values, "last", first, held.count, faults, empty=first)
    return first, last


def _void_page(key: int, values: dict[str, str], faults: dict[str, str]) -> AnyResponse:
    [line] = batch_lines(database(), [key], now=moment())
    page = render_template("labels/void.html", line=line, values=values, faults=faults)
    return Response(page, HTTPStatus.UNPROCESSABLE_ENTITY if faults else HTTPStatus.OK)


@blueprint.errorhandler(OcopError)
def on_refusal(refusal: OcopError) -> AnyResponse:
    """Something changed in the meantime: say what, on the list."""
    flash(translate(refusal))
    return redirect(at("/labels"), HTTPStatus.SEE_OTHER)
