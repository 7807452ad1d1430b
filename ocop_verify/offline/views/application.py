"""What makes an application of the scanner: its manifest, its service worker, and the catalogue to carry."""

import json
from hashlib import sha256
from http import HTTPStatus
from pathlib import Path

from flask import Blueprint, Response, abort, current_app, jsonify

from ocop_verify.catalog.views import OFFER_SECONDS, held_catalogue, offered
from ocop_verify.offline.offering import PhoneOffering
from ocop_verify.offline.views import inspecting, scanner, stalls
from ocop_verify.offline.views.shell import ICONS, WORKER, assets, has_fairs, shell_files, shell_pages
from ocop_verify.web.headers import policy
from ocop_verify.web.language import LANGUAGES, at, gettext, language, speaking

blueprint = Blueprint("offline", __name__)

WORKER_POLICY = policy({"connect-src": ("'self'",)})
PAPER, RED = "#FFFDF9", "#B4231F"


@blueprint.get("/offline/catalogue")
def catalogue() -> Response:
    """The signed catalogue for phones; a mirror has none, since it signs nothing."""
    offering: PhoneOffering = current_app.extensions["phone_offering"]
    held = held_catalogue()
    offer = offering.offer(held)
    if offer is None:
        abort(HTTPStatus.NOT_FOUND)
    return offered(offer, offering.vouching(offer, held.confirmed_at))


@blueprint.get("/manifest.webmanifest")
def manifest() -> Response:
    """How the application is called and drawn on a phone's screen."""
    urls = assets().urls
    icons = [
        {"src": urls[ICONS[size]], "sizes": f"{size}x{size}", "type": "image/png"} for size in ("192", "512")
    ]
    maskable = {
        "src": urls[ICONS["maskable"]],
        "sizes": "512x512",
        "type": "image/png",
        "purpose": "maskable",
    }
    response = jsonify(
        id="/scan",
        name="OCOP Verify",
        short_name="OCOP Verify",
        description=gettext("Quét tem OCOP, cả khi không có mạng."),
        lang=language(),
        start_url=at("/scan"),
        scope="/",
        display="standalone",
        background_color=PAPER,
        theme_color=RED,
        icons=[*icons, maskable],
        shortcuts=_shortcuts(),
    )
    response.mimetype = "application/manifest+json"
    return response


def _shortcuts() -> list[dict[str, str]]:
    """What those who work in the field open instead of the scanner, by a long press on the icon."""
    if not has_fairs():
        return []
    return [
        {"name": gettext("Kiểm tra gian hàng"), "url": at("/fairs/check")},
        {"name": gettext("Đi kiểm tra"), "url": at("/inspection/field")},
    ]


@blueprint.get("/sw.js")
def worker() -> Response:
    """The service worker; it changes whenever anything that it keeps has changed."""
    script = Path(current_app.static_folder or "static") / WORKER
    if not script.is_file():
        abort(HTTPStatus.NOT_FOUND)
    shell = json.dumps({"version": _version(), "pages": shell_pages(), "files": shell_files()})
    response = Response(f"const SHELL = {shell};\n{script.read_text('utf-8')}", mimetype="text/javascript")
    response.headers["Content-Security-Policy"] = WORKER_POLICY
    response.headers["Cache-Control"] = f"public, max-age={OFFER_SECONDS}"
    return response


def _version() -> str:
    """A name for everything that is kept: the pages name all files, by names that carry their hash."""
    digest = sha256()
    pages = (scanner.page, stalls.page, inspecting.page) if has_fairs() else (scanner.page,)
    for code in LANGUAGES:
        with speaking(code):
            for page in pages:
                digest.update(page().encode())
    return digest.hexdigest()[:12]
