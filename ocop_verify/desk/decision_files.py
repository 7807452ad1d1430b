"""The signed documents of decisions: taken when they are PDF, kept under their hash, never opened here.

One of a decision's documents can be published; then everybody may have it. Whether a PDF is harmless nobody
can tell, so none is parsed on the server; it is only ever handed out as a download in a sandbox.
"""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ocop_verify.audit.journal import Entry, record
from ocop_verify.desk.models import DecisionFileRow
from ocop_verify.domain.errors import N_, OcopError
from ocop_verify.domain.text import clean
from ocop_verify.registry.models import DecisionRow

MAX_BYTES = 10 * 1024 * 1024
_BEGINNING = 1_024
_END = 2_048


class NotADocument(OcopError):
    """A file that is no PDF, or too large."""


def refuse_what_is_no_pdf(content: bytes) -> None:
    """Raise ``NotADocument`` for what does not begin and end like a PDF, whatever its name says."""
    if len(content) > MAX_BYTES:
        raise NotADocument(N_("Tệp nặng hơn %(limit)d MB. Hãy quét lại ở độ phân giải thấp hơn."), limit=10)
    if b"%PDF-" not in content[:_BEGINNING] or b"%%EOF" not in content[-_END:]:
        raise NotADocument(
            N_("Đây không phải tệp PDF nguyên vẹn. Hãy chọn bản ký của quyết định, dạng .pdf.")
        )


def add_file(
    session: Session, decision_id: int, digest: str, size: int, filename: str, *, actor: str, now: datetime
) -> DecisionFileRow:
    """Keep a document with its decision. The same document again changes nothing."""
    same = select(DecisionFileRow).where(
        DecisionFileRow.decision_id == decision_id, DecisionFileRow.sha256 == digest
    )
    row = session.scalar(same)
    if row is not None:
        return row
    name = clean(filename)[-200:] or "quyet-dinh.pdf"
    row = DecisionFileRow(
        decision_id=decision_id, sha256=digest, size=size, filename=name, added_by=actor, added_at=now
    )
    session.add(row)
    _tell("attach_file", session, row, actor=actor, now=now)
    return row


def publish_file(session: Session, row: DecisionFileRow, *, actor: str, now: datetime) -> None:
    """Let everybody read a document, in place of one published before. Once more changes nothing."""
    decision = session.get_one(DecisionRow, row.decision_id, with_for_update=True)
    if decision.document == row.sha256:
        return
    decision.document = row.sha256
    _tell("publish_file", session, row, actor=actor, now=now)


def withhold_file(session: Session, row: DecisionFileRow, *, actor: str, now: datetime) -> None:
    """Keep a document for the desk again. One that is not published stays as it is."""
    decision = session.get_one(DecisionRow, row.decision_id, with_for_update=True)
    if decision.document != row.sha256:
        return
    decision.document = None
    _tell("withhold_file", session, row, actor=actor, now=now)


def files_of(session: Session, decision_id: int) -> list[DecisionFileRow]:
    """The documents of a decision, the newest first."""
    mine = select(DecisionFileRow).where(DecisionFileRow.decision_id == decision_id)
    return list(session.scalars(mine.order_by(DecisionFileRow.id.desc())))


def published_hash(session: Session, decision_id: int) -> str | None:
    """The hash of the document that everybody may read; None: none was published."""
    return session.scalar(select(DecisionRow.document).where(DecisionRow.id == decision_id))


def _tell(act: str, session: Session, row: DecisionFileRow, *, actor: str, now: datetime) -> None:
    session.flush()
    after = {"filename": row.filename, "sha256": row.sha256, "size": row.size}
    record(session, [Entry(act, "decision", row.decision_id, after)], actor=actor, now=now)
