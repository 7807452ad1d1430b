"""Whatever goes wrong, a person gets a calm page and a machine a problem document; nobody a traceback."""

import pytest
from flask import Flask, abort
from sqlalchemy.exc import IntegrityError, InternalError, OperationalError

from ocop_verify import web
from ocop_verify.config import ROOT
from ocop_verify.domain.errors import N_, OcopError
from ocop_verify.web.errors import WORDS, on_unavailable
from tests.pages import problems_of

STATUSES = (400, 401, 403, 404, 405, 413, 415, 422, 429, 500, 502, 503)
JSON = {"Accept": "application/json"}


class Site:
    public_url = "https://ocop.vn/"
    host = "ocop.vn"


class Gone(OcopError):
    """What answers stand on is missing."""


@pytest.fixture(scope="module")
def app():
    app = Flask("errors", root_path=str(ROOT), static_folder="static", template_folder="templates")
    app.config["TRUSTED_HOSTS"] = ["localhost"]
    web.init_app(app, Site())
    app.register_error_handler(Gone, on_unavailable)

    @app.get("/status/<int:status>")
    def status(status):
        abort(status)

    @app.get("/crash")
    def crash():
        raise RuntimeError("the secret is 1234")

    @app.get("/refuse")
    def refuse():
        raise OcopError(N_("Quyết định %(number)s"), number="<b>12</b>")

    @app.get("/gone")
    def gone():
        raise Gone(N_("Chưa kiểm tra được"))

    @app.get("/database")
    def database():
        raise OperationalError("SELECT secret", {}, Exception("disk I/O error"))

    @app.get("/conflict")
    def conflict():
        raise IntegrityError("SELECT secret", {}, Exception("UNIQUE constraint failed"))

    @app.get("/standby")
    def standby():
        refusal = Exception("cannot execute INSERT in a read-only transaction")
        refusal.sqlstate = "25006"
        raise InternalError("SELECT secret", {}, refusal)

    @app.get("/api/v1/status/<int:status>")
    def api(status):
        abort(status)

    return app


@pytest.fixture
def read(app):
    return app.test_client().get


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("status", STATUSES)
def test_a_person_gets_a_whole_page_in_their_language(read, status, prefix):
    answer = read(f"{prefix}/status/{status}")
    assert answer.status_code == status
    assert answer.mimetype == "text/html"
    assert f'<html lang="{prefix[1:] or "vi"}">' in answer.text
    assert problems_of(answer.text, answer.headers["Content-Security-Policy"]) == []


@pytest.mark.parametrize("status", sorted(WORDS))
def test_the_page_says_what_happened_and_what_to_do(read, status):
    text = read(f"/status/{status}").text
    assert WORDS[status].title in text
    assert WORDS[status].advice in text


@pytest.mark.parametrize("status", STATUSES)
def test_a_machine_gets_a_problem_document(read, status):
    answer = read(f"/status/{status}", headers=JSON)
    assert answer.status_code == status
    assert answer.mimetype == "application/problem+json"
    assert answer.json["status"] == status
    assert answer.json.keys() == {"type", "title", "status", "detail"}


def test_under_the_api_every_error_is_a_problem_document(read):
    assert read("/api/v1/status/404").mimetype == "application/problem+json"
    assert read("/api/v1/nothing").mimetype == "application/problem+json"


@pytest.mark.parametrize("headers", [{}, JSON])
def test_a_crash_tells_nothing_of_itself(read, headers):
    answer = read("/crash", headers=headers)
    assert answer.status_code == 500
    assert "1234" not in answer.text
    assert "Traceback" not in answer.text
    assert "RuntimeError" not in answer.text


def test_a_refusal_says_why_with_its_values_and_escapes_them(read):
    page = read("/en/refuse")
    assert page.status_code == 422
    assert "Decision &lt;b&gt;12&lt;/b&gt;" in page.text
    assert read("/refuse", headers=JSON).json["detail"] == "Quyết định <b>12</b>"


@pytest.mark.parametrize("path", ["/gone", "/database", "/standby"])
def test_what_is_away_for_now_may_be_asked_again(read, path):
    answer = read(path)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "30"
    assert "Chưa kiểm tra được" in answer.text
    assert "secret" not in answer.text


def test_headers_that_belong_to_a_status_stay(app):
    answer = app.test_client().post("/crash")
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]


def test_no_error_is_kept_by_a_cache(read):
    assert read("/status/404").headers["Cache-Control"] == "no-store"


def test_what_was_sent_is_not_repeated(read):
    assert "somebodys-label" not in read("/somebodys-label").text.replace("/en/somebodys-label", "")


def test_a_strangers_host_gets_a_page_too(read):
    """Flask knows no URLs then, so the page must do without ``url_for``."""
    answer = read("/", headers={"Host": "evil.example"})
    assert answer.status_code == 400
    assert WORDS[400].title in answer.text
    assert "evil.example" not in answer.text


def test_where_the_page_itself_fails_a_last_word_is_left(app, read, tmp_path):
    """As when the templates were removed under a running server."""
    loader, app.jinja_env.loader = app.jinja_env.loader, None
    app.jinja_env.cache.clear()
    try:
        answer = read("/crash")
    finally:
        app.jinja_env.loader = loader
    assert answer.status_code == 500
    assert "Có lỗi ở phía chúng tôi" in answer.text
    assert "Something went wrong" in answer.text


def test_a_database_that_answered_with_a_fault_is_our_fault(client):
    response = client.get("/conflict")
    assert response.status_code == 500
    assert "secret" not in response.text
