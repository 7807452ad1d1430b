"""Tests in a real browser: Chromium, driven by Playwright, on the production server with the demo's data.

``site`` is the server; ``visit`` opens a page as a phone, a desk, in the dark or without JavaScript, and
fails the test when the browser complained about anything; ``enter`` does the same as somebody who has logged
in. What to look for on a page stands in ``looking``.
"""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, cached_property
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from ocop_verify.accounts import sessions
from ocop_verify.accounts.models import AccountRow
from ocop_verify.accounts.permissions import Grant
from ocop_verify.accounts.sessions import Level
from ocop_verify.config import Settings
from ocop_verify.db import begin_write, db
from tests.browser.chromium import FLAGS, IN_CI, NO_BROWSER, find_chromium
from tests.browser.looking import PHONE, Complaints
from tests.conftest import running
from tests.desk import make_account

ROOT = Path(__file__).resolve().parents[2]
# Patience costs nothing where the machine is quick.
START_SECONDS = 120


@dataclass(frozen=True)
class Site:
    """A running server. ``environ`` is what ``flask`` needs to work on the same data."""

    url: str
    environ: Mapping[str, str]

    @property
    def settings(self) -> Settings:
        """What an application needs to work on the same data."""
        return Settings(data_dir=Path(self.environ["OCOP_DATA_DIR"]), public_url=self.url)

    def label(self, headline: str) -> str:
        """The address of the demo's label with this answer."""
        return next(line.split()[1] for line in self._labels if line.startswith(headline))

    @cached_property
    def _labels(self) -> list[str]:
        return self.flask("demo", "load", "--if-empty").splitlines()

    def flask(self, *arguments: str) -> str:
        """Run a command of ``flask`` on the site's data and give what it printed."""
        return subprocess.run(
            [sys.executable, "-m", "flask", *arguments],
            cwd=ROOT,
            env=self.environ,
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        ).stdout


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The production server on a free port, with the demo's data in a folder of its own."""
    site = new_site(tmp_path_factory.mktemp("site"))
    site.flask("db", "upgrade")
    site.flask("demo", "load")
    with served(site, tmp_path_factory.mktemp("log")):
        yield site


@contextmanager
def served(site: Site, log_dir: Path) -> Iterator[None]:
    """The production server for as long as the block lasts."""
    with (log_dir / "server").open("w+b") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "app:app"], cwd=ROOT, env=site.environ, stdout=log, stderr=log
        )
        try:
            wait_until_served(site, server)
            yield
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(timeout=START_SECONDS)


def new_site(data_dir: Path) -> Site:
    """Where a server may listen and keep its data."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}/"
    ours = {name: value for name, value in os.environ.items() if not name.startswith(("OCOP_", "FLASK_"))}
    return Site(url, ours | {"OCOP_DATA_DIR": str(data_dir), "OCOP_PUBLIC_URL": url, "PORT": str(port)})


def wait_until_served(site: Site, server: subprocess.Popen[bytes]) -> None:
    """Give back as soon as the server answers; fail when it ended or takes too long."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        try:
            urlopen(site.url, timeout=START_SECONDS).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    pytest.fail(f"the server did not start; its exit code is {server.poll()}")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests. Without one the tests are left out, loudly; in CI that is a failure."""
    found = find_chromium()
    if found is None:
        (pytest.fail if IN_CI else pytest.skip)(NO_BROWSER)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=list(FLAGS))
        yield browser
        browser.close()


Visit = Callable[..., Page]
NewContext = Callable[..., BrowserContext]


@pytest.fixture
def complaints() -> Iterator[Complaints]:
    """What the browser says against the pages of a test; at its end there must be nothing."""
    complaints = Complaints()
    yield complaints
    assert complaints.found == []


@pytest.fixture
def new_context(browser: Browser, complaints: Complaints) -> Iterator[NewContext]:
    """Opens the profile of a phone, or of a ``size``, that was never here; all its pages are listened to."""
    contexts = []

    def start(size: tuple[int, int] = PHONE, **options: Any) -> BrowserContext:
        ours = {"locale": "vi-VN", "timezone_id": "Asia/Ho_Chi_Minh", "reduced_motion": "reduce"}
        viewport = {"width": size[0], "height": size[1]}
        context = browser.new_context(viewport=viewport, **ours | options)
        context.on("page", complaints.listen)
        contexts.append(context)
        return context

    yield start
    for context in contexts:
        context.close()


@pytest.fixture
def visit(site: Site, new_context: NewContext, complaints: Complaints) -> Visit:
    """Opens a path of the site (or a whole address on it) in a fresh context and gives the page.

    ``dark``, ``js``, ``language`` do what they say; anything else goes to the browser's context.
    """
    complaints.home = site.url

    def open_page(
        path: str,
        *,
        dark: bool = False,
        js: bool = True,
        language: str = "vi-VN",
        **options: Any,
    ) -> Page:
        scheme = "dark" if dark else "light"
        page = new_context(color_scheme=scheme, java_script_enabled=js, locale=language, **options).new_page()
        page.goto(path if path.startswith("http") else site.url + path.lstrip("/"))
        return page

    return open_page


@pytest.fixture(scope="session")
def session_of(site: Site) -> Callable[[Grant], str]:
    """Gives the number of a session of somebody with this role, the same person for each test."""

    @cache
    def log_in(grant: Grant) -> str:
        with running(site.settings) as app:
            name = "-".join(map(str, filter(None, (grant.role, grant.province, grant.producer_id))))
            key = make_account(app, grant, email=f"{name}@example.vn".lower())
            with app.app_context():
                begin_write(db.session())
                account = db.session.get_one(AccountRow, key)
                facts = {"device": "Chrome, Linux", "network": "127.0.0.0/24", "now": datetime.now(UTC)}
                _, number = sessions.begin(db.session(), account, Level.FULL, **facts)
                db.session.commit()
                return number

    return log_in


Enter = Callable[..., Page]


@pytest.fixture
def enter(site: Site, visit: Visit, session_of: Callable[[Grant], str]) -> Enter:
    """Opens a path of the site as somebody with this role; options are those of ``visit``."""

    def open_page(path: str, grant: Grant, size: tuple[int, int] = PHONE, **options: Any) -> Page:
        page = visit("/about", size=size, **options)
        page.context.add_cookies([{"name": "ocop_session", "value": session_of(grant), "url": site.url}])
        page.goto(path if path.startswith("http") else site.url + path.lstrip("/"))
        return page

    return open_page
