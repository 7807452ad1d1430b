"""What every form that changes something carries, and the check of it (no page of another site can send one).

Two independent checks. The browser's own word: ``Sec-Fetch-Site`` (or ``Origin`` where it does not send that)
must say that the request comes from this site. And a token in the form (``csrf_field()`` in templates) or in
the header ``X-CSRF-Token``, tied to the session by its number; before there is a session, to a cookie made
for it.

``no_token`` is for doors of people who have no session and get no cookie: the first check stays.
"""

import secrets
from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Response, abort, after_this_request, current_app, g, redirect, request
from markupsafe import Markup
from werkzeug.wrappers import Response as AnyResponse

from ocop_verify.accounts.views.context import accounts, current_login, session_token
from ocop_verify.accounts.views.keeping import KEPT, forget_kept_form, keep_form
from ocop_verify.web.language import at

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
FIELD = "csrf_token"
HEADER = "X-CSRF-Token"

View = Callable[..., Any]


def no_token(view: View) -> View:
    """A form for everybody: nothing is done in anybody's name, so no token is asked for."""
    view.no_token = True  # type: ignore[attr-defined]
    return view


def csrf_token() -> str:
    """The token of this request's session, or of the cookie that is made for it."""
    return _token_for(session_token() if current_login() is not None else _form_number())


def csrf_field() -> Markup:
    """The token as a hidden field."""
    return Markup('<input type="hidden" name="{}" value="{}">').format(FIELD, csrf_token())


def check_request() -> AnyResponse | None:
    """Refuse what another site sends, and a form without its token. Reading needs neither."""
    if request.method in SAFE or request.url_rule is None:
        return None
    if not comes_from_here():
        abort(HTTPStatus.FORBIDDEN)
    if getattr(current_app.view_functions[request.endpoint or ""], "no_token", False):
        return None
    sent = request.headers.get(HEADER) or request.form.get(FIELD, "")
    if any(secrets.compare_digest(sent.encode(), each.encode()) for each in _tokens()):
        login = current_login() if KEPT in request.form else None
        if login is not None:
            forget_kept_form(login.actor.id)
        return None
    if not (_was_ours(sent) and keep_form()):
        abort(HTTPStatus.BAD_REQUEST)
    return redirect(at("/account/kept"), HTTPStatus.SEE_OTHER)


def _was_ours(sent: str) -> bool:
    """Whether this may be a form of a session that ended, while its owner has logged in anew in another tab.

    It is then shown again to be sent by hand. Only where the browser vouches that this site sent it.
    """
    return (
        bool(sent) and current_login() is not None and request.headers.get("Sec-Fetch-Site") == "same-origin"
    )


def comes_from_here() -> bool:
    """Whether the browser says that this site sends it; programs say nothing, and hold no cookies."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = request.headers.get("Origin")
    return origin is None or urlsplit(origin).netloc == request.host


def _tokens() -> list[str]:
    """What may be sent. A form whose session has just ended is still the form of its owner: it is kept."""
    numbers = [session_token()]
    if current_login() is None:
        numbers.append(request.cookies.get(accounts().form_cookie, "")[:100])
    return [_token_for(number) for number in numbers if number]


def _token_for(number: str) -> str:
    return accounts().vault.hash(number, "csrf").hex()


def _form_number() -> str:
    """The number in the cookie for forms; a new one where there is none, set with the answer."""
    known = request.cookies.get(accounts().form_cookie, "")[:100]
    if len(known) >= 20:
        return known
    if "form_number" not in g:
        g.form_number = secrets.token_urlsafe(24)
        after_this_request(_set_form_cookie)
    return str(g.form_number)


def _set_form_cookie(response: Response) -> Response:
    accounts().set_cookie(response, accounts().form_cookie, g.form_number)
    return response


def init_app(app: Flask) -> None:
    """Check every request that changes something; give templates the field."""
    app.before_request(check_request)
    app.jinja_env.globals.update(csrf_field=csrf_field, csrf_token=csrf_token)
