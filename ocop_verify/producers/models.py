"""How a producer is reached: what it says of itself, beside what its decisions say of it."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from ocop_verify.db import Base, UtcTime


class ContactRow(Base):
    """Who answers for a producer. The producer keeps it up to date; notices go to ``email``."""

    __tablename__ = "producer_contact"

    producer_id: Mapped[int] = mapped_column(
        ForeignKey("producer.id", ondelete="RESTRICT"), primary_key=True, autoincrement=False
    )
    person: Mapped[str] = mapped_column(String(200))
    email: Mapped[str] = mapped_column(String(254))
    phone: Mapped[str] = mapped_column(String(40))
    website: Mapped[str] = mapped_column(String(200))
    changed_at: Mapped[datetime] = mapped_column(UtcTime)
