"""Which recognitions a list shows: the filters of an address, and the rows that they leave.

Every figure of the statistics is the length of one of these lists.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from ocop_verify.domain.errors import N_, OcopError
from ocop_verify.domain.validity import days_left
from ocop_verify.opendata.counting import (
    is_potential_five,
    kind_of,
    old_province_of,
    province_of,
    sector_of,
    set_of,
    stars_of,
)
from ocop_verify.opendata.over_time import counted_on
from ocop_verify.opendata.rows import Row

# Values of one kind are alternatives; kinds narrow each other. The names are those of the search, and more.
CHOICES: Final[Mapping[str, Callable[[Row], str]]] = {
    "stars": stars_of,
    "standing": lambda row: row.standing.value,
    "province": province_of,
    "old_province": old_province_of,
    "set": set_of,
    "sector": sector_of,
    "kind": kind_of,
    "product": lambda row: str(row.product.id),
    "producer": lambda row: str(row.producer.id),
    "decision": lambda row: str(row.decision.id),
}
MOST_VALUES: Final = 64
IN_FORCE: Final = ("in_force", "expiring")


class BadFilter(OcopError):
    """Raised when a filter has a value that cannot be read."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What is asked for. Without any, every recognition.

    ``speaks``: one row for each product. ``decided``: the year or month of the decision. ``ends_within``:
    days within which a recognition in force ends. ``on``: what counted on this day, one row for each product.
    """

    choices: Mapping[str, frozenset[str]] = field(default_factory=dict)
    speaks: bool = False
    potential_five: bool = False
    decided: str = ""
    ends_within: int | None = None
    on: date | None = None


def read_filters(values: Mapping[str, Sequence[str]]) -> Filters:
    """The filters that an address names; other parameters are somebody else's."""
    choices = {name: frozenset(values[name][:MOST_VALUES]) for name in CHOICES if values.get(name)}
    decided = _one(values, "decided", r"\d{4}(-(0[1-9]|1[0-2]))?")
    within = _one(values, "ends_within", r"\d{1,4}")
    on = _one(values, "on", r"\d{4}-\d{2}-\d{2}")
    try:
        day = date.fromisoformat(on) if on else None
    except ValueError as problem:
        raise _unreadable("on") from problem
    return Filters(
        choices,
        speaks=_one(values, "speaks", "1") == "1",
        potential_five=_one(values, "potential_five", "1") == "1",
        decided=decided,
        ends_within=int(within) if within else None,
        on=day,
    )


def choose(rows: Iterable[Row], filters: Filters, today: date) -> Sequence[Row]:
    """The rows that the filters leave, in the order in which they came."""
    for test in _tests(filters, today):
        rows = [row for row in rows if test(row)]
    return _newest_of_each(rows) if filters.on else list(rows)


def _tests(filters: Filters, today: date) -> Iterable[Callable[[Row], bool]]:
    if filters.speaks:
        yield lambda row: row.speaks
    for name, wanted in filters.choices.items():
        yield lambda row, key=CHOICES[name], wanted=wanted: key(row) in wanted  # type: ignore[misc]
    if filters.potential_five:
        yield is_potential_five
    if filters.decided:
        size = len(filters.decided)
        yield (
            lambda row: (
                row.decision.issued_on.isoformat()[:size] == filters.decided
                and row.certification.valid_from <= today
            )
        )
    if filters.ends_within is not None:
        most = filters.ends_within
        yield lambda row: row.counts and days_left(row.valid_until, today) <= most
    if filters.on:
        on = filters.on
        yield lambda row: counted_on(row, on)


def _newest_of_each(rows: Iterable[Row]) -> Sequence[Row]:
    """One row for each product: of those that counted, the newest."""
    newest: dict[int, Row] = {}
    for row in sorted(rows, key=lambda row: (row.certification.valid_from, row.certification.id)):
        newest[row.product.id] = row
    return sorted(newest.values(), key=lambda row: row.certification.id)


def _one(values: Mapping[str, Sequence[str]], name: str, form: str) -> str:
    text = values[name][0] if values.get(name) else ""
    if text and not re.fullmatch(form, text, re.ASCII):
        raise _unreadable(name)
    return text


def _unreadable(name: str) -> BadFilter:
    return BadFilter(N_("Giá trị của bộ lọc “%(name)s” không đọc được."), name=name)
