"""A stall declares a good with its maker, where that is not who holds the stall.

Revision: tell_makers, after open_fairs.
"""

import sqlalchemy as sa
from alembic import op

revision = "tell_makers"
down_revision = "open_fairs"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("declared_good", sa.Column("maker", sa.String(200), nullable=True))
    op.execute("UPDATE declared_good SET maker = ''")
    with op.batch_alter_table("declared_good", table_kwargs={"sqlite_autoincrement": True}) as good:
        good.alter_column("maker", existing_type=sa.String(200), nullable=False)


def downgrade() -> None:
    with op.batch_alter_table("declared_good", table_kwargs={"sqlite_autoincrement": True}) as good:
        good.drop_column("maker")
