"""Inspectors' cases, what was done on them, and evidence that nobody changes.

Revision: open_flags, after gather_signals.
"""

import sqlalchemy as sa
from alembic import op

revision = "open_flags"
down_revision = "gather_signals"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)
STATES = "('opened', 'assigned', 'visited', 'asked', 'upheld', 'dismissed', 'closed', 'reopened')"
KEPT = ("flag_entry", "flag_evidence")


def reference(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    """What a case speaks of stays."""
    return sa.ForeignKeyConstraint(
        [column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}_{target}"), ondelete="RESTRICT"
    )


def upgrade() -> None:
    op.create_table(
        "flag",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request", sa.String(64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("about", sa.String(300), nullable=False),
        sa.Column("product_id", sa.Integer()),
        sa.Column("label", sa.String(30), nullable=False),
        sa.Column("province", sa.String(2), nullable=False),
        sa.Column("seen_where", sa.String(300), nullable=False),
        sa.Column("law", sa.String(200), nullable=False),
        sa.Column("heap", sa.String(64), nullable=False),
        sa.Column("opened_at", TIME, nullable=False),
        sa.Column("opened_by", sa.String(200), nullable=False),
        sa.Column("owner_id", sa.Integer()),
        sa.Column("due_on", sa.Date()),
        sa.Column("outcome", sa.String(10), nullable=False),
        sa.Column("closed_at", TIME),
        sa.CheckConstraint(f"state IN {STATES}", name=op.f("ck_flag_state")),
        reference("flag", "product_id", "product"),
        reference("flag", "owner_id", "account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flag")),
        sa.UniqueConstraint("request", name=op.f("uq_flag_request")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_flag_province_state", "flag", ["province", "state"])
    for column in ("product_id", "heap", "owner_id", "due_on"):
        op.create_index(op.f(f"ix_flag_{column}"), "flag", [column])
    op.create_table(
        "flag_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("flag_id", sa.Integer(), nullable=False),
        sa.Column("request", sa.String(64), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("actor", sa.String(200), nullable=False),
        sa.Column("what", sa.String(20), nullable=False),
        sa.Column("to_state", sa.String(20), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        reference("flag_entry", "flag_id", "flag"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flag_entry")),
        sa.UniqueConstraint("request", name=op.f("uq_flag_entry_request")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_flag_entry_flag_id"), "flag_entry", ["flag_id"])
    op.create_table(
        "flag_evidence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("flag_id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("shown", sa.String(64)),
        sa.Column("taken_at", TIME),
        sa.Column("place", sa.String(300), nullable=False),
        reference("flag_evidence", "flag_id", "flag"),
        reference("flag_evidence", "entry_id", "flag_entry"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flag_evidence")),
        sa.UniqueConstraint("entry_id", name=op.f("uq_flag_evidence_entry_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_flag_evidence_flag_id"), "flag_evidence", ["flag_id"])
    protect_evidence()


def protect_evidence() -> None:
    """Refuse UPDATE and DELETE on what was written and kept, whoever asks."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION refuse_evidence_change() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'what is on a case stays as it is'; END $$"
        )
        for table in KEPT:
            op.execute(
                f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION refuse_evidence_change()"
            )
            op.execute(
                f"CREATE TRIGGER {table}_not_emptied BEFORE TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION refuse_evidence_change()"
            )
        return
    for table in KEPT:
        for event in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_refuse_{event.lower()} BEFORE {event} ON {table} "
                "BEGIN SELECT RAISE(ABORT, 'what is on a case stays as it is'); END"
            )


def downgrade() -> None:
    for table in ("flag_evidence", "flag_entry", "flag"):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_evidence_change()")
