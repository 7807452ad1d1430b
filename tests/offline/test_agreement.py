"""The phone's verifier and the server's give the same answers, on every vector and on invented registers."""

import json
import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import product
from typing import Any

import pytest

from ocop_verify.catalog.recognition import place_of
from ocop_verify.domain.catalogue import Catalogue, Record
from ocop_verify.domain.label import label_of
from ocop_verify.domain.records import (
    Certification,
    Decision,
    Extension,
    LabelKind,
    Producer,
    ProducerType,
    Product,
    Revocation,
    RevocationGround,
    Suspension,
    VoidRange,
)
from ocop_verify.domain.token import (
    _SMALL_ORDER,
    Ed25519Algorithm,
    MalformedToken,
    _public_key,
    authenticate,
    read_token,
    sign_label,
    tidy,
)
from ocop_verify.domain.typed_code import MalformedCode, tidy_code
from ocop_verify.domain.verdict import Authenticity, Circulation, decide
from tests.cast import NOW, make_authority
from tests.domain.test_token import PUBLISHED, needs_published
from tests.domain.test_verdict import records_in
from tests.offline.node import TRUSTED, answers_to, armoured, packed
from tests.vectors.make import FOLDER
from tests.vectors.signers import FOREIGN, KEY, OURS, UNIT_BATCH

DAY = timedelta(days=1)


def read(pattern: str) -> dict[str, dict[str, Any]]:
    """The vectors of one kind, by name."""
    files = sorted(FOLDER.glob(pattern))
    return {file.stem: json.loads(file.read_text("utf-8")) for file in files}


TOKENS, VERDICTS = read("token_*.json"), read("verdict_*.json")


def furnished(records: list[Record], version: int = 1, at: datetime = NOW) -> Catalogue:
    """The catalogue of these records, with the decisions and producers that they name and do not bring."""
    certifications = [each for each in records if isinstance(each, Certification)]
    products = [each for each in records if isinstance(each, Product)]
    others: list[Record] = [make_authority()]
    others += [
        Decision(key, 1, f"{key}/QĐ", date(2024, 1, 1)) for key in {c.decision_id for c in certifications}
    ]
    others += [Producer(key, f"Nhà {key}", ProducerType.OTHER) for key in {p.producer_id for p in products}]
    return Catalogue.of(version, at, [*others, *records])


# --- vectors ------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def token_answers() -> dict[str, Any]:
    questions = [{"ask": "token", "text": each["text"], "keys": each["keys"]} for each in TOKENS.values()]
    return dict(zip(TOKENS, answers_to(questions), strict=True))


@pytest.mark.parametrize("name", TOKENS)
def test_each_token_is_taken_for_what_it_is(name: str, token_answers: dict[str, Any]) -> None:
    expected = {key: value for key, value in TOKENS[name]["expect"].items() if key != "text"}
    found = token_answers[name]
    assert {key: found.get(key) for key in expected} == expected


@pytest.fixture(scope="module")
def verdict_answers() -> dict[str, Any]:
    return dict(zip(VERDICTS, answers_to(map(verdict_question, VERDICTS.values())), strict=True))


def verdict_question(vector: dict[str, Any]) -> dict[str, Any]:
    catalogue = furnished(list(records_in(vector)), vector["catalogue"]["version"])
    asked = {name: vector[name] for name in ("text", "now", "circulation")}
    return {"ask": "verdict", **asked, "catalogue": armoured(packed(catalogue)), "trusted": TRUSTED}


@pytest.mark.parametrize("name", VERDICTS)
def test_each_verdict_is_the_servers(name: str, verdict_answers: dict[str, Any]) -> None:
    expected = {key: value for key, value in VERDICTS[name]["expect"].items() if key != "status"}
    found = verdict_answers[name]
    assert {key: found[key] for key in expected} == expected


# --- signatures ---------------------------------------------------------------------------------------


def published() -> Iterator[tuple[str, str, str]]:
    """Key, message and signature of every published case, in hexadecimal."""
    wycheproof = json.loads((PUBLISHED / "wycheproof-ed25519" / "ed25519_test.json").read_text("utf-8"))
    for group in wycheproof["testGroups"]:
        for case in group["tests"]:
            yield group["publicKey"]["pk"], case["msg"], case["sig"]
    for case in json.loads((PUBLISHED / "ed25519-speccheck" / "cases.json").read_text("utf-8")):
        yield case["pub_key"], case["message"], case["signature"]


@needs_published
def test_both_judge_every_published_signature_alike() -> None:
    cases = list(published())
    ours = [Ed25519Algorithm().verify_signature(*(bytes.fromhex(part) for part in case)) for case in cases]
    asked = [{"ask": "signature", "by": "both", **named(case)} for case in cases]
    assert len(cases) == 151 + 12
    assert answers_to(asked) == ours


@needs_published
def test_the_library_for_older_phones_judges_them_as_the_browsers_own_does() -> None:
    """But for what is refused before either is asked."""
    cases = [case for case in published() if len(case[2]) == 128 and is_asked_about(case)]
    by = {
        name: answers_to({"ask": "signature", "by": name, **named(case)} for case in cases)
        for name in ("noble", "webcrypto")
    }
    assert by["noble"] == by["webcrypto"]
    assert by["noble"].count(True) > 60


def is_asked_about(case: tuple[str, str, str]) -> bool:
    key, nonce = bytes.fromhex(case[0]), bytes.fromhex(case[2])[:32]
    return _public_key(key) is not None and nonce not in _SMALL_ORDER


def named(case: tuple[str, str, str]) -> dict[str, str]:
    return dict(zip(("key", "message", "signature"), case, strict=True))


def test_only_an_implementation_that_judges_the_edges_alike_is_used() -> None:
    asked = ({"ask": "strict", "by": by} for by in ("noble", "webcrypto", "lax"))
    assert answers_to(asked) == [True, True, False]


# --- texts --------------------------------------------------------------------------------------------

PIECES = (
    "http://", "HTTPS://", "httpſ://", "ocop.vn", "a@b:8", "/", "//", "vi/", "VI/", "vı/", "vİ/",
    "en/", "eN/", "code/", "?x", "#y", " ", "\x1c", "\x85", "\u00a0", "\u2003", "\u200b", "\ufeff", "\u180e",
    "𝟘", "ﬁ", "AB12",
)  # fmt: skip


def test_both_tidy_whatever_is_pasted_alike() -> None:
    chance = random.Random(7)
    texts = ["".join(chance.choices(PIECES, k=chance.randint(1, 9))) for _ in range(3_000)]
    texts += [chr(code) + "A" for code in range(0x3100)]
    assert answers_to({"ask": "tidy", "text": text} for text in texts) == [tidy(text) for text in texts]


def test_both_know_a_typed_code_when_they_see_one() -> None:
    chance = random.Random(8)
    letters = "0123456789" * 9 + "OoＯｏIiLl|Ｉｌ０９ \t.,·．。-–—―－−_/:*'\u00a0\u200b\ufeffx5é𝟘"
    texts = ["".join(chance.choices(letters, k=chance.randint(13, 24))) for _ in range(3_000)]
    texts += ["1" * 15, "1" * 16, " " * 90 + "1" * 15, ""]
    expected = list(map(digits_of, texts))
    assert answers_to({"ask": "typed", "text": text} for text in texts) == expected
    assert sum(each is not None for each in expected) > 100


def digits_of(text: str) -> str | None:
    try:
        return tidy_code(text)
    except MalformedCode:
        return None


# --- invented registers -------------------------------------------------------------------------------


def invented(chance: random.Random) -> list[Record]:
    """Three products with certifications and batches in every condition, around one day."""

    def some_day() -> date:
        return NOW.date() + DAY * chance.choice(
            [-1300, -1100, -1007, -1006, -400, -91, -1, 0, 1, 60, 90, 91, 700]
        )

    def maybe(value: Any) -> Any:
        return value if chance.random() < 0.25 else None

    records: list[Record] = [
        replace(KEY, distrusted_from=maybe(some_day())),
        *(Product(key, key, f"Sản phẩm {key}") for key in (1, 2, 3)),
    ]
    for key in range(1, 7):
        begins = some_day()
        certification = Certification(
            key, chance.randint(1, 3), key, chance.randint(3, 5), begins,
            printed_until=maybe(some_day()),
            extension=Extension(extended, "") if (extended := maybe(some_day())) else None,
            suspensions=tuple(
                Suspension(some_day(), "", lifted_on=maybe(some_day())) for _ in range(chance.randint(0, 2))
            ) if chance.random() < 0.3 else (),
            revocation=Revocation(on, RevocationGround.OTHER, "") if (on := maybe(some_day())) else None,
        )  # fmt: skip
        voids = (VoidRange(3, 5), VoidRange(9, 9)) if chance.random() < 0.3 else ()
        batch = replace(UNIT_BATCH, id=key, certification_id=key, count=9, issued_on=some_day(), voids=voids)
        kind = chance.choice(list(LabelKind))
        records += [certification, replace(batch, kind=kind, count=9 if kind is LabelKind.UNIT else 1)]
    return records


def invented_texts(catalogue: Catalogue, chance: random.Random) -> Iterator[str]:
    for batch, serial in product(catalogue.batches.values(), (0, 1, 4, 9, 10)):
        signer = FOREIGN if chance.random() < 0.1 else OURS
        claimed = replace(batch, certification_id=chance.choice([batch.certification_id] * 9 + [77]))
        yield sign_label(label_of(claimed, serial), signer)


def test_both_decide_alike_over_invented_registers() -> None:
    chance, questions, expected = random.Random(2026), [], []
    for _ in range(60):
        catalogue = furnished(invented(chance))
        sealed = armoured(packed(catalogue))
        for text in invented_texts(catalogue, chance):
            now = NOW + timedelta(hours=chance.choice([0, 0, 13, 14, 24 * 40]))
            questions.append(
                {
                    "ask": "verdict",
                    "text": text,
                    "now": now.isoformat(),
                    "catalogue": sealed,
                    "trusted": TRUSTED,
                }
            )
            expected.append(answer_of(text, catalogue, now))
    found = answers_to(questions)
    assert [
        (question["text"], one, other)
        for question, one, other in zip(questions, found, expected, strict=True)
        if one != other
    ] == []
    assert {each["headline"] for each in expected} >= {
        "forged", "unknown", "label_voided", "revoked", "suspended", "superseded", "expired", "not_yet_valid",
        "expiring", "in_force",
    }  # fmt: skip


def answer_of(text: str, catalogue: Catalogue, now: datetime) -> dict[str, Any]:
    """The server's answer, with the names that the phone must be able to show."""
    try:
        signed = read_token(tidy(text))
    except MalformedToken:
        verdict = decide(None, Authenticity.MALFORMED, catalogue, now)
    else:
        verdict = decide(signed.label, authenticate(signed, catalogue.keys), catalogue, now)
    return {
        "headline": verdict.headline.value,
        "authenticity": verdict.authenticity.value,
        "standing": verdict.standing.value,
        "circulation": Circulation.NORMAL.value,
        "valid_until": verdict.valid_until and verdict.valid_until.isoformat(),
        "newer": verdict.newer and verdict.newer.id,
        "certification": verdict.certification and verdict.certification.id,
        "names": verdict.certification and names_of(verdict.certification, catalogue),
    }


def names_of(certification: Certification, catalogue: Catalogue) -> dict[str, Any]:
    product = catalogue.products[certification.product_id]
    producer = catalogue.producers[product.producer_id]
    decision = catalogue.decisions[certification.decision_id]
    return {
        "productId": product.id,
        "product": product.name,
        "producer": producer.name,
        "place": place_of(producer),
        "decision": decision.number,
        "decidedOn": (decision.issued_on - date(1970, 1, 1)).days,
        "authority": catalogue.authorities[decision.authority_id].name,
    }
