"""Times and numbers as they are written here."""

from datetime import UTC, datetime

import pytest

from ocop_verify.web.formats import moment, number
from ocop_verify.web.language import speak


@pytest.fixture(params=["vi", "en"])
def code(request):
    speak(request.param)
    yield request.param
    speak("vi")


def test_a_moment_is_a_minute_in_vietnam(code):
    """20:30 UTC is the next morning there."""
    expected = {"vi": "03:30 ngày 01/01/2027", "en": "03:30 on 01/01/2027"}
    assert moment(datetime(2026, 12, 31, 20, 30, 59, tzinfo=UTC)) == expected[code]


@pytest.mark.parametrize(
    ("value", "decimals", "vietnamese", "english"),
    [
        (0, 0, "0", "0"),
        (1234, 0, "1.234", "1,234"),
        (1234.5, 1, "1.234,5", "1,234.5"),
        (17316, 0, "17.316", "17,316"),
        (-1234.56, 2, "-1.234,56", "-1,234.56"),
    ],
)
def test_numbers_are_grouped_in_the_readers_way(code, value, decimals, vietnamese, english):
    assert number(value, decimals) == {"vi": vietnamese, "en": english}[code]
