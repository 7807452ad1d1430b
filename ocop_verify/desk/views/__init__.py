"""The doors of the desk: work lists, decisions brought in, products and what befalls them, the journal."""

from flask import Flask

from ocop_verify.desk.views import (
    amending,
    approvals,
    changing,
    decisions,
    imports,
    journal,
    lists,
    products,
    renewing,
    undoing,
    work,
)
from ocop_verify.desk.views.reading_in import KINDS
from ocop_verify.desk.work_list import Lines

_ROOMS = (
    *(work, lists, approvals, imports, undoing),
    *(products, changing, renewing, decisions, amending, journal),
)

__all__ = ["KINDS", "init_app"]


def init_app(app: Flask) -> None:
    """Open the doors."""
    app.extensions["desk_lines"] = Lines()
    for room in _ROOMS:
        app.register_blueprint(room.blueprint)
