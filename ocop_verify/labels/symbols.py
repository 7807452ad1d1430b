"""QR symbols at the speed of memory.

At a fixed version, level and mask, a QR symbol is an affine map over GF(2) of its data bits: placing bits is
a permutation, Reed-Solomon is linear, and the mask is XOR-ed on top. So the effect of every data bit on the
symbol is asked of the ``qrcode`` library once; after that each symbol is the XOR of one table row for each
two characters of its token. What comes out equals ``qrcode``'s own symbol, module by module.

The address is two segments: the lower-case prefix in byte mode (several phone cameras do not take an
upper-case ``HTTPS://`` for an address) and the token in alphanumeric mode. The level is M: at equal print
size, the finer modules of level Q read worse.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from qrcode import base, constants, util
from qrcode.main import QRCode

from ocop_verify.domain.errors import N_, OcopError
from ocop_verify.domain.token import TOKEN_LENGTH

Bits = NDArray[np.bool_]
Words = NDArray[np.uint64]

LEVEL: Final = constants.ERROR_CORRECT_M
# One mask for all symbols: choosing for each would mean to make and judge eight. Of the eight, 2 has the
# lowest penalty (ISO/IEC 18004 §7.8.3) on average over tokens at version 6, which a short host needs.
MASK: Final = 2
# "https://", the longest host name there is (RFC 1035) and "/".
MAX_PREFIX: Final = 8 + 253 + 1
# Symbols made at a time: more would not be faster, and their rows would leave the processor's cache.
CHUNK: Final = 1024

# Modes of ISO/IEC 18004 table 2, as ``qrcode.util`` has them under names without literal types.
_ALPHANUMERIC: Final = 2
_BYTES: Final = 4
_BITS_A_PAIR = 11
_PAIRS = TOKEN_LENGTH // 2
_DIGITS = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_VALUES = np.full(256, 255, np.uint8)
_VALUES[list(_DIGITS)] = range(36)


class UnusablePrefix(OcopError):
    """The address before the token is one that no label can carry."""


class SymbolMaker:
    """Makes the symbols of one address prefix. Expensive to build (about 20 MB of tables): see ``maker_for``.

    ``version`` is the smallest that holds the prefix and a token; ``size`` its modules a side.
    """

    def __init__(self, prefix: str) -> None:
        self.prefix = prefix
        reference = "Z" * TOKEN_LENGTH
        code = _library_symbol(prefix, reference)
        self.version: int = code.version
        self.size: int = code.modules_count
        # Rows are padded to whole bytes and symbols to whole words, as they are packed.
        self._row_bytes = -(-self.size // 8)
        self._symbol_bytes = self.size * self._row_bytes
        self._tables = _tables(self.version, _token_starts_at(self.version, prefix))
        # The tables give differences; the reference symbol brings in what all symbols share.
        shared = _pack(np.array(code.modules, np.bool_))
        for pair, value in enumerate(_pair_values([reference])[:, 0]):
            shared ^= self._tables[pair, value]
        self._tables[0] ^= shared

    def packed(self, tokens: Sequence[str]) -> NDArray[np.uint8]:
        """The symbols of these tokens as bits: (tokens, size, bytes a row).

        The first module of a row is the highest bit of its first byte and dark is 1, as in PBM and PDF.
        """
        words: Words = np.empty((len(tokens), self._tables.shape[2]), np.uint64)
        for start in range(0, len(tokens), CHUNK):
            self._fill(words[start : start + CHUNK], _pair_values(tokens[start : start + CHUNK]))
        symbols = words.view(np.uint8)[:, : self._symbol_bytes]
        return symbols.reshape(len(tokens), self.size, self._row_bytes)

    def make(self, tokens: Sequence[str]) -> Bits:
        """The symbols of these tokens as modules, dark is True: (tokens, size, size)."""
        return np.unpackbits(self.packed(tokens), axis=2, count=self.size).view(np.bool_)

    def _fill(self, words: Words, values: NDArray[np.intp]) -> None:
        """XOR together the rows that belong to the values. Mode "clip" only skips a needless copy."""
        np.take(self._tables[0], values[0], axis=0, out=words, mode="clip")
        row = np.empty_like(words)
        for table, value in zip(self._tables[1:], values[1:], strict=True):
            np.take(table, value, axis=0, out=row, mode="clip")
            np.bitwise_xor(words, row, out=words)


@lru_cache(maxsize=2)
def maker_for(prefix: str) -> SymbolMaker:
    """The maker of this prefix, built at its first use."""
    return SymbolMaker(prefix)


def version_for(prefix: str) -> int:
    """The version that symbols with this prefix have, without building a maker."""
    return _library_symbol(prefix, "Z" * TOKEN_LENGTH).version


def _library_symbol(prefix: str, token: str) -> QRCode[Any]:
    """One symbol as ``qrcode`` makes it, of the smallest version that holds it."""
    if not (prefix.isascii() and prefix.isprintable() and 0 < len(prefix) <= MAX_PREFIX):
        raise UnusablePrefix(
            N_("Địa chỉ %(prefix)s không in được lên tem: cần từ 1 đến %(most)s ký tự không dấu."),
            prefix=prefix,
            most=MAX_PREFIX,
        )
    code = QRCode(error_correction=LEVEL, mask_pattern=MASK)
    code.add_data(util.QRData(prefix.encode("ascii"), mode=_BYTES))
    code.add_data(util.QRData(token.encode("ascii"), mode=_ALPHANUMERIC))
    code.make()
    return code


def _token_starts_at(version: int, prefix: str) -> int:
    """How many data bits come before the first character of the token."""
    counts = util.length_in_bits(_BYTES, version) + util.length_in_bits(_ALPHANUMERIC, version)
    return 4 + 4 + counts + 8 * len(prefix)


def _pair_values(tokens: Sequence[str]) -> NDArray[np.intp]:
    """The number (0 to 1295) of each two characters of the tokens: (pairs, tokens).

    Alphanumeric mode knows 45 characters; a token uses 36 of them, so its pairs are numbered anew.
    """
    if any(len(token) != TOKEN_LENGTH for token in tokens):
        raise ValueError(f"a token has {TOKEN_LENGTH} characters")
    text = np.frombuffer("".join(tokens).encode("ascii"), np.uint8)
    digits = _VALUES[text.reshape(-1, _PAIRS, 2)].astype(np.intp)
    if digits.max(initial=0) > 35:
        raise ValueError("a token consists of 0-9 and A-Z")
    return np.ascontiguousarray((digits[..., 0] * 36 + digits[..., 1]).T)


def _tables(version: int, first_bit: int) -> Words:
    """What each pair of characters contributes to the symbol, by value: (pairs, 1296, words)."""
    bits = _effects(version)[first_bit : first_bit + _PAIRS * _BITS_A_PAIR].reshape(_PAIRS, _BITS_A_PAIR, -1)
    first, second = np.divmod(np.arange(36 * 36), 36)
    encoded = first * 45 + second
    tables: Words = np.zeros((_PAIRS, len(encoded), bits.shape[2]), np.uint64)
    for bit in range(_BITS_A_PAIR):
        has_bit = encoded >> (_BITS_A_PAIR - 1 - bit) & 1 == 1
        tables[:, has_bit] ^= bits[:, bit, None]
    return tables


@lru_cache(maxsize=2)
def _effects(version: int) -> Words:
    """Which modules each data bit of a version flips, packed: (data bits, words)."""
    size = sum(block.data_count for block in base.rs_blocks(version, LEVEL))
    # Flipped from ones, because the library cannot divide a block of zeros.
    unflipped = [0xFF] * size
    ones = _codewords(version, unflipped)
    flips = np.empty((size * 8, len(ones)), np.uint8)
    for bit in range(size * 8):
        data = unflipped.copy()
        data[bit // 8] ^= 0x80 >> bit % 8
        flips[bit] = _codewords(version, data) ^ ones
    bits = np.unpackbits(flips, axis=1)
    nothing = np.zeros((len(bits), 1), np.uint8)
    return _pack(np.hstack([nothing, bits])[:, _sources(version, len(ones))])


def _codewords(version: int, data: list[int]) -> NDArray[np.uint8]:
    """The data with its error correction, interleaved, by the library."""
    buffer = util.BitBuffer()
    buffer.buffer = data
    return np.array(util.create_bytes(buffer, base.rs_blocks(version, LEVEL)), np.uint8)


def _sources(version: int, codewords: int) -> NDArray[np.intp]:
    """Which bit of the codewords, counted from 1, the library draws at each module; 0 is none.

    Each symbol that is drawn to find this out spells one binary digit of every bit's own number.
    """
    numbers = np.arange(1, codewords * 8 + 1)
    blank = _draw(version, np.zeros_like(numbers))
    sources = np.zeros(blank.shape, np.intp)
    for digit in range(int(numbers[-1]).bit_length()):
        sources |= (_draw(version, numbers >> digit & 1) ^ blank).astype(np.intp) << digit
    return sources


def _draw(version: int, bits: NDArray[np.int_]) -> Bits:
    """The symbol that the library draws for these bits of codewords."""
    code = QRCode(version=version, error_correction=LEVEL)
    code.data_cache = np.packbits(bits.astype(np.uint8)).tolist()
    code.makeImpl(False, MASK)
    return np.array(code.modules, np.bool_)


def _pack(symbols: Bits | NDArray[np.uint8]) -> Words:
    """Modules as words: rows padded to whole bytes, symbols to whole words."""
    rows = np.packbits(symbols, axis=-1)
    flat = rows.reshape(*rows.shape[:-2], -1)
    padding = [(0, 0)] * (flat.ndim - 1) + [(0, -flat.shape[-1] % 8)]
    return np.pad(flat, padding).view(np.uint64)
