"""What waits for an inspector: heaps of signals, the heaviest first, each with the reasons of its weight.

A heap whose flag is open is not in the queue; somebody is at it already.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple, Self

from sqlalchemy import Select, bindparam, select, tuple_
from sqlalchemy.orm import Session

from ocop_verify.domain.cases import CaseState
from ocop_verify.domain.signals import Part, Signal, SignalSource, weigh
from ocop_verify.inspection.models import FlagRow, HeapRow, SignalRow

HEAPS_PER_PAGE = 25


class Heap(NamedTuple):
    """What is shown of a ``HeapRow``, as plain values: a page of them is read in half the time."""

    key: str
    product_id: int | None
    about: str
    province: str
    points: int
    rank: int


# Columns of the tables, which the database's answer is read from without the mapping of objects.
_HEAP, _SIGNAL = HeapRow.__table__.c, SignalRow.__table__.c
SHOWN = tuple(_HEAP[name] for name in Heap._fields)
SAID = select(_SIGNAL.heap, _SIGNAL.source, _SIGNAL["count"], _SIGNAL.last_at, _SIGNAL.photos).where(
    _SIGNAL.heap.in_(bindparam("heaps", expanding=True))
)


class Waiting(NamedTuple):
    """A heap with its signals, and why it stands where it does."""

    row: Heap
    signals: Sequence[Signal]
    reasons: Sequence[Part]


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a page ends: the next one begins after it."""

    rank: int
    key: str

    @classmethod
    def read(cls, text: str) -> Self | None:
        """The mark in an address; None where there is none."""
        number, _, key = text.partition("-")
        is_one = number.isascii() and number.isdecimal() and len(number) <= 12 and len(key) == 64
        return cls(int(number), key) if is_one else None

    def __str__(self) -> str:
        return f"{self.rank}-{self.key}"


def waiting(
    session: Session, provinces: Collection[str] | None, after: Mark | None = None
) -> tuple[list[Waiting], Mark | None]:
    """A page of the queue of these provinces (None: all), and where the next begins (None: there is none).

    Each province is asked by itself, so that each question is answered along an index.
    """
    question = _page(in_province=provinces is not None, goes_on=after is not None)
    values = {"rank": after.rank, "key": after.key} if after else {}
    asked = [values] if provinces is None else [{**values, "province": each} for each in sorted(provinces)]
    rows = [Heap(*row) for each in asked for row in session.execute(question, each)]
    rows.sort(key=lambda row: (row.rank, row.key), reverse=True)
    shown = rows[:HEAPS_PER_PAGE]
    more = len(rows) > HEAPS_PER_PAGE
    return _with_signals(session, shown), Mark(shown[-1].rank, shown[-1].key) if more else None


def heap_of_key(session: Session, key: str) -> Waiting | None:
    """One heap, whether it waits or not; None: there is none."""
    rows = [Heap(*row) for row in session.execute(select(*SHOWN).where(HeapRow.key == key))]
    return _with_signals(session, rows)[0] if rows else None


@cache
def _page(*, in_province: bool, goes_on: bool) -> Select[Any]:
    """The question for a page, put together once: that takes longer than its answer."""
    flag = FlagRow.__table__.c
    order = (_HEAP.rank, _HEAP.key)
    at_work = select(flag.id).where(flag.heap == _HEAP.key, flag.state != CaseState.CLOSED)
    page = select(*SHOWN).where(_HEAP.rank > 0, ~at_work.exists())
    if in_province:
        page = page.where(_HEAP.province == bindparam("province"))
    if goes_on:
        page = page.where(tuple_(*order) < tuple_(bindparam("rank"), bindparam("key")))
    return page.order_by(*(each.desc() for each in order)).limit(HEAPS_PER_PAGE + 1)


def _with_signals(session: Session, rows: Sequence[Heap]) -> list[Waiting]:
    if not rows:
        return []
    found: defaultdict[str, list[Signal]] = defaultdict(list)
    for heap, source, count, last_at, photos in session.execute(SAID, {"heaps": [row.key for row in rows]}):
        found[heap].append(Signal(SignalSource(source), count, last_at, photos))
    return [Waiting(row, found[row.key], weigh(found[row.key]).parts) for row in rows]
