"""Check what somebody scanned or typed. A scan's walk, in numbered steps; ``docs/SCAN.md`` tells it.

(1) What was scanned loses what cannot belong to a code: white space, line breaks, the address before it.
(2) Digits are a typed code, all else is read as a token; what is neither is malformed.
(3) The signature (of a token) or the tag (of a typed code) must be ours.
(4) The catalogue says which batch, certification, product and decision it belongs to.
(5) The rule decides what that is worth today.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import lru_cache

from ocop_verify.domain.catalogue import Catalogue
from ocop_verify.domain.errors import N_, OcopError
from ocop_verify.domain.label import Label, label_of
from ocop_verify.domain.records import LabelKey
from ocop_verify.domain.token import Authenticity, MalformedToken, SignedLabel, authenticate, read_token, tidy
from ocop_verify.domain.typed_code import MalformedCode, UnknownBatch, read_code
from ocop_verify.domain.verdict import Circulation, Verdict, decide


class CodesCheckedElsewhere(OcopError):
    """A mirror holds no private keys, so it cannot tell whether the tag of a typed code is right."""


CirculationOf = Callable[[int, int], Circulation]


class Method(StrEnum):
    """How a label was recognised: by its signature, or by the tag of the code printed beside it."""

    SIGNATURE = "signature"
    TYPED_CODE = "typed_code"


@dataclass(frozen=True, slots=True)
class Check:
    """A verdict, how it was reached, and the error that says what is wrong with a malformed code."""

    verdict: Verdict
    method: Method
    problem: OcopError | None = None


def always_normal(_batch: int, _serial: int) -> Circulation:
    """The circulation where no scans are known."""
    return Circulation.NORMAL


def check_token(
    text: str, catalogue: Catalogue, now: datetime, circulation_of: CirculationOf = always_normal
) -> Check:
    """Check the token of a QR code, or an address that holds one."""
    try:
        signed = _read(tidy(text))  # (1) (2)
    except MalformedToken as problem:
        return _malformed(problem, Method.SIGNATURE, catalogue, now)
    authenticity = _authenticity(signed, catalogue.keys.get(signed.label.key_id))  # (3)
    return _decided(signed.label, authenticity, Method.SIGNATURE, catalogue, now, circulation_of)


def check_code(
    text: str,
    catalogue: Catalogue,
    code_keys: Mapping[int, bytes],
    now: datetime,
    circulation_of: CirculationOf = always_normal,
) -> Check:
    """Check a code typed by hand. Raises ``CodesCheckedElsewhere`` where no key for it is at hand."""
    if catalogue.keys and not code_keys:
        raise CodesCheckedElsewhere(
            N_("Máy chủ này không kiểm tra được mã gõ tay. Hãy quét mã QR, hoặc nhập mã ở trang gốc.")
        )
    try:
        batch_id, serial = read_code(text, catalogue.batches, code_keys)  # (1) (2) (3)
    except MalformedCode as problem:
        return _malformed(problem, Method.TYPED_CODE, catalogue, now)
    except UnknownBatch:
        verdict = decide(None, Authenticity.SIGNATURE_VALID, catalogue, now)
        return Check(verdict, Method.TYPED_CODE)
    label = label_of(catalogue.batches[batch_id], serial)
    return _decided(label, Authenticity.SIGNATURE_VALID, Method.TYPED_CODE, catalogue, now, circulation_of)


def _decided(
    label: Label,
    authenticity: Authenticity,
    method: Method,
    catalogue: Catalogue,
    now: datetime,
    circulation_of: CirculationOf,
) -> Check:
    circulation = circulation_of(label.batch_id, label.serial)
    return Check(decide(label, authenticity, catalogue, now, circulation), method)  # (4) (5)


def _malformed(problem: OcopError, method: Method, catalogue: Catalogue, now: datetime) -> Check:
    return Check(decide(None, Authenticity.MALFORMED, catalogue, now), method, problem)


# Popular labels are scanned again and again; reading and verifying one costs a hundred look-ups here.
@lru_cache(maxsize=8_192)
def _read(text: str) -> SignedLabel:
    return read_token(text)


# A forgery that somebody prints is scanned again and again as well, but a flood of different ones shall push
# no good label out of memory: it goes through this small one, and only good labels get into the large one.
@lru_cache(maxsize=1_024)
def _authenticity(signed: SignedLabel, key: LabelKey | None) -> Authenticity:
    try:
        return _good(signed, key)
    except _NotGood as refused:
        return refused.authenticity


@lru_cache(maxsize=8_192)
def _good(signed: SignedLabel, key: LabelKey | None) -> Authenticity:
    found = authenticate(signed, {key.id: key} if key else {})
    if found is not Authenticity.SIGNATURE_VALID:
        raise _NotGood(found)
    return found


class _NotGood(Exception):
    """What is raised is not remembered."""

    def __init__(self, authenticity: Authenticity) -> None:
        super().__init__(authenticity)
        self.authenticity = authenticity
