"""What the public may know of cases: those that were upheld, by name; all that are closed, by number.

A case that is open or was dismissed is never named: it would say something about somebody that nobody found.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from ocop_verify.desk.paging import PAGE_ROWS, Asked, Page
from ocop_verify.domain.cases import CaseState
from ocop_verify.inspection.models import FlagRow


@dataclass(frozen=True, slots=True)
class TraceFilter(Asked):
    """What is asked for; "" and 0 are everything."""

    product: int = 0
    province: str = ""
    kind: str = ""
    page: int = 1


def upheld_cases(session: Session, asked: TraceFilter) -> Page[FlagRow]:
    """A page of the cases that were upheld, the newest first."""
    conditions = [
        *_asked(asked),
        FlagRow.state.in_((CaseState.UPHELD, CaseState.CLOSED)),
        FlagRow.outcome != "",
    ]
    total = session.scalar(select(func.count()).select_from(FlagRow).where(*conditions)) or 0
    pages = max(1, -(-total // PAGE_ROWS))
    page = min(asked.page, pages)
    rows = select(FlagRow).where(*conditions).order_by(FlagRow.id.desc())
    chosen = session.scalars(rows.limit(PAGE_ROWS).offset((page - 1) * PAGE_ROWS))
    return Page(list(chosen), total, page, pages)


def closed_by_kind(session: Session, asked: TraceFilter) -> Sequence[tuple[str, int, int]]:
    """Of each kind: how many cases are closed, and how many of these were upheld."""
    upheld = func.count().filter(FlagRow.outcome != "")
    closed = select(FlagRow.kind, func.count(), upheld).where(FlagRow.state == CaseState.CLOSED)
    rows = session.execute(closed.where(*_asked(asked)).group_by(FlagRow.kind).order_by(FlagRow.kind))
    return [(kind, number, found) for kind, number, found in rows]


def _asked(asked: TraceFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if asked.product:
        conditions.append(FlagRow.product_id == asked.product)
    if asked.province:
        conditions.append(FlagRow.province == asked.province)
    if asked.kind:
        conditions.append(FlagRow.kind == asked.kind)
    return conditions
