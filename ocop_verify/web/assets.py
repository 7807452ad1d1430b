"""Styles, scripts and pictures: inlined where a scan must not wait, else under names that carry their hash.

The answer to a scan is one request: its style and its one script stand in the page, and the content security
policy names their hashes. Other pages link one style sheet. Everything works without a build; fonts are used
where the build has put them.
"""

import re
from base64 import b64encode
from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote
from wsgiref.headers import Headers

from flask import Blueprint, Flask, Response, abort
from markupsafe import Markup
from whitenoise import WhiteNoise

from ocop_verify.web.headers import YEAR_SECONDS, policy

# The order is the cascade. What a scan's page needs comes first and is all that is inlined.
CRITICAL = (
    "tokens.css",
    "page.css",
    "components/verdict.css",
    "components/stars.css",
    "components/facts.css",
    "components/fold.css",
    "components/note.css",
    "components/button.css",
)
REST = (
    "site.css",
    "components/form.css",
    "components/list.css",
    "components/facets.css",
    "components/finding.css",
    "components/figures.css",
    "components/label.css",
    "components/scanner.css",
    "components/stall.css",
    "components/photo.css",
    "components/sample.css",
    "components/timeline.css",
    "components/fair.css",
    "desk.css",
    "registry.css",
)
SHARE_SCRIPT = "js/share.js"
FAVICON = "img/mark.svg"

# Files as the package @fontsource names them, with the letters that each one draws: a reader of English pages
# never fetches the Vietnamese ones.
FONT = "Be Vietnam Pro"
FONT_RANGES = {
    "vietnamese": "U+0102-0103,U+0110-0111,U+0128-0129,U+0168-0169,U+01A0-01A1,U+01AF-01B0,U+0300-0301,"
    "U+0303-0304,U+0308-0309,U+0323,U+0329,U+1EA0-1EF9,U+20AB",
    "latin": "U+0000-00FF,U+0131,U+0152-0153,U+02BB-02BC,U+02C6,U+02DA,U+02DC,U+2000-206F,U+2212",
}
FONT_WEIGHTS = (400, 700)

# A worker goes by the policy of its own file: the decoder of QR codes is WebAssembly, and fetches it.
DECODER = "dist/js/decoder."
DECODER_POLICY = policy({"script-src": ("'wasm-unsafe-eval'",), "connect-src": ("'self'",)})

# Parts of scripts have the build's own hash: their names stand in the scripts that import them.
PART_NAME = re.compile(r"/part\.[0-9A-Z]{8}\.js$")
HASHED_NAME = re.compile(rf"\.[0-9a-f]{{12}}\.\w+$|{PART_NAME.pattern}")
IMPORTED = re.compile(r"""(?:from|import)\s*"\./(part\.[0-9A-Z]{8}\.js)\"""")
HOUR_SECONDS = 3_600


@dataclass(frozen=True, slots=True)
class Assets:
    """What pages need to name or to hold, worked out once at start."""

    style: Markup
    script: Markup
    favicon: str
    sheet: bytes
    sheet_name: str
    urls: Mapping[str, str]
    parts: Mapping[str, tuple[str, ...]]

    @property
    def hashes(self) -> dict[str, tuple[str, ...]]:
        """The sources that the content security policy must allow by name."""
        return {"style-src": (_csp_hash(self.style),), "script-src": (_csp_hash(self.script),)}

    def scripts(self, name: str) -> list[str]:
        """A script and the parts that it is made of; none where it was not built."""
        return [each for each in (name, *self.parts.get(name, ())) if each in self.urls]

    def url(self, name: str) -> str:
        """The address of a file below ``static/``; it changes with the content, so it is cached for good."""
        return self.urls[name]

    @property
    def sheet_url(self) -> str:
        """The address of the style sheet of all pages but a scan's answer."""
        return f"/assets/{self.sheet_name}"


def gather(folder: Path) -> Assets:
    """Read what lies below ``static/``."""
    urls = {
        name: f"/static/{name if PART_NAME.search(name) else _hashed(name, path.read_bytes())}"
        for name, path in _files(folder)
    }
    critical = _joined(folder, CRITICAL)
    sheet = (fonts(urls) + critical + _joined(folder, REST)).encode()
    return Assets(
        style=Markup(critical),  # noqa: S704 - our own files
        script=Markup(_inlined(folder, SHARE_SCRIPT)),  # noqa: S704
        favicon="data:image/svg+xml," + quote((folder / FAVICON).read_text("utf-8").strip(), safe=" ='/:"),
        sheet=sheet,
        sheet_name=_hashed("site.css", sheet),
        urls=urls,
        parts={f"dist/js/{path.name}": _parts(path) for path in (folder / "dist" / "js").glob("*.js")},
    )


def minified(css: str) -> str:
    """Without comments and the white space that means nothing."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    css = re.sub(r"\s+", " ", css)
    return re.sub(r" ?([{};,]) ?|(?<=[\w-]:) ", r"\1", css).replace(";}", "}").strip()


def fonts(urls: Mapping[str, str]) -> str:
    """The faces that the build has put in ``static/dist``; nothing where there was no build."""
    return "".join(
        f'@font-face{{font-family:"{FONT}";font-weight:{weight};font-display:swap;'
        f'src:url({url}) format("woff2");unicode-range:{letters}}}'
        for subset, letters in FONT_RANGES.items()
        for weight in FONT_WEIGHTS
        if (url := urls.get(f"dist/fonts/be-vietnam-pro-{subset}-{weight}-normal.woff2"))
    )


def _files(folder: Path) -> list[tuple[str, Path]]:
    return [(path.relative_to(folder).as_posix(), path) for path in folder.rglob("*") if path.is_file()]


def _inlined(folder: Path, name: str) -> str:
    """A script as it stands in a page: packed, which is shorter, or its source where none was built."""
    packed = folder / "dist" / name
    return (packed if packed.exists() else folder / name).read_text("utf-8").strip()


def _parts(script: Path) -> tuple[str, ...]:
    """The files that a script imports, and those that they import."""
    found: dict[str, None] = {}
    to_read = [script]
    for path in to_read:
        names = [name for name in IMPORTED.findall(path.read_text("utf-8")) if name not in found]
        found |= dict.fromkeys(names)
        to_read += [script.with_name(name) for name in names]
    return tuple(f"dist/js/{name}" for name in found)


def _joined(folder: Path, names: tuple[str, ...]) -> str:
    return "".join(minified((folder / "css" / name).read_text("utf-8")) for name in names)


def _hashed(name: str, content: bytes) -> str:
    stem, _, suffix = name.rpartition(".")
    return f"{stem}.{sha256(content).hexdigest()[:12]}.{suffix}"


def _csp_hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


@cache
def prepared(folder: Path) -> tuple[Assets, WhiteNoise]:
    """What is served from this folder as long as the process runs, with nothing behind it."""
    assets = gather(folder)
    server = WhiteNoise(
        None,
        root=folder,
        prefix="static/",
        max_age=HOUR_SECONDS,
        allow_all_origins=False,
        immutable_file_test=HASHED_NAME.pattern,
        add_headers_function=_own_policy,
    )
    for name, path in _files(folder):
        server.add_file_to_dictionary(assets.url(name), str(path))
    return assets, server


def init_app(app: Flask) -> Assets:
    """Serve the files, and give templates their names."""
    assets, server = prepared(Path(app.static_folder or "static"))
    files = copy(server)
    files.application = app.wsgi_app
    app.wsgi_app = files  # type: ignore[method-assign]
    app.extensions["assets"] = assets
    app.jinja_env.globals.update(assets=assets, asset=assets.url)
    app.register_blueprint(_sheet_door(assets))
    return assets


def _own_policy(headers: Headers, _path: str, url: str) -> None:
    if DECODER in url:
        headers["Content-Security-Policy"] = DECODER_POLICY


def _sheet_door(assets: Assets) -> Blueprint:
    door = Blueprint("assets", __name__)

    @door.get("/assets/<name>")
    def sheet(name: str) -> Response:
        """The style sheet of every page but a scan's answer."""
        if name != assets.sheet_name:
            abort(404)
        response = Response(assets.sheet, mimetype="text/css")
        response.headers["Cache-Control"] = f"public, max-age={YEAR_SECONDS}, immutable"
        return response

    return door
