"""No other site can send a form of ours, and what was typed is not lost when the session ends."""

import pytest
from flask import Blueprint, Response, request

from ocop_verify.accounts.models import KeptFormRow
from ocop_verify.accounts.permissions import Grant, Permission, Role
from ocop_verify.accounts.views.forms import no_token
from ocop_verify.accounts.views.guard import Place, actor, public, require
from ocop_verify.db import db
from tests.accounts.conftest import OFFICER, PASSWORD, code, log_in
from tests.accounts.test_every_route import values_of
from tests.desk import TOKEN, sit_down, stranger
from tests.registry.products import register


def place_of(key):
    """Things 1 are of Lâm Đồng, things 2 of Cần Thơ; there are no others."""
    return {1: Place(province="68"), 2: Place(province="92")}.get(key)


@pytest.fixture
def desk(fresh_app):
    """The application with a small room of its own: a form of officers, and one for everybody."""
    room, written = Blueprint("rehearsal", __name__), []
    fresh_app.extensions["written"] = written

    @room.route("/rehearsal/<int:key>", methods=["GET", "POST"])
    @require(Permission.RECOGNISE, place=place_of)
    def act(key: int) -> Response:
        if request.method == "POST":
            written.append((actor().name, key, request.form.get("reason", "")))
        return Response("done", mimetype="text/plain")

    @room.post("/rehearsal/report")
    @public
    @no_token
    def report() -> Response:
        written.append(("anybody", 0, request.form.get("reason", "")))
        return Response("thanks", mimetype="text/plain")

    fresh_app.register_blueprint(room)
    return fresh_app


def written(app):
    return app.extensions["written"]


# --- the guard ----------------------------------------------------------------------------------------


def test_it_lets_in_who_may_there_and_names_who_acts(desk):
    lan = sit_down(desk, OFFICER)
    assert lan.post("/rehearsal/1", reason="x").text == "done"
    assert written(desk) == [(f"user:{lan.account_id}", 1, "x")]


def test_a_thing_of_another_province_answers_like_one_that_is_not_there(desk):
    lan = sit_down(desk, OFFICER)
    foreign, missing = lan.post("/rehearsal/2"), lan.post("/rehearsal/3")
    assert (foreign.status_code, foreign.text) == (404, missing.text.replace("/rehearsal/3", "/rehearsal/2"))
    assert written(desk) == []


def test_a_stranger_goes_to_log_in_and_a_program_is_told(desk):
    somebody = stranger(desk)
    assert somebody.get("/rehearsal/1").location == "/account/log-in?next=/rehearsal/1"
    assert somebody.get("/en/rehearsal/1").location == "/en/account/log-in?next=/rehearsal/1"
    assert somebody.get("/rehearsal/1", headers={"Accept": "application/json"}).status_code == 401


# --- what another site sends --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "nonsense"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "https://ocop.vn.evil.example"},
        {"Origin": "https://evil.ocop.vn"},
    ],
    ids=str,
)
def test_a_form_from_elsewhere_is_refused_even_with_the_right_token(desk, headers):
    lan = sit_down(desk, OFFICER)
    assert lan.post("/rehearsal/1", headers=headers).status_code == 403
    assert stranger(desk).post("/rehearsal/report", token="", headers=headers).status_code == 403
    assert written(desk) == []


@pytest.mark.parametrize(
    "headers", [{"Sec-Fetch-Site": "same-origin"}, {"Origin": "https://ocop.vn"}], ids=str
)
def test_a_form_of_ours_is_taken(desk, headers):
    assert sit_down(desk, OFFICER).post("/rehearsal/1", headers=headers).status_code == 200


@pytest.mark.parametrize("token", ["", "0" * 64, "é", "x" * 5_000])
def test_a_form_without_its_token_is_refused(desk, token):
    assert sit_down(desk, OFFICER).post("/rehearsal/1", token=token).status_code == 400
    assert written(desk) == []


def test_the_token_of_somebody_else_is_refused(desk):
    lan, minh = sit_down(desk, OFFICER), sit_down(desk, OFFICER)
    assert lan.post("/rehearsal/1", token=minh.token()).status_code == 400


def test_the_token_of_a_stranger_is_refused_from_who_is_logged_in(desk):
    """Somebody who plants the cookie for forms gains nothing."""
    lan, other = sit_down(desk, OFFICER), stranger(desk)
    token = other.token("/account/log-in")
    lan.client.set_cookie(
        "__Host-ocop_form", other.cookies["__Host-ocop_form"], domain="ocop.vn", secure=True
    )
    assert lan.post("/rehearsal/1", token=token).status_code == 400


def test_json_as_plain_text_is_refused(desk):
    lan = sit_down(desk, OFFICER)
    for kind in ("text/plain", "application/json"):
        answer = lan.client.post(
            "/rehearsal/1", base_url="https://ocop.vn", data='{"csrf_token": "x"}', content_type=kind
        )
        assert answer.status_code == 400
    assert written(desk) == []


def test_a_script_of_ours_sends_the_token_as_a_header(desk):
    lan = sit_down(desk, OFFICER)
    answer = lan.client.post(
        "/rehearsal/1", base_url="https://ocop.vn", headers={"X-CSRF-Token": lan.token()}
    )
    assert answer.status_code == 200


def test_every_route_that_changes_something_refuses_a_form_without_token(desk):
    """All unsafe routes of the application, whoever built them."""
    lan, tried = sit_down(desk, OFFICER), 0
    with desk.test_request_context():
        adapter = desk.url_map.bind("ocop.vn")
        for rule in desk.url_map.iter_rules():
            view = desk.view_functions[rule.endpoint]
            if getattr(view, "no_token", False):
                continue
            for method in sorted(rule.methods - {"GET", "HEAD", "OPTIONS"}):
                path = adapter.build(rule.endpoint, values_of(rule, 1), method=method)
                for headers in ({}, {"Sec-Fetch-Site": "cross-site"}):
                    answer = lan.client.open(path, method=method, base_url="https://ocop.vn", headers=headers)
                    assert answer.status_code in {400, 403}, path
                    tried += 1
    assert tried >= 40


# --- a session that ends in the middle of a form ------------------------------------------------------


def test_a_form_that_was_sent_too_late_waits_for_its_owner(desk, lan, later):
    browser = log_in(desk)
    token = browser.token()
    later(minutes=31)
    sent = browser.post("/rehearsal/1", token, reason="Hết hạn ký", password="not to be kept")
    assert sent.location == "/account/log-in?kept=1"
    assert written(desk) == []
    assert "được giữ lại" in browser.get(sent.location).text
    browser.send("/account/log-in", email="lan@example.vn", password=PASSWORD)
    assert browser.send("/account/second-factor", way="codes", code=code(1)).location == "/account/kept"
    page = browser.get("/account/kept").text
    assert "Hết hạn ký" in page
    assert "not to be kept" not in page
    assert 'action="/rehearsal/1"' in page
    browser.post("/rehearsal/1", TOKEN.findall(page)[0], reason="Hết hạn ký", kept_form="1")
    assert written(desk) == [(f"user:{lan}", 1, "Hết hạn ký")]
    assert browser.get("/account/kept").location == "/account"


def test_an_act_at_the_desk_that_was_sent_too_late_goes_on_where_it_was(fresh_app, lan, later):
    """The real form: its products, what was typed and the version that was seen are still there."""
    certification = register(fresh_app).id
    browser = log_in(fresh_app)
    page = browser.get(f"/registry/change?act=suspend&certification={certification}").text
    seen = page.split('name="seen" value="')[1].split('"')[0]
    fields = {"act": "suspend", "certification": certification, "seen": seen, "reason": "Mẫu không đạt"}
    later(minutes=31)
    assert (
        browser.post("/registry/change", TOKEN.findall(page)[0], **fields).location
        == "/account/log-in?kept=1"
    )
    browser.send("/account/log-in", email="lan@example.vn", password=PASSWORD)
    browser.send("/account/second-factor", way="codes", code=code(1))
    kept = browser.get("/account/kept").text
    assert all(f'value="{value}"' in kept for value in (certification, seen, "Mẫu không đạt"))
    answer = browser.post("/registry/change", TOKEN.findall(kept)[0], **fields, kept_form="1")
    assert 'data-verdict="suspended"' in answer.text  # the preview: nothing is done unseen


def test_somebody_else_is_not_shown_it(desk, lan, later):
    browser = log_in(desk)
    token = browser.token()
    later(minutes=31)
    browser.post("/rehearsal/1", token, reason="secret")
    minh = log_in(desk, "minh@example.vn")
    assert minh.get("/account/kept").location == "/account"


def test_a_form_from_another_tab_is_shown_again_instead_of_lost(desk, lan, later):
    """One tab logged in anew; the form in the other still has the token of the session that ended."""
    browser = log_in(desk)
    old = browser.token()
    later(minutes=31)
    browser.get("/account")
    browser.send("/account/log-in", email="lan@example.vn", password=PASSWORD)
    browser.send("/account/second-factor", way="codes", code=code(1))
    sent = browser.post("/rehearsal/1", old, reason="Hết hạn ký", headers={"Sec-Fetch-Site": "same-origin"})
    assert sent.location == "/account/kept"
    assert "Hết hạn ký" in browser.get("/account/kept").text
    assert written(desk) == []


def test_a_form_that_is_not_wanted_any_more_is_dropped(desk, lan, later):
    browser = log_in(desk)
    token = browser.token()
    later(minutes=31)
    browser.post("/rehearsal/1", token, reason="x")
    again = sit_down(desk, account_id=lan)
    assert again.get("/account/kept").status_code == 200
    again.post("/account/kept/drop")
    assert again.get("/account/kept").location == "/account"


def test_a_form_that_asks_who_it_is_first_is_not_lost_either(desk, later):
    boss = sit_down(desk, Grant(Role.ADMINISTRATOR), password_hash=None)
    later("confirmed_at", minutes=16)
    sent = boss.post("/account/people/new", email="thu@example.vn", name="Thu", role="organizer")
    assert sent.location == "/account/confirm?next=/account/kept"
    assert "thu@example.vn" in boss.get("/account/kept").text


def test_it_is_kept_for_a_day(desk, lan, later):
    browser = log_in(desk)
    token = browser.token()
    later(minutes=31)
    browser.post("/rehearsal/1", token, reason="x")
    with desk.app_context():
        row = db.session.query(KeptFormRow).one()
        row.kept_at = row.kept_at.replace(year=row.kept_at.year - 1)
        db.session.commit()
    assert sit_down(desk, account_id=lan).get("/account/kept").location == "/account"


@pytest.mark.parametrize("number", ["", "a" * 43])
def test_nothing_is_kept_for_strangers(desk, lan, number):
    somebody = stranger(desk)
    token = somebody.token("/account/log-in")
    if number:
        somebody.client.set_cookie("__Host-ocop_session", number, domain="ocop.vn", secure=True)
    assert somebody.post("/rehearsal/1", token, reason="x").location == "/account/log-in"
    with desk.app_context():
        assert db.session.query(KeptFormRow).count() == 0
