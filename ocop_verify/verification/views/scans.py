"""The doors for everybody: the answer to a scan, as page and as JSON."""

import json
import re
from http import HTTPStatus

from flask import Blueprint, Response, abort, current_app, render_template, request

from ocop_verify.catalog.holding import Held
from ocop_verify.domain.token import tidy
from ocop_verify.domain.typed_code import MalformedCode, tidy_code
from ocop_verify.domain.verdict import Circulation, Headline, Verdict, status_of
from ocop_verify.stories.views.photos import told_of
from ocop_verify.verification import as_json
from ocop_verify.verification.attempts import Attempts
from ocop_verify.verification.check import Check, Method, check_code, check_token
from ocop_verify.verification.kept_pages import KeptPages, slot
from ocop_verify.verification.presenting import present
from ocop_verify.verification.views.filling import is_stale, page_key, page_values
from ocop_verify.verification.views.measuring import SCAN_SECONDS
from ocop_verify.verification.views.request import (
    held_catalogue,
    keyring,
    moment_of_request,
    note,
    place_given,
    scan_recorder,
)
from ocop_verify.web.caching import OPEN
from ocop_verify.web.headers import PRIVATE
from ocop_verify.web.language import gettext
from ocop_verify.web.metrics import TIMED
from ocop_verify.web.negotiation import is_for_machines

blueprint = Blueprint("scans", __name__)

# Where the field may lead.
PATH = re.compile(r"/(?:code/)?[0-9A-Za-z]{1,200}")
# Headlines of a code that may have been guessed.
WRONG = frozenset({Headline.MALFORMED, Headline.UNKNOWN})


@blueprint.get("/<token>")
def scan(token: str) -> Response:
    """The answer to a shopper who scanned a label."""
    if "." in token:  # favicon.ico, robots.txt: no label was ever spelled with a point
        abort(HTTPStatus.NOT_FOUND)
    held = held_catalogue()
    check = check_token(token, held.catalogue, moment_of_request(), scan_recorder().circulation_of)
    return _answer(check, held)


@blueprint.get("/code/<path:digits>")
def code(digits: str) -> Response:
    """The answer to somebody who typed the code beside the QR."""
    attempts: Attempts = current_app.extensions["code_attempts"]
    client = request.remote_addr or ""
    if not attempts.may(client):
        abort(HTTPStatus.TOO_MANY_REQUESTS)
    held = held_catalogue()
    known = scan_recorder().circulation_of
    check = check_code(digits, held.catalogue, keyring().code_keys(), moment_of_request(), known)
    if check.verdict.headline in WRONG:
        attempts.failed(client)
    return _answer(check, held)


@blueprint.get("/api/v1/verify/<path:text>")
def verify(text: str) -> Response:
    """The answer for machines, to a token, an address or a typed code."""
    path = destination(text)
    typed = path.startswith("/code/")
    return code(path.removeprefix("/code/")) if typed else scan(path.removeprefix("/"))


def destination(text: str) -> str:
    """The path of the answer to what somebody entered."""
    bare = tidy(text)
    try:
        return f"/code/{tidy_code(bare)}"
    except MalformedCode:
        # Digits alone are a typed code that lacks some or has too many; no label consists of them.
        return f"/code/{bare}" if bare.isascii() and bare.isdecimal() else f"/{bare}"


def _answer(check: Check, held: Held) -> Response:
    """The one way out: page or JSON, with the status of the headline, kept by nobody."""
    request.environ[TIMED] = SCAN_SECONDS
    headers = {**PRIVATE, "Vary": "Accept"}
    status = status_of(check.verdict.headline)
    machine, place = is_for_machines(), place_given()
    note(check, place, machine=machine)
    if machine:
        # Not for typed codes: pages of other sites shall not let their visitors guess them.
        headers |= OPEN if check.method is Method.SIGNATURE else {}
        return Response(_document(check, held), status, headers, mimetype="application/json")
    return Response(_page(check, held, place), status, headers)


def _document(check: Check, held: Held) -> bytes:
    label = check.verdict.label
    circulation = scan_recorder().reading_of(label.batch_id, label.serial) if label else None
    return json.dumps(as_json.answer(check, held, circulation), ensure_ascii=False).encode()


def _page(check: Check, held: Held, place: str | None) -> bytes:
    kept: KeptPages = current_app.extensions["kept_pages"]

    def render() -> str:
        answer = present(check, held.catalogue)
        told = told_of(answer.product.id, held.catalogue) if answer.product else None
        return render_template(
            "verification/answer.html",
            answer=answer,
            photo=told.photos[0] if told and told.photos else None,
            stale=is_stale(check, held),
            label_line=slot("label"),
            label_code=slot("code"),
            seen_reasons=slot("reasons"),
            report_url=slot("report"),
            fresh=slot("fresh"),
            switch_url=slot("switch"),
            scanned=slot("moment"),
            place=place,
        )

    query = request.query_string.decode("ascii", "replace")
    values = page_values(check, held, request.path, keyring(), query)
    return kept.page(page_key(check, held, place), render).filled(
        {**values, "reasons": _reasons(check.verdict)}
    )


def _reasons(verdict: Verdict) -> str:
    """Why a label is seen unusually often, in sentences; "" where it is not."""
    if verdict.circulation is Circulation.NORMAL or verdict.label is None:
        return ""
    reading = scan_recorder().reading_of(verdict.label.batch_id, verdict.label.serial)
    return " ".join(gettext(reason.message, **reason.figures) for reason in reading.reasons)
