"""What a product could be taken for, and why."""

import pytest

from ocop_verify.search.lookalikes import Resemblance, lookalikes_of, lookalikes_of_name
from tests.search.market import (
    ANCHOVY,
    BEANS,
    GROUND,
    HONEY_LUA,
    HONEY_WIND,
    NEM,
    RICE,
    SHRIMP,
    TEA,
    TURMERIC,
)


def resembling(market, key: int) -> dict[int, Resemblance]:
    return {each.product_id: each.resemblance for each in lookalikes_of(key, market.catalogued)}


@pytest.mark.parametrize(
    ("key", "other", "resemblance"),
    [
        (HONEY_WIND, HONEY_LUA, Resemblance.SAME_NAME),
        (HONEY_LUA, HONEY_WIND, Resemblance.SAME_NAME),
        pytest.param(NEM, SHRIMP, Resemblance.SAME_MAKER_NOT_RECOGNISED, id="its recognition has ended"),
        (GROUND, BEANS, Resemblance.SAME_MAKER_OTHER_SORT),
    ],
)
def test_it_says_which_and_why(market, key, other, resemblance):
    assert resembling(market, key)[other] is resemblance


@pytest.mark.parametrize("key", [TURMERIC, RICE])
def test_what_nobody_confuses_is_not_named(market, key):
    assert not set(resembling(market, key)) & {NEM, ANCHOVY, TEA, HONEY_WIND}


def test_nothing_is_its_own_lookalike(market):
    assert all(key not in resembling(market, key) for key in market.index.products)


def test_a_product_that_is_not_there_has_none(market):
    assert lookalikes_of(99_999, market.catalogued) == []


@pytest.mark.parametrize(
    ("name", "maker", "other", "resemblance"),
    [
        ("Mật ong hoa cà phê", "HTX Bến Đá", HONEY_WIND, Resemblance.SAME_NAME),
        ("Tinh bột nghé", "HTX Bến Đá", TURMERIC, Resemblance.NEARLY_THE_NAME),
        ("Mắm ruốc Thuyền Nan", "HTX Bến Đá", NEM, Resemblance.OTHER_KIND),
    ],
)
def test_who_registers_a_name_is_warned_of_those_like_it(market, name, maker, other, resemblance):
    found = {each.product_id: each.resemblance for each in lookalikes_of_name(name, maker, market.catalogued)}
    assert found[other] is resemblance


@pytest.mark.parametrize(
    ("name", "maker"),
    [
        pytest.param("Mật ong hoa cà phê", "Hợp tác xã Đồi Gió", id="its own product, recognised again"),
        ("Ghế mây Bến Đá", "HTX Bến Đá"),
        ("", "HTX Bến Đá"),
    ],
)
def test_a_name_like_no_other_warns_nobody(market, name, maker):
    assert HONEY_WIND not in [each.product_id for each in lookalikes_of_name(name, maker, market.catalogued)]
