"""``create_app()``: settings, database, rooms. It reads like a table of contents."""

from flask import Flask
from flask_migrate import Migrate
from werkzeug.middleware.proxy_fix import ProxyFix

import ocop_verify.accounts.cli
import ocop_verify.audit.cli
import ocop_verify.catalog.cli
import ocop_verify.demo.cli
import ocop_verify.jobs.cli
import ocop_verify.labels.cli
import ocop_verify.notices.cli
import ocop_verify.opendata.cli
import ocop_verify.operations.cli
import ocop_verify.registry.cli
import ocop_verify.search.cli
import ocop_verify.verification.cli
from ocop_verify import web
from ocop_verify.accounts import views as accounts_views
from ocop_verify.api import views as api_views
from ocop_verify.catalog import views as catalog_views
from ocop_verify.catalog.following import Origin, no_database
from ocop_verify.catalog.holding import Holder
from ocop_verify.catalog.publishing import Shelf
from ocop_verify.catalog.sources import Registry, Source
from ocop_verify.config import ROOT, Settings
from ocop_verify.db import db, engine_options, prepare
from ocop_verify.desk import views as desk_views
from ocop_verify.fairs import views as fairs_views
from ocop_verify.guide import views as guide_views
from ocop_verify.inspection import views as inspection_views
from ocop_verify.jobs import views as jobs_views
from ocop_verify.jobs.working import Kind
from ocop_verify.labels import views as labels_views
from ocop_verify.labels.keyring import KeyRing
from ocop_verify.notices import views as notices_views
from ocop_verify.offline import views as offline_views
from ocop_verify.opendata import views as opendata_views
from ocop_verify.producers import views as producers_views
from ocop_verify.search import views as search_views
from ocop_verify.stories import views as stories_views
from ocop_verify.verification import views as verification_views
from ocop_verify.verification.recording import ScanRecorder
from ocop_verify.verification.views import shortcut
from ocop_verify.web import metrics
from ocop_verify.web.callers import Insiders

MAX_UPLOAD_BYTES = 12 * 1024 * 1024

COMMANDS = (
    ocop_verify.registry.cli.registry,
    ocop_verify.accounts.cli.accounts,
    ocop_verify.jobs.cli.jobs,
    ocop_verify.labels.cli.keys,
    ocop_verify.labels.cli.labels,
    ocop_verify.catalog.cli.group,
    ocop_verify.search.cli.claims,
    ocop_verify.verification.cli.verify,
    ocop_verify.verification.cli.scans,
    ocop_verify.notices.cli.notices,
    ocop_verify.audit.cli.audit,
    ocop_verify.operations.cli.doctor,
    ocop_verify.operations.cli.backup,
    ocop_verify.operations.cli.restore,
    ocop_verify.opendata.cli.data,
    ocop_verify.demo.cli.group,
)

# Work that is too slow for an answer.
KINDS: tuple[Kind, ...] = (
    *desk_views.KINDS,
    *labels_views.KINDS,
    *notices_views.KINDS,
    *inspection_views.KINDS,
    *opendata_views.KINDS,
)


def create_app(settings: Settings | None = None) -> Flask:
    """The whole product as one WSGI application. It starts, and answers scans, without a database."""
    settings = settings or Settings.from_env()
    app = Flask("ocop_verify", root_path=str(ROOT), template_folder="templates", static_folder="static")
    configure(app, settings)
    open_database(app, settings)
    open_stores(app, settings)
    shortcut.init_app(app, settings)
    web.init_app(app, settings)
    metrics.init_app(app, Insiders(settings.metrics_allowed, settings.trusted_proxies))
    catalog_views.init_app(app, settings)
    if not settings.follow_url:  # a mirror has no database, and nobody logs in to it
        accounts_views.init_app(app, settings)
        jobs_views.init_app(app, settings, KINDS)
        labels_views.init_app(app)
    search_views.init_app(app)
    stories_views.init_app(app, settings)
    verification_views.init_app(app, settings)
    guide_views.init_app(app)
    offline_views.init_app(app)
    if not settings.follow_url:
        desk_views.init_app(app)
        producers_views.init_app(app)
        notices_views.init_app(app)
        inspection_views.init_app(app, settings)
        fairs_views.init_app(app, settings)
    opendata_views.init_app(app, settings)
    api_views.init_app(app)
    for group in COMMANDS:
        app.cli.add_command(group)
    trust_proxies(app, settings.trusted_proxies)
    return app


def configure(app: Flask, settings: Settings) -> None:
    """Settings of Flask and its extensions, all from ours."""
    app.extensions["settings"] = settings
    app.config.update(
        SECRET_KEY=settings.session_secret(),
        TRUSTED_HOSTS=settings.served_hosts,
        MAX_CONTENT_LENGTH=MAX_UPLOAD_BYTES,
        MAX_FORM_MEMORY_SIZE=500_000,
        SESSION_COOKIE_SECURE=settings.public_url.startswith("https:"),
        SESSION_COOKIE_SAMESITE="Lax",
        SQLALCHEMY_DATABASE_URI=settings.database,
        SQLALCHEMY_ENGINE_OPTIONS=engine_options(settings.database),
    )
    if settings.follow_url:
        app.config.update(
            SQLALCHEMY_DATABASE_URI="sqlite://", SQLALCHEMY_ENGINE_OPTIONS={"creator": no_database}
        )


def open_database(app: Flask, settings: Settings) -> None:
    """Connect lazily: a missing database must not keep the process from answering scans."""
    settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    db.init_app(app)
    Migrate(app, db, directory=str(ROOT / "migrations"), compare_type=True)
    with app.app_context():
        prepare(db.engine, settings.pause_mark)


def open_stores(app: Flask, settings: Settings) -> None:
    """The catalogue that readers read, the scans, and the private keys that this machine may use."""
    shelf = Shelf(settings.catalogue_path, settings.keys_dir, settings.catalogue_trusted_keys)
    with app.app_context():
        engine = None if settings.follow_url else db.engine
    source: Source = Registry(engine, shelf) if engine else Origin(settings.follow_url, shelf)
    poll_ms = settings.catalogue_poll_ms if engine else settings.follow_poll_ms
    app.extensions["catalogue"] = Holder(source, shelf, poll_ms)
    app.extensions["scans"] = ScanRecorder(engine, settings.data_dir)
    app.extensions["keyring"] = KeyRing(settings.keys_dir, settings.signing_keys)


def trust_proxies(app: Flask, count: int) -> None:
    """Believe what this many proxies say of the client; outermost, so that everything else sees it."""
    if count:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count)  # type: ignore[method-assign]
