"""When a fair is, who may check it until when, and the code by which helpers join."""

from datetime import UTC, date, datetime

import pytest

from ocop_verify.domain.fairs import BadDays, Days, FairTime, JoinCode

FAIR = Days(date(2026, 12, 4), date(2026, 12, 6))
SECRET = b"secret"


def at(day: int, hour: int = 12) -> datetime:
    return datetime(2026, 12, day, hour, tzinfo=UTC)


@pytest.mark.parametrize(
    ("first", "last"), [(date(2026, 12, 6), date(2026, 12, 4)), (date(2026, 1, 1), date(2026, 4, 1))]
)
def test_a_fair_that_ends_before_it_begins_or_lasts_a_season_is_refused(first, last):
    with pytest.raises(BadDays):
        Days(first, last)


@pytest.mark.parametrize(
    ("day", "time"), [(3, FairTime.AHEAD), (4, FairTime.ON), (6, FairTime.ON), (7, FairTime.OVER)]
)
def test_the_last_day_belongs_to_the_fair(day, time):
    assert FAIR.time(date(2026, 12, day)) is time


@pytest.mark.parametrize(
    ("moment", "checks", "sends", "joins"),
    [
        (at(1), False, True, True),
        (at(2), True, True, True),
        (at(6, 16), True, True, True),
        (at(6, 17), False, True, False),  # midnight in Vietnam
        (at(13, 16), False, True, False),
        (at(13, 17), False, False, False),
    ],
)
def test_checking_ends_with_the_last_day_and_sending_a_week_later(moment, checks, sends, joins):
    assert (FAIR.may_check(moment), FAIR.may_send(moment), FAIR.may_join(moment)) == (checks, sends, joins)


def test_a_code_is_read_as_people_type_it():
    code = JoinCode.make(12, 1, SECRET)
    written = str(code)
    assert JoinCode.read(written) == code
    assert JoinCode.read(f"  {written.lower().replace('0', 'o').replace('1', 'l')} ") == code


@pytest.mark.parametrize(
    "text", ["", "12", "12-", "-ABCDEFGH", "12-ABCDEFG!", "x-ABCDEFGH", "1234567890-ABCDEFGH"]
)
def test_what_cannot_be_a_code_is_none(text):
    assert JoinCode.read(text) is None


def test_each_fair_edition_and_site_has_another_code():
    codes = {
        str(JoinCode.make(fair, edition, secret))
        for fair in (1, 2)
        for edition in (1, 2)
        for secret in (b"a", b"b")
    }
    assert len(codes) == 8
