"""What a scan is worth today. Most days and ladders are vectors, which the browser's verifier reads too."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import product
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocop_verify.domain.catalogue import Catalogue, Record
from ocop_verify.domain.label import MalformedToken, label_of
from ocop_verify.domain.records import (
    Batch,
    Certification,
    Extension,
    LabelKey,
    LabelKind,
    Product,
    Revocation,
    RevocationGround,
    Suspension,
)
from ocop_verify.domain.token import authenticate, read_token, tidy
from ocop_verify.domain.validity import end_of
from ocop_verify.domain.verdict import (
    Authenticity,
    Circulation,
    Headline,
    Standing,
    Verdict,
    decide,
    headline_of,
    standing_on,
    status_of,
)
from tests.vectors.make import FOLDER
from tests.vectors.signers import KEY, PRODUCT_BATCH, UNIT_BATCH
from tests.vectors.verdicts import CERTIFICATION, NEWER, OLDER

NOW = datetime(2026, 11, 24, 3, tzinfo=UTC)
FILES = sorted(FOLDER.glob("verdict_*.json"))
CLASSES: dict[str, type[Record]] = {
    "product": Product,
    "certification": Certification,
    "batch": Batch,
    "label_key": LabelKey,
}


def records_in(vector: dict[str, Any]) -> Iterator[Record]:
    for line in vector["catalogue"]["records"]:
        for kind, fields in line.items():
            yield msgspec.convert(fields, CLASSES[kind])


def answer_to(vector: dict[str, Any]) -> Verdict:
    """What our walk from text to verdict answers."""
    now = datetime.fromisoformat(vector["now"])
    compiled_at = datetime.fromisoformat(vector["catalogue"]["compiled_at"])
    catalogue = Catalogue.of(vector["catalogue"]["version"], compiled_at, records_in(vector))
    circulation = Circulation(vector["circulation"])
    try:
        signed = read_token(tidy(vector["text"]))
    except MalformedToken:
        return decide(None, Authenticity.MALFORMED, catalogue, now, circulation)
    return decide(signed.label, authenticate(signed, catalogue.keys), catalogue, now, circulation)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_each_specimen_gets_its_answer(file: Path) -> None:
    vector = json.loads(file.read_text("utf-8"))
    verdict = answer_to(vector)
    answer = {
        "headline": verdict.headline,
        "status": status_of(verdict.headline),
        "authenticity": verdict.authenticity,
        "circulation": verdict.circulation,
        "valid_until": verdict.valid_until and verdict.valid_until.isoformat(),
        "newer": verdict.newer and verdict.newer.id,
    }
    assert {name: answer[name] for name in vector["expect"]} == vector["expect"]


def test_every_headline_has_a_specimen() -> None:
    seen = {json.loads(file.read_text("utf-8"))["expect"]["headline"] for file in FILES}
    assert seen == set(Headline)


# --- the headline -------------------------------------------------------------------------------------

# As the design writes it down, first that applies.
LADDER = (
    "malformed > forged > unknown > label_voided > revoked > suspended > superseded > expired > "
    "not_yet_valid > expiring > in_force"
)


def test_the_headlines_are_the_ladder_of_the_design() -> None:
    assert " > ".join(Headline) == LADDER


@pytest.mark.parametrize(("authenticity", "standing"), list(product(Authenticity, Standing)))
def test_the_first_headline_that_applies_is_taken(authenticity: Authenticity, standing: Standing) -> None:
    applies = {
        Headline.MALFORMED: authenticity is Authenticity.MALFORMED,
        Headline.FORGED: authenticity in (Authenticity.UNKNOWN_KEY, Authenticity.SIGNATURE_INVALID),
    } | {Headline(each.value): each is standing for each in Standing}
    assert headline_of(authenticity, standing) == next(each for each in Headline if applies[each])


def test_every_headline_can_be_reached() -> None:
    assert {headline_of(*findings) for findings in product(Authenticity, Standing)} == set(Headline)


@pytest.mark.parametrize(
    ("headlines", "status"),
    [
        ({Headline.MALFORMED}, 400),
        ({Headline.FORGED, Headline.UNKNOWN}, 404),
        (set(Headline) - {Headline.MALFORMED, Headline.FORGED, Headline.UNKNOWN}, 200),
    ],
)
def test_every_label_that_we_issued_is_answered_with_success(headlines: set[Headline], status: int) -> None:
    assert {status_of(headline) for headline in headlines} == {status}


# --- standing, against a second telling of the rule ---------------------------------------------------

days = st.dates(date(2024, 1, 1), date(2030, 12, 31))
pauses = st.builds(Suspension, from_day=days, reason=st.just(""), lifted_on=st.none() | days)
certifications = st.builds(
    Certification,
    id=st.integers(1, 3),
    product_id=st.integers(1, 2),
    decision_id=st.just(1),
    stars=st.integers(3, 5),
    valid_from=days,
    printed_until=st.none() | days,
    extension=st.none() | st.builds(Extension, until=days, basis=st.just("26/2026/QĐ-TTg")),
    suspensions=st.lists(pauses, max_size=2).map(tuple),
    revocation=st.none()
    | st.builds(Revocation, on=days, ground=st.just(RevocationGround.OTHER), decision=st.just("")),
)


def facts_of(each: Certification, day: date) -> set[str]:
    """Everything that is true of a certification by itself on a day."""
    until = end_of(each.valid_from, each.printed_until, each.extension)
    one_day = timedelta(days=1)
    paused = [
        pause.from_day <= day <= (pause.lifted_on - one_day if pause.lifted_on else date.max)
        for pause in each.suspensions
    ]
    truths = {
        "revoked": each.revocation is not None and day >= each.revocation.on,
        "suspended": True in paused,
        "expired": until < day,
        "not_yet_valid": day < each.valid_from,
        "expiring": day <= until < day + timedelta(days=91),
        "in_force": True,
    }
    return {name for name, true in truths.items() if true}


def heaviest(facts: set[str]) -> str:
    return next(step for step in LADDER.split(" > ") if step in facts)


@given(st.lists(certifications, min_size=1, max_size=3, unique_by=lambda each: each.id), days)
def test_the_standing_is_the_heaviest_of_all_that_is_true(held: list[Certification], day: date) -> None:
    catalogue = Catalogue.of(1, NOW, held)
    asked = held[0]
    successors = [
        other
        for other in held
        if other.product_id == asked.product_id
        and (other.valid_from, other.id) > (asked.valid_from, asked.id)
        and heaviest(facts_of(other, day)) in ("in_force", "expiring")
    ]
    facts = facts_of(asked, day) | ({"superseded"} if successors else set())
    reading = standing_on(asked, catalogue, day)
    assert reading.standing == heaviest(facts)
    newest = max(successors, key=lambda other: (other.valid_from, other.id), default=None)
    assert reading.newer == (newest if reading.standing is Standing.SUPERSEDED else None)


# --- what a verdict tells -----------------------------------------------------------------------------

CATALOGUE = Catalogue.of(1, NOW, (KEY, CERTIFICATION, NEWER, OLDER, UNIT_BATCH, PRODUCT_BATCH))
LABEL = label_of(UNIT_BATCH, 7)


@given(
    st.sampled_from(Authenticity),
    st.none() | st.builds(replace, st.just(LABEL), serial=st.integers(0, 1001), key_id=st.integers(2, 4)),
    st.sampled_from(Circulation),
    days,
)
def test_circulation_never_changes_the_headline(
    authenticity: Authenticity, label: Any, circulation: Circulation, day: date
) -> None:
    now = datetime.combine(day, datetime.min.time(), UTC)
    calm = decide(label, authenticity, CATALOGUE, now)
    suspected = decide(label, authenticity, CATALOGUE, now, circulation)
    assert suspected == replace(calm, circulation=suspected.circulation)
    assert suspected.headline == headline_of(suspected.authenticity, suspected.standing)


@pytest.mark.parametrize("authenticity", [a for a in Authenticity if a is not Authenticity.SIGNATURE_VALID])
def test_nothing_that_a_forged_code_says_is_repeated(authenticity: Authenticity) -> None:
    verdict = decide(LABEL, authenticity, CATALOGUE, NOW)
    assert (verdict.label, verdict.batch, verdict.certification, verdict.valid_until) == (None,) * 4


def test_an_unknown_label_shows_what_it_claims_and_no_product() -> None:
    verdict = decide(replace(LABEL, serial=1001), Authenticity.SIGNATURE_VALID, CATALOGUE, NOW)
    assert (verdict.label is None, verdict.batch, verdict.certification) == (False, None, None)


def test_a_code_that_names_no_label_is_unknown() -> None:
    assert decide(None, Authenticity.SIGNATURE_VALID, CATALOGUE, NOW).headline is Headline.UNKNOWN


def test_a_superseded_label_still_shows_its_own_certification_and_the_newer() -> None:
    verdict = decide(LABEL, Authenticity.SIGNATURE_VALID, CATALOGUE, NOW)
    assert (verdict.certification, verdict.newer, verdict.batch) == (CERTIFICATION, NEWER, UNIT_BATCH)


def test_a_verdict_says_when_it_was_true() -> None:
    assert decide(LABEL, Authenticity.SIGNATURE_VALID, CATALOGUE, NOW).as_of == NOW


def test_a_time_without_its_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        decide(LABEL, Authenticity.SIGNATURE_VALID, CATALOGUE, NOW.replace(tzinfo=None))


def test_only_unit_labels_circulate() -> None:
    often = Circulation.SEEN_UNUSUALLY_OFTEN
    kinds = {
        kind: decide(label_of(batch, serial), Authenticity.SIGNATURE_VALID, CATALOGUE, NOW, often).circulation
        for kind, batch, serial in (
            (LabelKind.UNIT, UNIT_BATCH, 7),
            (LabelKind.PRODUCT, PRODUCT_BATCH, 0),
        )
    }
    assert kinds == {LabelKind.UNIT: often, LabelKind.PRODUCT: Circulation.NORMAL}
