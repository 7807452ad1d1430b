"""The decision on a claim: a table of what is certified, what is said, and what is to be found."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocop_verify.domain.matching.claim_reading import read_claim
from ocop_verify.domain.matching.claims import Certified, Finding, Judgement, Reason
from ocop_verify.domain.matching.judging import judge
from ocop_verify.domain.matching.maker_names import read_maker_name
from ocop_verify.domain.matching.place_words import place_words
from ocop_verify.domain.matching.product_names import read_product_name
from ocop_verify.domain.matching.spelling import folds_of, read_words
from ocop_verify.domain.verdict import Standing
from tests.domain.matching.lexis import PlainLexis

BOATS = "Công ty TNHH Thực phẩm Thuyền Nan"


def make_certified(key: int, name: str, producer_id: int, maker: str, **changes: object) -> Certified:
    """A product as claims are compared with it: three stars, in force, in Phan Thiết."""
    own = read_maker_name(maker)
    words = (*own.own, *own.trade)
    made = Certified(
        product_id=key,
        producer_id=producer_id,
        name=read_product_name(name),
        maker=own,
        maker_words=folds_of(words),
        bare_words=folds_of((*words, *read_words("Phan Thiết Lâm Đồng"))),
        place=place_words("phường Phan Thiết, tỉnh Lâm Đồng"),
        commune=place_words("phường Phan Thiết"),
        province="68",
        numbers=frozenset(("1234",)),
        gtin="",
        certification_id=100 + key,
        stars=3,
        standing=Standing.IN_FORCE,
        valid_until=date(2028, 8, 5),
    )
    return replace(made, **changes)


NEM = make_certified(1, "Mắm nêm Thuyền Nan", 1, BOATS, gtin="8930000000017")
ANCHOVY = make_certified(2, "Nước mắm cá cơm Thuyền Nan 40 độ đạm", 1, BOATS)
HONEY = make_certified(3, "Mật ong hoa cà phê", 2, "Hợp tác xã Nông nghiệp Đồi Gió")
OTHER_HONEY = make_certified(4, "Mật ong hoa cà phê", 3, "Hộ kinh doanh Trần Thị Lụa", province="66")
CANDY = make_certified(5, "Kẹo dừa Cô Lụa", 3, "Hộ kinh doanh Trần Thị Lụa", province="66")
STARCH = make_certified(6, "Tinh bột nghệ", 4, "Cơ sở sản xuất tinh bột nghệ Hải Hòa")
TEA = make_certified(7, "Trà shan Mây Trắng", 5, "HTX Mây Trắng", stars=5)
ALL = (NEM, ANCHOVY, HONEY, OTHER_HONEY, CANDY, STARCH, TEA)
LEXIS = PlainLexis()


def asked(certified: tuple[Certified, ...] = ALL, **said: str) -> Judgement:
    """The judgement on what was said."""
    return judge(read_claim(**said), certified, LEXIS)


def told(found: Judgement) -> tuple[Finding, int | None]:
    """The finding, and the certification that it rests on."""
    return found.finding, found.match.certified.certification_id if found.match else None


@pytest.mark.parametrize(
    "said",
    [
        pytest.param({"product": "Mắm nêm Thuyền Nan", "maker": BOATS}, id="as registered"),
        pytest.param({"product": "MAM NEM THUYEN NAN", "maker": "CONG TY TNHH THUYEN NAN"}, id="no marks"),
        pytest.param({"product": "mawms neem Thuyền Nan", "maker": "CT TNHH Thuyền Nan"}, id="keys"),
        pytest.param({"product": "Mắm nêm", "maker": "Thuyền Nan"}, id="the brand is the maker"),
        pytest.param({"product": "Thuyền Nan mắm nêm", "maker": "Cty TNHH TP Thuyền Nan"}, id="order"),
        pytest.param({"product": "Mắm nêm Thuyền Nan chai 500ml", "maker": BOATS}, id="packing"),
        pytest.param({"product": "Đặc sản mắm nêm Thuyền Nan OCOP 3 sao", "maker": BOATS}, id="praise"),
        pytest.param({"product": "Mắm nêm Thuyền Naan", "maker": BOATS}, id="a slip"),
        pytest.param({"product": "Mắm nêm Thuyềnnan", "maker": BOATS}, id="joined"),
        pytest.param({"product": "Mắm nêm Thuyền Nan", "maker": "Shop đặc sản Lan"}, id="a seller"),
        pytest.param({"product": "Mắm nêm Thuyền Nan"}, id="nobody named"),
        pytest.param({"product": "Mắm nêm Thuyền Nan", "place": "Bình Thuận"}, id="the old province"),
        pytest.param({"product": "Mắm nêm Thuyền Nan", "place": "Lâm Đồng", "stars": "3"}, id="today's"),
        pytest.param({"text": f"Mắm nêm Thuyền Nan - {BOATS}, Phan Thiết"}, id="one line"),
        pytest.param({"text": "mam nem thuyen nan phan thiet 3 sao"}, id="one line without marks"),
        pytest.param({"product": "", "gtin": "893 0000 000 017"}, id="the barcode alone"),
        pytest.param({"product": "Mắm nêm Thuyền Nan, QĐ 1234/QĐ-UBND"}, id="with its decision"),
    ],
)
def test_a_certified_product_is_known_however_it_is_written(said):
    assert told(asked(**said)) == (Finding.IN_FORCE, NEM.certification_id)


@pytest.mark.parametrize(
    ("said", "certified"),
    [
        pytest.param({"product": "Tinh bột nghệ", "maker": "CSSX Hải Hòa"}, STARCH, id="without the thing"),
        pytest.param(
            {"product": "Mật ong hoa cà phê", "maker": "HTX Đồi Gió"}, HONEY, id="of two makers, one"
        ),
        pytest.param({"product": "Mật ong hoa cà phê", "place": "Đắk Lắk"}, OTHER_HONEY, id="by its place"),
        pytest.param(
            {"product": "Chè Shan Mây trắng", "maker": "HTX Mây Trắng", "stars": "5"}, TEA, id="chè"
        ),
        pytest.param({"product": "Kẹo dừa", "maker": "HKD Trần Thị Lụa"}, None, id="the brand left out"),
    ],
)
def test_what_is_left_out_must_be_told_by_something_else(said, certified):
    found = asked(**said)
    if certified is None:
        assert found.finding is Finding.AMBIGUOUS
    else:
        assert told(found) == (Finding.IN_FORCE, certified.certification_id)


@pytest.mark.parametrize(
    ("standing", "finding"),
    [
        (Standing.IN_FORCE, Finding.IN_FORCE),
        (Standing.EXPIRING, Finding.EXPIRING),
        (Standing.EXPIRED, Finding.EXPIRED),
        (Standing.SUSPENDED, Finding.SUSPENDED),
        (Standing.REVOKED, Finding.REVOKED),
    ],
)
def test_the_finding_is_what_the_recognition_is_today(standing, finding):
    found = asked((replace(NEM, standing=standing), HONEY), product="Mắm nêm Thuyền Nan", maker=BOATS)
    assert told(found) == (finding, NEM.certification_id)


def test_nothing_is_recognised_before_its_day():
    found = asked((replace(NEM, standing=Standing.NOT_YET_VALID),), product="Mắm nêm Thuyền Nan", maker=BOATS)
    assert (found.finding, found.reason) == (Finding.NOT_FOUND, Reason.NOT_YET_VALID)


@pytest.mark.parametrize(
    ("standing", "finding"),
    [
        (Standing.IN_FORCE, Finding.OTHER_STARS),
        (Standing.EXPIRING, Finding.OTHER_STARS),
        pytest.param(Standing.EXPIRED, Finding.EXPIRED, id="that it ended is the news"),
        pytest.param(Standing.REVOKED, Finding.REVOKED, id="that it was withdrawn is the news"),
    ],
)
def test_other_stars_are_told_where_stars_count_at_all(standing, finding):
    found = asked((replace(NEM, standing=standing),), product="Mắm nêm Thuyền Nan", maker=BOATS, stars="4")
    assert told(found) == (finding, NEM.certification_id)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("Mắm ruốc Thuyền Nan", Reason.OTHER_KIND),
        ("Nước mắm nêm Thuyền Nan", Reason.OTHER_KIND),
        ("Nước mắm cá cơm Thuyền Nan 30 độ đạm", Reason.OTHER_SORT),
        ("Nước mắm cá thu Thuyền Nan 40 độ đạm", Reason.OTHER_SORT),
        ("Mắm nêm Thuyền Nan pha sẵn chua ngọt", Reason.SAYS_MORE),
        ("Mắm cá cơm Thuyền Nan", Reason.OTHER_KIND),
    ],
)
def test_another_product_of_the_maker_is_another(name, reason):
    found = asked(product=name, maker=BOATS)
    assert (found.finding, found.reason) == (Finding.SAME_PRODUCER_OTHER_PRODUCT, reason)


@pytest.mark.parametrize(
    ("product", "maker"),
    [
        pytest.param("Mắm nêm Thuyền Nan", "Công ty TNHH Bến Đá", id="a maker without a recognition"),
        pytest.param("Tinh bột nghệ", "HTX Nghệ Xanh", id="a name that anybody may use"),
        pytest.param("Tinh bột nghệ", "Cơ sở Hải Hoa", id="one mark makes another house"),
        pytest.param("Mật ong hoa cà phê", "Hộ kinh doanh Trần Thị Lựu", id="one word makes another person"),
        pytest.param("Kẹo dứa Cô Lụa", "", id="dứa is no slip of dừa"),
        pytest.param("Mắm nêm Thuyền Nan", "Hợp tác xã Thuyền Nan Vàng", id="a house with a longer name"),
    ],
)
def test_a_name_alone_lends_no_stars(product, maker):
    found = asked(product=product, maker=maker)
    assert found.finding in (Finding.SIMILAR_NAME_ONLY, Finding.SAME_PRODUCER_OTHER_PRODUCT)


def test_several_that_nothing_tells_apart_are_all_named():
    found = asked(product="Mật ong hoa cà phê")
    assert (found.finding, found.reason) == (Finding.AMBIGUOUS, Reason.SEVERAL_MAKERS)
    assert {match.certified for match in found.matches} == {HONEY, OTHER_HONEY}


def test_two_records_of_one_product_are_one_answer():
    again = replace(NEM, product_id=8, certification_id=108)
    found = asked((NEM, again), product="Mắm nêm Thuyền Nan", maker=BOATS)
    assert found.finding is Finding.IN_FORCE


def test_a_barcode_with_another_name_is_doubtful():
    found = asked(product="Bánh tráng gạo", gtin="8930000000017")
    assert (found.finding, found.reason) == (Finding.AMBIGUOUS, Reason.BARCODE_OF_ANOTHER)


@pytest.mark.parametrize(
    "said", [{}, {"product": "   "}, {"product": ".*[("}, {"maker": BOATS}, {"product": "3 sao"}]
)
def test_who_names_no_product_is_told_so(said):
    found = asked(**said)
    assert (found.finding, found.reason) == (Finding.NOT_FOUND, Reason.NOTHING_SAID)


@pytest.mark.parametrize("name", ["Xe đạp điện", "12345", "OCOP", "n/a", "' OR 1=1 --"])
def test_what_is_like_nothing_is_not_found(name):
    found = asked(product=name)
    assert (found.finding, found.reason) == (Finding.NOT_FOUND, Reason.NOTHING_ALIKE)


@pytest.mark.parametrize("stars", ["1 sao", "2 sao", "OCOP quốc tế 4 sao", "tiềm năng 5 sao"])
def test_an_impossible_claim_is_told_first_and_still_names_the_product(stars):
    known = asked(product="Mắm nêm Thuyền Nan", maker=BOATS, stars=stars)
    assert told(known) == (Finding.IMPOSSIBLE_CLAIM, NEM.certification_id)
    assert told(asked(product="Xe đạp điện", stars=stars)) == (Finding.IMPOSSIBLE_CLAIM, None)


def test_of_an_impossible_claim_about_somebody_elses_name_no_product_is_named():
    found = asked(product="Mắm nêm Thuyền Nan", maker="Công ty TNHH Bến Đá", stars="1 sao")
    assert told(found) == (Finding.IMPOSSIBLE_CLAIM, None)


def test_the_score_only_counts_what_was_said():
    bare, whole = (asked(product="Mắm nêm Thuyền Nan", **more) for more in ({}, {"maker": BOATS}))
    assert bare.score == whole.score == 100


def test_everything_that_speaks_against_it_costs_score():
    right, slipped = (
        asked(product=name, maker="CSSX Hải Hòa").score for name in ("Tinh bột nghệ", "Tinh bôt ngệ")
    )
    placed = asked(product="Tinh bột nghệ", maker="CSSX Hải Hòa", place="Hà Nội").score
    other = asked(product="Tinh bột nghệ", maker="HTX Bến Đá").score
    assert right > slipped > placed > other


@given(st.text(max_size=80), st.text(max_size=40), st.text(max_size=20), st.text(max_size=20))
def test_any_bytes_get_a_finding_and_never_more_than_they_say(product, maker, stars, place):
    found = asked(product=product, maker=maker, stars=stars, place=place)
    assert found.finding in Finding
    assert 0 <= found.score <= 100
