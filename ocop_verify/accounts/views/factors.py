"""The doors to one's second factors: an app for one-time codes, passkeys, recovery codes on paper."""

from collections.abc import Callable
from http import HTTPStatus

from flask import Blueprint, Response, abort, flash, make_response, redirect, render_template, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from ocop_verify.accounts import one_time_codes, own_account, sessions
from ocop_verify.accounts.drawing import qr_path
from ocop_verify.accounts.logging_in import purpose_of
from ocop_verify.accounts.models import SessionRow
from ocop_verify.accounts.passkeys import NAME, PasskeyRefused
from ocop_verify.accounts.permissions import Permission
from ocop_verify.accounts.sessions import Level
from ocop_verify.accounts.views import letters
from ocop_verify.accounts.views.context import accounts, carry_on, moment
from ocop_verify.accounts.views.guard import require
from ocop_verify.accounts.views.own import own_session
from ocop_verify.accounts.views.pending import CHALLENGE, SECRET, pending, set_pending
from ocop_verify.domain.errors import N_, OcopError
from ocop_verify.domain.text import clean
from ocop_verify.web.commands import transaction
from ocop_verify.web.language import at, gettext, translate

blueprint = Blueprint("factors", __name__, url_prefix="/account")

BEGIN_ANEW = N_("Bước này đã quá lâu hoặc đã mở ở nơi khác. Hãy làm lại từ đầu.")


@blueprint.get("/set-up")
@require(Permission.USE_ACCOUNT, level=Level.SET_UP)
def set_up() -> AnyResponse:
    """For whom a second factor is needed and who has none yet: choose one."""
    if own_session().level != Level.SET_UP:
        return redirect(at("/account"), HTTPStatus.SEE_OTHER)
    return Response(render_template("accounts/set_up.html", can_passkeys=accounts().site.can))


@blueprint.get("/codes")
@require(Permission.USE_ACCOUNT, level=Level.SET_UP, fresh=True)
def codes() -> AnyResponse:
    """Set up an app for one-time codes."""
    row = own_session()
    if _pending_secret(row) is None:
        secret = one_time_codes.new_secret()
        sealed = accounts().vault.seal(secret.encode(), purpose_of(row.account))
        set_pending(row, SECRET, sealed)
    return _codes_page("")


@blueprint.post("/codes")
@require(Permission.USE_ACCOUNT, level=Level.SET_UP, fresh=True)
def set_up_codes() -> AnyResponse:
    """Take the app, if it shows the right code."""
    row = own_session()
    secret, typed = _pending_secret(row), request.form.get("code", "")[:50]
    if secret is None:
        flash(gettext(BEGIN_ANEW))
        return redirect(at("/account/codes"), HTTPStatus.SEE_OTHER)

    def act(session: Session) -> None:
        own_account.set_up_codes(session, row, accounts().vault, secret, typed, now=moment())

    try:
        return _change(row, act, N_("Ứng dụng tạo mã vừa được thêm vào tài khoản của bạn."), "codes")
    except own_account.WrongCode as refusal:
        return _codes_page(translate(refusal))


@blueprint.post("/codes/remove")
@require(Permission.USE_ACCOUNT, fresh=True)
def remove_codes() -> AnyResponse:
    """Take the app away."""
    row = own_session()
    return _change(
        row,
        lambda session: own_account.remove_codes(session, row, now=moment()),
        N_("Ứng dụng tạo mã vừa bị xóa khỏi tài khoản của bạn."),
    )


@blueprint.get("/passkeys")
@require(Permission.USE_ACCOUNT, level=Level.SET_UP, fresh=True)
def passkeys() -> AnyResponse:
    """See one's passkeys; add one."""
    return _passkeys_page("")


@blueprint.post("/passkeys")
@require(Permission.USE_ACCOUNT, level=Level.SET_UP, fresh=True)
def add_passkey() -> AnyResponse:
    """Take a passkey that the browser has made."""
    row = own_session()
    answer, name = request.form.get("answer", ""), clean(request.form.get("name", ""))[:100]
    challenge = pending(row, CHALLENGE)
    if challenge is None:
        flash(gettext(BEGIN_ANEW))
        return redirect(at("/account/passkeys"), HTTPStatus.SEE_OTHER)

    def act(session: Session) -> None:
        accounts().site.register(
            session, row.account, answer, challenge, name or row.device or NAME, now=moment()
        )
        own_account.factors_changed(session, row, "passkey_added", now=moment())

    try:
        return _change(row, act, N_("Một khóa truy cập vừa được thêm vào tài khoản của bạn."), "passkey")
    except PasskeyRefused as refusal:
        return _passkeys_page(translate(refusal))


@blueprint.post("/passkeys/<int:key>/remove")
@require(Permission.USE_ACCOUNT, fresh=True)
def remove_passkey(key: int) -> AnyResponse:
    """Take one of one's passkeys away."""
    row = own_session()
    passkey = next((each for each in row.account.passkeys if each.id == key), None)
    if passkey is None:
        abort(HTTPStatus.NOT_FOUND)
    return _change(
        row,
        lambda session: own_account.remove_passkey(session, row, passkey, now=moment()),
        N_("Một khóa truy cập vừa bị xóa khỏi tài khoản của bạn."),
    )


@blueprint.get("/recovery-codes")
@require(Permission.USE_ACCOUNT, fresh=True)
def recovery_codes() -> str:
    """How many are left; make new ones."""
    return render_template("accounts/recovery_codes.html", left=len(own_session().account.recovery_codes))


@blueprint.post("/recovery-codes")
@require(Permission.USE_ACCOUNT, fresh=True)
def make_recovery_codes() -> str:
    """Show new codes, once."""
    row = own_session()
    with transaction() as session:
        made = own_account.make_recovery_codes(session, row.account, accounts().vault, now=moment())
    letters.post_word(row.account, N_("Bộ mã khôi phục mới vừa được tạo; bộ cũ không còn dùng được."))
    return render_template("accounts/recovery_codes.html", made=made, left=len(made))


def _change(row: SessionRow, act: Callable[[Session], None], word: str, factor: str = "") -> AnyResponse:
    """Change a factor: this session goes on under a new number, all others end, the owner gets a letter."""
    was_set_up = row.level == Level.SET_UP
    try:
        with transaction() as session:
            act(session)
            token = sessions.step_up(row, Level.FULL, factor or None, now=moment())
    except own_account.FactorNeeded as refusal:
        flash(translate(refusal))
        return redirect(at("/account"), HTTPStatus.SEE_OTHER)
    letters.post_word(row.account, word)
    flash(gettext(word))
    needs_paper = was_set_up or (factor and not row.account.recovery_codes)
    page = "/account/recovery-codes" if needs_paper else "/account"
    response = make_response(redirect(at(page), HTTPStatus.SEE_OTHER))
    return carry_on(response, token, row.account_id)


def _pending_secret(row: SessionRow) -> str | None:
    sealed = pending(row, SECRET)
    secret = accounts().vault.open(sealed, purpose_of(row.account)) if sealed else None
    return secret.decode() if secret else None


def _codes_page(fault: str) -> AnyResponse:
    row = own_session()
    secret = _pending_secret(row) or ""
    address = one_time_codes.address(secret, row.account.email, NAME)
    page = render_template(
        "accounts/codes.html",
        drawn=qr_path(address),
        address=address,
        secret=one_time_codes.in_groups(secret),
        fault=fault,
    )
    return Response(page, HTTPStatus.UNPROCESSABLE_ENTITY if fault else HTTPStatus.OK)


def _passkeys_page(fault: str) -> AnyResponse:
    row, site = own_session(), accounts().site
    options = ""
    if site.can:
        ceremony = site.ask_for_new(row.account)
        set_pending(row, CHALLENGE, ceremony.challenge)
        options = ceremony.options
    page = render_template(
        "accounts/passkeys.html",
        passkeys=row.account.passkeys,
        options=options,
        fault=fault,
        device=row.device,
        full=row.level == Level.FULL,
    )
    return Response(page, HTTPStatus.UNPROCESSABLE_ENTITY if fault else HTTPStatus.OK)


@blueprint.errorhandler(OcopError)
def on_refusal(refusal: OcopError) -> AnyResponse:
    """Anything else that cannot be done: say why, on the account's page."""
    flash(translate(refusal))
    return redirect(at("/account"), HTTPStatus.SEE_OTHER)
