"""Lists of stalls and of fairs that were brought in and are being looked at.

Revision: keep_lists, after keep_questions.
"""

import sqlalchemy as sa
from alembic import op

revision = "keep_lists"
down_revision = "keep_questions"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "brought_list",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("about", sa.String(30), nullable=False),
        sa.Column("filename", sa.String(200), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("brought_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_brought_list_account_id_account"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("account_id", "about", name=op.f("pk_brought_list")),
    )


def downgrade() -> None:
    op.drop_table("brought_list")
