"""What every answer tells the browser: run and load nothing but ours, frame us nowhere, send no referrer.

A page may set one of these headers itself (the scanner needs more of the policy); it is then left alone.
The headers are added where the answer leaves the application: Flask's own way would cost a scan a tenth of
its time.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from flask import Flask, Response

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

YEAR_SECONDS = 31_536_000

# Everything is refused that is not named; an inline style or script is named by its hash.
POLICY: Mapping[str, tuple[str, ...]] = {
    "default-src": ("'none'",),
    "style-src": ("'self'",),
    "script-src": ("'self'",),
    "img-src": ("'self'", "data:"),
    "font-src": ("'self'",),
    "manifest-src": ("'self'",),
    "form-action": ("'self'",),
    "frame-ancestors": ("'none'",),
    "base-uri": ("'none'",),
}

FIXED = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(self), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}


# For answers about one label: no cache may keep them, no search engine list them.
PRIVATE = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex"}


def policy(more: Mapping[str, Iterable[str]]) -> str:
    """The content security policy, with these sources added to the named directives."""
    directives = {name: list(POLICY.get(name, ())) for name in [*POLICY, *more]}
    for name, sources in more.items():
        directives[name].extend(sources)
    return "; ".join(" ".join([name, *sources]) for name, sources in directives.items())


def keep_private(response: Response) -> Response:
    """Make an answer one that no cache keeps and no search engine lists."""
    response.headers.update(PRIVATE)
    return response


class HeadersMiddleware:
    """Adds headers to every answer that does not bring its own."""

    def __init__(self, app: "WSGIApplication", headers: Mapping[str, str]) -> None:
        self.app = app
        self._headers = [(name.lower(), (name, value)) for name, value in headers.items()]

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        def start(status: str, headers: list[tuple[str, str]], *rest: object) -> Callable[[bytes], object]:
            sent = {name.lower() for name, _ in headers}
            headers.extend([header for name, header in self._headers if name not in sent])
            return start_response(status, headers, *rest)  # type: ignore[arg-type]

        return self.app(environ, start)


def init_app(app: Flask, *, https: bool, hashes: Mapping[str, Iterable[str]]) -> None:
    """Send the headers with every answer; ``hashes`` names the inline styles and scripts, by directive."""
    headers = {**FIXED, "Content-Security-Policy": policy(hashes)}
    if https:
        headers["Strict-Transport-Security"] = f"max-age={YEAR_SECONDS}"
    app.wsgi_app = HeadersMiddleware(app.wsgi_app, headers)  # type: ignore[method-assign]
