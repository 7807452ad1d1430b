"""What a producer, or the office for it, says of a product in words and photos; no fact of a decision."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ocop_verify.db import Base, UtcTime


class StoryRow(Base):
    """The story of a product. ``document`` is the hash of what is published of it, photos included."""

    __tablename__ = "story"

    product_id: Mapped[int] = mapped_column(
        ForeignKey("product.id", ondelete="RESTRICT"), primary_key=True, autoincrement=False
    )
    text: Mapped[str] = mapped_column(Text)
    teller: Mapped[str] = mapped_column(String(10))
    document: Mapped[str] = mapped_column(String(64))
    changed_at: Mapped[datetime] = mapped_column(UtcTime)


class StoryPhotoRow(Base):
    """A photo of a product. ``files`` are its renditions (JSON), ``rank`` its place among the others."""

    __tablename__ = "story_photo"
    __table_args__ = (UniqueConstraint("product_id", "sha256"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id", ondelete="RESTRICT"))
    sha256: Mapped[str] = mapped_column(String(64))
    rank: Mapped[int]
    alt: Mapped[str] = mapped_column(String(200))
    teller: Mapped[str] = mapped_column(String(10))
    files: Mapped[str] = mapped_column(Text)
    added_at: Mapped[datetime] = mapped_column(UtcTime)
