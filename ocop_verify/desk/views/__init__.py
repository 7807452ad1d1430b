"""The doors of the desk: work lists, decisions brought in, products and what befalls them, the journal."""

from flask import Flask

from ocop_verify.desk.views import changing, decisions, imports, journal, products, renewing, work
from ocop_verify.desk.views.reading_in import KINDS
from ocop_verify.desk.work_list import Lines

__all__ = ["KINDS", "init_app"]


def init_app(app: Flask) -> None:
    """Open the doors."""
    app.extensions["desk_lines"] = Lines()
    for room in (work, imports, products, changing, renewing, decisions, journal):
        app.register_blueprint(room.blueprint)
