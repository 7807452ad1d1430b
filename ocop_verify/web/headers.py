"""What every answer tells the browser: run and load nothing but ours, frame us nowhere, send no referrer.

A page may set one of these headers itself (the scanner needs more of the policy); it is then left alone.
"""

from collections.abc import Iterable, Mapping

from flask import Flask, Response

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


def policy(more: Mapping[str, Iterable[str]]) -> str:
    """The content security policy, with these sources added to the named directives."""
    directives = {name: list(POLICY.get(name, ())) for name in [*POLICY, *more]}
    for name, sources in more.items():
        directives[name].extend(sources)
    return "; ".join(" ".join([name, *sources]) for name, sources in directives.items())


def keep_private(response: Response) -> Response:
    """For answers about one label: no cache may keep them, no search engine list them."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def init_app(app: Flask, *, https: bool, hashes: Mapping[str, Iterable[str]]) -> None:
    """Send the headers with every answer; ``hashes`` names the inline styles and scripts, by directive."""
    headers = {**FIXED, "Content-Security-Policy": policy(hashes)}
    if https:
        headers["Strict-Transport-Security"] = f"max-age={YEAR_SECONDS}"
    fixed = tuple(headers.items())

    @app.after_request
    def send_headers(response: Response) -> Response:
        sent = response.headers
        sent.extend([pair for pair in fixed if pair[0] not in sent])
        return response
