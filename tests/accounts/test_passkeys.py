"""Passkeys: what is asked for, where they can be, and that nothing odd counts as an answer.

The whole way, with a real authenticator's answers, is walked in ``tests/browser/test_accounts.py``.
"""

import json
from base64 import urlsafe_b64encode

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ocop_verify.accounts.models import AccountRow, PasskeyRow
from ocop_verify.accounts.passkeys import PasskeyRefused, Site
from tests.cast import NOW

SITE = Site("https://ocop.vn")
CHALLENGE = b"c" * 32


def text(content):
    return urlsafe_b64encode(content).decode().rstrip("=")


def make_account():
    """Somebody with one passkey."""
    account = AccountRow(id=12, email="lan@example.vn", name="Lan")
    account.passkeys.append(PasskeyRow(credential_id=b"known", public_key=b"\xa0", sign_count=3))
    return account


def client_data(kind, origin="https://ocop.vn"):
    """What a browser says that it was asked."""
    return text(json.dumps({"type": kind, "challenge": text(CHALLENGE), "origin": origin}).encode())


@pytest.mark.parametrize(
    ("origin", "can"),
    [
        ("https://ocop.vn", True),
        ("https://ocop.vn:8443", True),
        ("http://localhost:8000", True),
        ("http://127.0.0.1:8000", False),  # browsers want a name
        ("https://10.0.0.5", False),
        ("http://ocop.vn", False),  # and https
    ],
)
def test_passkeys_need_a_name_and_https_but_on_this_machine(origin, can):
    assert Site(origin).can is can


def test_a_browser_is_asked_for_this_site_with_a_fresh_challenge():
    first, second = SITE.ask_for_known(make_account()), SITE.ask_for_known(make_account())
    options = json.loads(first.options)
    assert options["rpId"] == "ocop.vn"
    assert options["allowCredentials"][0]["id"] == text(b"known")
    assert first.challenge != second.challenge
    assert len(first.challenge) >= 16


def test_a_new_passkey_is_not_one_that_is_there_already():
    options = json.loads(SITE.ask_for_new(make_account()).options)
    assert [each["id"] for each in options["excludeCredentials"]] == [text(b"known")]
    assert "lan@example.vn" not in options["user"]["id"]


ODD = [
    "", "{", "[]", "null", "1", '"x"', "{}", '{"id": null}', '{"id": "a"}', '{"id": 7, "response": []}',
    json.dumps({"id": text(b"known")}),
    json.dumps({"id": text(b"known"), "rawId": "", "type": "public-key", "response": {}}),
    "[" * 10_000,
]  # fmt: skip


@pytest.mark.parametrize("answer", ODD, ids=range(len(ODD)))
def test_an_odd_answer_is_none(answer):
    assert SITE.check(make_account(), answer, CHALLENGE, now=NOW) is None
    with pytest.raises(PasskeyRefused):
        SITE.register(None, make_account(), answer, CHALLENGE, "x", now=NOW)  # type: ignore[arg-type]


@given(st.binary(max_size=120), st.binary(max_size=120))
@example(b"\x81" * 9_000, b"")  # arrays in arrays, without end
@example(b"\xbf" * 9_000, b"")
@example(b"\x9b" + b"\xff" * 8, b"")  # an array of 2^64 - 1 things
@example(b"\xc2\x5b" + b"\xff" * 8, b"")
def test_no_bytes_are_an_answer(one, two):
    credential = {"id": text(b"known"), "rawId": text(b"known"), "type": "public-key"}
    used = {
        "clientDataJSON": client_data("webauthn.get"),
        "authenticatorData": text(one),
        "signature": text(two),
    }
    answer = json.dumps({**credential, "response": used})
    assert SITE.check(make_account(), answer, CHALLENGE, now=NOW) is None
    made = {"clientDataJSON": client_data("webauthn.create"), "attestationObject": text(one)}
    with pytest.raises(PasskeyRefused):
        SITE.register(
            None, make_account(), json.dumps({**credential, "response": made}), CHALLENGE, "x", now=NOW
        )
