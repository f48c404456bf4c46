"""When what depends on a version of a rule was told that it is in force; of those in force now it knows."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("rule", schema=None) as batch_op:
        batch_op.add_column(sa.Column("taken_up_at", sa.DateTime(), nullable=True))
    op.execute("UPDATE rule SET taken_up_at = changed_at WHERE valid_from <= CURRENT_DATE")


def downgrade() -> None:
    with op.batch_alter_table("rule", schema=None) as batch_op:
        batch_op.drop_column("taken_up_at")
