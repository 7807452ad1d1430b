"""The check number of a fair: over everything that was ever said at its stalls, up to a number of arrival."""

from hashlib import sha256
from typing import Final

import msgspec
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ocop_verify.fairs.models import FairRow, StallRow, StallSayingRow
from ocop_verify.inspection.seals import CHECK_LENGTH

FAIR: Final = "h"
AT_ONCE: Final = 1_000


def last_saying(session: Session, fair_id: int) -> int:
    """The number of what arrived last; 0 before anything did."""
    last = select(func.max(StallSayingRow.number)).join(StallRow).where(StallRow.fair_id == fair_id)
    return session.scalar(last) or 0


def check_of_fair(session: Session, fair: FairRow, last: int) -> str:
    """Over what never changes: sayings are added and not altered, whatever becomes of the stalls."""
    rows = (
        select(*StallSayingRow.__table__.c)
        .join(StallRow, StallRow.id == StallSayingRow.stall_id)
        .where(StallRow.fair_id == fair.id, StallSayingRow.number <= last)
        .order_by(StallSayingRow.number)
        .execution_options(yield_per=AT_ONCE)
    )
    digest = sha256(msgspec.json.encode([FAIR, fair.id, fair.made_at], enc_hook=str))
    for row in session.execute(rows):
        digest.update(msgspec.json.encode(list(row), enc_hook=str))
    return digest.hexdigest()[:CHECK_LENGTH]
