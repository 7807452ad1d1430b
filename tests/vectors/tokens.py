"""Token vectors: a text as it was scanned or pasted, the public keys, and what it must be taken for."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import msgspec

from ocop_verify.domain.label import encode_label, label_of
from ocop_verify.domain.records import LabelKey
from ocop_verify.domain.token import LABEL_CONTEXT, Ed25519Algorithm, LabelSigner, sign_label
from tests.vectors.signers import FOREIGN, KEY, OLD_KEY, OURS, PRODUCT_BATCH, RETIRED, UNIT_BATCH, Vector

ORDER = 2**252 + 27742317777372353535851937790883648493  # of the base point of Ed25519 (RFC 8032 §5.1)
NEUTRAL = bytes([1]) + bytes(31)  # the point that adds nothing, of order 1


def token_vectors() -> Iterator[Vector]:
    """Every token vector."""
    unit, product = sign_label(label_of(UNIT_BATCH, 123), OURS), sign_label(label_of(PRODUCT_BATCH, 0), OURS)
    yield from good_tokens(unit, product)
    yield from malformed_tokens(unit)
    yield from forged_tokens(unit)


def token(name: str, why: str, text: str, expect: Vector, keys: tuple[LabelKey, ...] = (KEY,)) -> Vector:
    """One token vector. The keys are hexadecimal, by key id."""
    public = {str(key.id): key.public.hex() for key in keys}
    return {"name": f"token_{name}", "why": why, "text": text, "keys": public, "expect": expect}


def spell(number: int) -> str:
    """Any number in base 36, 124 characters; on purpose not the product's own code."""
    digits = ""
    while number:
        number, digit = divmod(number, 36)
        digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"[digit] + digits
    return digits.rjust(124, "0")


def signed(payload: bytes, signature: bytes) -> str:
    """The text of these eighty bytes."""
    return spell(int.from_bytes(payload + signature, "big"))


def good_tokens(unit: str, product: str) -> Iterator[Vector]:
    """Labels of ours, however they were scanned or pasted."""
    label = msgspec.to_builtins(label_of(UNIT_BATCH, 123))
    valid = {"authenticity": "signature_valid", "label": label, "text": unit}
    yield token("valid_unit_label", "a serialised label, as it was printed", unit, valid)
    yield token(
        "valid_product_label",
        "a label that is the same on every package has serial 0",
        product,
        {
            "authenticity": "signature_valid",
            "label": msgspec.to_builtins(label_of(PRODUCT_BATCH, 0)),
            "text": product,
        },
    )
    broken = "\r\n".join(f" {unit[start : start + 40]}\u200b\t" for start in range(0, 124, 40))
    for name, why, text in (
        ("lower_case", "some scanners give lower case", unit.lower()),
        ("spaces_and_line_breaks", "pasted from a message that was wrapped", broken),
        ("address", "what a phone's camera reads", f"https://ocop.vn/{unit}"),
        ("address_in_english", "the English page shares its own address", f"https://ocop.vn/en/{unit}"),
        ("address_with_query", "social networks add their own query", f"https://ocop.vn/{unit}?fbclid=x#top"),
        (
            "address_of_another_host",
            "the host proves nothing, the signature does",
            f"HTTP://x.example/{unit}",
        ),
    ):
        yield token(name, why, text, valid)
    extremes = replace(
        label_of(UNIT_BATCH, 2**24 - 1),
        certification_id=2**32 - 1,
        batch_id=2**24 - 1,
        printed_stars=5,
        printed_until=date(2197, 6, 6),
    )
    yield token(
        "largest_fields",
        "every number at its largest",
        sign_label(extremes, OURS),
        {"authenticity": "signature_valid", "label": msgspec.to_builtins(extremes)},
    )
    old = replace(label_of(UNIT_BATCH, 5), key_id=1, issued_on=date(2024, 5, 1))
    yield token(
        "retired_key",
        "a retired key signs no more and still verifies",
        sign_label(old, RETIRED),
        {"authenticity": "signature_valid", "label": msgspec.to_builtins(old)},
        (KEY, OLD_KEY),
    )


def malformed_tokens(unit: str) -> Iterator[Vector]:
    """Texts that cannot be a label."""
    payload, signature = encode_label(label_of(UNIT_BATCH, 123)), bytes(64)

    def altered(offset: int, mask: int) -> str:
        changed = bytearray(payload)
        changed[offset] ^= mask
        return signed(bytes(changed), signature)

    for name, why, reason, text in (
        ("empty", "nothing at all", "length", ""),
        ("123_characters", "the last character was lost", "length", unit[:-1]),
        ("125_characters", "a character too many", "length", unit + "0"),
        ("leading_zero_lost", "a number format ate the zero", "length", spell(7).lstrip("0")),
        ("10_kilobytes", "a flood", "length", "A" * 10_240),
        ("percent_encoded", "encoded twice on its way", "length", "%" + unit[1:] + "%0A"),
        ("fullwidth_digit", "a digit to Python, not to us", "characters", "１" + unit[1:]),
        ("arabic_digit", "a digit to Python, not to us", "characters", "٣" + unit[1:]),
        ("long_s", "becomes an S when it is upper-cased", "characters", unit[:-1] + "ſ"),
        ("dotless_i", "becomes an I when it is upper-cased", "characters", unit[:-1] + "ı"),
        ("vietnamese_letter", "an input method was on", "characters", unit[:-1] + "Ô"),
        ("underscore", "Python reads 1_0 as a number", "characters", unit[:5] + "_" + unit[6:]),
        ("sign", "Python reads +1 as a number", "characters", "+" + unit[1:]),
        ("null_byte", "junk", "characters", unit[:-1] + "\0"),
        ("above_640_bits", "the first number that needs 81 bytes", "too_large", spell(2**640)),
        ("all_z", "the largest 124 characters", "too_large", "Z" * 124),
        ("all_zeros", "the smallest 124 characters", "version", "0" * 124),
        ("largest_640_bits", "the largest number in 80 bytes", "version", spell(2**640 - 1)),
        ("version_0", "a version that never was", "version", altered(0, 0b001_00000)),
        ("version_2", "a version that is not yet", "version", altered(0, 0b011_00000)),
        ("reserved_bit", "format 1 never sets it", "reserved_bits", altered(13, 0b001)),
        ("reserved_high_bit", "format 1 never sets it", "reserved_bits", altered(13, 0b100)),
        ("kind_2", "there are kinds 0 and 1", "kind", altered(13, 0b11 << 3)),
        ("kind_3", "there are kinds 0 and 1", "kind", altered(13, 0b10 << 3)),
        ("2_stars", "2 stars are never recognised", "stars", altered(13, 0b110 << 5)),
        ("6_stars", "there are no 6 stars", "stars", altered(13, 0b010 << 5)),
        ("0_stars", "no stars", "stars", altered(13, 0b100 << 5)),
    ):
        yield token(name, why, text, {"authenticity": "malformed", "reason": reason})


def forged_tokens(unit: str) -> Iterator[Vector]:
    """Well-formed labels that we never signed."""
    label = label_of(UNIT_BATCH, 123)
    payload = encode_label(label)
    signature = OURS.signature_of(payload)
    unknown, invalid = {"authenticity": "unknown_key"}, {"authenticity": "signature_invalid"}
    stranger = sign_label(replace(label, key_id=7), LabelSigner(7, bytes(32)))
    yield token("unknown_key", "a key id that never existed", stranger, unknown)
    yield token("no_keys", "nothing to check against", unit, unknown, ())
    another, neighbour, more_stars = (
        encode_label(replace(label, **change))
        for change in ({"certification_id": 78}, {"serial": 124}, {"printed_stars": 5})
    )
    first_flipped = bytes([signature[0] ^ 1]) + signature[1:]
    beyond_order = int.from_bytes(signature[32:], "little") + ORDER
    respelled = signature[:32] + beyond_order.to_bytes(32, "little")
    catalogue = bare(payload, b"ocop-catalogue-v1\x00")
    for name, why, text in (
        ("wrong_key", "a stranger's signature under our key id", sign_label(label, FOREIGN)),
        ("first_signature_byte", "one byte changed", signed(payload, first_flipped)),
        ("last_character", "one character changed", unit[:-1] + ("0" if unit[-1] != "0" else "1")),
        ("moved_to_another_certification", "a good label's signature", signed(another, signature)),
        ("a_star_more", "a good label's signature", signed(more_stars, signature)),
        ("another_serial", "a good label's signature", signed(neighbour, signature)),
        ("zero_signature", "64 zeros", signed(payload, bytes(64))),
        ("no_context", "signed without saying that it is a label", signed(payload, bare(payload))),
        ("catalogue_context", "signed as a catalogue", signed(payload, catalogue)),
        ("scalar_plus_order", "a second spelling of a good signature", signed(payload, respelled)),
        ("small_order_nonce", "by our own key; libraries disagree", signed(payload, weak_nonce(payload))),
        ("mixed_order_nonce", "by our own key; libraries disagree", signed(payload, mixed_nonce(payload))),
    ):  # fmt: skip
        yield token(name, why, text, invalid)
    # Any point times nothing is the neutral element, so the signature need not know the message.
    forgery = OURS.public + (secret_scalar() % ORDER).to_bytes(32, "little")
    yield token(
        "small_order_key",
        "under the neutral key everybody can sign; libraries disagree",
        signed(payload, forgery),
        invalid,
        (LabelKey(3, NEUTRAL, date(2025, 1, 1)),),
    )


def bare(payload: bytes, context: bytes = b"") -> bytes:
    """A signature of ours that was made for another purpose."""
    return Ed25519Algorithm(context).get_signature(OURS.secret_key, payload)


def weak_nonce(payload: bytes) -> bytes:
    """A signature whose nonce point is the neutral element; only the key's owner can make one."""
    return NEUTRAL + (challenge(NEUTRAL, payload) * secret_scalar() % ORDER).to_bytes(32, "little")


def mixed_nonce(payload: bytes) -> bytes:
    """A signature that fits only eight times over: the point of order 2 was added to its nonce point.

    That addition turns (x, y) into (-x, -y). Whoever multiplies by eight before comparing accepts it.
    """
    point = int.from_bytes(RETIRED.public, "little")
    y, sign = point & (2**255 - 1), point >> 255
    nonce = ((2**255 - 19 - y) | (1 - sign) << 255).to_bytes(32, "little")
    answer = (secret_scalar(RETIRED) + challenge(nonce, payload) * secret_scalar()) % ORDER
    return nonce + answer.to_bytes(32, "little")


def challenge(nonce: bytes, payload: bytes) -> int:
    """What a signature by our key has to answer (RFC 8032 §5.1.7)."""
    return int.from_bytes(hashlib.sha512(nonce + OURS.public + LABEL_CONTEXT + payload).digest(), "little")


def secret_scalar(signer: LabelSigner = OURS) -> int:
    """The number behind a public key (RFC 8032 §5.1.5)."""
    half = bytearray(hashlib.sha512(signer.secret_key).digest()[:32])
    half[0] &= 248
    half[31] = half[31] & 127 | 64
    return int.from_bytes(half, "little")
