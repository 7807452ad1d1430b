"""Recognising products: the first time, again, or with another star. One act for one product or thousands.

To renew or re-rate is to recognise the same product by a new decision; what came before is superseded by
itself. Stating again what is registered changes nothing; stating it otherwise is a correction.
"""

from collections.abc import Sequence
from datetime import datetime

import msgspec
from sqlalchemy.orm import Session

from ocop_verify.audit import journal
from ocop_verify.domain.errors import OcopError
from ocop_verify.domain.records import Certification
from ocop_verify.domain.validity import local_day
from ocop_verify.registry.comparing import Difference, compare
from ocop_verify.registry.conflicts import told_plainly
from ocop_verify.registry.examining import Fault
from ocop_verify.registry.reading import read_certifications
from ocop_verify.registry.recognition import Recognition
from ocop_verify.registry.writing import write


class CannotBe(OcopError):
    """Some statements cannot be true; ``faults`` has every one, nothing was written."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        first = faults[0].error
        super().__init__(first.message, **first.values)
        self.faults = faults


class Recognised(msgspec.Struct, frozen=True):
    """What was written. ``certification_ids`` are in the order of the statements, also for known ones."""

    certification_ids: list[int]
    difference: Difference
    version: int


def recognise(session: Session, said: Recognition, *, actor: str, now: datetime) -> Certification:
    """Recognise one product. Raises the first reason why it cannot be, as itself."""
    try:
        recognised = recognise_many(session, [said], actor=actor, now=now)
    except CannotBe as refusal:
        raise refusal.faults[0].error from refusal
    return next(read_certifications(session, recognised.certification_ids))


def recognise_many(session: Session, said: Sequence[Recognition], *, actor: str, now: datetime) -> Recognised:
    """Recognise many products at once: all of them, or none and ``CannotBe``.

    The journal is held from here on, so that nobody writes between the comparison and the rows.
    """
    with told_plainly():
        journal.lock(session)
        difference = compare(session, said, local_day(now))
        return apply_difference(session, difference, actor=actor, now=now)


def apply_difference(session: Session, difference: Difference, *, actor: str, now: datetime) -> Recognised:
    """Write a difference that was found under the journal's lock, or at the version that still is."""
    if difference.faults:
        raise CannotBe(difference.faults)
    version = write(session, difference, actor=actor, now=now)
    session.expire_all()  # what was written in bulk is unknown to the session
    return Recognised([draft.id for draft in difference.stated], difference, version)
