"""The doors to the stalls of a fair: all of them, one that is added, and what they declare compared again."""

from http import HTTPStatus

from flask import Blueprint, Response, flash, redirect, render_template, request
from sqlalchemy import select
from werkzeug.wrappers import Response as AnyResponse

from ocop_verify.accounts.permissions import Permission
from ocop_verify.accounts.views.context import database
from ocop_verify.accounts.views.guard import actor, require
from ocop_verify.domain.errors import OcopError
from ocop_verify.fairs.arranging import add_stall, match_again
from ocop_verify.fairs.bringing import Desk, brought
from ocop_verify.fairs.listing import (
    MOST_ROWS,
)
from ocop_verify.fairs.matching import claim_fields, declared_of
from ocop_verify.fairs.models import DeclaredGoodRow, StallRow
from ocop_verify.fairs.sheets import read_stalls
from ocop_verify.fairs.views.context import fair_of, judged, place_of_fair
from ocop_verify.search.views.context import today as index_today
from ocop_verify.web.commands import transaction
from ocop_verify.web.language import at, gettext, translate

blueprint = Blueprint("fair_stalls", __name__, url_prefix="/fairs/<int:key>/stalls")


@blueprint.get("")
@require(Permission.RUN_FAIRS, place=place_of_fair)
def stalls(key: int) -> str:
    """The stalls with what they declare, and the ways to add some."""
    return _page(key, {})


@blueprint.post("")
@require(Permission.RUN_FAIRS, place=place_of_fair)
def add(key: int) -> AnyResponse:
    """Add one; its goods are told on its own page."""
    try:
        with transaction() as session:
            row = add_stall(session, key, request.form.get("number", ""), request.form.get("holder", ""))
            stall = row.id
    except OcopError as refusal:
        return refused(key, {"number": translate(refusal)})
    flash(gettext("Đã ghi gian hàng. Hãy ghi các sản phẩm của gian."))
    return redirect(at(f"/fairs/{key}/stalls/{stall}"), HTTPStatus.SEE_OTHER)


@blueprint.post("/rematch")
@require(Permission.RUN_FAIRS, place=place_of_fair)
def rematch(key: int) -> AnyResponse:
    """Compare every good with the catalogue of today, but those whose product somebody has chosen."""
    goods = database().execute(
        select(DeclaredGoodRow, StallRow.holder)
        .join(StallRow)
        .where(StallRow.fair_id == key, DeclaredGoodRow.removed_at.is_(None), DeclaredGoodRow.finding != "")
    )
    told = [(row.id, row.said, row.maker, row.stars, holder) for row, holder in goods]
    try:
        judgements = judged(
            [claim_fields(said, maker, holder, stars) for _, said, maker, stars, holder in told],
            index_today(),
        )
    except OcopError as refusal:
        return refused(key, {"rematch": translate(refusal)})
    found = {
        good: declared_of(said, maker, stars, judgement)
        for (good, said, maker, stars, _), judgement in zip(told, judgements, strict=True)
    }
    with transaction() as session:
        changed = match_again(session, found)
    flash(
        gettext(
            "Đã đối chiếu %(all)d sản phẩm; %(changed)d có kết quả khác trước.",
            all=len(found),
            changed=changed,
        )
    )
    return redirect(at(f"/fairs/{key}/stalls"), HTTPStatus.SEE_OTHER)


def refused(key: int, faults: dict[str, str]) -> Response:
    """The page again, with what is wrong."""
    return Response(_page(key, faults), HTTPStatus.UNPROCESSABLE_ENTITY)


def _page(key: int, faults: dict[str, str]) -> str:
    read = read_stalls(database(), key)
    unclear = [(each, good) for each in read for good in each.goods if good.finding and not good.product_id]
    return render_template(
        "fairs/stalls.html",
        fair=fair_of(key),
        read=read,
        unclear=unclear,
        goods=sum(len(each.goods) for each in read),
        most=MOST_ROWS,
        typed=request.form,
        faults=faults,
        waiting=brought(database(), Desk.of_stalls(actor().id, key)),
    )
