"""The desk's tables: files that were brought in, and the decisions' own documents."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ocop_verify.db import Base, UtcTime

STATES = ("reading", "refused", "faulty", "ready", "writing", "written", "dropped", "undone")


class UploadRow(Base):
    """A spreadsheet on its way into the registry, whose file lies in the data folder under its hash.

    ``report`` is what the file would do (``judging.Report`` as JSON), None until it was read. ``version`` is
    the registry's after it was written, ``version_before`` the one just before (None: not written, or written
    by a release that did not keep it).
    """

    __tablename__ = "upload"
    __table_args__ = (CheckConstraint(f"state IN {STATES}", name="state"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"), index=True)
    filename: Mapped[str] = mapped_column(String(200))
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    size: Mapped[int]
    state: Mapped[str] = mapped_column(String(10))
    report: Mapped[bytes | None] = mapped_column(LargeBinary)
    version: Mapped[int | None]
    version_before: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    changed_at: Mapped[datetime] = mapped_column(UtcTime)


class DecisionFileRow(Base):
    """The signed document of a decision, whose file lies in the data folder under its hash."""

    __tablename__ = "decision_file"
    __table_args__ = (UniqueConstraint("decision_id", "sha256"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id", ondelete="RESTRICT"))
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
    filename: Mapped[str] = mapped_column(String(200))
    added_by: Mapped[str] = mapped_column(String(200))
    added_at: Mapped[datetime] = mapped_column(UtcTime)
