"""The doors of the scanner: its page, and what makes an application of it that needs no network."""

from flask import Flask

from ocop_verify.accounts.views.guard import open_to_all
from ocop_verify.catalog.holding import Holder
from ocop_verify.offline.offering import PhoneOffering
from ocop_verify.offline.views import application, inspecting, scanner, stalls
from ocop_verify.offline.views.shell import has_fairs


def init_app(app: Flask) -> None:
    """Open the doors."""
    holder: Holder = app.extensions["catalogue"]
    app.extensions["phone_offering"] = PhoneOffering(holder.shelf)
    doors = [scanner.blueprint, application.blueprint]
    with app.app_context():
        if has_fairs():
            doors += [stalls.blueprint, inspecting.blueprint]
    for door in doors:
        app.register_blueprint(door)
        open_to_all(app, door.name)
