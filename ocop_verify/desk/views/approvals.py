"""Revocations that wait for a second officer: the list, and one with what the public will see."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from http import HTTPStatus
from typing import Any

import msgspec
from flask import Blueprint, Response, flash, redirect, render_template, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from ocop_verify.accounts.permissions import Actor, Permission
from ocop_verify.accounts.views.context import database, moment
from ocop_verify.accounts.views.guard import actor, allows, require
from ocop_verify.approvals.asking import ask, facts_of
from ocop_verify.approvals.views import Waiting, answer, row_of, shown, waiting_for
from ocop_verify.audit import journal
from ocop_verify.catalog.words import GROUNDS
from ocop_verify.desk.acting import Act, Refused, Said, perform
from ocop_verify.desk.story import since
from ocop_verify.desk.views.rehearsing import pages_with, rehearsal
from ocop_verify.desk.views.reporting import lines_of_story
from ocop_verify.desk.views.request import catalogue_now, place_of_approval
from ocop_verify.desk.views.words import OtherList
from ocop_verify.domain.errors import N_, OcopError
from ocop_verify.domain.records import Product, RevocationGround
from ocop_verify.domain.row_numbers import number_in
from ocop_verify.domain.validity import local_day
from ocop_verify.verification.pages import ProductPage
from ocop_verify.web.language import at, gettext, translate

blueprint = Blueprint("approvals", __name__, url_prefix="/registry/approvals")

KINDS = (Act.REVOKE.value,)


class Asked(msgspec.Struct, frozen=True):
    """A revocation as it was asked for, and the registry's version that its asker had seen."""

    certifications: list[int]
    day: str
    reason: str
    decision: str
    ground: str
    seen: int

    @property
    def said(self) -> Said:
        """The act that is asked for."""
        ground = RevocationGround(self.ground)
        return Said(Act.REVOKE, date.fromisoformat(self.day), self.reason, self.decision, ground)


def ask_for(session: Session, said: Said, ids: Sequence[int], seen: int, who: Actor) -> None:
    """Ask for a revocation: one request for the products of each province, so that a colleague can answer."""
    catalogue, provinces = catalogue_now(), defaultdict[str, list[int]](list)
    for key in ids:
        product = catalogue.products[catalogue.certifications[key].product_id]
        provinces[catalogue.producers[product.producer_id].province].append(key)
    day = said.day or local_day(moment())
    for province, keys in provinces.items():
        asked = Asked(keys, day.isoformat(), said.reason, said.decision, said.ground.value, seen)
        ask(session, said.act.value, msgspec.structs.asdict(asked), province, actor=who, now=moment())


def waiting_lists() -> list[OtherList]:
    """For the first page: what waits for a second officer, where something does."""
    count = len(_waiting()) if allows(Permission.CHANGE_STANDING) else 0
    words = gettext("Chờ người thứ hai xác nhận")
    return [OtherList(at("/registry/approvals"), words, count)] if count else []


@blueprint.get("")
@require(Permission.CHANGE_STANDING)
def approvals() -> str:
    """What waits in one's provinces."""
    return render_template("desk/approvals.html", lines=[(each, _names(each)) for each in _waiting()])


@blueprint.get("/<int:key>")
@require(Permission.CHANGE_STANDING, place=place_of_approval)
def approval(key: int) -> str:
    """One request, with what the public will see."""
    return _page(key, "")


@blueprint.post("/<int:key>")
@require(Permission.CHANGE_STANDING, place=place_of_approval)
def answer_approval(key: int) -> AnyResponse:
    """Confirm, decline, or take back."""
    row_of(key, KINDS)
    try:
        state = answer(key, Permission.CHANGE_STANDING, _revoke)
    except Refused as refusal:
        return Response(_page(key, translate(refusal.reason)), HTTPStatus.CONFLICT)
    except OcopError as refusal:
        return Response(_page(key, translate(refusal)), HTTPStatus.CONFLICT)
    flash(gettext(_DONE[state]))
    return redirect(at("/registry/approvals"), HTTPStatus.SEE_OTHER)


_DONE = {
    "confirmed": N_("Đã xác nhận. Việc thu hồi đã được ghi vào sổ."),
    "declined": N_("Đã từ chối. Sổ không thay đổi."),
    "withdrawn": N_("Đã rút lại đề nghị. Sổ không thay đổi."),
}


class ChangedMeanwhile(OcopError):
    """Something was done to the products after the page was opened on which somebody confirms."""


def _revoke(session: Session, facts: Mapping[str, Any], asker: str) -> list[tuple[str, int]]:
    asked = msgspec.convert(facts, Asked)
    if since(session, _subjects(asked), number_in(request.form.get("seen"))):
        raise ChangedMeanwhile(
            N_("Chưa ghi gì: trong lúc bạn xem, sổ đã thay đổi. Hãy xem lại rồi quyết định.")
        )
    perform(session, asked.certifications, asked.said, actor=asker, now=moment())
    return [("certification", key) for key in asked.certifications]


def _waiting() -> Sequence[Waiting]:
    return waiting_for(Permission.CHANGE_STANDING, KINDS)


def _page(key: int, fault: str) -> str:
    row = row_of(key, KINDS)
    it, asked = shown(row), msgspec.convert(facts_of(row), Asked)
    seen = journal.version(database())
    later = since(database(), _subjects(asked), asked.seen)
    before, after, refused = _preview(asked) if it.is_open else ([], [], "")
    return render_template(
        "desk/approval.html",
        it=it,
        asked=asked,
        said=asked.said,
        ground=GROUNDS[asked.said.ground],
        products=_products(asked),
        before=before,
        after=after,
        fault=fault or refused,
        is_possible=not refused,
        seen=seen,
        later=lines_of_story(later),
    )


def _preview(asked: Asked) -> tuple[Sequence[ProductPage], Sequence[ProductPage], str]:
    """What the public sees and will see; or why it cannot be done any more."""
    ids = [product.id for product in _products(asked)]
    try:
        with rehearsal() as session:
            done = perform(session, asked.certifications, asked.said, actor=actor().name, now=moment())
    except Refused as refusal:
        return [], [], translate(refusal.reason)
    return pages_with((), ids), pages_with(done, ids), ""


def _products(asked: Asked) -> list[Product]:
    """The products that it is about, as far as they are still registered."""
    catalogue = catalogue_now()
    held = (catalogue.certifications.get(key) for key in asked.certifications)
    return list(dict.fromkeys(catalogue.products[each.product_id] for each in held if each))


def _subjects(asked: Asked) -> dict[str, list[int]]:
    return {
        "certification": asked.certifications,
        "product": [product.id for product in _products(asked)],
    }


def _names(waiting: Waiting) -> list[str]:
    return [product.name for product in _products(msgspec.convert(facts_of(waiting.row), Asked))]
