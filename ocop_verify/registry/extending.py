"""Extending a recognition: its end moves to a later day, on a legal basis."""

from dataclasses import replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from ocop_verify.audit.journal import Entry, record
from ocop_verify.domain.records import Certification, Extension
from ocop_verify.domain.validity import check_extension, end_of
from ocop_verify.registry.lookup import locked_certification
from ocop_verify.registry.models import ExtensionRow
from ocop_verify.registry.reading import read_certifications
from ocop_verify.registry.revoking import refuse_revoked
from ocop_verify.registry.wording import optional


def extend(
    session: Session, certification_id: int, until: date, basis: str, *, actor: str, now: datetime
) -> Certification:
    """Move the last valid day to ``until``. Extensions follow each other; none ever shortens."""
    extension = Extension(until, optional(basis, 300))
    certification = locked_certification(session, certification_id)
    before = end_of_certification(certification)
    extended(certification, extension)
    session.add(ExtensionRow(certification_id=certification_id, until=until, basis=extension.basis))
    session.flush()
    record(session, [extension_entry(certification_id, extension, before)], actor=actor, now=now)
    return next(read_certifications(session, [certification_id]))


def extended(certification: Certification, extension: Extension) -> Certification:
    """The certification with this extension; refused when it is revoked or its end does not move sensibly."""
    refuse_revoked(certification)
    check_extension(end_of_certification(certification), extension)
    return replace(certification, extension=extension)


def end_of_certification(certification: Certification) -> date:
    """The last valid day as it is now."""
    return end_of(certification.valid_from, certification.printed_until, certification.extension)


def extension_entry(certification_id: int, extension: Extension, before: date | None) -> Entry:
    """How the journal tells an extension; ``before`` is the last valid day until then."""
    after = {"valid_until": extension.until, "basis": extension.basis}
    return Entry("extend", "certification", certification_id, after, {"valid_until": before})
