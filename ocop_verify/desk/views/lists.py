"""The lists beside that of the products: what one has brought in, and labels that are seen too often."""

from collections.abc import Sequence
from http import HTTPStatus

from flask import Blueprint, Response, abort, flash, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from ocop_verify.accounts.permissions import Permission
from ocop_verify.accounts.views.context import database, moment
from ocop_verify.accounts.views.guard import actor, allows, require
from ocop_verify.desk import suspicion_list, upload_list
from ocop_verify.desk.paging import page_of
from ocop_verify.desk.suspicion_list import Suspect, suspects
from ocop_verify.desk.upload_list import GROUPS, uploads_of
from ocop_verify.desk.views.request import address_of, catalogue_now, draft_words, province_options, today
from ocop_verify.desk.views.words import OtherList
from ocop_verify.desk.work_sheet import suspicion_sheet, upload_sheet
from ocop_verify.domain.errors import N_
from ocop_verify.domain.text import fold
from ocop_verify.labels.views.places import place_of_batch
from ocop_verify.registry.wording import WordsMissing
from ocop_verify.tabular.writing import XLSX_TYPE
from ocop_verify.verification.circulating import open_suspicion, open_suspicions, set_aside
from ocop_verify.web.commands import transaction
from ocop_verify.web.language import at, gettext, translate

blueprint = Blueprint("desk_lists", __name__)

GROUP_WORDS = {
    "drafts": N_("Bản nháp"),
    "failed": N_("Nhập chưa thành"),
    "written": N_("Đã ghi"),
    "closed": N_("Đã bỏ, đã rút lại"),
}


def other_lists() -> list[OtherList]:
    """What else waits for who is looking."""
    lists = []
    if allows(Permission.RECOGNISE):
        found = upload_list.counts(uploads_of(database(), actor().id))
        for group in ("drafts", "failed"):
            words, address = gettext(GROUP_WORDS[group]), f"/registry/imports?group={group}"
            lists.append(OtherList(at(address), words, found[group]))
    if allows(Permission.READ_FLAGS):
        count = len(own_suspects())
        lists.append(OtherList(at("/registry/suspicions"), gettext("Tem bị quét nhiều bất thường"), count))
    return lists


def own_suspects() -> list[Suspect]:
    """The suspected labels of one's own provinces."""
    return suspects(open_suspicions(database()), catalogue_now(), actor().provinces(Permission.READ_FLAGS))


@blueprint.get("/registry/imports")
@require(Permission.RECOGNISE)
def imports() -> str:
    """What one has brought in oneself."""
    asked, mine = upload_list.Filter.of(request.args), uploads_of(database(), actor().id)
    return render_template(
        "desk/uploads.html",
        asked=asked,
        found=page_of(upload_list.choose(mine, asked), asked.page),
        counts=upload_list.counts(mine),
        groups={group: gettext(GROUP_WORDS[group]) for group in GROUPS},
        words=draft_words(),
        sorts=[
            ("-changed", gettext("Mới nhất trước")),
            ("changed", gettext("Cũ nhất trước")),
            ("name", gettext("Tên tệp")),
        ],
        address_of=address_of,
    )


@blueprint.get("/registry/imports/export")
@require(Permission.RECOGNISE)
def export_imports() -> Response:
    """The same for Excel."""
    asked = upload_list.Filter.of(request.args)
    chosen = upload_list.choose(uploads_of(database(), actor().id), asked)
    return _sheet(upload_sheet(chosen, draft_words(), gettext), "tep-da-gui")


@blueprint.get("/registry/suspicions")
@require(Permission.READ_FLAGS)
def suspicions() -> str:
    """Labels of one's provinces that are seen unusually often."""
    asked, lines = suspicion_list.Filter.of(request.args), own_suspects()
    every = ("", gettext("Tất cả"))
    return render_template(
        "desk/suspicions.html",
        asked=asked,
        found=page_of(suspicion_list.choose(lines, asked), asked.page),
        total=len(lines),
        provinces=province_options(actor().provinces(Permission.READ_FLAGS)),
        communes=[every, *((name, name) for name in _communes(lines, asked.province))],
        sorts=[
            ("scans", gettext("Số lượt quét, nhiều trước")),
            ("-since", gettext("Nghi vấn mới trước")),
            ("since", gettext("Nghi vấn cũ trước")),
            ("name", gettext("Tên sản phẩm")),
            ("place", gettext("Địa phương")),
        ],
        address_of=address_of,
    )


@blueprint.get("/registry/suspicions/export")
@require(Permission.READ_FLAGS)
def export_suspicions() -> Response:
    """The same for Excel."""
    chosen = suspicion_list.choose(own_suspects(), suspicion_list.Filter.of(request.args))
    return _sheet(suspicion_sheet(chosen, gettext), "tem-nghi-van")


@blueprint.get("/registry/suspicions/<int:key>/<int:serial>")
@require(Permission.READ_FLAGS, place=lambda key, serial: place_of_batch(key))
def suspicion(key: int, serial: int) -> str:
    """One label and why it is suspected."""
    return _suspicion_page(key, serial, {})


@blueprint.post("/registry/suspicions/<int:key>/<int:serial>")
@require(Permission.DECIDE_FLAGS, place=lambda key, serial: place_of_batch(key))
def set_suspicion_aside(key: int, serial: int) -> AnyResponse:
    """Close it with what explains it."""
    try:
        with transaction() as session:
            reason = request.form.get("reason", "")
            set_aside(session, key, serial, reason, actor=actor().name, now=moment())
    except WordsMissing as refusal:
        page = _suspicion_page(key, serial, {"reason": translate(refusal)})
        return Response(page, HTTPStatus.UNPROCESSABLE_ENTITY)
    flash(gettext("Đã gác nghi vấn về tem số %(serial)s của lô %(batch)s.", serial=serial, batch=key))
    return redirect(at("/registry/suspicions"), HTTPStatus.SEE_OTHER)


def _suspicion_page(key: int, serial: int, faults: dict[str, str]) -> str:
    found = open_suspicion(database(), key, serial)
    lines = suspects([found] if found else [], catalogue_now(), None)
    if not lines:
        abort(HTTPStatus.NOT_FOUND)
    return render_template(
        "desk/suspicion.html",
        line=lines[0],
        faults=faults,
        reason=request.form.get("reason", "")[:500],
        place=place_of_batch(key),
    )


def _communes(lines: Sequence[Suspect], province: str) -> list[str]:
    there = (each.producer for each in lines if province in ("", each.producer.province))
    return sorted({producer.commune for producer in there if producer.commune}, key=fold)


def _sheet(content: bytes, name: str) -> Response:
    response = Response(content, mimetype=XLSX_TYPE)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}-{today().isoformat()}.xlsx"'
    return response
