"""Correcting the number or the day of a decision that was mistyped when it was registered.

The decision of the law is another matter: a new one is registered as a new one. Its day is where every one of
its certifications begins, so whatever befell them must still fit.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ocop_verify.audit import journal
from ocop_verify.audit.journal import Entry, record
from ocop_verify.domain.authorities import check_recognition, parse_authority
from ocop_verify.domain.errors import N_, OcopError
from ocop_verify.domain.records import Certification
from ocop_verify.domain.validity import check_extension, check_printed_until, end_of, local_day, written
from ocop_verify.registry.decision_numbers import read_number
from ocop_verify.registry.models import CertificationRow, DecisionRow
from ocop_verify.registry.reading import read_certifications
from ocop_verify.registry.revoking import check_revocation
from ocop_verify.registry.wording import DayTooEarly, past_day


class NumberTaken(OcopError):
    """The authority has another decision of this number in this year."""


def amend_decision(
    session: Session, decision_id: int, number: str, issued_on: date, *, actor: str, now: datetime
) -> Sequence[Certification]:
    """Tell a decision as it really is; gives its certifications. Told as it is already, nothing changes."""
    journal.lock(session)
    row = session.get_one(DecisionRow, decision_id)
    official = parse_authority(row.authority.name)
    meant = read_number(number, official)
    if issued_on != row.issued_on:  # one that was checked and counts from a later day may keep it
        past_day(issued_on, local_day(now))
    _refuse_taken(session, row, meant.key, issued_on.year)
    ids = session.scalars(
        select(CertificationRow.id).where(CertificationRow.decision_id == decision_id)
    ).all()
    for certification in read_certifications(session, ids):
        check_recognition(official, certification.stars, issued_on)
        _check_beginning(replace(certification, valid_from=issued_on))
    before = {"number": row.number, "issued_on": row.issued_on}
    after = {"number": meant.text, "issued_on": issued_on}
    changed = [name for name in after if after[name] != before[name]]
    row.number, row.number_key = meant.text, meant.key
    row.issued_on, row.year = issued_on, issued_on.year
    session.flush()
    if changed:
        told = ({name: facts[name] for name in changed} for facts in (after, before))
        record(session, [Entry("correct", "decision", decision_id, *told)], actor=actor, now=now)
    return list(read_certifications(session, ids))


def _refuse_taken(session: Session, row: DecisionRow, key: str, year: int) -> None:
    others = select(DecisionRow).where(
        DecisionRow.authority_id == row.authority_id,
        DecisionRow.number_key == key,
        DecisionRow.year == year,
        DecisionRow.id != row.id,
    )
    other = session.scalar(others)
    if other is not None:
        raise NumberTaken(
            N_("Cơ quan này đã có quyết định số %(number)s ngày %(day)s trong sổ. Hãy kiểm tra lại số."),
            number=other.number,
            day=written(other.issued_on),
        )


def _check_beginning(certification: Certification) -> None:
    """Refuse a first day that what befell the certification contradicts."""
    begins = certification.valid_from
    if certification.printed_until:
        check_printed_until(begins, certification.printed_until)
    if certification.extension:
        check_extension(end_of(begins, certification.printed_until), certification.extension)
    if certification.revocation:
        check_revocation(replace(certification, revocation=None), certification.revocation)
    for pause in certification.suspensions:
        if pause.from_day < begins:
            raise DayTooEarly(
                N_("Ngày quyết định không thể sau %(day)s: từ ngày đó công nhận đã bị tạm đình chỉ."),
                day=written(pause.from_day),
            )
