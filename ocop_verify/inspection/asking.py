"""Asking a producer about a case, and the letters that carry the question: each goes out once.

A letter is noted in the transaction that asks, so a question that stands on the case is never lost on the
way. Whoever sends one claims it first, alone, for as long as ``LEASE``; what could not be sent is tried again
for about three days. Should a machine die between handing a letter over and noting it, that letter goes out
twice rather than never.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, cast

from sqlalchemy import ColumnElement, CursorResult, delete, select, update
from sqlalchemy.orm import Session

from ocop_verify.domain.cases import CaseState
from ocop_verify.inspection.casework import Form, move_flag
from ocop_verify.inspection.models import FlagEntryRow, FlagLetterRow, FlagRow
from ocop_verify.notices.sending import addresses_of_producer
from ocop_verify.registry.models import ProductRow

# Longer than a mail server can take over one letter.
LEASE: Final = timedelta(minutes=10)
# Minutes to wait after each failure; after all others as long as after the last.
WAITS: Final = (1, 5, 15, 60, 240)
MAX_ATTEMPTS: Final = 20
# Another worker may have taken the first; hardly so many.
LOOKED_AT: Final = 20


@dataclass(frozen=True, slots=True)
class Question:
    """A letter that is now ours to send."""

    letter_id: int
    receiver: str
    product: str
    words: str
    flag: FlagRow
    asked_at: datetime


def ask_producer(
    session: Session, key: int, form: Form, words: str, *, actor: str, now: datetime
) -> Sequence[str]:
    """Move a case to the producer and note a letter to each of its addresses; gives these.

    Nothing where the producer has none, or the same form was sent before.
    """
    row = session.get_one(FlagRow, key, populate_existing=True, with_for_update=True)
    version = row.version
    move_flag(session, key, form, CaseState.ASKED, words, actor=actor, now=now)
    product = session.get(ProductRow, row.product_id) if row.product_id else None
    if row.version == version or product is None:
        return ()
    # An earlier question that has not gone out is replaced: its link would lead to this one.
    waits = (FlagLetterRow.flag_id == key, FlagLetterRow.sent_at.is_(None))
    session.execute(delete(FlagLetterRow).where(*waits))
    entry = session.scalars(select(FlagEntryRow).filter_by(request=form.request)).one()
    found = list(dict.fromkeys(addresses_of_producer(session, product.producer_id)))
    session.add_all(
        FlagLetterRow(flag_id=key, entry_id=entry.id, receiver=each, try_after=now) for each in found
    )
    session.flush()
    return found


def claim_question(session: Session, *, now: datetime) -> Question | None:
    """Take up one letter that is due, if nobody else does; commit, send it, and note how that went."""
    due = (
        select(FlagLetterRow, FlagEntryRow, FlagRow, ProductRow.name)
        .join(FlagEntryRow, FlagLetterRow.entry_id == FlagEntryRow.id)
        .join(FlagRow, FlagLetterRow.flag_id == FlagRow.id)
        .join(ProductRow, FlagRow.product_id == ProductRow.id)
        .where(*_due(now))
        .order_by(FlagLetterRow.try_after)
        .limit(LOOKED_AT)
    )
    for letter, entry, flag, product in session.execute(due).all():
        taken = update(FlagLetterRow).where(
            FlagLetterRow.id == letter.id, FlagLetterRow.try_after == letter.try_after
        )
        values = {"try_after": now + LEASE, "attempts": FlagLetterRow.attempts + 1}
        if _changed(session, taken.values(values)):
            return Question(letter.id, letter.receiver, product, entry.words, flag, entry.at)
    return None


def questions_wait(session: Session, *, now: datetime) -> bool:
    """Whether there is a letter to send."""
    due = select(FlagLetterRow.id).join(FlagRow, FlagLetterRow.flag_id == FlagRow.id)
    return session.scalar(due.where(*_due(now)).limit(1)) is not None


def note_sent(session: Session, letter_id: int, *, now: datetime) -> None:
    """It has gone out."""
    session.execute(
        update(FlagLetterRow).where(FlagLetterRow.id == letter_id).values(sent_at=now, problem="")
    )


def note_failed(session: Session, letter_id: int, problem: str, *, now: datetime, for_good: bool) -> None:
    """It could not be sent, and is tried again unless that is no use."""
    row = session.get(FlagLetterRow, letter_id, populate_existing=True)
    if row is None:  # asked anew meanwhile
        return
    row.problem = problem[:100]
    row.try_after = now + timedelta(minutes=WAITS[min(row.attempts, len(WAITS)) - 1])
    row.attempts = MAX_ATTEMPTS if for_good else row.attempts
    session.flush()


def letters_of(session: Session, entry_id: int) -> Sequence[FlagLetterRow]:
    """The letters that carry one question."""
    mine = select(FlagLetterRow).where(FlagLetterRow.entry_id == entry_id)
    return session.scalars(mine.order_by(FlagLetterRow.id)).all()


def is_given_up(row: FlagLetterRow) -> bool:
    """Whether nobody tries to send it any more."""
    return row.sent_at is None and row.attempts >= MAX_ATTEMPTS


def _due(now: datetime) -> tuple[ColumnElement[bool], ...]:
    """What waits to be sent now. A producer whose case has gone on is not asked any more."""
    waits = (FlagLetterRow.sent_at.is_(None), FlagLetterRow.attempts < MAX_ATTEMPTS)
    return (*waits, FlagLetterRow.try_after <= now, FlagRow.state == CaseState.ASKED)


def _changed(session: Session, statement: Any) -> bool:
    done = session.execute(statement.execution_options(synchronize_session=False))
    return cast(CursorResult[Any], done).rowcount == 1
