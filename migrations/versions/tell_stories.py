"""What is said of products beside their decisions: words and photos.

Revision: tell_stories, after begin_journal.
"""

import sqlalchemy as sa
from alembic import op

revision = "tell_stories"
down_revision = "begin_journal"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)


def of_product(table: str) -> sa.ForeignKeyConstraint:
    """A product that something is said of stays."""
    name = op.f(f"fk_{table}_product_id_product")
    return sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=name, ondelete="RESTRICT")


def upgrade() -> None:
    op.create_table(
        "story",
        sa.Column("product_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("teller", sa.String(10), nullable=False),
        sa.Column("document", sa.String(64), nullable=False),
        sa.Column("changed_at", TIME, nullable=False),
        of_product("story"),
        sa.PrimaryKeyConstraint("product_id", name=op.f("pk_story")),
    )
    op.create_table(
        "story_photo",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("product_id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("alt", sa.String(200), nullable=False),
        sa.Column("teller", sa.String(10), nullable=False),
        sa.Column("files", sa.Text(), nullable=False),
        sa.Column("added_at", TIME, nullable=False),
        of_product("story_photo"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_story_photo")),
        sa.UniqueConstraint("product_id", "sha256", name=op.f("uq_story_photo_product_id_sha256")),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    op.drop_table("story_photo")
    op.drop_table("story")
