"""What the doors of this room share: what is counted, and what lies on disk."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from threading import Semaphore
from typing import Final, cast

from flask import abort, current_app

from ocop_verify.catalog.holding import Holder
from ocop_verify.catalog.views import held_catalogue, moment_of_request
from ocop_verify.config import Settings
from ocop_verify.domain.validity import local_day
from ocop_verify.opendata.editions import Edition, Editions
from ocop_verify.opendata.holding import Counted, Keeper
from ocop_verify.opendata.scan_figures import ScanReader

log = logging.getLogger(__name__)

PATIENCE_SECONDS: Final = 15
# A registry in use changes all day; one edition in so many minutes is enough.
CALM: Final = timedelta(minutes=10)


def holder() -> Holder:
    """What holds the catalogue, and the key that signs it."""
    return cast(Holder, current_app.extensions["catalogue"])


def settings() -> Settings:
    """The settings of the application."""
    return cast(Settings, current_app.extensions["settings"])


def counted() -> Counted:
    """What is counted of the catalogue that this request is answered from, today."""
    keeper: Keeper = current_app.extensions["counted"]
    return keeper.current(held_catalogue().catalogue, today())


def today() -> date:
    """The day of the request."""
    return local_day(moment_of_request())


def editions() -> Editions:
    """The open data on disk."""
    return cast(Editions, current_app.extensions["editions"])


def scans() -> ScanReader:
    """How often scans got which answer."""
    return cast(ScanReader, current_app.extensions["scan_figures"])


def is_due(newest: Edition | None, version: int, day: date, now: datetime) -> bool:
    """Whether it is time for an edition: every day, and some minutes after the catalogue has changed."""
    if newest is None or newest.day < day:
        return True
    return newest.version < version and now - newest.made_at >= CALM


def publish() -> Edition:
    """Write the edition of today's catalogue, unless it is there."""
    now = moment_of_request()
    found = counted()
    told = found.statistics
    return editions().publish(found.rows, told.day, told.version, now=now)


def newest_edition() -> Edition | None:
    """The newest edition. Where nobody writes them beside the requests, the first who asks has it written.

    None where none could be written yet.
    """
    newest = editions().newest()
    if _nobody_else_will(newest):
        try:
            return publish()
        except OSError as problem:
            log.warning("no new edition of the open data: %s", problem)
    return newest


@contextmanager
def turn() -> Iterator[None]:
    """One large list is written at a time, so that whoever asks for many does not keep scans waiting."""
    one: Semaphore = current_app.extensions["large_lists"]
    if not one.acquire(timeout=PATIENCE_SECONDS):
        abort(503)
    try:
        yield
    finally:
        one.release()


def _nobody_else_will(newest: Edition | None) -> bool:
    """A mirror has no background work; on a site, an edition two days old shows that none is done."""
    if settings().follow_url:
        version = held_catalogue().catalogue.version
        return is_due(newest, version, today(), moment_of_request())
    return newest is None or newest.day < today() - timedelta(days=1)
