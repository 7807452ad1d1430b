"""An import knows which entries of the journal it wrote, and can be undone; acts wait for two people.

Revision: undo_imports, after keep_bleed.
"""

import sqlalchemy as sa
from alembic import op

revision = "undo_imports"
down_revision = "keep_bleed"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)
STATES = "'reading', 'refused', 'faulty', 'ready', 'writing', 'written', 'dropped'"


def upgrade() -> None:
    with op.batch_alter_table("upload") as upload:
        upload.add_column(sa.Column("version_before", sa.Integer(), nullable=True))
        upload.drop_constraint(op.f("ck_upload_state"), type_="check")
        upload.create_check_constraint(op.f("ck_upload_state"), f"state IN ({STATES}, 'undone')")
    op.create_table(
        "approval",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("province", sa.String(length=2), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=False),
        sa.Column("asked_at", TIME, nullable=False),
        sa.Column("expires_at", TIME, nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.Column("answered_at", TIME, nullable=True),
        sa.CheckConstraint(
            "state IN ('waiting', 'confirmed', 'declined', 'withdrawn')", name=op.f("ck_approval_state")
        ),
        sa.ForeignKeyConstraint(
            ["asked_by"], ["account.id"], name=op.f("fk_approval_asked_by_account"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["answered_by"], ["account.id"], name=op.f("fk_approval_answered_by_account"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_approval_state"), "approval", ["state"])


def downgrade() -> None:
    op.drop_table("approval")
    op.execute("UPDATE upload SET state = 'dropped' WHERE state = 'undone'")
    with op.batch_alter_table("upload") as upload:
        upload.drop_constraint(op.f("ck_upload_state"), type_="check")
        upload.create_check_constraint(op.f("ck_upload_state"), f"state IN ({STATES})")
        upload.drop_column("version_before")
