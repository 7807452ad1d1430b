"""Search finds what was meant, however it was typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocop_verify.domain.verdict import Standing
from ocop_verify.search.asking import Filters, read_query
from ocop_verify.search.finding import Found, find
from ocop_verify.search.highlighting import pieces_of
from ocop_verify.search.today import Today
from tests.search.market import (
    ANCHOVY,
    BANANA,
    BEANS,
    CANDY,
    GROUND,
    GTIN,
    HONEY_LUA,
    HONEY_WIND,
    NEM,
    OLD_TEA,
    PAPER,
    RICE,
    SHRIMP,
    TEA,
    TURMERIC,
    WINE,
)

NO_FILTERS = Filters()


def found(text: str, market: Today, filters: Filters = NO_FILTERS) -> Found:
    return find(read_query(text), filters, market)


def products(text: str, market: Today, filters: Filters = NO_FILTERS) -> list[int]:
    """The products found, the best first."""
    return [market.index.products[row] for row in found(text, market, filters).rows]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        pytest.param("Mắm nêm Thuyền Nan", NEM, id="as registered"),
        pytest.param("mam nem thuyen nan phan thiet 3 sao", NEM, id="no marks, a place, stars"),
        pytest.param("thuyen nan nem mam", NEM, id="any order"),
        pytest.param("mam ne", NEM, id="half a word"),
        pytest.param("mawms neem", NEM, id="Telex keys"),
        pytest.param("ma8m1 ne6m", NEM, id="VNI keys"),
        pytest.param("mam nemm thuyen nan", NEM, id="a letter too many"),
        pytest.param("NUOC MAM CA COM", ANCHOVY, id="capitals"),
        pytest.param("nước mắm cá cơm phan thiết", ANCHOVY, id="with its place"),
        pytest.param("ca phe bot", GROUND, id="one of two"),
        pytest.param("coffee hat suoi mo", BEANS, id="another spelling of coffee"),
        pytest.param("cafe bột suối mơ", GROUND, id="and another"),
        pytest.param("keo dua", CANDY, id="one product alone"),
        pytest.param("co lua chuoi", BANANA, id="the brand first"),
        pytest.param("mat ong tran thi lua", HONEY_LUA, id="with its maker"),
        pytest.param("mat ong ea nam", HONEY_WIND, id="with its commune"),
        pytest.param("mật ong đắk lắk", HONEY_WIND, id="with its province"),
        pytest.param("mat ong 4 sao", HONEY_LUA, id="with its stars"),
        pytest.param("tinh bot nghe dak nong", TURMERIC, id="with the old province"),
        pytest.param("tinh bot nghe lam dong", TURMERIC, id="with today's province"),
        pytest.param("che shan tuyet", TEA, id="chè is trà"),
        pytest.param("trà mây trắng cổ thụ", OLD_TEA, id="words apart"),
        pytest.param(GTIN, GROUND, id="a barcode"),
        pytest.param("893 0000 000 017", GROUND, id="a barcode in groups"),
        pytest.param("banh trang cau ngoi", PAPER, id="one that has ended"),
    ],
)
def test_what_was_meant_comes_first(market, text, first):
    assert products(text, market)[0] == first


def test_a_decision_finds_all_its_products(market):
    assert found("1234/QĐ-UBND", market).total == found("quyết định số 1234", market).total == 17


def test_every_product_has_every_word_where_one_has(market):
    assert set(products("cau ngoi", market)) >= {PAPER, WINE, RICE}
    assert NEM not in products("cau ngoi", market)
    assert found("cau ngoi", market).is_exact


def test_where_none_has_every_word_the_nearest_are_shown_and_said_to_be(market):
    answer = found("nước mắm cá cơm nha trang", market)
    assert not answer.is_exact
    assert market.index.products[answer.rows[0]] == ANCHOVY


@pytest.mark.parametrize("text", ["zzzz", "xe đạp điện", "🍯", ".*[(", "' OR 1=1 --", "q" * 10_000])
def test_what_nobody_has_finds_nothing(market, text):
    assert found(text, market).total == 0


def test_nothing_is_found_before_anything_is_asked(market):
    assert found("", market).total == 0


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("mawms nêm", "Mắm nêm"),
        ("mam nemm thuyen nan", "mam nêm thuyen nan"),
        ("mat onng hoa ca phe", "mat ong hoa ca phe"),
        pytest.param("mam nem", "", id="nothing to set right"),
        pytest.param("zzzz", "", id="nothing to set it to"),
        pytest.param("Tinh bột (nnghệ)s zzq", "", id="set right it would have slips again"),
    ],
)
def test_slips_are_set_right_as_the_register_spells_it(market, text, meant):
    assert found(text, market).meant == meant


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(stars=frozenset((5,))), {TEA}),
        (Filters(standings=frozenset((Standing.EXPIRED.value,))), {SHRIMP, PAPER}),
        (Filters(standings=frozenset((Standing.REVOKED.value,))), {WINE}),
        (Filters(standings=frozenset((Standing.EXPIRING.value,))), {OLD_TEA}),
        (Filters(provinces=frozenset(("66",))), {HONEY_WIND}),
        (Filters(old_provinces=frozenset(("83",))), {CANDY, BANANA, HONEY_LUA}),
        (Filters(old_provinces=frozenset(("67",))), {TURMERIC}),
        (Filters(sets=frozenset((99,))), set()),
    ],
)
def test_filters_alone_list_what_they_leave(market, filters, expected):
    assert set(products("", market, filters)) == expected


def test_filters_narrow_what_was_found(market):
    assert products("mat ong", market, Filters(provinces=frozenset(("66",)))) == [HONEY_WIND]


def test_a_facet_counts_what_each_choice_would_leave(market):
    facets = found("mat ong", market, Filters(stars=frozenset((4,)))).facets
    assert facets.stars == {3: 1, 4: 1}
    assert facets.provinces == {"86": 1}


def test_facets_count_everything_before_anything_is_asked(market):
    facets = found("", market).facets
    assert sum(facets.stars.values()) == sum(facets.standings.values()) == 17


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("mam nem", ["Mắm", "nêm"]),
        ("mam n", ["Mắm", "n", "N"]),
        ("mawms", ["Mắm"]),
        ("thuyenn", ["Thuyền"]),
    ],
)
def test_what_was_asked_for_is_marked(market, text, marked):
    pieces = pieces_of("Mắm nêm Thuyền Nan", found(text, market).query)
    assert [piece.text for piece in pieces if piece.marked] == marked
    assert "".join(piece.text for piece in pieces) == "Mắm nêm Thuyền Nan"


@given(text=st.text(max_size=80))
def test_any_text_can_be_asked_for(market, text):
    answer = found(text, market)
    assert len(set(answer.rows)) == answer.total <= 17


def test_signs_that_are_no_words_find_nothing_and_offer_nothing_to_narrow(market):
    assert found("🍯 …", market).total == 0
    assert not found("🍯 …", market).facets.stars
    assert found("", market).facets.stars, "without a question everything can be narrowed"


def test_what_was_typed_once_is_suggested_once(market):
    assert found("mawmz 1=1", market).meant == "Mắm 1=1"
