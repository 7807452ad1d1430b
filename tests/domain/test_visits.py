"""What is looked at on a visit, and whom to visit first."""

from datetime import timedelta

import pytest

from ocop_verify.domain.criteria import PRODUCT_SETS
from ocop_verify.domain.visits import (
    CHECKS,
    FOOD_WORDS,
    LONG_AGO,
    NEVER_WORDS,
    Answer,
    RiskFacts,
    VisitResult,
    checks_for,
    result_of,
    risk_of,
)
from tests.cast import TODAY

COFFEE = "Cà phê, ca cao"
COMMON = 5


@pytest.mark.parametrize("product_set", PRODUCT_SETS, ids=lambda each: each.name_en)
def test_every_product_set_has_a_list_of_its_own_beyond_the_common_lines(product_set):
    checks = checks_for(product_set.name)
    assert len(checks) > COMMON
    assert len({check.code for check in checks}) == len(checks)
    assert all(check.code in CHECKS for check in checks)


def test_a_set_of_an_older_list_is_asked_what_everybody_is_asked():
    assert len(checks_for("Trang thiết bị, dụng cụ y tế")) == COMMON


def test_only_alcohol_is_asked_for_the_licence_to_distil():
    asked = {each.name for each in PRODUCT_SETS if "alcohol" in {c.code for c in checks_for(each.name)}}
    assert asked == {each.name for each in PRODUCT_SETS if each.is_alcohol}
    assert len(asked) == 2


@pytest.mark.parametrize(
    ("answers", "result"),
    [
        ({}, VisitResult.KEPT),
        ({"stars": Answer.YES, "place": Answer.UNSEEN}, VisitResult.KEPT),  # unseen is not a no
        ({"stars": Answer.YES, "place": Answer.NO}, VisitResult.TO_MEND),
    ],
)
def test_a_no_is_to_be_mended_unless_a_person_says_more(answers, result):
    assert result_of(answers) == result


@pytest.mark.parametrize(
    ("facts", "points"),
    [
        (RiskFacts("", TODAY), 0),
        (RiskFacts(""), 20),  # never visited
        (RiskFacts("", TODAY - LONG_AGO), 0),
        (RiskFacts("", TODAY - LONG_AGO - timedelta(days=1)), 15),
        (RiskFacts("", TODAY, upheld=1), 30),
        (RiskFacts("", TODAY, upheld=9), 60),  # a ceiling
        (RiskFacts("", TODAY, points=500), 60),
        (RiskFacts(COFFEE, TODAY), 5),
        (RiskFacts(COFFEE, None, 1, 40), 95),
    ],
)
def test_the_weight_of_a_visit_adds_up_its_reasons(facts, points):
    weight = risk_of(facts, TODAY)
    assert weight.points == sum(part.points for part in weight.parts) == points


def test_the_heaviest_reason_comes_first():
    assert [part.message for part in risk_of(RiskFacts(COFFEE), TODAY).parts] == [NEVER_WORDS, FOOD_WORDS]
