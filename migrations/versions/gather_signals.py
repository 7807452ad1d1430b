"""Heaps of signals for inspectors, and the claims that do not hold.

Revision: gather_signals, after publish_documents.
"""

import sqlalchemy as sa
from alembic import op

revision = "gather_signals"
down_revision = "publish_documents"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)
ENDED = sa.text("headline IN ('expired', 'revoked')")


def upgrade() -> None:
    op.create_table(
        "noted_claim",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request", sa.String(80), nullable=False),
        sa.Column("noted_at", TIME, nullable=False),
        sa.Column("noted_by", sa.String(200), nullable=False),
        sa.Column("finding", sa.String(30), nullable=False),
        sa.Column("product_id", sa.Integer()),
        sa.Column("about", sa.String(300), nullable=False),
        sa.Column("seen_where", sa.String(300), nullable=False),
        sa.Column("province", sa.String(2), nullable=False),
        sa.Column("heap", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(
            ["product_id"],
            ["product.id"],
            name=op.f("fk_noted_claim_product_id_product"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_noted_claim")),
        sa.UniqueConstraint("request", name=op.f("uq_noted_claim_request")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_noted_claim_product_id"), "noted_claim", ["product_id"])
    op.create_index(op.f("ix_noted_claim_heap"), "noted_claim", ["heap"])
    op.create_table(
        "heap",
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("product_id", sa.Integer()),
        sa.Column("about", sa.String(300), nullable=False),
        sa.Column("province", sa.String(2), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("settled_at", TIME),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_heap")),
    )
    op.create_index("ix_heap_rank", "heap", ["rank", "key"])
    op.create_index("ix_heap_province_rank", "heap", ["province", "rank", "key"])
    op.create_index(op.f("ix_heap_product_id"), "heap", ["product_id"])
    op.create_table(
        "signal",
        sa.Column("heap", sa.String(64), nullable=False),
        sa.Column("source", sa.String(20), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("photos", sa.Integer(), nullable=False),
        sa.Column("last_at", TIME, nullable=False),
        sa.Column("gathered_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("heap", "source", name=op.f("pk_signal")),
    )
    op.create_index(
        "ix_recent_scan_ended",
        "recent_scan",
        ["batch_id", "place", "at"],
        sqlite_where=ENDED,
        postgresql_where=ENDED,
    )


def downgrade() -> None:
    op.drop_index("ix_recent_scan_ended", "recent_scan")
    op.drop_table("signal")
    op.drop_table("heap")
    op.drop_table("noted_claim")
