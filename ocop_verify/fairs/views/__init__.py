"""The doors of fairs: phones in the field, organizers at a desk, and everybody who wants to visit one."""

from threading import BoundedSemaphore

from flask import Flask

from ocop_verify.accounts.views.guard import open_to_all
from ocop_verify.config import Settings
from ocop_verify.fairs.sealing import FAIR
from ocop_verify.fairs.views import (
    calendar,
    desk,
    fair_list,
    field,
    field_work,
    follow_ups,
    goods,
    held,
    mine,
    own_phones,
    phones,
    pictures,
    report,
    sheet,
    showing,
    stall,
    stall_list,
    stalls,
    workbook,
)
from ocop_verify.verification.attempts import Attempts


def init_app(app: Flask, settings: Settings) -> None:
    """Open the doors."""
    app.extensions["join_attempts"] = Attempts(settings.code_attempts_per_minute)
    app.extensions["field_turns"] = BoundedSemaphore(field.SENDINGS_AT_ONCE)
    app.register_blueprint(field.blueprint)
    app.register_blueprint(field_work.blueprint)
    open_to_all(app, field.blueprint.name, field_work.blueprint.name)  # each asks for a token instead
    for room in (
        mine,
        fair_list,
        desk,
        stalls,
        stall_list,
        stall,
        goods,
        phones,
        pictures,
        own_phones,
        sheet,
        report,
        workbook,
        follow_ups,
        calendar,
        showing,
    ):
        app.register_blueprint(room.blueprint)
    open_to_all(app, calendar.blueprint.name, showing.blueprint.name)
    held.open_holding(app)
    app.extensions.setdefault("listed_pages", []).append(calendar.listed)
    app.extensions["sealed_papers"][FAIR] = report.kept_of_fair
