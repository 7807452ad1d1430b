"""When recognitions counted: the days of each, and how many products were recognised on any day.

It is told by what is known today. A revocation that was entered late counts from its own day.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from ocop_verify.domain.records import Certification
from ocop_verify.domain.validity import add_months
from ocop_verify.opendata.rows import Row

ONE_DAY = timedelta(days=1)
# 490/QĐ-TTg of 07/05/2018 began the programme: an earlier day is a slip of the pen.
BEGINNING = date(2018, 5, 1)

Spell = tuple[date, date]  # the first and the last day


def spells_of(certification: Certification, valid_until: date) -> list[Spell]:
    """The spells of days on which a recognition counted, by itself, in order."""
    last = valid_until
    if certification.revocation:
        last = min(last, certification.revocation.on - ONE_DAY)
    spells = []
    first = certification.valid_from
    for pause in sorted(certification.suspensions, key=lambda each: each.from_day):
        spells.append((first, min(last, pause.from_day - ONE_DAY)))
        first = max(first, pause.lifted_on or date.max)
    spells.append((first, last))
    return [(start, end) for start, end in spells if start <= end]


def counted_on(row: Row, day: date) -> bool:
    """Whether a recognition counted on a day, by itself."""
    return any(start <= day <= end for start, end in spells_of(row.certification, row.valid_until))


def in_force_on(rows: Iterable[Row], days: Sequence[date]) -> Mapping[date, int]:
    """How many products had a recognition that counted, on each of these days."""
    changes: Counter[int] = Counter()
    for spells in _spells_of_products(rows):
        for first, last in _joined(spells):
            changes[first.toordinal()] += 1
            changes[last.toordinal() + 1] -= 1
    found, count, moves = {}, 0, sorted(changes.items(), reverse=True)
    for day in sorted(days):
        while moves and moves[-1][0] <= day.toordinal():
            count += moves.pop()[1]
        found[day] = count
    return found


def month_ends(first: date, today: date) -> tuple[date, ...]:
    """The last day of each month from that of ``first`` on, and today in place of the last."""
    month, ends = max(first, BEGINNING).replace(day=1), []
    while (month := add_months(month, 1)) <= today:
        ends.append(month - ONE_DAY)
    return (*ends, today)


def months_between(first: str, last: str) -> tuple[str, ...]:
    """Every month from one to another, as "2026-11"."""
    year, month = map(int, first.split("-"))
    months = []
    while (key := f"{year:04}-{month:02}") <= last:
        months.append(key)
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return tuple(months)


def _spells_of_products(rows: Iterable[Row]) -> Iterable[list[Spell]]:
    spells: dict[int, list[Spell]] = {}
    for row in rows:
        spells.setdefault(row.product.id, []).extend(spells_of(row.certification, row.valid_until))
    return spells.values()


def _joined(spells: list[Spell]) -> list[Spell]:
    """Spells that overlap or follow each other as one, so that no product is counted twice."""
    if len(spells) < 2:
        return spells
    joined: list[Spell] = []
    for first, last in sorted(spells):
        if joined and first <= joined[-1][1] + ONE_DAY:
            joined[-1] = (joined[-1][0], max(joined[-1][1], last))
        else:
            joined.append((first, last))
    return joined
