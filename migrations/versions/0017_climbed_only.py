"""The index of what has climbed leaves out what has not: with all of it in, SQLite thinks it of no use."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

NAME = "ix_assignment_climbed"
CLIMBED = sa.text("climbed_to IS NOT NULL")


def upgrade() -> None:
    op.drop_index(NAME, "assignment")
    columns = ["climbed_to", "ended_at", "severity", "next_due_on", "id"]
    op.create_index(NAME, "assignment", columns, sqlite_where=CLIMBED, postgresql_where=CLIMBED)


def downgrade() -> None:
    op.drop_index(NAME, "assignment")
    op.create_index(NAME, "assignment", ["climbed_to", "state", "severity", "next_due_on", "id"])
