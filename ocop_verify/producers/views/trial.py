"""The trial label: before thousands are printed, a producer sends a picture of one."""

from dataclasses import dataclass
from http import HTTPStatus

from flask import Blueprint, Response, current_app, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from ocop_verify.accounts.permissions import Permission
from ocop_verify.accounts.views.context import moment
from ocop_verify.accounts.views.guard import actor, require
from ocop_verify.catalog.holding import Holder
from ocop_verify.catalog.words import WORDS
from ocop_verify.labels.layouts import SMALLEST_MODULE
from ocop_verify.labels.views.context import settings, symbols
from ocop_verify.pictures import ACCEPTED_TYPES, MAX_BYTES, PictureRefused
from ocop_verify.producers.trial import Reading, read_trial
from ocop_verify.verification.check import check_token
from ocop_verify.web.language import gettext, translate

blueprint = Blueprint("trial", __name__, url_prefix="/my")


@dataclass(frozen=True, slots=True)
class Judged:
    """A code of the picture, and what the register says of it. ``product`` "": it is none of one's own."""

    reading: Reading
    state: str
    product: str
    at_home: bool


@blueprint.get("/trial")
@require(Permission.READ_OWN_PRODUCTS)
def trial_form() -> AnyResponse:
    """Send a picture of a printed label."""
    return _page({}, None)


@blueprint.post("/trial")
@require(Permission.READ_OWN_PRODUCTS)
def trial() -> AnyResponse:
    """Say whether it reads. It is no scan, and the picture is not kept."""
    sent = request.files.get("picture")
    if sent is None or not sent.filename:
        return _page({"picture": gettext("Hãy chọn ảnh chụp hoặc ảnh quét tem in thử.")}, None)
    try:
        readings = read_trial(sent.read(MAX_BYTES + 1), symbols().size)
    except PictureRefused as refusal:
        return _page({"picture": translate(refusal)}, None)
    return _page({}, [_judged(each) for each in readings])


def _judged(reading: Reading) -> Judged:
    holder: Holder = current_app.extensions["catalogue"]
    catalogue = holder.held.catalogue
    verdict = check_token(reading.text, catalogue, moment()).verdict
    product = catalogue.products[verdict.certification.product_id] if verdict.certification else None
    own = product is not None and product.producer_id in actor().producers
    return Judged(
        reading,
        gettext(WORDS[verdict.headline].state),
        product.name if product is not None and own else "",
        reading.text.startswith(settings().public_url),
    )


def _page(faults: dict[str, str], judged: list[Judged] | None) -> AnyResponse:
    page = render_template(
        "producers/trial.html",
        faults=faults,
        judged=judged,
        accepted=ACCEPTED_TYPES,
        smallest=SMALLEST_MODULE,
    )
    return Response(page, HTTPStatus.UNPROCESSABLE_ENTITY if faults else HTTPStatus.OK)
