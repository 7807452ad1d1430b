"""The doors to the phones of a fair: the code by which they join, who has, and who is shut out."""

from http import HTTPStatus

from flask import Blueprint, current_app, flash, redirect, render_template, request
from sqlalchemy import func, select
from werkzeug.wrappers import Response as AnyResponse

from ocop_verify.accounts.drawing import qr_path
from ocop_verify.accounts.permissions import Permission
from ocop_verify.accounts.views.context import database, moment
from ocop_verify.accounts.views.guard import actor, require
from ocop_verify.config import Settings
from ocop_verify.domain.fairs import SENDING
from ocop_verify.domain.stall_checks import Said
from ocop_verify.fairs.arranging import renew_code
from ocop_verify.fairs.devices import code_of, days_of, devices_of, shut_out
from ocop_verify.fairs.models import FieldDeviceRow, StallRow, StallSayingRow
from ocop_verify.fairs.views.context import fair_of, place_of_fair, place_of_phone
from ocop_verify.fairs.views.field import fair_secret
from ocop_verify.web.commands import transaction
from ocop_verify.web.language import at, gettext

blueprint = Blueprint("fair_phones", __name__, url_prefix="/fairs/<int:key>/phones")


@blueprint.get("")
@require(Permission.RUN_FAIRS, place=place_of_fair)
def phones(key: int) -> str:
    """The code, to be read out or held up, and the phones that have joined."""
    fair = fair_of(key)
    settings: Settings = current_app.extensions["settings"]
    code = code_of(fair, fair_secret())
    # Behind the "#" no server, log or referrer ever sees it.
    address = f"{settings.public_url.rstrip('/')}/fairs/join"
    return render_template(
        "fairs/phones.html",
        fair=fair,
        can_join=not fair.called_off_at and days_of(fair).may_join(moment()),
        code=code,
        address=address,
        drawn=qr_path(f"{address}#{code}"),
        until=fair.last_on + SENDING,
        phones=devices_of(database(), key),
        checks=_checks(key),
    )


@blueprint.post("/code")
@require(Permission.RUN_FAIRS, place=place_of_fair)
def new_code(key: int) -> AnyResponse:
    """A new code; the old one lets nobody in any more."""
    seen = request.form.get("edition", "")
    edition = int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 10 else 0
    with transaction() as session:
        renew_code(session, key, edition, actor=actor().name, now=moment())
    flash(gettext("Đã tạo mã mới. Mã cũ không còn dùng được; máy đã tham gia vẫn làm việc tiếp."))
    return redirect(at(f"/fairs/{key}/phones"), HTTPStatus.SEE_OTHER)


@blueprint.post("/<int:phone>/shut-out")
@require(Permission.RUN_FAIRS, place=place_of_phone)
def take_back(key: int, phone: int) -> AnyResponse:
    """Shut a phone out. What it has sent stays."""
    with transaction() as session:
        shut_out(session, phone, now=moment())
        name = session.get_one(FieldDeviceRow, phone).name
    flash(gettext("Máy “%(name)s” không còn quyền truy cập. Điều máy đã gửi vẫn còn.", name=name))
    return redirect(at(f"/fairs/{key}/phones"), HTTPStatus.SEE_OTHER)


def _checks(key: int) -> dict[int, int]:
    """How many checks each phone has sent."""
    row = StallSayingRow
    checks = (
        select(row.device_id, func.count())
        .join(StallRow)
        .where(StallRow.fair_id == key, row.said.in_([Said.SCANNED, Said.LOOKED]), row.device_id.is_not(None))
        .group_by(row.device_id)
    )
    return {device: count for device, count in database().execute(checks) if device}
