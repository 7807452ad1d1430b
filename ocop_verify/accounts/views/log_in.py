"""The doors for who is not logged in: log in, second factor, invitation, forgotten password."""

from http import HTTPStatus
from urllib.parse import quote

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request
from flask import session as cookie_session
from werkzeug.wrappers import Response as AnyResponse

from ocop_verify.accounts import logging_in, own_account, passwords, sessions, waiting
from ocop_verify.accounts.demo_people import is_shut_out
from ocop_verify.accounts.links import LinkNotValid, Purpose
from ocop_verify.accounts.local_paths import local_path
from ocop_verify.accounts.managing import email_key, find_account
from ocop_verify.accounts.models import AccountRow
from ocop_verify.accounts.permissions import Permission
from ocop_verify.accounts.sessions import Level
from ocop_verify.accounts.views import letters
from ocop_verify.accounts.views.context import (
    accounts,
    carry_on,
    current_session,
    database,
    moment,
    session_token,
    visitor,
)
from ocop_verify.accounts.views.desk import home_of
from ocop_verify.accounts.views.guard import keep_to_desk, next_step, public, require
from ocop_verify.accounts.views.keeping import kept_form
from ocop_verify.accounts.views.pending import CHALLENGE, pending, set_pending
from ocop_verify.domain.errors import N_, OcopError
from ocop_verify.web.commands import transaction
from ocop_verify.web.language import DEFAULT, at, gettext, language, translate

blueprint = Blueprint("log_in", __name__, url_prefix="/account")

# The same words whoever it was: they do not tell who has an account here.
WRONG = N_("E-mail hoặc mật khẩu chưa đúng.")
NOBODY = AccountRow(id=0, links=0, email="nobody@localhost", name="", language=DEFAULT)


@blueprint.get("/log-in")
@public
def log_in() -> AnyResponse:
    """For who has an account."""
    row = current_session()
    if row is not None:
        return redirect(_after(row.account, Level(row.level)), HTTPStatus.SEE_OTHER)
    return _log_in_page()


@blueprint.post("/log-in")
@public
def check_password() -> AnyResponse:
    """The first step: e-mail and password."""
    email, password = request.form.get("email", "")[:300], request.form.get("password", "")
    tools = accounts()
    if is_shut_out(email, tools.site.origin):
        email = ""
    try:
        with transaction() as session:
            attempt = logging_in.begin_try(session, tools.vault, tools.marks, email, visitor(), now=moment())
        right = logging_in.is_right(attempt, password)
    except waiting.TooManyAttempts as refusal:
        return _log_in_page(translate(refusal), HTTPStatus.TOO_MANY_REQUESTS)
    except passwords.TooBusy as refusal:
        return _log_in_page(translate(refusal), HTTPStatus.SERVICE_UNAVAILABLE)
    if not right:
        return _log_in_page(gettext(WRONG), HTTPStatus.UNPROCESSABLE_ENTITY)
    with transaction() as session:
        _end_known(session_token())
        row, token = logging_in.enter(session, attempt, password, visitor(), now=moment())
    return _go_on(row.account, Level(row.level), token)


@blueprint.get("/second-factor")
@require(Permission.USE_ACCOUNT, level=Level.PASSWORD)
def second_factor() -> AnyResponse:
    """The second step, for who has one."""
    row = current_session()
    if row is None or row.level != Level.PASSWORD:
        return redirect(at("/account"), HTTPStatus.SEE_OTHER)
    return _second_factor_page()


@blueprint.post("/second-factor")
@require(Permission.USE_ACCOUNT, level=Level.PASSWORD)
def check_second_factor() -> AnyResponse:
    """Look at a one-time code, a passkey or a recovery code."""
    row, tools, way = current_session(), accounts(), request.form.get("way", "")
    if row is None or row.level != Level.PASSWORD:
        return redirect(at("/account"), HTTPStatus.SEE_OTHER)
    try:
        with transaction() as session:
            patience = logging_in.count_second_try(session, tools.vault, row.account, now=moment())
    except waiting.TooManyAttempts as refusal:
        return _second_factor_page(way, translate(refusal), HTTPStatus.TOO_MANY_REQUESTS)
    with transaction() as session:
        logging_in.hold(session, row.account)
        right = _second_factor_is_right(way)
        token = logging_in.finish(session, row, patience, way, now=moment()) if right else ""
    if not right:
        fault = gettext("Chưa đúng. Mỗi mã chỉ dùng được một lần; hãy chờ mã mới rồi thử lại.")
        return _second_factor_page(way, fault, HTTPStatus.UNPROCESSABLE_ENTITY)
    if way == "recovery":
        letters.post_word(row.account, N_("Có người vừa đăng nhập bằng một mã khôi phục của bạn."))
        flash(gettext("Bạn vừa dùng một mã khôi phục. Hãy xem bạn còn bao nhiêu mã."))
    return _go_on(row.account, Level.FULL, token)


@blueprint.post("/log-out")
@public
def log_out() -> AnyResponse:
    """End this session."""
    with transaction():
        _end_known(session_token())
    cookie_session.clear()
    response = make_response(redirect(at("/"), HTTPStatus.SEE_OTHER))
    accounts().remove_cookie(response, accounts().session_cookie)
    return keep_to_desk(response)


@blueprint.get("/invitation/<link>")
@public
def invitation(link: str) -> AnyResponse:
    """For who was invited: choose a password."""
    account = accounts().links.find(database(), link, Purpose.INVITATION, now=moment())
    return _password_page("accounts/invitation.html", account)


@blueprint.post("/invitation/<link>")
@public
def accept_invitation(link: str) -> AnyResponse:
    """Take the password, and log in."""
    account = accounts().links.find(database(), link, Purpose.INVITATION, now=moment())
    refusal = _weakness(account)
    if refusal:
        return _password_page("accounts/invitation.html", account, refusal)
    hashed = passwords.hash_password(request.form["password"])
    with transaction() as session:
        account = accounts().links.hold(session, link, Purpose.INVITATION, now=moment())
        own_account.choose_password(session, account, hashed, "invitation_accepted", now=moment())
        level = logging_in.level_after_password(account)
        place = visitor()
        _, token = sessions.begin(
            session, account, level, device=place.device, network=place.network, now=moment()
        )
    return _go_on(account, level, token)


@blueprint.get("/forgotten")
@public
def forgotten() -> AnyResponse:
    """For who forgot the password."""
    return _page("accounts/forgotten.html")


@blueprint.post("/forgotten")
@public
def post_reset() -> AnyResponse:
    """Send a link, if there is an account. The answer does not tell."""
    email, tools = request.form.get("email", "")[:300], accounts()
    patience = waiting.for_letters(tools.vault, email_key(email), visitor().network)
    with transaction() as session:
        waiting.count_try(session, patience, now=moment())
        account = find_account(session, email)
        if account is None or not account.password_hash or account.disabled_at:
            account = None
        # The same work for who has no account, so that the time it takes does not tell either.
        link = tools.links.make(account or NOBODY, Purpose.RESET, now=moment())
        letters.post_reset(account or NOBODY, link, send=account is not None)
    return _page("accounts/forgotten.html", sent=True)


@blueprint.get("/reset/<link>")
@public
def reset(link: str) -> AnyResponse:
    """For who came back by a link: choose a new password."""
    account = accounts().links.find(database(), link, Purpose.RESET, now=moment())
    return _password_page("accounts/reset.html", account)


@blueprint.post("/reset/<link>")
@public
def choose_new_password(link: str) -> AnyResponse:
    """Take the password. The second factor is still asked for."""
    account = accounts().links.find(database(), link, Purpose.RESET, now=moment())
    refusal = _weakness(account)
    if refusal:
        return _password_page("accounts/reset.html", account, refusal)
    hashed = passwords.hash_password(request.form["password"])
    with transaction() as session:
        account = accounts().links.hold(session, link, Purpose.RESET, now=moment())
        own_account.choose_password(session, account, hashed, "password_reset", now=moment())
    letters.post_word(account, N_("Mật khẩu của bạn vừa được đặt lại."))
    flash(gettext("Đã đổi mật khẩu. Hãy đăng nhập bằng mật khẩu mới."))
    return keep_to_desk(redirect(at("/account/log-in"), HTTPStatus.SEE_OTHER))


@blueprint.errorhandler(LinkNotValid)
def on_bad_link(refusal: OcopError) -> AnyResponse:
    """A link that is too old or was used: say how to get a new one."""
    return _page("accounts/bad_link.html", HTTPStatus.GONE, refusal=translate(refusal))


def _second_factor_is_right(way: str) -> bool:
    row, tools = current_session(), accounts()
    if row is None:
        return False
    typed = request.form.get("code", "")[:100]
    if way == "codes":
        return logging_in.check_one_time_code(row.account, tools.vault, typed, now=moment())
    if way == "recovery":
        return logging_in.check_recovery_code(database(), row.account, tools.vault, typed)
    answer, challenge = request.form.get("answer", ""), pending(row, CHALLENGE)
    return logging_in.check_passkey(row, tools.site, challenge, answer, now=moment())


def _go_on(account: AccountRow, level: Level, token: str) -> AnyResponse:
    """To the next step with a new number; the mark of this device once somebody is in."""
    response = make_response(redirect(_after(account, level), HTTPStatus.SEE_OTHER))
    return keep_to_desk(carry_on(response, token, account.id if level == Level.FULL else None))


def _after(account: AccountRow, level: Level) -> str:
    """Where to go from here, in the language that the account speaks."""
    wanted = local_path(request.values.get("next"))
    if level != Level.FULL:
        query = f"?next={quote(wanted, safe='/')}" if wanted else ""
        return at(next_step(level) + query)
    if kept_form(database(), account.id) is not None:
        return at("/account/kept")
    if wanted:
        return wanted
    prefix = "" if account.language in {DEFAULT, language()} else f"/{account.language}"
    return (prefix or at("")) + home_of(sessions.actor_of(account))


def _end_known(token: str) -> None:
    row = sessions.find_ended(database(), token) if token else None
    if row is not None and row.ended_at is None:
        sessions.end(row, now=moment())


def _weakness(account: AccountRow) -> str:
    """What is wrong with the password that was chosen; "" if nothing."""
    try:
        own_account.refuse_weak(account, request.form.get("password", ""))
    except passwords.WeakPassword as refusal:
        return translate(refusal)
    return ""


def _log_in_page(fault: str = "", status: HTTPStatus = HTTPStatus.OK) -> AnyResponse:
    return _page(
        "accounts/log_in.html",
        status,
        fault=fault,
        email=request.form.get("email", "")[:300],
        next=local_path(request.values.get("next")) or "",
        kept=request.args.get("kept") == "1",
    )


def _second_factor_page(way: str = "", fault: str = "", status: HTTPStatus = HTTPStatus.OK) -> AnyResponse:
    row, tools = current_session(), accounts()
    if row is None:
        return redirect(at("/account/log-in"), HTTPStatus.SEE_OTHER)
    options = ""
    if row.account.passkeys and tools.site.can:
        ceremony = tools.site.ask_for_known(row.account)
        set_pending(row, CHALLENGE, ceremony.challenge)
        options = ceremony.options
    return _page(
        "accounts/second_factor.html",
        status,
        options=options,
        codes=row.account.one_time_codes is not None,
        way=way or request.args.get("way", ""),
        fault=fault,
        next=local_path(request.values.get("next")) or "",
    )


def _password_page(template: str, account: AccountRow, fault: str = "") -> AnyResponse:
    status = HTTPStatus.UNPROCESSABLE_ENTITY if fault else HTTPStatus.OK
    return _page(template, status, account=account, fault=fault, least=passwords.MIN_LENGTH)


def _page(template: str, status: HTTPStatus = HTTPStatus.OK, **values: object) -> AnyResponse:
    return keep_to_desk(Response(render_template(template, **values), status))
