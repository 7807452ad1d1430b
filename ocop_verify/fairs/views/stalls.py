"""The doors to the stalls of a fair: one is added, many are pasted or brought in from a spreadsheet."""

from collections.abc import Callable, Sequence
from http import HTTPStatus
from io import BytesIO

from flask import Blueprint, Response, abort, flash, redirect, render_template, request
from sqlalchemy import select
from werkzeug.wrappers import Response as AnyResponse

from ocop_verify.accounts.permissions import Permission
from ocop_verify.accounts.views.context import database, moment
from ocop_verify.accounts.views.guard import actor, require
from ocop_verify.domain.errors import N_, OcopError
from ocop_verify.fairs.arranging import add_stall, match_again
from ocop_verify.fairs.listing import (
    COLUMNS,
    EXAMPLE,
    MOST_ROWS,
    ListedStall,
    ListRefused,
    read_pasted_stalls,
    read_stalls_table,
)
from ocop_verify.fairs.matching import claim_fields, declared_of
from ocop_verify.fairs.models import DeclaredGoodRow, StallRow
from ocop_verify.fairs.sheets import read_stalls
from ocop_verify.fairs.taking import Taken, claims_of, take_stalls
from ocop_verify.fairs.views.context import fair_of, judged, place_of_fair
from ocop_verify.search.views.context import today as index_today
from ocop_verify.tabular.problems import Problem
from ocop_verify.tabular.writing import CSV_TYPE, XLSX_TYPE, OutSheet, write_csv, write_xlsx
from ocop_verify.web.commands import transaction
from ocop_verify.web.language import at, gettext, translate

blueprint = Blueprint("fair_stalls", __name__, url_prefix="/fairs/<int:key>/stalls")

MOST_BYTES = 2 * 1024 * 1024


class NothingSent(OcopError):
    """A form came without what it is about."""


@blueprint.get("")
@require(Permission.RUN_FAIRS, place=place_of_fair)
def stalls(key: int) -> str:
    """The stalls with what they declare, and the ways to add some."""
    return _page(key, {}, ())


@blueprint.post("")
@require(Permission.RUN_FAIRS, place=place_of_fair)
def add(key: int) -> AnyResponse:
    """Add one; its goods are told on its own page."""
    try:
        with transaction() as session:
            row = add_stall(session, key, request.form.get("number", ""), request.form.get("holder", ""))
            stall = row.id
    except OcopError as refusal:
        return _refused(key, {"number": translate(refusal)}, ())
    flash(gettext("Đã ghi gian hàng. Hãy ghi các sản phẩm của gian."))
    return redirect(at(f"/fairs/{key}/stalls/{stall}"), HTTPStatus.SEE_OTHER)


@blueprint.post("/paste")
@require(Permission.RUN_FAIRS, place=place_of_fair)
def paste(key: int) -> AnyResponse:
    """Take many lines that were pasted, or none of them."""
    return _take(key, "lines", lambda: read_pasted_stalls(_pasted()))


@blueprint.post("/import")
@require(Permission.RUN_FAIRS, place=place_of_fair)
def bring_in(key: int) -> AnyResponse:
    """Take a whole spreadsheet, or nothing of it."""
    return _take(key, "file", lambda: read_stalls_table(*_sent_file()))


@blueprint.get("/template.<kind>")
@require(Permission.RUN_FAIRS, place=place_of_fair)
def template(key: int, kind: str) -> Response:
    """An empty table with the right headings and a few examples."""
    if kind not in ("xlsx", "csv"):
        abort(HTTPStatus.NOT_FOUND)
    target, headings = BytesIO(), [column.heading for column in COLUMNS]
    if kind == "csv":
        write_csv(target, headings, EXAMPLE)
    else:
        write_xlsx(target, OutSheet("Gian hàng", headings, EXAMPLE))
    name = f'attachment; filename="mau-gian-hang.{kind}"'
    return Response(
        target.getvalue(),
        headers={"Content-Disposition": name},
        content_type=XLSX_TYPE if kind == "xlsx" else CSV_TYPE,
    )


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
        return _refused(key, {"rematch": translate(refusal)}, ())
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


def _take(key: int, name: str, read: Callable[[], Sequence[ListedStall]]) -> AnyResponse:
    """Read a list, judge its goods, take it. What takes long is done before anything is held."""
    try:
        listed = read()
        if not listed:
            raise NothingSent(N_("Danh sách chưa có gian hàng nào."))
        judgements = judged(claims_of(listed), index_today())
        with transaction() as session:
            taken = take_stalls(session, key, listed, judgements, actor=actor().name, now=moment())
    except ListRefused as refusal:
        return _refused(key, {name: translate(refusal)}, refusal.problems)
    except OcopError as refusal:
        return _refused(key, {name: translate(refusal)}, ())
    flash(_told(taken))
    return redirect(at(f"/fairs/{key}/stalls"), HTTPStatus.SEE_OTHER)


def _told(taken: Taken) -> str:
    said = gettext("Đã ghi %(stalls)d gian hàng, %(goods)d sản phẩm.", stalls=taken.stalls, goods=taken.goods)
    if not taken.unclear:
        return said
    return f"{said} " + gettext(
        "%(count)d sản phẩm chưa rõ là sản phẩm nào: xem ở dưới.", count=taken.unclear
    )


def _pasted() -> str:
    text = request.form.get("lines", "")
    if not text.strip():
        raise NothingSent(N_("Hãy dán ít nhất một dòng."))
    return text


def _sent_file() -> tuple[bytes, str]:
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        raise NothingSent(N_("Hãy chọn một tệp .xlsx hoặc .csv."))
    data = sent.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise NothingSent(N_("Tệp lớn hơn %(limit)s MB. Hãy chia nhỏ danh sách."), limit=MOST_BYTES >> 20)
    return data, sent.filename


def _refused(key: int, faults: dict[str, str], problems: Sequence[Problem]) -> Response:
    return Response(_page(key, faults, problems), HTTPStatus.UNPROCESSABLE_ENTITY)


def _page(key: int, faults: dict[str, str], problems: Sequence[Problem]) -> str:
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
        problems=problems,
    )
