"""The background work of this room: an edition of the open data, each day and after the catalogue changed."""

from typing import cast

from flask import current_app

from ocop_verify.audit import journal
from ocop_verify.catalog.holding import Holder
from ocop_verify.catalog.views import moment_of_request
from ocop_verify.db import db
from ocop_verify.domain.errors import N_
from ocop_verify.domain.validity import local_day
from ocop_verify.jobs.working import Kind, Ticket
from ocop_verify.opendata.rows import rows_on
from ocop_verify.opendata.views.context import editions, is_due


def _is_due() -> bool:
    now = moment_of_request()
    version = journal.version(db.session())
    db.session.remove()
    return is_due(editions().newest(), version, local_day(now), now)


def _work(_ticket: Ticket) -> None:
    """Publish what lies signed on the shelf; so the worker need not hold a catalogue of its own."""
    holder = cast(Holder, current_app.extensions["catalogue"])
    catalogue, now = holder.shelf.load(), moment_of_request()
    if catalogue is not None:
        day = local_day(now)
        editions().publish(rows_on(catalogue, day), day, catalogue.version, now=now)


KINDS = (Kind("publish_data", N_("Xuất dữ liệu mở"), "/data", _work, due=_is_due),)
