"""One-time codes of apps, and recovery codes on paper."""

from datetime import UTC, datetime, timedelta

import pytest

from ocop_verify.accounts import one_time_codes
from ocop_verify.accounts.one_time_codes import code_at, matching_step, new_recovery_codes, new_secret

# RFC 6238, appendix B: the secret "12345678901234567890" in base32, SHA-1, the last six of eight digits.
SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
STEP = timedelta(seconds=30)


@pytest.mark.parametrize(
    ("seconds", "digits"),
    [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (2000000000, "279037")],
)
def test_the_vectors_of_the_standard_hold(seconds, digits):
    now = datetime.fromtimestamp(seconds, UTC)
    assert code_at(SECRET, now) == digits
    assert matching_step(SECRET, digits, now, after=0) == seconds // 30


def test_a_clock_that_is_half_a_minute_off_is_forgiven_and_a_minute_is_not():
    for off, right in ((-2, False), (-1, True), (0, True), (1, True), (2, False)):
        assert (matching_step(SECRET, code_at(SECRET, NOW + off * STEP), NOW, after=0) is not None) is right


def test_a_code_is_good_for_once_and_so_is_every_one_before_it():
    step = matching_step(SECRET, code_at(SECRET, NOW), NOW, after=0)
    assert step is not None
    assert matching_step(SECRET, code_at(SECRET, NOW), NOW, after=step) is None
    assert matching_step(SECRET, code_at(SECRET, NOW - STEP), NOW, after=step) is None
    assert matching_step(SECRET, code_at(SECRET, NOW + STEP), NOW, after=step) == step + 1


@pytest.mark.parametrize("typed", ["{}", " {} ", "{0[0]}{0[1]}{0[2]} {0[3]}{0[4]}{0[5]}"])
def test_spaces_do_not_matter(typed):
    assert matching_step(SECRET, typed.format(code_at(SECRET, NOW)), NOW, after=0)


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "１２３４５６", "-12345", "12345\x00"])
def test_what_is_no_code_is_none(typed):
    assert matching_step(SECRET, typed, NOW, after=0) is None


def test_a_secret_has_160_bits_and_is_never_the_same():
    secrets = {new_secret() for _ in range(100)}
    assert len(secrets) == 100
    assert {len(secret) for secret in secrets} == {32}


def test_recovery_codes_are_many_different_and_easy_to_copy():
    codes = new_recovery_codes()
    assert len(set(codes)) == one_time_codes.RECOVERY_CODES
    assert not set("".join(codes)) & set("01loiu")


def test_a_recovery_code_is_taken_as_it_was_meant():
    assert one_time_codes.tidy_recovery_code(" ABCD 2345-efgh\n") == "abcd2345efgh"
