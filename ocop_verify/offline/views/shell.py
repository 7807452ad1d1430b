"""What a phone keeps of this site to work without a network: addresses that change with their content."""

from flask import current_app

from ocop_verify.config import Settings
from ocop_verify.web.assets import FONT_WEIGHTS, Assets
from ocop_verify.web.language import LANGUAGES, address_in

DECODER = {"decoder": "dist/js/decoder.js", "wasm": "dist/js/zxing_reader.wasm"}
SCAN, CHECK, INSPECT = "dist/js/scan.js", "dist/js/check.js", "dist/js/inspect.js"
WORKER = "dist/js/worker.js"
ICONS = {size: f"img/icons/{size}.png" for size in ("192", "512", "maskable")}


def assets() -> Assets:
    """The static files of this application."""
    found: Assets = current_app.extensions["assets"]
    return found


def has_fairs() -> bool:
    """Whether there is work in the field: a mirror keeps no fairs and no cases."""
    settings: Settings = current_app.extensions["settings"]
    return not settings.follow_url


def shell_pages() -> dict[str, dict[str, str]]:
    """The pages that work without a network, each in every language."""
    paths = ("/scan", "/fairs/check", "/inspection/field") if has_fairs() else ("/scan",)
    return {path: {code: address_in(code, path) for code in LANGUAGES} for path in paths}


def shell_files() -> list[str]:
    """The files that those pages need, besides themselves."""
    urls = assets().urls
    fonts = (
        f"dist/fonts/be-vietnam-pro-{letters}-{weight}-normal.woff2"
        for letters in ("latin", "vietnamese")
        for weight in FONT_WEIGHTS
    )
    entries = (SCAN, CHECK, INSPECT) if has_fairs() else (SCAN,)
    scripts = dict.fromkeys(each for name in entries for each in assets().scripts(name))
    names = [*scripts, *DECODER.values(), "img/mark.svg", ICONS["192"], *fonts]
    return [assets().sheet_url, *(urls[name] for name in names if name in urls)]


def kept_addresses() -> list[str]:
    """Everything that has to be on a phone before the network may go."""
    return [*(address for page in shell_pages().values() for address in page.values()), *shell_files()]
