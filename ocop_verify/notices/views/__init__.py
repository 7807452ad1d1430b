"""The doors of notices: what was sent, the calendar, the page to stop them; and the daily run."""

from flask import Flask

from ocop_verify.domain.errors import N_
from ocop_verify.jobs.working import Kind, Ticket
from ocop_verify.notices.views import pages
from ocop_verify.notices.views.running import send_all
from ocop_verify.notices.views.tools import calendar_of


def _work(_ticket: Ticket) -> None:
    send_all()


KINDS = (Kind("send_notices", N_("Gửi lời nhắc"), "/notices", _work, daily=True),)


def init_app(app: Flask) -> None:
    """Open the doors."""
    app.register_blueprint(pages.blueprint)
    app.jinja_env.globals["calendar_of"] = calendar_of
