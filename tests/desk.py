"""People at the desk, for tests of staff pages: an account with its roles and a browser that is logged in.

    lan = sit_down(app, Grant(Role.OFFICER, "68"))
    page = lan.get("/registry")
    answer = lan.post("/registry/products/1/suspend", reason="…")  # with its token

The session is written straight into the database: hashing a password takes its time on purpose.
Use ``fresh_app``: accounts are committed.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from ocop_verify.accounts import managing, sessions
from ocop_verify.accounts.models import AccountRow
from ocop_verify.accounts.permissions import Grant
from ocop_verify.accounts.sessions import Level
from ocop_verify.db import begin_write, db
from tests.conftest import PUBLIC_URL

HOME = PUBLIC_URL.rstrip("/")
TOKEN = re.compile(r'name="csrf_token" value="([0-9a-f]+)"')

_numbers = count(1)


@dataclass
class Browser:
    """Somebody's browser. ``account_id`` 0: a stranger's."""

    client: FlaskClient
    account_id: int = 0

    def get(self, path: str, **options: Any) -> TestResponse:
        """Open a page."""
        return self.client.get(path, base_url=HOME, **options)

    def post(self, path: str, token: str | None = None, **fields: Any) -> TestResponse:
        """Send a form with its token (that of the own account page unless another is given)."""
        options = {key: fields.pop(key) for key in ("headers", "content_type") if key in fields}
        fields["csrf_token"] = self.token() if token is None else token
        return self.client.post(path, base_url=HOME, data=fields, **options)

    def send(self, path: str, **fields: Any) -> TestResponse:
        """Open a page with a form on it, then send that form."""
        return self.post(path, self.token(path), **fields)

    def token(self, path: str = "/account/confirm") -> str:
        """The token that the forms of a page carry."""
        page = self.get(path)
        found = TOKEN.search(page.text)
        assert found, f"{path} has no form: {page.status} {page.location}"
        return found[1]

    @property
    def cookies(self) -> dict[str, str]:
        """What the browser holds, by name."""
        return {cookie.key: cookie.value for cookie in self.client._cookies.values()}

    @property
    def number(self) -> str:
        """The number of its session."""
        return self.cookies.get("__Host-ocop_session", "")


def stranger(app: Flask) -> Browser:
    """Somebody who is not logged in."""
    return Browser(app.test_client())


def make_account(app: Flask, *grants: Grant, email: str = "", **facts: Any) -> int:
    """An account with these roles, committed; gives its number."""
    with app.app_context():
        begin_write(db.session())
        account = managing.create_account(
            db.session(),
            email or f"person{next(_numbers)}@example.vn",
            facts.pop("name", "Nguyễn Thị Lan"),
            grants,
            actor="cli:test",
            now=datetime.now(UTC),
        )
        for name, value in facts.items():
            setattr(account, name, value)
        db.session.commit()
        return account.id


def sit_down(
    app: Flask, *grants: Grant, account_id: int = 0, level: Level = Level.FULL, **facts: Any
) -> Browser:
    """Somebody with these roles who is logged in, at this level."""
    account_id = account_id or make_account(app, *grants, **facts)
    browser = Browser(app.test_client(), account_id)
    with app.app_context():
        begin_write(db.session())
        account = db.session.get_one(AccountRow, account_id)
        _, number = sessions.begin(
            db.session(),
            account,
            level,
            device="Chrome, Linux",
            network="127.0.0.0/24",
            now=datetime.now(UTC),
        )
        db.session.commit()
    browser.client.set_cookie("__Host-ocop_session", number, domain="ocop.vn", secure=True)
    return browser
