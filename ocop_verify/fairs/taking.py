"""A list of stalls is taken in: every stall with its goods, and what the claim check made of these."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from ocop_verify.audit.journal import Entry, record
from ocop_verify.domain.matching.claims import Judgement
from ocop_verify.fairs.arranging import SUBJECT, add_stall, declare
from ocop_verify.fairs.listing import ListedStall
from ocop_verify.fairs.matching import claim_fields, declared_of


@dataclass(frozen=True, slots=True)
class Taken:
    """What a list came to: stalls and goods in it, and goods that match no product for certain."""

    stalls: int
    goods: int
    unclear: int


def claims_of(listed: Sequence[ListedStall]) -> list[dict[str, str]]:
    """Every good of a list in the fields of a claim, in order."""
    return [
        claim_fields(said, maker, stall.holder, stars)
        for stall in listed
        for said, stars, maker in stall.goods
    ]


def take_stalls(
    session: Session,
    fair_id: int,
    listed: Sequence[ListedStall],
    judgements: Sequence[Judgement],
    *,
    actor: str,
    now: datetime,
) -> Taken:
    """Take a whole list; taken twice, it changes nothing. ``judgements`` are those of ``claims_of``."""
    waiting = iter(judgements)
    unclear = 0
    for stall in listed:
        row = add_stall(session, fair_id, stall.number, stall.holder)
        goods = [declared_of(said, maker, stars, next(waiting)) for said, stars, maker in stall.goods]
        unclear += sum(each.product_id is None for each in goods)
        declare(session, row.id, goods)
    taken = Taken(len(listed), len(judgements), unclear)
    after = {"stalls": taken.stalls, "goods": taken.goods}
    record(session, [Entry("take_stalls", SUBJECT, fair_id, after)], actor=actor, now=now)
    return taken
