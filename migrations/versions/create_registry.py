"""The registry, its labels and its journal.

The journal is append-only: the database itself refuses to change or remove an entry.
"""

import sqlalchemy as sa
from alembic import op

revision = "create_registry"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "authority",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("name_key", sa.String(length=200), nullable=False),
        sa.Column("level", sa.String(length=10), nullable=False),
        sa.Column("province", sa.String(length=2), nullable=False),
        sa.CheckConstraint("level IN ('district', 'province', 'ministry')", name=op.f("ck_authority_level")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_authority")),
        sa.UniqueConstraint("name_key", "province", name=op.f("uq_authority_name_key_province")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "journal",
        sa.Column("sequence", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=200), nullable=False),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("subject_type", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("before", sa.Text(), nullable=True),
        sa.Column("after", sa.Text(), nullable=True),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_journal")),
    )
    op.create_index(
        "ix_journal_subject_type_subject_id", "journal", ["subject_type", "subject_id"], unique=False
    )

    op.create_table(
        "journal_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_journal_head_single")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal_head")),
    )
    op.create_table(
        "label_key",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("public", sa.LargeBinary(length=32), nullable=False),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.Column("retired_on", sa.Date(), nullable=True),
        sa.Column("distrusted_from", sa.Date(), nullable=True),
        sa.CheckConstraint("id BETWEEN 0 AND 31", name=op.f("ck_label_key_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_label_key")),
        sa.UniqueConstraint("public", name=op.f("uq_label_key_public")),
    )
    op.create_table(
        "producer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("name_key", sa.String(length=300), nullable=False),
        sa.Column("type", sa.String(length=20), nullable=False),
        sa.Column("address", sa.String(length=500), nullable=False),
        sa.Column("commune", sa.String(length=100), nullable=False),
        sa.Column("commune_key", sa.String(length=100), nullable=False),
        sa.Column("province", sa.String(length=2), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_producer")),
        sa.UniqueConstraint(
            "name_key", "province", "commune_key", name=op.f("uq_producer_name_key_province_commune_key")
        ),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("number_key", sa.String(length=60), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["authority_id"],
            ["authority.id"],
            name=op.f("fk_decision_authority_id_authority"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
        sa.UniqueConstraint(
            "authority_id", "number_key", "year", name=op.f("uq_decision_authority_id_number_key_year")
        ),
        sqlite_autoincrement=True,
    )

    op.create_table(
        "product",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("producer_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("name_key", sa.String(length=300), nullable=False),
        sa.Column("product_set", sa.String(length=300), nullable=False),
        sa.Column("gtin", sa.String(length=14), nullable=False),
        sa.ForeignKeyConstraint(
            ["producer_id"],
            ["producer.id"],
            name=op.f("fk_product_producer_id_producer"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product")),
        sa.UniqueConstraint("producer_id", "name_key", name=op.f("uq_product_producer_id_name_key")),
        sqlite_autoincrement=True,
    )

    op.create_table(
        "certification",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("product_id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("stars", sa.Integer(), nullable=False),
        sa.Column("score", sa.String(length=10), nullable=False),
        sa.Column("printed_until", sa.Date(), nullable=True),
        sa.CheckConstraint("stars BETWEEN 3 AND 5", name=op.f("ck_certification_stars")),
        sa.ForeignKeyConstraint(
            ["decision_id"],
            ["decision.id"],
            name=op.f("fk_certification_decision_id_decision"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["product_id"],
            ["product.id"],
            name=op.f("fk_certification_product_id_product"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certification")),
        sa.UniqueConstraint(
            "product_id", "decision_id", name=op.f("uq_certification_product_id_decision_id")
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_certification_decision_id"), "certification", ["decision_id"], unique=False)

    op.create_table(
        "batch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("certification_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Integer(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("key_id", sa.Integer(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("printed_stars", sa.Integer(), nullable=False),
        sa.Column("printed_until", sa.Date(), nullable=False),
        sa.Column("sheet", sa.String(length=20), nullable=False),
        sa.Column("request", sa.String(length=64), nullable=True),
        sa.CheckConstraint(
            "(kind = 0 AND count = 1) OR (kind = 1 AND count BETWEEN 1 AND 16777215)",
            name=op.f("ck_batch_count"),
        ),
        sa.CheckConstraint("id BETWEEN 1 AND 16777215", name=op.f("ck_batch_id")),
        sa.CheckConstraint("kind IN (0, 1)", name=op.f("ck_batch_kind")),
        sa.ForeignKeyConstraint(
            ["certification_id"],
            ["certification.id"],
            name=op.f("fk_batch_certification_id_certification"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["key_id"], ["label_key.id"], name=op.f("fk_batch_key_id_label_key"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batch")),
        sa.UniqueConstraint("request", name=op.f("uq_batch_request")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_batch_certification_id"), "batch", ["certification_id"], unique=False)

    op.create_table(
        "extension",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("certification_id", sa.Integer(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("basis", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(
            ["certification_id"],
            ["certification.id"],
            name=op.f("fk_extension_certification_id_certification"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_extension")),
        sa.UniqueConstraint("certification_id", "until", name=op.f("uq_extension_certification_id_until")),
        sqlite_autoincrement=True,
    )

    op.create_table(
        "revocation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("certification_id", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("ground", sa.String(length=30), nullable=False),
        sa.Column("decision", sa.String(length=200), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["certification_id"],
            ["certification.id"],
            name=op.f("fk_revocation_certification_id_certification"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revocation")),
        sa.UniqueConstraint("certification_id", name=op.f("uq_revocation_certification_id")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "suspension",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("certification_id", sa.Integer(), nullable=False),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decision", sa.String(length=200), nullable=False),
        sa.Column("lifted_on", sa.Date(), nullable=True),
        sa.Column("lift_reason", sa.Text(), nullable=False),
        sa.CheckConstraint("lifted_on IS NULL OR lifted_on >= from_day", name=op.f("ck_suspension_order")),
        sa.ForeignKeyConstraint(
            ["certification_id"],
            ["certification.id"],
            name=op.f("fk_suspension_certification_id_certification"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suspension")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_suspension_certification_id"), "suspension", ["certification_id"], unique=False)
    op.create_index(
        "uq_suspension_open",
        "suspension",
        ["certification_id"],
        unique=True,
        sqlite_where=sa.text("lifted_on IS NULL"),
        postgresql_where=sa.text("lifted_on IS NULL"),
    )

    op.create_table(
        "void",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("first", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint("first >= 0 AND last >= first", name=op.f("ck_void_order")),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["batch.id"], name=op.f("fk_void_batch_id_batch"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_void")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_void_batch_id"), "void", ["batch_id"], unique=False)

    protect_journal()


def protect_journal() -> None:
    """Refuse UPDATE and DELETE on the journal, whoever asks."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION refuse_journal_change() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'the journal is append-only'; END $$"
        )
        op.execute(
            "CREATE TRIGGER journal_append_only BEFORE UPDATE OR DELETE ON journal "
            "FOR EACH ROW EXECUTE FUNCTION refuse_journal_change()"
        )
        op.execute(
            "CREATE TRIGGER journal_not_emptied BEFORE TRUNCATE ON journal "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_journal_change()"
        )
        return
    for event in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER journal_refuse_{event.lower()} BEFORE {event} ON journal "
            "BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END"
        )


def downgrade() -> None:
    op.drop_index(op.f("ix_void_batch_id"), "void")

    op.drop_table("void")
    op.drop_index("uq_suspension_open", "suspension")
    op.drop_index(op.f("ix_suspension_certification_id"), "suspension")

    op.drop_table("suspension")
    op.drop_table("revocation")

    op.drop_table("extension")
    op.drop_index(op.f("ix_batch_certification_id"), "batch")

    op.drop_table("batch")
    op.drop_index(op.f("ix_certification_decision_id"), "certification")

    op.drop_table("certification")

    op.drop_table("product")

    op.drop_table("decision")
    op.drop_table("producer")
    op.drop_table("label_key")
    op.drop_table("journal_head")
    op.drop_index("ix_journal_subject_type_subject_id", "journal")

    op.drop_table("journal")
    op.drop_table("authority")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_journal_change()")
