"""The door to one declared good: which product of the catalogue it is, chosen by a person."""

from http import HTTPStatus
from typing import Final

from flask import Blueprint, abort, flash, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from ocop_verify.accounts.permissions import Permission
from ocop_verify.accounts.views.context import database
from ocop_verify.accounts.views.guard import require
from ocop_verify.catalog.lines import lines_of
from ocop_verify.catalog.views import held_catalogue
from ocop_verify.fairs.arranging import choose_product
from ocop_verify.fairs.matching import claim_fields
from ocop_verify.fairs.models import DeclaredGoodRow, StallRow
from ocop_verify.fairs.views.context import fair_of, judged, place_of_good, today
from ocop_verify.search.asking import Filters, read_query
from ocop_verify.search.finding import find
from ocop_verify.search.today import Today
from ocop_verify.search.views.context import tell
from ocop_verify.search.views.context import today as index_today
from ocop_verify.web.commands import transaction
from ocop_verify.web.language import at, gettext

blueprint = Blueprint(
    "fair_goods", __name__, url_prefix="/fairs/<int:key>/stalls/<int:stall>/goods/<int:good>"
)

OFFERED: Final = 12


@blueprint.get("")
@require(Permission.RUN_FAIRS, place=place_of_good)
def good(key: int, stall: int, good: int) -> str:
    """What it may be: by its name and maker, or by a search."""
    row, at_stall = database().get_one(DeclaredGoodRow, good), database().get_one(StallRow, stall)
    index, asked = index_today(), request.args.get("q", "")[:200].strip()
    claim = claim_fields(row.said, row.maker, at_stall.holder, row.stars)
    told = tell(judged([claim], index), index)[0]
    keys = _found(asked, index) if asked else (told.candidates or _found(row.said, index))
    catalogue = held_catalogue().catalogue
    offered = lines_of(
        [catalogue.products[each] for each in keys if each in catalogue.products], catalogue, today()
    )
    return render_template(
        "fairs/good.html",
        fair=fair_of(key),
        stall=at_stall,
        good=row,
        told=told,
        asked=asked,
        offered=offered,
    )


@blueprint.post("")
@require(Permission.RUN_FAIRS, place=place_of_good)
def choose(key: int, stall: int, good: int) -> AnyResponse:
    """It is this one; or (an empty answer) none that was ever recognised."""
    chosen = request.form.get("product", "")
    product = int(chosen) if chosen.isascii() and chosen.isdecimal() and len(chosen) < 10 else None
    if chosen and product not in held_catalogue().catalogue.products:
        abort(HTTPStatus.UNPROCESSABLE_ENTITY)
    with transaction() as session:
        choose_product(session, good, product)
    flash(gettext("Đã lưu."))
    return redirect(at(f"/fairs/{key}/stalls/{stall}"), HTTPStatus.SEE_OTHER)


def _found(asked: str, index: Today) -> list[int]:
    found = find(read_query(asked), Filters(), index)
    return [index.index.products[row] for row in found.rows[:OFFERED]]
