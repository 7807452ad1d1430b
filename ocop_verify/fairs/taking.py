"""A list of stalls is taken in: every stall with its goods, and what the claim check made of these."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from ocop_verify.audit.journal import Entry, record
from ocop_verify.domain.matching.claims import Judgement
from ocop_verify.fairs.arranging import SUBJECT, Declared, add_stall, declare
from ocop_verify.fairs.comparing import Does, GoodDiff, StallDiff, compared
from ocop_verify.fairs.matching import claim_fields, declared_of
from ocop_verify.fairs.stall_lines import ListedStall


@dataclass(frozen=True, slots=True)
class Taken:
    """What a list came to: stalls and goods that it added or changed, and goods that match no product."""

    stalls: int
    goods: int
    unclear: int


def claims_of(diffs: Sequence[StallDiff]) -> list[dict[str, str]]:
    """Every good of a list in the fields of a claim, in order."""
    return [
        claim_fields(good.said, good.maker, stall.holder, good.stars)
        for stall in diffs
        for good in stall.goods
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
    """Take a list; taken twice, it changes nothing. ``judgements`` are those of ``claims_of``."""
    waiting = iter(judgements)
    stalls = goods = unclear = 0
    for diff in compared(session, fair_id, listed):
        judged = [
            (good, declared_of(good.said, good.maker, good.stars, next(waiting))) for good in diff.goods
        ]
        # What a line does is asked before the rows that it is compared with change.
        new = [found for good, found in judged if good.does == Does.NEW]
        told_anew = [(good, found) for good, found in judged if good.does == Does.CHANGED]
        if diff.does == Does.SAME:
            continue
        row = add_stall(session, fair_id, diff.number, diff.holder)
        declare(session, row.id, new)
        for good, found in told_anew:
            _tell_anew(good, found)
        stalls += 1
        goods += len(new) + len(told_anew)
        unclear += sum(found.product_id is None for found in new)
    taken = Taken(stalls, goods, unclear)
    if stalls:
        after = {"stalls": stalls, "goods": goods}
        record(session, [Entry("take_stalls", SUBJECT, fair_id, after)], actor=actor, now=now)
    return taken


def _tell_anew(good: GoodDiff, found: Declared) -> None:
    """Other stars; which product it is stays where somebody has chosen it."""
    assert good.was is not None  # noqa: S101 - only what is there can change
    good.was.stars = good.stars
    if good.was.finding:
        good.was.product_id, good.was.finding = found.product_id, found.finding
