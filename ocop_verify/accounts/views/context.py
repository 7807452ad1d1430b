"""What the doors of accounts share: tools made from the settings, cookies, the session of a request."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import cast

from flask import Response, current_app, g, request
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from ocop_verify.accounts import sessions
from ocop_verify.accounts.devices import KNOWN_FOR, DeviceMarks, describe
from ocop_verify.accounts.links import LinkMaker
from ocop_verify.accounts.logging_in import Visitor
from ocop_verify.accounts.models import SessionRow
from ocop_verify.accounts.passkeys import Site
from ocop_verify.accounts.sealing import Vault
from ocop_verify.accounts.sessions import Login
from ocop_verify.accounts.waiting import IPV4_BITS
from ocop_verify.config import Settings
from ocop_verify.db import db
from ocop_verify.domain.networks import network_of
from ocop_verify.mailing import Postman, transport_for
from ocop_verify.web.commands import transaction


@dataclass(frozen=True, slots=True)
class Accounts:
    """The tools of this room, one of each for the application."""

    vault: Vault
    links: LinkMaker
    marks: DeviceMarks
    site: Site
    postman: Postman
    secure: bool

    @property
    def session_cookie(self) -> str:
        """Browsers give a ``__Host-`` cookie back to this host alone, and take it over https alone."""
        return "__Host-ocop_session" if self.secure else "ocop_session"

    @property
    def device_cookie(self) -> str:
        """The cookie of devices that have been in an account."""
        return "__Host-ocop_device" if self.secure else "ocop_device"

    @property
    def form_cookie(self) -> str:
        """The cookie that ties forms to a browser that is not logged in."""
        return "__Host-ocop_form" if self.secure else "ocop_form"

    def set_cookie(self, response: Response, name: str, value: str, max_age: int | None = None) -> None:
        """Set one of these cookies; none of them is for scripts or other sites."""
        response.set_cookie(name, value, max_age, path="/", secure=self.secure, httponly=True, samesite="Lax")

    def remove_cookie(self, response: Response, name: str) -> None:
        """Take a cookie away."""
        response.delete_cookie(name, path="/", secure=self.secure, httponly=True, samesite="Lax")

    def stop(self) -> None:
        """Carry out the letters that wait."""
        self.postman.stop()


def make_accounts(settings: Settings) -> Accounts:
    """The tools, from the settings."""
    secret = settings.session_secret()
    return Accounts(
        vault=Vault(secret),
        links=LinkMaker(secret),
        marks=DeviceMarks(secret),
        site=Site(settings.public_url.rstrip("/")),
        postman=Postman(transport_for(settings.smtp_url, settings.mail_folder, settings.mail_sender)),
        secure=settings.public_url.startswith("https:"),
    )


def accounts() -> Accounts:
    """The tools of the application at hand."""
    return cast(Accounts, current_app.extensions["accounts"])


def moment() -> datetime:
    """Now, the same for the whole request."""
    if "moment" not in g:
        g.moment = datetime.now(UTC)
    return cast(datetime, g.moment)


def visitor() -> Visitor:
    """Where this request comes from."""
    return Visitor(
        network_of(request.remote_addr or "", IPV4_BITS),
        describe(request.headers.get("User-Agent", "")[:500]),
        request.cookies.get(accounts().device_cookie, ""),
    )


def session_token() -> str:
    """The number in the cookie; "" where there is none."""
    return request.cookies.get(accounts().session_cookie, "")[:100]


def current_login() -> Login | None:
    """Who asks, at whatever level; looked up once in a request, and noted as being there once a minute."""
    if "login" not in g:
        token = session_token()
        g.login = _found(token) if token else None
    return cast(Login | None, g.login)


def current_session() -> SessionRow | None:
    """The session of this request as a row, for who changes it or needs the account."""
    if "account_session" not in g:
        there = current_login() is not None
        g.account_session = sessions.find(db.session(), session_token(), now=moment()) if there else None
    return cast(SessionRow | None, g.account_session)


def _found(token: str) -> Login | None:
    login = sessions.look_up(db.session(), token, now=moment())
    # A bar that asks for its progress is nobody who is there; the browser says that a script asked.
    by_hand = request.headers.get("Sec-Fetch-Dest") != "empty"
    if login is not None and by_hand and moment() - login.seen_at > sessions.SEEN_EVERY:
        try:
            with transaction() as session:
                sessions.touch(session, login, now=moment())
        except OperationalError:  # a full disk, or a writer that takes long: who only reads goes on
            db.session.rollback()
        else:
            return login._replace(seen_at=moment())
    return login


def carry_on(response: Response, token: str, account_id: int | None = None) -> Response:
    """Give the browser its new number; with ``account_id`` also the mark of a device that was here."""
    tools = accounts()
    tools.set_cookie(response, tools.session_cookie, token)
    tools.remove_cookie(response, tools.form_cookie)
    if account_id is not None and not tools.marks.read(visitor().mark, account_id):
        seconds = int(KNOWN_FOR.total_seconds())
        tools.set_cookie(response, tools.device_cookie, tools.marks.make(account_id), seconds)
    return response


def database() -> Session:
    """The session of the database, for reading."""
    return db.session()
