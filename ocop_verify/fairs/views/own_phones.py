"""The page on which inspectors let in their own phones for work in the field, and shut out a lost one."""

from http import HTTPStatus

from flask import Blueprint, abort, current_app, flash, redirect, render_template
from werkzeug.wrappers import Response as AnyResponse

from ocop_verify.accounts.drawing import qr_path
from ocop_verify.accounts.permissions import Permission
from ocop_verify.accounts.views.context import database, moment
from ocop_verify.accounts.views.guard import actor, require
from ocop_verify.config import Settings
from ocop_verify.domain.fairs import own_code_ends
from ocop_verify.fairs.devices import own_code, own_devices, shut_out_own
from ocop_verify.fairs.views.field import fair_secret
from ocop_verify.web.commands import transaction
from ocop_verify.web.language import at, gettext

blueprint = Blueprint("own_phones", __name__, url_prefix="/inspection/phones")


@blueprint.get("")
@require(Permission.WORK_ON_FLAGS)
def phones() -> str:
    """The phones that have access, and how to let in one more."""
    return render_template("fairs/own_phones.html", phones=own_devices(database(), actor().id), code=None)


@blueprint.post("")
@require(Permission.WORK_ON_FLAGS, fresh=True)
def show_code() -> str:
    """The code for one more phone, to scan or to type there."""
    settings: Settings = current_app.extensions["settings"]
    # Behind the "#" no server, log or referrer ever sees it.
    address = f"{settings.public_url.rstrip('/')}/inspection/field"
    code = str(own_code(database(), actor().id, fair_secret(), now=moment()))
    return render_template(
        "fairs/own_phones.html",
        phones=own_devices(database(), actor().id),
        code=code,
        address=address,
        drawn=qr_path(f"{address}#{code}"),
        ends_at=own_code_ends(moment()),
    )


@blueprint.post("/<int:key>/shut-out")
@require(Permission.WORK_ON_FLAGS)
def shut_out(key: int) -> AnyResponse:
    """Take a phone's access back; anybody else's is not there."""
    if key not in {phone.id for phone in own_devices(database(), actor().id)}:
        abort(HTTPStatus.NOT_FOUND)
    with transaction() as session:
        shut_out_own(session, key, actor().id, now=moment())
    flash(gettext("Điện thoại đó không còn quyền truy cập."))
    return redirect(at("/inspection/phones"), HTTPStatus.SEE_OTHER)
