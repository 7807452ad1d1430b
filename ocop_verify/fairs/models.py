"""Fairs, their stalls, what these declare, the phones that check them, and everything that was said.

What was said at a stall is added and never changed or removed: the database refuses it, whoever asks.
"""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ocop_verify.db import Base, UtcTime
from ocop_verify.domain.stall_checks import Said, StallFinding

SAID = tuple(each.value for each in Said)
FINDINGS = ("", *(each.value for each in StallFinding))


class FairRow(Base):
    """A fair, as the calendar shows it. ``last_on`` is its last day.

    ``request`` is the form that it came with: sent twice, it is one. ``province`` is today's code.
    ``link`` is the organizer's own page ("": none).
    ``code_edition`` counts the codes for joining that were given out. ``called_off_at``: it does not happen.
    """

    __tablename__ = "fair"
    __table_args__ = (
        CheckConstraint("last_on >= first_on", name="days"),
        Index("ix_fair_province_first_on", "province", "first_on"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    request: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    place: Mapped[str] = mapped_column(String(300))
    province: Mapped[str] = mapped_column(String(2))
    first_on: Mapped[date] = mapped_column(index=True)
    last_on: Mapped[date]
    organizer: Mapped[str] = mapped_column(String(200))
    about: Mapped[str] = mapped_column(Text)
    link: Mapped[str] = mapped_column(String(300), server_default="")
    owner_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"), index=True)
    code_edition: Mapped[int]
    made_at: Mapped[datetime] = mapped_column(UtcTime)
    called_off_at: Mapped[datetime | None] = mapped_column(UtcTime)


class BroughtListRow(Base):
    """A list that somebody has brought in and not taken yet: of the stalls of a fair, or of fairs.

    ``about`` is what it is a list of ("stalls:7", "fairs"): each person has one of each, and the next one
    replaces it. The file lies in the data folder under its hash. ``filename`` is "" where it was pasted.
    """

    __tablename__ = "brought_list"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"), primary_key=True)
    about: Mapped[str] = mapped_column(String(30), primary_key=True)
    filename: Mapped[str] = mapped_column(String(200))
    sha256: Mapped[str] = mapped_column(String(64))
    brought_at: Mapped[datetime] = mapped_column(UtcTime)


class StallRow(Base):
    """A stall of a fair. ``number`` is what stands on it ("A12"). One that was removed keeps its checks."""

    __tablename__ = "stall"
    __table_args__ = (UniqueConstraint("fair_id", "number"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    fair_id: Mapped[int] = mapped_column(ForeignKey("fair.id", ondelete="RESTRICT"))
    number: Mapped[str] = mapped_column(String(20))
    holder: Mapped[str] = mapped_column(String(200))
    removed_at: Mapped[datetime | None] = mapped_column(UtcTime)


class DeclaredGoodRow(Base):
    """What a stall says that it sells: ``said`` as it was typed or brought in, and what it was matched with.

    ``maker`` is "" where nobody else is named than who holds the stall. ``stars`` are those that it claims;
    0 where it claims none. ``finding`` is what the claim check found (``domain.matching.claims.Finding``), ""
    where somebody chose the product.
    """

    __tablename__ = "declared_good"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(primary_key=True)
    stall_id: Mapped[int] = mapped_column(ForeignKey("stall.id", ondelete="RESTRICT"), index=True)
    said: Mapped[str] = mapped_column(String(300))
    maker: Mapped[str] = mapped_column(String(200))
    stars: Mapped[int]
    product_id: Mapped[int | None] = mapped_column(ForeignKey("product.id", ondelete="RESTRICT"), index=True)
    finding: Mapped[str] = mapped_column(String(40))
    removed_at: Mapped[datetime | None] = mapped_column(UtcTime)


class FieldDeviceRow(Base):
    """A phone that may work in the field: a helper's at one fair, or an inspector's own.

    Its token is told once and kept as a hash. ``name`` is what the helper is called at the fair; nobody
    asks for more. An inspector's phone (``account_id``) may do what its account may.
    """

    __tablename__ = "field_device"
    __table_args__ = (
        CheckConstraint("(fair_id IS NULL) <> (account_id IS NULL)", name="whose"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[bytes] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(String(100))
    fair_id: Mapped[int | None] = mapped_column(ForeignKey("fair.id", ondelete="RESTRICT"), index=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"), index=True)
    joined_at: Mapped[datetime] = mapped_column(UtcTime)
    seen_at: Mapped[datetime] = mapped_column(UtcTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcTime)


class StallSayingRow(Base):
    """One thing said at a stall (``domain.stall_checks.Saying``), and what the registry made of it.

    ``number`` is the order of arrival, ``id`` the phone's own name for it: sent twice, it is one. Of a scan,
    ``headline``, ``product_id``, ``stars`` and ``printed_stars`` are what the registry answered when it
    arrived, for the day of the check; ``label`` are the numbers of a good label (``LabelNumbers``), ``code``
    the first half of the SHA-256 of what was scanned; ``phone_headline`` is what the phone answered, by data
    of ``data_at``. ``file`` is the hash of a photo or signature, ``shown`` of the same painted anew.
    What a saying has nothing of is "", 0 or None. ``about`` are ids, with spaces between.
    """

    __tablename__ = "stall_saying"
    __table_args__ = (
        CheckConstraint(f"said IN {SAID}", name="said"),
        CheckConstraint(f"finding IN {FINDINGS}", name="finding"),
        CheckConstraint("(device_id IS NULL) <> (account_id IS NULL)", name="whose"),
        {"sqlite_autoincrement": True},
    )

    number: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(String(36), unique=True)
    stall_id: Mapped[int] = mapped_column(ForeignKey("stall.id", ondelete="RESTRICT"), index=True)
    device_id: Mapped[int | None] = mapped_column(ForeignKey("field_device.id", ondelete="RESTRICT"))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))
    turn: Mapped[int]
    said: Mapped[str] = mapped_column(String(10))
    at: Mapped[datetime] = mapped_column(UtcTime)
    received_at: Mapped[datetime] = mapped_column(UtcTime)
    subject: Mapped[str] = mapped_column(String(40))
    finding: Mapped[str] = mapped_column(String(20))
    about: Mapped[str] = mapped_column(Text)
    words: Mapped[str] = mapped_column(Text)
    headline: Mapped[str] = mapped_column(String(20))
    product_id: Mapped[int | None] = mapped_column(ForeignKey("product.id", ondelete="RESTRICT"))
    stars: Mapped[int]
    printed_stars: Mapped[int]
    label: Mapped[str] = mapped_column(String(30))
    code: Mapped[str] = mapped_column(String(32))
    phone_headline: Mapped[str] = mapped_column(String(20))
    data_at: Mapped[datetime | None] = mapped_column(UtcTime)
    file: Mapped[str | None] = mapped_column(String(64))
    shown: Mapped[str | None] = mapped_column(String(64))
