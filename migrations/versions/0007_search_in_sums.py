"""Sums over a search read the index alone (SQLite); PostgreSQL keeps the index empty."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

NAME = "ix_project_sums"
COLUMNS = [
    "stage", "ledger_id", "activity", "light", "level", "industry", "investment_type", "list_year", "year_category",
    "responsible_unit_id", "township_id", "park_id", "commissioner_id", "parent_id", "total_investment", "annual_plan",
    "year_to_date", "cumulative",
]  # fmt: skip


def upgrade() -> None:
    op.drop_index(NAME, "project")
    op.create_index(NAME, "project", [*COLUMNS, "search"], postgresql_where=sa.text("false"))


def downgrade() -> None:
    op.drop_index(NAME, "project")
    op.create_index(NAME, "project", COLUMNS)
