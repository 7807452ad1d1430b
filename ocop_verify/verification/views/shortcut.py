"""The short way of the commonest scan: a label, ours or forged, whose page is kept.

It gives, byte for byte, what the door in ``scans`` would give, in half of the time: what Flask does for a
request (its context, routes, session, and an answer's object) costs more than the check itself. Whatever is
not plain is left to Flask: another method, a query, a host that may not be ours, somebody who wants JSON, a
malformed code, a label seen unusually often, a page that has yet to be rendered.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from flask import Flask

from ocop_verify.catalog.holding import Holder
from ocop_verify.config import Settings
from ocop_verify.domain.token import TOKEN_LENGTH
from ocop_verify.domain.verdict import Circulation, Headline, status_of
from ocop_verify.labels.keyring import KeyRing
from ocop_verify.verification.check import check_token
from ocop_verify.verification.kept_pages import KeptPages
from ocop_verify.verification.recording import ScanRecorder
from ocop_verify.verification.views.filling import page_key, page_values
from ocop_verify.verification.views.measuring import SCAN_SECONDS
from ocop_verify.verification.views.noting import Noting
from ocop_verify.web.headers import PRIVATE
from ocop_verify.web.metrics import TIMED

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

PATH_LENGTH = 1 + TOKEN_LENGTH
STATUS_LINES = {each: f"{status_of(each).value} {status_of(each).phrase.upper()}" for each in Headline}
HEADERS = (("Content-Type", "text/html; charset=utf-8"), *PRIVATE.items(), ("Vary", "Accept"))


class Shortcut:
    """Stands right before Flask, behind what knows the language and adds the headers of every answer."""

    def __init__(self, app: Flask, settings: Settings) -> None:
        self._next: WSGIApplication = app.wsgi_app
        self._extensions = app.extensions
        self._noting = app.extensions["noting"] = Noting(settings)
        self._hosts = frozenset(settings.served_hosts)

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        answer = self._answer(environ) if self._is_plain(environ) else None
        if answer is None:
            return self._next(environ, start_response)
        environ[TIMED] = SCAN_SECONDS
        status, body = answer
        start_response(status, [*HEADERS, ("Content-Length", str(len(body)))])
        return (body,)

    def _is_plain(self, environ: "WSGIEnvironment") -> bool:
        accept = environ.get("HTTP_ACCEPT", "")
        return (
            len(environ.get("PATH_INFO", "")) == PATH_LENGTH
            and environ["REQUEST_METHOD"] == "GET"
            and not environ.get("QUERY_STRING")
            and self._is_ours(environ.get("HTTP_HOST", ""))
            and "json" not in accept
            and "application/*" not in accept
        )

    def _is_ours(self, host: str) -> bool:
        name, colon, port = host.partition(":")
        return name in self._hosts and (port.isdecimal() if colon else True)

    def _answer(self, environ: "WSGIEnvironment") -> tuple[str, bytes] | None:
        """Status and page, noted as a scan; None where Flask has to make it."""
        holder: Holder = self._extensions["catalogue"]
        recorder: ScanRecorder = self._extensions["scans"]
        kept: KeptPages = self._extensions["kept_pages"]
        ring: KeyRing = self._extensions["keyring"]
        if holder.peek() is None:
            return None
        held, path = holder.held, environ["PATH_INFO"]
        check = check_token(path[1:], held.catalogue, datetime.now(UTC), recorder.circulation_of)
        verdict = check.verdict
        if verdict.headline is Headline.MALFORMED or verdict.circulation is not Circulation.NORMAL:
            return None
        place = self._noting.place_in(environ)
        page = kept.find(page_key(check, held, place))
        if page is None:
            return None
        self._noting.note(environ, check, place, recorder, machine=False)
        return STATUS_LINES[verdict.headline], page.filled(page_values(check, held, path, ring))


def init_app(app: Flask, settings: Settings) -> None:
    """Take the short way where it leads. To be called before anything else stands before Flask."""
    app.wsgi_app = Shortcut(app, settings)  # type: ignore[method-assign]
