"""How long a recognition holds, with the awkward days."""

import calendar
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocop_verify.domain.records import Extension
from ocop_verify.domain.validity import (
    EXPIRING_DAYS,
    VIETNAM,
    ImplausibleEnd,
    add_months,
    check_extension,
    check_printed_until,
    days_left,
    end_of,
    has_ended,
    is_expiring,
    local_day,
)

DAYS = st.dates(date(2018, 1, 1), date(2150, 12, 31))


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("issued", "end", "reason"),
    [
        ("2026-08-05", "2029-08-05", "Lâm Đồng prints the same day three years on"),
        ("2025-06-19", "2028-06-19", "a decision of a province that was merged runs on"),
        ("2025-06-30", "2028-06-30", "the last day of the districts"),
        ("2025-07-01", "2028-07-01", "the first day without districts"),
        ("2019-12-23", "2022-12-23", "Thanh Hóa counts this day in; it is our reading"),
        (
            "2020-02-04",
            "2023-02-04",
            "Nghệ An counts this day out; our default differs, a printed end decides",
        ),
        ("2024-02-29", "2027-02-28", "no 29 February three years after a leap year"),
        ("2021-02-28", "2024-02-28", "the month's last day does not become 29 February"),
        ("2021-03-31", "2024-03-31", "a long month stays long"),
        ("2097-02-28", "2100-02-28", "2100 is no leap year"),
        ("2023-12-31", "2026-12-31", "the year's last day"),
    ],
)
def test_it_ends_on_the_same_day_36_months_later(issued: str, end: str, reason: str) -> None:
    assert end_of(day(issued)) == day(end), reason


def test_it_stays_valid_through_the_last_day() -> None:
    end = end_of(day("2023-11-24"))
    assert not has_ended(end, day("2026-11-23"))
    assert not has_ended(end, day("2026-11-24"))
    assert has_ended(end, day("2026-11-25"))


@given(DAYS)
def test_the_end_is_never_earlier_for_a_later_decision(issued: date) -> None:
    assert end_of(issued) <= end_of(issued + timedelta(days=1))


@given(DAYS)
def test_the_end_lies_in_the_same_month_three_years_later(issued: date) -> None:
    end = end_of(issued)
    assert (end.year, end.month) == (issued.year + 3, issued.month)
    assert end.day == min(issued.day, calendar.monthrange(end.year, end.month)[1])


@pytest.mark.parametrize(
    ("printed", "until", "end", "reason"),
    [
        ("2026-11-23", None, "2026-11-23", "a printed end a day short of the rule overrides it"),
        ("2027-11-24", None, "2027-11-24", "and so does a longer one"),
        (None, "2027-05-23", "2027-05-23", "an extension moves the end of the rule"),
        ("2026-11-23", "2027-05-22", "2027-05-22", "an extension moves a printed end"),
        ("2027-11-24", "2027-05-23", "2027-11-24", "an extension never shortens"),
        (None, "2026-01-01", "2026-11-24", "nor does it shorten the rule"),
    ],
)
def test_the_printed_end_overrides_and_an_extension_lengthens(
    printed: str | None, until: str | None, end: str, reason: str
) -> None:
    extension = Extension(day(until), "Điều 12, 26/2026/QĐ-TTg") if until else None
    assert end_of(day("2023-11-24"), day(printed) if printed else None, extension) == day(end), reason


def test_the_calendar_s_own_end_is_no_error() -> None:
    assert end_of(date(9998, 6, 1)) == date.max


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2026-12-01", 1, "2027-01-01"),
        ("2026-03-31", -1, "2026-02-28"),
        ("2026-01-15", -1, "2025-12-15"),
        ("2026-05-05", 0, "2026-05-05"),
    ],
)
def test_months_are_added_by_the_calendar(start: str, months: int, end: str) -> None:
    assert add_months(day(start), months) == day(end)


@pytest.mark.parametrize(
    ("left", "expiring", "reason"),
    [
        (EXPIRING_DAYS + 1, False, "the day before the window opens"),
        (EXPIRING_DAYS, True, "the first day of the window"),
        (1, True, "tomorrow is the last day"),
        (0, True, "the last day itself still counts"),
        (-1, False, "ended is no longer ending"),
    ],
)
def test_it_is_expiring_in_the_last_90_days(left: int, expiring: bool, reason: str) -> None:
    end = day("2026-11-24")
    today = end - timedelta(days=left)
    assert days_left(end, today) == left
    assert is_expiring(end, today) is expiring, reason


@pytest.mark.parametrize(
    ("moment", "local", "reason"),
    [
        (datetime(2026, 11, 24, 16, 59, 59, tzinfo=UTC), "2026-11-24", "a second before midnight in Vietnam"),
        (datetime(2026, 11, 24, 17, 0, tzinfo=UTC), "2026-11-25", "midnight in Vietnam is 17:00 UTC"),
        (
            datetime(2026, 11, 24, 23, 0, tzinfo=timezone(timedelta(hours=-8))),
            "2026-11-25",
            "a server in another zone sees the same day",
        ),
    ],
)
def test_days_are_days_in_vietnam(moment: datetime, local: str, reason: str) -> None:
    assert local_day(moment) == day(local), reason


def test_the_fixed_offset_agrees_with_the_time_zone_database() -> None:
    try:
        zone = ZoneInfo("Asia/Ho_Chi_Minh")
    except ZoneInfoNotFoundError:
        pytest.skip("this machine has no time zone database to compare with")
    for year in range(2018, 2038):
        for month in range(1, 13):
            noon = datetime(year, month, 15, 12, tzinfo=UTC)
            assert noon.astimezone(zone).utcoffset() == noon.astimezone(VIETNAM).utcoffset()


def test_a_time_without_zone_is_a_programming_error() -> None:
    with pytest.raises(ValueError, match="aware"):
        local_day(datetime(2026, 11, 24))  # noqa: DTZ001 - the very mistake


@pytest.mark.parametrize(
    ("printed", "reason"),
    [
        ("2023-11-25", "short, but a certificate may say so"),
        ("2026-11-24", "the rule itself"),
        ("2028-11-24", "60 months, the last that is believed"),
    ],
)
def test_a_printed_end_is_believed_up_to_60_months(printed: str, reason: str) -> None:
    check_printed_until(day("2023-11-24"), day(printed))


@pytest.mark.parametrize(
    ("printed", "said", "reason"),
    [
        ("2023-11-24", "phải sau ngày quyết định 24/11/2023", "the decision's own day"),
        ("2020-11-24", "phải sau ngày quyết định 24/11/2023", "a mistyped year, backwards"),
        ("2028-11-25", "kiểm tra lại năm", "one day past 60 months"),
        ("2062-11-24", "kiểm tra lại năm", "a mistyped year, forwards"),
    ],
)
def test_an_implausible_printed_end_is_refused(printed: str, said: str, reason: str) -> None:
    with pytest.raises(ImplausibleEnd) as refused:
        check_printed_until(day("2023-11-24"), day(printed))
    assert said in str(refused.value), reason


@pytest.mark.parametrize(
    ("until", "basis", "said", "reason"),
    [
        ("2027-05-23", " ", "căn cứ", "an extension without a legal text is no extension"),
        ("2026-11-24", "Điều 12", "phải sau", "the present end again"),
        ("2026-01-01", "Điều 12", "phải sau", "an extension never shortens"),
        ("2027-11-25", "Điều 12", "quyết định mới", "a day more than a year"),
    ],
)
def test_an_implausible_extension_is_refused(until: str, basis: str, said: str, reason: str) -> None:
    with pytest.raises(ImplausibleEnd) as refused:
        check_extension(day("2026-11-24"), Extension(day(until), basis))
    assert said in str(refused.value), reason


@pytest.mark.parametrize("until", ["2026-11-25", "2027-05-23", "2027-11-24"])
def test_an_extension_with_its_basis_is_accepted(until: str) -> None:
    check_extension(day("2026-11-24"), Extension(day(until), "Điều 12, 26/2026/QĐ-TTg"))
