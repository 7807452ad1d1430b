"""The provinces of today and before, in the spellings of real files."""

import csv
import unicodedata
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocop_verify.domain.places import (
    OLD_PROVINCES,
    PROVINCES,
    OldProvince,
    ProvinceKind,
    find_place,
    find_province,
    name_on,
    place_of_address,
    province_of_address,
)
from ocop_verify.domain.text import fold, words

SHARED = Path(__file__).parents[3] / "shared" / "data" / "provinces_old63_new34.csv"


def test_63_provinces_became_34_of_which_7_are_cities() -> None:
    assert len(OLD_PROVINCES) == 63
    assert len(PROVINCES) == 34
    assert sum(p.kind is ProvinceKind.CITY for p in PROVINCES.values()) == 7
    assert sum(old.until is not None for old in OLD_PROVINCES.values()) == 29


def test_each_merged_province_kept_one_name_of_those_that_went_into_it() -> None:
    kept = Counter(old.today for old in OLD_PROVINCES.values() if old.until is None)
    assert kept == dict.fromkeys(PROVINCES, 1)


def test_no_two_names_read_alike() -> None:
    names = [words(name.name).replace(" ", "") for name in OLD_PROVINCES.values()]
    assert len(set(names)) == 63


@pytest.mark.skipif(not SHARED.exists(), reason="the published list is not beside this project")
def test_the_tables_agree_with_the_published_list() -> None:
    with SHARED.open(encoding="utf-8") as file:
        # Two rows of a single commune each stand for slips in the list, not for provinces.
        rows = [row for row in csv.DictReader(file) if row["n_ward_rows"] != "1"]
    assert {row["old_code"]: row["new_code"] for row in rows} == {
        old.code: old.today for old in OLD_PROVINCES.values()
    }
    for row in rows:
        assert fold(OLD_PROVINCES[row["old_code"]].name) == fold(row["old_name"])
        assert PROVINCES[row["new_code"]].name == row["new_name_2026"]


@pytest.mark.parametrize(
    ("text", "today", "old", "reason"),
    [
        ("Lâm Đồng", "Lâm Đồng", None, "the name of today"),
        ("Đắk Nông", "Lâm Đồng", "Tỉnh Đắk Nông", "merged away"),
        ("tỉnh Dak Nong", "Lâm Đồng", "Tỉnh Đắk Nông", "without accents"),
        ("Tỉnh Đắk Nông (cũ)", "Lâm Đồng", "Tỉnh Đắk Nông", "marked as old"),
        ("ĐẮC NÔNG", "Lâm Đồng", "Tỉnh Đắk Nông", "an older spelling, all caps"),
        ("Daklak", "Đắk Lắk", None, "written as one word"),
        ("Đăk Lăk", "Đắk Lắk", None, "another accent"),
        ("Kontum", "Quảng Ngãi", "Tỉnh Kon Tum", "written as one word"),
        ("TP. Hồ Chí Minh", "TP. Hồ Chí Minh", None, "a short kind with a dot"),
        ("TPHCM", "TP. Hồ Chí Minh", None, "initials"),
        ("TP.HCM", "TP. Hồ Chí Minh", None, "initials with a dot"),
        ("Thành phố Hồ Chí Minh", "TP. Hồ Chí Minh", None, "in full"),
        ("Thừa Thiên Huế", "Huế", "Tỉnh Thừa Thiên Huế", "renamed before the merger"),
        ("Thừa Thiên - Huế", "Huế", "Tỉnh Thừa Thiên Huế", "with a hyphen"),
        ("TP Huế", "Huế", None, "its name of today"),
        ("Hoà Bình", "Phú Thọ", "Tỉnh Hòa Bình", "the other tone spelling"),
        ("Thanh Hoá", "Thanh Hóa", None, "the other tone spelling"),
        ("Bà Rịa-Vũng Tàu", "TP. Hồ Chí Minh", "Tỉnh Bà Rịa - Vũng Tàu", "a tight hyphen"),
        ("BÀ RỊA – VŨNG TÀU", "TP. Hồ Chí Minh", "Tỉnh Bà Rịa - Vũng Tàu", "a dash"),
        ("Quảng Trị", "Quảng Trị", None, "old and new unit of one name"),
        ("Quảng Bình", "Quảng Trị", "Tỉnh Quảng Bình", "went into Quảng Trị"),
        ("Tỉnh Đồng Nai", "Đồng Nai", None, "a city today, under the same name"),
        ("Thành phố Đồng Nai", "Đồng Nai", None, "its name since 30/04/2026"),
        (unicodedata.normalize("NFD", "Tỉnh Điện Biên"), "Điện Biên", None, "decomposed"),
        ("  hà  tĩnh ", "Hà Tĩnh", None, "the name holds the word 'tinh'"),
        ("Long An", "Tây Ninh", "Tỉnh Long An", "its code 80 is Tây Ninh's of today"),
    ],
)
def test_a_province_is_found_in_any_spelling(text: str, today: str, old: str | None, reason: str) -> None:
    place = find_place(text)
    assert place is not None, reason
    assert place.province.short_name == today, reason
    assert (place.old and place.old.name) == old, reason


@pytest.mark.parametrize("text", ["", "tỉnh", "Hà", "Vũng Tàu", "Đắk Song", "Điện Biên Phủ", "Lâm Đồng 2"])
def test_what_is_no_province_is_none(text: str) -> None:
    assert find_place(text) is None
    assert find_province(text) is None


@given(st.sampled_from(list(OLD_PROVINCES.values())), st.sampled_from(["NFC", "NFD"]), st.booleans())
def test_every_old_name_leads_to_today(old: OldProvince, form: str, upper: bool) -> None:
    name = unicodedata.normalize(form, old.name)
    province = find_province(name.upper() if upper else name)
    assert province is PROVINCES[old.today]


@pytest.mark.parametrize(
    ("address", "today", "old", "reason"),
    [
        ("Số 08 Nguyễn Trãi, phường Phan Thiết, tỉnh Lâm Đồng", "Lâm Đồng", None, "an address of today"),
        (
            "Bon Đắk Huýt, xã Quảng Trực, huyện Tuy Đức, tỉnh Đắk Nông",
            "Lâm Đồng",
            "Tỉnh Đắk Nông",
            "a district and a province that no longer exist",
        ),
        ("Thôn 3 xã Thuận Hà huyện Đắk Song tỉnh Đắk Nông", "Lâm Đồng", "Tỉnh Đắk Nông", "no commas"),
        ("Xã Nam Dong - huyện Cư Jút - Đắk Nông", "Lâm Đồng", "Tỉnh Đắk Nông", "hyphens for commas"),
        ("Thôn 2, xã Hòa Bình, Kon Tum, Việt Nam", "Quảng Ngãi", "Tỉnh Kon Tum", "the country at the end"),
        ("KP1, TP Biên Hòa, tỉnh Đồng Nai 810000", "Đồng Nai", None, "a post code at the end"),
        ("12 đường Hà Giang, quận 1, TP.HCM", "TP. Hồ Chí Minh", None, "a street of another province's name"),
        ("Ấp 3, phường Bình Phước, Bình Dương", "TP. Hồ Chí Minh", "Tỉnh Bình Dương", "a ward named alike"),
        (
            "Xã Trường Xuân, Lâm Đồng (trước là tỉnh Đắk Nông)",
            "Lâm Đồng",
            None,
            "the address outside the brackets is today's",
        ),
        ("Xã Trường Xuân (tỉnh Đắk Nông)", "Lâm Đồng", "Tỉnh Đắk Nông", "only the brackets name one"),
        ("Thôn 1, Long Điền, Bà Rịa - Vũng Tàu", "TP. Hồ Chí Minh", "Tỉnh Bà Rịa - Vũng Tàu", "four words"),
        ("PHƯỜNG THUẬN HOÁ, THÀNH PHỐ HUẾ", "Huế", None, "all caps"),
        ("5 Lê Lợi, TP Huế, tỉnh Thừa Thiên Huế", "Huế", "Tỉnh Thừa Thiên Huế", "the last one counts"),
    ],
)
def test_the_last_province_of_an_address_counts(
    address: str, today: str, old: str | None, reason: str
) -> None:
    place = place_of_address(address)
    assert place is not None, reason
    assert (place.province.short_name, place.old and place.old.name) == (today, old), reason


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("", "nothing"),
        ("Số 5 Điện Biên Phủ, phường Bình Minh", "a street whose name begins like a province"),
        ("Thôn 2, ấp Long An", "a hamlet"),
        ("Khu 4, phường Phú Thọ", "a ward"),
        ("Phường Hòa Bình, TP Biên Hòa", "a ward and a district-level city"),
    ],
)
def test_a_smaller_place_of_that_name_is_no_province(address: str, reason: str) -> None:
    assert province_of_address(address) is None, reason


@given(st.text(max_size=60))
def test_any_text_is_read_without_error(text: str) -> None:
    place_of_address(text)
    find_place(text)


@pytest.mark.parametrize(
    ("code", "day", "name"),
    [
        ("75", date(2026, 4, 29), "Tỉnh Đồng Nai"),
        ("75", date(2026, 4, 30), "Thành phố Đồng Nai"),
        ("46", date(2024, 12, 31), "Tỉnh Thừa Thiên Huế"),
        ("46", date(2025, 1, 1), "Thành phố Huế"),
        ("68", date(2020, 1, 1), "Tỉnh Lâm Đồng"),
    ],
)
def test_a_renamed_unit_bears_the_name_of_the_day(code: str, day: date, name: str) -> None:
    assert name_on(PROVINCES[code], day) == name
