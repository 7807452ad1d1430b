"""The journal: who did what to which record, and when. Rows are added, never changed or removed."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from ocop_verify.db import Base, UtcTime


class JournalEntry(Base):
    """One act on one record. ``sequence`` orders entries as they were committed, without gaps.

    ``before`` and ``after`` are canonical JSON of what changed; ``before`` is None for a new record. The
    hash covers every column and the hash of the entry before, so an edited or missing row shows.
    """

    __tablename__ = "journal"
    __table_args__ = (Index("ix_journal_subject_type_subject_id", "subject_type", "subject_id"),)

    sequence: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(UtcTime)
    actor: Mapped[str] = mapped_column(String(200))
    action: Mapped[str] = mapped_column(String(40))
    subject_type: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int]
    before: Mapped[str | None] = mapped_column(Text)
    after: Mapped[str | None] = mapped_column(Text)
    hash: Mapped[str] = mapped_column(String(64))


class JournalHead(Base):
    """The one row that every writer locks: it makes the order of commits the order of the journal.

    Its ``sequence`` is the version of the registry.
    """

    __tablename__ = "journal_head"
    __table_args__ = (CheckConstraint("id = 1", name="single"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sequence: Mapped[int] = mapped_column(default=0)
    hash: Mapped[str] = mapped_column(String(64))
