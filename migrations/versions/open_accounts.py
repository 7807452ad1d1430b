"""Accounts: people and their rights, what they log in with, and where they are logged in.

Revision: open_accounts, after record_scans.
"""

import sqlalchemy as sa
from alembic import op

revision = "open_accounts"
down_revision = "record_scans"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)


def of_account(table: str, *, key: bool = False) -> list[sa.Column | sa.ForeignKeyConstraint]:
    """The column that names the account, and its constraint."""
    return [
        sa.Column("account_id", sa.Integer(), nullable=False, **({"autoincrement": False} if key else {})),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f(f"fk_{table}_account_id_account"),
            ondelete="CASCADE",
        ),
    ]


def upgrade() -> None:
    op.create_table(
        "account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("email_key", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=True),
        sa.Column("links", sa.Integer(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("disabled_at", TIME, nullable=True),
        sa.CheckConstraint("language IN ('vi', 'en')", name=op.f("ck_account_language")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("email_key", name=op.f("uq_account_email_key")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "account_grant",
        sa.Column("id", sa.Integer(), nullable=False),
        *of_account("account_grant"),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("province", sa.String(length=2), nullable=False),
        sa.Column("producer_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "role IN ('administrator', 'officer', 'inspector', 'organizer', 'producer')",
            name=op.f("ck_account_grant_role"),
        ),
        sa.CheckConstraint(
            "(role = 'producer') = (producer_id IS NOT NULL)", name=op.f("ck_account_grant_producer")
        ),
        sa.CheckConstraint(
            "(role IN ('officer', 'inspector')) = (province <> '')", name=op.f("ck_account_grant_place")
        ),
        sa.ForeignKeyConstraint(
            ["producer_id"],
            ["producer.id"],
            name=op.f("fk_account_grant_producer_id_producer"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_grant")),
        sa.UniqueConstraint(
            "account_id",
            "role",
            "province",
            "producer_id",
            name=op.f("uq_account_grant_account_id_role_province_producer_id"),
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_account_grant_account_id", "account_grant", ["account_id"])
    op.create_index("ix_account_grant_producer_id", "account_grant", ["producer_id"])
    op.create_table(
        "account_one_time_codes",
        *of_account("account_one_time_codes", key=True),
        sa.Column("sealed_secret", sa.LargeBinary(), nullable=False),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_account_one_time_codes")),
    )
    op.create_table(
        "account_passkey",
        sa.Column("id", sa.Integer(), nullable=False),
        *of_account("account_passkey"),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("credential_id", sa.LargeBinary(length=1023), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("used_at", TIME, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_passkey")),
        sa.UniqueConstraint("credential_id", name=op.f("uq_account_passkey_credential_id")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_account_passkey_account_id", "account_passkey", ["account_id"])
    op.create_table(
        "account_recovery_code",
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        *of_account("account_recovery_code"),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_account_recovery_code")),
    )
    op.create_index("ix_account_recovery_code_account_id", "account_recovery_code", ["account_id"])
    op.create_table(
        "account_session",
        sa.Column("id", sa.Integer(), nullable=False),
        *of_account("account_session"),
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("level", sa.String(length=20), nullable=False),
        sa.Column("factor", sa.String(length=20), nullable=True),
        sa.Column("device", sa.String(length=100), nullable=False),
        sa.Column("network", sa.String(length=50), nullable=False),
        sa.Column("began_at", TIME, nullable=False),
        sa.Column("confirmed_at", TIME, nullable=False),
        sa.Column("seen_at", TIME, nullable=False),
        sa.Column("ended_at", TIME, nullable=True),
        sa.Column("pending", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_session")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_account_session_token_hash")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_account_session_account_id", "account_session", ["account_id"])
    op.create_index("ix_account_session_seen_at", "account_session", ["seen_at"])
    op.create_table(
        "account_kept_form",
        *of_account("account_kept_form", key=True),
        sa.Column("path", sa.String(length=500), nullable=False),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.Column("kept_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_account_kept_form")),
    )
    op.create_table(
        "account_wait",
        sa.Column("key", sa.LargeBinary(length=32), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_at", TIME, nullable=False),
        sa.Column("until", TIME, nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_account_wait")),
    )
    op.create_index("ix_account_wait_last_at", "account_wait", ["last_at"])


def downgrade() -> None:
    for table in (
        "account_wait",
        "account_kept_form",
        "account_session",
        "account_recovery_code",
        "account_passkey",
        "account_one_time_codes",
        "account_grant",
        "account",
    ):
        op.drop_table(table)
