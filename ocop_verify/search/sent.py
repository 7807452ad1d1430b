"""Claims as machines send them, read strictly: what is not understood is refused and named."""

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from ocop_verify.domain.errors import N_, OcopError

# A claim's fields, as machines may call them; the first is what the documents show.
FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    "product_name": ("product", "product_name"),
    "producer": ("maker", "producer"),
    "seller": ("seller",),
    "place": ("place",),
    "address": ("address",),
    "commune": ("commune",),
    "province": ("province",),
    "star": ("stars", "star"),
    "decision_number": ("decision_number",),
    "gtin": ("gtin",),
    "text": ("text",),
}
LONGEST: Final = 1_000
MOST_CLAIMS: Final = 500
_OURS: Final = {theirs: ours for ours, names in FIELDS.items() for theirs in names}
_EXAMPLE: Final = '{"claims": [{"product": "…", "maker": "…", "stars": 4}]}'


class NotJson(OcopError):
    """The body of a request cannot be read at all."""


class NotClaims(OcopError):
    """The body of a request is no list of claims."""


def read_claims(body: bytes) -> list[dict[str, str]]:
    """The claims in a JSON document, each by our own names of its fields."""
    try:
        document = msgspec.json.decode(body)
    except (msgspec.DecodeError, RecursionError) as problem:
        raise NotJson(
            N_("Nội dung gửi lên không phải là JSON: %(problem)s"), problem=str(problem)
        ) from problem
    claims = document.get("claims") if isinstance(document, dict) and len(document) == 1 else document
    if not isinstance(claims, list):
        raise NotClaims(N_("Hãy gửi JSON dạng %(example)s"), example=_EXAMPLE)
    if len(claims) > MOST_CLAIMS:
        raise NotClaims(N_("Mỗi lần gửi tối đa %(most)s mục."), most=MOST_CLAIMS)
    return [_read(each, f"claims[{place}]") for place, each in enumerate(claims)]


def read_claim_fields(said: Mapping[str, Any]) -> dict[str, str]:
    """One claim, by our own names of its fields."""
    return _read(said, "claim")


def _read(said: object, where: str) -> dict[str, str]:
    if not isinstance(said, Mapping):
        raise NotClaims(N_("%(where)s phải là một đối tượng."), where=where)
    read: dict[str, str] = {}
    for name, value in said.items():
        ours = _OURS.get(name)
        if ours is None:
            known = ", ".join(names[0] for names in FIELDS.values())
            raise NotClaims(
                N_("%(where)s có trường lạ “%(name)s”; các trường được nhận: %(known)s."),
                where=where,
                name=str(name)[:60],
                known=known,
            )
        if text := _text(value, f"{where}.{name}"):
            if ours in read:
                raise NotClaims(N_("%(where)s được nói hai lần."), where=f"{where}.{name}")
            read[ours] = text
    return read


def _text(value: object, where: str) -> str:
    """A value as text: numbers as they are written, nothing where nothing is said."""
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise NotClaims(N_("%(where)s phải là chữ hoặc số."), where=where)
    text = str(value).strip()
    if len(text) > LONGEST:
        raise NotClaims(N_("%(where)s dài hơn %(most)s ký tự."), where=where, most=LONGEST)
    return text
