"""The doors to one's own account: name and language, password, sessions, a form that was kept."""

from http import HTTPStatus
from urllib.parse import urlsplit

from flask import Blueprint, Response, abort, flash, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from ocop_verify.accounts import logging_in, own_account, passwords, sessions, waiting
from ocop_verify.accounts.local_paths import local_path
from ocop_verify.accounts.models import SessionRow
from ocop_verify.accounts.permissions import ROLE_NAMES, Grant, Permission, Role
from ocop_verify.accounts.sessions import Level
from ocop_verify.accounts.views import letters
from ocop_verify.accounts.views.context import accounts, carry_on, current_session, database, moment, visitor
from ocop_verify.accounts.views.guard import require
from ocop_verify.accounts.views.keeping import fields_of, forget_kept_form, kept_form
from ocop_verify.domain.errors import N_
from ocop_verify.domain.places import PROVINCES
from ocop_verify.web.commands import transaction
from ocop_verify.web.language import DEFAULT, at, gettext, translate

blueprint = Blueprint("account", __name__, url_prefix="/account")


def own_session() -> SessionRow:
    """The session of who stands behind ``require``."""
    row = current_session()
    if row is None:
        abort(HTTPStatus.UNAUTHORIZED)
    return row


@blueprint.get("")
@require(Permission.USE_ACCOUNT)
def overview() -> str:
    """What people see of their own account."""
    row = own_session()
    return render_template(
        "accounts/overview.html",
        account=row.account,
        roles=role_lines(sessions.grants_of(row.account)),
        here=row.id,
        sessions=sessions.alive(database(), row.account, now=moment()),
        needs_factor=sessions.needs_second_factor(row.account),
        can_passkeys=accounts().site.can,
    )


@blueprint.post("/profile")
@require(Permission.USE_ACCOUNT)
def change_profile() -> AnyResponse:
    """Another name, another language."""
    row = own_session()
    with transaction():
        own_account.change_profile(
            row.account, request.form.get("name", "")[:300], request.form.get("language", "")
        )
    flash(gettext("Đã lưu."))
    prefix = "" if row.account.language == DEFAULT else f"/{row.account.language}"
    return redirect(prefix + "/account", HTTPStatus.SEE_OTHER)


@blueprint.post("/sessions/<int:key>/end")
@require(Permission.USE_ACCOUNT)
def end_session(key: int) -> AnyResponse:
    """End one of one's own sessions, on a device that was lost or left."""
    with transaction() as session:
        row = own_account.own_session(session, own_session().account, key)
        if row is not None:
            sessions.end(row, now=moment())
    if row is None:
        abort(HTTPStatus.NOT_FOUND)
    flash(gettext("Đã kết thúc phiên đăng nhập."))
    return redirect(at("/account"), HTTPStatus.SEE_OTHER)


@blueprint.post("/sessions/end-others")
@require(Permission.USE_ACCOUNT)
def end_other_sessions() -> AnyResponse:
    """End all of one's sessions but this."""
    with transaction() as session:
        row = own_session()
        sessions.end_all(session, row.account_id, now=moment(), but=row)
    flash(gettext("Đã kết thúc các phiên đăng nhập khác."))
    return redirect(at("/account"), HTTPStatus.SEE_OTHER)


@blueprint.get("/password")
@require(Permission.USE_ACCOUNT)
def password() -> AnyResponse:
    """Choose another password."""
    return _password_page({})


@blueprint.post("/password")
@require(Permission.USE_ACCOUNT)
def change_password() -> AnyResponse:
    """Take it, where the old one is right. Every other session ends."""
    row, chosen = own_session(), request.form.get("new_password", "")
    try:
        own_account.refuse_weak(row.account, chosen)
    except passwords.WeakPassword as refusal:
        return _password_page({"new_password": translate(refusal)})
    fault = _check_password(row)
    if fault:
        return _password_page({"password": fault})
    hashed = passwords.hash_password(chosen)
    with transaction() as session:
        own_account.choose_password(session, row.account, hashed, "password_changed", now=moment(), keep=row)
        token = sessions.renew(row)
    letters.post_word(row.account, N_("Mật khẩu của bạn vừa được đổi."))
    flash(gettext("Đã đổi mật khẩu. Các phiên đăng nhập khác đã kết thúc."))
    return carry_on(make_response(redirect(at("/account"), HTTPStatus.SEE_OTHER)), token)


@blueprint.get("/confirm")
@require(Permission.USE_ACCOUNT, level=Level.SET_UP)
def confirm() -> AnyResponse:
    """Show again who it is, before something that matters."""
    return _confirm_page("")


@blueprint.post("/confirm")
@require(Permission.USE_ACCOUNT, level=Level.SET_UP)
def confirmed() -> AnyResponse:
    """The password was right: go on."""
    row = own_session()
    fault = _check_password(row)
    if fault:
        return _confirm_page(fault)
    with transaction():
        row.confirmed_at = moment()
    return redirect(local_path(request.form.get("next")) or at("/account"), HTTPStatus.SEE_OTHER)


@blueprint.post("/stay")
@require(Permission.USE_ACCOUNT)
def stay() -> AnyResponse:
    """The page's script says that somebody is still there; the answer says until when the session goes on."""
    row = own_session()
    with transaction():
        row.seen_at = moment()
    times = {"idle": sessions.idle_end(row).isoformat(), "ends": sessions.ends_at(row).isoformat()}
    return make_response(times)


@blueprint.get("/kept")
@require(Permission.USE_ACCOUNT)
def kept() -> AnyResponse:
    """The form that was sent when its session had just ended: send it now, or drop it."""
    row = kept_form(database(), own_session().account_id)
    if row is None:
        return redirect(at("/account"), HTTPStatus.SEE_OTHER)
    page = urlsplit(row.path).path
    return Response(
        render_template(
            "accounts/kept.html", path=row.path, page=page, fields=fields_of(row), at_time=row.kept_at
        )
    )


@blueprint.post("/kept/drop")
@require(Permission.USE_ACCOUNT)
def drop_kept() -> AnyResponse:
    """Drop it: it is not wanted."""
    forget_kept_form(own_session().account_id)
    return redirect(at("/account"), HTTPStatus.SEE_OTHER)


def role_lines(grants: list[Grant]) -> list[tuple[str, str]]:
    """Roles and places in words: the name of a role (to be translated) and a place."""
    return [(ROLE_NAMES[Role(grant.role)], place_name(grant.province)) for grant in grants]


def place_name(province: str) -> str:
    """A place of work in words."""
    if province in PROVINCES:
        return PROVINCES[province].name
    return gettext("Cả nước") if province else ""


def _check_password(row: SessionRow) -> str:
    """What is wrong with the password that was typed, "" if nothing; counted as at the log-in."""
    tools = accounts()
    try:
        with transaction() as session:
            attempt = logging_in.begin_try(
                session, tools.vault, tools.marks, row.account.email, visitor(), now=moment()
            )
        if not logging_in.is_right(attempt, request.form.get("password", "")):
            return gettext("Mật khẩu chưa đúng.")
        with transaction() as session:
            waiting.forgive(session, attempt.patience)
    except (waiting.TooManyAttempts, passwords.TooBusy) as refusal:
        return translate(refusal)
    return ""


def _password_page(faults: dict[str, str]) -> AnyResponse:
    page = render_template("accounts/password.html", faults=faults, least=passwords.MIN_LENGTH)
    return Response(page, HTTPStatus.UNPROCESSABLE_ENTITY if faults else HTTPStatus.OK)


def _confirm_page(fault: str) -> AnyResponse:
    next_page = local_path(request.values.get("next")) or ""
    page = render_template("accounts/confirm.html", fault=fault, next=next_page)
    return Response(page, HTTPStatus.UNPROCESSABLE_ENTITY if fault else HTTPStatus.OK)
