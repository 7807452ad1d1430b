"""A fair leads to its organizer's own page.

Revision: link_fairs, after keep_lists.
"""

import sqlalchemy as sa
from alembic import op

revision = "link_fairs"
down_revision = "keep_lists"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("fair", sa.Column("link", sa.String(300), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("fair", "link")
