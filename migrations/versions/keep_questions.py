"""A question to a producer is kept until its letter has gone out.

Revision: keep_questions, after tell_makers.
"""

import sqlalchemy as sa
from alembic import op

revision = "keep_questions"
down_revision = "tell_makers"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)


def reference(column: str, target: str) -> sa.ForeignKeyConstraint:
    """A row that is referred to stays."""
    name = op.f(f"fk_flag_letter_{column}_{target}")
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=name, ondelete="RESTRICT")


def upgrade() -> None:
    op.create_table(
        "flag_letter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("flag_id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("receiver", sa.String(300), nullable=False),
        sa.Column("try_after", TIME, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("sent_at", TIME),
        sa.Column("problem", sa.String(100), nullable=False),
        reference("flag_id", "flag"),
        reference("entry_id", "flag_entry"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flag_letter")),
        sa.UniqueConstraint("entry_id", "receiver", name=op.f("uq_flag_letter_entry_id_receiver")),
        sqlite_autoincrement=True,
    )
    for column in ("flag_id", "try_after"):
        op.create_index(op.f(f"ix_flag_letter_{column}"), "flag_letter", [column])


def downgrade() -> None:
    op.drop_table("flag_letter")
