"""Sessions: new numbers, dead numbers, ends, cookies."""

from datetime import UTC, datetime

import pytest

from ocop_verify.accounts import managing
from ocop_verify.accounts.models import AccountRow, SessionRow
from ocop_verify.accounts.one_time_codes import code_at
from ocop_verify.accounts.permissions import Grant, Role
from ocop_verify.db import db
from tests.accounts.conftest import OFFICER, PASSWORD, SECRET, code, log_in
from tests.cast import NOW
from tests.desk import Browser, make_account, sit_down, stranger


def with_number(app, number):
    """A browser that holds this number, however it came by it."""
    browser = Browser(app.test_client())
    browser.client.set_cookie("__Host-ocop_session", number, domain="ocop.vn", secure=True)
    return browser


def is_in(browser):
    return browser.get("/account").status_code == 200


def act(app, key, what, *arguments):
    """Let an administrator do something with an account."""
    with app.app_context():
        account = db.session.get_one(AccountRow, key)
        what(db.session(), account, *arguments, actor="cli:test", now=NOW)
        db.session.commit()


# --- numbers ------------------------------------------------------------------------------------------


def test_each_step_of_logging_in_has_a_number_of_its_own(fresh_app, lan):
    browser = stranger(fresh_app)
    browser.send("/account/log-in", email="lan@example.vn", password=PASSWORD)
    half = browser.number
    browser.send("/account/second-factor", way="codes", code=code())
    assert browser.number not in {"", half}
    assert not is_in(with_number(fresh_app, half))


def test_a_number_that_was_planted_is_not_taken(fresh_app, lan):
    browser = with_number(fresh_app, "a" * 43)
    browser.send("/account/log-in", email="lan@example.vn", password=PASSWORD)
    assert browser.number != "a" * 43
    assert not is_in(with_number(fresh_app, "a" * 43))


def test_logging_in_again_ends_the_session_that_the_browser_had(fresh_app, lan):
    browser = log_in(fresh_app)
    before = browser.number
    half = with_number(fresh_app, before)
    half.client.set_cookie("__Host-ocop_session", before, domain="ocop.vn", secure=True)
    token = half.token("/account/confirm")
    half.client.post(
        "/account/log-in",
        base_url="https://ocop.vn",
        data={"csrf_token": token, "email": "lan@example.vn", "password": PASSWORD},
    )
    assert not is_in(with_number(fresh_app, before))


def test_the_registry_holds_no_number_only_its_hash(fresh_app, lan):
    browser = log_in(fresh_app)
    with fresh_app.app_context():
        hashes = {row.token_hash for row in db.session.query(SessionRow)}
    assert browser.number.encode() not in hashes
    assert {len(each) for each in hashes} == {32}


# --- what makes a number worthless --------------------------------------------------------------------


def test_a_password_changed_ends_every_other_session_and_renews_this_one(fresh_app, lan):
    here, there = log_in(fresh_app), sit_down(fresh_app, account_id=lan)
    before = here.number
    answer = here.send(
        "/account/password", password=PASSWORD, new_password="gạo trắng nước trong chợ Đông Ba"
    )
    assert answer.location == "/account"
    assert is_in(here)
    assert not is_in(with_number(fresh_app, before))
    assert not is_in(there)


def test_a_factor_changed_ends_every_other_session_and_renews_this_one(fresh_app, lan):
    here, there = sit_down(fresh_app, account_id=lan), sit_down(fresh_app, account_id=lan)
    before = here.number
    secret = (
        here.get("/account/codes").text.partition('class="secret">')[2].partition("<")[0].replace(" ", "")
    )
    assert secret != SECRET
    here.send("/account/codes", code=of(secret))
    assert is_in(here)
    assert not is_in(with_number(fresh_app, before))
    assert not is_in(there)


def of(secret):
    """The code that belongs to a secret now."""
    return code_at(secret, datetime.now(UTC))


@pytest.mark.parametrize(
    ("what", "arguments"),
    [
        (managing.disable, ()),
        (managing.grant_role, (Grant(Role.INSPECTOR, "68"),)),
        (managing.take_back, (OFFICER,)),
        (managing.remove_factors, ()),
    ],
    ids=["disabled", "granted", "taken back", "factors removed"],
)
def test_it_ends_when_somebody_else_changes_the_account(fresh_app, lan, what, arguments):
    browser, neighbour = sit_down(fresh_app, account_id=lan), sit_down(fresh_app, account_id=lan - 1)
    act(fresh_app, lan, what, *arguments)
    assert not is_in(browser)
    assert is_in(neighbour)


def test_one_session_is_ended_from_another(fresh_app, lan):
    here, lost = sit_down(fresh_app, account_id=lan), sit_down(fresh_app, account_id=lan)
    with fresh_app.app_context():
        key = max(row.id for row in db.session.query(SessionRow))
    assert here.post(f"/account/sessions/{key}/end").location == "/account"
    assert is_in(here)
    assert not is_in(lost)


def test_all_others_are_ended_at_once(fresh_app, lan):
    here, one, two = (sit_down(fresh_app, account_id=lan) for _ in range(3))
    neighbour = sit_down(fresh_app, account_id=lan - 1)
    here.post("/account/sessions/end-others")
    assert [is_in(each) for each in (here, one, two, neighbour)] == [True, False, False, True]


def test_nobody_ends_the_session_of_somebody_else(fresh_app, lan):
    here, neighbour = sit_down(fresh_app, account_id=lan), sit_down(fresh_app, account_id=lan - 1)
    with fresh_app.app_context():
        key = max(row.id for row in db.session.query(SessionRow))
    assert here.post(f"/account/sessions/{key}/end").status_code == 404
    assert here.post("/account/sessions/99999/end").status_code == 404
    assert is_in(neighbour)


# --- ends ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("columns", "minutes", "alive"),
    [
        (("seen_at",), 29, True),
        (("seen_at",), 31, False),
        (("began_at",), 12 * 60 - 1, True),
        (("began_at",), 12 * 60 + 1, False),
    ],
    ids=["used lately", "idle", "of today", "of yesterday"],
)
def test_it_ends_when_idle_and_after_twelve_hours(fresh_app, lan, later, columns, minutes, alive):
    browser = sit_down(fresh_app, account_id=lan)
    later(*columns, minutes=minutes)
    assert is_in(browser) is alive


def test_being_there_keeps_it_alive_but_not_for_ever(fresh_app, lan, later):
    browser, hours = sit_down(fresh_app, account_id=lan), 0.0
    while is_in(browser):
        browser.post("/account/stay")
        later(minutes=29)
        hours += 29 / 60
    assert 11.5 < hours < 12.5


def test_a_bar_that_asks_for_its_progress_does_not_keep_the_session_alive(fresh_app, lan, later):
    browser = sit_down(fresh_app, account_id=lan)
    for _ in range(4):
        later(minutes=8)
        answer = browser.get("/account", headers={"Sec-Fetch-Dest": "empty"})
    assert answer.location == "/account/log-in"


def test_half_way_it_ends_after_ten_minutes(fresh_app, lan, later):
    browser = stranger(fresh_app)
    browser.send("/account/log-in", email="lan@example.vn", password=PASSWORD)
    later(minutes=11)
    assert browser.get("/account/second-factor").location.startswith("/account/log-in")


def test_the_page_tells_its_script_when_the_session_ends(fresh_app, lan):
    page = sit_down(fresh_app, account_id=lan).get("/account").text
    assert "data-idle=" in page
    assert "data-ends=" in page


def test_what_matters_asks_again_after_a_quarter_of_an_hour(fresh_app, lan, later):
    browser = log_in(fresh_app)
    assert browser.get("/account/codes").status_code == 200
    later("confirmed_at", minutes=16)
    asked = browser.get("/account/codes")
    assert asked.location == "/account/confirm?next=/account/codes"
    assert browser.send(asked.location, password="wrong", next="/account/codes").status_code == 422
    assert browser.send(asked.location, password=PASSWORD, next="/account/codes").location == "/account/codes"
    assert browser.get("/account/codes").status_code == 200


# --- cookies ------------------------------------------------------------------------------------------


def test_every_cookie_is_for_this_host_https_no_script_and_no_other_site(fresh_app, lan):
    answers, browser = [], stranger(fresh_app)
    answers.append(browser.get("/account/log-in"))
    answers.append(browser.send("/account/log-in", email="lan@example.vn", password=PASSWORD))
    answers.append(browser.send("/account/second-factor", way="codes", code=code()))
    answers.append(browser.post("/account/profile", name="Lan", language="vi"))
    cookies = [each for answer in answers for each in answer.headers.getlist("Set-Cookie")]
    assert {each.partition("=")[0] for each in cookies} == {
        f"__Host-ocop_{name}" for name in ("form", "session", "device", "notice")
    }
    for cookie in cookies:
        assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))
        assert "Domain" not in cookie


@pytest.mark.parametrize("path", ["/", "/about", "/search?q=x", "/scan", "/nothing/there"])
def test_public_pages_set_no_cookie_and_do_not_depend_on_one(fresh_app, lan, path):
    browser = log_in(fresh_app)
    for each in (stranger(fresh_app), browser):
        answer = each.get(path)
        assert answer.headers.getlist("Set-Cookie") == []
        assert "Cookie" not in answer.headers.get("Vary", "")


def test_pages_of_the_desk_are_kept_by_no_cache(fresh_app, lan):
    browser = log_in(fresh_app)
    for path in ("/account", "/account/password", "/account/codes"):
        assert browser.get(path).headers["Cache-Control"] == "no-store"
    for path in ("/account/log-in", "/account/forgotten", "/account/password"):
        assert stranger(fresh_app).get(path).headers["Cache-Control"] == "no-store"


def test_an_account_without_roles_sees_itself_and_nothing_else(fresh_app):
    browser = sit_down(fresh_app, account_id=make_account(fresh_app))
    assert is_in(browser)
    assert browser.get("/account/people").status_code == 403
