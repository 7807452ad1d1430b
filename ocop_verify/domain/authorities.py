"""Who may recognise which star on which day.

A decision counts when its authority existed on its day and was competent for its star. Names are read in
``authority_names``; the rules are here, in one table by date.
"""

from collections.abc import Set
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from ocop_verify.domain.authority_names import (
    AuthorityName,
    NotRecognising,
    UnknownAuthority,
    parse_authority,
)
from ocop_verify.domain.errors import N_, OcopError
from ocop_verify.domain.records import Level
from ocop_verify.domain.validity import written

__all__ = [  # names are read next door, and asked for here
    "AuthorityName",
    "Competence",
    "DidNotExist",
    "NoSuchStar",
    "NotCompetent",
    "NotPublic",
    "NotRecognising",
    "UnknownAuthority",
    "check_existed",
    "check_recognition",
    "check_stars",
    "competence_on",
    "may_recognise",
    "parse_authority",
]

PROGRAMME_SINCE = date(2018, 5, 7)  # 490/QĐ-TTg
PUBLIC_STARS = (3, 4, 5)


class NotPublic(OcopError):
    """Raised for 1 and 2 stars: no decision and no certificate exists for them."""


class NoSuchStar(OcopError):
    """Raised for a star that the programme does not have."""


class NotCompetent(OcopError):
    """Raised when an authority of this level could not recognise this star on this day."""


class DidNotExist(OcopError):
    """Raised for a decision dated before its authority began, or after it ended, under that name."""


@dataclass(frozen=True, slots=True)
class Competence:
    """From ``since`` on, ``stars`` are recognised by an authority of one of these levels.

    A row holds until the next row of the same star. ``refusal`` tells a person who should have decided.
    """

    stars: int
    since: date
    levels: Set[Level]
    refusal: str
    source: str


_PROVINCE = frozenset({Level.PROVINCE})
_BY_PROVINCE_3 = N_(
    "Quyết định ngày %(day)s công nhận 3 sao phải do UBND cấp tỉnh ban hành. "
    "Hãy kiểm tra lại cơ quan ban hành, số sao và ngày quyết định."
)
_BY_DISTRICT_3 = N_(
    "Quyết định ngày %(day)s công nhận 3 sao phải do UBND cấp huyện ban hành. "
    "Hãy kiểm tra lại cơ quan ban hành, số sao và ngày quyết định."
)
_BY_PROVINCE_4 = N_(
    "Quyết định ngày %(day)s công nhận 4 sao phải do UBND cấp tỉnh ban hành. "
    "Hãy kiểm tra lại cơ quan ban hành, số sao và ngày quyết định."
)
_BY_MINISTRY_5 = N_(
    "Quyết định ngày %(day)s công nhận 5 sao phải do bộ quản lý chương trình ban hành. "
    "Sản phẩm “tiềm năng 5 sao” do cấp tỉnh công nhận thì ghi 4 sao."
)

# The whole table of competence, by star and date.
COMPETENCES: tuple[Competence, ...] = (
    # 490 lets the province's council rate and send the best to the centre; 1048 says the same in numbers.
    Competence(3, PROGRAMME_SINCE, _PROVINCE, _BY_PROVINCE_3, "490/QĐ-TTg; 1048/QĐ-TTg"),
    # 919 began the new programme, and districts were seen to decide before 148 said so on 24/02/2023.
    # Provinces were seen to decide still in the round that was then under way, which ended on 30/06/2023.
    Competence(
        3,
        date(2022, 8, 1),
        frozenset({Level.DISTRICT, Level.PROVINCE}),
        _BY_DISTRICT_3,
        "919/QĐ-TTg; 148/QĐ-TTg",
    ),
    Competence(3, date(2023, 7, 1), frozenset({Level.DISTRICT}), _BY_DISTRICT_3, "148/QĐ-TTg"),
    # Districts ended on 30/06/2025; 1489 of 06/07/2025 gave their part to the province.
    Competence(3, date(2025, 7, 1), _PROVINCE, _BY_PROVINCE_3, "1489/QĐ-TTg; 26/2026/QĐ-TTg"),
    Competence(4, PROGRAMME_SINCE, _PROVINCE, _BY_PROVINCE_4, "1048, 148, 26/2026/QĐ-TTg"),
    Competence(5, PROGRAMME_SINCE, frozenset({Level.MINISTRY}), _BY_MINISTRY_5, "1048, 148, 26/2026/QĐ-TTg"),
)


@lru_cache(maxsize=1_024)  # a large file asks for few days, thousands of times
def competence_on(stars: int, day: date) -> Competence | None:
    """The row that holds for a star on a day; None before the programme, or for a star without decisions."""
    rows = (row for row in COMPETENCES if row.stars == stars and row.since <= day)
    return max(rows, key=lambda row: row.since, default=None)


def check_stars(stars: int) -> None:
    """Refuse a star that no certificate can show: only 3, 4 and 5 exist in public."""
    if stars in (1, 2):
        raise NotPublic(
            N_(
                "Không có quyết định công nhận %(stars)s sao: chỉ 3, 4 và 5 sao được công nhận và công bố. "
                "Hãy kiểm tra lại số sao, hoặc bỏ dòng này."
            ),
            stars=stars,
        )
    if stars not in PUBLIC_STARS:
        raise NoSuchStar(N_("Không có hạng %(stars)s sao. Hãy ghi 3, 4 hoặc 5."), stars=stars)


def may_recognise(level: Level, stars: int, decided_on: date) -> None:
    """Refuse a decision that an authority of this level could not make on this day; None means it could."""
    check_stars(stars)
    row = competence_on(stars, decided_on)
    if row is None:
        raise NotCompetent(
            N_(
                "Ngày quyết định %(day)s trước ngày có Chương trình OCOP (07/05/2018). "
                "Hãy kiểm tra lại ngày quyết định."
            ),
            day=written(decided_on),
        )
    if level not in row.levels:
        raise NotCompetent(row.refusal, day=written(decided_on))


def check_existed(authority: AuthorityName, decided_on: date) -> None:
    """Refuse a decision dated outside the time in which its authority bore its name."""
    if authority.existed_until and decided_on > authority.existed_until:
        raise _ended(authority, decided_on, authority.existed_until)
    if authority.existed_from and decided_on < authority.existed_from:
        raise DidNotExist(
            N_(
                "%(name)s có từ ngày %(since)s; quyết định ngày %(day)s là của %(before)s. "
                "Hãy kiểm tra lại cơ quan ban hành và ngày quyết định."
            ),
            name=authority.name,
            since=written(authority.existed_from),
            day=written(decided_on),
            before=authority.predecessor,
        )


def check_recognition(authority: AuthorityName, stars: int, decided_on: date) -> None:
    """Refuse a recognition that cannot be: one reason, the first that a person can act on.

    A star that does not exist comes first, then an authority that had ended, then competence.
    """
    check_stars(stars)
    check_existed(authority, decided_on)
    may_recognise(authority.level, stars, decided_on)


def _ended(authority: AuthorityName, decided_on: date, until: date) -> DidNotExist:
    if authority.successor is None:
        return DidNotExist(
            N_(
                "%(name)s kết thúc hoạt động ngày %(until)s, trước ngày quyết định %(day)s; "
                "từ 01/07/2025 UBND cấp tỉnh công nhận 3 sao. "
                "Hãy kiểm tra lại cơ quan ban hành và ngày quyết định."
            ),
            name=authority.name,
            until=written(until),
            day=written(decided_on),
        )
    return DidNotExist(
        N_(
            "%(name)s kết thúc hoạt động ngày %(until)s, trước ngày quyết định %(day)s; "
            "cơ quan kế tục là %(successor)s. Hãy kiểm tra lại cơ quan ban hành và ngày quyết định."
        ),
        name=authority.name,
        until=written(until),
        day=written(decided_on),
        successor=authority.successor,
    )
