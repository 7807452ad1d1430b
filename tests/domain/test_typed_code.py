"""The code that a hand types: forgiving of how it is written, not of what is written."""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocop_verify.domain.errors import OcopError
from ocop_verify.domain.records import Batch, LabelKind
from ocop_verify.domain.typed_code import (
    CodeKeyMissing,
    MalformedCode,
    UnknownBatch,
    _tag,
    format_code,
    make_code,
    read_code,
)

KEYS = {3: bytes(range(32)), 4: bytes(range(1, 33))}
UNIT = Batch(41, 77, LabelKind.UNIT, 1000, 3, date(2025, 3, 10), 4, date(2028, 2, 15))
PRODUCT = replace(UNIT, id=42, kind=LabelKind.PRODUCT, count=1)
# The most that the format can hold; its tags are the shortest.
LARGEST = replace(UNIT, id=2**24 - 1, count=2**24 - 1, key_id=4)
BATCHES = {batch.id: batch for batch in (UNIT, PRODUCT, LARGEST)}

batches = st.builds(
    replace,
    st.sampled_from([UNIT, PRODUCT]),
    id=st.integers(0, 2**24 - 1),
    count=st.integers(1, 2**24 - 1),
)


@given(batches, st.data(), st.binary(min_size=32, max_size=32))
def test_a_code_leads_back_to_its_label(batch: Batch, data: st.DataObject, key: bytes) -> None:
    serial = data.draw(st.integers(1, batch.count)) if batch.kind is LabelKind.UNIT else 0
    code = make_code(batch, serial, key)
    assert len(code) == {LabelKind.PRODUCT: 15, LabelKind.UNIT: 18}[batch.kind]
    assert read_code(code, {batch.id: batch}, {batch.key_id: key}) == (batch.id, serial)


def test_codes_stay_as_they_were_printed() -> None:
    assert format_code(make_code(UNIT, 123, KEYS[3])) == "156 508 061 513 547 817"
    assert format_code(make_code(PRODUCT, 0, KEYS[3])) == "899 717 047 255 082"


@pytest.mark.parametrize(("batch", "serial"), [(UNIT, 0), (UNIT, 1001), (UNIT, -1), (PRODUCT, 1)])
def test_no_code_is_made_for_a_label_that_was_not_issued(batch: Batch, serial: int) -> None:
    with pytest.raises(ValueError, match="no serial"):
        make_code(batch, serial, KEYS[3])


@pytest.mark.parametrize(
    ("digits", "printed"),
    [("123456789012345", "123 456 789 012 345"), ("123456789012345678", "123 456 789 012 345 678")],
)
def test_a_code_is_printed_in_groups_of_three(digits: str, printed: str) -> None:
    assert format_code(digits) == printed


# --- spelling -----------------------------------------------------------------------------------------


def spellings(digits: str) -> Iterator[str]:
    """Two hundred ways in which people and programs write the same digits."""
    separators = ["", "  ", " - ", "\r\n", *" -.,·/_:*\t\n．－", *"\u00a0\u2007\u2009\u202f\u3000\u200b"]
    separators += "\u2010\u2011\u2013\u2014\u2212"
    for separator in separators:
        for size in (3, 4, 5, 6):
            groups = [digits[start : start + size] for start in range(0, len(digits), size)]
            yield separator.join(groups)
    fullwidth = str.maketrans("0123456789", "０１２３４５６７８９")
    assert {"0", "1"} <= set(digits), "a code with both, to misspell them"
    for zero in "0OoＯ０":
        for one in "1IilL|１":
            written = digits.replace("0", zero).replace("1", one)
            yield written
            yield f" {format_code(written)}\n"
            yield format_code(written.translate(fullwidth))


@pytest.mark.parametrize(("batch", "serial"), [(UNIT, 1), (PRODUCT, 0)], ids=["unit", "product"])
def test_two_hundred_spellings_are_read(batch: Batch, serial: int) -> None:
    written = set(spellings(make_code(batch, serial, KEYS[3])))
    assert len(written) >= 200
    assert {read_code(text, BATCHES, KEYS) for text in written} == {(batch.id, serial)}


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param("   ", id="only spaces"),
        pytest.param("12345678901234", id="14 digits"),
        pytest.param("1234567890123456", id="16 digits"),
        pytest.param("12345678901234567", id="17 digits"),
        pytest.param("1234567890123456789", id="19 digits"),
        pytest.param("12345678901234A", id="a letter"),
        pytest.param("12345678901234²", id="a superscript, a digit to Python"),
        pytest.param("12345678901234٣", id="an Arabic digit, a digit to Python"),
        pytest.param("+12345678901234", id="a sign, a number to Python"),
        pytest.param("12345678901234\0", id="a null byte"),
        pytest.param("1" * 5000, id="more digits than Python converts"),
        pytest.param(" " * 5000 + "123456789012345", id="more spaces than anybody types"),
    ],
)
def test_what_is_no_code_is_malformed(text: str) -> None:
    with pytest.raises(MalformedCode):
        read_code(text, BATCHES, KEYS)


@given(st.text())
def test_junk_gives_nothing_but_our_errors(text: str) -> None:
    with pytest.raises(OcopError):
        read_code(text, BATCHES, KEYS)


# --- what a code proves -------------------------------------------------------------------------------


def test_a_batch_that_does_not_exist_is_unknown() -> None:
    with pytest.raises(UnknownBatch):
        read_code(make_code(replace(UNIT, id=50), 1, KEYS[3]), BATCHES, KEYS)


@pytest.mark.parametrize(
    ("batch", "serial", "why"),
    [
        (replace(UNIT, id=42), 1, "a unit code of a product batch"),
        (replace(PRODUCT, id=41), 0, "a product code of a unit batch"),
        (replace(UNIT, key_id=4), 1, "a tag by another key"),
        (replace(UNIT, count=999), 1, "a tag of another count"),
    ],
)
def test_a_code_of_another_making_is_malformed(batch: Batch, serial: int, why: str) -> None:
    code = make_code(batch, serial, KEYS[batch.key_id])
    with pytest.raises(MalformedCode):
        read_code(code, BATCHES, KEYS)


def test_a_serial_that_was_not_issued_is_malformed_even_with_its_tag() -> None:
    serial_0 = _tag(UNIT, 0, KEYS[3]) * (UNIT.count + 1) * 2**24 + UNIT.id
    with pytest.raises(MalformedCode):
        read_code(f"{serial_0:018d}", BATCHES, KEYS)


def test_a_machine_without_the_key_says_so() -> None:
    with pytest.raises(CodeKeyMissing):
        read_code(make_code(UNIT, 1, KEYS[3]), BATCHES, {4: KEYS[4]})


def test_codes_of_neighbours_do_not_tell_each_other() -> None:
    """Knowing one code, the next serial's would be a guess: its tag is another."""
    first, second = (int(make_code(UNIT, serial, KEYS[3])) for serial in (1, 2))
    assert second - first != 2**24
    with pytest.raises(MalformedCode):
        read_code(f"{first + 2**24:018d}", BATCHES, KEYS)


def slips(code: str) -> Iterator[str]:
    """Every code with one digit changed, and every one with two neighbours swapped."""
    for place, right in enumerate(code):
        for wrong in "0123456789".replace(right, ""):
            yield code[:place] + wrong + code[place + 1 :]
        if place and code[place - 1] != right:
            yield code[: place - 1] + right + code[place - 1] + code[place + 1 :]


def is_refused(code: str, batches: dict[int, Batch]) -> bool:
    try:
        read_code(code, batches, KEYS)
    except (MalformedCode, UnknownBatch):
        return True
    return False


def some_codes(batches: dict[int, Batch], count: int) -> Iterator[str]:
    numbers = random.Random(20261124)
    for _ in range(count):
        batch = numbers.choice(list(batches.values()))
        serial = numbers.randint(1, batch.count) if batch.kind is LabelKind.UNIT else 0
        yield make_code(batch, serial, KEYS[batch.key_id])


def test_a_slip_always_leads_to_another_batch() -> None:
    """No one-digit change and no swap is a multiple of 2**24, so tags only guard batches that exist."""
    for code in some_codes(BATCHES, 50):
        assert all((int(slip) - int(code)) % 2**24 for slip in slips(code))


def test_every_slip_is_refused_where_few_batches_exist() -> None:
    assert all(is_refused(slip, BATCHES) for code in some_codes(BATCHES, 200) for slip in slips(code))


class EveryBatch(dict[int, Batch]):
    """A registry with no batch id left, each batch as large as the format allows."""

    def get(self, key: int, default: object = None) -> Batch:  # type: ignore[override]
        return replace(LARGEST, id=key)


def test_at_the_very_worst_one_slip_in_3552_passes() -> None:
    """That is how many tags are left; about 36,000 slips are tried, so about 10 should get through."""
    numbers = random.Random(20261124)
    batches = EveryBatch()
    tried = passed = 0
    for _ in range(200):
        batch = batches.get(numbers.randrange(2**24))
        code = make_code(batch, numbers.randint(1, batch.count), KEYS[4])
        for slip in slips(code):
            tried += 1
            passed += not is_refused(slip, batches)
    assert tried > 35_000
    assert 3 <= passed <= 20
