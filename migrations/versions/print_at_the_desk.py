"""Sheets that are ordered from the desk, and what producers ask for.

Revision: print_at_the_desk, after keep_uploads.
"""

import sqlalchemy as sa
from alembic import op

revision = "print_at_the_desk"
down_revision = "keep_uploads"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)


def reference(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    """A row that is referred to stays."""
    return sa.ForeignKeyConstraint(
        [column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}_{target}"), ondelete="RESTRICT"
    )


def upgrade() -> None:
    op.create_table(
        "label_sheet",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("layout", sa.String(length=20), nullable=False),
        sa.Column("copies", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("offset_x", sa.Double(), nullable=False),
        sa.Column("offset_y", sa.Double(), nullable=False),
        sa.Column("crop_marks", sa.Boolean(), nullable=False),
        sa.Column("request", sa.String(length=64), nullable=True),
        sa.Column("ordered_by", sa.String(length=200), nullable=False),
        sa.Column("ordered_at", TIME, nullable=False),
        sa.Column("labels", sa.Integer(), nullable=False),
        sa.Column("read", sa.Integer(), nullable=True),
        sa.Column("finished_at", TIME, nullable=True),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("downloads", sa.Integer(), nullable=False),
        sa.Column("released_at", TIME, nullable=True),
        sa.CheckConstraint("copies >= 1 AND place >= 1", name=op.f("ck_label_sheet_copies")),
        reference("label_sheet", "batch_id", "batch"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_label_sheet")),
        sa.UniqueConstraint("request", name=op.f("uq_label_sheet_request")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_label_sheet_batch_id"), "label_sheet", ["batch_id"])
    op.create_table(
        "label_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("certification_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Integer(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("request", sa.String(length=64), nullable=True),
        sa.Column("asked_by", sa.String(length=200), nullable=False),
        sa.Column("asked_at", TIME, nullable=False),
        sa.Column("answered_at", TIME, nullable=True),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.Column("refusal", sa.Text(), nullable=False),
        sa.CheckConstraint("kind IN (0, 1)", name=op.f("ck_label_request_kind")),
        sa.CheckConstraint("count BETWEEN 1 AND 16777215", name=op.f("ck_label_request_count")),
        reference("label_request", "certification_id", "certification"),
        reference("label_request", "batch_id", "batch"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_label_request")),
        sa.UniqueConstraint("request", name=op.f("uq_label_request_request")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_label_request_certification_id"), "label_request", ["certification_id"])


def downgrade() -> None:
    op.drop_table("label_request")
    op.drop_table("label_sheet")
