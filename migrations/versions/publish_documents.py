"""The hash of a decision's signed document that was published.

Revision: publish_documents, after tell_stories.
"""

import sqlalchemy as sa
from alembic import op

revision = "publish_documents"
down_revision = "tell_stories"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("decision", sa.Column("document", sa.String(64), nullable=True))


def downgrade() -> None:
    op.drop_column("decision", "document")
