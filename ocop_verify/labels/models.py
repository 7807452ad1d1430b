"""The tables of labels: public keys, batches, voids, and sheets to print. A label itself is never a row."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from ocop_verify.db import Base, UtcTime

# The label holds batch and serial in three bytes each (``domain.label``).
MAX_SERIAL = 2**24 - 1
MAX_BATCH = 2**24 - 1
MAX_KEY_ID = 31


class LabelKeyRow(Base):
    """The public half of a key that signs labels; the private half never enters the database."""

    __tablename__ = "label_key"
    __table_args__ = (CheckConstraint(f"id BETWEEN 0 AND {MAX_KEY_ID}", name="id"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    public: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    created_on: Mapped[date]
    retired_on: Mapped[date | None]
    distrusted_from: Mapped[date | None]


class BatchRow(Base):
    """Labels issued together: one row, however many labels."""

    __tablename__ = "batch"
    __table_args__ = (
        CheckConstraint(f"id BETWEEN 1 AND {MAX_BATCH}", name="id"),
        CheckConstraint("kind IN (0, 1)", name="kind"),
        CheckConstraint(
            f"(kind = 0 AND count = 1) OR (kind = 1 AND count BETWEEN 1 AND {MAX_SERIAL})", name="count"
        ),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    certification_id: Mapped[int] = mapped_column(
        ForeignKey("certification.id", ondelete="RESTRICT"), index=True
    )
    kind: Mapped[int]
    count: Mapped[int]
    key_id: Mapped[int] = mapped_column(ForeignKey("label_key.id", ondelete="RESTRICT"))
    issued_on: Mapped[date]
    printed_stars: Mapped[int]
    printed_until: Mapped[date]
    sheet: Mapped[str] = mapped_column(String(20))
    request: Mapped[str | None] = mapped_column(String(64), unique=True)


class VoidRow(Base):
    """A range of serials (both ends included) that no longer count; 0 to 0 for a product label."""

    __tablename__ = "void"
    __table_args__ = (
        CheckConstraint("first >= 0 AND last >= first", name="order"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("batch.id", ondelete="RESTRICT"), index=True)
    first: Mapped[int]
    last: Mapped[int]
    reason: Mapped[str] = mapped_column(Text)


class SheetRow(Base):
    """A sheet that was ordered from the desk: a batch on one kind of stock, as files that can be made again.

    It waits until ``finished_at``; then ``problem`` says why it was not released, or is empty. ``read`` None:
    the finished files were not read back. ``released_at``: from when the producer may download it.
    """

    __tablename__ = "label_sheet"
    __table_args__ = (
        CheckConstraint("copies >= 1 AND place >= 1", name="copies"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("batch.id", ondelete="RESTRICT"), index=True)
    layout: Mapped[str] = mapped_column(String(20))
    copies: Mapped[int]
    place: Mapped[int]
    offset_x: Mapped[float]
    offset_y: Mapped[float]
    crop_marks: Mapped[bool]
    bleed: Mapped[float] = mapped_column(default=0.0, server_default="0")
    request: Mapped[str | None] = mapped_column(String(64), unique=True)
    ordered_by: Mapped[str] = mapped_column(String(200))
    ordered_at: Mapped[datetime] = mapped_column(UtcTime)
    labels: Mapped[int]
    read: Mapped[int | None]
    finished_at: Mapped[datetime | None] = mapped_column(UtcTime)
    problem: Mapped[str] = mapped_column(Text, default="")
    downloads: Mapped[int] = mapped_column(default=0)
    released_at: Mapped[datetime | None] = mapped_column(UtcTime)


class LabelRequestRow(Base):
    """A producer asks for labels. It is open until it is answered: with a batch, or with a refusal."""

    __tablename__ = "label_request"
    __table_args__ = (
        CheckConstraint("kind IN (0, 1)", name="kind"),
        CheckConstraint(f"count BETWEEN 1 AND {MAX_SERIAL}", name="count"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    certification_id: Mapped[int] = mapped_column(
        ForeignKey("certification.id", ondelete="RESTRICT"), index=True
    )
    kind: Mapped[int]
    count: Mapped[int]
    note: Mapped[str] = mapped_column(Text)
    request: Mapped[str | None] = mapped_column(String(64), unique=True)
    asked_by: Mapped[str] = mapped_column(String(200))
    asked_at: Mapped[datetime] = mapped_column(UtcTime)
    answered_at: Mapped[datetime | None] = mapped_column(UtcTime)
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("batch.id", ondelete="RESTRICT"))
    refusal: Mapped[str] = mapped_column(Text, default="")
