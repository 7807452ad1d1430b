"""What the public reports, as it was told. Only ``state`` changes; everything else stays as it came."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from ocop_verify.db import Base, UtcTime
from ocop_verify.domain.reports import ReportState

STATES = tuple(state.value for state in ReportState)


class ReportRow(Base):
    """One report. What was not told is empty, or None where it is a number.

    ``request`` is the form that it came with: the same form sent twice is one report. ``province`` (today's
    code) is where it was seen, or else where the product is made; "" where nobody knows. ``heap`` gathers
    reports of one product and province. ``headline`` is the answer that the reporter had seen. ``photo`` is
    the hash of a file in the data folder.
    """

    __tablename__ = "report"
    __table_args__ = (
        CheckConstraint(f"state IN {STATES}", name="state"),
        Index("ix_report_province_state", "province", "state"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    receipt: Mapped[str] = mapped_column(String(12), unique=True)
    request: Mapped[str] = mapped_column(String(64), unique=True)
    received_at: Mapped[datetime] = mapped_column(UtcTime)
    state: Mapped[str] = mapped_column(String(20))
    changed_at: Mapped[datetime] = mapped_column(UtcTime)
    kind: Mapped[str] = mapped_column(String(20))
    about: Mapped[str] = mapped_column(String(300))
    seen_where: Mapped[str] = mapped_column(String(300))
    more: Mapped[str] = mapped_column(Text)
    contact: Mapped[str] = mapped_column(String(200))
    photo: Mapped[str | None] = mapped_column(String(64))
    product_id: Mapped[int | None] = mapped_column(ForeignKey("product.id", ondelete="RESTRICT"), index=True)
    label: Mapped[str] = mapped_column(String(30))
    headline: Mapped[str] = mapped_column(String(20))
    province: Mapped[str] = mapped_column(String(2))
    heap: Mapped[str] = mapped_column(String(64), index=True)
