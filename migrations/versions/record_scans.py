"""Scans: counted per label and day, kept one by one for a month, and what looks unusual.

Revision: record_scans, after create_registry.
"""

import sqlalchemy as sa
from alembic import op

revision = "record_scans"
down_revision = "create_registry"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "scan_total",
        sa.Column("batch_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("serial", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("scans", sa.Integer(), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("batch_id", "serial", name=op.f("pk_scan_total")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "scan_day",
        sa.Column("batch_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("serial", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("scans", sa.Integer(), nullable=False),
        sa.Column("devices", sa.Integer(), nullable=False),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.Column("pictures", sa.Integer(), nullable=False),
        sa.Column("unclear", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("batch_id", "serial", "day", name=op.f("pk_scan_day")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "scan_day_device",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("batch_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("serial", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("device", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("day", "batch_id", "serial", "device", name=op.f("pk_scan_day_device")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "scan_day_place",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("batch_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("serial", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("place", sa.String(length=2), nullable=False),
        sa.PrimaryKeyConstraint("day", "batch_id", "serial", "place", name=op.f("pk_scan_day_place")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "recent_scan",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("headline", sa.String(length=20), nullable=False),
        sa.Column("place", sa.String(length=2), nullable=True),
        sa.Column("source", sa.String(length=12), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recent_scan")),
    )
    op.create_index("ix_recent_scan_at", "recent_scan", ["at"])
    op.create_index(
        "ix_recent_scan_unit",
        "recent_scan",
        ["batch_id", "serial", "at"],
        sqlite_where=sa.text("serial > 0"),
        postgresql_where=sa.text("serial > 0"),
    )
    op.create_table(
        "verdict_count",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("headline", sa.String(length=20), nullable=False),
        sa.Column("place", sa.String(length=2), nullable=False),
        sa.Column("scans", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", "headline", "place", name=op.f("pk_verdict_count")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "scan_writer",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("groups", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scan_writer")),
    )
    op.create_table(
        "suspicion",
        sa.Column("batch_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("serial", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("scans", sa.Integer(), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("set_aside_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("batch_id", "serial", name=op.f("pk_suspicion")),
    )
    op.create_index("ix_suspicion_changed_at", "suspicion", ["changed_at"])


def downgrade() -> None:
    for table in (
        "suspicion",
        "scan_writer",
        "verdict_count",
        "recent_scan",
        "scan_day_place",
        "scan_day_device",
        "scan_day",
        "scan_total",
    ):
        op.drop_table(table)
