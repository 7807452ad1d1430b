"""Correcting the number or the day of a decision: a form, what changes for its products, and then the act."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from http import HTTPStatus

from flask import Blueprint, Response, abort, flash, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from ocop_verify.accounts.permissions import Permission
from ocop_verify.accounts.views.context import database, moment
from ocop_verify.accounts.views.guard import actor, require
from ocop_verify.audit import journal
from ocop_verify.catalog.recognition import Recognition, recognition_on
from ocop_verify.desk.story import Told, since
from ocop_verify.desk.views.rehearsing import rehearsal
from ocop_verify.desk.views.reporting import lines_of_story
from ocop_verify.desk.views.request import catalogue_now, place_of_decision, today
from ocop_verify.domain.catalogue import Catalogue, Record
from ocop_verify.domain.errors import OcopError
from ocop_verify.domain.records import Decision, Product
from ocop_verify.domain.row_numbers import number_in
from ocop_verify.domain.validity import written
from ocop_verify.registry.amending import NumberTaken, amend_decision
from ocop_verify.registry.decision_numbers import BadDecisionNumber
from ocop_verify.registry.reading import read_decisions
from ocop_verify.tabular.dates import day as read_day
from ocop_verify.tabular.problems import Unreadable
from ocop_verify.web.commands import transaction
from ocop_verify.web.language import at, gettext, translate

blueprint = Blueprint("amending", __name__)

FIELDS = ("number", "issued_on")
OF_NUMBERS = (NumberTaken, BadDecisionNumber)


@dataclass(frozen=True, slots=True)
class Moved:
    """A product of the decision: its recognition now and as it would be, and the labels printed for it."""

    product: Product
    before: Recognition
    after: Recognition
    labels: int


@blueprint.get("/registry/decisions/<int:key>/correct")
@require(Permission.RECOGNISE, place=place_of_decision)
def form(key: int) -> AnyResponse:
    """The number and the day as they are registered."""
    decision = _decision(key)
    typed = {"number": decision.number, "issued_on": written(decision.issued_on)}
    return _form_page(key, typed, {}, journal.version(database()))


@blueprint.post("/registry/decisions/<int:key>/correct")
@require(Permission.RECOGNISE, place=place_of_decision)
def correct(key: int) -> AnyResponse:
    """Show what changes; on the second press, do it."""
    typed = {name: request.form.get(name, "")[:200].strip() for name in FIELDS}
    version = number_in(request.form.get("seen"))
    day, faults = _read(typed)
    if day is None or faults or request.form.get("step") == "back":
        return _form_page(key, typed, faults, version)
    later = since(database(), {"decision": [key]}, version)
    foreign = [entry for entry in later if entry.actor != actor().name or entry.action != "correct"]
    if foreign:
        return _form_page(key, typed, {}, journal.version(database()), foreign)
    try:
        if request.form.get("step") != "do":
            return _preview_page(key, typed, day, version)
        with transaction() as session:
            amend_decision(session, key, typed["number"], day, actor=actor().name, now=moment())
    except OcopError as refusal:
        field = "number" if isinstance(refusal, OF_NUMBERS) else "issued_on"
        return _form_page(key, typed, {field: translate(refusal)}, version)
    flash(gettext("Đã sửa số và ngày của quyết định. Nhật ký giữ cả nội dung cũ."))
    return redirect(at(f"/registry/decisions/{key}"), HTTPStatus.SEE_OTHER)


def _read(typed: Mapping[str, str]) -> tuple[date | None, dict[str, str]]:
    """The day that was typed, and what is wrong with the form."""
    faults = {} if typed["number"] else {"number": gettext("Hãy ghi số quyết định.")}
    try:
        return read_day(typed["issued_on"]), faults
    except Unreadable as problem:
        words = translate(problem) if typed["issued_on"] else gettext("Hãy ghi ngày quyết định.")
        return None, {**faults, "issued_on": words}


def _form_page(
    key: int, typed: Mapping[str, str], faults: dict[str, str], seen: int, later: Sequence[Told] = ()
) -> AnyResponse:
    status = HTTPStatus.CONFLICT if later else HTTPStatus.UNPROCESSABLE_ENTITY if faults else HTTPStatus.OK
    page = render_template(
        "desk/amend.html",
        decision=_decision(key),
        typed=typed,
        faults=faults,
        seen=seen,
        later=lines_of_story(later),
    )
    return Response(page, status)


def _preview_page(key: int, typed: Mapping[str, str], day: date, seen: int) -> AnyResponse:
    catalogue, records = catalogue_now(), list[Record]()
    with rehearsal() as session:
        records += amend_decision(session, key, typed["number"], day, actor=actor().name, now=moment())
        records += read_decisions(session, [key])
    meant = catalogue.updated(catalogue.version, moment(), records)
    page = render_template(
        "desk/amend_preview.html",
        decision=catalogue.decisions[key],
        meant=meant.decisions[key],
        typed=typed,
        seen=seen,
        fields=FIELDS,
        moved=_moved(key, catalogue, meant),
    )
    return Response(page)


def _moved(key: int, catalogue: Catalogue, meant: Catalogue) -> list[Moved]:
    """Each product of the decision as it is and as it would be."""
    return [
        Moved(
            catalogue.products[catalogue.certifications[each].product_id],
            recognition_on(catalogue.certifications[each], catalogue, today()),
            recognition_on(meant.certifications[each], meant, today()),
            sum(catalogue.batches[b].count for b in catalogue.batches_of_certification.get(each, ())),
        )
        for each in catalogue.certifications_of_decision.get(key, ())
    ]


def _decision(key: int) -> Decision:
    found = catalogue_now().decisions.get(key)
    if found is None:
        abort(HTTPStatus.NOT_FOUND)
    return found
