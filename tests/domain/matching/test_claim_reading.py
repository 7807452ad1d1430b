"""From what somebody wrote to a claim: fields, one line, or a whole package."""

import pytest

from ocop_verify.domain.matching.claim_reading import MAX_CHARACTERS, read_claim
from ocop_verify.domain.matching.claims import Claim
from ocop_verify.domain.matching.place_words import place_words


def product(claim: Claim) -> str:
    return " ".join(word.shown for word in claim.product.words)


def maker(claim: Claim) -> str:
    return " ".join(word.shown for word in claim.maker.own) if claim.maker else ""


@pytest.mark.parametrize(
    ("text", "name", "house"),
    [
        ("Mắm nêm Thuyền Nan - Công ty TNHH Thuyền Nan", "mắm nêm thuyền nan", "thuyền nan"),
        ("Mắm nêm, HTX Suối Mơ, Lâm Đồng", "mắm nêm", "suối mơ"),
        ("Kẹo dừa Hộ kinh doanh Trần Thị Lụa", "kẹo dừa", "trần thị lụa"),
        ("Kẹo dừa Hộ Trần Thị Lụa", "kẹo dừa", "trần thị lụa"),
        ("mam nem hop tac xa suoi mo", "mam nem", "suoi mo"),
        ("Bún khô SX: Cơ sở Bến Đá", "bún khô", "bến đá"),
        pytest.param("Mắm nêm Thuyền Nan", "mắm nêm thuyền nan", "", id="no house is named"),
        pytest.param("HTX Suối Mơ", "htx suối mơ", "", id="a house alone is taken for a name"),
    ],
)
def test_a_maker_that_stands_behind_the_name_is_taken_from_it(text, name, house):
    claim = read_claim(text=text)
    assert (product(claim), maker(claim)) == (name, house)


@pytest.mark.parametrize(
    ("said", "numbers"),
    [
        ({"decision_number": "0303/QĐ-UBND"}, {"303"}),
        ({"decision_number": "303"}, {"303"}),
        ({"text": "Mắm nêm theo Quyết định số 3981/QĐ-UBND ngày 05/8/2026"}, {"3981"}),
        ({"text": "Mắm nêm QĐ 858"}, {"858"}),
        pytest.param({"text": "Nước mắm 40 độ đạm"}, set(), id="degrees are no decision"),
    ],
)
def test_decision_numbers_are_found(said, numbers):
    assert read_claim(**said).numbers == numbers


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"gtin": "893 0000 000 017"}, "8930000000017"),
        pytest.param({"gtin": "8930000000017.0"}, "8930000000017", id="as a spreadsheet made of it"),
        ({"text": "Mắm nêm 8930000000017"}, "8930000000017"),
        ({"gtin": "123"}, ""),
    ],
)
def test_barcodes_are_found(said, code):
    assert read_claim(**said).gtin == code


@pytest.mark.parametrize(
    ("place", "province"),
    [
        ("Lâm Đồng", "68"),
        pytest.param("Bình Thuận", "68", id="a province that went into it"),
        pytest.param("phường Phan Thiết, tỉnh Bình Thuận", "68", id="an address of before"),
        pytest.param("số 8 Nguyễn Trãi", "", id="none is named"),
    ],
)
def test_old_and_new_names_of_provinces_are_one_place(place, province):
    assert read_claim(product="Mắm nêm", place=place).province == province


def test_a_seller_is_no_maker():
    assert read_claim(product="Mắm nêm", seller="Cửa hàng Lan").maker is None


def test_what_is_too_long_is_cut():
    claim = read_claim(product="mắm " * 10_000, maker="x " * 10_000, text="y " * 10_000)
    assert len(claim.product.words) < MAX_CHARACTERS


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("xã Vĩnh Thạnh, huyện Phù Mỹ", {"vinh", "thanh", "phu", "mi"}),
        ("Tổ dân phố 3, phường Bảo Lộc", {"bao", "loc"}),
        ("TP. Phan Thiết", {"phan", "thiet"}),
        ("thôn 10", set()),
        ("", set()),
    ],
)
def test_a_places_name_is_what_is_left_of_an_address(text, words):
    assert place_words(text) == words
