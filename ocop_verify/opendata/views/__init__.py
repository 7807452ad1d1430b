"""The doors of statistics and open data; everything that they read is the catalogue."""

from threading import Semaphore

from flask import Flask

from ocop_verify.accounts.views.guard import open_to_all
from ocop_verify.catalog.holding import Holder, utc_now
from ocop_verify.config import Settings
from ocop_verify.db import db
from ocop_verify.opendata.editions import Editions
from ocop_verify.opendata.holding import Keeper
from ocop_verify.opendata.scan_figures import ScanReader
from ocop_verify.opendata.views import data, lists, statistics
from ocop_verify.opendata.views.running import KINDS

__all__ = ["KINDS", "init_app"]


def init_app(app: Flask, settings: Settings) -> None:
    """Open the doors."""
    holder: Holder = app.extensions["catalogue"]
    with app.app_context():
        engine = None if settings.follow_url else db.engine
    reader = app.extensions["scan_figures"] = ScanReader(engine, utc_now)
    app.extensions["counted"] = Keeper()
    app.extensions["editions"] = Editions(settings.data_dir / "opendata", holder.shelf)
    app.extensions["large_lists"] = Semaphore(1)
    app.extensions["kept_statistics"] = statistics.Kept()
    holder.listen(reader.keep_up)
    for room in (statistics, lists, data):
        app.register_blueprint(room.blueprint)
        open_to_all(app, room.blueprint.name)
