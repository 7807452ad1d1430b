"""The doors to visits after recognition: what is planned, whom to visit, what was found."""

from datetime import date
from http import HTTPStatus

from flask import Blueprint, Response, flash, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from ocop_verify.accounts.permissions import Permission
from ocop_verify.accounts.views.context import database, moment
from ocop_verify.accounts.views.guard import Place, actor, require
from ocop_verify.desk.story import names_of
from ocop_verify.desk.views.reporting import who_words
from ocop_verify.desk.views.request import catalogue_now, own_lines, place_of_product, today
from ocop_verify.domain.errors import OcopError
from ocop_verify.domain.visits import Answer, VisitResult, checks_for, result_of
from ocop_verify.inspection.models import VisitRow
from ocop_verify.inspection.views.context import new_request
from ocop_verify.inspection.views.files import ACCEPTED, keep_evidence, kept_answer, kept_evidence, sent_bytes
from ocop_verify.inspection.visiting import (
    Found,
    Planned,
    answers_of,
    by_risk,
    plan_visit,
    planned_visits,
    record_visit,
    visits_of_product,
)
from ocop_verify.inspection.words import ANSWERS, RESULTS
from ocop_verify.web.commands import transaction
from ocop_verify.web.language import at, gettext, translate

blueprint = Blueprint("visits", __name__, url_prefix="/inspection/visits")

RISKS_SHOWN = 20


def place_of_visit(key: int) -> Place | None:
    """A visit belongs to the province where the product is made."""
    row = database().get(VisitRow, key)
    return Place(province=row.province) if row else None


@blueprint.get("")
@require(Permission.READ_FLAGS)
def visits() -> str:
    """What is planned, and who asks most for a visit."""
    own = actor().provinces(Permission.READ_FLAGS)
    return render_template(
        "inspection/visits.html",
        planned=planned_visits(database(), own),
        risks=by_risk(database(), own_lines(Permission.READ_FLAGS), now=moment())[:RISKS_SHOWN],
        catalogue=catalogue_now(),
        today=today(),
    )


@blueprint.get("/product/<int:key>")
@require(Permission.WORK_ON_FLAGS, place=place_of_product)
def plan_form(key: int) -> str:
    """When to visit, and why."""
    return _plan_page(key, {})


@blueprint.post("/product/<int:key>")
@require(Permission.WORK_ON_FLAGS, place=place_of_product)
def plan(key: int) -> AnyResponse:
    """Plan it."""
    on, place = _day(request.form.get("on", "")), place_of_product(key)
    if on is None:
        fault = {"on": gettext("Hãy chọn ngày đến kiểm tra.")}
        return Response(_plan_page(key, fault), HTTPStatus.UNPROCESSABLE_ENTITY)
    planned = Planned(key, (place.province if place else "") or "", on, request.form.get("why", ""))
    number = request.form.get("request", "")[:64] or new_request()
    try:
        with transaction() as session:
            visit_key = plan_visit(session, planned, number, actor=actor().name, now=moment()).id
    except OcopError as refusal:
        return Response(_plan_page(key, {"on": translate(refusal)}), HTTPStatus.UNPROCESSABLE_ENTITY)
    return redirect(at(f"/inspection/visits/{visit_key}"), HTTPStatus.SEE_OTHER)


@blueprint.get("/<int:key>")
@require(Permission.READ_FLAGS, place=place_of_visit)
def visit(key: int) -> str:
    """One visit: the list to go through, or what was found."""
    return _visit_page(key, {})


@blueprint.post("/<int:key>")
@require(Permission.WORK_ON_FLAGS, place=place_of_visit)
def found(key: int) -> AnyResponse:
    """Write down what was found."""
    row, typed = database().get_one(VisitRow, key), request.form
    checks = _chosen(row)
    missing = [code for code in _codes(row) if code not in checks]
    faults = {code: gettext("Hãy trả lời mọi dòng.") for code in missing[:1]}
    if typed.get("result", "") not in set(VisitResult):
        faults["result"] = gettext("Hãy chọn kết quả.")
    if faults:
        return Response(_visit_page(key, faults), HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        content = sent_bytes("file")
        kept = keep_evidence(content) if content else None
        told = Found(
            VisitResult(typed["result"]),
            checks,
            typed.get("words", ""),
            typed.get("signed_by", ""),
            kept.sha256 if kept else None,
            kept.shown if kept else None,
            _day(typed.get("follow_up_on", "")),
        )
        with transaction() as session:
            record_visit(session, key, told, actor=actor().name, now=moment())
    except OcopError as refusal:
        return Response(_visit_page(key, {"result": translate(refusal)}), HTTPStatus.UNPROCESSABLE_ENTITY)
    flash(gettext("Đã ghi."))
    return redirect(at(f"/inspection/visits/{key}"), HTTPStatus.SEE_OTHER)


@blueprint.get("/<int:key>/photo")
@require(Permission.READ_FLAGS, place=place_of_visit)
def photo(key: int) -> Response:
    """The photo of a visit."""
    return kept_answer(database().get_one(VisitRow, key).shown)


def _plan_page(key: int, faults: dict[str, str]) -> str:
    catalogue = catalogue_now()
    product = catalogue.products[key]
    return render_template(
        "inspection/plan_visit.html",
        product=product,
        producer=catalogue.producers[product.producer_id],
        typed=request.form,
        today=today(),
        new_request=new_request,
        faults=faults,
    )


def _visit_page(key: int, faults: dict[str, str]) -> str:
    row, catalogue = database().get_one(VisitRow, key), catalogue_now()
    product = catalogue.products[row.product_id]
    answers, names = answers_of(row), names_of(database(), {row.visited_by, row.planned_by})
    chosen = _chosen(row)
    return render_template(
        "inspection/visit.html",
        row=row,
        product=product,
        producer=catalogue.producers[product.producer_id],
        checks=checks_for(product.product_set),
        answers=answers or chosen,
        answer_words={each.value: gettext(ANSWERS[each]) for each in Answer},
        results={each.value: gettext(RESULTS[each]) for each in VisitResult},
        result=request.form.get("result", "") or (result_of(chosen) if chosen else ""),
        visited_by=who_words(row.visited_by, names.get(row.visited_by)) if row.visited_by else "",
        planned_by=who_words(row.planned_by, names.get(row.planned_by)),
        others=[each for each in visits_of_product(database(), row.product_id) if each.id != key],
        accepted=ACCEPTED,
        shows=kept_evidence().is_whole(row.shown),
        typed=request.form,
        faults=faults,
    )


def _codes(row: VisitRow) -> list[str]:
    return [each.code for each in checks_for(catalogue_now().products[row.product_id].product_set)]


def _chosen(row: VisitRow) -> dict[str, Answer]:
    """What was chosen in the form, line by line."""
    typed = {code: request.form.get(code, "") for code in _codes(row)}
    return {code: Answer(answer) for code, answer in typed.items() if answer in set(Answer)}


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
