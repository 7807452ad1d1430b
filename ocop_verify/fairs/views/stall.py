"""The doors to one stall at the desk: what it declares, what was found and by whom, what is said of it."""

from collections.abc import Mapping
from http import HTTPStatus

from flask import Blueprint, Response, flash, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from ocop_verify.accounts.permissions import Permission
from ocop_verify.accounts.views.context import database, moment
from ocop_verify.accounts.views.guard import actor, require
from ocop_verify.catalog.lines import Line, lines_of
from ocop_verify.catalog.views import held_catalogue
from ocop_verify.catalog.words import WORDS
from ocop_verify.domain.errors import N_, OcopError
from ocop_verify.domain.stall_checks import StallFinding, last_words
from ocop_verify.fairs.arranging import declare, remove_good, remove_stall, tell_stall
from ocop_verify.fairs.matching import claim_fields, declared_of
from ocop_verify.fairs.models import StallRow
from ocop_verify.fairs.saying import new_saying, say_at_desk
from ocop_verify.fairs.sheets import StallRead, read_stall
from ocop_verify.fairs.speakers import by_of, speakers_of
from ocop_verify.fairs.views.context import (
    fair_of,
    judged,
    may_run,
    place_of_good,
    place_of_stall,
    stars_of,
    today,
)
from ocop_verify.fairs.words import COLOUR_LOOKS, DISPUTED, FINDING_LOOKS, FINDINGS, NOT_CHECKED, SAYINGS
from ocop_verify.search.views.context import tell
from ocop_verify.search.views.context import today as index_today
from ocop_verify.search.wording import Told
from ocop_verify.web.commands import transaction
from ocop_verify.web.language import at, gettext, translate

blueprint = Blueprint("fair_stall", __name__, url_prefix="/fairs/<int:key>/stalls/<int:stall>")

TOLD = ("saying", "said", "subject", "finding", "about", "words")
# What a phone answers and the site does not: its data were too old to say.
PHONE_WORDS: Mapping[str, str] = {each.value: words.state for each, words in WORDS.items()} | {
    "unconfirmed": N_("Chưa xác nhận được")
}


@blueprint.get("")
@require(Permission.CHECK_STALLS, place=place_of_stall)
def stall(key: int, stall: int) -> str:
    """All that is known of a stall."""
    return _page(key, stall, {})


@blueprint.post("")
@require(Permission.RUN_FAIRS, place=place_of_stall)
def tell_anew(key: int, stall: int) -> AnyResponse:
    """Another number, another holder."""
    try:
        with transaction() as session:
            tell_stall(session, stall, request.form.get("number", ""), request.form.get("holder", ""))
    except OcopError as refusal:
        return _refused(key, stall, {"number": translate(refusal)})
    return _done(key, stall, gettext("Đã lưu."))


@blueprint.post("/say")
@require(Permission.RUN_FAIRS, place=place_of_stall)
def say(key: int, stall: int) -> AnyResponse:
    """Settle, withdraw, note, or say what was seen: a saying like those of phones."""
    told = {name: request.form.get(name, "")[:4_000] for name in TOLD}
    told["id"] = told.pop("saying")
    try:
        with transaction() as session:
            say_at_desk(session, key, stall, told, actor().id, now=moment())
    except OcopError as refusal:
        where = "noted" if told["said"] == "noted" else "main"
        return _refused(key, stall, {where: translate(refusal)})
    return _done(key, stall, gettext("Đã ghi."))


@blueprint.post("/goods")
@require(Permission.RUN_FAIRS, place=place_of_stall)
def add_good(key: int, stall: int) -> AnyResponse:
    """Add a good, and look which product it is."""
    said, maker = request.form.get("product", "").strip(), request.form.get("maker", "").strip()
    stars = stars_of(request.form.get("stars", ""))
    if not said:
        return _refused(key, stall, {"product": gettext("Hãy ghi tên sản phẩm.")})
    holder = database().get_one(StallRow, stall).holder
    judgement = judged([claim_fields(said, maker, holder, stars)], index_today())[0]
    with transaction() as session:
        declare(session, stall, [declared_of(said, maker, stars, judgement)])
    return _done(key, stall, gettext("Đã thêm sản phẩm."))


@blueprint.post("/goods/<int:good>/remove")
@require(Permission.RUN_FAIRS, place=place_of_good)
def take_good_off(key: int, stall: int, good: int) -> AnyResponse:
    """Take a good off the list."""
    with transaction() as session:
        remove_good(session, good, now=moment())
    return _done(key, stall, gettext("Đã bỏ sản phẩm khỏi gian hàng."))


@blueprint.post("/remove")
@require(Permission.RUN_FAIRS, place=place_of_stall)
def remove(key: int, stall: int) -> AnyResponse:
    """Take the stall off the list."""
    with transaction() as session:
        remove_stall(session, stall, now=moment())
    flash(gettext("Đã bỏ gian hàng. Ghi lại cùng số thì gian trở lại với mọi điều đã kiểm tra."))
    return redirect(at(f"/fairs/{key}/stalls"), HTTPStatus.SEE_OTHER)


def _done(key: int, stall: int, words: str) -> AnyResponse:
    flash(words)
    return redirect(at(f"/fairs/{key}/stalls/{stall}"), HTTPStatus.SEE_OTHER)


def _refused(key: int, stall: int, faults: dict[str, str]) -> Response:
    return Response(_page(key, stall, faults), HTTPStatus.UNPROCESSABLE_ENTITY)


def _page(key: int, stall: int, faults: dict[str, str]) -> str:
    fair, read = fair_of(key), read_stall(database(), database().get_one(StallRow, stall))
    names = speakers_of(database(), read.rows.values())
    return render_template(
        "fairs/stall.html",
        fair=fair,
        read=read,
        runs=may_run(fair),
        goods={f"good:{good.id}": good for good in read.goods},
        products=_products(read),
        doubts=_doubts(read),
        gone=_gone(read),
        who=lambda row: names.get(by_of(row), ""),
        last_words=last_words,
        answers=[(each.value, gettext(FINDINGS[each].word)) for each in StallFinding],
        looks=FINDING_LOOKS,
        colour_looks=COLOUR_LOOKS,
        not_checked=NOT_CHECKED,
        words=FINDINGS,
        says=SAYINGS,
        disputed=DISPUTED,
        phone_words=PHONE_WORDS,
        new_saying=new_saying,
        typed=request.form,
        faults=faults,
    )


def _products(read: StallRead) -> Mapping[int, Line]:
    """The products that the page speaks of, as the catalogue has them today."""
    catalogue = held_catalogue().catalogue
    spoken_of = [*(good.product_id for good in read.goods), *(row.product_id for row in read.rows.values())]
    found = [catalogue.products[key] for key in set(spoken_of) if key and key in catalogue.products]
    return {line.product.id: line for line in lines_of(found, catalogue, today())}


def _doubts(read: StallRead) -> Mapping[int, Told]:
    """What the claim check says today of goods whose product nobody knows, by good."""
    unclear = [good for good in read.goods if good.product_id is None and good.finding]
    claims = [claim_fields(good.said, good.maker, read.stall.holder, good.stars) for good in unclear]
    index = index_today()
    tellings = tell(judged(claims, index), index)
    return {good.id: told for good, told in zip(unclear, tellings, strict=True)}


def _gone(read: StallRead) -> frozenset[str]:
    """The ids of what was withdrawn."""
    withdrawn = (row.about.split() for row in read.rows.values() if row.said == "withdrawn")
    return frozenset(each for ids in withdrawn for each in ids)
