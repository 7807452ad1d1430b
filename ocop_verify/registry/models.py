"""The registry's tables: authorities, producers, products, decisions, certifications and what befell them.

``*_key`` columns hold the folded spelling (``domain.text.fold``) and carry uniqueness: a name written with
other capitals, tones or spaces is the same name. They are the only columns that repeat what another says.
"""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ocop_verify.db import Base

CASCADE_NEVER = "RESTRICT"


def _reference(target: str, *, index: bool = False) -> Mapped[int]:
    """A reference. It needs no index of its own where a unique constraint begins with it."""
    return mapped_column(ForeignKey(target, ondelete=CASCADE_NEVER), index=index)


class AuthorityRow(Base):
    """A body that issues decisions. Districts of one name exist in several provinces."""

    __tablename__ = "authority"
    __table_args__ = (
        UniqueConstraint("name_key", "province"),
        CheckConstraint("level IN ('district', 'province', 'ministry')", name="level"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    name_key: Mapped[str] = mapped_column(String(200))
    level: Mapped[str] = mapped_column(String(10))
    province: Mapped[str] = mapped_column(String(2))


class ProducerRow(Base):
    """A producer (chủ thể); its address as registered, its commune and province as they are called today."""

    __tablename__ = "producer"
    __table_args__ = (
        UniqueConstraint("name_key", "province", "commune_key"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(300))
    name_key: Mapped[str] = mapped_column(String(300))
    type: Mapped[str] = mapped_column(String(20))
    address: Mapped[str] = mapped_column(String(500))
    commune: Mapped[str] = mapped_column(String(100))
    commune_key: Mapped[str] = mapped_column(String(100))
    province: Mapped[str] = mapped_column(String(2))


class ProductRow(Base):
    """A product of one producer."""

    __tablename__ = "product"
    __table_args__ = (UniqueConstraint("producer_id", "name_key"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    producer_id: Mapped[int] = _reference("producer.id")
    name: Mapped[str] = mapped_column(String(300))
    name_key: Mapped[str] = mapped_column(String(300))
    product_set: Mapped[str] = mapped_column(String(300))
    gtin: Mapped[str] = mapped_column(String(14))
    producer: Mapped[ProducerRow] = relationship()


class DecisionRow(Base):
    """A recognition decision. Its number is unique only with authority and year.

    ``document`` is the hash of the signed document that everybody may read; None: none was published.
    """

    __tablename__ = "decision"
    __table_args__ = (
        UniqueConstraint("authority_id", "number_key", "year"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    authority_id: Mapped[int] = _reference("authority.id")
    number: Mapped[str] = mapped_column(String(60))
    number_key: Mapped[str] = mapped_column(String(60))
    year: Mapped[int]
    issued_on: Mapped[date]
    document: Mapped[str | None] = mapped_column(String(64))
    authority: Mapped[AuthorityRow] = relationship()


class CertificationRow(Base):
    """One recognition episode. ``printed_until`` only where the certificate states an end."""

    __tablename__ = "certification"
    __table_args__ = (
        UniqueConstraint("product_id", "decision_id"),
        CheckConstraint("stars BETWEEN 3 AND 5", name="stars"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    product_id: Mapped[int] = _reference("product.id")
    decision_id: Mapped[int] = _reference("decision.id", index=True)
    stars: Mapped[int]
    score: Mapped[str] = mapped_column(String(10))
    printed_until: Mapped[date | None]
    product: Mapped[ProductRow] = relationship()
    decision: Mapped[DecisionRow] = relationship()


class ExtensionRow(Base):
    """The end was moved; the furthest extension counts."""

    __tablename__ = "extension"
    __table_args__ = (UniqueConstraint("certification_id", "until"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    certification_id: Mapped[int] = _reference("certification.id")
    until: Mapped[date]
    basis: Mapped[str] = mapped_column(String(300))


class SuspensionRow(Base):
    """A pause of recognition; open while ``lifted_on`` is None, and only one is open at a time."""

    __tablename__ = "suspension"
    __table_args__ = (
        Index(
            "uq_suspension_open",
            "certification_id",
            unique=True,
            sqlite_where=text("lifted_on IS NULL"),
            postgresql_where=text("lifted_on IS NULL"),
        ),
        CheckConstraint("lifted_on IS NULL OR lifted_on >= from_day", name="order"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    certification_id: Mapped[int] = _reference("certification.id", index=True)
    from_day: Mapped[date]
    reason: Mapped[str] = mapped_column(Text)
    decision: Mapped[str] = mapped_column(String(200))
    lifted_on: Mapped[date | None]
    lift_reason: Mapped[str] = mapped_column(Text, default="")


class RevocationRow(Base):
    """Recognition withdrawn: once, for good."""

    __tablename__ = "revocation"
    __table_args__ = (UniqueConstraint("certification_id"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    certification_id: Mapped[int] = mapped_column(ForeignKey("certification.id", ondelete=CASCADE_NEVER))
    on: Mapped[date]
    ground: Mapped[str] = mapped_column(String(30))
    decision: Mapped[str] = mapped_column(String(200))
    note: Mapped[str] = mapped_column(Text)
