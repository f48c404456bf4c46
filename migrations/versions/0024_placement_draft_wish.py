"""Which of the wishes a draft gives a child, as a column of its own: lists count by it."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("placement_entry", schema=None) as batch_op:
        batch_op.add_column(sa.Column("draft_wish", sa.Integer(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("placement_entry", schema=None) as batch_op:
        batch_op.drop_column("draft_wish")
