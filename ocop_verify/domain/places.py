"""The provinces: the 34 of today, the 63 before them, and their names as real files write them.

Sources: 202/2025/QH15 (63 became 34 on 01/07/2025; each new one took the name of one that went into it),
175/2024/QH15 (Thừa Thiên Huế became the city of Huế on 01/01/2025), 30/2026/QH16 (Đồng Nai became a city on
30/04/2026). Codes are those of the national list of administrative units.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from ocop_verify.domain.text import words


class ProvinceKind(StrEnum):
    """The two kinds of province-level units: 7 centrally-run cities and 27 provinces."""

    CITY = "city"
    PROVINCE = "province"


@dataclass(frozen=True, slots=True)
class Province:
    """A province-level unit of today. ``name`` is in full (Tỉnh Lâm Đồng), ``short_name`` for tables."""

    code: str
    name: str
    short_name: str
    kind: ProvinceKind


@dataclass(frozen=True, slots=True)
class OldProvince:
    """A unit of before the merger. ``today`` is the code of the unit that holds its land now.

    ``until`` is the last day on which a unit bore this name; None: one still does.
    """

    code: str
    name: str
    today: str
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """What a name in a file means: today's province, and the old one if that name has gone."""

    province: Province
    old: OldProvince | None = None


MERGED_UNTIL = date(2025, 6, 30)

# Today's code and name, and by old code and name what went into it (one name more than the unit's own rows
# means a merger). Old units are provinces unless they are in _OLD_CITIES.
_UNITS: tuple[tuple[str, str, str], ...] = (
    ("01", "Thành phố Hà Nội", "01 Hà Nội"),
    ("04", "Tỉnh Cao Bằng", "04 Cao Bằng"),
    ("08", "Tỉnh Tuyên Quang", "02 Hà Giang, 08 Tuyên Quang"),
    ("11", "Tỉnh Điện Biên", "11 Điện Biên"),
    ("12", "Tỉnh Lai Châu", "12 Lai Châu"),
    ("14", "Tỉnh Sơn La", "14 Sơn La"),
    ("15", "Tỉnh Lào Cai", "10 Lào Cai, 15 Yên Bái"),
    ("19", "Tỉnh Thái Nguyên", "06 Bắc Kạn, 19 Thái Nguyên"),
    ("20", "Tỉnh Lạng Sơn", "20 Lạng Sơn"),
    ("22", "Tỉnh Quảng Ninh", "22 Quảng Ninh"),
    ("24", "Tỉnh Bắc Ninh", "24 Bắc Giang, 27 Bắc Ninh"),
    ("25", "Tỉnh Phú Thọ", "17 Hòa Bình, 25 Phú Thọ, 26 Vĩnh Phúc"),
    ("31", "Thành phố Hải Phòng", "30 Hải Dương, 31 Hải Phòng"),
    ("33", "Tỉnh Hưng Yên", "33 Hưng Yên, 34 Thái Bình"),
    ("37", "Tỉnh Ninh Bình", "35 Hà Nam, 36 Nam Định, 37 Ninh Bình"),
    ("38", "Tỉnh Thanh Hóa", "38 Thanh Hóa"),
    ("40", "Tỉnh Nghệ An", "40 Nghệ An"),
    ("42", "Tỉnh Hà Tĩnh", "42 Hà Tĩnh"),
    ("44", "Tỉnh Quảng Trị", "44 Quảng Bình, 45 Quảng Trị"),
    ("46", "Thành phố Huế", "46 Huế"),
    ("48", "Thành phố Đà Nẵng", "48 Đà Nẵng, 49 Quảng Nam"),
    ("51", "Tỉnh Quảng Ngãi", "51 Quảng Ngãi, 62 Kon Tum"),
    ("52", "Tỉnh Gia Lai", "52 Bình Định, 64 Gia Lai"),
    ("56", "Tỉnh Khánh Hòa", "56 Khánh Hòa, 58 Ninh Thuận"),
    ("66", "Tỉnh Đắk Lắk", "54 Phú Yên, 66 Đắk Lắk"),
    ("68", "Tỉnh Lâm Đồng", "60 Bình Thuận, 67 Đắk Nông, 68 Lâm Đồng"),
    ("75", "Thành phố Đồng Nai", "70 Bình Phước, 75 Đồng Nai"),
    ("79", "Thành phố Hồ Chí Minh", "74 Bình Dương, 77 Bà Rịa - Vũng Tàu, 79 Hồ Chí Minh"),
    ("80", "Tỉnh Tây Ninh", "72 Tây Ninh, 80 Long An"),
    ("82", "Tỉnh Đồng Tháp", "82 Tiền Giang, 87 Đồng Tháp"),
    ("86", "Tỉnh Vĩnh Long", "83 Bến Tre, 84 Trà Vinh, 86 Vĩnh Long"),
    ("91", "Tỉnh An Giang", "89 An Giang, 91 Kiên Giang"),
    ("92", "Thành phố Cần Thơ", "92 Cần Thơ, 93 Hậu Giang, 94 Sóc Trăng"),
    ("96", "Tỉnh Cà Mau", "95 Bạc Liêu, 96 Cà Mau"),
)
_OLD_CITIES = ("01", "31", "46", "48", "79", "92")
_SHORT_NAMES = {"79": "TP. Hồ Chí Minh"}  # without its kind it would be a person

# Units that changed their kind and kept their land: the former full name and its last day.
RENAMED: tuple[OldProvince, ...] = (
    OldProvince("46", "Tỉnh Thừa Thiên Huế", "46", date(2024, 12, 31)),
    OldProvince("75", "Tỉnh Đồng Nai", "75", date(2026, 4, 29)),
)
# Other ways to write a name, beyond case, accents, spaces and hyphens; by the code of the old unit.
_OTHER_NAMES = {
    "06": ("Bắc Cạn",),
    "66": ("Đắc Lắc", "Đắk Lắc", "Đắc Lắk"),
    "67": ("Đắc Nông",),
    "77": ("BRVT",),
    "79": ("HCM", "TPHCM", "TP HCMC"),
}


def _short(name: str) -> str:
    return name.removeprefix("Tỉnh ").removeprefix("Thành phố ")


def _province(code: str, name: str) -> Province:
    kind = ProvinceKind.CITY if name.startswith("Thành phố") else ProvinceKind.PROVINCE
    return Province(code, name, _SHORT_NAMES.get(code, _short(name)), kind)


def _old_provinces() -> Iterable[OldProvince]:
    names_of_today = {_short(name) for _, name, _ in _UNITS}
    for today, _, parts in _UNITS:
        for part in parts.split(", "):
            code, name = part.split(" ", 1)
            kind = "Thành phố" if code in _OLD_CITIES else "Tỉnh"
            until = None if name in names_of_today else MERGED_UNTIL
            yield OldProvince(code, f"{kind} {name}", today, until)


PROVINCES: Mapping[str, Province] = MappingProxyType(
    {code: _province(code, name) for code, name, _ in _UNITS}
)
OLD_PROVINCES: Mapping[str, OldProvince] = MappingProxyType(
    {old.code: old for old in sorted(_old_provinces(), key=lambda old: old.code)}
)


def _joined(text: str) -> str:
    """A name without spaces, so that "Đắklắk" and "Kontum" are found too."""
    return words(text).replace(" ", "")


def _index() -> dict[str, Place]:
    """Every known spelling of a name, and what it means."""
    index = {_joined(_short(p.name)): Place(p) for p in PROVINCES.values()}
    for old in OLD_PROVINCES.values():
        place = Place(PROVINCES[old.today], old if old.until else None)
        for name in (_short(old.name), *_OTHER_NAMES.get(old.code, ())):
            index.setdefault(_joined(name), place)
    thua_thien_hue = Place(PROVINCES["46"], RENAMED[0])
    return index | dict.fromkeys(("thuathienhue", "tthue"), thua_thien_hue)


_PLACES = _index()
_KINDS = (("tinh",), ("thanh", "pho"), ("tp",), ("t", "p"), ("t",))
_LONGEST_NAME = 4  # words: "ba ria vung tau"
# A province's name after one of these is the name of something smaller: "đường Hà Giang", "ấp Long An".
# fmt: off
_SMALLER = frozenset((
    "xa", "x", "phuong", "p", "tran", "tt", "tx", "huyen", "h", "quan", "q", "khu", "kp", "kdc", "kcn", "ccn",
    "duong", "d", "pho", "lo", "ngo", "hem", "so", "cho", "thon", "ap", "ban", "buon", "bon", "lang", "xom",
    "khom", "to",
))
# fmt: on
_NOTES = re.compile(r"\([^)]*\)?")
_SEPARATORS = re.compile(r"[,;|/()\n，、]")
_COUNTRY = re.compile(r"(^| )(viet ?nam|vn|vietnam)?( ?\d{5,6})?$")


def find_place(text: str) -> Place | None:
    """What a province's name means, in any spelling, with or without its kind; None if it is none."""
    found = words(text).split()
    if found[-1:] == ["cu"]:  # "tỉnh Đắk Nông (cũ)"
        found.pop()
    return _PLACES.get("".join(found)) or next(
        (
            place
            for kind in _KINDS
            if tuple(found[: len(kind)]) == kind and (place := _PLACES.get("".join(found[len(kind) :])))
        ),
        None,
    )


def find_province(text: str) -> Province | None:
    """Today's province for an old or new name, in any spelling; None if it names none."""
    place = find_place(text)
    return place.province if place else None


def place_of_address(address: str) -> Place | None:
    """The last province that an address names, or None. Notes in brackets are read last.

    Streets and communes bear the names of provinces too, so a name counts only after "tỉnh" or
    "thành phố", or as the end of the address.
    """
    return _place_named_last(_NOTES.sub(",", address)) or _place_named_last(address)


def _place_named_last(address: str) -> Place | None:
    parts = [_COUNTRY.sub("", words(part)).split() for part in _SEPARATORS.split(address)]
    parts = [part for part in parts if part]
    for part in reversed(parts):
        place = _marked(part) or (_ending(part) if part is parts[-1] else None)
        if place:
            return place
    return None


def province_of_address(address: str) -> Province | None:
    """Today's province for an old or new address; None if it names none."""
    place = place_of_address(address)
    return place.province if place else None


def _marked(part: list[str]) -> Place | None:
    """The last province in this part that stands after "tỉnh", "thành phố" or "TP"."""
    for start in range(len(part) - 1, -1, -1):
        for kind in _KINDS[:4]:
            if tuple(part[start : start + len(kind)]) == kind:
                name = part[start + len(kind) :]
                for length in range(_LONGEST_NAME, 0, -1):
                    if place := _PLACES.get("".join(name[:length])):
                        return place
    return None


def _ending(part: list[str]) -> Place | None:
    """The province whose name ends this part, unless the word before it names something smaller."""
    for length in range(min(_LONGEST_NAME, len(part)), 0, -1):
        if place := _PLACES.get("".join(part[-length:])):
            return None if part[-length - 1 : -length] and part[-length - 1] in _SMALLER else place
    return None


def name_on(province: Province, day: date) -> str:
    """The full name that today's unit bore on this day: Đồng Nai was a province until 29/04/2026."""
    for former in RENAMED:
        if former.today == province.code and former.until and day <= former.until:
            return former.name
    return province.name
