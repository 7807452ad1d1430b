"""A label as text: one spelling, no forgery, and nothing but our errors whatever comes in."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st
from itsdangerous import BadData, BadSignature
from itsdangerous.encoding import base64_decode

from ocop_verify.domain.errors import OcopError
from ocop_verify.domain.label import MalformedReason, with_serial
from ocop_verify.domain.records import LabelKey, LabelKind
from ocop_verify.domain.token import (
    _PRIME,
    _SMALL_ORDER,
    LABEL_CONTEXT,
    Authenticity,
    Ed25519Algorithm,
    Label,
    LabelSigner,
    MalformedToken,
    UnencodableLabel,
    _public_key,
    authenticate,
    decode_label,
    encode_label,
    label_of,
    read_token,
    sign_label,
    sign_labels,
    tidy,
)
from tests.vectors.make import FOLDER, render, vectors
from tests.vectors.signers import FOREIGN, KEY, OURS, UNIT_BATCH

PUBLISHED = Path(__file__).parents[2].parent / "shared" / "vectors"
LABEL = label_of(UNIT_BATCH, 123)
TOKEN = sign_label(LABEL, OURS)

labels = st.builds(
    Label,
    key_id=st.integers(0, 31),
    certification_id=st.integers(0, 2**32 - 1),
    batch_id=st.integers(0, 2**24 - 1),
    serial=st.integers(0, 2**24 - 1),
    kind=st.sampled_from(LabelKind),
    printed_until=st.dates(date(2018, 1, 1), date(2197, 6, 6)),
    printed_stars=st.integers(3, 5),
    issued_on=st.dates(date(2018, 1, 1), date(2197, 6, 6)),
)


def specimens(prefix: str) -> list[Any]:
    """The vectors of one kind, by their name."""
    files = sorted(FOLDER.glob(f"{prefix}_*.json"))
    return [pytest.param(json.loads(file.read_text("utf-8")), id=file.stem) for file in files]


def keys_of(vector: dict[str, Any]) -> dict[int, LabelKey]:
    return {
        int(key): LabelKey(int(key), bytes.fromhex(public), date(2025, 1, 1))
        for key, public in vector["keys"].items()
    }


def test_the_vectors_are_what_their_script_makes() -> None:
    made = {f"{vector['name']}.json": render(vector) for vector in vectors()}
    assert {file.name: file.read_text("utf-8") for file in FOLDER.glob("*.json")} == made


@pytest.mark.parametrize("vector", specimens("token"))
def test_each_specimen_is_taken_for_what_it_is(vector: dict[str, Any]) -> None:
    found: dict[str, Any]
    try:
        signed = read_token(tidy(vector["text"]))
    except MalformedToken as problem:
        found = {"authenticity": "malformed", "reason": problem.reason}
    else:
        label = msgspec.to_builtins(signed.label)
        found = {
            "authenticity": authenticate(signed, keys_of(vector)),
            "label": label,
            "text": signed.text,
        }
    assert {name: found[name] for name in vector["expect"]} == vector["expect"]


# --- payload and text ---------------------------------------------------------------------------------


@given(labels)
def test_a_payload_says_what_was_put_in(label: Label) -> None:
    payload = encode_label(label)
    assert len(payload) == 16
    assert decode_label(payload) == label


def test_the_payload_has_the_published_layout() -> None:
    label = Label(5, 0x01020304, 0x0A0B0C, 0x0D0E0F, LabelKind.UNIT, date(2018, 1, 3), 4, date(2018, 9, 14))
    assert encode_label(label).hex() == "25010203040a0b0c0d0e0f0002880100"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("key_id", 32),
        ("certification_id", 2**32),
        ("batch_id", 2**24),
        ("serial", 2**24),
        ("serial", -1),
        ("printed_stars", 2),
        ("printed_stars", 6),
        ("printed_until", date(2017, 12, 31)),
        ("printed_until", date(2197, 6, 7)),
        ("issued_on", date(2017, 12, 31)),
    ],
)
def test_a_value_without_room_is_refused_by_name(field: str, value: object) -> None:
    with pytest.raises(UnencodableLabel) as caught:
        encode_label(replace(LABEL, **{field: value}))
    assert caught.value.values == {"field": field, "value": value}


@given(st.binary(min_size=64, max_size=64), labels)
def test_a_text_is_read_back_to_the_same_bytes_and_the_same_text(signature: bytes, label: Label) -> None:
    number = int.from_bytes(encode_label(label) + signature, "big")
    text = in_base_36(number)
    signed = read_token(text)
    assert (signed.label, signed.signature, signed.text) == (label, signature, text)


def in_base_36(number: int) -> str:
    """Schoolbook base 36, to hold the quick way against."""
    text = ""
    for _ in range(124):
        number, digit = divmod(number, 36)
        text = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"[digit] + text
    return text


@given(st.text(max_size=130) | st.text("0123456789ABCDEFghij١１ſ _+", min_size=124, max_size=124))
def test_junk_gives_nothing_but_malformed(text: str) -> None:
    with pytest.raises(MalformedToken) as caught:
        read_token(text)
    assert isinstance(caught.value, OcopError)
    assert isinstance(caught.value, BadData)
    assert str(caught.value)


@given(st.text())
def test_what_is_tidy_stays_as_it_is(text: str) -> None:
    once = tidy(text)
    assert tidy(once) == once


@pytest.mark.parametrize(
    ("pasted", "code"),
    [
        ("", ""),
        ("  ABC \n DEF\t", "ABCDEF"),
        ("A\u00a0B\u200bC\ufeff", "ABC"),
        ("https://ocop.vn/ABC", "ABC"),
        ("HTTPS://OCOP.VN/ABC", "ABC"),
        ("http://127.0.0.1:8000/vi/ABC", "ABC"),
        ("https://ocop.vn/en/ABC?lang=vi#now", "ABC"),
        ("https://ocop.vn/code/200 550 575", "200550575"),
        ("https://ocop.vn/ABC/", "ABC"),
        ("https://ocop.vn", "https://ocop.vn"),
        ("ocop.vn/ABC", "ocop.vn/ABC"),
    ],
)
def test_of_an_address_only_the_code_is_left(pasted: str, code: str) -> None:
    assert tidy(pasted) == code


# --- signature ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("position", range(124))
def test_no_character_can_be_changed(position: int) -> None:
    other = "7" if TOKEN[position] != "7" else "8"
    try:
        signed = read_token(TOKEN[:position] + other + TOKEN[position + 1 :])
    except MalformedToken:
        return
    assert authenticate(signed, {31: KEY, 3: KEY}) is not Authenticity.SIGNATURE_VALID


def test_a_batch_is_signed_as_its_labels_are_one_by_one() -> None:
    serials = (1, 2, 1000)
    assert list(sign_labels(LABEL, serials, OURS)) == [
        sign_label(replace(LABEL, serial=serial), OURS) for serial in serials
    ]


def test_labels_are_signed_only_as_they_are_asked_for() -> None:
    serials = iter(range(1, 4))
    texts = sign_labels(LABEL, serials, OURS)
    next(texts)
    assert list(serials) == [2, 3]


def test_a_label_of_another_key_is_not_signed() -> None:
    with pytest.raises(UnencodableLabel):
        sign_label(replace(LABEL, key_id=4), OURS)


def test_a_serial_without_room_is_not_signed() -> None:
    with pytest.raises(UnencodableLabel):
        with_serial(encode_label(LABEL), 2**24)


def test_the_signature_is_the_one_of_itsdangerous() -> None:
    payload = encode_label(LABEL)
    wrapped = OURS.sign(payload)
    assert wrapped.startswith(payload + b".")
    assert base64_decode(wrapped[17:]) == OURS.signature_of(payload) == read_token(TOKEN).signature


def test_the_signature_covers_the_context() -> None:
    public = Ed25519PublicKey.from_public_bytes(OURS.public)
    public.verify(read_token(TOKEN).signature, LABEL_CONTEXT + encode_label(LABEL))


def test_the_signer_unsigns_what_it_signed() -> None:
    payload = encode_label(LABEL)
    assert OURS.unsign(OURS.sign(payload)) == payload


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda signed: FOREIGN.sign(signed[:16]), id="another key"),
        pytest.param(lambda signed: b"$" + signed[1:], id="another payload"),
        pytest.param(lambda signed: signed[:-1], id="a character lost"),
        pytest.param(lambda signed: signed + b"=", id="padding"),
        pytest.param(lambda signed: signed[:30] + b"!" + signed[30:], id="junk that base64 would skip"),
        pytest.param(lambda signed: signed[:30] + "é".encode() + signed[30:], id="a letter that is skipped"),
        pytest.param(lambda signed: signed[:-1] + bytes([signed[-1] + 1]), id="another last character"),
    ],
)
def test_the_signer_refuses_every_other_spelling(spoil: Any) -> None:
    signed = OURS.sign(encode_label(LABEL))
    with pytest.raises(BadSignature):
        OURS.unsign(spoil(signed))


def test_a_signer_shows_its_public_half_only() -> None:
    assert OURS.public == KEY.public
    assert OURS.secret_key not in repr(vars(OURS.algorithm)).encode()
    assert LabelSigner(0, bytes(32)).public != bytes(32)


@pytest.mark.parametrize("raw", [b"", bytes(31), bytes(33), b"\xff" * 32])
def test_bytes_that_are_no_key_verify_nothing(raw: bytes) -> None:
    signed = read_token(TOKEN)
    assert authenticate(signed, {3: replace(KEY, public=raw)}) is Authenticity.SIGNATURE_INVALID


# --- where libraries differ ---------------------------------------------------------------------------


def test_the_small_points_are_all_the_points_of_small_order() -> None:
    """Eight times each of them is the neutral element, and there are eight of them in fourteen spellings."""
    points = {point for spelling in _SMALL_ORDER if (point := decompress(spelling))}
    assert len(points) == 8
    assert {times_8(point) for point in points} == {(0, 1)}
    assert len(_SMALL_ORDER) == 14


D = -121665 * pow(121666, -1, _PRIME) % _PRIME
Point = tuple[int, int]


def decompress(spelling: bytes) -> Point | None:
    """The point that 32 bytes spell, leniently: beyond the prime, and with the sign of x = 0 ignored."""
    number = int.from_bytes(spelling, "little")
    y = (number & (2**255 - 1)) % _PRIME
    square = (y * y - 1) * pow(D * y * y + 1, -1, _PRIME) % _PRIME
    x = pow(square, (_PRIME + 3) // 8, _PRIME)
    if x * x % _PRIME != square:
        x = x * pow(2, (_PRIME - 1) // 4, _PRIME) % _PRIME
    if x * x % _PRIME != square:
        return None
    return (x if x & 1 == number >> 255 else -x % _PRIME, y)


def times_8(point: Point) -> Point:
    for _ in range(3):
        x, y = point
        product = D * x * x * y * y
        point = (
            2 * x * y * pow(1 + product, -1, _PRIME) % _PRIME,
            (y * y + x * x) * pow(1 - product, -1, _PRIME) % _PRIME,
        )
    return point


@pytest.mark.parametrize("name", ["token_small_order_nonce", "token_small_order_key"])
def test_another_library_would_accept_the_specimens_of_small_order(name: str) -> None:
    """Otherwise they would prove nothing about our own refusal. OpenSSL does, libsodium does not."""
    vector = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
    signed, keys = read_token(vector["text"]), keys_of(vector)
    public = Ed25519PublicKey.from_public_bytes(keys[3].public)
    public.verify(signed.signature, LABEL_CONTEXT + signed.payload)
    assert authenticate(signed, keys) is Authenticity.SIGNATURE_INVALID


def test_a_key_in_a_second_spelling_verifies_nothing() -> None:
    """A library may load it; two spellings of one key would be two keys to whoever compares bytes."""
    beyond = next(
        spelling
        for y in range(2, 19)
        if decompress(spelling := (y + _PRIME).to_bytes(32, "little")) and spelling not in _SMALL_ORDER
    )
    assert Ed25519PublicKey.from_public_bytes(beyond).public_bytes_raw() == beyond
    assert _public_key(beyond) is None


needs_published = pytest.mark.skipif(not PUBLISHED.is_dir(), reason="the published vectors are not here")


@needs_published
def test_all_published_vectors_of_wycheproof_are_judged_right() -> None:
    published = json.loads((PUBLISHED / "wycheproof-ed25519" / "ed25519_test.json").read_text("utf-8"))
    wrong, seen = [], 0
    for group in published["testGroups"]:
        public = bytes.fromhex(group["publicKey"]["pk"])
        for case in group["tests"]:
            seen += 1
            message, signature = bytes.fromhex(case["msg"]), bytes.fromhex(case["sig"])
            accepted = Ed25519Algorithm().verify_signature(public, message, signature)
            if accepted != (case["result"] == "valid"):
                wrong.append((case["tcId"], case["comment"]))
    assert seen == published["numberOfTests"] == 151
    assert wrong == []


@needs_published
def test_of_the_published_edge_cases_only_the_one_that_all_accept_is_accepted() -> None:
    """Case 3 has a key and a nonce of mixed order, which honest keys cannot be told from."""
    cases = json.loads((PUBLISHED / "ed25519-speccheck" / "cases.json").read_text("utf-8"))
    accepted = [
        Ed25519Algorithm().verify_signature(
            bytes.fromhex(case["pub_key"]), bytes.fromhex(case["message"]), bytes.fromhex(case["signature"])
        )
        for case in cases
    ]
    assert [number for number, verdict in enumerate(accepted) if verdict] == [3]


def test_every_reason_has_a_specimen() -> None:
    seen = {
        json.loads(file.read_text("utf-8"))["expect"].get("reason") for file in FOLDER.glob("token_*.json")
    }
    assert set(MalformedReason) <= seen
