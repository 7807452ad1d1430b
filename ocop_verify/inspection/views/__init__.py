"""The doors of inspection: everybody reports, inspectors look and work on cases, producers answer."""

from flask import Flask

from ocop_verify.accounts.views.guard import open_to_all
from ocop_verify.config import Settings
from ocop_verify.inspection.answer_links import AnswerLinks
from ocop_verify.inspection.floods import Floods
from ocop_verify.inspection.seals import FLAG, VISIT, Seals
from ocop_verify.inspection.stamps import Stamps
from ocop_verify.inspection.views import (
    answers,
    claims,
    figures,
    flag_acts,
    flags,
    minutes,
    opening,
    queue,
    reports,
    staff,
    trace,
    upholding,
    visits,
)
from ocop_verify.inspection.views.histories import inspection_of
from ocop_verify.inspection.views.questions import KINDS as QUESTION_KINDS
from ocop_verify.inspection.views.queue import KINDS as QUEUE_KINDS

_ROOMS = (
    *(reports, answers, trace),
    *(queue, claims, staff, opening, flags, flag_acts, upholding, visits, minutes, figures),
)

KINDS = (*QUEUE_KINDS, *QUESTION_KINDS)


def init_app(app: Flask, settings: Settings) -> None:
    """Open the doors."""
    app.extensions["report_stamps"] = Stamps(settings.session_secret())
    app.extensions["report_floods"] = Floods(settings.reports_per_hour)
    app.extensions["paper_seals"] = Seals(settings.session_secret())
    app.extensions["sealed_papers"] = {FLAG: minutes.kept_of_flag, VISIT: minutes.kept_of_visit}
    app.extensions["answer_links"] = AnswerLinks(settings.session_secret())
    open_to_all(app, reports.blueprint.name, answers.blueprint.name, trace.blueprint.name)
    for room in _ROOMS:
        app.register_blueprint(room.blueprint)
    app.jinja_env.globals["inspection_of"] = inspection_of
