"""What a phone keeps of this site to scan without a network: addresses that change with their content."""

from flask import current_app

from ocop_verify.web.assets import FONT_WEIGHTS, Assets
from ocop_verify.web.language import LANGUAGES, address_in

SCRIPTS = {"script": "dist/js/scan.js", "decoder": "dist/js/decoder.js", "wasm": "dist/js/zxing_reader.wasm"}
WORKER = "dist/js/worker.js"
ICONS = {size: f"img/icons/{size}.png" for size in ("192", "512", "maskable")}


def assets() -> Assets:
    """The static files of this application."""
    found: Assets = current_app.extensions["assets"]
    return found


def shell_pages() -> dict[str, str]:
    """The scanner's page in each language."""
    return {code: address_in(code, "/scan") for code in LANGUAGES}


def shell_files() -> list[str]:
    """The files that the scanner's page needs, besides itself."""
    urls = assets().urls
    fonts = (
        f"dist/fonts/be-vietnam-pro-{letters}-{weight}-normal.woff2"
        for letters in ("latin", "vietnamese")
        for weight in FONT_WEIGHTS
    )
    names = [*SCRIPTS.values(), "img/mark.svg", ICONS["192"], *fonts]
    return [assets().sheet_url, *(urls[name] for name in names if name in urls)]
