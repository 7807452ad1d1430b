"""What stalls come to, told to the inspectors' queue: one claim for each stall and product that asks for one.

A stall that shows a label after its end, or other stars than count, says something that does not hold, like a
web shop that does. What is noted follows from the sheet of the stall, so that neither order nor repetition
matters, and what is withdrawn or settled is taken back. A code that is not ours names no product: that is
handed on by the organizer.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from ocop_verify.domain.matching.claims import Finding
from ocop_verify.domain.stall_checks import Line, StallFinding
from ocop_verify.domain.verdict import Headline
from ocop_verify.fairs.models import FairRow, StallRow
from ocop_verify.fairs.sheets import StallRead, read_some_stalls
from ocop_verify.inspection.models import ClaimRow
from ocop_verify.inspection.noting import Claimed, note_claim, take_back_claim
from ocop_verify.registry.models import ProductRow

_ENDED: Mapping[str, Finding] = MappingProxyType(
    {
        Headline.EXPIRED: Finding.EXPIRED,
        Headline.REVOKED: Finding.REVOKED,
        Headline.SUSPENDED: Finding.SUSPENDED,
    }
)
REQUEST: Final = "stall {}: product {}"


def note_stalls(session: Session, fair: FairRow, stalls: Collection[int], *, now: datetime) -> None:
    """Note what stands at these stalls of a fair, and take back what no longer does."""
    for read in read_some_stalls(session, stalls):
        standing = _claims(read)
        requests = {REQUEST.format(read.stall.id, key): key for key in _products(read)}
        kept = select(ClaimRow.request, ClaimRow.finding).where(ClaimRow.request.in_(requests))
        noted = {row.request: row.finding for row in session.execute(kept)}
        for request, key in requests.items():
            finding = standing.get(key)
            if request in noted and noted[request] != finding:
                take_back_claim(session, request, now=now)
            if finding is not None and noted.get(request) != finding:
                claimed = _claimed(session, fair, read.stall, key, finding)
                note_claim(session, claimed, request, actor=f"fair:{fair.id}", now=now)


def _claimed(session: Session, fair: FairRow, stall: StallRow, product_id: int, finding: Finding) -> Claimed:
    name = session.get_one(ProductRow, product_id).name
    return Claimed(finding, name, f"{fair.name}, {stall.number}, {fair.place}", fair.province, product_id)


def _products(read: StallRead) -> set[int]:
    """Every product that was ever spoken of at a stall, whether or not what was said of it still stands."""
    scanned = {row.product_id for row in read.rows.values()}
    return {key for key in scanned | {good.product_id for good in read.goods} if key is not None}


def _claims(read: StallRead) -> Mapping[int, Finding]:
    """What stands of each product, as far as it is a claim that does not hold."""
    found = {}
    for line in read.sheet.lines:
        finding, product_id = _finding(line, read), _product(line, read)
        if finding is not None and product_id is not None:
            found[product_id] = finding
    return found


def _finding(line: Line, read: StallRead) -> Finding | None:
    found = line.disputed or {line.finding}
    if StallFinding.OTHER_STARS in found:
        return Finding.OTHER_STARS
    if StallFinding.ENDED not in found:
        return None
    headlines = [read.rows[check.id].headline for check in reversed(line.checks)]
    ended = (_ENDED[headline] for headline in headlines if headline in _ENDED)
    # Who looked at a good without a scan cannot say why it ended; that the term is over is the mildest.
    return next(ended, None if any(headlines) else Finding.EXPIRED)


def _product(line: Line, read: StallRead) -> int | None:
    kind, _, number = line.subject.partition(":")
    if kind == "good":
        return next((good.product_id for good in read.goods if str(good.id) == number), None)
    return int(number) if kind == "product" else None
