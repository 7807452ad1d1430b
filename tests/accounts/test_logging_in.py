"""Logging in as people do it: through the pages."""

import re

import pytest

from ocop_verify.accounts.models import RecoveryCodeRow, SessionRow, WaitRow
from ocop_verify.accounts.permissions import Grant, Role
from ocop_verify.db import db
from tests.accounts.conftest import OFFICER, PASSWORD, RECOVERY, code, log_in, set_account, tools
from tests.cast import NOW
from tests.desk import make_account, sit_down, stranger

NETWORKS = [f"10.0.{number}.7" for number in range(5)]


def attempt(app, email="lan@example.vn", password="wrong", address="10.1.1.1", browser=None):
    """One try at the first step from an address."""
    browser = browser or stranger(app)
    token = browser.token("/account/log-in")
    environ = {"REMOTE_ADDR": address}
    data = {"csrf_token": token, "email": email, "password": password}
    return browser.client.post("/account/log-in", base_url="https://ocop.vn", data=data, environ_base=environ)


# --- the way in ---------------------------------------------------------------------------------------


def test_password_and_code_lead_to_the_account(fresh_app, lan):
    browser = log_in(fresh_app)
    page = browser.get("/account")
    assert page.status_code == 200
    assert "lan@example.vn" in page.text


def test_capitals_and_spaces_in_the_address_do_not_matter(fresh_app, lan):
    assert (
        stranger(fresh_app).send("/account/log-in", email=" LAN@Example.vn ", password=PASSWORD).status_code
        == 303
    )


def test_the_password_alone_opens_nothing(fresh_app, lan):
    browser = stranger(fresh_app)
    browser.send("/account/log-in", email="lan@example.vn", password=PASSWORD)
    for path in ("/account", "/account/people", "/account/codes", "/account/password"):
        assert browser.get(path).location == "/account/second-factor"


def test_a_producer_needs_no_second_factor(fresh_app, password_hash):
    make_account(fresh_app, email="htx@example.vn", password_hash=password_hash)
    answer = stranger(fresh_app).send("/account/log-in", email="htx@example.vn", password=PASSWORD)
    assert answer.location == "/account"


@pytest.mark.parametrize(
    "grant",
    [Grant(Role.ADMINISTRATOR), OFFICER, Grant(Role.INSPECTOR, "VN")],
    ids=lambda grant: grant.role.value,
)
def test_who_can_harm_others_sets_up_a_second_factor_first(fresh_app, password_hash, grant):
    make_account(fresh_app, grant, email="new@example.vn", password_hash=password_hash)
    browser = stranger(fresh_app)
    assert (
        browser.send("/account/log-in", email="new@example.vn", password=PASSWORD).location
        == "/account/set-up"
    )
    assert browser.get("/account").location == "/account/set-up"
    assert browser.get("/account/people").location == "/account/set-up"
    assert browser.get("/account/codes").status_code == 200


def test_the_page_that_was_asked_for_comes_after_logging_in(fresh_app, lan):
    browser = stranger(fresh_app)
    asked = browser.get("/account/password")
    assert asked.location == "/account/log-in?next=/account/password"
    first = browser.send(asked.location, email="lan@example.vn", password=PASSWORD, next="/account/password")
    assert first.location == "/account/second-factor?next=/account/password"
    second = browser.send(first.location, way="codes", code=code(), next="/account/password")
    assert second.location == "/account/password"


def test_nobody_is_led_away(fresh_app, lan):
    browser = stranger(fresh_app)
    first = browser.send(
        "/account/log-in?next=//evil.example",
        email="lan@example.vn",
        password=PASSWORD,
        next="//evil.example",
    )
    assert first.location == "/account/second-factor"
    second = browser.send("/account/second-factor", way="codes", code=code(), next="https://evil.example/")
    assert second.location in {"/account", "/registry"}


def test_the_desk_speaks_the_language_of_the_account(fresh_app, password_hash):
    make_account(fresh_app, email="joe@example.vn", password_hash=password_hash, language="en")
    answer = stranger(fresh_app).send("/account/log-in", email="joe@example.vn", password=PASSWORD)
    assert answer.location == "/en/account"


def test_people_of_a_demo_are_shut_out_where_others_can_reach_the_door(fresh_app, password_hash):
    make_account(fresh_app, email="canbo@demo.invalid", password_hash=password_hash)
    answer = stranger(fresh_app).send("/account/log-in", email="CANBO@demo.invalid ", password=PASSWORD)
    assert answer.status_code == 422


# --- the second step ----------------------------------------------------------------------------------


def test_a_code_that_was_used_is_refused(fresh_app, lan):
    used = code()
    log_in(fresh_app, code=used)
    browser = stranger(fresh_app)
    browser.send("/account/log-in", email="lan@example.vn", password=PASSWORD)
    assert browser.send("/account/second-factor", way="codes", code=used).status_code == 422


def test_a_recovery_code_stands_in_once(fresh_app, lan):
    log_in(fresh_app, way="recovery", code=RECOVERY.upper())
    browser = stranger(fresh_app)
    browser.send("/account/log-in", email="lan@example.vn", password=PASSWORD)
    assert browser.send("/account/second-factor", way="recovery", code=RECOVERY).status_code == 422
    with fresh_app.app_context():
        assert db.session.query(RecoveryCodeRow).count() == 1  # the neighbour's


def test_the_codes_of_somebody_else_are_no_codes(fresh_app, lan, password_hash):
    """A recovery code is kept for one account; the app's secret is sealed for one."""
    other = make_account(fresh_app, OFFICER, email="thu@example.vn", password_hash=password_hash)
    with fresh_app.app_context():
        row = db.session.query(RecoveryCodeRow).filter_by(account_id=lan).one()
        row.account_id = other
        db.session.commit()
    browser = stranger(fresh_app)
    browser.send("/account/log-in", email="lan@example.vn", password=PASSWORD)
    assert browser.send("/account/second-factor", way="recovery", code=RECOVERY).status_code == 422


@pytest.mark.parametrize("way", ["passkey", "codes", "recovery", "", "sms"])
@pytest.mark.parametrize("answer", ["", "{}", "[]", '{"id":"AA"}', "null", "000000", "\x00", "9" * 30_000])
def test_nothing_odd_gets_past_the_second_step(fresh_app, lan, way, answer):
    browser = stranger(fresh_app)
    browser.send("/account/log-in", email="lan@example.vn", password=PASSWORD)
    sent = browser.send("/account/second-factor", way=way, code=answer, answer=answer)
    assert sent.status_code == 422
    assert browser.get("/account").location == "/account/second-factor"


def test_the_second_step_is_not_guessed(fresh_app, lan):
    """Five wrong ones are free; then the account waits, whichever browser asks."""
    for _ in range(3):
        browser = stranger(fresh_app)
        browser.send("/account/log-in", email="lan@example.vn", password=PASSWORD)
        statuses = [
            browser.send("/account/second-factor", way="codes", code="000000").status_code for _ in range(3)
        ]
    assert statuses == [429, 429, 429]
    assert browser.send("/account/second-factor", way="codes", code=code()).status_code == 429


# --- who failed waits, and nobody else ----------------------------------------------------------------


def test_after_five_wrong_passwords_the_next_try_waits(fresh_app, lan):
    statuses = [attempt(fresh_app).status_code for _ in range(7)]
    assert statuses == [422] * 5 + [429] * 2 or statuses == [422] * 6 + [429]
    assert attempt(fresh_app, password=PASSWORD).status_code == 429


def test_a_stranger_elsewhere_keeps_nobody_out(fresh_app, lan):
    for network in NETWORKS:
        for _ in range(8):
            attempt(fresh_app, address=network)
    assert attempt(fresh_app, password=PASSWORD, address="192.168.9.9").status_code == 303


def test_the_neighbours_of_an_address_are_one_network_and_their_accounts_are_not(fresh_app, lan):
    for last in range(8):
        attempt(fresh_app, address=f"10.1.1.{last}")
    assert attempt(fresh_app, password=PASSWORD, address="10.1.1.200").status_code == 429
    assert (
        attempt(fresh_app, email="minh@example.vn", password=PASSWORD, address="10.1.1.3").status_code == 303
    )


def test_a_neighbour_on_the_same_network_keeps_no_device_out_that_was_here_before(fresh_app, lan):
    browser = log_in(fresh_app)
    browser.post("/account/log-out")
    for _ in range(8):
        attempt(fresh_app, address="127.0.0.1")
    assert attempt(fresh_app, password=PASSWORD, address="127.0.0.1").status_code == 429
    assert attempt(fresh_app, password=PASSWORD, address="127.0.0.1", browser=browser).status_code == 303


def test_the_right_password_is_forgiven_what_was_wrong_before(fresh_app, lan):
    for _ in range(3):
        for _ in range(4):
            assert attempt(fresh_app).status_code == 422
        assert attempt(fresh_app, password=PASSWORD).status_code == 303


def test_one_password_on_many_accounts_makes_the_network_wait(fresh_app, lan):
    statuses = [attempt(fresh_app, email=f"x{number}@example.vn").status_code for number in range(64)]
    assert statuses[:60] == [422] * 60
    assert statuses[-1] == 429
    assert attempt(fresh_app, password=PASSWORD, address="192.168.1.1").status_code == 303


def test_the_table_of_waits_names_nobody(fresh_app, lan):
    attempt(fresh_app)
    with fresh_app.app_context():
        rows = db.session.query(WaitRow).all()
        assert rows
        assert all(len(row.key) == 32 and b"lan" not in row.key for row in rows)


# --- who exists is not told ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "email", ["nobody@example.vn", "invited@example.vn", "gone@example.vn", "", "x" * 400]
)
def test_the_answer_is_the_same_for_who_does_not_exist(fresh_app, lan, password_hash, email):
    make_account(fresh_app, OFFICER, email="invited@example.vn")
    gone = make_account(fresh_app, OFFICER, email="gone@example.vn", password_hash=password_hash)
    set_account(fresh_app, gone, disabled_at=NOW)
    known, unknown = attempt(fresh_app), attempt(fresh_app, email=email, password=PASSWORD)
    assert (unknown.status_code, set(unknown.headers.keys())) == (
        known.status_code,
        set(known.headers.keys()),
    )
    assert plain(unknown.text, email) == plain(known.text, "lan@example.vn")


def test_who_forgot_the_password_is_not_told_whether_there_is_an_account(fresh_app, lan):
    known = stranger(fresh_app).send("/account/forgotten", email="lan@example.vn")
    unknown = stranger(fresh_app).send("/account/forgotten", email="nobody@example.vn")
    assert (known.status_code, known.text) == (unknown.status_code, unknown.text)
    tools(fresh_app).postman.flush()
    folder = fresh_app.extensions["settings"].mail_folder
    assert len(list(folder.glob("*.eml"))) == 1


def plain(html, email):
    """A page without what differs between any two: the token, and what was typed."""
    return re.sub(r'value="[0-9a-f]{64}"', "", html).replace(f'type="email" value="{email[:300]}"', "")


# --- and out ------------------------------------------------------------------------------------------


def test_after_logging_out_the_number_is_worth_nothing(fresh_app, lan):
    browser = log_in(fresh_app)
    number = browser.number
    browser.post("/account/log-out")
    assert browser.number == ""
    browser.client.set_cookie("__Host-ocop_session", number, domain="ocop.vn", secure=True)
    assert browser.get("/account").location == "/account/log-in"


def test_sessions_of_half_a_year_ago_are_forgotten(fresh_app, lan, later):
    log_in(fresh_app)
    later(days=181)
    sit_down(fresh_app, account_id=lan)
    with fresh_app.app_context():
        assert db.session.query(SessionRow).count() == 1
