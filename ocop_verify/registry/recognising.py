"""Recognising products: the first time, again, or with another star. One act for one product or thousands.

To renew or re-rate is to recognise the same product by a new decision; what came before is superseded by
itself. Stating again what is registered changes nothing; stating it otherwise is a correction.
"""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

import msgspec
from sqlalchemy.orm import Session

from ocop_verify.audit import journal
from ocop_verify.domain.errors import N_, OcopError
from ocop_verify.domain.records import Certification
from ocop_verify.domain.validity import local_day
from ocop_verify.registry.columns import COLUMN_OF, COLUMNS
from ocop_verify.registry.comparing import Difference, compare
from ocop_verify.registry.conflicts import told_plainly
from ocop_verify.registry.examining import Fault, examine_all
from ocop_verify.registry.reading import read_certifications
from ocop_verify.registry.recognition import Recognition, tidied
from ocop_verify.registry.remembering import Memo
from ocop_verify.registry.wording import WordsMissing, optional
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
    said = _tidied(said)
    with told_plainly():
        journal.lock(session)
        today = local_day(now)
        difference = compare(session, examine_all(said, today), today, range(1, len(said) + 1))
        return apply_difference(session, difference, actor=actor, now=now)


def _tidied(said: Sequence[Recognition]) -> list[Recognition]:
    """The statements as a file would give them, so that nothing is registered that no file could hold."""
    readers = {field: Memo(_COLUMNS[name].parse) for field, name in COLUMN_OF.items() if field in _WORDS}
    tidy, faults = [], []
    for index, each in enumerate(said):
        values = {field: getattr(each, field) for field in _WORDS}
        read = {field: readers[field][value] if value else "" for field, value in values.items()}
        missing = [field for field in _WORDS if _COLUMNS[COLUMN_OF[field]].required and not read[field]]
        faults += [Fault(index, field, _missing(field)) for field in missing]
        faults += [Fault(index, f, value) for f, value in read.items() if isinstance(value, OcopError)]
        try:
            fate = each.fate and tidied(each.fate, partial(optional, longest=LONGEST_OF_A_FATE))
        except OcopError as error:
            faults.append(Fault(index, "revocation_note", error))
            continue
        texts = {field: value or "" for field, value in read.items()}
        tidy.append(msgspec.structs.replace(each, fate=fate, **texts))
    if faults:
        raise CannotBe(faults)
    return tidy


# The shortest of the columns that tell what befell a certification.
LONGEST_OF_A_FATE = 200
_COLUMNS = {column.name: column for column in COLUMNS}
# The fields that hold words as people write them; the others hold values.
_WORDS = (
    *("product", "producer", "decision_number", "authority", "score", "product_set"),
    *("address", "commune", "province", "gtin"),
)


def _missing(field: str) -> WordsMissing:
    return WordsMissing(N_("Thiếu “%(heading)s”."), heading=_COLUMNS[COLUMN_OF[field]].heading)


def apply_difference(session: Session, difference: Difference, *, actor: str, now: datetime) -> Recognised:
    """Write a difference that was found under the journal's lock, or at the version that still is."""
    if difference.faults:
        raise CannotBe(difference.faults)
    version = write(session, difference, actor=actor, now=now)
    session.expire_all()  # what was written in bulk is unknown to the session
    return Recognised([draft.id for draft in difference.stated], difference, version)
