"""Recognising a product again, or with another star: a new decision on a form, shown before it is written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus

from flask import Blueprint, Response, flash, redirect, render_template, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from ocop_verify.accounts.permissions import Permission
from ocop_verify.accounts.views.context import database, moment
from ocop_verify.accounts.views.guard import actor, require
from ocop_verify.audit import journal
from ocop_verify.desk.story import Told, since
from ocop_verify.desk.views.rehearsing import pages_with, rehearsal
from ocop_verify.desk.views.reporting import lines_of_story
from ocop_verify.desk.views.request import catalogue_now, place_of_product
from ocop_verify.domain.catalogue import Record
from ocop_verify.domain.errors import N_, OcopError
from ocop_verify.domain.places import PROVINCES
from ocop_verify.domain.records import Producer, Product
from ocop_verify.domain.row_numbers import number_in
from ocop_verify.registry.reading import read_authorities, read_certifications, read_decisions
from ocop_verify.registry.recognising import CannotBe, Recognised, recognise_many
from ocop_verify.registry.recognition import NO_COMMUNE, Recognition
from ocop_verify.tabular.dates import day as read_day
from ocop_verify.tabular.problems import Unreadable
from ocop_verify.verification.pages import ProductPage
from ocop_verify.web.commands import transaction
from ocop_verify.web.language import at, gettext, translate

blueprint = Blueprint("renewing", __name__)

FIELDS = ("stars", "decision_number", "decided_on", "authority", "printed_until", "score")
REQUIRED = ("stars", "decision_number", "decided_on", "authority")


class OtherProduct(OcopError):
    """The statement would be about another product: names that this product shares with another."""


class NotYours(OcopError):
    """A decision of a body of another province, or a new one of the ministry."""


@dataclass(frozen=True, slots=True)
class Form:
    """What was typed, what was read from it, and what is wrong with it."""

    typed: Mapping[str, str]
    said: Recognition | None
    faults: dict[str, str]


@blueprint.get("/registry/products/<int:key>/renew")
@require(Permission.RECOGNISE, place=place_of_product)
def form(key: int) -> AnyResponse:
    """The new decision."""
    return _form_page(key, {"authority": _likely_authority(key)}, {}, journal.version(database()))


@blueprint.post("/registry/products/<int:key>/renew")
@require(Permission.RECOGNISE, place=place_of_product)
def renew(key: int) -> AnyResponse:
    """Show what the public will see; on the second press, write it."""
    filled, seen = _read(key), number_in(request.form.get("seen"))
    if filled.said is None or request.form.get("step") == "back":
        return _form_page(key, filled.typed, filled.faults, seen)
    later = since(database(), _subjects(key), seen)
    if later and not _is_own_echo(later):
        return _form_page(key, filled.typed, {}, journal.version(database()), later)
    try:
        if request.form.get("step") != "do":
            return _preview_page(key, filled, seen)
        if not later:
            with transaction() as session:
                _recognise(session, key, filled.said)
    except CannotBe as refusal:
        faults = {fault.field: translate(fault.error) for fault in reversed(refusal.faults)}
        return _form_page(key, filled.typed, _at_fields(faults), seen)
    except (OtherProduct, NotYours) as refused:
        return _form_page(key, filled.typed, {"authority": translate(refused)}, seen)
    flash(gettext("Đã ghi lần công nhận mới."))
    return redirect(at(f"/registry/products/{key}"), HTTPStatus.SEE_OTHER)


def _recognise(session: Session, key: int, said: Recognition) -> Recognised:
    """Recognise this very product by a decision that is one's own to write."""
    known = set(catalogue_now().decisions)
    done = recognise_many(session, [said], actor=actor().name, now=moment())
    (draft,) = done.difference.stated
    if draft.product.id != key:
        raise OtherProduct(N_("Tên sản phẩm và chủ thể này trùng với một sản phẩm khác. Hãy nhập bằng tệp."))
    provinces, body = actor().provinces(Permission.RECOGNISE), draft.decision.authority
    is_own = provinces is None or body.province in provinces
    if not is_own and (body.province or draft.decision.id not in known):
        raise NotYours(
            N_("Quyết định của %(authority)s nằm ngoài địa bàn bạn phụ trách."), authority=body.name
        )
    return done


def _read(key: int) -> Form:
    """The form as a statement about the product; None where something is missing in it."""
    typed = {name: request.form.get(name, "")[:300].strip() for name in FIELDS}
    faults = {name: gettext("Hãy ghi mục này.") for name in REQUIRED if not typed[name]}
    if typed["stars"] not in ("3", "4", "5"):
        faults["stars"] = gettext("Hãy chọn hạng sao.")
    days = {}
    for name in ("decided_on", "printed_until"):
        try:
            days[name] = read_day(typed[name]) if typed[name] else None
        except Unreadable as problem:
            faults[name] = translate(problem)
    faults = {name: faults[name] for name in FIELDS if name in faults}
    decided_on = days.get("decided_on")
    if faults or decided_on is None:
        return Form(typed, None, faults)
    product, producer = _product(key)
    province = PROVINCES.get(producer.province)
    said = Recognition(
        product=product.name,
        producer=producer.name,
        stars=int(typed["stars"]),
        decision_number=typed["decision_number"],
        decided_on=decided_on,
        authority=typed["authority"],
        printed_until=days["printed_until"],
        score=typed["score"],
        commune=producer.commune or NO_COMMUNE,
        province=province.short_name if province else "",
    )
    return Form(typed, said, {})


def _at_fields(faults: Mapping[str, str]) -> dict[str, str]:
    """Refusals at the fields of this form; what is about another field stands at the decision's number."""
    return {name if name in FIELDS else "decision_number": words for name, words in faults.items()}


def _is_own_echo(later: Sequence[Told]) -> bool:
    """Whether all that came after the form is what its own first press wrote."""
    return all(entry.action in ("recognise", "correct") and entry.actor == actor().name for entry in later)


def _subjects(key: int) -> dict[str, list[int]]:
    return {"product": [key], "certification": list(catalogue_now().certifications_of_product.get(key, ()))}


def _likely_authority(key: int) -> str:
    """Who decided last, or who decides in its place today."""
    catalogue = catalogue_now()
    history = catalogue.history_of(key)
    if not history:
        return ""
    last = catalogue.authorities[catalogue.decisions[history[0].decision_id].authority_id]
    return last.successor or last.name


def _product(key: int) -> tuple[Product, Producer]:
    catalogue = catalogue_now()
    product = catalogue.products[key]
    return product, catalogue.producers[product.producer_id]


def _form_page(
    key: int, typed: Mapping[str, str], faults: dict[str, str], seen: int, later: Sequence[Told] = ()
) -> AnyResponse:
    status = HTTPStatus.CONFLICT if later else HTTPStatus.UNPROCESSABLE_ENTITY if faults else HTTPStatus.OK
    page = render_template(
        "desk/renew.html",
        product=_product(key)[0],
        typed=typed,
        faults=faults,
        seen=seen,
        later=lines_of_story(later),
        stars=[("", gettext("Chọn hạng sao")), *((n, gettext("%(count)s sao", count=n)) for n in "345")],
    )
    return Response(page, status)


def _preview_page(key: int, filled: Form, seen: int) -> AnyResponse:
    before: list[ProductPage] = pages_with((), [key])
    records: list[Record] = []
    with rehearsal() as session:
        if filled.said is not None:
            done = _recognise(session, key, filled.said)
            decisions = {draft.decision.id: draft.decision.authority.id for draft in done.difference.stated}
            records += read_authorities(session, list(decisions.values()))
            records += read_decisions(session, list(decisions))
            records += read_certifications(session, done.certification_ids)
    page = render_template(
        "desk/renew_preview.html",
        product=_product(key)[0],
        typed=filled.typed,
        fields=FIELDS,
        seen=seen,
        before=before[0],
        after=pages_with(records, [key])[0],
    )
    return Response(page)
