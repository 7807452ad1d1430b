"""What every test may ask for. Tests of rules need nothing from here; acts need ``session`` and ``now``;
journeys need ``client`` (nothing is committed) or ``fresh_app`` (its own registry, to commit in).

``OCOP_TEST_DATABASE=postgresql`` runs every test that needs a database on PostgreSQL, and only those.
"""

import gc
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any

import flask_migrate
import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import settings as hypothesis_settings
from sqlalchemy import event
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse
from xdist.scheduler import LoadScopeScheduling

from ocop_verify.config import Settings
from ocop_verify.db import db
from tests.browser.chromium import NO_BROWSER
from tests.cast import NOW
from tests.pages import problems_of
from tests.postgresql import new_database, postgresql_server
from tests.sharing import CompiledTemplates, SharedRule

BACKEND = os.environ.get("OCOP_TEST_DATABASE", "sqlite")
# A host in words that is short enough for the smallest label.
PUBLIC_URL = "https://ocop.vn/"

Registries = Callable[[], AbstractContextManager[Settings]]

# No example may fail for being slow, and every run tries the same ones: a red run can be repeated.
hypothesis_settings.register_profile("repeatable", deadline=None, derandomize=True, database=None)
hypothesis_settings.load_profile("repeatable")

COMPILED = CompiledTemplates()
Flask.url_rule_class = SharedRule


@pytest.fixture
def now() -> datetime:
    """The moment at which tests happen."""
    return NOW


@pytest.fixture(scope="session")
def registries(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Registries]:
    """Makes empty, migrated registries and takes each away after use. The migrations run once."""

    def settings_with(database_url: str = "") -> Settings:
        data_dir = tmp_path_factory.mktemp("data")
        return Settings(data_dir=data_dir, database_url=database_url, public_url=PUBLIC_URL)

    if BACKEND == "sqlite":
        model = migrated(settings_with())

        @contextmanager
        def registry() -> Iterator[Settings]:
            settings = settings_with()
            shutil.copy(model.data_dir / "ocop.sqlite3", settings.data_dir)
            yield settings
            shutil.rmtree(settings.data_dir, ignore_errors=True)

        yield registry
        return

    numbers = count()
    with postgresql_server() as server, new_database(server, "model") as url:
        migrated(settings_with(url))

        @contextmanager
        def registry() -> Iterator[Settings]:
            with new_database(server, f"copy{next(numbers)}", like="model") as url:
                settings = settings_with(url)
                yield settings
            shutil.rmtree(settings.data_dir, ignore_errors=True)

        yield registry


@pytest.fixture(scope="session")
def new_registry(registries: Registries) -> Iterator[Callable[[], Settings]]:
    """Makes a registry that stays until the last test, for those who use one for many tests."""
    with ExitStack() as stack:
        yield lambda: stack.enter_context(registries())


def migrated(settings: Settings) -> Settings:
    """Run every migration on the database of these settings."""
    with running(settings) as app, app.app_context():
        flask_migrate.upgrade()
    return settings


@contextmanager
def running(settings: Settings) -> Iterator[Flask]:
    """An application that is put away afterwards: its threads end, its connections close."""
    from ocop_verify.factory import create_app  # noqa: PLC0415 - tests of rules need not wait for it

    app = create_app(settings)
    app.jinja_env.bytecode_cache = COMPILED
    app.test_client_class = ReadingClient
    app.testing = True
    try:
        yield app
    finally:
        for extension in app.extensions.values():
            if callable(stop := getattr(extension, "stop", None)):
                stop()
        with app.app_context():
            db.engine.dispose()


class ReadingClient(FlaskClient):
    """A browser that reads each page it opens, and refuses one with a problem in it."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Open, and read what came."""
        response = super().open(*args, **kwargs)
        if response.mimetype == "text/html" and response.data and not 300 <= response.status_code < 400:
            problems = problems_of(response.text, response.headers.get("Content-Security-Policy", ""))
            assert problems == [], response.request.path
        return response


@pytest.fixture(scope="session")
def app(registries: Registries) -> Iterator[Flask]:
    """The application of the whole session. Nothing may be committed in it."""
    with registries() as settings, running(settings) as app:
        yield app


@pytest.fixture
def fresh_app(registries: Registries) -> Iterator[Flask]:
    """An application with an empty registry of its own, for a journey that commits."""
    with registries() as settings, running(settings) as app:
        yield app


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    """A session for acts, rolled back at the end. An act that commits fails its test: doors do that."""
    with app.app_context():
        engine = db.engine
    with Session(engine) as session:

        @event.listens_for(session, "before_commit")
        def refuse(session: Session) -> None:
            assert session.in_nested_transaction(), "only doors commit"

        yield session
        session.rollback()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A stranger with a browser."""
    return app.test_client()


def pytest_collection_finish() -> None:
    """What collecting made stays until the end: the garbage collector need not look through it each time."""
    gc.collect()
    gc.freeze()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark the browser tests; on another database than SQLite choose the tests that need one."""
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here / "browser"):
            item.add_marker(pytest.mark.browser)
    if BACKEND != "sqlite":
        wanted = [item for item in items if "registries" in getattr(item, "fixturenames", ())]
        config.hook.pytest_deselected(items=[item for item in items if item not in wanted])
        items[:] = wanted


class ByRoom(LoadScopeScheduling):
    """Gives each worker one file of tests after the other, so that what a file sets up is set up once.

    The browser tests share one server, and each resilience test wants the machine for servers of its own:
    these rooms stay on one worker.
    """

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        room = Path(file).parts[1]
        return room if room in {"browser", "resilience"} else file


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByRoom:
    """Divide the tests among the workers."""
    return ByRoom(config, log)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say loudly when the browser tests did not run."""
    skipped = [each for each in terminalreporter.stats.get("skipped", []) if NO_BROWSER in str(each.longrepr)]
    if skipped:
        terminalreporter.section("BROWSER TESTS DID NOT RUN", sep="!", red=True, bold=True)
        terminalreporter.line(f"{len(skipped)} tests were left out: {NO_BROWSER}")
