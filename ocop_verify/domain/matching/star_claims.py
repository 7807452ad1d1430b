"""What a package or a seller says of stars, and which of it cannot be true, whoever says it.

Sources: only 3, 4 and 5 stars are ever decided and certified (1048, 148 and 26/2026/QĐ-TTg: no decision for
one and two stars). The ministry alone recognises 5 stars, a district never recognised more than 3, and there
is no rank above the nation's. "Potential five stars" is a four-star product whose file was sent up to the
ministry.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from ocop_verify.domain.text import fold


class Impossible(StrEnum):
    """Why no decision can stand behind a claim."""

    NO_SUCH_STAR = "no_such_star"
    HALF_STAR = "half_star"
    POTENTIAL = "potential"
    INTERNATIONAL = "international"
    NATIONAL_BELOW_FIVE = "national_below_five"
    PROVINCE_FIVE = "province_five"
    DISTRICT_ABOVE_THREE = "district_above_three"


@dataclass(frozen=True, slots=True)
class StarClaim:
    """The stars that are claimed (None: none said), and why the claim cannot be true, if it cannot."""

    stars: int | None = None
    impossible: Impossible | None = None


REAL_STARS: Final = (3, 4, 5)
_NUMERALS: Final = ("mot", "hai", "ba", "bon", "nam", "sau"), ("one", "two", "three", "four", "five", "six")
# "5 sao vàng" is somebody's name, and a hotel's five stars are not ours.
_NAMES: Final = r"(?! (?:vang|bien|mai|khue)\b)"
_STAR: Final = rf"(?:sao\b{_NAMES}|stars?\b|\*(?!\w)|★|⭐)"
_COUNTED: Final = re.compile(rf"(?<![\w,.])(\d{{1,2}}(?:[.,]\d)?) ?-?{_STAR}")
# "Ba Sao" is a commune too, so a numeral in words counts only after a word that speaks of ranks.
_SPELLED: Final = re.compile(
    rf"\b(?:hang|dat|ocop|chuan) ({'|'.join(sum(_NUMERALS, ()))})[ -](?:sao|stars?)\b"
)
_DRAWN: Final = re.compile(r"(?<![\d★⭐])(?<!\d )[★⭐]{1,9}")
_HOTEL: Final = re.compile(r"(?:khach san|resort|hotel|tieu chuan) ?$")
_BARE: Final = re.compile(r"(?:hang|ocop|dat|loai)?:? ?(\d{1,2}(?:[.,]\d+)?)")
_SPELLED_BARE: Final = re.compile(rf"({'|'.join(sum(_NUMERALS, ()))}) (?:sao|stars?)")

_POTENTIAL: Final = re.compile(r"tiem nang|potential")
_WORLD: Final = r"(?:quoc te|international|toan cau|the gioi|global|chau a|asean)"
_ABROAD: Final = re.compile(
    rf"\bocop (?:\d ?(?:sao|\*) )?(?:\w+ )?{_WORLD}\b|\b{_WORLD} (?:\w+ )?(?:\d ?{_STAR}|ocop\b)"
    rf"|\d ?{_STAR}(?: ocop)? {_WORLD}\b"
)
_LEVEL: Final = re.compile(
    r"\b(?:cap|ocop|sao|stars?) (quoc gia|trung uong)\b|\bcap (tinh|thanh pho|tp)\b"
    r"|\bcap (huyen|thi xa|quan|xa|phuong)\b"
)


def read_star_claim(column: str, text: str = "") -> StarClaim:
    """What is claimed, from the cell or field meant for stars and from whatever else was said.

    A bare number counts only in the field meant for stars, and that field wins where both say a number.
    """
    field, rest = fold(column), fold(text)
    value = max(_bare(field), default=None)
    if value is None:
        value = max((*_stars(field), *_stars(rest)), default=None)
    stars = None if value is None else int(value)
    return StarClaim(stars, _impossible(value, f"{field} ; {rest}"))


def _bare(field: str) -> Iterator[float]:
    """The number that a field holds and nothing else: "4", "OCOP 4", "bốn sao"."""
    if found := _BARE.fullmatch(field):
        yield float(found[1].replace(",", "."))
    if re.fullmatch(r"\*{1,9}", field):
        yield len(field)
    if found := _SPELLED_BARE.fullmatch(field):
        yield _value(found[1])


def _stars(said: str) -> Iterator[float]:
    """Every number of stars that a text names."""
    for found in _COUNTED.finditer(said):
        if not _HOTEL.search(said[: found.start()]):
            yield float(found[1].replace(",", "."))
    yield from (_value(found[1]) for found in _SPELLED.finditer(said))
    yield from (len(found[0]) for found in _DRAWN.finditer(said))


def _value(numeral: str) -> float:
    return next(names.index(numeral) + 1 for names in _NUMERALS if numeral in names)


def _impossible(value: float | None, said: str) -> Impossible | None:
    """The first reason that applies. Words about rank count only beside stars or the programme's name."""
    if value is None and not re.search(r"\bocop\b", said):
        return None
    if value is not None and value not in REAL_STARS:
        return Impossible.HALF_STAR if value % 1 else Impossible.NO_SUCH_STAR
    if _POTENTIAL.search(said) and value in (None, 5):
        return Impossible.POTENTIAL
    if _ABROAD.search(said):
        return Impossible.INTERNATIONAL
    return _beyond_its_level(value, said)


def _beyond_its_level(value: float | None, said: str) -> Impossible | None:
    """A rank that the level named beside it never gives."""
    level = _LEVEL.search(said)
    if level is None or value is None:
        return None
    nation, province, _ = level.groups()
    if nation:
        return Impossible.NATIONAL_BELOW_FIVE if value < 5 else None
    if province:
        return Impossible.PROVINCE_FIVE if value == 5 else None
    return Impossible.DISTRICT_ABOVE_THREE if value > 3 else None
