"""The code beside the QR, for a hand to type: digits only, and no row per label behind it.

A code is one number, ``(tag * serials + serial) * 2**24 + batch id``, zero-padded to 18 digits for a unit
label; a product label has no serial, and 15 digits. The batch id comes out first; the catalogue then knows
kind and count, and with the count the rest falls apart into tag and serial.

The tag is a truncated HMAC, so nobody can count through the serials of a batch, and it is as long as the
digits leave room for: 1 guess in 59.6 million for a product label, 1 in 59,600 for a unit label in a batch
of a million, 1 in 3,552 in the largest. That is enough behind a rate limit and nowhere else, so a code is
checked online only and proves less than a signature.

Every wrong digit and every swap of neighbours changes the batch id, since none of them is a multiple of
2**24. So a slip is refused unless it hits another batch that exists, of the same kind, *and* its tag.
"""

import hashlib
import hmac
from collections.abc import Mapping
from typing import Final, NamedTuple

from itsdangerous.signer import HMACAlgorithm

from ocop_verify.domain.errors import N_, OcopError
from ocop_verify.domain.records import Batch, LabelKind

CODE_CONTEXT: Final = b"ocop-code-v1\x00"
# Digits only: Vietnamese input methods turn pairs of letters into accented ones while they are typed.
DIGITS: Final = {LabelKind.PRODUCT: 15, LabelKind.UNIT: 18}
_BATCH_IDS = 2**24

_HMAC = HMACAlgorithm(hashlib.sha256)

# What a code may be written with: spaces and separators of every kind go, look-alikes become digits.
_SEPARATORS = (
    " \t\r\n\f\v\u00a0\u2007\u2009\u202f\u3000.,·．。-‐‑‒–—―−－_/:*'\u00ad\u200b\u200c\u200d\u2060\ufeff"
)
_SPELLINGS = (
    dict.fromkeys(map(ord, _SEPARATORS))
    | {ord("０") + digit: str(digit) for digit in range(10)}
    | dict.fromkeys(map(ord, "OoＯｏ"), "0")
    | dict.fromkeys(map(ord, "IiLl|Ｉｌ"), "1")
)
# Nobody types more separators than this; longer junk is refused without a look.
_MAX_TYPED = 100


class MalformedCode(OcopError):
    """No label ever bore this code: it has other characters, another length, or a tag that is not ours."""


class UnknownBatch(OcopError):
    """The code is well formed and names a batch that the catalogue does not hold; mostly a slip."""


class CodeKeyMissing(OcopError):
    """This machine reads signed labels but holds no key for typed codes, as a mirror does."""


class CodeReading(NamedTuple):
    """Which label a code stands for."""

    batch_id: int
    serial: int


def make_code(batch: Batch, serial: int, code_key: bytes) -> str:
    """The digits for one label of a batch, without separators."""
    if not batch.covers(serial):
        raise ValueError(f"batch {batch.id} has no serial {serial}")
    number = (_tag(batch, serial, code_key) * _serials(batch) + serial) * _BATCH_IDS + batch.id
    return f"{number:0{DIGITS[batch.kind]}d}"


def read_code(text: str, batches: Mapping[int, Batch], code_keys: Mapping[int, bytes]) -> CodeReading:
    """The label that a typed code stands for, however it was spaced.

    Raises MalformedCode or UnknownBatch, both of which mostly mean that a digit was mistyped, or
    CodeKeyMissing where codes cannot be read at all. ``code_keys`` goes by the batch's key id.
    """
    digits = tidy_code(text)
    rest, batch_id = divmod(int(digits), _BATCH_IDS)
    batch = batches.get(batch_id)
    if batch is None:
        raise UnknownBatch(N_("Không tìm thấy mã này. Hãy so lại từng chữ số với mã in trên tem."))
    if len(digits) != DIGITS[batch.kind]:
        raise _mistyped()
    if batch.key_id not in code_keys:
        raise CodeKeyMissing(N_("Nơi này không tra được mã gõ tay. Hãy quét mã QR trên tem."))
    tag, serial = divmod(rest, _serials(batch))
    if not batch.covers(serial) or not _same(tag, _tag(batch, serial, code_keys[batch.key_id])):
        raise _mistyped()
    return CodeReading(batch_id, serial)


def tidy_code(text: str) -> str:
    """The 15 or 18 digits that somebody meant. Raises MalformedCode if they meant something else."""
    digits = text[: _MAX_TYPED + 1].translate(_SPELLINGS)
    if len(text) > _MAX_TYPED or not (digits.isascii() and digits.isdecimal()):
        raise MalformedCode(N_("Mã gõ tay chỉ gồm chữ số."))
    if len(digits) not in DIGITS.values():
        raise MalformedCode(
            N_("Mã gõ tay có 15 hoặc 18 chữ số; mã này có %(count)s chữ số."), count=len(digits)
        )
    return digits


def format_code(digits: str) -> str:
    """The digits in groups of three, as they are printed."""
    return " ".join(digits[start : start + 3] for start in range(0, len(digits), 3))


def _mistyped() -> MalformedCode:
    return MalformedCode(N_("Mã này có chữ số bị gõ sai. Hãy so lại từng chữ số với mã in trên tem."))


def _serials(batch: Batch) -> int:
    """How many values a serial may take: 0 to ``count`` of a unit label, only 0 of a product label."""
    return batch.count + 1 if batch.kind is LabelKind.UNIT else 1


def _tag(batch: Batch, serial: int, code_key: bytes) -> int:
    """A keyed number that only the issuer can compute, in the range that the digits leave for it."""
    value = CODE_CONTEXT + bytes([batch.kind]) + batch.id.to_bytes(3, "big") + serial.to_bytes(3, "big")
    room: int = 10 ** DIGITS[batch.kind] // (_BATCH_IDS * _serials(batch))
    return int.from_bytes(_HMAC.get_signature(code_key, value), "big") % room


def _same(one: int, other: int) -> bool:
    """Compare in constant time, so that answers do not tell how much of a guess was right."""
    return hmac.compare_digest(one.to_bytes(8, "big"), other.to_bytes(8, "big"))
