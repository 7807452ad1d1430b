"""What single cells mean: days, stars, numbers, bar codes and text, each in its many spellings."""

from datetime import date, datetime, time
from decimal import Decimal

import pytest

from ocop_verify.tabular.cells import Cell
from ocop_verify.tabular.dates import day
from ocop_verify.tabular.legacy import Damage, diagnose
from ocop_verify.tabular.numbers import gtin, number, stars
from ocop_verify.tabular.problems import Unreadable
from ocop_verify.tabular.texts import Text, text
from tests.tabular.books import to_tcvn3


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("30/06/2025", "as Vietnam writes it"),
        ("30/6/2025", "without the zero"),
        ("30-06-2025", "with hyphens"),
        ("30.6.2025", "with points"),
        (" 30 / 06 / 2025 ", "with spaces"),
        ("2025-06-30", "ISO 8601"),
        ("2025/06/30", "ISO 8601 with slashes"),
        ("2025-06-30T08:15:00", "ISO 8601 with a time"),
        ("2025-06-30 08:15:00+07:00", "as databases print it"),
        ("30/06/2025 00:00", "as Excel prints a time nobody typed"),
        ("ngày 30 tháng 6 năm 2025", "as decisions write it"),
        ("Ngày 30 tháng 06 năm 2025", "with a capital"),
        ("ngày 30/6/2025", "half in words"),
        ("３０／０６／２０２５", "full-width, from an input method"),
        ("45838", "a serial number as text"),
        (45838.0, "a serial number"),
        (45838.9, "a serial number with a time"),
        (date(2025, 6, 30), "an Excel date"),
        (datetime.fromisoformat("2025-06-30T23:59"), "an Excel date with a time"),
    ],
)
def test_a_day_is_read_in_every_spelling(cell: Cell, reason: str) -> None:
    assert day(cell) == date(2025, 6, 30), reason
    assert type(day(cell)) is date


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("30/02/2025", "no_such_date"),
        ("29/02/2023", "no_such_date"),
        ("31/04/2025", "no_such_date"),
        ("0/1/2025", "no_such_date"),
        ("32/13/2025", "no_such_date"),
        ("12/31/2025", "month_first"),
        ("30/6/25", "two_digit_year"),
        ("01/02/03", "two_digit_year"),
        ("30/06/225", "not_a_date"),
        ("30/06/20255", "not_a_date"),
        ("01/01/1900", "implausible_year"),
        ("30/06/2205", "implausible_year"),
        (date(1905, 7, 17), "implausible_year"),
        (2025.0, "not_a_date"),
        ("2025", "not_a_date"),
        ("tháng 6/2025", "not_a_date"),
        ("30/06/2025 và 01/07/2025", "not_a_date"),
        ("30062025", "not_a_date"),
        ("30 June 2025", "not_a_date"),
        ("chưa có", "not_a_date"),
        (time(8, 15), "not_a_date"),
        (float("nan"), "not_a_date"),
        (1e300, "not_a_date"),
    ],
)
def test_what_is_no_day_or_could_be_two_is_refused(cell: Cell, code: str) -> None:
    with pytest.raises(Unreadable) as refused:
        day(cell)
    assert refused.value.code == code
    assert "%(" not in str(refused.value)


def test_the_thirtieth_of_february_is_named() -> None:
    with pytest.raises(Unreadable) as refused:
        day("30/02/2025")
    assert str(refused.value) == "Không có ngày 30/02/2025 trong lịch. Hãy sửa lại ngày."


@pytest.mark.parametrize(
    ("cell", "star"),
    [
        (3.0, 3),
        ("3", 3),
        ("03", 3),
        ("3.0", 3),
        ("3 sao", 3),
        ("3sao", 3),
        ("Hạng 3 sao", 3),
        ("OCOP 4 sao", 4),
        ("4 sao OCOP", 4),
        ("Đạt 4 SAO", 4),
        ("5 stars", 5),
        ("ba sao", 3),
        ("Bốn sao", 4),
        ("Năm sao", 5),
        ("Ba (03) sao", 3),
        ("***", 3),
        ("* * * *", 4),
        ("★★★★★", 5),
        ("⭐⭐⭐", 3),
        ("⭐️⭐️⭐️", 3),
        ("4*", 4),
        ("4 ★", 4),
        ("1 sao", 1),
        (2.0, 2),
    ],
)
def test_a_star_is_read_in_every_spelling(cell: Cell, star: int) -> None:
    assert stars(cell) == star


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("tiềm năng 5 sao", "potential_star"),
        ("5 sao (tiềm năng)", "potential_star"),
        ("6 sao", "not_a_star"),
        ("0", "not_a_star"),
        ("******", "not_a_star"),
        ("3-4 sao", "not_a_star"),
        ("3,5", "not_a_star"),
        (3.5, "not_a_star"),
        (30.0, "not_a_star"),
        ("Ba (04) sao", "not_a_star"),
        ("OCOP", "not_a_star"),
        (date(2025, 4, 3), "not_a_star"),
        (float("inf"), "not_a_star"),
    ],
)
def test_what_is_no_star_is_refused(cell: Cell, code: str) -> None:
    with pytest.raises(Unreadable) as refused:
        stars(cell)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (85.5, "85.5"),
        (85.1 + 0.2, "85.3"),
        ("85,5", "85.5"),
        ("85.5", "85.5"),
        ("85,500", "85.500"),
        ("85,5 điểm", "85.5"),
        ("85,5/100", "85.5"),
        ("100", "100"),
        ("0", "0"),
    ],
)
def test_a_score_is_the_number_that_people_see(cell: Cell, value: str) -> None:
    assert number(0, 100)(cell) == Decimal(value)


@pytest.mark.parametrize(
    ("cell", "value"), [("1.234.567", 1234567), ("1.234,5", "1234.5"), ("1,234.5", "1234.5")]
)
def test_groups_of_three_are_understood(cell: Cell, value: str | int) -> None:
    assert number(0, 10**9)(cell) == Decimal(value)


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("1.234", "not_a_number"),  # a thousand or a fraction: nobody can know
        ("tám lăm", "not_a_number"),
        ("85,5,5", "not_a_number"),
        ("1e2", "not_a_number"),
        (date(2025, 4, 3), "not_a_number"),
        ("-1", "out_of_range"),
        (10_001.0, "out_of_range"),
    ],
)
def test_what_is_no_number_is_refused(cell: Cell, code: str) -> None:
    with pytest.raises(Unreadable) as refused:
        number(0, 10_000)(cell)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("cell", "digits"),
    [
        ("8934673583329", "8934673583329"),
        ("893 4673 58332 9", "8934673583329"),
        ("893-4673-58332-9", "8934673583329"),
        (8934673583329.0, "8934673583329"),
        ("96385074", "96385074"),
        ("036000291452", "036000291452"),
        ("18934673583326", "18934673583326"),
    ],
)
def test_a_bar_code_is_its_digits(cell: Cell, digits: str) -> None:
    assert gtin(cell) == digits


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("8934673583320", "gtin_check_digit"),
        ("8934673583392", "gtin_check_digit"),
        ("893467358332", "gtin_check_digit"),
        ("8.93E+12", "lost_digits"),
        ("8,93E+12", "lost_digits"),
        ("8.93467E+12", "lost_digits"),
        (8930000000000.0, "lost_digits"),
        ("12345", "not_a_gtin"),
        ("không có", "not_a_gtin"),
        ("٨٩٣٤٦٧٣٥٨٣٣٢٩", "not_a_gtin"),
        (date(2025, 4, 3), "not_a_gtin"),
    ],
)
def test_what_is_no_bar_code_is_refused(cell: Cell, code: str) -> None:
    with pytest.raises(Unreadable) as refused:
        gtin(cell)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("cell", "cleaned"),
    [
        ("  Chè   Tân\nLĩnh ", "Chè Tân Lĩnh"),
        ("__Chè", "Chè"),
        ("Che\u0300", "Chè"),
        ("\u200b", None),
        (303.0, "303"),
        (85.5, "85.5"),
    ],
)
def test_text_is_cleaned(cell: Cell, cleaned: str | None) -> None:
    assert text(cell) == cleaned


@pytest.mark.parametrize("cell", [date(2025, 4, 3), time(8, 15)])
def test_a_date_that_excel_made_of_a_number_is_not_taken_for_text(cell: Cell) -> None:
    with pytest.raises(Unreadable) as refused:
        text(cell)
    assert refused.value.code == "date_in_text"


@pytest.mark.parametrize(
    "cell",
    [
        "  a",
        "a  b",
        "a ",
        "_a",
        "a\u0300",
        "\u200ba",
        "a\nb",
        "a" * 501,
        to_tcvn3("nước mắm"),
        "N??c m?m",
        3.0,
    ],
)
def test_a_column_with_one_untidy_cell_is_not_taken_as_a_whole(cell: Cell) -> None:
    assert Text().all_clean(["Chè", "Nước mắm"])
    assert not Text().all_clean(["Chè", cell, "Nước mắm"])


@pytest.mark.parametrize(
    ("words", "damage", "meant"),
    [
        ("N\xadíc m¾m Phó Quèc", Damage.TCVN3, "Nước mắm Phú Quốc"),
        ("Hîp t¸c x· n«ng nghiÖp", Damage.TCVN3, "Hợp tác xã nông nghiệp"),
        ("§¬n vÞ s¶n xuÊt", Damage.TCVN3, "Đơn vị sản xuất"),
        ("Nöôùc maém Phuù Quoác", Damage.VNI, "Nước mắm Phú Quốc"),
        ("Hôïp taùc xaõ noâng nghieäp", Damage.VNI, "Hợp tác xã nông nghiệp"),
        ("Ñôn vò saûn xuaát", Damage.VNI, "Đơn vị sản xuất"),
        ("NÆ°á»›c máº¯m", Damage.GARBLED, "Nước mắm"),
        ("N??c m?m Phú Qu?c", Damage.LOST_LETTERS, ""),
        ("H\ufffdp t\ufffdc x\ufffd", Damage.LOST_LETTERS, ""),
    ],
)
def test_text_in_an_old_font_is_recognised_and_read(words: str, damage: Damage, meant: str) -> None:
    diagnosis = diagnose(words)
    assert diagnosis is not None
    assert (diagnosis.damage, diagnosis.meant) == (damage, meant)


@pytest.mark.parametrize(
    "words",
    [
        "Nước mắm Phú Quốc",
        "NƯỚC MẮM PHÚ QUỐC",
        "Cà phê Đắk Lắk ½ kg",
        "Hạt mắc-ca Đắk Nông – sấy 100 °C ± 5",
        "Trà «Ô long»®",
        "Rượu vang Château",
        "Crème brûlée chuối",
        "Bánh maïs",
        "Noël 2025",
        "Lọc 5 µm, diện tích 20 m²",
        "Bản quyền © HTX Tân Lĩnh",
        "Ngon không? Rất ngon",
        "https://ocop.vn/tim?q=che",
        "Hoà, Hòa, quà, uỷ, ủy, thuở, khuỷu, giặt, gìn, quỳnh, xoèn xoẹt, nghiêng",
        "Krông Pắc, Ea H'leo, Kon Plông, Đạ Tẻh",
        "Mùa thu – 2 × 3 = 6",
        "ASCII only",
        "",
    ],
)
def test_honest_text_is_not_suspected(words: str) -> None:
    assert diagnose(words) is None
