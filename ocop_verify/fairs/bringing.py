"""Lists on their way in: kept while a person looks at what they would do, and gone once taken or dropped."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from ocop_verify.domain.errors import N_, OcopError
from ocop_verify.domain.text import clean
from ocop_verify.fairs.models import BroughtListRow


class AnotherList(OcopError):
    """Another list than the one that was looked at is there now: look again before it is taken."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Whose list, and of what: "fairs", or the stalls of one fair."""

    account_id: int
    about: str

    @classmethod
    def of_stalls(cls, account_id: int, fair_id: int) -> "Desk":
        return cls(account_id, f"stalls:{fair_id}")

    @classmethod
    def of_fairs(cls, account_id: int) -> "Desk":
        return cls(account_id, "fairs")


def bring(session: Session, desk: Desk, filename: str, digest: str, *, now: datetime) -> None:
    """Lay a list on a desk, in place of the one before. It was pasted where it has no ``filename``."""
    row = brought(session, desk) or BroughtListRow(account_id=desk.account_id, about=desk.about)
    row.filename, row.sha256, row.brought_at = clean(filename)[-200:], digest, now
    session.add(row)
    session.flush()


def brought(session: Session, desk: Desk) -> BroughtListRow | None:
    """The list that lies there, if one does."""
    return session.get(BroughtListRow, (desk.account_id, desk.about))


def clear(session: Session, desk: Desk, digest: str) -> bool:
    """Take the list off the desk. False: it is gone already. Raises ``AnotherList``."""
    row = session.get(BroughtListRow, (desk.account_id, desk.about), with_for_update=True)
    if row is None:
        return False
    if row.sha256 != digest:
        raise AnotherList(N_("Bạn đã gửi một danh sách khác sau đó. Hãy xem lại trước khi ghi."))
    session.delete(row)
    session.flush()
    return True
