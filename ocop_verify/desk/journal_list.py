"""The journal as it is read: by who, what, which record and day, as far as one's places reach."""

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, time, timedelta
from typing import Any, Self, cast

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from ocop_verify.audit.models import JournalEntry
from ocop_verify.catalog.compiling import HELD_AS
from ocop_verify.desk.story import Told, told
from ocop_verify.desk.telling import ACTIONS, SUBJECTS
from ocop_verify.domain.catalogue import Catalogue
from ocop_verify.domain.row_numbers import number_in
from ocop_verify.domain.validity import VIETNAM
from ocop_verify.tabular.dates import day as read_day
from ocop_verify.tabular.problems import Unreadable

PAGE_ROWS = 50
# A cursor that a reader leaves half-way would stay open at the database.
AT_A_TIME = 500


@dataclass(frozen=True, slots=True)
class Filter:
    """What is asked for; "" is everything. ``before``: only entries older than this number (0: all)."""

    actor: str = ""
    action: str = ""
    kind: str = ""
    number: str = ""
    day: str = ""
    before: int = 0

    @classmethod
    def of(cls, asked: Mapping[str, str]) -> Self:
        """The filter of an address. What makes no sense is as if it had not been said."""
        action, kind = asked.get("action", ""), asked.get("kind", "")
        number, before = asked.get("number", "").strip(), asked.get("before", "")
        return cls(
            actor=asked.get("actor", "")[:200].strip(),
            action=action if action in ACTIONS else "",
            kind=kind if kind in SUBJECTS else "",
            number=number if number.isdecimal() and len(number) < 10 else "",
            day=asked.get("day", "")[:30].strip(),
            before=number_in(before),
        )

    def query(self, **changes: Any) -> dict[str, str]:
        """The filter with these changes, for an address; what is not asked is left out."""
        asked = replace(self, **{"before": 0, **changes})
        return {name: str(value) for name, value in asdict(asked).items() if value}


def entries(
    session: Session, asked: Filter, actors: Collection[str] | None, places: "Places"
) -> Iterator[Told]:
    """The entries that the filter asks for and that belong to one's places, the newest first.

    ``actors``: those whom the filter's name means; None: everybody.
    """
    statement = _where(select(JournalEntry), asked, actors).order_by(JournalEntry.sequence.desc())
    found = session.scalars(statement.limit(AT_A_TIME)).all()
    while found:
        yield from (told(each) for each in found if places.hold(each.subject_type, each.subject_id))
        older = statement.where(JournalEntry.sequence < found[-1].sequence)
        found = session.scalars(older.limit(AT_A_TIME)).all()


class Places:
    """Which records belong to some provinces (None: all do, accounts and keys as well).

    What was taken back is in no catalogue; the journal's first entry about it tells where it belonged.
    """

    # What a record belongs to, and the fact that names it; the others say their province themselves.
    _BELONGS: Mapping[str, tuple[str, str]] = {
        "batch": ("certification", "certification_id"),
        "certification": ("product", "product_id"),
        "product": ("producer", "producer_id"),
        "decision": ("authority", "authority_id"),
    }
    # What goes by the number of the record that it is about.
    _SAME: Mapping[str, str] = {"story": "product", "producer_contact": "producer"}
    _SAY_IT = ("producer", "authority", "upload", "approval", "report", "flag", "visit")

    def __init__(self, session: Session, catalogue: Catalogue, provinces: Collection[str] | None) -> None:
        self._session = session
        self._catalogue = catalogue
        self._provinces = provinces
        self._first_facts: dict[tuple[str, int], Mapping[str, Any]] = {}

    def hold(self, kind: str, key: int) -> bool:
        """Whether a record lies in them."""
        return self._provinces is None or self.province_of(kind, key) in self._provinces

    def province_of(self, kind: str, key: int) -> str | None:
        """Where a record belongs; None where it belongs nowhere, or was never there."""
        kind, found = self._SAME.get(kind, kind), cast(Any, key)
        while kind in self._BELONGS and found is not None:
            owner, fact = self._BELONGS[kind]
            kind, found = owner, self._fact(kind, found, fact)
        return self._fact(kind, found, "province") if kind in self._SAY_IT and found is not None else None

    def _fact(self, kind: str, key: int, name: str) -> Any:
        held = getattr(self._catalogue, HELD_AS[kind]).get(key) if kind in HELD_AS else None
        return getattr(held, name, None) if held else self._registered(kind, key).get(name)

    def _registered(self, kind: str, key: int) -> Mapping[str, Any]:
        if (kind, key) not in self._first_facts:
            about = (JournalEntry.subject_type == kind, JournalEntry.subject_id == key)
            first = select(JournalEntry.after).where(*about).order_by(JournalEntry.sequence).limit(1)
            text = self._session.scalar(first)
            self._first_facts[kind, key] = json.loads(text) if text else {}
        return self._first_facts[kind, key]


def _where(
    statement: Select[JournalEntry], asked: Filter, actors: Collection[str] | None
) -> Select[JournalEntry]:
    entry = JournalEntry
    if actors is not None:
        statement = statement.where(entry.actor.in_(sorted(actors)))
    if asked.action:
        statement = statement.where(entry.action == asked.action)
    if asked.kind:
        statement = statement.where(entry.subject_type == asked.kind)
    if asked.number:
        statement = statement.where(entry.subject_id == int(asked.number))
    if asked.before:
        statement = statement.where(entry.sequence < asked.before)
    if asked.day and (span := _span(asked.day)):
        statement = statement.where(entry.at >= span[0], entry.at < span[1])
    return statement


def _span(text: str) -> tuple[datetime, datetime] | None:
    """The day in Vietnam that a text names, from its first moment to the next day's."""
    try:
        begin = datetime.combine(read_day(text), time(), VIETNAM)
    except Unreadable:
        return None
    return begin.astimezone(UTC), (begin + timedelta(days=1)).astimezone(UTC)
