"""An index of what each issuer has open; what was sent back is open until its issuer has dealt with it."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

NAME = "ix_assignment_open_issued"
OPEN = sa.text("ended_at IS NULL")


def upgrade() -> None:
    op.execute("UPDATE assignment SET ended_at = NULL WHERE state = 'sent_back'")
    columns = ["issuer", "kind", "severity", "next_due_on", "id"]
    op.create_index(NAME, "assignment", columns, sqlite_where=OPEN, postgresql_where=OPEN)


def downgrade() -> None:
    op.drop_index(NAME, "assignment")
