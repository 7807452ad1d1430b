"""The reports by themselves, in heaps, one for each product and province, the newest first.

A thousand reports of one thing are one line, so that they do not bury the one report of another.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from ocop_verify.domain.reports import ReportState
from ocop_verify.inspection.models import ReportRow

HEAPS_PER_PAGE = 50
REPORTS_SHOWN = 100


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to list. ``provinces`` None: all; ``province`` narrows to one; ``resolved``: what is done."""

    provinces: frozenset[str] | None
    province: str = ""
    resolved: bool = False


@dataclass(frozen=True, slots=True)
class Heap:
    """Reports of one product and place: the newest, how many of each kind, how many with a photo."""

    newest: ReportRow
    kinds: tuple[tuple[str, int], ...]
    photos: int

    @property
    def count(self) -> int:
        """How many reports it is."""
        return sum(count for _, count in self.kinds)


def heaps(session: Session, wanted: Wanted, before: int | None = None) -> tuple[list[Heap], int | None]:
    """A page of heaps, and where the next one begins (None: there is none)."""
    newest = func.max(ReportRow.id)
    page = select(newest).where(*_conditions(wanted)).group_by(ReportRow.heap).order_by(newest.desc())
    if before is not None:
        page = page.having(newest < before)
    ids = list(session.scalars(page.limit(HEAPS_PER_PAGE + 1)))
    shown = ids[:HEAPS_PER_PAGE]
    rows = session.scalars(select(ReportRow).where(ReportRow.id.in_(shown)).order_by(ReportRow.id.desc()))
    found = _heaps(session, list(rows), wanted)
    return found, shown[-1] if len(ids) > HEAPS_PER_PAGE else None


def reports_of_heap(session: Session, heap: str) -> Sequence[ReportRow]:
    """The reports of one heap, the newest first, as far as a page shows them."""
    mine = select(ReportRow).where(ReportRow.heap == heap).order_by(ReportRow.id.desc())
    return session.scalars(mine.limit(REPORTS_SHOWN)).all()


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    done = ReportRow.state == ReportState.RESOLVED
    conditions = [done if wanted.resolved else ~done]
    if wanted.provinces is not None:
        conditions.append(ReportRow.province.in_(wanted.provinces))
    if wanted.province:
        conditions.append(ReportRow.province == wanted.province)
    return conditions


def _heaps(session: Session, newest: Sequence[ReportRow], wanted: Wanted) -> list[Heap]:
    counted = (
        select(ReportRow.heap, ReportRow.kind, func.count(), func.count(ReportRow.photo))
        .where(ReportRow.heap.in_([row.heap for row in newest]), *_conditions(wanted))
        .group_by(ReportRow.heap, ReportRow.kind)
    )
    kinds: defaultdict[str, list[tuple[str, int]]] = defaultdict(list)
    photos: Counter[str] = Counter()
    for heap, kind, count, with_photo in session.execute(counted):
        kinds[heap].append((kind, count))
        photos[heap] += with_photo
    return [
        Heap(row, tuple(sorted(kinds[row.heap], key=lambda each: -each[1])), photos[row.heap])
        for row in newest
    ]
