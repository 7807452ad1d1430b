"""Suspending, lifting, revoking and extending: a form, what the public will see, and then the act.

One product or a selection, all or nothing. The form carries the registry's version: if somebody else did
something to its products since, one is told what, keeps what was typed, and decides again. Where the rule of
two people holds, a revocation is asked for, and a colleague does it.
"""

from collections.abc import Sequence
from dataclasses import replace
from http import HTTPStatus

from flask import Blueprint, Response, abort, flash, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from ocop_verify.accounts.permissions import Permission
from ocop_verify.accounts.views.context import database, moment
from ocop_verify.accounts.views.guard import actor, require
from ocop_verify.approvals.views import two_persons
from ocop_verify.audit import journal
from ocop_verify.catalog.recognition import recognition_on
from ocop_verify.catalog.words import GROUNDS
from ocop_verify.desk.acting import Act, Refused, Said, perform
from ocop_verify.desk.story import Told, since
from ocop_verify.desk.views.approvals import ask_for
from ocop_verify.desk.views.asked import FIELDS, Asked, back_from, read_asked, said_in
from ocop_verify.desk.views.rehearsing import pages_with, rehearsal
from ocop_verify.desk.views.reporting import lines_of_story
from ocop_verify.desk.views.request import catalogue_now, today
from ocop_verify.desk.views.words import ACT_WORDS
from ocop_verify.domain.errors import OcopError
from ocop_verify.domain.records import Certification
from ocop_verify.domain.validity import ImplausibleEnd
from ocop_verify.domain.verdict import counts_by_itself
from ocop_verify.registry.extending import end_of_certification
from ocop_verify.registry.wording import DayInFuture, DayTooEarly
from ocop_verify.verification.pages import ProductPage
from ocop_verify.web.commands import transaction
from ocop_verify.web.language import at, gettext, translate

blueprint = Blueprint("changing", __name__)

OF_DAYS = (DayInFuture, DayTooEarly, ImplausibleEnd)


@blueprint.get("/registry/change")
@require(Permission.CHANGE_STANDING)
def form() -> AnyResponse:
    """Say why, from when, by which decision."""
    asked = read_asked()
    if asked is None:
        flash(gettext("Hãy chọn ít nhất một sản phẩm trong danh sách."))
        return redirect(at("/registry"), HTTPStatus.SEE_OTHER)
    return _form_page(asked, {})


@blueprint.post("/registry/change")
@require(Permission.CHANGE_STANDING)
def change() -> AnyResponse:
    """Show what the public will see; on the second press, do it."""
    asked = read_asked()
    if asked is None:
        abort(HTTPStatus.BAD_REQUEST)
    if request.form.get("step") == "both":
        asked = _with(asked, _still_running(asked))
    try:
        return _changed(asked)
    except Refused as refusal:
        return _form_page(asked, _fault_of(refusal, asked))


def _changed(asked: Asked) -> AnyResponse:
    """What the press of a button leads to. Raises ``Refused`` for what cannot be done."""
    said, faults = said_in(asked)
    if faults or request.form.get("step") == "back":
        return _form_page(asked, faults)
    later = since(database(), asked.subjects, asked.seen)
    if _is_foreign(later, asked):
        return _form_page(asked, {}, later)
    if request.form.get("step") != "do":
        return _preview_page(asked, said)
    if not later:
        if _needs_second(asked):
            return _ask_second(asked, said)
        later = _do(asked, said)
    if _is_foreign(later, asked):
        return _form_page(asked, {}, later)
    flash(gettext(ACT_WORDS[asked.act].done))
    return redirect(at(back_from(asked)), HTTPStatus.SEE_OTHER)


def _do(asked: Asked, said: Said) -> Sequence[Told]:
    """Do it, unless somebody was faster; then give what they did."""
    with transaction() as session:
        later = since(session, asked.subjects, asked.seen)
        if not later:
            perform(session, asked.ids, said, actor=actor().name, now=moment())
    return later


def _needs_second(asked: Asked) -> bool:
    return asked.act is Act.REVOKE and two_persons()


def _ask_second(asked: Asked, said: Said) -> AnyResponse:
    """What one officer asks for, another confirms; what could not be done is refused now."""
    with rehearsal() as session:
        perform(session, asked.ids, said, actor=actor().name, now=moment())
    who = actor()
    with transaction() as session:
        ask_for(session, said, asked.ids, asked.seen, who)
    flash(gettext("Đã gửi đề nghị. Một đồng nghiệp phải xác nhận thì việc thu hồi mới có hiệu lực."))
    return redirect(at("/registry/approvals"), HTTPStatus.SEE_OTHER)


def _is_foreign(later: Sequence[Told], asked: Asked) -> bool:
    """Whether something came after the form that is not this very act, done by its first press."""
    action = f"correct_{asked.act}" if asked.corrects else asked.act.value
    done = {entry.subject_id for entry in later if entry.action == action and entry.actor == actor().name}
    return bool(later) and (len(later) != len(done) or done != set(asked.ids))


def _with(asked: Asked, others: Sequence[Certification]) -> Asked:
    """The same act on these as well."""
    certifications = list(dict.fromkeys([*asked.certifications, *others]))
    return replace(asked, certifications=certifications)


def _still_running(asked: Asked) -> list[Certification]:
    """Other recognitions of these products that would count once the act is done.

    A recognition that ends a newer one's reign answers for its labels again: an officer who stops a product
    rarely means that.
    """
    if asked.act not in (Act.SUSPEND, Act.REVOKE):
        return []
    catalogue = catalogue_now()
    history = (each for product in asked.products for each in catalogue.history_of(product.id))
    others = dict.fromkeys(each for each in history if each.id not in asked.ids)
    return [each for each in others if counts_by_itself(each, today())]


def _fault_of(refusal: Refused, asked: Asked) -> dict[str, str]:
    """A refusal at the field that it is about; with several products, which one it is."""
    reason: OcopError = refusal.reason
    words = translate(reason)
    if len(asked.products) > 1:
        product = catalogue_now().certifications[refusal.certification_id].product_id
        name = catalogue_now().products[product].name
        words = gettext("%(name)s: %(problem)s", name=name, problem=words)
    is_basis = isinstance(reason, ImplausibleEnd) and not reason.values
    return {"decision" if is_basis else "day" if isinstance(reason, OF_DAYS) else "products": words}


def _form_page(asked: Asked, faults: dict[str, str], later: Sequence[Told] = ()) -> AnyResponse:
    """The form, with what was typed; with ``later``, what somebody else did meanwhile."""
    status = HTTPStatus.CONFLICT if later else HTTPStatus.UNPROCESSABLE_ENTITY if faults else HTTPStatus.OK
    seen = journal.version(database()) if later else asked.seen
    return Response(
        _page("desk/change.html", asked, seen, faults=faults, later=lines_of_story(later)), status
    )


def _preview_page(asked: Asked, said: Said) -> AnyResponse:
    """What the public will see, before it is done."""
    products = [each.id for each in asked.products]
    with rehearsal() as session:
        done = perform(session, asked.ids, said, actor=actor().name, now=moment())
    before: list[ProductPage] = pages_with((), products)
    after = pages_with(done, products)
    catalogue, day = catalogue_now(), today()
    older = [
        (
            catalogue.products[each.product_id],
            recognition_on(each, catalogue, day),
            end_of_certification(each),
        )
        for each in _still_running(asked)
    ]
    second = _needs_second(asked)
    page = _page(
        "desk/change_preview.html", asked, asked.seen, before=before, after=after, older=older, second=second
    )
    return Response(page)


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
        back=back_from(asked),
        **values,
    )
