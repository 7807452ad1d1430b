"""Visits after recognition; what was found stays.

Revision: plan_visits, after open_flags.
"""

import sqlalchemy as sa
from alembic import op

revision = "plan_visits"
down_revision = "open_flags"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "visit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request", sa.String(64), nullable=False),
        sa.Column("product_id", sa.Integer(), nullable=False),
        sa.Column("province", sa.String(2), nullable=False),
        sa.Column("planned_on", sa.Date(), nullable=False),
        sa.Column("planned_by", sa.String(200), nullable=False),
        sa.Column("why", sa.String(500), nullable=False),
        sa.Column("visited_at", TIME),
        sa.Column("visited_by", sa.String(200), nullable=False),
        sa.Column("result", sa.String(10), nullable=False),
        sa.Column("checks", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("signed_by", sa.String(200), nullable=False),
        sa.Column("photo", sa.String(64)),
        sa.Column("shown", sa.String(64)),
        sa.Column("follow_up_on", sa.Date()),
        sa.CheckConstraint("result IN ('', 'kept', 'to_mend', 'not_kept')", name=op.f("ck_visit_result")),
        sa.CheckConstraint("(visited_at IS NULL) = (result = '')", name=op.f("ck_visit_visited")),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("fk_visit_product_id_product"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit")),
        sa.UniqueConstraint("request", name=op.f("uq_visit_request")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_visit_province_planned_on", "visit", ["province", "planned_on"])
    op.create_index(op.f("ix_visit_product_id"), "visit", ["product_id"])
    protect_visits()


def protect_visits() -> None:
    """Refuse to change or remove a visit that was made, whoever asks."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE TRIGGER visit_stays BEFORE UPDATE OR DELETE ON visit FOR EACH ROW "
            "WHEN (OLD.visited_at IS NOT NULL) EXECUTE FUNCTION refuse_evidence_change()"
        )
        return
    for event in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER visit_refuse_{event.lower()} BEFORE {event} ON visit "
            "WHEN OLD.visited_at IS NOT NULL "
            "BEGIN SELECT RAISE(ABORT, 'what is on a case stays as it is'); END"
        )


def downgrade() -> None:
    op.drop_table("visit")
