"""What every test may ask for. Tests of rules need nothing from here; acts need ``session`` and ``now``;
journeys need ``client`` (nothing is committed) or ``fresh_app`` (its own registry, to commit in).

``OCOP_TEST_DATABASE=postgresql`` runs every test that needs a database on PostgreSQL, and only those.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
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

from ocop_verify.config import Settings
from ocop_verify.db import db
from tests.browser.chromium import NO_BROWSER
from tests.cast import NOW
from tests.pages import problems_of
from tests.postgresql import new_database, postgresql_server

BACKEND = os.environ.get("OCOP_TEST_DATABASE", "sqlite")
# A host in words that is short enough for the smallest label.
PUBLIC_URL = "https://ocop.vn/"

NewApp = Callable[..., Flask]

# No example may fail for being slow, and every run tries the same ones: a red run can be repeated.
hypothesis_settings.register_profile("repeatable", deadline=None, derandomize=True, database=None)
hypothesis_settings.load_profile("repeatable")


@pytest.fixture
def now() -> datetime:
    """The moment at which tests happen."""
    return NOW


@pytest.fixture(scope="session")
def new_registry(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[], Settings]]:
    """Makes settings with an empty, migrated registry of their own. The migrations run once."""
    numbers, worker = count(), os.environ.get("PYTEST_XDIST_WORKER", "main")

    def settings_with(data_dir: Path, database_url: str = "") -> Settings:
        return Settings(data_dir=data_dir, database_url=database_url, public_url=PUBLIC_URL)

    with ExitStack() as stack:
        if BACKEND == "sqlite":
            model = migrated(settings_with(tmp_path_factory.mktemp("model")))

            def make() -> Settings:
                data_dir = tmp_path_factory.mktemp("data")
                shutil.copy(model.data_dir / "ocop.sqlite3", data_dir)
                return settings_with(data_dir)

        else:
            server = stack.enter_context(postgresql_server())
            url = stack.enter_context(new_database(server, f"{worker}_model"))
            model = migrated(settings_with(tmp_path_factory.mktemp("model"), url))

            def make() -> Settings:
                name = f"{worker}_{next(numbers)}"
                url = stack.enter_context(new_database(server, name, like=f"{worker}_model"))
                return settings_with(tmp_path_factory.mktemp("data"), url)

        yield make


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
def app(new_registry: Callable[[], Settings]) -> Iterator[Flask]:
    """The application of the whole session. Nothing may be committed in it."""
    with running(new_registry()) as app:
        yield app


@pytest.fixture
def fresh_app(new_registry: Callable[[], Settings]) -> Iterator[Flask]:
    """An application with an empty registry of its own, for a journey that commits."""
    with running(new_registry()) as app:
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


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Put the browser tests on one worker, as they share one server; choose what needs the database."""
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here / "browser"):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("browser"))
    if BACKEND != "sqlite":
        wanted = [item for item in items if "new_registry" in getattr(item, "fixturenames", ())]
        config.hook.pytest_deselected(items=[item for item in items if item not in wanted])
        items[:] = wanted


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say loudly when the browser tests did not run."""
    skipped = [each for each in terminalreporter.stats.get("skipped", []) if NO_BROWSER in str(each.longrepr)]
    if skipped:
        terminalreporter.section("BROWSER TESTS DID NOT RUN", sep="!", red=True, bold=True)
        terminalreporter.line(f"{len(skipped)} tests were left out: {NO_BROWSER}")
