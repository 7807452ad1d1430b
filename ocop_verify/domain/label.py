"""What a label says: sixteen bytes, the same for ever. ``domain.token`` signs and spells them.

The layout is the product's public contract:

====== ===== ====================================================================
offset bytes field, big-endian
====== ===== ====================================================================
0      1     format version (3 bits, = 1), key id (5 bits)
1      4     certification id
5      3     batch id
8      3     serial within the batch (0 for a product label)
11     2     printed end of validity, days since 2018-01-01
13     1     printed stars (3 bits), kind (2 bits), reserved (3 bits, = 0)
14     2     issue date, days since 2018-01-01
====== ===== ====================================================================
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from itsdangerous import BadData

from ocop_verify.domain.errors import N_, OcopError
from ocop_verify.domain.records import Batch, LabelKind

FORMAT_VERSION: Final = 1
PAYLOAD_BYTES: Final = 16
FIRST_DAY: Final = date(2018, 1, 1)  # the programme began in 2018 (490/QĐ-TTg); two bytes last until 2197
STARS: Final = range(3, 6)  # 1 and 2 stars get no decision (26/2026/QĐ-TTg), so no true label carries them

# How many values each number has room for.
KEY_IDS: Final = range(2**5)
CERTIFICATION_IDS: Final = range(2**32)
BATCH_IDS: Final = range(2**24)
SERIALS: Final = range(2**24)
DAYS: Final = range(2**16)

# Each field's distance from the right end of the payload, in bits.
_VERSION, _KEY, _CERTIFICATION, _BATCH, _SERIAL = 125, 120, 88, 64, 40
_UNTIL, _STARS, _KIND, _RESERVED, _ISSUED = 24, 21, 19, 16, 0
_FIRST_ORDINAL = FIRST_DAY.toordinal()


class MalformedReason(StrEnum):
    """The first thing that stops a text from being a label, in the order in which it is checked."""

    LENGTH = "length"
    CHARACTERS = "characters"
    TOO_LARGE = "too_large"
    VERSION = "version"
    RESERVED_BITS = "reserved_bits"
    KIND = "kind"
    STARS = "stars"


_WHY_MALFORMED: Final = {
    MalformedReason.LENGTH: N_("Mã trên tem có đúng 124 ký tự."),
    MalformedReason.CHARACTERS: N_("Mã trên tem chỉ gồm chữ số và chữ cái không dấu."),
    MalformedReason.TOO_LARGE: N_("Mã này vượt quá giá trị lớn nhất của một tem."),
    MalformedReason.VERSION: N_("Mã này thuộc một phiên bản tem chưa được biết đến."),
    MalformedReason.RESERVED_BITS: N_("Mã này dùng phần dành riêng mà chưa tem nào được dùng."),
    MalformedReason.KIND: N_("Mã này ghi một loại tem không tồn tại."),
    MalformedReason.STARS: N_("Mã này ghi hạng sao không tồn tại: tem OCOP chỉ có 3, 4 hoặc 5 sao."),
}


class MalformedToken(OcopError, BadData):
    """The text cannot be a label, whoever signed it. ``reason`` says what is wrong with it."""

    def __init__(self, reason: MalformedReason) -> None:
        super().__init__(_WHY_MALFORMED[reason])
        self.reason = reason


class UnencodableLabel(OcopError):
    """A label was to be made whose field does not fit the format: a fault of the issuing side."""

    def __init__(self, field: str, value: object) -> None:
        super().__init__(
            N_("Không in được tem: giá trị %(value)s của trường %(field)s không hợp khuôn dạng tem."),
            field=field,
            value=value,
        )


@dataclass(frozen=True, slots=True)
class Label:
    """What one printed code says. It is a claim, true only as far as its signature and its batch go."""

    key_id: int
    certification_id: int
    batch_id: int
    serial: int
    kind: LabelKind
    printed_until: date
    printed_stars: int
    issued_on: date


def label_of(batch: Batch, serial: int) -> Label:
    """The label of a batch with this serial, as it was printed."""
    return Label(
        key_id=batch.key_id,
        certification_id=batch.certification_id,
        batch_id=batch.id,
        serial=serial,
        kind=batch.kind,
        printed_until=batch.printed_until,
        printed_stars=batch.printed_stars,
        issued_on=batch.issued_on,
    )


def encode_label(label: Label) -> bytes:
    """The payload of a label. Raises UnencodableLabel for a value that the format has no room for."""
    number = FORMAT_VERSION << _VERSION
    for name, value, room, position in (
        ("key_id", label.key_id, KEY_IDS, _KEY),
        ("certification_id", label.certification_id, CERTIFICATION_IDS, _CERTIFICATION),
        ("batch_id", label.batch_id, BATCH_IDS, _BATCH),
        ("serial", label.serial, SERIALS, _SERIAL),
        ("printed_until", label.printed_until.toordinal() - _FIRST_ORDINAL, DAYS, _UNTIL),
        ("printed_stars", label.printed_stars, STARS, _STARS),
        ("kind", label.kind, LabelKind, _KIND),
        ("issued_on", label.issued_on.toordinal() - _FIRST_ORDINAL, DAYS, _ISSUED),
    ):
        if value not in room:
            raise UnencodableLabel(name, getattr(label, name))
        number |= value << position
    return number.to_bytes(PAYLOAD_BYTES, "big")


def with_serial(payload: bytes, serial: int) -> bytes:
    """The payload of another label of the same batch, without encoding what they share again."""
    if serial not in SERIALS:
        raise UnencodableLabel("serial", serial)
    return payload[:8] + serial.to_bytes(3, "big") + payload[11:]


def decode_label(payload: bytes) -> Label:
    """The label that 16 bytes spell. Raises MalformedToken for what format 1 never writes."""
    number = int.from_bytes(payload, "big")
    kind = number >> _KIND & 0b11
    stars = number >> _STARS & 0b111
    if number >> _VERSION != FORMAT_VERSION:
        raise MalformedToken(MalformedReason.VERSION)
    if number >> _RESERVED & 0b111:
        raise MalformedToken(MalformedReason.RESERVED_BITS)
    if kind > 1:
        raise MalformedToken(MalformedReason.KIND)
    if stars not in STARS:
        raise MalformedToken(MalformedReason.STARS)
    return Label(
        key_id=number >> _KEY & 0x1F,
        certification_id=number >> _CERTIFICATION & 0xFFFF_FFFF,
        batch_id=number >> _BATCH & 0xFF_FFFF,
        serial=number >> _SERIAL & 0xFF_FFFF,
        kind=LabelKind.UNIT if kind else LabelKind.PRODUCT,
        printed_until=date.fromordinal(_FIRST_ORDINAL + (number >> _UNTIL & 0xFFFF)),
        printed_stars=stars,
        issued_on=date.fromordinal(_FIRST_ORDINAL + (number & 0xFFFF)),
    )
