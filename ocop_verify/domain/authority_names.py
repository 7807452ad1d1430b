"""Reading the name of an authority as real files write it.

"UBND tỉnh Lâm Đồng", "Ủy ban nhân dân huyện Đắk Song", "UBND TP. Gia Nghĩa" (a district-level city) and
"UBND TP Hà Nội" (a centrally-run one) say which body decided; what that body may do is in ``authorities``.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from ocop_verify.domain.errors import N_, OcopError
from ocop_verify.domain.places import (
    MERGED_UNTIL,
    PROVINCES,
    RENAMED,
    OldProvince,
    Place,
    Province,
    ProvinceKind,
    find_place,
    name_on,
    place_of_address,
)
from ocop_verify.domain.records import Level
from ocop_verify.domain.text import clean, fold, words

# Local government has two levels since 01/07/2025: 203/2025/QH15 and Law 72/2025/QH15.
DISTRICTS_UNTIL = date(2025, 6, 30)
# MAE took over MARD's work on 01/03/2025: 176/2025/QH15.
MARD = "Bộ Nông nghiệp và Phát triển nông thôn"
MARD_UNTIL = date(2025, 2, 28)
MAE = "Bộ Nông nghiệp và Môi trường"
MAE_SINCE = date(2025, 3, 1)
# The only name that two old districts of one of today's provinces share, and that five times over. Without
# the old province in the name, two decisions of one number would be taken for one.
_NOT_UNIQUE = ("chau thanh",)
_THUA_THIEN_HUE = next(former for former in RENAMED if former.today == "46")
# The last days on which some name meant another body than it does today. Between two of them a name has one
# meaning, so whoever reads ten thousand names need not read one again for every day.
MEANINGS_UNTIL = tuple(sorted({MARD_UNTIL, *(former.until for former in RENAMED if former.until)}))

# A unit's kind in the folded words that begin its name, the longer ones first.
_KINDS = (
    (("thanh", "pho"), "thành phố"),
    (("t", "p"), "thành phố"),
    (("tp",), "thành phố"),
    (("huyen", "dao"), "huyện"),
    (("huyen",), "huyện"),
    (("h",), "huyện"),
    (("thi", "xa"), "thị xã"),
    (("tx",), "thị xã"),
    (("quan",), "quận"),
    (("tinh",), "tỉnh"),
    (("t",), "tỉnh"),
)
_COMMITTEES = (("ubnd",), ("uy", "ban", "nhan", "dan"), ("u", "b", "n", "d"))
# Bodies that are met in this column and never recognise: departments, councils, communes.
_OTHER_BODIES = (
    *(("so",), ("chi", "cuc"), ("phong",), ("van", "phong"), ("hoi", "dong"), ("hdnd",), ("trung", "tam")),
    *(("xa",), ("phuong",), ("p",), ("thi", "tran"), ("tt",), ("dac", "khu")),
)


class UnknownAuthority(OcopError):
    """Raised when a name cannot be read as that of any authority."""


class NotRecognising(OcopError):
    """Raised for a body that has never recognised OCOP products: a department, a commune."""


@dataclass(frozen=True, slots=True)
class AuthorityName:
    """What a name says about an authority; ``name`` is its one canonical spelling.

    ``province`` is today's; None when the name does not tell, or for a ministry. ``existed_from`` and
    ``existed_until`` are its first and last day under this name (None: before the programme; until now).
    """

    name: str
    level: Level
    province: Province | None = None
    existed_from: date | None = None
    existed_until: date | None = None
    predecessor: str | None = None
    successor: str | None = None

    @property
    def key(self) -> str:
        """The name as it is compared. Districts of one name in two provinces share it."""
        return words(self.name)

    def located_in(self, place: Place) -> "AuthorityName":
        """The same district with its place known from elsewhere, such as the addresses of its producers.

        Other levels, and a district that named its province, stay as they are.
        """
        if self.level is not Level.DISTRICT or self.province:
            return self
        unique = not self.key.endswith(_NOT_UNIQUE)
        within = place.old.name if place.old else place.province.name
        return replace(
            self,
            name=self.name if unique else f"{self.name}, {_lower_first(within)}",
            province=place.province,
            successor=_committee(place.province.name),
        )


def parse_authority(text: str, decided_on: date | None = None) -> AuthorityName:
    """The authority that a name means, in any spelling that files use.

    The day of its decision settles names that changed their meaning: "UBND thành phố Huế" was a district
    until 2024, and "Bộ Nông nghiệp" is two ministries. Without a day they mean today's.
    """
    head, rest = _head_and_rest(text)
    head = _without(head, (("chu", "tich"), ("bo", "truong")))
    if _starts(head, ("bo",)) or _starts(head, ("mard",)) or _starts(head, ("mae",)) or _is_bnn(head):
        return _ministry(head, text, decided_on)
    body = _without(head, _COMMITTEES)
    if any(_starts(body, other) for other in _OTHER_BODIES):
        raise NotRecognising(
            N_(
                "“%(name)s” không có thẩm quyền công nhận sản phẩm OCOP. "
                "Hãy ghi cơ quan ban hành quyết định: UBND cấp tỉnh, UBND cấp huyện (đến 30/06/2025) "
                "hoặc Bộ Nông nghiệp và Môi trường."
            ),
            name=clean(text),
        )
    kind, name = _kind(body)
    if body == head and kind is None:  # neither a committee nor a unit: "Lâm Đồng", "Công ty …"
        raise _unknown(text)
    return _committee_of(kind, name, rest, text, decided_on)


def _head_and_rest(text: str) -> tuple[list[str], str]:
    """The words of the name up to the first comma or bracket, and the text behind it."""
    spaced = re.sub(r"\bQ\.?\s*(?=\d)", "quận ", clean(text), flags=re.IGNORECASE)
    head, _, rest = re.sub(r"[,;(]", "|", spaced, count=1).partition("|")
    return re.findall(r"[^\s.&/|]+", head), rest


def _starts(pieces: Sequence[str], prefix: tuple[str, ...]) -> bool:
    return tuple(fold(piece) for piece in pieces[: len(prefix)]) == prefix


def _without(pieces: list[str], prefixes: Sequence[tuple[str, ...]]) -> list[str]:
    """The pieces without the first of these prefixes that they begin with."""
    return next((pieces[len(prefix) :] for prefix in prefixes if _starts(pieces, prefix)), pieces)


def _kind(pieces: list[str]) -> tuple[str | None, list[str]]:
    """The kind of unit that the pieces begin with (None: they name none), and the pieces behind it."""
    for prefix, kind in _KINDS:
        if _starts(pieces, prefix):
            return kind, pieces[len(prefix) :]
    return None, pieces


def _is_bnn(head: list[str]) -> bool:
    return bool(head) and fold(head[0]).startswith("bnn")


def _ministry(head: list[str], text: str, decided_on: date | None) -> AuthorityName:
    name = words("".join(head)).replace(" ", "").removeprefix("bo")
    if re.fullmatch(r"(nongnghiep|b?nn)(va)?(phattriennongthon|ptnt)|mard", name):
        return AuthorityName(MARD, Level.MINISTRY, existed_until=MARD_UNTIL, successor=MAE)
    if re.fullmatch(r"(nongnghiep|b?nn)(va)?(moitruong|mt)|mae", name):
        return AuthorityName(MAE, Level.MINISTRY, existed_from=MAE_SINCE, predecessor=MARD)
    if name in ("nongnghiep", "nn", "bnn"):
        return parse_authority(MARD if decided_on and decided_on <= MARD_UNTIL else MAE)
    raise NotRecognising(
        N_(
            "“%(name)s” không công nhận sản phẩm OCOP: cấp bộ chỉ có Bộ Nông nghiệp và Môi trường "
            "(trước 01/03/2025 là Bộ Nông nghiệp và Phát triển nông thôn). "
            "Hãy kiểm tra lại cơ quan ban hành."
        ),
        name=clean(text),
    )


def _committee_of(
    kind: str | None, pieces: list[str], rest: str, text: str, decided_on: date | None
) -> AuthorityName:
    """The people's committee of a province, or of a district-level unit."""
    pieces, within = _name_and_place(pieces, rest)
    place = find_place(" ".join(pieces))
    if kind == "thành phố" and place and _is_old_hue(place, within, decided_on):
        return _OLD_HUE
    if place and (kind in (None, "tỉnh") or (kind == "thành phố" and _is_central(place))):
        return _of_province(place, kind, decided_on)
    if kind in (None, "tỉnh") or not pieces:
        raise _unknown(text)
    district = AuthorityName(f"UBND {kind} {_cased(pieces)}", Level.DISTRICT, existed_until=DISTRICTS_UNTIL)
    if kind in ("thành phố", "thị xã"):  # one that bears a province's name lies in that province
        within = within or place
    return district.located_in(within) if within else district


def _name_and_place(pieces: list[str], rest: str) -> tuple[list[str], Place | None]:
    """The unit's own name, and the province named behind it: "Đắk Song tỉnh Đắk Nông"."""
    for at in range(1, len(pieces)):
        dash = pieces[at] in "-–—"
        behind = pieces[at + dash :]
        if (dash or _kind(behind)[0] in ("tỉnh", "thành phố")) and (place := find_place(" ".join(behind))):
            return pieces[:at], place
    return pieces, place_of_address(rest)


def _is_central(place: Place) -> bool:
    """Whether "thành phố" before this name means a centrally-run city. Hưng Yên or Cao Bằng do not."""
    return place.old is None and place.province.kind is ProvinceKind.CITY


def _is_old_hue(place: Place, within: Place | None, decided_on: date | None) -> bool:
    """Whether "thành phố Huế" means the district-level city that ended when the province became a city."""
    if place.province.code != _THUA_THIEN_HUE.today or place.old:
        return False
    return _bore(_THUA_THIEN_HUE, decided_on) or (within is not None and within.old is not None)


def _bore(former: OldProvince, day: date | None) -> bool:
    """Whether a renamed unit still bore this former name on a day."""
    return day is not None and name_on(PROVINCES[former.today], day) == former.name


def _of_province(place: Place, kind: str | None, decided_on: date | None) -> AuthorityName:
    """A province's committee under the name that was written."""
    today = AuthorityName(_committee(place.province.name), Level.PROVINCE, place.province)
    former = next((each for each in RENAMED if each.today == place.province.code), None)
    if place.old and place.old.until == MERGED_UNTIL:
        return _ended(today, place.old)
    if former is None or former.until is None:
        return today
    if place.old or kind == "tỉnh" or (kind is None and _bore(former, decided_on)):
        return _ended(today, former)
    return replace(today, existed_from=former.until + timedelta(days=1), predecessor=_committee(former.name))


def _ended(today: AuthorityName, old: OldProvince) -> AuthorityName:
    return replace(today, name=_committee(old.name), existed_until=old.until, successor=today.name)


def _cased(pieces: list[str]) -> str:
    """A proper name; capitals or small letters throughout are set right."""
    name = " ".join(pieces)
    if name.isupper() or name.islower():
        return re.sub(r"[^\s-]+", lambda word: word[0].capitalize(), name)
    return name


def _lower_first(name: str) -> str:
    return name[:1].lower() + name[1:]


def _committee(unit: str) -> str:
    return f"UBND {_lower_first(unit)}"


def _unknown(text: str) -> UnknownAuthority:
    return UnknownAuthority(
        N_(
            "Không đọc được tên cơ quan ban hành “%(name)s”. Hãy ghi đủ cấp và tên, ví dụ: "
            "UBND tỉnh Lâm Đồng, UBND huyện Đắk Song, Bộ Nông nghiệp và Môi trường."
        ),
        name=clean(text),
    )


# 175/2024/QH15 and 1314/NQ-UBTVQH15: the district-level city was parted into two urban districts.
_OLD_HUE = AuthorityName(
    "UBND thành phố Huế, tỉnh Thừa Thiên Huế",
    Level.DISTRICT,
    PROVINCES["46"],
    existed_until=_THUA_THIEN_HUE.until,
    successor="UBND thành phố Huế",
)
