"""Whatever is found is said in whole sentences, with the values that it rests on."""

import pytest

from ocop_verify.domain.matching.claims import Finding
from ocop_verify.search.tables import claim_of
from ocop_verify.search.today import Today
from ocop_verify.search.wording import Told, told
from tests.search.market import (
    ANCHOVY,
    CANDY,
    GROUND,
    GTIN,
    HONEY_LUA,
    HONEY_WIND,
    LATER,
    NEM,
    OLD_TEA,
    PAPER,
    SUSPENDED,
    TURMERIC,
    WINE,
)


def said(market: Today, **fields: str) -> Told:
    return told(market.catalogued.judge(claim_of(fields, market.catalogued.is_word)), market)


CASES = [
    ("Mắm nêm Thuyền Nan", "CT TNHH Thuyền Nan", "3", Finding.IN_FORCE, NEM),
    ("Mắm nêm Thuyền Nan", "CT TNHH Thuyền Nan", "4", Finding.OTHER_STARS, NEM),
    ("Trà shan cổ thụ Mây Trắng", "THT Mây Trắng", "", Finding.EXPIRING, OLD_TEA),
    ("Bánh tráng Cầu Ngói", "", "", Finding.EXPIRED, PAPER),
    ("Nem chua Cầu Ngói", "", "3 sao", Finding.SUSPENDED, SUSPENDED),
    ("Rượu nếp Cầu Ngói", "Thủy Tinh Vi", "", Finding.REVOKED, WINE),
    ("Nước mắm cá thu Thuyền Nan", "Cty Thuyền Nan", "", Finding.SAME_PRODUCER_OTHER_PRODUCT, ANCHOVY),
    ("Kẹo dứa Cô Lụa", "", "", Finding.SIMILAR_NAME_ONLY, CANDY),
    ("Tinh bột nghệ", "HTX Bến Đá", "", Finding.SIMILAR_NAME_ONLY, TURMERIC),
    ("Mật ong hoa cà phê", "", "3", Finding.AMBIGUOUS, HONEY_WIND),
    ("Xe đạp điện", "", "5", Finding.NOT_FOUND, None),
    ("Chả cá Cầu Ngói", "", "", Finding.NOT_FOUND, LATER),
    ("Mắm nêm Thuyền Nan", "CT TNHH Thuyền Nan", "1 sao", Finding.IMPOSSIBLE_CLAIM, NEM),
    ("Mắm nêm Thuyền Nan OCOP quốc tế 4 sao", "", "", Finding.IMPOSSIBLE_CLAIM, NEM),
    ("Mắm nêm Thuyền Nan", "", "tiềm năng 5 sao", Finding.IMPOSSIBLE_CLAIM, NEM),
]  # fmt: skip


@pytest.mark.parametrize(("product", "producer", "star", "finding", "key"), CASES)
def test_each_finding_rests_on_a_certification_and_says_why(market, product, producer, star, finding, key):
    answer = said(market, product_name=product, producer=producer, star=star)
    assert (answer.finding, answer.certification_id) == (finding, key and 1_000 + key)
    sentences = [answer.reason, answer.today] if answer.today else [answer.reason]
    for message in sentences:
        assert str(message.message % message.values).endswith(".")


def test_every_finding_is_among_these_cases():
    assert {case[3] for case in CASES} == set(Finding)


def test_what_differs_is_quoted(market):
    answer = said(market, product_name="Mắm nêm Thuyền Nan chua ngọt", producer="Thuyền Nan")
    assert answer.reason.values["words"] == "“chua ngọt”"


def test_other_stars_are_told_beside_those_that_count(market):
    answer = said(market, product_name="Trà shan tuyết Mây Trắng", star="4")
    assert answer.today
    assert (answer.today.values["stars"], answer.today.values["claimed"]) == (5, 4)


def test_what_nothing_tells_apart_are_the_candidates(market):
    assert set(said(market, product_name="Mật ong hoa cà phê").candidates) == {HONEY_WIND, HONEY_LUA}


def test_a_barcode_alone_is_enough(market):
    assert said(market, gtin=GTIN).product_id == GROUND
