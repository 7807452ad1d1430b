"""What an officer may do to recognitions, to one or to several at once: all of them, or none.

``perform`` does it; the door commits. ``rehearse`` in the door does the same and takes it back, so what is
shown before is what would happen, with the same refusals.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TypedDict

from sqlalchemy.orm import Session

from ocop_verify.domain.errors import OcopError
from ocop_verify.domain.records import Certification, RevocationGround
from ocop_verify.registry import correcting, extending, revoking, suspending


class Act(StrEnum):
    """The acts on a recognition, by the names that the journal gives them."""

    SUSPEND = "suspend"
    LIFT = "lift"
    REVOKE = "revoke"
    EXTEND = "extend"


@dataclass(frozen=True, slots=True)
class Said:
    """What the form says. ``day`` is the day of effect (None: today), or the new end of an extension.

    ``corrects``: it tells anew an act that was mistyped just now.
    """

    act: Act
    day: date | None = None
    reason: str = ""
    decision: str = ""
    ground: RevocationGround = RevocationGround.OTHER
    corrects: bool = False


class Who(TypedDict):
    """What every act is told of who does it, and when."""

    actor: str
    now: datetime


class Refused(Exception):
    """One of several could not be done; ``certification_id`` says which, ``reason`` why."""

    def __init__(self, certification_id: int, reason: OcopError) -> None:
        super().__init__(str(reason))
        self.certification_id = certification_id
        self.reason = reason


def perform(
    session: Session, certification_ids: Sequence[int], said: Said, *, actor: str, now: datetime
) -> list[Certification]:
    """Do it to each. Raises ``Refused`` with the first that cannot be done; the door rolls back."""
    done = []
    for key in certification_ids:
        try:
            done.append(_perform(session, key, said, actor=actor, now=now))
        except OcopError as refusal:
            raise Refused(key, refusal) from refusal
    return done


def _perform(session: Session, key: int, said: Said, *, actor: str, now: datetime) -> Certification:
    who = Who(actor=actor, now=now)
    corrects = said.corrects
    match said.act:
        case Act.SUSPEND:
            suspend = correcting.correct_suspension if corrects else suspending.suspend
            return suspend(session, key, said.reason, decision=said.decision, from_day=said.day, **who)
        case Act.LIFT:
            lift = correcting.correct_lift if corrects else suspending.lift
            return lift(session, key, said.reason, lifted_on=said.day, **who)
        case Act.REVOKE:
            revoke = correcting.correct_revocation if corrects else revoking.revoke
            return revoke(session, key, said.ground, said.decision, on=said.day, note=said.reason, **who)
        case Act.EXTEND:
            extend = correcting.correct_extension if corrects else extending.extend
            return extend(session, key, said.day or date.min, said.decision, **who)
