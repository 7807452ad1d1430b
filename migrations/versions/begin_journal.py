"""The head of the journal from the start, so that the first writers wait for each other like all later ones.

Revision: begin_journal, after undo_imports.
"""

from alembic import op

revision = "begin_journal"
down_revision = "undo_imports"
branch_labels = None
depends_on = None

FIRST_HASH = "0" * 64


def upgrade() -> None:
    op.execute(
        f"INSERT INTO journal_head (id, sequence, hash) SELECT 1, 0, '{FIRST_HASH}'"  # noqa: S608
        " WHERE NOT EXISTS (SELECT 1 FROM journal_head)"
    )


def downgrade() -> None:
    op.execute("DELETE FROM journal_head WHERE sequence = 0")
