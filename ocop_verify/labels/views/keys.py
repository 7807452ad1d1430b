"""The keys that sign labels: what each has signed; a new one; retiring one; distrusting one from a day."""

from datetime import date
from http import HTTPStatus

from flask import Blueprint, Response, abort, flash, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from ocop_verify.accounts.permissions import Permission
from ocop_verify.accounts.views.context import database, moment
from ocop_verify.accounts.views.guard import actor, require
from ocop_verify.domain.errors import OcopError
from ocop_verify.domain.validity import local_day
from ocop_verify.labels.keyring import PrivateKeyMissing
from ocop_verify.labels.listing import KeyUse, key_uses, newest_key, signed_since
from ocop_verify.labels.signing_keys import create_key, distrust_key, retire_key
from ocop_verify.labels.views.context import ring
from ocop_verify.labels.views.key_approvals import asked_second, waiting_acts
from ocop_verify.web.commands import transaction
from ocop_verify.web.language import at, gettext, translate

blueprint = Blueprint("label_keys", __name__, url_prefix="/labels/keys")


@blueprint.get("")
@require(Permission.MANAGE_KEYS)
def keys() -> str:
    """Every key."""
    return render_template(
        "labels/keys.html", uses=key_uses(database()), is_here=_is_here, waiting=waiting_acts()
    )


@blueprint.get("/new")
@require(Permission.MANAGE_KEYS, fresh=True)
def new_form() -> str:
    """What a new key changes."""
    newest = max((use.key.id for use in key_uses(database())), default=-1)
    return render_template("labels/new_key.html", newest=newest)


@blueprint.post("/new")
@require(Permission.MANAGE_KEYS, fresh=True)
def create() -> AnyResponse:
    """Make one. The form names the newest key that there was, so that sending it twice makes one key."""
    if asked := asked_second("create_key", newest=newest_key(database())):
        return asked
    with transaction() as session:
        newest = max((use.key.id for use in key_uses(session)), default=-1)
        if request.form.get("newest") == str(newest):
            row = create_key(session, ring(), actor=actor().name, now=moment())
            newest = row.id
    flash(gettext("Khóa số %(id)s ký từ bây giờ. Hãy sao lưu thư mục khóa ngay.", id=newest))
    return _to_list()


@blueprint.get("/<int:key>/retire")
@require(Permission.MANAGE_KEYS, fresh=True)
def retire_form(key: int) -> str:
    """What retiring changes."""
    return render_template("labels/retire_key.html", use=_use(key))


@blueprint.post("/<int:key>/retire")
@require(Permission.MANAGE_KEYS, fresh=True)
def retire(key: int) -> AnyResponse:
    """Let it sign no more."""
    _use(key)
    if asked := asked_second("retire_key", key=key):
        return asked
    with transaction() as session:
        retire_key(session, key, actor=actor().name, now=moment())
    flash(gettext("Khóa số %(id)s không ký nữa. Tem nó đã ký vẫn tốt.", id=key))
    return _to_list()


@blueprint.get("/<int:key>/distrust")
@require(Permission.MANAGE_KEYS, fresh=True)
def distrust_form(key: int) -> AnyResponse:
    """What distrusting destroys, in numbers."""
    return _distrust_page(key, {})


@blueprint.post("/<int:key>/distrust")
@require(Permission.MANAGE_KEYS, fresh=True)
def distrust(key: int) -> AnyResponse:
    """Vouch no more for what it signed on or after a day."""
    _use(key)
    faults: dict[str, str] = {}
    since = _day(request.form.get("since", ""), faults)
    if since is None or request.form.get("step") != "distrust":
        return _distrust_page(key, faults, since)
    if request.form.get("number", "").strip() != str(key):
        return _distrust_page(key, {"number": gettext("Hãy gõ đúng số của khóa: %(id)s.", id=key)}, since)
    if asked := asked_second("distrust_key", key=key, since=since.isoformat()):
        return asked
    with transaction() as session:
        distrust_key(session, key, since, actor=actor().name, now=moment())
    flash(gettext("Tem do khóa số %(id)s ký từ ngày đó không còn được xác nhận.", id=key))
    return _to_list()


def _distrust_page(key: int, faults: dict[str, str], since: date | None = None) -> AnyResponse:
    lost = signed_since(database(), key, since) if since else None
    page = render_template("labels/distrust_key.html", use=_use(key), faults=faults, since=since, lost=lost)
    return Response(page, HTTPStatus.UNPROCESSABLE_ENTITY if faults else HTTPStatus.OK)


def _day(text: str, faults: dict[str, str]) -> date | None:
    """A day as browsers send it."""
    try:
        since = date.fromisoformat(text.strip())
    except ValueError:
        faults["since"] = gettext("Hãy chọn ngày đầu tiên không còn tin.")
        return None
    if since > local_day(moment()):
        faults["since"] = gettext("Ngày này chưa đến. Hãy chọn hôm nay hoặc một ngày trước.")
        return None
    return since


def _use(key: int) -> KeyUse:
    found = next((use for use in key_uses(database()) if use.key.id == key), None)
    if found is None:
        abort(HTTPStatus.NOT_FOUND)
    return found


def _is_here(key: int) -> bool:
    try:
        return bool(ring().private(key))
    except PrivateKeyMissing:
        return False


def _to_list() -> AnyResponse:
    return redirect(at("/labels/keys"), HTTPStatus.SEE_OTHER)


@blueprint.errorhandler(OcopError)
def on_refusal(refusal: OcopError) -> AnyResponse:
    """No key of this number, or no number left."""
    flash(translate(refusal))
    return _to_list()
