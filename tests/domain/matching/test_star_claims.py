"""What is said of stars: how many, and whether anybody gives them."""

import pytest

from ocop_verify.domain.matching.star_claims import Impossible, StarClaim, read_star_claim

NOTHING = StarClaim()


@pytest.mark.parametrize(
    ("said", "stars"),
    [
        ("3 sao", 3),
        ("4", 4),
        ("4.0", 4),
        ("5 SAO", 5),
        ("hạng 4", 4),
        ("OCOP 4 sao", 4),
        ("OCOP 4", 4),
        ("bốn sao", 4),
        ("đạt ba sao", 3),
        ("3*", 3),
        ("***", 3),
        ("★★★★", 4),
        ("⭐⭐⭐⭐⭐", 5),
        ("3 stars", 3),
        ("five stars", 5),
        ("3-sao", 3),
        ("4sao", 4),
    ],
)
def test_stars_are_read_from_the_field_meant_for_them(said, stars):
    assert read_star_claim(said) == StarClaim(stars)


@pytest.mark.parametrize(
    ("said", "stars"),
    [
        ("Mắm nêm Thuyền Nan OCOP 3 sao", 3),
        ("mam nem thuyen nan 3 sao", 3),
        ("Cà phê đạt chuẩn 4★", 4),
        ("Trà ⭐⭐⭐", 3),
    ],
)
def test_stars_are_read_from_anything_else_that_was_said(said, stars):
    assert read_star_claim("", said) == StarClaim(stars)


@pytest.mark.parametrize(
    "said",
    [
        pytest.param("Trà thảo mộc 7 vị", id="a number"),
        pytest.param("Cơm cháy khách sạn 5 sao", id="a hotel's"),
        pytest.param("Công ty 5 Sao Vàng", id="a name"),
        pytest.param("Gạo Ba Sao", id="a commune"),
        pytest.param("Nước mắm 40 độ đạm", id="degrees"),
        pytest.param("", id="nothing"),
        pytest.param("4", id="a bare number outside the field"),
        pytest.param("Bánh tiềm năng", id="no word of the programme"),
        pytest.param("Công ty quốc tế Á Châu", id="an international house"),
    ],
)
def test_what_speaks_of_no_stars_claims_none(said):
    assert read_star_claim("", said) == NOTHING


def test_the_field_wins_where_both_say_a_number():
    assert read_star_claim("3", "OCOP 4 sao") == StarClaim(3)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("1 sao", Impossible.NO_SUCH_STAR),
        ("2 sao", Impossible.NO_SUCH_STAR),
        ("2", Impossible.NO_SUCH_STAR),
        ("0", Impossible.NO_SUCH_STAR),
        ("6 sao", Impossible.NO_SUCH_STAR),
        ("hạng một sao", Impossible.NO_SUCH_STAR),
        ("★★", Impossible.NO_SUCH_STAR),
        ("3,5 sao", Impossible.HALF_STAR),
        ("4.5", Impossible.HALF_STAR),
        ("tiềm năng 5 sao", Impossible.POTENTIAL),
        ("5 sao (tiềm năng)", Impossible.POTENTIAL),
        ("OCOP TIEM NANG 5 SAO", Impossible.POTENTIAL),
        ("OCOP quốc tế 4 sao", Impossible.INTERNATIONAL),
        ("OCOP 5 sao quốc tế", Impossible.INTERNATIONAL),
        ("OCOP quốc tế", Impossible.INTERNATIONAL),
        ("OCOP quốc gia 4 sao", Impossible.NATIONAL_BELOW_FIVE),
        ("4 sao quốc gia", Impossible.NATIONAL_BELOW_FIVE),
        ("5 sao cấp tỉnh", Impossible.PROVINCE_FIVE),
        ("4 sao cấp huyện", Impossible.DISTRICT_ABOVE_THREE),
    ],
)
def test_a_rank_that_nobody_gives_is_known_wherever_it_stands(said, why):
    assert read_star_claim(said).impossible is why
    if not said.replace(".", "").isdigit():
        assert read_star_claim("", f"Mắm nêm Thuyền Nan {said}").impossible is why


@pytest.mark.parametrize(
    "said", ["5 sao quốc gia", "OCOP quốc gia 5 sao", "3 sao cấp huyện", "4 sao cấp tỉnh"]
)
def test_a_rank_that_its_level_gives_is_possible(said):
    assert read_star_claim(said).impossible is None
