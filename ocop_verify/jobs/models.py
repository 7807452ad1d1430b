"""The table of background work: what was asked for, how far it is, how it ended."""

from datetime import datetime

from sqlalchemy import CheckConstraint, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from ocop_verify.db import Base, UtcTime

STATES = ("waiting", "running", "done", "failed", "cancelled")


class JobRow(Base):
    """One piece of work. The queue holds only its number, so that a queue that is lost costs nothing.

    ``subject_id`` is the record that the work is about, and ``done`` of ``total`` how far it is (``total`` 0:
    nobody knows yet). ``alive_at`` is when its worker was last heard of.
    """

    __tablename__ = "job"
    __table_args__ = (CheckConstraint(f"state IN {STATES}", name="state"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int]
    owner: Mapped[str] = mapped_column(String(200), index=True)
    state: Mapped[str] = mapped_column(String(10), default="waiting", index=True)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    cancel_asked: Mapped[bool] = mapped_column(default=False)
    attempts: Mapped[int] = mapped_column(default=0)
    problem: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    started_at: Mapped[datetime | None] = mapped_column(UtcTime)
    alive_at: Mapped[datetime | None] = mapped_column(UtcTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcTime)
