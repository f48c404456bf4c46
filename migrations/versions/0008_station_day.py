"""Days of the voltage desk summed up by station."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "station_day",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("station_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("areas", sa.Integer(), nullable=False),
        sa.Column("abnormal", sa.Integer(), nullable=False),
        sa.Column("insufficient", sa.Integer(), nullable=False),
        sa.Column("outlet_valid", sa.Integer(), nullable=False),
        sa.Column("outlet_qualified", sa.Integer(), nullable=False),
        sa.Column("customer_valid", sa.Integer(), nullable=False),
        sa.Column("customer_qualified", sa.Integer(), nullable=False),
        sa.Column("low_customers", sa.Integer(), nullable=False),
        sa.Column("high_customers", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["station_id"], ["unit.id"], name=op.f("fk_station_day_station_id_unit")),
        sa.PrimaryKeyConstraint("day", "station_id", name=op.f("pk_station_day")),
    )


def downgrade() -> None:
    op.drop_table("station_day")
