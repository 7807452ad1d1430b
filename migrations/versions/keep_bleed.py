"""How much paper a press cuts off around the labels of a sheet.

Revision: keep_bleed, after take_reports.
"""

import sqlalchemy as sa
from alembic import op

revision = "keep_bleed"
down_revision = "take_reports"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("label_sheet", sa.Column("bleed", sa.Double(), server_default="0", nullable=False))


def downgrade() -> None:
    op.drop_column("label_sheet", "bleed")
