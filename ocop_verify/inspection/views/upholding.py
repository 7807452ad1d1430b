"""The door to upholding a case: what was found, and what follows from it for the register."""

from http import HTTPStatus

from flask import Blueprint, Response, flash, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from ocop_verify.accounts.permissions import Permission
from ocop_verify.accounts.views.context import database, moment
from ocop_verify.accounts.views.guard import actor, allows, require
from ocop_verify.approvals.views import two_persons
from ocop_verify.catalog.recognition import recognition_on
from ocop_verify.catalog.words import GROUNDS
from ocop_verify.desk.views.request import catalogue_now, place_of_product, today
from ocop_verify.domain.cases import CaseKind, Consequence, ground_for
from ocop_verify.domain.errors import OcopError
from ocop_verify.domain.places import PROVINCES
from ocop_verify.domain.records import RevocationGround
from ocop_verify.domain.reports import LabelNumbers
from ocop_verify.domain.row_numbers import number_in
from ocop_verify.inspection.models import FlagRow
from ocop_verify.inspection.upholding import Decided, uphold_flag
from ocop_verify.inspection.views.context import new_request, number_of_flag, place_of_flag, sent_form
from ocop_verify.inspection.words import CONSEQUENCES
from ocop_verify.tabular.dates import day as read_day
from ocop_verify.tabular.problems import Unreadable
from ocop_verify.web.commands import transaction
from ocop_verify.web.language import at, gettext, translate

blueprint = Blueprint("upholding", __name__, url_prefix="/inspection/flags")


@blueprint.get("/<int:key>/uphold")
@require(Permission.DECIDE_FLAGS, place=place_of_flag)
def uphold_form(key: int) -> str:
    """What was found, and what follows from it."""
    return _uphold_page(database().get_one(FlagRow, key), {})


@blueprint.post("/<int:key>/uphold")
@require(Permission.DECIDE_FLAGS, place=place_of_flag)
def uphold(key: int) -> AnyResponse:
    """Decide, and write the fact where it belongs."""
    row = database().get_one(FlagRow, key)
    decided, faults = _decided(row)
    if decided is None:
        return Response(_uphold_page(row, faults), HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        with transaction() as session:
            uphold_flag(session, key, sent_form(), decided, actor=actor().name, now=moment())
    except OcopError as refusal:
        faults = {"consequence": translate(refusal)}
        page = _uphold_page(database().get_one(FlagRow, key), faults)
        return Response(page, HTTPStatus.UNPROCESSABLE_ENTITY)
    if decided.consequence is Consequence.NONE:
        flash(gettext("Đã ghi kết luận. Sổ đăng ký không đổi."))
    else:
        flash(gettext("Đã ghi kết luận. Lần quét sau sẽ thấy điều đã đổi trong sổ."))
    return redirect(at(f"/inspection/flags/{key}"), HTTPStatus.SEE_OTHER)


def consequences_of(row: FlagRow) -> list[Consequence]:
    """What upholding this case may do: acts on a product belong to the province where it is made."""
    place = place_of_product(row.product_id) if row.product_id else None
    if place is None or not allows(Permission.DECIDE_FLAGS, place):
        return [Consequence.NONE]
    revoke = [] if two_persons() else [Consequence.REVOKE]
    void = [Consequence.VOID] if LabelNumbers.read(row.label) else []
    return [Consequence.NONE, Consequence.SUSPEND, *revoke, *void]


def _decided(row: FlagRow) -> tuple[Decided | None, dict[str, str]]:
    """What the form says, or what is wrong in it."""
    typed, faults, day = request.form, {}, None
    consequence, ground = typed.get("consequence", ""), typed.get("ground", "")
    if consequence not in consequences_of(row):
        faults["consequence"] = gettext("Hãy chọn việc sẽ làm.")
    if not typed.get("reason", "").strip():
        faults["reason"] = gettext("Hãy ghi kết luận, bằng lời mà người dân đọc được.")
    if consequence == Consequence.REVOKE and not typed.get("decision", "").strip():
        faults["decision"] = gettext("Hãy ghi số và ngày của quyết định thu hồi.")
    if typed.get("day", "").strip():
        try:
            day = read_day(typed["day"])
        except Unreadable as problem:
            faults["day"] = translate(problem)
    if faults:
        return None, faults
    return (
        Decided(
            Consequence(consequence),
            typed["reason"],
            typed.get("words", ""),
            number_in(typed.get("certification")) or None,
            typed.get("decision", ""),
            RevocationGround(ground) if ground in set(RevocationGround) else RevocationGround.OTHER,
            day,
        ),
        {},
    )


def _uphold_page(row: FlagRow, faults: dict[str, str]) -> str:
    catalogue = catalogue_now()
    place = place_of_product(row.product_id) if row.product_id else None
    held = [
        recognition_on(each, catalogue, today())
        for each in catalogue.history_of(row.product_id or 0)
        if each.revocation is None
    ]
    return render_template(
        "inspection/uphold.html",
        row=row,
        number=number_of_flag(row),
        held=held,
        elsewhere=PROVINCES[place.province].name if place and place.province else "",
        consequences=[(each.value, gettext(CONSEQUENCES[each])) for each in consequences_of(row)],
        grounds=[(ground.value, gettext(words)) for ground, words in GROUNDS.items()],
        ground=ground_for(CaseKind(row.kind)),
        two_persons=two_persons(),
        typed=request.form,
        new_request=new_request,
        faults=faults,
    )
