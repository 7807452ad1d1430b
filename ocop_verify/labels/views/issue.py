"""The way to a sheet of labels: find the certification, say what and how, look at it, issue."""

from base64 import b64encode
from datetime import date
from http import HTTPStatus

from flask import Blueprint, Response, abort, render_template, request
from sqlalchemy.exc import IntegrityError
from werkzeug.wrappers import Response as AnyResponse

from ocop_verify.accounts.permissions import Permission
from ocop_verify.accounts.views.context import database, moment
from ocop_verify.accounts.views.guard import actor, require
from ocop_verify.db import db
from ocop_verify.domain.errors import OcopError
from ocop_verify.domain.records import LabelKind
from ocop_verify.domain.row_numbers import number_in
from ocop_verify.domain.validity import local_day
from ocop_verify.labels.candidates import Candidate, candidate
from ocop_verify.labels.design import LabelFace
from ocop_verify.labels.issuing import Order
from ocop_verify.labels.layouts import Layout
from ocop_verify.labels.listing import find_candidates
from ocop_verify.labels.models import LabelRequestRow, SheetRow
from ocop_verify.labels.ordering import issue_sheet, sheet_of_request
from ocop_verify.labels.previewing import preview_svg
from ocop_verify.labels.views.context import new_request, settings, symbols
from ocop_verify.labels.views.forms import PrintForm, layout_options, layout_words, read_print_form
from ocop_verify.labels.views.making import go_to, want
from ocop_verify.labels.views.places import place_of_certification
from ocop_verify.web.commands import transaction
from ocop_verify.web.language import translate

blueprint = Blueprint("label_issue", __name__, url_prefix="/labels/new")


@blueprint.get("")
@require(Permission.ISSUE_LABELS)
def find() -> str:
    """Which product?"""
    query = request.args.get("q", "")[:200]
    provinces = actor().provinces(Permission.ISSUE_LABELS)
    found = find_candidates(database(), query, provinces, now=moment()) if query.strip() else []
    return render_template("labels/find.html", query=query, found=found)


@blueprint.get("/<int:key>")
@require(Permission.ISSUE_LABELS, place=place_of_certification)
def form(key: int) -> AnyResponse:
    """What, how many, on which stock?"""
    wish = _wish(key)
    values = {"request": new_request(), "layout": "a4-24", "first": "1", "kind": "unit", "count": ""}
    if wish:
        kind = LabelKind(wish.kind).name.lower()
        values |= {"kind": kind, "count": str(wish.count), "wish": str(wish.id), "release": "1"}
    return _form_page(key, values, {})


@blueprint.post("/<int:key>")
@require(Permission.ISSUE_LABELS, place=place_of_certification)
def check_or_issue(key: int) -> AnyResponse:
    """Show what would be printed; and when that is confirmed, issue it."""
    values = request.form.to_dict()
    read = read_print_form(values)
    chosen = candidate(database(), key, now=moment())
    if not chosen.may_be_labelled or read.faults or values.get("step") == "edit":
        return _form_page(key, values, {} if values.get("step") == "edit" else read.faults)
    if values.get("step") != "issue":
        return _check_page(chosen, read, values)
    try:
        return _issue(key, read)
    except OcopError as refusal:
        return _form_page(key, values, {"kind": translate(refusal)})


def _issue(key: int, read: PrintForm) -> AnyResponse:
    wish = _wish(key)
    order = Order(
        key,
        read.kind,
        read.count if read.kind is LabelKind.UNIT else 1,
        read.layout.name,
        read.request or None,
    )
    try:
        with transaction() as session:
            row = issue_sheet(
                session,
                order,
                read.sheet(),
                wish_id=wish.id if wish else None,
                actor=actor().name,
                now=moment(),
            )
            job = want(session, row)
    except IntegrityError:  # the same form, sent twice at once: the other one has done it
        known = sheet_of_request(database(), read.request)
        if known is None:
            raise
        row, job = known, None
    return go_to(row, job)


def _wish(key: int) -> LabelRequestRow | None:
    """The producer's request that this answers, if it is one about this certification."""
    row = db.session.get(LabelRequestRow, number_in(request.values.get("wish")))
    return row if row is not None and row.certification_id == key and row.answered_at is None else None


def _form_page(key: int, values: dict[str, str], faults: dict[str, str]) -> AnyResponse:
    page = render_template(
        "labels/form.html",
        chosen=candidate(database(), key, now=moment()),
        values=values,
        faults=faults,
        layouts=layout_options(),
    )
    return Response(page, HTTPStatus.UNPROCESSABLE_ENTITY if faults else HTTPStatus.OK)


def _check_page(chosen: Candidate, read: PrintForm, values: dict[str, str]) -> AnyResponse:
    try:
        picture = picture_of(face_of(chosen), read.kind, read.layout)
    except OcopError as refusal:
        return _form_page(chosen.id, values, {"layout": translate(refusal)})
    page = render_template(
        "labels/check.html",
        chosen=chosen,
        read=read,
        values={name: value for name, value in values.items() if name not in {"csrf_token", "step"}},
        stock=layout_words(read.layout),
        picture=picture,
        pages=-(-(read.count + read.placement.first - 1) // read.layout.per_page),
    )
    return Response(page)


def face_of(chosen: Candidate) -> LabelFace:
    """What the labels of a certification say today."""
    until = chosen.reading.valid_until or date.max
    return LabelFace(chosen.product, chosen.producer, chosen.stars, until, settings().host)


def picture_of(face: LabelFace, kind: LabelKind, layout: Layout) -> str:
    """A label as a picture that a page can hold."""
    svg = preview_svg(face, kind, layout, symbols(), local_day(moment()))
    return "data:image/svg+xml;base64," + b64encode(svg.encode()).decode()


def sheet_or_404(key: int) -> SheetRow:
    """A sheet that was ordered."""
    row = database().get(SheetRow, key)
    if row is None:
        abort(HTTPStatus.NOT_FOUND)
    return row
