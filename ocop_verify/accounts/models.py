"""The tables of accounts: people and their rights, what they log in with, and where they are logged in.

What could be used to log in is kept as a hash, or sealed with a key that is not in the database.
"""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ocop_verify.db import Base, UtcTime

ROLES = ("administrator", "officer", "inspector", "organizer", "producer")


def _of_account() -> Mapped[int]:
    return mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)


class AccountRow(Base):
    """A person who may log in. Accounts are disabled, never removed: the journal names them by number.

    ``password_hash`` None: invited, and has not come yet. ``links`` counts what makes links that were sent
    before worthless: one that was used, a new one, a new password.
    """

    __tablename__ = "account"
    __table_args__ = (
        UniqueConstraint("email_key"),
        CheckConstraint("language IN ('vi', 'en')", name="language"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254))
    email_key: Mapped[str] = mapped_column(String(254))
    name: Mapped[str] = mapped_column(String(200))
    language: Mapped[str] = mapped_column(String(2), default="vi")
    password_hash: Mapped[str | None] = mapped_column(String(200))
    links: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    disabled_at: Mapped[datetime | None] = mapped_column(UtcTime)

    grants: Mapped[list["GrantRow"]] = relationship(
        cascade="all, delete-orphan", lazy="selectin", order_by="GrantRow.id"
    )
    one_time_codes: Mapped["OneTimeCodesRow | None"] = relationship(cascade="all, delete-orphan")
    passkeys: Mapped[list["PasskeyRow"]] = relationship(
        cascade="all, delete-orphan", order_by="PasskeyRow.id"
    )
    recovery_codes: Mapped[list["RecoveryCodeRow"]] = relationship(cascade="all, delete-orphan")


class GrantRow(Base):
    """A role with its place: a province's code of today, ``VN`` for the nation, "" where there is none."""

    __tablename__ = "account_grant"
    __table_args__ = (
        UniqueConstraint("account_id", "role", "province", "producer_id"),
        CheckConstraint(f"role IN {ROLES}", name="role"),
        CheckConstraint("(role = 'producer') = (producer_id IS NOT NULL)", name="producer"),
        CheckConstraint("(role IN ('officer', 'inspector')) = (province <> '')", name="place"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = _of_account()
    role: Mapped[str] = mapped_column(String(20))
    province: Mapped[str] = mapped_column(String(2), default="")
    producer_id: Mapped[int | None] = mapped_column(
        ForeignKey("producer.id", ondelete="RESTRICT"), index=True
    )


class OneTimeCodesRow(Base):
    """An app that shows time-based codes. ``last_step``: the newest that was used; none before it counts."""

    __tablename__ = "account_one_time_codes"

    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    sealed_secret: Mapped[bytes] = mapped_column(LargeBinary)
    last_step: Mapped[int] = mapped_column(BigInteger)
    created_at: Mapped[datetime] = mapped_column(UtcTime)


class PasskeyRow(Base):
    """A passkey: its public half, and how often it says it was used."""

    __tablename__ = "account_passkey"
    __table_args__ = (UniqueConstraint("credential_id"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = _of_account()
    name: Mapped[str] = mapped_column(String(100))
    credential_id: Mapped[bytes] = mapped_column(LargeBinary(1023))
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[int] = mapped_column(BigInteger)
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcTime)


class RecoveryCodeRow(Base):
    """A code on paper for when the phone is lost. Used codes are removed."""

    __tablename__ = "account_recovery_code"

    hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    account_id: Mapped[int] = _of_account()


class SessionRow(Base):
    """Somebody logged in on one device. The cookie holds a random number; here is its hash.

    ``level`` is how far the log-in has come (see ``sessions.Level``). Ended sessions stay for half a year:
    they are the record of who logged in when and how.
    """

    __tablename__ = "account_session"
    __table_args__ = (UniqueConstraint("token_hash"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = _of_account()
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    level: Mapped[str] = mapped_column(String(20))
    factor: Mapped[str | None] = mapped_column(String(20))
    device: Mapped[str] = mapped_column(String(100))
    network: Mapped[str] = mapped_column(String(50))
    began_at: Mapped[datetime] = mapped_column(UtcTime)
    confirmed_at: Mapped[datetime] = mapped_column(UtcTime)
    seen_at: Mapped[datetime] = mapped_column(UtcTime, index=True)
    ended_at: Mapped[datetime | None] = mapped_column(UtcTime)
    # What a step that spans two requests must remember: the challenge of a passkey, a secret to be confirmed.
    pending: Mapped[bytes | None] = mapped_column(LargeBinary)

    account: Mapped[AccountRow] = relationship()


class KeptFormRow(Base):
    """A form that was sent when its session had just ended, kept for a day for its own account alone."""

    __tablename__ = "account_kept_form"

    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    path: Mapped[str] = mapped_column(String(500))
    fields: Mapped[str] = mapped_column(Text)
    kept_at: Mapped[datetime] = mapped_column(UtcTime)


class WaitRow(Base):
    """How often somebody failed, and until when they wait. ``key`` is a keyed hash: it names nobody."""

    __tablename__ = "account_wait"

    key: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    failures: Mapped[int]
    last_at: Mapped[datetime] = mapped_column(UtcTime, index=True)
    until: Mapped[datetime] = mapped_column(UtcTime)
