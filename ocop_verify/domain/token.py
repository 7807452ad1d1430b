"""A label as text: signed with Ed25519 through itsdangerous, spelled as 124 characters, and read back.

The signature covers ``LABEL_CONTEXT + payload``; the text is payload and signature, eighty bytes, as one
big-endian number in base 36. A label has one payload and, apart from the case of its letters, one text.
Even so: count, cache and log by certification, batch and serial, never by what somebody scanned.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Final

from itsdangerous import BadData, Signer
from itsdangerous.encoding import base64_decode, base64_encode, want_bytes
from itsdangerous.signer import SigningAlgorithm
from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

from ocop_verify.domain.label import (
    PAYLOAD_BYTES,
    Label,
    MalformedReason,
    MalformedToken,
    UnencodableLabel,
    decode_label,
    encode_label,
    label_of,
    with_serial,
)
from ocop_verify.domain.records import LabelKey

__all__ = [
    "LABEL_CONTEXT",
    "TOKEN_LENGTH",
    "Authenticity",
    "Ed25519Algorithm",
    "Label",
    "LabelSigner",
    "MalformedReason",
    "MalformedToken",
    "SignedLabel",
    "UnencodableLabel",
    "authenticate",
    "decode_label",
    "encode_label",
    "label_of",
    "read_token",
    "sign_label",
    "sign_labels",
    "tidy",
]

SIGNATURE_BYTES: Final = 64
# 36**124 is the first power of 36 above 2**640, so no label needs more characters.
TOKEN_LENGTH: Final = 124

# Signed in front of the payload, so that a signature made for another purpose never passes for a label.
LABEL_CONTEXT: Final = b"ocop-label-v1\x00"


class Authenticity(StrEnum):
    """Whether a text is a label of ours, before anything is looked up about it."""

    SIGNATURE_VALID = "signature_valid"
    MALFORMED = "malformed"
    UNKNOWN_KEY = "unknown_key"
    SIGNATURE_INVALID = "signature_invalid"


@dataclass(frozen=True, slots=True)
class SignedLabel:
    """A well-formed label; whether its signature is good is for ``authenticate`` to say."""

    label: Label
    payload: bytes
    signature: bytes

    @property
    def text(self) -> str:
        """The one canonical spelling."""
        return _spell(self.payload + self.signature)


# --- text ---------------------------------------------------------------------------------------------

# Explicit classes keep out what Python would otherwise read as a digit ("１", "٣", "1_0", " 1", "+1"), and
# letters that only upper-casing turns into ASCII ("ſ", "ı").
_TOKEN = re.compile(r"[0-9A-Za-z]+")
_INVISIBLE = re.compile(r"[\s\u00ad\u200b-\u200f\u2060\ufeff]+")
_ADDRESS = re.compile(r"https?://[^/?#]*/(?:(?:en|vi)/)?(?:code/)?([^/?#]*)", re.IGNORECASE)
_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def tidy(text: str) -> str:
    """What somebody pasted or scanned, without what cannot belong to a code.

    White space, line breaks and invisible characters go; of an address (on any host, since the label of
    a look-alike site shall be checked too) only the code stays. What is left may still be anything.
    """
    bare = _INVISIBLE.sub("", text)
    address = _ADDRESS.match(bare)
    return address[1] if address else bare


def read_token(text: str) -> SignedLabel:
    """The label that 124 characters spell, in upper or lower case. Raises MalformedToken for all else."""
    if len(text) != TOKEN_LENGTH:
        raise MalformedToken(MalformedReason.LENGTH)
    if not _TOKEN.fullmatch(text):
        raise MalformedToken(MalformedReason.CHARACTERS)
    try:
        signed = int(text, 36).to_bytes(PAYLOAD_BYTES + SIGNATURE_BYTES, "big")
    except OverflowError:
        raise MalformedToken(MalformedReason.TOO_LARGE) from None
    payload = signed[:PAYLOAD_BYTES]
    return SignedLabel(decode_label(payload), payload, signed[PAYLOAD_BYTES:])


@lru_cache(maxsize=1)
def _triples() -> tuple[str, ...]:
    """Every three digits of base 36, by value."""
    return tuple(a + b + c for a in _DIGITS for b in _DIGITS for c in _DIGITS)


def _spell(signed: bytes) -> str:
    """Eighty bytes in base 36.

    Twelve digits are split off at a time, the most that fit a machine word: taking them one by one would
    cost half as much as the signature itself.
    """
    triples, rest = _triples(), int.from_bytes(signed, "big")
    backwards: list[str] = []
    for _ in range(11):
        rest, twelve = divmod(rest, 36**12)
        nine, d = divmod(twelve, 36**3)
        six, c = divmod(nine, 36**3)
        a, b = divmod(six, 36**3)
        backwards += (triples[d], triples[c], triples[b], triples[a])
    return "".join(reversed(backwards))[-TOKEN_LENGTH:]


# --- signature ----------------------------------------------------------------------------------------

_PRIME = 2**255 - 19
# The y coordinates of the eight points whose order divides 8, also as they are spelled beyond the prime.
_Y_OF_ORDER_8 = 0x7A03AC9277FDC74EC6CC392CFA53202A0F67100D760B3CBA4FD84D3D706A17C7
_Y_OF_SMALL_ORDER = (0, 1, _PRIME - 1, _PRIME, _PRIME + 1, _Y_OF_ORDER_8, _PRIME - _Y_OF_ORDER_8)
_SMALL_ORDER = frozenset(
    (y | sign << 255).to_bytes(32, "little") for y in _Y_OF_SMALL_ORDER for sign in (0, 1)
)


class Ed25519Algorithm(SigningAlgorithm):
    """Ed25519 (RFC 8032) for itsdangerous: signs with a 32-byte seed, verifies with a public key.

    ``context`` is signed in front of every value, as a salt per purpose. The base class verifies by
    signing again, which would need the private key wherever a label is read; this one never does.

    Libraries disagree about signatures that no honest signer makes: with a key or a nonce of small order,
    or a key in a second spelling. Our verifiers, here and in the browser, refuse all three; what is left,
    every library judges alike (``docs/decisions``).
    """

    def __init__(self, context: bytes = b"") -> None:
        self.context = context

    def get_signature(self, key: bytes, value: bytes) -> bytes:
        """Sign with the seed ``key``."""
        return _private_key(key).sign(self.context + value).signature

    def verify_signature(self, key: bytes, value: bytes, sig: bytes) -> bool:
        """Whether ``sig`` was made over ``value`` by the owner of the public ``key``."""
        public = _public_key(key)
        if public is None or len(sig) != SIGNATURE_BYTES or sig[:32] in _SMALL_ORDER:
            return False
        try:
            public.verify(self.context + value, sig)
        except BadSignatureError:
            return False
        return True


# Loading a key costs a good part of a signature; 32 label keys and the catalogue's fit with room to spare.
@lru_cache(maxsize=64)
def _public_key(raw: bytes) -> VerifyKey | None:
    """The loaded key, or None for bytes that are no honest key."""
    y = int.from_bytes(raw, "little") & (2**255 - 1)
    if len(raw) != 32 or raw in _SMALL_ORDER or y >= _PRIME:
        return None
    return VerifyKey(raw)


@lru_cache(maxsize=8)
def _private_key(seed: bytes) -> SigningKey:
    return SigningKey(seed)


_LABELS: Final = Ed25519Algorithm(LABEL_CONTEXT)


class LabelSigner(Signer):
    """Signs labels with one key. It holds the private seed, so it exists on the issuing side only."""

    def __init__(self, key_id: int, seed: bytes) -> None:
        # Every other derivation would hash the seed into a key whose public half nobody was given.
        super().__init__(seed, key_derivation="none", algorithm=_LABELS)
        self.key_id = key_id
        self.public = bytes(_private_key(seed).verify_key)

    def signature_of(self, payload: bytes) -> bytes:
        """The 64 bytes that ``sign`` wraps in base64."""
        return self.algorithm.get_signature(self.derive_key(), payload)

    def verify_signature(self, value: str | bytes, sig: str | bytes) -> bool:
        """Verify with the public half, accepting only one of the sixteen base64 spellings."""
        try:
            text = want_bytes(sig)
            raw = base64_decode(text)
        except (BadData, UnicodeError):
            return False
        return base64_encode(raw) == text and self.algorithm.verify_signature(
            self.public, want_bytes(value), raw
        )


def sign_label(label: Label, signer: LabelSigner) -> str:
    """The text of one label, signed."""
    return next(sign_labels(label, (label.serial,), signer))


def sign_labels(label: Label, serials: Iterable[int], signer: LabelSigner) -> Iterator[str]:
    """The signed texts of a batch's labels, one a serial, made as they are asked for.

    Signing is the limit of issuing, so nothing else is done per label that could be done per batch.
    ``label`` gives everything except the serial. Raises UnencodableLabel for another key's label.
    """
    if label.key_id != signer.key_id:
        raise UnencodableLabel("key_id", label.key_id)
    shared, sign = encode_label(label), signer.signature_of
    for serial in serials:
        payload = with_serial(shared, serial)
        yield _spell(payload + sign(payload))


def authenticate(signed: SignedLabel, keys: Mapping[int, LabelKey]) -> Authenticity:
    """Whether one of our keys, the one that the label names, signed it. Retired keys still vouch."""
    key = keys.get(signed.label.key_id)
    if key is None:
        return Authenticity.UNKNOWN_KEY
    if _LABELS.verify_signature(key.public, signed.payload, signed.signature):
        return Authenticity.SIGNATURE_VALID
    return Authenticity.SIGNATURE_INVALID
