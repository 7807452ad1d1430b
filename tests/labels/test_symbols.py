"""Symbols made by XOR are the symbols that ``qrcode`` makes, module by module."""

import random

import numpy as np
import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from qrcode import constants, util
from qrcode.main import QRCode

from ocop_verify.domain.label import label_of
from ocop_verify.domain.token import sign_labels
from ocop_verify.labels.symbols import (
    CHUNK,
    MASK,
    MAX_PREFIX,
    SymbolMaker,
    UnusablePrefix,
    maker_for,
    version_for,
)
from tests.vectors.signers import OURS, UNIT_BATCH

PREFIX = "https://ocop.vn/"
CHARACTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
# The library cannot divide a block of zeros, which takes 39 zeros in a row.
tokens = st.text(CHARACTERS, min_size=124, max_size=124).map(lambda text: text.replace("0" * 20, "1" * 20))


def random_tokens(count: int, seed: int = 20261124) -> list[str]:
    source = random.Random(seed)
    return ["".join(source.choices(CHARACTERS, k=124)) for _ in range(count)]


def library_modules(prefix: str, token: str, version: int) -> NDArray[np.bool_]:
    """What ``qrcode`` draws for this address at our version, level and mask."""
    code = QRCode(version=version, error_correction=constants.ERROR_CORRECT_M, mask_pattern=MASK)
    code.add_data(util.QRData(prefix.encode(), mode=util.MODE_8BIT_BYTE))
    code.add_data(util.QRData(token.encode(), mode=util.MODE_ALPHA_NUM))
    code.make(fit=False)
    return np.array(code.modules, np.bool_)


def assert_equal_to_the_library(maker: SymbolMaker, texts: list[str]) -> None:
    for text, ours in zip(texts, maker.make(texts), strict=True):
        np.testing.assert_array_equal(ours, library_modules(maker.prefix, text, maker.version))


def test_a_thousand_symbols_equal_the_library_s() -> None:
    assert_equal_to_the_library(maker_for(PREFIX), random_tokens(1000))


def test_signed_labels_equal_the_library_s() -> None:
    texts = list(sign_labels(label_of(UNIT_BATCH, 0), range(1, 51), OURS))
    assert_equal_to_the_library(maker_for(PREFIX), texts)


@given(tokens)
def test_no_token_differs(token: str) -> None:
    assert_equal_to_the_library(maker_for(PREFIX), [token])


@pytest.mark.parametrize("length", [1, 15, 19, 20, 35, 36])
def test_other_prefixes_equal_the_library_s(length: int) -> None:
    """On both sides of the steps to versions 7 and 8."""
    assert_equal_to_the_library(SymbolMaker(prefix_of(length)), random_tokens(3, length))


@pytest.mark.slow
@pytest.mark.parametrize("length", range(1, MAX_PREFIX + 1))
def test_every_prefix_length_equals_the_library_s(length: int) -> None:
    assert_equal_to_the_library(SymbolMaker(prefix_of(length)), random_tokens(5, length))


def prefix_of(length: int) -> str:
    """An address with that many characters; a short one is no address and encodes just as well."""
    return ("https://" + "tem-ocop." * 30)[: length - 1] + "/"


@pytest.mark.parametrize(
    ("length", "version"),
    [(16, 6), (19, 6), (20, 7), (35, 7), (36, 8), (MAX_PREFIX, 14)],
)
def test_a_longer_host_costs_a_larger_symbol(length: int, version: int) -> None:
    assert version_for(prefix_of(length)) == version


def test_a_version_is_told_as_the_maker_has_it() -> None:
    maker = maker_for(PREFIX)
    assert (maker.version, maker.size) == (version_for(PREFIX), 41) == (6, 41)


@pytest.mark.parametrize("prefix", ["", "https://đặc-sản.vn/", "https://a\n", "x" * (MAX_PREFIX + 1)])
def test_an_address_that_no_label_can_carry_is_refused(prefix: str) -> None:
    with pytest.raises(UnusablePrefix):
        version_for(prefix)


# --- batches ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [0, 1, 2, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK + 7])
def test_a_batch_is_its_symbols_one_by_one(count: int) -> None:
    maker, texts = maker_for(PREFIX), random_tokens(count)
    symbols = maker.make(texts)
    assert symbols.shape == (count, 41, 41)
    assert symbols.dtype == np.bool_
    for number in {0, count // 2, count - 1} & set(range(count)):
        np.testing.assert_array_equal(symbols[number], maker.make([texts[number]])[0])


def test_packed_rows_hold_the_modules_from_the_left_and_nothing_else() -> None:
    maker, texts = maker_for(PREFIX), random_tokens(5)
    packed = maker.packed(texts)
    assert packed.shape == (5, 41, 6)
    unpacked = np.unpackbits(packed, axis=2)
    np.testing.assert_array_equal(unpacked[:, :, :41], maker.make(texts))
    assert not unpacked[:, :, 41:].any()


def test_a_maker_is_built_once() -> None:
    assert maker_for(PREFIX) is maker_for(PREFIX)


@pytest.mark.parametrize(
    "texts",
    [
        pytest.param(["A" * 123], id="too short"),
        pytest.param(["A" * 123, "A" * 125], id="two that together have the right length"),
        pytest.param(["a" * 124], id="lower case"),
        pytest.param(["A" * 123 + ":"], id="of alphanumeric mode, not of tokens"),
        pytest.param(["A" * 123 + "Ô"], id="not ASCII"),
    ],
)
def test_what_is_no_token_gets_no_symbol(texts: list[str]) -> None:
    with pytest.raises(ValueError, match=r"token|ascii"):
        maker_for(PREFIX).make(texts)


@pytest.mark.parametrize("text", ["0" * 124, "Z" * 124, random_tokens(1)[0]], ids=["zeros", "zs", "random"])
def test_a_reader_reads_the_address(text: str) -> None:
    """Also the token of zeros, for which the library itself fails to divide a block of zeros."""
    symbol = maker_for(PREFIX).make([text])[0]
    picture = np.pad(np.where(symbol, 0, 255).astype(np.uint8), 4, constant_values=255)
    (read,) = zxingcpp.read_barcodes(picture.repeat(4, axis=0).repeat(4, axis=1))
    assert read.text == PREFIX + text
    assert read.ec_level == "M"
