"""Flags: an inspector's cases, from a suspicion to an end that anybody may ask about.

A flag accuses nobody before it is upheld. What may happen to it, who may do it and until when stands in one
table, ``MOVES``. The days are an office's own habit, not law: no text on the programme names any.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from ocop_verify.domain.records import RevocationGround
from ocop_verify.domain.reports import ReportKind


class CaseKind(StrEnum):
    """What a flag is about: how the mark or a label is used, in words that name no culprit."""

    AFTER_THE_END = "after_the_end"  # the label or the stars are used after the recognition has ended
    OTHER_STARS = "other_stars"  # other stars are shown than were recognised
    OTHER_PRODUCT = "other_product"  # the label stands on a product that it was not issued for
    FORGED = "forged"  # a label that we never signed
    COPIED = "copied"  # one label, met on more packages than one
    UNRECOGNISED = "unrecognised"  # sold as OCOP without a recognition
    COMMITMENTS = "commitments"  # the product is not made as it was recognised
    OTHER = "other"


# What a report says that somebody saw, and the kind of flag that it leads to.
KIND_OF_REPORT: Mapping[ReportKind, CaseKind] = MappingProxyType(
    {
        ReportKind.ENDED: CaseKind.AFTER_THE_END,
        ReportKind.OTHER_STARS: CaseKind.OTHER_STARS,
        ReportKind.OTHER_PRODUCT: CaseKind.OTHER_PRODUCT,
        ReportKind.LABEL: CaseKind.COPIED,
        ReportKind.UNRECOGNISED: CaseKind.UNRECOGNISED,
        ReportKind.OTHER: CaseKind.OTHER,
    }
)


class CaseState(StrEnum):
    """How far a flag is."""

    OPENED = "opened"
    ASSIGNED = "assigned"
    VISITED = "visited"
    ASKED = "asked"  # the producer was asked, and has a link to answer by
    UPHELD = "upheld"
    DISMISSED = "dismissed"
    CLOSED = "closed"
    REOPENED = "reopened"


class Mover(StrEnum):
    """Who may make a move; the doors know which permission that is."""

    WORKS = "works"  # inspectors of the place
    DECIDES = "decides"  # inspectors and officers of the place


@dataclass(frozen=True, slots=True)
class Rule:
    """One allowed move: who may make it, and within how many days the next must follow (None: no hurry)."""

    who: Mover
    days: int | None


# A look at what came in is a matter of days, a visit of two weeks. A producer gets ten days to answer, and
# five more are for the post. What was decided is carried out and closed within ten.
TO_ASSIGN: Final = 3
TO_VISIT: Final = 14
TO_ANSWER: Final = 15
TO_DECIDE: Final = 10
TO_CLOSE: Final = 10

_ASSIGN = Rule(Mover.WORKS, TO_VISIT)
_VISIT = Rule(Mover.WORKS, TO_DECIDE)
_ASK = Rule(Mover.WORKS, TO_ANSWER)
_DECIDE = Rule(Mover.DECIDES, TO_CLOSE)
_AT_WORK: Mapping[CaseState, Rule] = {
    CaseState.VISITED: _VISIT,
    CaseState.ASKED: _ASK,
    CaseState.UPHELD: _DECIDE,
    CaseState.DISMISSED: _DECIDE,
}

# From a state to a state. Being assigned to somebody else, noting and adding evidence are no moves. Who
# decided wrongly closes and opens again, so that both decisions stay to be read.
MOVES: Mapping[CaseState, Mapping[CaseState, Rule]] = MappingProxyType(
    {
        CaseState.OPENED: {CaseState.ASSIGNED: _ASSIGN, CaseState.DISMISSED: _DECIDE},
        CaseState.ASSIGNED: _AT_WORK,
        CaseState.VISITED: {**_AT_WORK, CaseState.VISITED: _VISIT},
        CaseState.ASKED: {**_AT_WORK, CaseState.ASKED: _ASK},
        CaseState.UPHELD: {CaseState.CLOSED: Rule(Mover.DECIDES, None)},
        CaseState.DISMISSED: {CaseState.CLOSED: Rule(Mover.DECIDES, None)},
        CaseState.CLOSED: {CaseState.REOPENED: Rule(Mover.DECIDES, TO_ASSIGN)},
        CaseState.REOPENED: {CaseState.ASSIGNED: _ASSIGN, **_AT_WORK},
    }
)
# While nothing is decided, evidence and answers still count.
UNDECIDED: Final = frozenset(CaseState) - {CaseState.UPHELD, CaseState.DISMISSED, CaseState.CLOSED}
# These moves are nothing without words: what was seen, what is asked, why it was decided.
NEEDS_WORDS: Final = frozenset(
    {CaseState.VISITED, CaseState.ASKED, CaseState.UPHELD, CaseState.DISMISSED, CaseState.REOPENED}
)


def rule_for(state: CaseState, to: CaseState) -> Rule | None:
    """The rule of a move; None: there is no such move."""
    return MOVES[state].get(to)


def due_after(rule: Rule, today: date) -> date | None:
    """The day by which the next move is due; None: nothing is awaited."""
    return None if rule.days is None else today + timedelta(days=rule.days)


def is_overdue(due_on: date | None, today: date) -> bool:
    """Whether a move is late: the day itself is still in time."""
    return due_on is not None and due_on < today


class Consequence(StrEnum):
    """What an upheld flag does to the register, so that the next scan answers it."""

    NONE = "none"  # nothing that a scan could show: a shop was told, another body takes over
    SUSPEND = "suspend"
    REVOKE = "revoke"
    VOID = "void"


def number_of(opened_on: date, province: str, key: int) -> str:
    """The number of a case as it stands on paper: year, province (VN: none), and its own number."""
    return f"{opened_on.year}-{province or 'VN'}-{key:05}"


@dataclass(frozen=True, slots=True)
class Basis:
    """A text of law that a flag may rest on. ``code`` is what is stored, ``kinds`` what it is offered for.

    ``source`` says what it is to us and how sure we are: H sure, M fairly.
    """

    code: str
    text: str
    kinds: frozenset[CaseKind]
    source: str


_ALL: Final = frozenset(CaseKind)
_OF_MARK: Final = _ALL - {CaseKind.COMMITMENTS}

# The legal texts are Vietnamese by nature and are cited as they are in both languages. Only texts of the
# programme whose number and date are sure stand here, and no article whose wording is not: what else applies
# (trade marks, consumers, food) the inspector knows better and writes down.
LAW: Sequence[Basis] = (
    Basis(
        "26/2026",
        "Quyết định 26/2026/QĐ-TTg ngày 22/5/2026, các trường hợp thu hồi công nhận",
        _ALL,
        "the current criteria and process, with six grounds for revocation: H; the article is not cited",
    ),
    Basis(
        "148",
        "Quyết định 148/QĐ-TTg ngày 24/02/2023 (sửa đổi bởi 1489/QĐ-TTg ngày 06/7/2025), với công nhận theo "
        "bộ tiêu chí cũ",
        _ALL,
        "recognitions of 24/02/2023 to 21/05/2026: H",
    ),
    Basis(
        "1162",
        "Quy chế quản lý, sử dụng nhãn hiệu chứng nhận OCOP Việt Nam, kèm Quyết định 1162/QĐ-VPĐP-OCOP ngày "
        "17/9/2020",
        _OF_MARK,
        "the regulation on the certification mark: H; whether amended since: M",
    ),
    Basis(
        "37/2026",
        "Nghị định 37/2026/NĐ-CP ngày 23/01/2026 về chất lượng sản phẩm, hàng hóa",
        frozenset({CaseKind.COMMITMENTS, CaseKind.OTHER_PRODUCT, CaseKind.FORGED, CaseKind.COPIED}),
        "on product quality: H; which article applies is for the inspector",
    ),
)
LAW_BY_CODE: Mapping[str, Basis] = MappingProxyType({basis.code: basis for basis in LAW})


def law_for(kind: CaseKind) -> Sequence[Basis]:
    """What may be picked for a kind of flag."""
    return [basis for basis in LAW if kind in basis.kinds]


# The ground that a form offers first when a flag of this kind leads to a revocation.
GROUND_OF: Mapping[CaseKind, RevocationGround] = MappingProxyType(
    {
        CaseKind.AFTER_THE_END: RevocationGround.NOT_RE_EVALUATED,
        CaseKind.COMMITMENTS: RevocationGround.NOT_AS_RECOGNISED,
        CaseKind.OTHER: RevocationGround.OTHER,
    }
)


def ground_for(kind: CaseKind) -> RevocationGround:
    """The ground that a form begins with: for most kinds that the mark was misused."""
    return GROUND_OF.get(kind, RevocationGround.MARK_MISUSED)
