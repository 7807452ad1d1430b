"""What somebody says at a desk: the same sayings as phones send, under an id that the form was made with."""

import uuid
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ocop_verify.domain.errors import N_
from ocop_verify.domain.stall_checks import Said
from ocop_verify.domain.verdict import Verdict
from ocop_verify.fairs.accepting import Eyes, NotTaken, Sender, SentSaying, accept_sayings
from ocop_verify.fairs.models import StallSayingRow

# Scans, photos and signatures need a phone.
AT_A_DESK = frozenset({Said.LOOKED, Said.SETTLED, Said.WITHDRAWN, Said.NOTED})


def new_saying() -> str:
    """The id that a form is made with: sent twice, it is one saying."""
    return str(uuid.uuid4())


def say_at_desk(
    session: Session, fair_id: int, stall_id: int, told: dict[str, Any], account_id: int, *, now: datetime
) -> None:
    """Say one thing. ``told`` are the fields of a ``SentSaying``; ``about`` may be ids with spaces between.

    Raises ``NotTaken``.
    """
    spoken = select(func.count()).where(StallSayingRow.account_id == account_id)
    about = told.get("about", "")
    whole = {
        **told,
        "about": about.split() if isinstance(about, str) else about,
        "finding": told.get("finding") or None,
        "stall": stall_id,
        "turn": (session.scalar(spoken) or 0) + 1,
        "at": now,
    }
    try:
        sent = msgspec.convert(whole, SentSaying)
    except msgspec.ValidationError as problem:
        raise NotTaken(N_("Mục này thiếu nội dung và không ghi được.")) from problem
    if sent.said not in AT_A_DESK:
        raise NotTaken(N_("Mục này thiếu nội dung và không ghi được."))
    receipt = accept_sayings(
        session, fair_id, [sent], Sender(account_id=account_id), Eyes(_no_label, {}), now=now
    )[0]
    if receipt.refusal:
        raise receipt.refusal


def _no_label(_text: str, _at: datetime) -> Verdict:
    raise NotTaken(N_("Mục này thiếu nội dung và không ghi được."))
