"""The tables of scans: what is counted for ever, what is known for a day, what is known for a month.

Nothing here says who scanned. An address, a user agent or a cookie has no column; a device is a number made
with a salt that is gone the next day (``devices.py``), and so is the number.

Scans refer to batches without a foreign key: a scan is recorded after the catalogue vouched for its batch,
and recording must not lock what officers write.
"""

from datetime import date, datetime

from sqlalchemy import BigInteger, Index, Integer, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from ocop_verify.db import Base, UtcTime

# Rows are found by their key alone, so SQLite keeps them in the key's own tree.
KEYED = {"sqlite_with_rowid": False}


def _key() -> Mapped[int]:
    return mapped_column(primary_key=True, autoincrement=False)


class ScanTotal(Base):
    """Every scan of one label since it was issued. Serial 0 is a product label, the same on every package."""

    __tablename__ = "scan_total"
    __table_args__ = (KEYED,)

    batch_id: Mapped[int] = _key()
    serial: Mapped[int] = _key()
    scans: Mapped[int]
    first_at: Mapped[datetime] = mapped_column(UtcTime)
    last_at: Mapped[datetime] = mapped_column(UtcTime)


class ScanDayRow(Base):
    """Every scan of one label on one day in Vietnam, with how many devices and places they came from.

    ``pictures`` and ``unclear`` count the sources of the sets with these names in ``domain.circulation``.
    """

    __tablename__ = "scan_day"
    __table_args__ = (KEYED,)

    batch_id: Mapped[int] = _key()
    serial: Mapped[int] = _key()
    day: Mapped[date] = mapped_column(primary_key=True)
    scans: Mapped[int]
    devices: Mapped[int]
    places: Mapped[int]
    pictures: Mapped[int]
    unclear: Mapped[int]


class DayDevice(Base):
    """A device that scanned a label today: needed to count it once, and removed when the day is over."""

    __tablename__ = "scan_day_device"
    __table_args__ = (KEYED,)

    day: Mapped[date] = mapped_column(primary_key=True)
    batch_id: Mapped[int] = _key()
    serial: Mapped[int] = _key()
    device: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)


class DayPlace(Base):
    """A province where a label was scanned today: needed to count it once, and removed with the devices."""

    __tablename__ = "scan_day_place"
    __table_args__ = (KEYED,)

    day: Mapped[date] = mapped_column(primary_key=True)
    batch_id: Mapped[int] = _key()
    serial: Mapped[int] = _key()
    place: Mapped[str] = mapped_column(String(2), primary_key=True)


class RecentScanRow(Base):
    """One scan of the last 30 days, without a trace of who made it. ``place`` None: nobody said where."""

    __tablename__ = "recent_scan"
    __table_args__ = (
        Index("ix_recent_scan_at", "at"),
        # Only unit labels are looked at one by one; product labels are most of the rows.
        Index(
            "ix_recent_scan_unit",
            "batch_id",
            "serial",
            "at",
            sqlite_where=text("serial > 0"),
            postgresql_where=text("serial > 0"),
        ),
        # Inspectors look for labels that are scanned after the end: few of the rows, and all that they read.
        Index(
            "ix_recent_scan_ended",
            "batch_id",
            "place",
            "at",
            sqlite_where=text("headline IN ('expired', 'revoked')"),
            postgresql_where=text("headline IN ('expired', 'revoked')"),
        ),
    )

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcTime)
    batch_id: Mapped[int]
    serial: Mapped[int]
    headline: Mapped[str] = mapped_column(String(20))
    place: Mapped[str | None] = mapped_column(String(2))
    source: Mapped[str] = mapped_column(String(12))


class VerdictCount(Base):
    """How often each headline was the answer on a day in Vietnam, by the province of the scan ('' unknown).

    This is all that is kept of what is no label of ours: malformed, forged and unknown codes.
    """

    __tablename__ = "verdict_count"
    __table_args__ = (KEYED,)

    day: Mapped[date] = mapped_column(primary_key=True)
    headline: Mapped[str] = mapped_column(String(20), primary_key=True)
    place: Mapped[str] = mapped_column(String(2), primary_key=True)
    scans: Mapped[int]


class ScanWriter(Base):
    """A process that writes scans, and the number of the last group that it wrote.

    When the answer to a commit gets lost, this row says whether the group is there.
    """

    __tablename__ = "scan_writer"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    groups: Mapped[int]
    at: Mapped[datetime] = mapped_column(UtcTime)


class SuspicionRow(Base):
    """A unit label that is seen unusually often: since when, why, and after how many scans.

    It stays until a person sets it aside; then it stays aside.
    """

    __tablename__ = "suspicion"

    batch_id: Mapped[int] = _key()
    serial: Mapped[int] = _key()
    since: Mapped[datetime] = mapped_column(UtcTime)
    changed_at: Mapped[datetime] = mapped_column(UtcTime, index=True)
    first_at: Mapped[datetime] = mapped_column(UtcTime)
    scans: Mapped[int]
    reasons: Mapped[str] = mapped_column(Text)
    set_aside_at: Mapped[datetime | None] = mapped_column(UtcTime)
