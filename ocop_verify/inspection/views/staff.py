"""The doors for inspectors to what was reported where they work: the list, one report, moving it on."""

from http import HTTPStatus

from flask import Blueprint, Response, abort, flash, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from ocop_verify.accounts.permissions import Permission
from ocop_verify.accounts.views.context import database, moment
from ocop_verify.accounts.views.guard import Place, actor, require
from ocop_verify.catalog.views import held_catalogue
from ocop_verify.catalog.words import WORDS
from ocop_verify.domain.places import PROVINCES
from ocop_verify.domain.reports import MOVES, ReportState, written_receipt
from ocop_verify.domain.row_numbers import number_in
from ocop_verify.domain.verdict import Headline
from ocop_verify.inspection.models import ReportRow
from ocop_verify.inspection.moving import NotThisMove, move_report
from ocop_verify.inspection.report_list import Wanted, heaps, reports_of_heap
from ocop_verify.inspection.views.photos import kept_photos, photo_answer
from ocop_verify.inspection.views.words import kind_words, state_words
from ocop_verify.inspection.words import BUTTONS
from ocop_verify.web.commands import transaction
from ocop_verify.web.language import at, gettext, translate

blueprint = Blueprint("inspection_reports", __name__, url_prefix="/inspection")


def place_of_report(key: int) -> Place | None:
    """A report belongs to a province; where nobody knows which, to those who work for the nation."""
    row = database().get(ReportRow, key)
    return Place(province=row.province) if row else None


@blueprint.get("/reports")
@require(Permission.READ_FLAGS)
def reports() -> str:
    """The reports by themselves, in the provinces that are theirs."""
    own = actor().provinces(Permission.READ_FLAGS)
    wanted = Wanted(own, request.args.get("province", ""), request.args.get("state") == "resolved")
    before = number_in(request.args.get("before")) or None
    found, following = heaps(database(), wanted, before)
    return render_template(
        "inspection/reports.html",
        heaps=found,
        following=following,
        wanted=wanted,
        choices=[(code, PROVINCES[code].short_name) for code in (own or PROVINCES) if code in PROVINCES],
        products=held_catalogue().catalogue.products,
        kinds=kind_words(),
        states=state_words(),
    )


@blueprint.get("/reports/<int:key>")
@require(Permission.READ_FLAGS, place=place_of_report)
def report(key: int) -> str:
    """One report, and the others of the same product and place."""
    row = database().get_one(ReportRow, key)
    catalogue = held_catalogue().catalogue
    product = catalogue.products.get(row.product_id or 0)
    return render_template(
        "inspection/report_read.html",
        row=row,
        receipt=written_receipt(row.receipt),
        product=product,
        producer=catalogue.producers[product.producer_id] if product else None,
        others=[each for each in reports_of_heap(database(), row.heap) if each.id != key],
        kinds=kind_words(),
        states=state_words(),
        seen=gettext(WORDS[Headline(row.headline)].state) if row.headline else "",
        moves=[(state.value, gettext(BUTTONS[state])) for state in MOVES[ReportState(row.state)]],
        place=place_of_report(key),
        shows=kept_photos().is_whole(row.photo),
    )


@blueprint.get("/reports/<int:key>/photo")
@require(Permission.READ_FLAGS, place=place_of_report)
def photo(key: int) -> Response:
    """The photo of a report."""
    return photo_answer(database().get_one(ReportRow, key).photo)


@blueprint.post("/reports/<int:key>/move")
@require(Permission.WORK_ON_FLAGS, place=place_of_report)
def move(key: int) -> AnyResponse:
    """Take a report up, or say that it is resolved."""
    seen, to = request.form.get("seen", ""), request.form.get("to", "")
    if not {seen, to} <= set(ReportState):
        abort(HTTPStatus.BAD_REQUEST)
    try:
        with transaction() as session:
            move_report(session, key, ReportState(seen), ReportState(to), actor=actor().name, now=moment())
    except NotThisMove as refusal:
        flash(translate(refusal))
    else:
        flash(gettext("Đã ghi: %(state)s.", state=state_words()[to]))
    return redirect(at(f"/inspection/reports/{key}"), HTTPStatus.SEE_OTHER)
