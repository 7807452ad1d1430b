"""A list of fairs is taken into the calendar."""

import secrets
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from ocop_verify.fairs.arranging import change_fair, open_fair
from ocop_verify.fairs.comparing import Does
from ocop_verify.fairs.fair_comparing import FairDiff


def take_fairs(
    session: Session, diffs: Sequence[FairDiff], owner_id: int, *, actor: str, now: datetime
) -> tuple[int, int]:
    """Open and change what the comparison says, each fair with its entry; gives how many of either."""
    opened = changed = 0
    for diff in diffs:
        match diff.does:
            case Does.NEW:
                open_fair(session, diff.facts, owner_id, secrets.token_hex(16), actor=actor, now=now)
                opened += 1
            case Does.CHANGED if diff.was is not None:
                change_fair(session, diff.was.id, diff.facts, actor=actor, now=now)
                changed += 1
    return opened, changed
