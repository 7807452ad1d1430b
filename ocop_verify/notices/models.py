"""The tables of notices: each that was sent or is being sent, and who wants no more of them."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ocop_verify.db import Base, UtcTime


class NoticeRow(Base):
    """One notice about one certification to one receiver. The unique key is what makes it go out once.

    ``ends_on`` is part of it: when the end is moved, the new end has notices of its own. ``claimed_at`` is
    when somebody began to send it; ``sent_at`` None after that means that it may be tried again.
    """

    __tablename__ = "notice"
    __table_args__ = (
        UniqueConstraint("certification_id", "ends_on", "days", "channel", "receiver"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    certification_id: Mapped[int] = mapped_column(ForeignKey("certification.id", ondelete="RESTRICT"))
    ends_on: Mapped[date]
    days: Mapped[int]
    channel: Mapped[str] = mapped_column(String(10))
    receiver: Mapped[str] = mapped_column(String(300))
    claimed_at: Mapped[datetime] = mapped_column(UtcTime)
    sent_at: Mapped[datetime | None] = mapped_column(UtcTime, index=True)
    attempts: Mapped[int]
    problem: Mapped[str] = mapped_column(Text, default="")


class NoticeStopRow(Base):
    """An address that wants no notices, besides those that the law has us send."""

    __tablename__ = "notice_stop"

    email_key: Mapped[str] = mapped_column(String(254), primary_key=True)
    stopped_at: Mapped[datetime] = mapped_column(UtcTime)
