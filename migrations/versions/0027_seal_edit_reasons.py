"""The reason of a change by hand may tell of a family: sealed from now on, as other words about one."""

import sqlalchemy as sa
from alembic import op

from zz.sealed import seal

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

entry = sa.table("placement_entry", sa.column("id", sa.Integer), sa.column("draft_reason", sa.Text))


def upgrade() -> None:
    connection = op.get_bind()
    plain = connection.execute(sa.select(entry.c.id, entry.c.draft_reason).where(entry.c.draft_reason != "")).all()
    for row in plain:
        sealed = seal(row.draft_reason.encode()).decode()
        connection.execute(sa.update(entry).where(entry.c.id == row.id).values(draft_reason=sealed))


def downgrade() -> None:
    """Sealed words stay sealed: an earlier program shows them as they are stored."""
