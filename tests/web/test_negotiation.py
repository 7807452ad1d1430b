"""Page or JSON, by what the asker likes better."""

import pytest
from flask import Request
from werkzeug.test import create_environ

from ocop_verify.web.negotiation import is_for_machines, wants_json

CHROME = (
    "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8,"
    "application/signed-exchange;v=b3;q=0.7"
)


def asked(path="/", accept=None):
    return Request(create_environ(path, headers={} if accept is None else {"Accept": accept}))


@pytest.mark.parametrize(
    ("accept", "json"),
    [
        (None, False),
        ("", False),
        (CHROME, False),
        ("*/*", False),  # curl, and chats that fetch a preview
        ("application/json", True),
        ("application/json, text/html", False),  # equally liked: the page
        ("application/json, text/html;q=0.9", True),
        ("application/json;q=0.5, text/html", False),
        ("application/json, */*;q=0.1", True),
        ("application/*", True),
        ("application/*, text/*", False),
        ("application/problem+json", True),
        ("text/html, application/json;q=0", False),
        ("APPLICATION/JSON", True),
        ("application/json;q=nonsense", False),
        ("text/plain", False),
    ],
)
def test_json_is_given_to_those_who_like_it_better(accept, json):
    assert wants_json(asked(accept=accept)) is json


@pytest.mark.parametrize(
    ("path", "machine"),
    [("/api/v1/verify/x", True), ("/.well-known/x", True), ("/apiary", False), ("/", False)],
)
def test_some_paths_are_for_machines(path, machine):
    assert is_for_machines(asked(path, CHROME)) is machine
