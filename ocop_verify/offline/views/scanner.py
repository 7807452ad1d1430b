"""The scanner's page: a field for everybody, and with a script a camera and an answer without the network."""

from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, current_app, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from ocop_verify.catalog.holding import Holder
from ocop_verify.offline.views.shell import DECODER, SCAN, assets, kept_addresses
from ocop_verify.offline.words import answers
from ocop_verify.verification.kept_pages import slot
from ocop_verify.verification.views.scans import PATH, destination, scan
from ocop_verify.web.headers import policy
from ocop_verify.web.language import address_in, at, gettext, other_language

blueprint = Blueprint("scanner", __name__)

# Only here: WebAssembly for the decoder, which runs as a worker; the catalogue and confirmations are fetched.
POLICY = policy(
    {
        "script-src": ("'wasm-unsafe-eval'",),
        "worker-src": ("'self'",),
        "connect-src": ("'self'",),
        "media-src": ("'self'", "blob:"),
    }
)


@blueprint.get("/scan")
def entry() -> AnyResponse:
    """A field for whatever is printed on a label: code, address or token. It leads to the answer."""
    text = request.args.get("code", "")
    if not text.strip():
        return Response(page(), headers={"Content-Security-Policy": POLICY})
    path = destination(text)
    if not PATH.fullmatch(path):  # an address of somebody else, or junk: answered here, followed nowhere
        return scan("-")
    return redirect(at(path), HTTPStatus.SEE_OTHER)


def page() -> str:
    """The page in the reader's language; the same for everybody, so that a phone may keep it."""
    return render_template(
        "offline/scan.html",
        **words_of_answers(),
        switch_url=address_in(other_language(), "/scan"),
        setting=setting(SCAN),
    )


def words_of_answers() -> dict[str, Any]:
    """What a page needs that holds every answer beforehand."""
    moment = gettext("%(clock)s ngày %(day)s", clock=slot("clock"), day=slot("day"))
    values: dict[str, object] = {name: slot(name) for name in ("stars", "since", "until", "on")}
    return {"slot": slot, "moment": moment, "answers": answers({**values, "moment": moment})}


def setting(script: str) -> dict[str, Any] | None:
    """What the script has to know; None where it was not built, and the page does without."""
    urls = assets().urls
    if not all(name in urls for name in (script, *DECODER.values())):
        return None
    holder: Holder = current_app.extensions["catalogue"]
    return {
        "script": urls[script],
        "parts": [urls[name] for name in assets().parts[script]],
        **{name: urls[file] for name, file in DECODER.items()},
        "worker": "/sw.js",
        "catalogue": "/offline/catalogue" if holder.shelf.signer() else "",
        "trusted": " ".join(sorted(holder.shelf.trusted)),
        "files": " ".join(kept_addresses()),
    }
