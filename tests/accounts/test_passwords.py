"""Passwords: Argon2id, one spelling, long rather than odd, and no telling who exists."""

import unicodedata

import pytest
from argon2 import Type, extract_parameters

from ocop_verify.accounts import passwords
from ocop_verify.accounts.passwords import WeakPassword, hash_password, is_right, refuse_weak

GOOD = "mùa thu hoa vàng trên đồi"
HASHER, NOBODY = passwords._hasher, passwords._NOBODY


@pytest.fixture
def real_hashes(quick_hashes, monkeypatch):
    """Hash at the full cost; the rules are the same at the least."""
    monkeypatch.setattr(passwords, "_hasher", HASHER)
    monkeypatch.setattr(passwords, "_NOBODY", NOBODY)


def test_it_is_argon2id_with_the_parameters_of_rfc_9106(real_hashes):
    """§4, second recommended option: 64 MiB, three passes."""
    parameters = extract_parameters(hash_password(GOOD))
    assert (parameters.type, parameters.memory_cost, parameters.time_cost) == (Type.ID, 65_536, 3)


def test_the_right_password_is_right_and_no_other():
    stored = hash_password(GOOD)
    assert is_right(stored, GOOD)
    assert not is_right(stored, GOOD + " ")
    assert not is_right(stored, GOOD.upper())
    assert not is_right(stored, "")


def test_both_ways_to_write_vietnamese_letters_are_the_same_password():
    stored = hash_password(unicodedata.normalize("NFD", GOOD))
    assert is_right(stored, unicodedata.normalize("NFC", GOOD))


def test_without_a_password_nothing_is_right():
    assert not is_right(None, "")
    assert not is_right(None, "\x00")
    assert not is_right(None, GOOD)


def test_who_does_not_exist_costs_what_somebody_costs(real_hashes):
    """The hash that a stranger's password is compared with is a whole one of the same parameters."""
    assert HASHER.verify(NOBODY, "\x00")
    assert extract_parameters(passwords._NOBODY) == extract_parameters(hash_password(GOOD))


def test_a_hash_that_cannot_be_read_lets_nobody_in():
    assert not is_right("not a hash", GOOD)


def test_a_flood_is_told_to_wait_instead_of_taking_the_machine(monkeypatch):
    monkeypatch.setattr(passwords, "WAIT_SECONDS", 0.01)
    with passwords._turn(), passwords._turn(), pytest.raises(passwords.TooBusy):
        hash_password(GOOD)


@pytest.mark.parametrize(
    "password",
    [
        GOOD,
        "correct horse battery staple",
        "Gạo trắng nước trong 17",
        "xk2 vw9 qqz 71b",
        "ăn quả nhớ kẻ trồng cây",
    ],
)
def test_a_few_unrelated_words_are_enough(password):
    refuse_weak(password, "lan@so-nnmt.gov.vn", "Nguyễn Thị Lan")


@pytest.mark.parametrize(
    "password",
    [
        "ngắn quá",
        "a" * 12,
        "abababababab",
        "password123456",
        "Matkhau@123456",
        "Mật khẩu 123456789",
        "qwertyuiop123",
        "123456789012345",
        "lan@so-nnmt.gov.vn",  # the own address
        "Nguyen Thi Lan 1234",  # the own name
        "ocop2026ocop2026",
        "vietnam vietnam vietnam",
        "administrator!!",
        "x" * 300,
    ],
)
def test_what_is_tried_first_is_refused_with_a_reason(password):
    with pytest.raises(WeakPassword) as refusal:
        refuse_weak(password, "lan@so-nnmt.gov.vn", "Nguyễn Thị Lan")
    assert "%(" not in str(refusal.value)
