"""A house with people in it, for the tests of accounts."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from argon2 import PasswordHasher
from argon2.profiles import CHEAPEST
from flask import Flask
from sqlalchemy import update

from ocop_verify.accounts import passwords
from ocop_verify.accounts.logging_in import purpose_of
from ocop_verify.accounts.models import AccountRow, OneTimeCodesRow, RecoveryCodeRow, SessionRow
from ocop_verify.accounts.one_time_codes import code_at
from ocop_verify.accounts.permissions import Grant, Role
from ocop_verify.accounts.views.context import Accounts
from ocop_verify.db import db
from tests.desk import Browser, make_account, stranger

PASSWORD = "mùa thu hoa vàng trên đồi"
SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
RECOVERY = "abcd-2345-efgh"
OFFICER = Grant(Role.OFFICER, "68")
QUICK = PasswordHasher.from_parameters(CHEAPEST)
NOBODY = QUICK.hash("\x00")


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash by the same algorithm at the least cost; test_passwords.py looks at the real one."""
    monkeypatch.setattr(passwords, "_hasher", QUICK)
    monkeypatch.setattr(passwords, "_NOBODY", NOBODY)


@pytest.fixture(scope="session")
def password_hash() -> str:
    """The hash of PASSWORD."""
    return QUICK.hash(passwords.normal(PASSWORD))


def tools(app: Flask) -> Accounts:
    """The tools of the room."""
    found: Accounts = app.extensions["accounts"]
    return found


@pytest.fixture
def lan(fresh_app: Flask, password_hash: str) -> int:
    """An officer of Lâm Đồng with an app for codes and a recovery code; a neighbour who has the same."""
    for name in ("minh", "lan"):
        key = make_account(fresh_app, OFFICER, email=f"{name}@example.vn", password_hash=password_hash)
        with fresh_app.app_context():
            account = db.session.get_one(AccountRow, key)
            vault = tools(fresh_app).vault
            account.one_time_codes = OneTimeCodesRow(
                sealed_secret=vault.seal(SECRET.encode(), purpose_of(account)),
                last_step=0,
                created_at=datetime.now(UTC),
            )
            code = vault.hash(f"{key}\x00{RECOVERY.replace('-', '')}", "recovery-code")
            account.recovery_codes.append(RecoveryCodeRow(hash=code))
            db.session.commit()
    return key


def code(steps: int = 0) -> str:
    """What the app of ``lan`` shows now, or some steps later."""
    return code_at(SECRET, datetime.now(UTC) + timedelta(seconds=30 * steps))


def log_in(app: Flask, email: str = "lan@example.vn", *, way: str = "codes", **answer: str) -> Browser:
    """Go through both steps."""
    browser = stranger(app)
    first = browser.send("/account/log-in", email=email, password=PASSWORD)
    assert first.location == "/account/second-factor", first.text
    answer = answer or {"code": code()}
    second = browser.post(
        "/account/second-factor", browser.token("/account/second-factor"), way=way, **answer
    )
    assert second.status_code == 303, second.text
    return browser


@pytest.fixture
def later(fresh_app: Flask) -> Callable[..., None]:
    """Let time go by for every session: everything they remember moves into the past."""

    def pass_time(*columns: str, **time: int) -> None:
        with fresh_app.app_context():
            for row in db.session.query(SessionRow):
                for name in columns or ("began_at", "confirmed_at", "seen_at"):
                    setattr(row, name, getattr(row, name) - timedelta(**time))
            db.session.commit()

    return pass_time


def set_account(app: Flask, key: int, **facts: object) -> None:
    """Change what the registry says of an account, by hand."""
    with app.app_context():
        db.session.execute(update(AccountRow).where(AccountRow.id == key).values(**facts))
        db.session.commit()
