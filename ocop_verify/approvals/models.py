"""The table of acts that wait for a second person."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from ocop_verify.db import Base, UtcTime

STATES = ("waiting", "confirmed", "declined", "withdrawn")


class ApprovalRow(Base):
    """An act that somebody asks for, as facts (JSON) that its room understands.

    ``province`` is where it belongs; "" where it belongs to no province. One that waits after ``expires_at``
    cannot be confirmed any more.
    """

    __tablename__ = "approval"
    __table_args__ = (CheckConstraint(f"state IN {STATES}", name="state"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    facts: Mapped[str] = mapped_column(Text)
    province: Mapped[str] = mapped_column(String(2))
    asked_by: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))
    asked_at: Mapped[datetime] = mapped_column(UtcTime)
    expires_at: Mapped[datetime] = mapped_column(UtcTime)
    state: Mapped[str] = mapped_column(String(10), default="waiting", index=True)
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))
    answered_at: Mapped[datetime | None] = mapped_column(UtcTime)
