"""Finding the certification that an act is about, and holding it until the act is committed."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from ocop_verify.domain.errors import N_, OcopError
from ocop_verify.domain.records import Certification
from ocop_verify.registry.models import CertificationRow
from ocop_verify.registry.reading import read_certifications


class NoSuchCertification(OcopError):
    """A certification id that the registry does not hold."""


def locked_certification(session: Session, certification_id: int) -> Certification:
    """The certification as it is now; nobody else can change it before this transaction ends.

    Without the lock, one person could lift a suspension while another revokes. SQLite has one writer at a
    time and ignores the lock.
    """
    held = select(CertificationRow.id).where(CertificationRow.id == certification_id).with_for_update()
    if session.scalar(held) is None:
        raise no_such_certification(certification_id)
    return next(read_certifications(session, [certification_id]))


def no_such_certification(certification_id: int) -> NoSuchCertification:
    """The refusal of an id that nothing has."""
    return NoSuchCertification(N_("Sổ không có lần công nhận số %(id)s."), id=certification_id)
