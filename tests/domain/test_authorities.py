"""Reading authorities' names, and who may recognise which star on which day."""

import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocop_verify.domain.authorities import (
    DidNotExist,
    NoSuchStar,
    NotCompetent,
    NotPublic,
    NotRecognising,
    UnknownAuthority,
    check_existed,
    check_recognition,
    competence_on,
    may_recognise,
    parse_authority,
)
from ocop_verify.domain.errors import OcopError
from ocop_verify.domain.places import OLD_PROVINCES, PROVINCES, OldProvince, find_place
from ocop_verify.domain.records import Level

DISTRICT, PROVINCE, MINISTRY = Level.DISTRICT, Level.PROVINCE, Level.MINISTRY
MARD = "Bộ Nông nghiệp và Phát triển nông thôn"
MAE = "Bộ Nông nghiệp và Môi trường"


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("text", "name", "level", "province"),
    [
        ("UBND tỉnh Lâm Đồng", "UBND tỉnh Lâm Đồng", PROVINCE, "Lâm Đồng"),
        ("UBND Tỉnh Lâm Đồng", "UBND tỉnh Lâm Đồng", PROVINCE, "Lâm Đồng"),
        ("ỦY BAN NHÂN DÂN TỈNH LÂM ĐỒNG", "UBND tỉnh Lâm Đồng", PROVINCE, "Lâm Đồng"),
        ("Uỷ ban nhân dân tỉnh Lâm Đồng", "UBND tỉnh Lâm Đồng", PROVINCE, "Lâm Đồng"),
        ("Chủ tịch UBND tỉnh Lâm Đồng", "UBND tỉnh Lâm Đồng", PROVINCE, "Lâm Đồng"),
        ("U.B.N.D tỉnh Lâm Đồng", "UBND tỉnh Lâm Đồng", PROVINCE, "Lâm Đồng"),
        ("tỉnh Lâm Đồng", "UBND tỉnh Lâm Đồng", PROVINCE, "Lâm Đồng"),
        ("UBND Lâm Đồng", "UBND tỉnh Lâm Đồng", PROVINCE, "Lâm Đồng"),
        ("UBND tỉnh Đắk Nông", "UBND tỉnh Đắk Nông", PROVINCE, "Lâm Đồng"),
        ("UBND tỉnh Đắk Nông (cũ)", "UBND tỉnh Đắk Nông", PROVINCE, "Lâm Đồng"),
        ("UBND tỉnh Bà Rịa–Vũng Tàu", "UBND tỉnh Bà Rịa - Vũng Tàu", PROVINCE, "TP. Hồ Chí Minh"),
        ("UBND TP Hà Nội", "UBND thành phố Hà Nội", PROVINCE, "Hà Nội"),
        ("UBND tỉnh Cần Thơ", "UBND thành phố Cần Thơ", PROVINCE, "Cần Thơ"),
        ("UBND TP.HCM", "UBND thành phố Hồ Chí Minh", PROVINCE, "TP. Hồ Chí Minh"),
        ("UBND TPHCM", "UBND thành phố Hồ Chí Minh", PROVINCE, "TP. Hồ Chí Minh"),
        ("UBND huyện Đắk Song", "UBND huyện Đắk Song", DISTRICT, None),
        ("Ủy ban nhân dân huyện Đắk Song", "UBND huyện Đắk Song", DISTRICT, None),
        ("UBND HUYỆN ĐẮK SONG", "UBND huyện Đắk Song", DISTRICT, None),
        ("UBND H. Đắk Song", "UBND huyện Đắk Song", DISTRICT, None),
        ("UBND huyện Đắk Song, tỉnh Đắk Nông", "UBND huyện Đắk Song", DISTRICT, "Lâm Đồng"),
        ("UBND huyện Đắk Song tỉnh Đắk Nông", "UBND huyện Đắk Song", DISTRICT, "Lâm Đồng"),
        ("UBND huyện Đắk Song - Đắk Nông", "UBND huyện Đắk Song", DISTRICT, "Lâm Đồng"),
        ("UBND huyện Đắk Song (Đắk Nông)", "UBND huyện Đắk Song", DISTRICT, "Lâm Đồng"),
        ("huyện Cư M'gar", "UBND huyện Cư M'gar", DISTRICT, None),
        ("UBND huyện đảo Lý Sơn", "UBND huyện Lý Sơn", DISTRICT, None),
        ("UBND thành phố Gia Nghĩa", "UBND thành phố Gia Nghĩa", DISTRICT, None),
        ("UBND TP. Gia Nghĩa", "UBND thành phố Gia Nghĩa", DISTRICT, None),
        ("UBND TP Thủ Đức, TP HCM", "UBND thành phố Thủ Đức", DISTRICT, "TP. Hồ Chí Minh"),
        ("UBND TP Phan Rang - Tháp Chàm", "UBND thành phố Phan Rang - Tháp Chàm", DISTRICT, None),
        ("UBND thành phố Hưng Yên", "UBND thành phố Hưng Yên", DISTRICT, "Hưng Yên"),
        ("UBND TP Hải Dương", "UBND thành phố Hải Dương", DISTRICT, "Hải Phòng"),
        ("UBND TX Buôn Hồ", "UBND thị xã Buôn Hồ", DISTRICT, None),
        ("UBND thị xã Quảng Trị", "UBND thị xã Quảng Trị", DISTRICT, "Quảng Trị"),
        ("UBND huyện Quảng Ninh", "UBND huyện Quảng Ninh", DISTRICT, None),
        ("UBND Q.12", "UBND quận 12", DISTRICT, None),
        ("UBND quận Hà Đông", "UBND quận Hà Đông", DISTRICT, None),
        ("Bộ NN&PTNT", MARD, MINISTRY, None),
        ("Bộ NN và PTNT", MARD, MINISTRY, None),
        ("Bộ NN-PTNT", MARD, MINISTRY, None),
        ("BNNPTNT", MARD, MINISTRY, None),
        (MARD, MARD, MINISTRY, None),
        ("Bộ trưởng Bộ Nông nghiệp và Phát triển nông thôn", MARD, MINISTRY, None),
        ("Bộ NN&MT", MAE, MINISTRY, None),
        (MAE.upper(), MAE, MINISTRY, None),
        ("Bộ Nông nghiệp & Môi trường", MAE, MINISTRY, None),
        ("Bộ Nông nghiệp", MAE, MINISTRY, None),
    ],
)
def test_a_name_is_read_in_any_spelling(text: str, name: str, level: Level, province: str | None) -> None:
    for form in ("NFC", "NFD"):
        read = parse_authority(unicodedata.normalize(form, text))
        assert (read.name, read.level) == (name, level)
        assert (read.province and read.province.short_name) == province
        assert parse_authority(read.name).name == name, "a canonical name reads as itself"


@pytest.mark.parametrize(
    ("text", "since", "until", "successor", "reason"),
    [
        ("UBND tỉnh Lâm Đồng", None, None, None, "it kept its name through the merger"),
        ("UBND tỉnh Đắk Nông", None, "2025-06-30", "UBND tỉnh Lâm Đồng", "merged away"),
        ("UBND tỉnh Bình Dương", None, "2025-06-30", "UBND thành phố Hồ Chí Minh", "merged into a city"),
        ("UBND tỉnh Bình Phước", None, "2025-06-30", "UBND thành phố Đồng Nai", "into today's name"),
        ("UBND huyện Đắk Song", None, "2025-06-30", None, "the name alone does not tell its province"),
        ("UBND huyện Đắk Song, tỉnh Đắk Nông", None, "2025-06-30", "UBND tỉnh Lâm Đồng", "now it does"),
        ("UBND tỉnh Đồng Nai", None, "2026-04-29", "UBND thành phố Đồng Nai", "a city since 30/04/2026"),
        ("UBND thành phố Đồng Nai", "2026-04-30", None, None, "30/2026/QH16"),
        ("UBND tỉnh Thừa Thiên Huế", None, "2024-12-31", "UBND thành phố Huế", "175/2024/QH15"),
        ("UBND thành phố Huế", "2025-01-01", None, None, "centrally run since 2025"),
        ("UBND TP Huế, tỉnh Thừa Thiên Huế", None, "2024-12-31", "UBND thành phố Huế", "district-level"),
        (MARD, None, "2025-02-28", MAE, "its last day"),
        (MAE, "2025-03-01", None, None, "its first day"),
    ],
)
def test_a_name_tells_when_the_authority_existed_and_who_followed(
    text: str, since: str | None, until: str | None, successor: str | None, reason: str
) -> None:
    read = parse_authority(text)
    assert read.existed_from == (day(since) if since else None), reason
    assert read.existed_until == (day(until) if until else None), reason
    assert read.successor == successor, reason


@pytest.mark.parametrize("old", OLD_PROVINCES.values(), ids=lambda old: old.code)
def test_the_committee_of_every_old_province_leads_to_today(old: OldProvince) -> None:
    read = parse_authority(f"UBND {old.name}")
    assert read.level is PROVINCE
    assert read.province is PROVINCES[old.today]


@pytest.mark.parametrize(
    ("text", "decided", "name", "level"),
    [
        ("UBND thành phố Huế", "2024-12-31", "UBND thành phố Huế, tỉnh Thừa Thiên Huế", DISTRICT),
        ("UBND thành phố Huế", "2025-01-01", "UBND thành phố Huế", PROVINCE),
        ("UBND Đồng Nai", "2026-04-29", "UBND tỉnh Đồng Nai", PROVINCE),
        ("UBND Đồng Nai", "2026-04-30", "UBND thành phố Đồng Nai", PROVINCE),
        ("Bộ Nông nghiệp", "2025-02-28", MARD, MINISTRY),
        ("Bộ Nông nghiệp", "2025-03-01", MAE, MINISTRY),
    ],
)
def test_the_day_settles_what_a_changed_name_means(text: str, decided: str, name: str, level: Level) -> None:
    read = parse_authority(text, day(decided))
    assert (read.name, read.level) == (name, level)
    check_existed(read, day(decided))


def test_a_district_learns_its_province_from_an_address() -> None:
    place = find_place("tỉnh Đắk Nông")
    assert place is not None
    read = parse_authority("UBND huyện Đắk Song").located_in(place)
    assert read.province is PROVINCES["68"]
    assert (read.name, read.successor) == ("UBND huyện Đắk Song", "UBND tỉnh Lâm Đồng")


def test_two_districts_of_one_name_in_one_province_of_today_stay_apart() -> None:
    names = set()
    for old in ("Long An", "Tây Ninh"):
        place = find_place(old)
        assert place is not None
        located = parse_authority("UBND huyện Châu Thành").located_in(place)
        assert located == parse_authority(f"UBND huyện Châu Thành, tỉnh {old}")
        assert located == parse_authority(located.name)
        names.add((located.name, located.province and located.province.code))
    assert names == {
        ("UBND huyện Châu Thành, tỉnh Long An", "80"),
        ("UBND huyện Châu Thành, tỉnh Tây Ninh", "80"),
    }


def test_a_province_is_not_moved_by_an_address() -> None:
    place = find_place("Hà Nội")
    assert place is not None
    lam_dong = parse_authority("UBND tỉnh Lâm Đồng")
    assert lam_dong.located_in(place) == lam_dong


@pytest.mark.parametrize(
    "text",
    [
        "Sở NN&PTNT tỉnh Đắk Nông",
        "Sở Nông nghiệp và Môi trường Lâm Đồng",
        "UBND xã Quảng Trực",
        "UBND phường Phan Thiết",
        "UBND đặc khu Phú Quý",
        "UBND thị trấn Đức An",
        "Phòng Nông nghiệp huyện Đắk Song",
        "Văn phòng Điều phối nông thôn mới",
        "Hội đồng đánh giá, phân hạng sản phẩm OCOP",
        "Bộ Công Thương",
        "Bộ Y tế",
    ],
)
def test_bodies_that_never_recognise_are_told_so(text: str) -> None:
    with pytest.raises(NotRecognising) as refused:
        parse_authority(text)
    assert text in str(refused.value)
    assert "Hãy" in str(refused.value)


@pytest.mark.parametrize(
    "text", ["", "UBND", "UBND tỉnh", "UBND huyện", "Lâm Đồng", "Công ty TNHH Seagull", "3"]
)
def test_a_name_that_says_too_little_is_unknown(text: str) -> None:
    with pytest.raises(UnknownAuthority, match="Hãy ghi đủ cấp và tên"):
        parse_authority(text)


FRAGMENTS = ["UBND", "tỉnh", "TP", "huyện", "Bộ", "NN", ",", "-", "(", "Huế", "Q.1", "&", ".", "Đồng Nai"]


@given(st.text(max_size=40) | st.lists(st.sampled_from(FRAGMENTS)).map(" ".join))
def test_no_text_brings_anything_but_our_own_errors(text: str) -> None:
    try:
        read = parse_authority(text, date(2024, 6, 1))
    except OcopError:
        return
    assert read.name.startswith(("UBND ", "Bộ "))
    assert read.key


@pytest.mark.parametrize(
    ("decided", "stars", "level", "reason"),
    [
        ("2018-05-07", 3, PROVINCE, "490/QĐ-TTg, the programme's first day"),
        ("2018-12-20", 4, PROVINCE, "the first decisions, before the national criteria"),
        ("2019-08-21", 3, PROVINCE, "1048/QĐ-TTg"),
        ("2020-02-04", 3, PROVINCE, "303/QĐ-UBND of Nghệ An"),
        ("2020-12-30", 5, MINISTRY, "1048/QĐ-TTg"),
        ("2022-07-31", 3, PROVINCE, "the day before the districts' time"),
        ("2022-08-01", 3, DISTRICT, "919/QĐ-TTg: the first districts"),
        ("2022-12-30", 3, PROVINCE, "provinces still in the overlap"),
        ("2023-02-24", 3, DISTRICT, "148/QĐ-TTg"),
        ("2023-06-30", 3, PROVINCE, "the end of the round that was under way"),
        ("2025-06-16", 3, DISTRICT, "1887/QĐ-UBND of Đắk Song"),
        ("2025-06-30", 3, DISTRICT, "the districts' last day"),
        ("2025-06-30", 4, PROVINCE, "the old provinces' last day"),
        ("2025-07-01", 3, PROVINCE, "districts are gone"),
        ("2025-07-06", 3, PROVINCE, "1489/QĐ-TTg"),
        ("2026-08-05", 3, PROVINCE, "3981/QĐ-UBND of Lâm Đồng, 26/2026/QĐ-TTg"),
        ("2026-08-05", 4, PROVINCE, "26/2026/QĐ-TTg"),
        ("2026-09-30", 5, MINISTRY, "26/2026/QĐ-TTg"),
    ],
)
def test_a_competent_level_may_recognise(decided: str, stars: int, level: Level, reason: str) -> None:
    may_recognise(level, stars, day(decided))
    row = competence_on(stars, day(decided))
    assert row is not None
    assert row.source, reason


@pytest.mark.parametrize(
    ("decided", "stars", "level", "said", "reason"),
    [
        ("2018-05-06", 3, PROVINCE, "trước ngày có Chương trình OCOP", "the day before 490/QĐ-TTg"),
        ("2008-06-16", 3, DISTRICT, "trước ngày có Chương trình OCOP", "a mistyped year"),
        ("2021-05-05", 3, DISTRICT, "UBND cấp tỉnh", "districts did not recognise under 1048/QĐ-TTg"),
        ("2022-07-31", 3, DISTRICT, "UBND cấp tỉnh", "the day before their time"),
        ("2023-07-01", 3, PROVINCE, "UBND cấp huyện", "the overlap is over"),
        ("2025-06-30", 3, PROVINCE, "UBND cấp huyện", "still the districts' day"),
        ("2025-07-01", 3, DISTRICT, "UBND cấp tỉnh", "no districts from this day on"),
        ("2024-05-05", 4, DISTRICT, "UBND cấp tỉnh", "a district never had 4 stars"),
        ("2024-05-05", 5, DISTRICT, "do bộ quản lý chương trình", "nor 5"),
        ("2026-08-05", 5, PROVINCE, "tiềm năng 5 sao", "5 stars by a province: potential, not 5"),
        ("2026-08-05", 4, MINISTRY, "UBND cấp tỉnh", "the ministry recognises 5 only"),
        ("2026-08-05", 3, MINISTRY, "UBND cấp tỉnh", "the ministry recognises 5 only"),
    ],
)
def test_another_level_is_refused_and_told_who_decides(
    decided: str, stars: int, level: Level, said: str, reason: str
) -> None:
    with pytest.raises(NotCompetent) as refused:
        may_recognise(level, stars, day(decided))
    assert said in str(refused.value), reason
    assert day(decided).strftime("%d/%m/%Y") in str(refused.value)


@pytest.mark.parametrize("level", Level)
@pytest.mark.parametrize("stars", [1, 2])
def test_one_and_two_stars_have_no_decision(stars: int, level: Level) -> None:
    with pytest.raises(NotPublic, match=f"Không có quyết định công nhận {stars} sao"):
        may_recognise(level, stars, day("2026-08-05"))


@pytest.mark.parametrize("stars", [-1, 0, 6, 45])
def test_other_stars_do_not_exist(stars: int) -> None:
    with pytest.raises(NoSuchStar):
        may_recognise(PROVINCE, stars, day("2026-08-05"))


@given(st.integers(3, 5), st.dates(date(2018, 5, 7), date(2035, 1, 1)))
def test_on_every_day_someone_may_recognise_every_public_star(stars: int, decided: date) -> None:
    row = competence_on(stars, decided)
    assert row is not None
    for level in row.levels:
        may_recognise(level, stars, decided)


@pytest.mark.parametrize(
    ("text", "stars", "decided"),
    [
        ("UBND huyện Đắk Song", 3, "2025-06-30"),
        ("UBND tỉnh Đắk Nông", 4, "2025-06-30"),
        ("UBND tỉnh Lâm Đồng", 3, "2025-07-01"),
        ("UBND tỉnh Lâm Đồng", 4, "2019-12-23"),
        ("UBND tỉnh Đồng Nai", 3, "2026-04-29"),
        ("UBND thành phố Đồng Nai", 3, "2026-04-30"),
        (MARD, 5, "2025-02-28"),
        (MAE, 5, "2025-03-01"),
    ],
)
def test_a_recognition_on_an_authority_s_first_or_last_day_counts(
    text: str, stars: int, decided: str
) -> None:
    check_recognition(parse_authority(text), stars, day(decided))


@pytest.mark.parametrize(
    ("text", "stars", "decided", "error", "said", "reason"),
    [
        ("UBND huyện Đắk Song", 3, "2025-07-01", DidNotExist, "UBND cấp tỉnh công nhận 3 sao", "ended"),
        (
            "UBND huyện Đắk Song, tỉnh Đắk Nông",
            3,
            "2025-07-01",
            DidNotExist,
            "cơ quan kế tục là UBND tỉnh Lâm Đồng",
            "a known province names the successor",
        ),
        ("UBND tỉnh Đắk Nông", 4, "2025-07-01", DidNotExist, "UBND tỉnh Lâm Đồng", "merged away"),
        ("UBND tỉnh Đồng Nai", 3, "2026-04-30", DidNotExist, "UBND thành phố Đồng Nai", "renamed"),
        ("UBND thành phố Đồng Nai", 3, "2026-04-29", DidNotExist, "của UBND tỉnh Đồng Nai", "not yet"),
        (MARD, 5, "2025-03-01", DidNotExist, MAE, "the ministry's successor"),
        (MAE, 5, "2025-02-28", DidNotExist, MARD, "the ministry's predecessor"),
        ("UBND tỉnh Lâm Đồng", 5, "2026-08-05", NotCompetent, "5 sao", "existed, but not for 5 stars"),
        ("UBND huyện Đắk Song", 2, "2026-08-05", NotPublic, "2 sao", "the star comes before the authority"),
    ],
)
def test_a_recognition_that_cannot_be_gives_one_reason(
    text: str, stars: int, decided: str, error: type[OcopError], said: str, reason: str
) -> None:
    with pytest.raises(error) as refused:
        check_recognition(parse_authority(text), stars, day(decided))
    assert said in str(refused.value), reason
