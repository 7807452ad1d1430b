"""The doors of fairs: phones in the field, organizers at a desk, and everybody who wants to visit one."""

from flask import Flask

from ocop_verify.accounts.views.guard import open_to_all
from ocop_verify.config import Settings
from ocop_verify.fairs.views import desk, field, goods, mine, phones, pictures, stall, stalls
from ocop_verify.verification.attempts import Attempts


def init_app(app: Flask, settings: Settings) -> None:
    """Open the doors."""
    app.extensions["join_attempts"] = Attempts(settings.code_attempts_per_minute)
    app.register_blueprint(field.blueprint)
    open_to_all(app, field.blueprint.name)  # each asks for a token instead
    for room in (mine, desk, stalls, stall, goods, phones, pictures):
        app.register_blueprint(room.blueprint)
