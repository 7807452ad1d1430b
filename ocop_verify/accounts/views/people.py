"""The doors of administrators: who has an account, with which rights; invite, grant, take back, disable."""

from http import HTTPStatus

from flask import Blueprint, Response, abort, flash, redirect, render_template, request
from sqlalchemy import select
from werkzeug.wrappers import Response as AnyResponse

from ocop_verify.accounts import managing
from ocop_verify.accounts.models import AccountRow, GrantRow
from ocop_verify.accounts.permissions import NATION, ROLE_NAMES, Grant, Permission, Role
from ocop_verify.accounts.views import letters
from ocop_verify.accounts.views.context import accounts, database, moment
from ocop_verify.accounts.views.guard import actor, require
from ocop_verify.accounts.views.own import place_name
from ocop_verify.domain.errors import N_, OcopError
from ocop_verify.domain.places import PROVINCES
from ocop_verify.domain.row_numbers import number_in
from ocop_verify.web.commands import transaction
from ocop_verify.web.language import at, gettext, translate

blueprint = Blueprint("people", __name__, url_prefix="/account/people")

MAX_SHOWN = 500


@blueprint.get("")
@require(Permission.MANAGE_ACCOUNTS)
def people() -> str:
    """Everybody who has an account."""
    rows = database().scalars(select(AccountRow).order_by(AccountRow.name).limit(MAX_SHOWN))
    return render_template("accounts/people.html", people=rows.all(), **_words())


@blueprint.get("/new")
@require(Permission.MANAGE_ACCOUNTS, fresh=True)
def new_person() -> AnyResponse:
    """Invite somebody."""
    return _new_page({})


@blueprint.post("/new")
@require(Permission.MANAGE_ACCOUNTS, fresh=True)
def create() -> AnyResponse:
    """Make the account and send the invitation."""
    form = request.form
    try:
        with transaction() as session:
            account = managing.create_account(
                session,
                form.get("email", "")[:300],
                form.get("name", "")[:300],
                [_grant()],
                language=form.get("language", "vi"),
                actor=actor().name,
                now=moment(),
            )
            link = managing.invite(session, account, accounts().links, actor=actor().name, now=moment())
    except (managing.NotAnEmail, managing.AccountExists) as refusal:
        return _new_page({"email": translate(refusal)})
    except managing.BadGrant as refusal:
        return _new_page({"role": translate(refusal)})
    letters.post_invitation(account, link)
    flash(gettext("Đã gửi lời mời."))
    return redirect(at(f"/account/people/{account.id}"), HTTPStatus.SEE_OTHER)


@blueprint.get("/<int:key>")
@require(Permission.MANAGE_ACCOUNTS)
def person(key: int) -> str:
    """One account: its rights, and what can be done with it."""
    return render_template("accounts/person.html", account=_account(key), fault="", **_words())


@blueprint.post("/<int:key>/grant")
@require(Permission.MANAGE_ACCOUNTS, fresh=True)
def grant(key: int) -> AnyResponse:
    """Give a role."""
    account = _account(key)
    try:
        with transaction() as session:
            managing.grant_role(session, account, _grant(), actor=actor().name, now=moment())
    except managing.BadGrant as refusal:
        page = render_template("accounts/person.html", account=account, fault=translate(refusal), **_words())
        return Response(page, HTTPStatus.UNPROCESSABLE_ENTITY)
    letters.post_word(account, N_("Quyền của bạn trên OCOP Verify vừa thay đổi. Hãy đăng nhập lại."))
    return _done(key, gettext("Đã giao quyền."))


@blueprint.post("/<int:key>/grants/<int:grant_key>/take-back")
@require(Permission.MANAGE_ACCOUNTS, fresh=True)
def take_back(key: int, grant_key: int) -> AnyResponse:
    """Take a role back."""
    account = _account(key)
    row = next((row for row in account.grants if row.id == grant_key), None)
    if row is None:
        abort(HTTPStatus.NOT_FOUND)
    taken = Grant(Role(row.role), row.province, row.producer_id)
    with transaction() as session:
        managing.take_back(session, account, taken, actor=actor().name, now=moment())
    return _done(key, gettext("Đã thu lại quyền."))


@blueprint.post("/<int:key>/invite")
@require(Permission.MANAGE_ACCOUNTS, fresh=True)
def invite(key: int) -> AnyResponse:
    """Send a new link to somebody who has not come yet."""
    account = _account(key)
    with transaction() as session:
        link = managing.invite(session, account, accounts().links, actor=actor().name, now=moment())
    letters.post_invitation(account, link)
    return _done(key, gettext("Đã gửi lời mời."))


@blueprint.post("/<int:key>/remove-factors")
@require(Permission.MANAGE_ACCOUNTS, fresh=True)
def remove_factors(key: int) -> AnyResponse:
    """For somebody who lost phone and paper: begin anew with a link."""
    account = _account(key)
    with transaction() as session:
        managing.remove_factors(session, account, actor=actor().name, now=moment())
        link = managing.invite(session, account, accounts().links, actor=actor().name, now=moment())
    letters.post_invitation(account, link)
    return _done(key, gettext("Đã xóa cách đăng nhập cũ và gửi lời mời mới."))


@blueprint.post("/<int:key>/disable")
@require(Permission.MANAGE_ACCOUNTS, fresh=True)
def disable(key: int) -> AnyResponse:
    """Let somebody in no more."""
    account = _account(key)
    with transaction() as session:
        managing.disable(session, account, actor=actor().name, now=moment())
    return _done(key, gettext("Đã khóa tài khoản."))


@blueprint.post("/<int:key>/enable")
@require(Permission.MANAGE_ACCOUNTS, fresh=True)
def enable(key: int) -> AnyResponse:
    """Let somebody in again."""
    account = _account(key)
    with transaction() as session:
        managing.enable(session, account, actor=actor().name, now=moment())
    return _done(key, gettext("Đã mở lại tài khoản."))


@blueprint.errorhandler(managing.LastAdministrator)
def on_last_administrator(refusal: OcopError) -> AnyResponse:
    """Somebody must be left who can manage accounts."""
    flash(translate(refusal))
    return redirect(at("/account/people"), HTTPStatus.SEE_OTHER)


def _account(key: int) -> AccountRow:
    account = database().get(AccountRow, key)
    if account is None:
        abort(HTTPStatus.NOT_FOUND)
    return account


def _grant() -> Grant:
    """The role and the place of the form. What a role does not have is left out, not refused."""
    form, role = request.form, request.form.get("role", "")
    if role not in set(Role):
        raise managing.BadGrant(N_("Hãy chọn một vai trò."))
    placed = role in {Role.OFFICER, Role.INSPECTOR}
    return Grant(
        Role(role),
        form.get("province", "")[:2] if placed else "",
        _producer_in(form.get("producer_id", "")) if role == Role.PRODUCER else None,
    )


def _producer_in(typed: str) -> int | None:
    """The producer's number, by itself or at the end of the address of its page."""
    return number_in(typed[:300].strip().rstrip("/").rpartition("/")[2]) or None


def _done(key: int, words: str) -> AnyResponse:
    flash(words)
    return redirect(at(f"/account/people/{key}"), HTTPStatus.SEE_OTHER)


def _new_page(faults: dict[str, str]) -> AnyResponse:
    page = render_template("accounts/new_person.html", faults=faults, **_words())
    return Response(page, HTTPStatus.UNPROCESSABLE_ENTITY if faults else HTTPStatus.OK)


def _words() -> dict[str, object]:
    def grant_words(row: GrantRow) -> str:
        place = place_name(row.province) or (f"#{row.producer_id}" if row.producer_id else "")
        return gettext(ROLE_NAMES[Role(row.role)]) + (f", {place}" if place else "")

    places = [(NATION, gettext("Cả nước"))] + [(each.code, each.name) for each in PROVINCES.values()]
    return {
        "role_options": [(role.value, gettext(name)) for role, name in ROLE_NAMES.items()],
        "place_options": [("", gettext("Không có")), *places],
        "grant_words": grant_words,
    }
