"""How producers are reached, the notices that were sent to them, and who wants none.

Revision: remind_producers, after print_at_the_desk.
"""

import sqlalchemy as sa
from alembic import op

revision = "remind_producers"
down_revision = "print_at_the_desk"
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
        "producer_contact",
        sa.Column("producer_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("person", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("website", sa.String(length=200), nullable=False),
        sa.Column("changed_at", TIME, nullable=False),
        reference("producer_contact", "producer_id", "producer"),
        sa.PrimaryKeyConstraint("producer_id", name=op.f("pk_producer_contact")),
    )
    op.create_table(
        "notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("certification_id", sa.Integer(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("receiver", sa.String(length=300), nullable=False),
        sa.Column("claimed_at", TIME, nullable=False),
        sa.Column("sent_at", TIME, nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        reference("notice", "certification_id", "certification"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint(
            "certification_id",
            "ends_on",
            "days",
            "channel",
            "receiver",
            name=op.f("uq_notice_certification_id_ends_on_days_channel_receiver"),
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_notice_sent_at"), "notice", ["sent_at"])
    op.create_table(
        "notice_stop",
        sa.Column("email_key", sa.String(length=254), nullable=False),
        sa.Column("stopped_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("email_key", name=op.f("pk_notice_stop")),
    )


def downgrade() -> None:
    op.drop_table("notice_stop")
    op.drop_table("notice")
    op.drop_table("producer_contact")
