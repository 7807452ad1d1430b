"""Many scans as one group: added up in the process, written in one short transaction.

Each table gets one statement, however many rows it takes: the rows travel as one JSON text, which the
database takes apart itself. That is several times faster than a parameter per value, and the interpreter
is free for answering scans meanwhile.

Rows are in the order of their keys, so that processes on PostgreSQL wait for each other instead of locking
each other out.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any, Final, NamedTuple

import msgspec
from sqlalchemy import CursorResult, text
from sqlalchemy.orm import Session

from ocop_verify.domain.circulation import PICTURES, UNCLEAR, Source
from ocop_verify.domain.places import PROVINCES
from ocop_verify.domain.validity import local_day
from ocop_verify.domain.verdict import Headline

_json = msgspec.json.Encoder()

LabelId = tuple[int, int]
VerdictKey = tuple[date, Headline, str]


class Scan(NamedTuple):
    """One answer that was given. ``batch_id`` is None for what is no label of ours.

    ``device`` comes from ``ScanRecorder.device_of``; None: not known, and not counted as a device.
    ``place`` is the code of today's province where the scan was made; None: nobody said.
    """

    at: datetime
    headline: Headline
    batch_id: int | None = None
    serial: int = 0
    source: Source = Source.DIRECT
    device: int | None = None
    place: str | None = None


class Placing(NamedTuple):
    """Where the scan of a label at that moment was made, named afterwards."""

    at: datetime
    batch_id: int
    serial: int
    place: str


@dataclass(slots=True)
class Group:
    """What a number of scans adds to each table. Times and days are as they are written, so in order."""

    scans: int = 0
    totals: dict[LabelId, list[Any]] = field(default_factory=dict)
    days: dict[tuple[int, int, str], list[int]] = field(default_factory=dict)
    devices: set[tuple[str, int, int, int]] = field(default_factory=set)
    places: set[tuple[str, int, int, str]] = field(default_factory=set)
    recent: list[tuple[str, int, int, str, str | None, str]] = field(default_factory=list)
    verdicts: Counter[VerdictKey] = field(default_factory=Counter)
    placings: list[Placing] = field(default_factory=list)


def gather(
    scans: Sequence[Scan], verdicts: Mapping[VerdictKey, int], placings: Sequence[Placing] = ()
) -> Group:
    """Add up scans of our labels, the counts of what was none, and places named afterwards."""
    group = Group(scans=len(scans) + sum(verdicts.values()), verdicts=Counter(verdicts))
    group.placings = sorted(placings)
    for scan in scans:
        if scan.batch_id is not None:
            _add(group, scan, scan.batch_id)
    return group


def _add(group: Group, scan: Scan, batch_id: int) -> None:
    label, at, today = (batch_id, scan.serial), written(scan.at), local_day(scan.at)
    place = scan.place if scan.place in PROVINCES else None
    group.verdicts[today, scan.headline, place or ""] += 1
    day = today.isoformat()
    total = group.totals.setdefault(label, [0, at, at])
    total[0] += 1
    if at < total[1]:
        total[1] = at
    elif at > total[2]:
        total[2] = at
    counts = group.days.setdefault((*label, day), [0, 0, 0])
    counts[0] += 1
    counts[1] += scan.source in PICTURES
    counts[2] += scan.source in UNCLEAR
    if scan.device is not None:
        group.devices.add((day, *label, scan.device))
    if place:
        group.places.add((day, *label, place))
    group.recent.append((at, *label, scan.headline, place, scan.source))


@dataclass(frozen=True, slots=True)
class Deposit:
    """How rows of one table are put in: its columns with their types, and what follows the rows."""

    table: str
    columns: Mapping[str, str]
    then: str = ""

    def statement(self, dialect: str) -> str:
        """The one statement that takes any number of rows, as JSON in ``:rows``."""
        names = ", ".join(self.columns)
        if dialect == "sqlite":
            cells = ", ".join(f"value ->> {number}" for number in range(len(self.columns)))
            rows = f"SELECT {cells} FROM json_each(:rows) WHERE true"  # noqa: S608 - no value is pasted in
        else:
            cells = ", ".join(f"(value ->> {n})::{kind}" for n, kind in enumerate(self.columns.values()))
            rows = f"SELECT {cells} FROM jsonb_array_elements(CAST(:rows AS jsonb))"  # noqa: S608
        return f"INSERT INTO {self.table} ({names}) {rows} {self.then}"


_LABEL: Final = {"batch_id": "integer", "serial": "integer"}

DEVICES: Final = Deposit(
    "scan_day_device",
    {"day": "date", **_LABEL, "device": "bigint"},
    "ON CONFLICT DO NOTHING RETURNING batch_id, serial, day",
)
PLACES: Final = Deposit(
    "scan_day_place",
    {"day": "date", **_LABEL, "place": "text"},
    "ON CONFLICT DO NOTHING RETURNING batch_id, serial, day",
)
DAYS: Final = Deposit(
    "scan_day",
    {
        **_LABEL, "day": "date", "scans": "integer", "devices": "integer", "places": "integer",
        "pictures": "integer", "unclear": "integer",
    },
    """ON CONFLICT (batch_id, serial, day) DO UPDATE SET
        scans = scan_day.scans + excluded.scans, devices = scan_day.devices + excluded.devices,
        places = scan_day.places + excluded.places, pictures = scan_day.pictures + excluded.pictures,
        unclear = scan_day.unclear + excluded.unclear""",
)  # fmt: skip
TOTALS: Final = Deposit(
    "scan_total",
    {**_LABEL, "scans": "integer", "first_at": "timestamptz", "last_at": "timestamptz"},
    """ON CONFLICT (batch_id, serial) DO UPDATE SET
        scans = scan_total.scans + excluded.scans,
        first_at = CASE WHEN excluded.first_at < scan_total.first_at
            THEN excluded.first_at ELSE scan_total.first_at END,
        last_at = CASE WHEN excluded.last_at > scan_total.last_at
            THEN excluded.last_at ELSE scan_total.last_at END
        RETURNING batch_id, serial, scans""",
)
RECENT: Final = Deposit(
    "recent_scan",
    {"at": "timestamptz", **_LABEL, "headline": "text", "place": "text", "source": "text"},
)
VERDICTS: Final = Deposit(
    "verdict_count",
    {"day": "date", "headline": "text", "place": "text", "scans": "integer"},
    """ON CONFLICT (day, headline, place) DO UPDATE SET scans = verdict_count.scans + excluded.scans""",
)
# Gives a recent scan its place, if it has none yet.
_PLACE: Final = """
    UPDATE recent_scan SET place = :place
    WHERE at = :at AND batch_id = :batch_id AND serial = :serial AND place IS NULL
    RETURNING headline
"""
# Writes nothing, and says so, when this writer already wrote a group of this number.
_CLAIM: Final = """
    INSERT INTO scan_writer (id, groups, at) VALUES (:id, :groups, :at)
    ON CONFLICT (id) DO UPDATE SET groups = excluded.groups, at = excluded.at
    WHERE scan_writer.groups < excluded.groups
    RETURNING id
"""


class Touched(NamedTuple):
    """A label that a group belongs to, with all its scans until now."""

    batch_id: int
    serial: int
    scans: int


def write_group(session: Session, group: Group, *, writer: str, number: int, now: datetime) -> list[Touched]:
    """Add a group to the tables, in the transaction that the caller began.

    ``number`` counts the groups of this ``writer``. The same number again adds nothing, so a group whose
    commit had no answer can be written again.
    """
    claim = {"id": writer, "groups": number, "at": written(now)}
    if session.execute(text(_CLAIM), claim).first() is None:
        return []
    put(session, RECENT, group.recent)
    if group.placings:
        group = _placed(session, group)
    devices, places = _new(session, DEVICES, group.devices), _new(session, PLACES, group.places)
    put(session, DAYS, _day_rows(group, devices, places))
    totals = [(*label, *total) for label, total in sorted(group.totals.items())]
    touched = [Touched(*row) for row in put(session, TOTALS, totals)]
    put(session, VERDICTS, sorted((str(d), h, p, scans) for (d, h, p), scans in group.verdicts.items()))
    return touched


def _placed(session: Session, group: Group) -> Group:
    """Give scans the places that were named afterwards; the group with what that adds to their days.

    The group itself stays as it is: if this transaction fails, it is written again.
    """
    verdicts, days, places = Counter(group.verdicts), dict(group.days), set(group.places)
    for placing in group.placings:
        found = session.execute(text(_PLACE), {**placing._asdict(), "at": written(placing.at)}).first()
        if found is not None:
            label, today = (placing.batch_id, placing.serial), local_day(placing.at)
            verdicts[today, Headline(found.headline), ""] -= 1
            verdicts[today, Headline(found.headline), placing.place] += 1
            days.setdefault((*label, today.isoformat()), [0, 0, 0])
            places.add((today.isoformat(), *label, placing.place))
    return replace(group, verdicts=verdicts, days=days, places=places)


def _new(session: Session, deposit: Deposit, members: Iterable[tuple[Any, ...]]) -> Counter[Any]:
    """Put in what was not seen today before, and count it by label and day."""
    return Counter((batch, serial, str(day)) for batch, serial, day in put(session, deposit, sorted(members)))


def _day_rows(group: Group, devices: Counter[Any], places: Counter[Any]) -> list[tuple[Any, ...]]:
    rows = []
    for key, (scans, pictures, unclear) in sorted(group.days.items()):
        rows.append((*key, scans, devices[key], places[key], pictures, unclear))
    return rows


def put(session: Session, deposit: Deposit, rows: Sequence[tuple[Any, ...]]) -> Sequence[Any]:
    """Put rows in; gives what the statement returns."""
    if not rows:
        return ()
    statement = deposit.statement(session.get_bind().dialect.name)
    result: CursorResult[Any] = session.execute(text(statement), {"rows": _json.encode(rows).decode()})  # type: ignore[assignment]
    return result.all() if result.returns_rows else ()


def written(at: datetime) -> str:
    """A time as SQLAlchemy writes it on SQLite; PostgreSQL, whose sessions run in UTC, reads it too."""
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(sep=" ", timespec="microseconds")
