"""The tables of labels: public keys, batches and voids. A label itself is never a row."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from ocop_verify.db import Base

# The label holds batch and serial in three bytes each (DESIGN §4).
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
