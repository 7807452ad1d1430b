"""The catalogue as bytes: a signed header, then one record a line.

Line 1 is the header, JSON. Line 2 is the base64url Ed25519 signature over ``CONTEXT`` and line 1. Each
further line is one record as ``{"<kind>": {...}}``. The header holds the SHA-256 of everything after line
2, so the signature covers every byte, and a reader need not parse a body that it cannot trust.
"""

import hashlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Collection, Iterator, Sequence
from datetime import UTC, datetime, timedelta

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from ocop_verify.domain.catalogue import NAMES, Catalogue, Record
from ocop_verify.domain.errors import N_, OcopError
from ocop_verify.domain.records import (
    Authority,
    Batch,
    Certification,
    Decision,
    LabelKey,
    Producer,
    Product,
    Story,
)

CONTEXT = b"ocop-catalogue-v1\x00"
FORMAT = 1
# When a copy should be fetched again, and until when its standings may be relied on without doing so.
TTL = timedelta(hours=1)
TRUST = timedelta(days=7)


class DamagedCatalogue(OcopError):
    """Bytes that are not a catalogue signed by a key that is trusted."""


class Header(msgspec.Struct, frozen=True):
    """What the signature covers. Times are UTC; ``key`` is the base64url public key that signed."""

    format: int
    version: int
    compiled_at: datetime
    ttl_seconds: int
    trust_until: datetime
    records: int
    body_sha256: str
    key: str


class _Line(msgspec.Struct, omit_defaults=True, forbid_unknown_fields=True):
    """One record; exactly one of the fields is set. They are called as in ``NAMES``."""

    authority: Authority | None = None
    decision: Decision | None = None
    producer: Producer | None = None
    product: Product | None = None
    certification: Certification | None = None
    batch: Batch | None = None
    label_key: LabelKey | None = None
    story: Story | None = None


_encoder = msgspec.json.Encoder()
_lines = msgspec.json.Decoder(_Line)
_header = msgspec.json.Decoder(Header)


def seal(catalogue: Catalogue, key: Ed25519PrivateKey) -> bytes:
    """Encode and sign. The same catalogue and key give the same bytes."""
    records = list(catalogue.records())
    body = b"".join(_encoder.encode_lines(part) for part in _parts(records))
    return sealed(header_of(catalogue, len(records), body, key), body, key)


def header_of(
    catalogue: Catalogue, records: int, body: bytes, key: Ed25519PrivateKey, at: datetime | None = None
) -> Header:
    """What is to be signed of a body made from this catalogue, known to be the newest ``at`` a time."""
    at = (at or catalogue.compiled_at).astimezone(UTC)
    return Header(
        format=FORMAT,
        version=catalogue.version,
        compiled_at=at,
        ttl_seconds=int(TTL.total_seconds()),
        trust_until=at + TRUST,
        records=records,
        body_sha256=hashlib.sha256(body).hexdigest(),
        key=encode_key(key.public_key()),
    )


def sealed(header: Header, body: bytes, key: Ed25519PrivateKey, context: bytes = CONTEXT) -> bytes:
    """The bytes of a body with its header, signed. ``context`` tells one kind of catalogue from another."""
    first = _encoder.encode(header)
    signature = _armour(key.sign(context + first)).encode("ascii")
    return b"\n".join((first, signature, body))


def unseal(data: bytes, trusted_keys: Collection[str]) -> Catalogue:
    """Check and decode. Raises ``DamagedCatalogue`` for anything that a trusted key did not sign whole."""
    header, body = _authentic(data, trusted_keys)
    try:
        return Catalogue.of(header.version, header.compiled_at, _records(body))
    except msgspec.ValidationError as problem:
        raise DamagedCatalogue(N_("Bản danh mục không đọc được bằng phiên bản phần mềm này.")) from problem


def read_header(data: bytes, trusted_keys: Collection[str]) -> Header:
    """The header of bytes that are whole and signed, without decoding the records."""
    return _authentic(data, trusted_keys)[0]


def vouch(header: Header, at: datetime, key: Ed25519PrivateKey, context: bytes = CONTEXT) -> str:
    """The header signed anew, for a reader who has the body: at this time it was still the newest.

    One line, as the value of an HTTP header: the header in base64url, a point, the signature.
    """
    fresh = _encoder.encode(_as_of(header, at))
    return ".".join(_armour(part) for part in (fresh, key.sign(context + fresh)))


def read_vouching(text: str, trusted_keys: Collection[str], context: bytes = CONTEXT) -> Header:
    """What ``vouch`` made. Raises ``DamagedCatalogue`` for anything else."""
    try:
        first, signature = (urlsafe_b64decode(part + "==") for part in text.split("."))
    except ValueError as problem:
        raise DamagedCatalogue(N_("Bản danh mục bị hỏng hoặc chữ ký không đúng.")) from problem
    return _signed_header(first, signature, trusted_keys, context)


def encode_key(key: Ed25519PublicKey) -> str:
    """A public key as it stands in a header and in settings."""
    return _armour(key.public_bytes_raw())


def _as_of(header: Header, at: datetime) -> Header:
    return msgspec.structs.replace(
        header, compiled_at=at.astimezone(UTC), trust_until=(at + TRUST).astimezone(UTC)
    )


def _armour(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def _authentic(data: bytes, trusted_keys: Collection[str]) -> tuple[Header, bytes]:
    first, _, rest = data.partition(b"\n")
    signature, _, body = rest.partition(b"\n")
    try:
        raw_signature = urlsafe_b64decode(signature + b"==")
    except ValueError as problem:
        raise DamagedCatalogue(N_("Bản danh mục bị hỏng hoặc chữ ký không đúng.")) from problem
    header = _signed_header(first, raw_signature, trusted_keys)
    if hashlib.sha256(body).hexdigest() != header.body_sha256:
        raise DamagedCatalogue(N_("Bản danh mục bị hỏng: nội dung không khớp với chữ ký."))
    return header, body


def _signed_header(
    first: bytes, signature: bytes, trusted_keys: Collection[str], context: bytes = CONTEXT
) -> Header:
    try:
        header = _header.decode(first)
        if header.key not in trusted_keys:
            raise DamagedCatalogue(N_("Bản danh mục không do khóa được tin cậy ký."))
        key = Ed25519PublicKey.from_public_bytes(urlsafe_b64decode(header.key + "="))
        key.verify(signature, context + first)
    except (msgspec.DecodeError, ValueError, InvalidSignature) as problem:
        raise DamagedCatalogue(N_("Bản danh mục bị hỏng hoặc chữ ký không đúng.")) from problem
    if header.format != FORMAT:
        raise DamagedCatalogue(N_("Bản danh mục theo định dạng %(format)s chưa biết."), format=header.format)
    return header


# Encoding or decoding takes the interpreter for itself, so it is done in parts: scans are answered between.
RECORDS_AT_ONCE = 2_000
BYTES_AT_ONCE = 200_000


def _parts(records: Sequence[Record]) -> Iterator[list[dict[str, Record]]]:
    for start in range(0, len(records), RECORDS_AT_ONCE):
        yield [{NAMES[type(record)]: record} for record in records[start : start + RECORDS_AT_ONCE]]


def _records(body: bytes) -> Iterator[Record]:
    start = 0
    while start < len(body):
        end = body.find(b"\n", start + BYTES_AT_ONCE) + 1 or len(body)
        for line in _lines.decode_lines(body[start:end]):
            yield next(
                record for name in _Line.__struct_fields__ if (record := getattr(line, name)) is not None
            )
        start = end
