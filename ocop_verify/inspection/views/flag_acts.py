"""The doors to cases, for acting: give it to somebody, move it on, note, add evidence, uphold it."""

from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus

from flask import Blueprint, Response, abort, flash, redirect, render_template, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from ocop_verify.accounts.permissions import Permission
from ocop_verify.accounts.views.context import database, moment
from ocop_verify.accounts.views.guard import Place, actor, allows, check, require
from ocop_verify.approvals.views import two_persons
from ocop_verify.catalog.recognition import recognition_on
from ocop_verify.catalog.words import GROUNDS
from ocop_verify.desk.views.request import catalogue_now, place_of_product, today
from ocop_verify.domain.cases import CaseKind, CaseState, Consequence, ground_for, rule_for
from ocop_verify.domain.errors import OcopError
from ocop_verify.domain.records import RevocationGround
from ocop_verify.domain.reports import LabelNumbers
from ocop_verify.domain.validity import VIETNAM
from ocop_verify.inspection.case_list import inspectors_of
from ocop_verify.inspection.casework import SomebodyWasFaster, assign_flag, move_flag, note_on_flag
from ocop_verify.inspection.evidence import add_evidence
from ocop_verify.inspection.models import FlagRow
from ocop_verify.inspection.upholding import Decided, uphold_flag
from ocop_verify.inspection.views.context import NEEDS, new_request, number_of_flag, place_of_flag, sent_form
from ocop_verify.inspection.views.files import keep_evidence, sent_bytes
from ocop_verify.inspection.views.flags import flag_page
from ocop_verify.inspection.words import CONSEQUENCES
from ocop_verify.tabular.dates import day as read_day
from ocop_verify.tabular.problems import Unreadable
from ocop_verify.web.commands import transaction
from ocop_verify.web.language import at, gettext, translate

blueprint = Blueprint("flag_acts", __name__, url_prefix="/inspection/flags")


@blueprint.post("/<int:key>/assign")
@require(Permission.WORK_ON_FLAGS, place=place_of_flag)
def assign(key: int) -> AnyResponse:
    """Give a case to an inspector of its place."""
    chosen = request.form.get("owner", type=int)
    row = database().get_one(FlagRow, key)
    if chosen not in {each.id for each in inspectors_of(database(), row.province)}:
        abort(HTTPStatus.BAD_REQUEST)
    return _done(
        key,
        "owner",
        lambda session: assign_flag(session, key, sent_form(), chosen, actor=actor().name, now=moment()),
    )


@blueprint.post("/<int:key>/move")
@require(Permission.READ_FLAGS, place=place_of_flag)
def move(key: int) -> AnyResponse:
    """Move a case on; who may, stands in the table of moves."""
    row, to = database().get_one(FlagRow, key), request.form.get("to", "")
    if to not in set(CaseState) or to in (CaseState.UPHELD, CaseState.ASSIGNED):
        abort(HTTPStatus.BAD_REQUEST)
    if rule := rule_for(CaseState(row.state), CaseState(to)):
        check(NEEDS[rule.who], Place(province=row.province))
    else:
        check(Permission.DECIDE_FLAGS, Place(province=row.province))  # the act says what is wrong
    words = request.form.get("words", "")
    return _done(
        key,
        "words",
        lambda session: move_flag(
            session, key, sent_form(), CaseState(to), words, actor=actor().name, now=moment()
        ),
    )


@blueprint.post("/<int:key>/notes")
@require(Permission.DECIDE_FLAGS, place=place_of_flag)
def note(key: int) -> AnyResponse:
    """Write something on a case."""
    words = request.form.get("note", "")
    return _done(
        key,
        "note",
        lambda session: note_on_flag(session, key, sent_form(), words, actor=actor().name, now=moment()),
    )


@blueprint.post("/<int:key>/evidence")
@require(Permission.WORK_ON_FLAGS, place=place_of_flag)
def evidence(key: int) -> AnyResponse:
    """Add a photo or a file."""
    content = sent_bytes("file")
    if not content:
        return _refused(key, {"file": gettext("Hãy chọn ảnh hoặc tệp PDF.")})
    try:
        taken_at = _moment_of(request.form.get("taken_at", ""))
        kept = keep_evidence(content, taken_at=taken_at, place=request.form.get("place", ""))
    except ValueError:
        return _refused(key, {"taken_at": gettext("Hãy ghi ngày giờ chụp, hoặc để trống.")})
    except OcopError as refusal:
        return _refused(key, {"file": translate(refusal)})
    words = request.form.get("about_file", "")
    return _done(
        key,
        "file",
        lambda session: add_evidence(
            session, key, sent_form(), kept, words, actor=actor().name, now=moment()
        ),
    )


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
    flash(gettext("Đã ghi kết luận. Lần quét sau sẽ thấy điều đã đổi trong sổ."))
    return redirect(at(f"/inspection/flags/{key}"), HTTPStatus.SEE_OTHER)


def _done(key: int, field: str, act: Callable[[Session], object]) -> AnyResponse:
    """Do it and show the case; or show what is wrong, with everything that was typed."""
    try:
        with transaction() as session:
            act(session)
    except SomebodyWasFaster as refusal:
        return _refused(key, {field: translate(refusal)}, HTTPStatus.CONFLICT)
    except OcopError as refusal:
        return _refused(key, {field: translate(refusal)})
    flash(gettext("Đã ghi."))
    return redirect(at(f"/inspection/flags/{key}"), HTTPStatus.SEE_OTHER)


def _refused(
    key: int, faults: dict[str, str], status: HTTPStatus = HTTPStatus.UNPROCESSABLE_ENTITY
) -> AnyResponse:
    return Response(flag_page(database().get_one(FlagRow, key), faults), status)


def _moment_of(text: str) -> datetime | None:
    """What a field for day and time sends; it means the time in Vietnam."""
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM) if text.strip() else None


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
            typed.get("certification", type=int),
            typed.get("decision", ""),
            RevocationGround(ground) if ground in set(RevocationGround) else RevocationGround.OTHER,
            day,
        ),
        {},
    )


def _uphold_page(row: FlagRow, faults: dict[str, str]) -> str:
    catalogue = catalogue_now()
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
        consequences=[(each.value, gettext(CONSEQUENCES[each])) for each in consequences_of(row)],
        grounds=[(ground.value, gettext(words)) for ground, words in GROUNDS.items()],
        ground=ground_for(CaseKind(row.kind)),
        two_persons=two_persons(),
        typed=request.form,
        new_request=new_request,
        faults=faults,
    )
