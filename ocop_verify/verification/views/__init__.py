"""The doors of verification: scans, and the pages around them."""

from flask import Flask

from ocop_verify.catalog.holding import NoCatalogue
from ocop_verify.config import Settings
from ocop_verify.verification.attempts import Attempts
from ocop_verify.verification.check import CodesCheckedElsewhere
from ocop_verify.verification.kept_pages import KeptPages
from ocop_verify.verification.views import documents, listing, measuring, pages, scans
from ocop_verify.web.errors import on_unavailable


def init_app(app: Flask, settings: Settings) -> None:
    """Open the doors."""
    app.extensions["kept_pages"] = KeptPages()
    app.extensions["code_attempts"] = Attempts(settings.code_attempts_per_minute)
    measuring.init_app(app)
    app.register_error_handler(NoCatalogue, on_unavailable)
    app.register_error_handler(CodesCheckedElsewhere, on_unavailable)
    app.register_blueprint(scans.blueprint)
    app.register_blueprint(pages.blueprint)
    app.register_blueprint(documents.blueprint)
    app.register_blueprint(listing.blueprint)
