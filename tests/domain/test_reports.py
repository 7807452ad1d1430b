"""Receipt numbers, the numbers of labels in addresses, and how a report may move."""

import pytest

from ocop_verify.domain.reports import (
    MOVES,
    RECEIPT_LENGTH,
    RECEIPT_LETTERS,
    LabelNumbers,
    ReportState,
    make_receipt,
    read_receipt,
    written_receipt,
)


def test_a_receipt_has_twelve_letters_each_of_them_as_likely_as_any():
    made = make_receipt(bytes(range(32)))
    assert made == RECEIPT_LETTERS[:RECEIPT_LENGTH]
    assert {make_receipt(bytes([byte]) * 12)[0] for byte in range(256)} == set(RECEIPT_LETTERS)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("7K2M9QD4XT0R", "7K2M9QD4XT0R"),
        ("7k2m-9qd4-xt0r", "7K2M9QD4XT0R"),
        (" 7K2M 9QD4 XTOR ", "7K2M9QD4XT0R"),  # an O for the nought
        ("IL2M9QD4XTOU", "112M9QD4XT0V"),
        ("7K2M9QD4XT0", None),  # one too few
        ("7K2M9QD4XT0RR", None),
        ("7K2M9QD4XT0Ạ", None),
        ("", None),
    ],
)
def test_a_receipt_is_read_as_people_type_it(typed, read):
    assert read_receipt(typed) == read


def test_a_receipt_is_written_in_groups_and_read_back():
    assert written_receipt("7K2M9QD4XT0R") == "7K2M-9QD4-XT0R"
    assert read_receipt(written_receipt("7K2M9QD4XT0R")) == "7K2M9QD4XT0R"


@pytest.mark.parametrize("text", ["", "1-2", "1-2-3-4", "-1-2-3", "1-2-x", "1-2-123456789", "１-2-3"])
def test_what_does_not_name_a_label_is_no_label(text):
    assert LabelNumbers.read(text) is None


def test_the_numbers_of_a_label_go_into_an_address_and_back():
    assert LabelNumbers.read(str(LabelNumbers(12, 34, 0))) == LabelNumbers(12, 34, 0)


def test_every_state_leads_on_and_none_back_to_the_beginning():
    assert set(MOVES) == set(ReportState)
    assert all(MOVES.values())
    assert all(ReportState.RECEIVED not in ends for ends in MOVES.values())
