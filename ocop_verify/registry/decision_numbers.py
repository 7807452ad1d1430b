"""Numbers of decisions as people write them: "303/QĐ-UBND", "Số 303", "303 / QĐ-UBND ngày 04/02/2020"."""

import re
from dataclasses import dataclass
from functools import cache

from ocop_verify.domain.authority_names import MARD, AuthorityName
from ocop_verify.domain.errors import N_, OcopError
from ocop_verify.domain.records import Level
from ocop_verify.domain.text import clean, fold

_WORDS_BEFORE = re.compile(r"^(?:quyết\s*định|qđ)?\s*(?:số|so)?\s*[.:]?\s*(?=\d)", re.IGNORECASE)
_DATE_BEHIND = re.compile(r"[\s,;]+(?:ký\s+)?ngày\s.*$", re.IGNORECASE)
_PARTS = re.compile(r"0*(\d+[a-zA-Z]?)\s*(?:[/\-–]\s*(.+))?", re.DOTALL)
# Most are written so. They need no repair, and there are thousands.
_PLAIN = re.compile(r"([1-9][0-9]*)/([A-ZĐ][A-ZĐ-]{1,30})")


class BadDecisionNumber(OcopError):
    """A text that cannot be the number of a decision."""


@dataclass(frozen=True, slots=True)
class DecisionNumber:
    """``text`` is stored and shown, ``key`` compared: "303/QĐ-UBND" and "0303 / qd-ubnd" share it."""

    text: str
    key: str


def read_number(text: str, authority: AuthorityName) -> DecisionNumber:
    """The number that a text means. A bare "303" gets the ending that its authority's decisions bear."""
    if plain := _PLAIN.fullmatch(text):
        return DecisionNumber(text, f"{plain[1]}/{_ending_key(plain[2])}")
    bare = _DATE_BEHIND.sub("", _WORDS_BEFORE.sub("", clean(text)))
    parts = _PARTS.fullmatch(bare)
    if parts is None:
        raise BadDecisionNumber(
            N_("“%(found)s” không phải là số quyết định. Hãy ghi dạng 3981/QĐ-UBND."), found=clean(text)
        )
    ending = parts[2] or _ending(authority)
    shown = re.sub(r"\s*([/\-–])\s*", r"\1", bare) if parts[2] else f"{parts[1]}/{ending}"
    return DecisionNumber(shown, f"{fold(parts[1])}/{_ending_key(ending)}")


@cache
def _ending_key(ending: str) -> str:
    return re.sub("[^a-z0-9]", "", fold(ending))


def _ending(authority: AuthorityName) -> str:
    if authority.level is not Level.MINISTRY:
        return "QĐ-UBND"
    return "QĐ-BNN" if authority.name == MARD else "QĐ-BNNMT"
