"""Scores and stars, the product sets."""

import json
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocop_verify.domain.criteria import (
    PRODUCT_SETS,
    BadScore,
    ProductSet,
    ScoreMismatch,
    check_star_matches_score,
    find_product_set,
    read_score,
    star_matches_score,
    star_of,
)
from ocop_verify.domain.errors import OcopError

SHARED = Path(__file__).parents[3] / "shared" / "data" / "product_sets_26_2026.json"


@pytest.mark.parametrize(
    ("score", "star", "reason"),
    [
        ("0", 1, "the lowest"),
        ("29.99", 1, "just under a boundary"),
        ("30", 2, "a boundary takes the upper star"),
        ("49.9", 2, "just under 3"),
        ("50", 3, "the first public star"),
        ("69.99", 3, "just under 4"),
        ("70", 4, "a boundary takes the upper star"),
        ("89.9999", 4, "no rounding up"),
        ("90", 5, "a boundary takes the upper star"),
        ("100", 5, "the highest"),
    ],
)
def test_a_score_gives_a_star(score: str, star: int, reason: str) -> None:
    assert star_of(Decimal(score)) == star, reason


@pytest.mark.parametrize(
    ("stars", "score", "matches", "reason"),
    [
        (3, "50", True, "the boundary"),
        (3, "49.9", False, "2 stars"),
        (3, "70", False, "the boundary takes 4"),
        (4, "89.5", True, "within the band"),
        (4, "90", True, "potential 5 stars, recognised as 4 by the province"),
        (4, "69.9", False, "3 stars"),
        (5, "89.9", False, "4 stars"),
        (5, "90", True, "the boundary"),
        (3, "95", False, "only 4 stars are sent up"),
    ],
)
def test_star_and_score_go_together(stars: int, score: str, matches: bool, reason: str) -> None:
    assert star_matches_score(stars, Decimal(score)) is matches, reason


def test_a_mismatch_says_which_star_the_score_gives() -> None:
    check_star_matches_score(4, Decimal("72.5"))
    with pytest.raises(ScoreMismatch, match="69,5 điểm ứng với 3 sao, không phải 4 sao"):
        check_star_matches_score(4, Decimal("69.50"))


@pytest.mark.parametrize(
    ("text", "score"),
    [
        ("87,5", "87.5"),
        ("87.5", "87.5"),
        (" 87 ", "87"),
        ("87,5 điểm", "87.5"),
        ("87,5đ", "87.5"),
        ("87,5/100", "87.5"),
        ("87.50 / 100 điểm", "87.5"),
        ("100", "100"),
        ("0", "0"),
        ("８７", "87"),
    ],
)
def test_a_score_is_read_as_files_write_it(text: str, score: str) -> None:
    assert read_score(text) == Decimal(score)


@pytest.mark.parametrize(
    "text", ["", "-1", "100,01", "101", "875", "tám bảy", "87-90", "87,5,1", "8e1", "NaN"]
)
def test_what_is_no_score_is_refused(text: str) -> None:
    with pytest.raises(BadScore, match="Hãy ghi một số"):
        read_score(text)


@given(st.text(max_size=10) | st.from_regex(r"[0-9]{1,4}[.,]?[0-9]{0,5}( điểm|/100)?", fullmatch=True))
def test_a_read_score_always_gives_a_star(text: str) -> None:
    try:
        score = read_score(text)
    except OcopError:
        return
    assert 1 <= star_of(score) <= 5


def test_there_are_26_sets_in_17_groups_and_6_sectors() -> None:
    assert [each.number for each in PRODUCT_SETS] == list(range(1, 27))
    assert len({(each.sector, each.group) for each in PRODUCT_SETS}) == 17
    assert len({each.sector for each in PRODUCT_SETS}) == 6


@pytest.mark.skipif(not SHARED.exists(), reason="the published list is not beside this project")
def test_the_sets_agree_with_the_published_list() -> None:
    published = json.loads(SHARED.read_text(encoding="utf-8"))
    assert [
        (each.number, each.name, each.name_en, each.group, each.group_en, each.sector, each.sector_en)
        for each in PRODUCT_SETS
    ] == [
        tuple(
            row[key] for key in ("no", "set_vi", "set_en", "group_vi", "group_en", "sector_vi", "sector_en")
        )
        for row in published
    ]


@pytest.mark.parametrize("each", PRODUCT_SETS, ids=lambda each: str(each.number))
def test_a_set_is_found_by_its_name_in_both_languages(each: ProductSet) -> None:
    assert find_product_set(each.name) is each
    assert find_product_set(each.name.upper()) is each
    assert find_product_set(each.name_en) is each
    assert find_product_set(f"Bộ sản phẩm: {each.name}") is each
    assert find_product_set(f"{each.number}. {each.name}") is each


@pytest.mark.parametrize(
    ("text", "number", "reason"),
    [
        ("ca phe ca cao", 13, "no accents, no comma"),
        ("Cà phê và ca cao", 13, "'and' for the comma"),
        ("Bộ số 13: Cà phê, ca cao", 13, "a number before the name"),
        ("Hoa", 23, "the shortest name"),
        (
            "Chế biến từ thịt, trứng, sữa, thủy sản, sản phẩm từ mật ong, "
            "mật khác và nông sản thực phẩm khác",
            8,
            "without the plural word",
        ),
        ("Chè tươi; chế biến", 11, "another sign between the parts"),
    ],
)
def test_a_set_is_found_in_other_spellings(text: str, number: int, reason: str) -> None:
    found = find_product_set(text)
    assert found is not None, reason
    assert found.number == number, reason


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "nothing"),
        ("13", "older lists number other sets"),
        ("Bộ sản phẩm 13", "the same"),
        ("Thực phẩm", "a sector, not a set"),
        ("Trang thiết bị, dụng cụ y tế", "a set of 1048/QĐ-TTg only"),
        ("Hoa quả", "begins like a set"),
    ],
)
def test_what_is_not_in_todays_list_is_none(text: str, reason: str) -> None:
    assert find_product_set(text) is None, reason


def test_alcohol_is_known() -> None:
    assert [each.number for each in PRODUCT_SETS if each.is_alcohol] == [14, 15]
