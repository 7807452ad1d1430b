"""What the public reports, for inspectors.

Revision: take_reports, after remind_producers.
"""

import sqlalchemy as sa
from alembic import op

revision = "take_reports"
down_revision = "remind_producers"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("receipt", sa.String(12), nullable=False),
        sa.Column("request", sa.String(64), nullable=False),
        sa.Column("received_at", TIME, nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("changed_at", TIME, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("about", sa.String(300), nullable=False),
        sa.Column("seen_where", sa.String(300), nullable=False),
        sa.Column("more", sa.Text(), nullable=False),
        sa.Column("contact", sa.String(200), nullable=False),
        sa.Column("photo", sa.String(64)),
        sa.Column("product_id", sa.Integer()),
        sa.Column("label", sa.String(30), nullable=False),
        sa.Column("headline", sa.String(20), nullable=False),
        sa.Column("province", sa.String(2), nullable=False),
        sa.Column("heap", sa.String(64), nullable=False),
        sa.CheckConstraint("state IN ('received', 'under_review', 'resolved')", name=op.f("ck_report_state")),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("fk_report_product_id_product"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report")),
        sa.UniqueConstraint("receipt", name=op.f("uq_report_receipt")),
        sa.UniqueConstraint("request", name=op.f("uq_report_request")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_report_product_id"), "report", ["product_id"])
    op.create_index(op.f("ix_report_heap"), "report", ["heap"])
    op.create_index(op.f("ix_report_province_state"), "report", ["province", "state"])


def downgrade() -> None:
    op.drop_table("report")
