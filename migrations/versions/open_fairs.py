"""Fairs, stalls, declared goods, phones in the field, and what was said at stalls, which nobody changes.

Revision: open_fairs, after plan_visits.
"""

import sqlalchemy as sa
from alembic import op

revision = "open_fairs"
down_revision = "plan_visits"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)
SAID = "('scanned', 'looked', 'withdrawn', 'settled', 'noted', 'photo', 'signed', 'finished')"
FINDINGS = "('', 'in_force', 'ended', 'other_stars', 'not_declared', 'forged', 'no_label', 'unconfirmed')"
WHOSE = "({} IS NULL) <> (account_id IS NULL)"


def reference(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    """What others speak of stays."""
    return sa.ForeignKeyConstraint(
        [column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}_{target}"), ondelete="RESTRICT"
    )


def upgrade() -> None:
    op.create_table(
        "fair",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request", sa.String(64), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("place", sa.String(300), nullable=False),
        sa.Column("province", sa.String(2), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("organizer", sa.String(200), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("code_edition", sa.Integer(), nullable=False),
        sa.Column("made_at", TIME, nullable=False),
        sa.Column("called_off_at", TIME),
        sa.CheckConstraint("last_on >= first_on", name=op.f("ck_fair_days")),
        reference("fair", "owner_id", "account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fair")),
        sa.UniqueConstraint("request", name=op.f("uq_fair_request")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_fair_province_first_on", "fair", ["province", "first_on"])
    op.create_index(op.f("ix_fair_first_on"), "fair", ["first_on"])
    op.create_index(op.f("ix_fair_owner_id"), "fair", ["owner_id"])
    create_stalls()
    create_sayings()
    protect_sayings()


def create_stalls() -> None:
    """Stalls, and what they say that they sell."""
    op.create_table(
        "stall",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("fair_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(20), nullable=False),
        sa.Column("holder", sa.String(200), nullable=False),
        sa.Column("removed_at", TIME),
        reference("stall", "fair_id", "fair"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stall")),
        sa.UniqueConstraint("fair_id", "number", name=op.f("uq_stall_fair_id_number")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "declared_good",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("stall_id", sa.Integer(), nullable=False),
        sa.Column("said", sa.String(300), nullable=False),
        sa.Column("stars", sa.Integer(), nullable=False),
        sa.Column("product_id", sa.Integer()),
        sa.Column("finding", sa.String(40), nullable=False),
        sa.Column("removed_at", TIME),
        reference("declared_good", "stall_id", "stall"),
        reference("declared_good", "product_id", "product"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_declared_good")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_declared_good_stall_id"), "declared_good", ["stall_id"])
    op.create_index(op.f("ix_declared_good_product_id"), "declared_good", ["product_id"])


def create_sayings() -> None:
    """Phones, and what was said at stalls."""
    op.create_table(
        "field_device",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("fair_id", sa.Integer()),
        sa.Column("account_id", sa.Integer()),
        sa.Column("joined_at", TIME, nullable=False),
        sa.Column("seen_at", TIME, nullable=False),
        sa.Column("ended_at", TIME),
        sa.CheckConstraint(WHOSE.format("fair_id"), name=op.f("ck_field_device_whose")),
        reference("field_device", "fair_id", "fair"),
        reference("field_device", "account_id", "account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_field_device")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_field_device_token_hash")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_field_device_fair_id"), "field_device", ["fair_id"])
    op.create_index(op.f("ix_field_device_account_id"), "field_device", ["account_id"])
    op.create_table(
        "stall_saying",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("stall_id", sa.Integer(), nullable=False),
        sa.Column("device_id", sa.Integer()),
        sa.Column("account_id", sa.Integer()),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("said", sa.String(10), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("received_at", TIME, nullable=False),
        sa.Column("subject", sa.String(40), nullable=False),
        sa.Column("finding", sa.String(20), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("headline", sa.String(20), nullable=False),
        sa.Column("product_id", sa.Integer()),
        sa.Column("stars", sa.Integer(), nullable=False),
        sa.Column("printed_stars", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(30), nullable=False),
        sa.Column("code", sa.String(32), nullable=False),
        sa.Column("phone_headline", sa.String(20), nullable=False),
        sa.Column("data_at", TIME),
        sa.Column("file", sa.String(64)),
        sa.Column("shown", sa.String(64)),
        sa.CheckConstraint(f"said IN {SAID}", name=op.f("ck_stall_saying_said")),
        sa.CheckConstraint(f"finding IN {FINDINGS}", name=op.f("ck_stall_saying_finding")),
        sa.CheckConstraint(WHOSE.format("device_id"), name=op.f("ck_stall_saying_whose")),
        reference("stall_saying", "stall_id", "stall"),
        reference("stall_saying", "device_id", "field_device"),
        reference("stall_saying", "account_id", "account"),
        reference("stall_saying", "product_id", "product"),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_stall_saying")),
        sa.UniqueConstraint("id", name=op.f("uq_stall_saying_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_stall_saying_stall_id"), "stall_saying", ["stall_id"])


def protect_sayings() -> None:
    """Refuse UPDATE and DELETE on what was said, whoever asks."""
    if op.get_bind().dialect.name == "postgresql":
        for event, how in (("UPDATE OR DELETE", "ROW"), ("TRUNCATE", "STATEMENT")):
            name = "append_only" if how == "ROW" else "not_emptied"
            op.execute(
                f"CREATE TRIGGER stall_saying_{name} BEFORE {event} ON stall_saying "
                f"FOR EACH {how} EXECUTE FUNCTION refuse_evidence_change()"
            )
        return
    for event in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER stall_saying_refuse_{event.lower()} BEFORE {event} ON stall_saying "
            "BEGIN SELECT RAISE(ABORT, 'what was said at a stall stays as it is'); END"
        )


def downgrade() -> None:
    for table in ("stall_saying", "field_device", "declared_good", "stall", "fair"):
        op.drop_table(table)
