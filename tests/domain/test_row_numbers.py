"""Which texts are the number of a row."""

import pytest

from ocop_verify.domain.row_numbers import LARGEST, number_in


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", 0),
        ("7", 7),
        ("0007", 7),
        (str(LARGEST), LARGEST),
        (str(LARGEST + 1), None),  # no column holds it
        ("9" * 5_000, None),  # Python refuses to read it
        ("", None),
        (None, None),
        ("-1", None),
        ("1.0", None),
        (" 7", None),
        ("٧", None),  # a digit that only some programs read
        ("²", None),  # a digit that is no decimal
    ],
)
def test_a_number_is_read_and_all_else_is_what_the_caller_says(text, number):
    assert number_in(text, -5) == (-5 if number is None else number)
