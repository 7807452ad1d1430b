"""The doors of inspection: everybody reports, inspectors look."""

from flask import Flask

from ocop_verify.accounts.views.guard import open_to_all
from ocop_verify.config import Settings
from ocop_verify.inspection.floods import Floods
from ocop_verify.inspection.stamps import Stamps
from ocop_verify.inspection.views import queue, reports, staff
from ocop_verify.inspection.views.queue import KINDS

__all__ = ["KINDS", "init_app"]


def init_app(app: Flask, settings: Settings) -> None:
    """Open the doors."""
    app.extensions["report_stamps"] = Stamps(settings.session_secret())
    app.extensions["report_floods"] = Floods(settings.reports_per_hour)
    open_to_all(app, reports.blueprint.name)
    app.register_blueprint(reports.blueprint)
    app.register_blueprint(queue.blueprint)
    app.register_blueprint(staff.blueprint)
