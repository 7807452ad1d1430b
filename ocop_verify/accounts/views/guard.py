"""The guard at every staff door.

    @blueprint.get("/registry/certifications/<int:key>")
    @require(Permission.READ_REGISTRY, place=place_of_certification)
    def certification(key: int) -> str: ...

``require`` lets in who has the permission; with ``place``, a function that takes what the view takes and
gives a ``Place`` (or None: there is no such thing), only who has it there. Strangers are sent to log in; who
lacks the permission gets 403; a thing of another province or producer answers like one that is not there.

Every route says who may open it: by ``require``, by ``public``, or with its whole blueprint
(``open_to_all``).
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from http import HTTPStatus
from typing import Any, NoReturn
from urllib.parse import quote

from flask import Flask, abort, current_app, make_response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from ocop_verify.accounts import sessions
from ocop_verify.accounts.permissions import Actor, Permission, has, may
from ocop_verify.accounts.sessions import Level
from ocop_verify.accounts.views.context import current_login, moment
from ocop_verify.accounts.views.keeping import keep_form
from ocop_verify.web.headers import PRIVATE, policy
from ocop_verify.web.language import at
from ocop_verify.web.negotiation import is_for_machines

View = Callable[..., Any]

# Pages of the desk may ask us things while they stand open: the progress of a job, a longer session.
DESK_POLICY = policy({"connect-src": ("'self'",)})


@dataclass(frozen=True, slots=True)
class Place:
    """Where a thing belongs: what ``may`` asks about."""

    province: str | None = None
    producer_id: int | None = None
    owner_id: int | None = None


@dataclass(frozen=True, slots=True)
class Declared:
    """Who may open a route: everybody (None), or who has the permission, there where ``place`` says."""

    permission: Permission | None
    place: Callable[..., Place | None] | None = None


PUBLIC = Declared(None)
READING = frozenset({"GET", "HEAD"})


def public(view: View) -> View:
    """Say that everybody may open this."""
    view.declared = PUBLIC  # type: ignore[attr-defined]
    return view


def open_to_all(app: Flask, *blueprints: str) -> None:
    """Say that everybody may open every route of these blueprints."""
    app.extensions.setdefault("public_blueprints", set()).update(blueprints)


def declared(app: Flask, endpoint: str) -> Declared | None:
    """Who may open a route; None where nobody has said it, which a test refuses."""
    if endpoint == "static" or endpoint.rpartition(".")[0] in app.extensions.get("public_blueprints", ()):
        return PUBLIC
    found: Declared | None = getattr(app.view_functions[endpoint], "declared", None)
    return found


def require(
    permission: Permission,
    *,
    place: Callable[..., Place | None] | None = None,
    level: Level = Level.FULL,
    fresh: bool = False,
) -> Callable[[View], View]:
    """Let in only who may do this. ``fresh``: and has shown within a quarter of an hour who it is.

    ``level`` lets in who is half-way through logging in; only the doors of logging in need it.
    """

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> AnyResponse:
            elsewhere = _elsewhere(level, fresh)
            if elsewhere is not None:
                return keep_to_desk(elsewhere)
            _refuse(permission, place, kwargs)
            # Looked up anew, so that a test can put something harmless behind every guard.
            return keep_to_desk(make_response(guarded.__wrapped__(*args, **kwargs)))

        guarded.declared = Declared(permission, place)  # type: ignore[attr-defined]
        return guarded

    return guard


def current_actor() -> Actor | None:
    """Who acts in this request; None for strangers and for who is half-way through logging in."""
    login = current_login()
    return login.actor if login is not None and login.level is Level.FULL else None


def actor() -> Actor:
    """Who acts, behind ``require``: ``actor().name`` is what acts take."""
    found = current_actor()
    if found is None:
        abort(HTTPStatus.UNAUTHORIZED)
    return found


def check(permission: Permission, place: Place | None = None) -> None:
    """For a view that learns only while it works what it is about: go on, or answer 403 or 404."""
    if place is None:
        if not has(actor(), permission):
            abort(HTTPStatus.FORBIDDEN)
    elif not allows(permission, place):
        abort(HTTPStatus.NOT_FOUND)


def allows(permission: Permission, place: Place | None = None) -> bool:
    """Whether to show a button: may who is looking do this, there or (without a place) anywhere?"""
    who = current_actor()
    if who is None:
        return False
    if place is None:
        return has(who, permission)
    return may(
        who,
        permission,
        province=place.province,
        producer_id=place.producer_id,
        owner_id=place.owner_id,
    )


def keep_to_desk(response: AnyResponse) -> AnyResponse:
    """Nobody else sees it: no cache keeps it, no search engine lists it."""
    response.headers.update(PRIVATE)
    response.headers.setdefault("Content-Security-Policy", DESK_POLICY)
    return response


def _elsewhere(level: Level, fresh: bool) -> AnyResponse | None:
    """Where somebody has to go first; None who may stay."""
    login = current_login()
    if login is None:
        return to_log_in()
    if login.level not in (Level.FULL, level):
        return redirect(at(next_step(login.level)), HTTPStatus.SEE_OTHER)
    if fresh and not sessions.is_fresh(login, moment()):
        kept = request.method not in READING and keep_form()
        query = "?next=/account/kept" if kept else next_query()
        return redirect(at("/account/confirm" + query), HTTPStatus.SEE_OTHER)
    return None


def next_step(level: Level) -> str:
    """The page that a log-in at this level goes on with."""
    return {
        Level.PASSWORD: "/account/second-factor",
        Level.SET_UP: "/account/set-up",
        Level.FULL: "/account",
    }[level]


def to_log_in() -> AnyResponse:
    """Send a stranger to log in; programs, and who sent a form, are told in so many words.

    A form is kept, where it came with a session that has ended, and waits for its owner.
    """
    if is_for_machines():
        abort(HTTPStatus.UNAUTHORIZED)
    kept = request.method not in READING and keep_form()
    query = "?kept=1" if kept else next_query()
    return redirect(at("/account/log-in" + query), HTTPStatus.SEE_OTHER)


def next_query() -> str:
    """The page to come back to, as a query; forms come back to nothing."""
    if request.method not in READING or request.path == "/account":
        return ""
    path = request.full_path.rstrip("?") if request.query_string else request.path
    return "?next=" + quote(path, safe="/")


def _refuse(
    permission: Permission, place: Callable[..., Place | None] | None, arguments: dict[str, Any]
) -> None:
    login = current_login()
    if login is None or not has(login.actor, permission):
        abort(HTTPStatus.FORBIDDEN)
    if place is not None:
        where = place(**arguments)
        if where is None or not allows(permission, where):
            _hide()


def _hide() -> NoReturn:
    """The same answer for what is not there and for what is somebody else's."""
    current_app.logger.info("refused: %s", request.endpoint)
    abort(HTTPStatus.NOT_FOUND)
