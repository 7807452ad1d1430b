"""Noting a claim that was checked and does not hold, so that somebody looks at where it was made."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ocop_verify.domain.matching.claims import Finding
from ocop_verify.inspection.gathering import move_heap
from ocop_verify.inspection.models import ClaimRow
from ocop_verify.inspection.subject import heap_key

# What is worth a look. That a name is not found, or is only like another, says nothing about who wrote it.
NOTED = frozenset(
    {
        Finding.EXPIRED,
        Finding.REVOKED,
        Finding.SUSPENDED,
        Finding.OTHER_STARS,
        Finding.SAME_PRODUCER_OTHER_PRODUCT,
        Finding.IMPOSSIBLE_CLAIM,
    }
)


@dataclass(frozen=True, slots=True)
class Claimed:
    """A claim with what was found. ``province`` is where it was made; ``product_id`` None: of no product."""

    finding: Finding
    about: str
    seen_where: str
    province: str
    product_id: int | None = None


def note_claim(session: Session, claimed: Claimed, request: str, *, actor: str, now: datetime) -> bool:
    """Keep it; gives whether it is new and worth keeping. The same ``request`` again is no second claim."""
    known = session.scalar(select(ClaimRow.id).where(ClaimRow.request == request))
    if known is not None or claimed.finding not in NOTED:
        return False
    row = ClaimRow(
        request=request,
        noted_at=now,
        noted_by=actor,
        finding=claimed.finding,
        product_id=claimed.product_id,
        about=claimed.about[:300],
        seen_where=claimed.seen_where[:300],
        province=claimed.province,
        heap=heap_key(claimed.product_id, claimed.about, claimed.province),
    )
    session.add(row)
    session.flush()
    move_heap(session, row.heap, now=now)
    return True


def take_back_claim(session: Session, request: str, *, now: datetime) -> None:
    """What a claim rested on was a mistake, or is settled: nobody needs to look at it any more."""
    row = session.scalar(select(ClaimRow).where(ClaimRow.request == request))
    if row is not None:
        session.delete(row)
        session.flush()
        move_heap(session, row.heap, now=now)
