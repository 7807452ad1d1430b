"""The doors of accounts: logging in, one's own account, everybody's; and the guard for other doors."""

from flask import Flask

from ocop_verify.accounts.passwords import TooBusy
from ocop_verify.accounts.views import desk, factors, forms, log_in, own, people
from ocop_verify.accounts.views.context import make_accounts
from ocop_verify.accounts.views.guard import open_to_all
from ocop_verify.accounts.waiting import TooManyAttempts
from ocop_verify.config import Settings
from ocop_verify.domain.errors import OcopError
from ocop_verify.web.errors import answer, on_unavailable
from ocop_verify.web.language import translate

# Rooms whose every page is for everybody.
PUBLIC_ROOMS = ("assets", "catalogue", "metrics", "scans", "pages", "listing", "documents", "guide", "photos")


def on_too_many(refusal: OcopError):  # type: ignore[no-untyped-def]
    """Who tried too often waits."""
    return answer(429, translate(refusal))


def init_app(app: Flask, settings: Settings) -> None:
    """Open the doors."""
    app.extensions["accounts"] = make_accounts(settings)
    app.config["SESSION_COOKIE_NAME"] = (
        "__Host-ocop_notice" if settings.public_url.startswith("https:") else "ocop_notice"
    )
    open_to_all(app, *PUBLIC_ROOMS)
    forms.init_app(app)
    desk.init_app(app)
    app.register_error_handler(TooManyAttempts, on_too_many)
    app.register_error_handler(TooBusy, on_unavailable)
    for room in (log_in, own, factors, people):
        app.register_blueprint(room.blueprint)
