"""The doors of labels: issuing and printing, batches and voids, sheets, and the keys that sign."""

from flask import Flask

from ocop_verify.labels.views import batches, issue, key_approvals, keys, sheets
from ocop_verify.labels.views.forms import layout_hint
from ocop_verify.labels.views.making import CLEARING, SHEETS

KINDS = (SHEETS, CLEARING)


def init_app(app: Flask) -> None:
    """Open the doors."""
    for room in (batches, issue, sheets, keys, key_approvals):
        app.register_blueprint(room.blueprint)
    app.jinja_env.globals["layout_hint"] = layout_hint
