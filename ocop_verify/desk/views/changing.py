"""Suspending, lifting, revoking and extending: a form, what the public will see, and then the act.

One product or a selection, all or nothing. The form carries the journal's newest entry about its products: if
somebody else was faster, one is told what changed, keeps what was typed, and decides again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus

from flask import Blueprint, Response, abort, flash, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from ocop_verify.accounts.permissions import Permission
from ocop_verify.accounts.views.context import database, moment
from ocop_verify.accounts.views.guard import actor, check, require
from ocop_verify.catalog.words import GROUNDS
from ocop_verify.desk.acting import Act, Refused, Said, perform
from ocop_verify.desk.story import Told, newest, since
from ocop_verify.desk.views.rehearsing import pages_with, rehearsal
from ocop_verify.desk.views.reporting import lines_of_story
from ocop_verify.desk.views.request import catalogue_now, place_of_certification, today
from ocop_verify.desk.views.words import ACT_WORDS
from ocop_verify.domain.errors import OcopError
from ocop_verify.domain.records import Certification, Product, RevocationGround
from ocop_verify.domain.validity import ImplausibleEnd
from ocop_verify.registry.wording import DayInFuture, DayTooEarly, vi
from ocop_verify.tabular.dates import day as read_day
from ocop_verify.tabular.problems import Unreadable
from ocop_verify.verification.pages import ProductPage
from ocop_verify.web.commands import transaction
from ocop_verify.web.language import at, gettext, translate

blueprint = Blueprint("changing", __name__)

MOST = 200
FIELDS = ("day", "reason", "decision", "ground")
OF_DAYS = (DayInFuture, DayTooEarly, ImplausibleEnd)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request is about: an act on some certifications, as typed so far."""

    act: Act
    certifications: Sequence[Certification]
    products: Sequence[Product]
    typed: Mapping[str, str]
    corrects: bool
    seen: int

    @property
    def ids(self) -> list[int]:
        """The numbers of the certifications."""
        return [each.id for each in self.certifications]

    @property
    def subjects(self) -> dict[str, list[int]]:
        """The records whose journal tells whether somebody else was faster."""
        products = self.products
        return {"certification": self.ids, "product": [each.id for each in products]}


@blueprint.get("/registry/change")
@require(Permission.CHANGE_STANDING)
def form() -> AnyResponse:
    """Say why, from when, by which decision."""
    asked = _asked()
    if asked is None:
        flash(gettext("Hãy chọn ít nhất một sản phẩm trong danh sách."))
        return redirect(at("/registry"), HTTPStatus.SEE_OTHER)
    return _form_page(asked, {})


@blueprint.post("/registry/change")
@require(Permission.CHANGE_STANDING)
def change() -> AnyResponse:
    """Show what the public will see; on the second press, do it."""
    asked = _asked()
    if asked is None:
        abort(HTTPStatus.BAD_REQUEST)
    said, faults = _said(asked)
    if faults or request.form.get("step") == "back":
        return _form_page(asked, faults)
    later = since(database(), asked.subjects, asked.seen)
    if later and not _is_own_echo(later, asked):
        return _form_page(asked, {}, later)
    try:
        if request.form.get("step") != "do":
            return _preview_page(asked, said)
        if not later:
            later = _do(asked, said)
    except Refused as refusal:
        return _form_page(asked, _fault_of(refusal, asked))
    if later and not _is_own_echo(later, asked):
        return _form_page(asked, {}, later)
    flash(gettext(ACT_WORDS[asked.act].done))
    return redirect(at(_back(asked)), HTTPStatus.SEE_OTHER)


def _do(asked: Asked, said: Said) -> Sequence[Told]:
    """Do it, unless somebody was faster; then give what they did."""
    with transaction() as session:
        later = since(session, asked.subjects, asked.seen)
        if not later:
            perform(session, asked.ids, said, actor=actor().name, now=moment())
    return later


def _is_own_echo(later: Sequence[Told], asked: Asked) -> bool:
    """Whether all that came after the form is this very act, done by its first press."""
    action = f"correct_{asked.act}" if asked.corrects else asked.act.value
    done = {entry.subject_id for entry in later if entry.action == action and entry.actor == actor().name}
    return len(later) == len(done) and done == set(asked.ids)


def _asked() -> Asked | None:
    """What the request is about; None when nothing was chosen. What is not one's own answers 404."""
    said = request.values
    numbers = [int(each) for each in said.getlist("certification") if each.isdecimal() and len(each) < 10]
    if said.get("act") not in set(Act) or len(numbers) > MOST:
        abort(HTTPStatus.BAD_REQUEST)
    for key in numbers:
        place = place_of_certification(key)
        if place is None:
            abort(HTTPStatus.NOT_FOUND)
        check(Permission.CHANGE_STANDING, place)
    if not numbers:
        return None
    catalogue = catalogue_now()
    certifications = [catalogue.certifications[key] for key in dict.fromkeys(numbers)]
    act, corrects = Act(said["act"]), bool(said.get("corrects")) and len(certifications) == 1
    asked = Asked(
        act,
        certifications,
        [catalogue.products[each.product_id] for each in certifications],
        {name: said.get(name, "")[:500] for name in FIELDS} if request.method == "POST" else {},
        corrects,
        _number(said.get("seen", "")),
    )
    if request.method == "POST":
        return asked
    typed = _as_registered(asked) if corrects else {}
    seen = newest(database(), asked.subjects)
    return Asked(act, certifications, asked.products, typed, corrects, seen)


def _as_registered(asked: Asked) -> dict[str, str]:
    """The act as it was told, to be mended."""
    it = asked.certifications[0]
    if asked.act is Act.REVOKE and it.revocation:
        was = it.revocation
        return {"day": vi(was.on), "decision": was.decision, "ground": was.ground.value, "reason": was.note}
    if asked.act is Act.EXTEND and it.extension:
        return {"day": vi(it.extension.until), "decision": it.extension.basis}
    if it.suspensions:
        pause = it.suspensions[-1]
        if asked.act is Act.LIFT and pause.lifted_on:
            return {"day": vi(pause.lifted_on)}
        return {"day": vi(pause.from_day), "reason": pause.reason, "decision": pause.decision}
    return {}


def _said(asked: Asked) -> tuple[Said, dict[str, str]]:
    """The form as an act, and what is missing in it."""
    typed, faults, day = asked.typed, {}, None
    if typed["day"].strip():
        try:
            day = read_day(typed["day"])
        except Unreadable as problem:
            faults["day"] = translate(problem)
    elif asked.act is Act.EXTEND:
        faults["day"] = gettext("Hãy ghi ngày cuối mới.")
    if asked.act in (Act.SUSPEND, Act.LIFT) and not typed["reason"].strip():
        faults["reason"] = gettext("Hãy ghi lý do.")
    if asked.act in (Act.REVOKE, Act.EXTEND) and not typed["decision"].strip():
        faults["decision"] = gettext("Hãy ghi số và ngày của văn bản.")
    if asked.act is Act.REVOKE and typed["ground"] not in set(RevocationGround):
        faults["ground"] = gettext("Hãy chọn một lý do.")
    ground = (
        RevocationGround.OTHER if asked.act is not Act.REVOKE or faults else RevocationGround(typed["ground"])
    )
    return Said(asked.act, day, typed["reason"], typed["decision"], ground, asked.corrects), faults


def _fault_of(refusal: Refused, asked: Asked) -> dict[str, str]:
    """A refusal at the field that it is about; with several products, which one it is."""
    reason: OcopError = refusal.reason
    words = translate(reason)
    if len(asked.products) > 1:
        index = asked.ids.index(refusal.certification_id)
        words = gettext("%(name)s: %(problem)s", name=asked.products[index].name, problem=words)
    is_basis = isinstance(reason, ImplausibleEnd) and not reason.values
    return {"decision" if is_basis else "day" if isinstance(reason, OF_DAYS) else "products": words}


def _form_page(asked: Asked, faults: dict[str, str], later: Sequence[Told] = ()) -> AnyResponse:
    """The form, with what was typed; with ``later``, what somebody else did meanwhile."""
    status = HTTPStatus.CONFLICT if later else HTTPStatus.UNPROCESSABLE_ENTITY if faults else HTTPStatus.OK
    seen = newest(database(), asked.subjects) if later else asked.seen
    return Response(
        _page("desk/change.html", asked, seen, faults=faults, later=lines_of_story(later)), status
    )


def _preview_page(asked: Asked, said: Said) -> AnyResponse:
    """What the public will see, before it is done."""
    products = [each.product_id for each in asked.certifications]
    with rehearsal() as session:
        done = perform(session, asked.ids, said, actor=actor().name, now=moment())
    before: list[ProductPage] = pages_with((), products)
    return Response(
        _page("desk/change_preview.html", asked, asked.seen, before=before, after=pages_with(done, products))
    )


def _page(template: str, asked: Asked, seen: int, **values: object) -> str:
    words = ACT_WORDS[asked.act]
    return render_template(
        template,
        asked=asked,
        words=words,
        title=words.correct if asked.corrects else words.title,
        seen=seen,
        fields=FIELDS,
        grounds=[("", gettext("Chọn lý do")), *((g.value, gettext(words)) for g, words in GROUNDS.items())],
        today=today(),
        back=_back(asked),
        **values,
    )


def _back(asked: Asked) -> str:
    return f"/registry/products/{asked.products[0].id}" if len(asked.products) == 1 else "/registry"


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 12 else 0
