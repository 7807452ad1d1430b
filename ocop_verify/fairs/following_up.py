"""What was found at a stall and asks for an inspector becomes a case of the province, once.

A case opened from here carries what phones and the registry answered, and the photos as they came. Asked for
again, it is the same case, to which only the photos are added that have come meanwhile.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from sqlalchemy import select
from sqlalchemy.orm import Session

from ocop_verify.domain.cases import UNDECIDED, CaseKind, CaseState
from ocop_verify.domain.stall_checks import FOLLOWED_UP, StallFinding
from ocop_verify.fairs.models import FairRow
from ocop_verify.fairs.telling import ToldLine
from ocop_verify.inspection.casework import Form, Raised, open_flag
from ocop_verify.inspection.evidence import Evidence, add_evidence
from ocop_verify.inspection.models import FlagRow

KINDS: Mapping[StallFinding, CaseKind] = MappingProxyType(
    {
        StallFinding.ENDED: CaseKind.AFTER_THE_END,
        StallFinding.OTHER_STARS: CaseKind.OTHER_STARS,
        StallFinding.FORGED: CaseKind.FORGED,
        StallFinding.NOT_DECLARED: CaseKind.OTHER_PRODUCT,
    }
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A photo that is kept with the evidence already. ``saying`` is the id of what was said of it."""

    saying: str
    evidence: Evidence
    words: str


@dataclass(frozen=True, slots=True)
class HandedOver:
    """A line that goes to inspectors, in words for them."""

    line: ToldLine
    about: str
    seen_where: str
    words: str
    pieces: Sequence[Piece]


def may_follow(line: ToldLine) -> bool:
    """Whether a line can be handed over: what phones disagree about is settled at the stall first."""
    return line.checked.finding in KINDS and not line.checked.disputed


def is_asked_for(line: ToldLine) -> bool:
    """Whether a line asks for an inspector by itself; the rest is the organizer's choice."""
    return line.checked.finding in FOLLOWED_UP and not line.checked.disputed


def requests_of(fair_id: int, line: ToldLine) -> Sequence[str]:
    """The forms that a case of this line may have come with; the first is that of a new one."""
    own, stall = line.checked.subject, line.read.stall.id
    return [f"fair:{fair_id}:{stall}:{each}" for each in (own, *sorted(line.subjects - {own}))]


def cases_of(session: Session, fair_id: int) -> Mapping[str, FlagRow]:
    """The cases that were opened from a fair, by the form that each came with."""
    mine = select(FlagRow).where(FlagRow.request.startswith(f"fair:{fair_id}:", autoescape=True))
    return {row.request: row for row in session.scalars(mine)}


def case_of(cases: Mapping[str, FlagRow], fair_id: int, line: ToldLine) -> FlagRow | None:
    """The case of a line, if there is one."""
    return next((cases[each] for each in requests_of(fair_id, line) if each in cases), None)


def hand_over(
    session: Session, fair_id: int, chosen: Iterable[HandedOver], *, actor: str, now: datetime
) -> Sequence[FlagRow]:
    """Open a case for each line, or add to the one that is there. The fair's row is held meanwhile."""
    fair = session.get_one(FairRow, fair_id, with_for_update=True)
    cases = cases_of(session, fair_id)
    return [_hand_over(session, fair, each, cases, actor=actor, now=now) for each in chosen]


def _hand_over(
    session: Session,
    fair: FairRow,
    it: HandedOver,
    cases: Mapping[str, FlagRow],
    *,
    actor: str,
    now: datetime,
) -> FlagRow:
    row = case_of(cases, fair.id, it.line)
    if row is None:
        finding, product = it.line.checked.finding, it.line.product
        raised = Raised(
            KINDS[finding] if finding else CaseKind.OTHER,
            it.about,
            it.seen_where,
            fair.province,
            product.product.id if product else None,
            it.line.label,
            words=it.words,
        )
        row = open_flag(session, raised, requests_of(fair.id, it.line)[0], actor=actor, now=now)
    if CaseState(row.state) in UNDECIDED:
        for piece in it.pieces:
            form = Form(f"{row.id}:{piece.saying}", row.version)
            add_evidence(session, row.id, form, piece.evidence, piece.words, actor=actor, now=now)
    return row
