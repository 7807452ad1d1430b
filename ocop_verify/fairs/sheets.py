"""The sheet of a stall, from what was said there and what it declares today."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from ocop_verify.domain.stall_checks import (
    DeclaredGood,
    LabelSeen,
    Said,
    Saying,
    StallFinding,
    StallSheet,
    finding_of,
    good_of,
    sheet_of,
)
from ocop_verify.domain.verdict import Headline
from ocop_verify.fairs.models import DeclaredGoodRow, StallRow, StallSayingRow
from ocop_verify.fairs.speakers import by_of


@dataclass(frozen=True, slots=True)
class StallRead:
    """A stall with all that is known of it. ``rows`` are what was said, by id."""

    stall: StallRow
    goods: Sequence[DeclaredGoodRow]
    rows: Mapping[str, StallSayingRow]
    sheet: StallSheet


def read_stalls(session: Session, fair_id: int) -> Sequence[StallRead]:
    """All stalls of a fair that stand, by their number, each with its sheet."""
    standing = select(StallRow.id).where(StallRow.fair_id == fair_id, StallRow.removed_at.is_(None))
    return read_some_stalls(session, session.scalars(standing).all())


def read_stall(session: Session, stall: StallRow) -> StallRead:
    """One stall with its sheet."""
    [read] = read_some_stalls(session, [stall.id])
    return read


def read_some_stalls(session: Session, keys: Collection[int]) -> Sequence[StallRead]:
    """These stalls, by their number, each with its sheet."""
    if not keys:
        return []
    stalls = session.scalars(select(StallRow).where(StallRow.id.in_(keys))).all()
    goods: dict[int, list[DeclaredGoodRow]] = defaultdict(list)
    declared = DeclaredGoodRow.stall_id.in_(keys), DeclaredGoodRow.removed_at.is_(None)
    for good in session.scalars(select(DeclaredGoodRow).where(*declared).order_by(DeclaredGoodRow.id)):
        goods[good.stall_id].append(good)
    said: dict[int, list[StallSayingRow]] = defaultdict(list)
    of_these = StallSayingRow.stall_id.in_(keys)
    for row in session.scalars(select(StallSayingRow).where(of_these).order_by(StallSayingRow.number)):
        said[row.stall_id].append(row)
    read = [_read(stall, goods[stall.id], said[stall.id]) for stall in stalls]
    return sorted(read, key=lambda each: natural(each.stall.number))


def natural(number: str) -> tuple[tuple[int, str], ...]:
    """A stall's number for sorting: A2 stands before A10."""
    parts: list[str] = []
    for character in number.casefold():
        if parts and parts[-1].isdecimal() == character.isdecimal():
            parts[-1] += character
        else:
            parts.append(character)
    return tuple((int(part), "") if part.isdecimal() else (-1, part) for part in parts)


def _read(stall: StallRow, goods: Sequence[DeclaredGoodRow], said: Sequence[StallSayingRow]) -> StallRead:
    declared = [DeclaredGood(row.id, row.product_id, row.stars) for row in goods]
    sheet = sheet_of((saying_of(row, declared) for row in said), declared)
    return StallRead(stall, goods, {row.id: row for row in said}, sheet)


def saying_of(row: StallSayingRow, goods: Sequence[DeclaredGood]) -> Saying:
    """A row as the rules read it. A scan is compared with what the stall declares now."""
    subject, finding = row.subject, StallFinding(row.finding) if row.finding else None
    if row.said == Said.SCANNED:
        seen = LabelSeen(Headline(row.headline), row.product_id, row.stars, row.printed_stars)
        finding, subject = finding_of(seen, goods), _subject(row, goods)
    return Saying(
        row.id,
        Said(row.said),
        by_of(row),
        row.turn,
        row.at,
        subject,
        finding,
        frozenset(row.about.split()),
    )


def _subject(row: StallSayingRow, goods: Sequence[DeclaredGood]) -> str:
    good = good_of(row.product_id, goods)
    if good:
        return f"good:{good.id}"
    return f"product:{row.product_id}" if row.product_id else f"code:{row.code}"
