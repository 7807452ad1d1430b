"""What every answer tells the browser."""

import pytest
from flask import Flask, Response

from ocop_verify.web import headers
from tests.pages import directive

HASHES = {"style-src": ("'sha256-abc='",)}


def app_with(https):
    app = Flask("headers")
    headers.init_app(app, https=https, hashes=HASHES)

    @app.get("/plain")
    def plain():
        return "plain"

    @app.get("/own")
    def own():
        answer = Response("own")
        answer.headers["Content-Security-Policy"] = headers.policy({"script-src": ["'wasm-unsafe-eval'"]})
        return answer

    @app.get("/private")
    def private():
        return Response("private", headers=headers.PRIVATE)

    return app


@pytest.fixture
def read():
    return app_with(https=True).test_client().get


@pytest.mark.parametrize(
    ("name", "sources"),
    [
        ("default-src", ["'none'"]),
        ("style-src", ["'self'", "'sha256-abc='"]),
        ("script-src", ["'self'"]),
        ("img-src", ["'self'", "data:"]),
        ("form-action", ["'self'"]),
        ("frame-ancestors", ["'none'"]),
        ("base-uri", ["'none'"]),
    ],
)
def test_the_policy_refuses_all_that_is_not_named(read, name, sources):
    assert directive(read("/plain").headers["Content-Security-Policy"], name) == sources


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "no-referrer"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
    ],
)
@pytest.mark.parametrize("path", ["/plain", "/missing"])
def test_errors_are_no_exception(read, path, name, value):
    assert read(path).headers.getlist(name) == [value]


def test_the_camera_is_ours_alone_and_the_place_is_nobodys(read):
    policy = read("/plain").headers["Permissions-Policy"]
    assert "camera=(self)" in policy
    assert "geolocation=()" in policy


def test_a_page_may_bring_its_own_policy(read):
    sent = read("/own").headers.getlist("Content-Security-Policy")
    assert len(sent) == 1
    assert directive(sent[0], "script-src") == ["'self'", "'wasm-unsafe-eval'"]
    assert directive(sent[0], "default-src") == ["'none'"]


def test_https_is_insisted_on_only_where_the_site_has_it():
    assert "Strict-Transport-Security" in app_with(https=True).test_client().get("/plain").headers
    assert "Strict-Transport-Security" not in app_with(https=False).test_client().get("/plain").headers


def test_answers_about_one_label_are_kept_and_listed_by_nobody(read):
    sent = read("/private").headers
    assert (sent["Cache-Control"], sent["X-Robots-Tag"]) == ("no-store", "noindex")
