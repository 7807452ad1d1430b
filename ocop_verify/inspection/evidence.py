"""Evidence on a case, and what the producer answers: added while nothing is decided, and never changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ocop_verify.audit.journal import Entry, record
from ocop_verify.domain.cases import UNDECIDED, CaseState
from ocop_verify.domain.errors import N_
from ocop_verify.domain.text import clean
from ocop_verify.inspection.casework import SUBJECT, Form, NotThisMove, WordsNeeded, is_known, write_line
from ocop_verify.inspection.models import FlagEntryRow, FlagEvidenceRow, FlagRow


@dataclass(frozen=True, slots=True)
class Evidence:
    """A file that is kept already: its hash and size, and the hash of the picture to look at."""

    sha256: str
    size: int
    shown: str | None = None
    taken_at: datetime | None = None
    place: str = ""


def add_evidence(
    session: Session, key: int, form: Form, evidence: Evidence, words: str, *, actor: str, now: datetime
) -> None:
    """Add a file to a case. It stays, whatever becomes of the case."""
    row = session.get_one(FlagRow, key, populate_existing=True, with_for_update=True)
    if is_known(session, form):
        return
    _refuse_decided(row)
    entry = write_line(session, row, form, "evidence", words, None, actor=actor, now=now)
    _keep(session, entry, evidence)
    after = {"sha256": evidence.sha256, "size": evidence.size, "province": row.province}
    record(session, [Entry("add_evidence", SUBJECT, key, after)], actor=actor, now=now)


def answer_flag(
    session: Session, key: int, request: str, words: str, evidence: Evidence | None, *, now: datetime
) -> None:
    """What the producer says, sent by the signed link. Strangers do not move the journal."""
    form = Form(request, 0)
    row = session.get_one(FlagRow, key, populate_existing=True, with_for_update=True)
    if is_known(session, form):
        return
    _refuse_decided(row)
    if not clean(words):
        raise WordsNeeded(N_("Hãy viết câu trả lời của bạn."))
    entry = write_line(session, row, form, "answer", words, None, actor="producer", now=now)
    if evidence is not None:
        _keep(session, entry, evidence)


def evidence_of_flag(session: Session, key: int) -> Sequence[FlagEvidenceRow]:
    """All that is kept of a case, the oldest first."""
    mine = select(FlagEvidenceRow).where(FlagEvidenceRow.flag_id == key)
    return session.scalars(mine.order_by(FlagEvidenceRow.id)).all()


def _keep(session: Session, entry: FlagEntryRow, evidence: Evidence) -> None:
    session.add(
        FlagEvidenceRow(
            flag_id=entry.flag_id,
            entry_id=entry.id,
            sha256=evidence.sha256,
            size=evidence.size,
            shown=evidence.shown,
            taken_at=evidence.taken_at,
            place=clean(evidence.place)[:300],
        )
    )
    session.flush()


def _refuse_decided(row: FlagRow) -> None:
    if CaseState(row.state) not in UNDECIDED:
        raise NotThisMove(N_("Hồ sơ này đã có kết luận và không nhận thêm."))
