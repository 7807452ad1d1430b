"""The doors to one's own fairs: the list, a new one, what it is told to be, and calling it off."""

from datetime import date
from http import HTTPStatus

from flask import Blueprint, Response, flash, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from ocop_verify.accounts.permissions import Permission
from ocop_verify.accounts.views.context import database, moment
from ocop_verify.accounts.views.guard import actor, require
from ocop_verify.domain.errors import OcopError
from ocop_verify.domain.fairs import Days, read_link
from ocop_verify.domain.places import PROVINCES
from ocop_verify.fairs.arranging import FairFacts, call_off, change_fair, open_fair
from ocop_verify.fairs.fair_list import fairs_of
from ocop_verify.fairs.models import FairRow
from ocop_verify.fairs.views.context import fair_of, may_be_in, may_run, place_of_fair, today
from ocop_verify.fairs.words import TIMES
from ocop_verify.inspection.views.context import new_request
from ocop_verify.web.commands import transaction
from ocop_verify.web.language import at, gettext, translate

blueprint = Blueprint("own_fairs", __name__, url_prefix="/fairs")

FIELDS = ("name", "place", "province", "first_on", "last_on", "organizer", "about", "link")


@blueprint.get("/mine")
@require(Permission.CHECK_STALLS)
def mine() -> str:
    """One's own fairs, and those of the provinces where one works."""
    provinces = actor().provinces(Permission.CHECK_STALLS)
    lines = fairs_of(database(), actor().id, provinces, today())
    return render_template("fairs/mine.html", lines=lines, times=TIMES, provinces=PROVINCES, may_run=may_run)


@blueprint.get("/new")
@require(Permission.RUN_FAIRS)
def new() -> str:
    """A form for a fair."""
    return _page(None, dict.fromkeys(FIELDS, "") | {"organizer": actor().display_name}, {})


@blueprint.post("/new")
@require(Permission.RUN_FAIRS)
def open_new() -> AnyResponse:
    """Put it into the calendar."""
    typed = _typed()
    faults = _faults(typed)
    if faults:
        return Response(_page(None, typed, faults), HTTPStatus.UNPROCESSABLE_ENTITY)
    number = request.form.get("request", "")[:64] or new_request()
    with transaction() as session:
        key = open_fair(session, _facts(typed), actor().id, number, actor=actor().name, now=moment()).id
    flash(gettext("Đã mở hội chợ. Bước tiếp theo: ghi các gian hàng."))
    return redirect(at(f"/fairs/{key}/stalls"), HTTPStatus.SEE_OTHER)


@blueprint.get("/<int:key>/edit")
@require(Permission.RUN_FAIRS, place=place_of_fair)
def edit(key: int) -> str:
    """What it was told to be."""
    row = fair_of(key)
    typed = {name: str(getattr(row, name)) for name in FIELDS}
    return _page(row, typed, {})


@blueprint.post("/<int:key>/edit")
@require(Permission.RUN_FAIRS, place=place_of_fair)
def change(key: int) -> AnyResponse:
    """Tell it anew."""
    typed = _typed()
    faults = _faults(typed)
    if faults:
        return Response(_page(fair_of(key), typed, faults), HTTPStatus.UNPROCESSABLE_ENTITY)
    with transaction() as session:
        change_fair(session, key, _facts(typed), actor=actor().name, now=moment())
    flash(gettext("Đã lưu."))
    return redirect(at(f"/fairs/{key}/desk"), HTTPStatus.SEE_OTHER)


@blueprint.get("/<int:key>/call-off")
@require(Permission.RUN_FAIRS, place=place_of_fair)
def ask_call_off(key: int) -> str:
    """Ask once more before a fair is called off, or on again."""
    return render_template("fairs/call_off.html", fair=fair_of(key))


@blueprint.post("/<int:key>/call-off")
@require(Permission.RUN_FAIRS, place=place_of_fair)
def do_call_off(key: int) -> AnyResponse:
    """Say that it does not happen, or that it does after all."""
    is_off = request.form.get("off") != "no"
    with transaction() as session:
        call_off(session, key, is_off=is_off, actor=actor().name, now=moment())
    flash(gettext("Đã báo hủy hội chợ.") if is_off else gettext("Hội chợ được tổ chức trở lại."))
    return redirect(at(f"/fairs/{key}/desk"), HTTPStatus.SEE_OTHER)


def _typed() -> dict[str, str]:
    return {name: request.form.get(name, "").strip() for name in FIELDS}


def _faults(typed: dict[str, str]) -> dict[str, str]:
    """What is wrong with a form, by its fields."""
    faults = {}
    if not typed["name"]:
        faults["name"] = gettext("Hãy ghi tên hội chợ.")
    if not typed["place"]:
        faults["place"] = gettext("Hãy ghi địa điểm.")
    if not may_be_in(typed["province"]):
        faults["province"] = gettext("Hãy chọn tỉnh, thành phố mà bạn phụ trách.")
    first, last = _day(typed["first_on"]), _day(typed["last_on"])
    if first is None:
        faults["first_on"] = gettext("Hãy chọn ngày khai mạc.")
    if last is None:
        faults["last_on"] = gettext("Hãy chọn ngày kết thúc.")
    try:
        read_link(typed["link"])
    except OcopError as refusal:
        faults["link"] = translate(refusal)
    if first and last:
        try:
            Days(first, last)
        except OcopError as refusal:
            faults["last_on"] = translate(refusal)
    return faults


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _facts(typed: dict[str, str]) -> FairFacts:
    days = Days(date.fromisoformat(typed["first_on"]), date.fromisoformat(typed["last_on"]))
    return FairFacts(
        typed["name"],
        typed["place"],
        typed["province"],
        days,
        typed["organizer"],
        typed["about"],
        typed["link"],
    )


def _page(row: FairRow | None, typed: dict[str, str], faults: dict[str, str]) -> str:
    return render_template(
        "fairs/edit.html",
        fair=row,
        typed=typed,
        faults=faults,
        places=[(code, each.name) for code, each in PROVINCES.items() if may_be_in(code)],
        new_request=new_request,
    )
