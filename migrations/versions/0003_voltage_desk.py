"""The voltage desk: areas, readings by day and month, rules, findings, curves, files received."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "area",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("station_id", sa.Integer(), nullable=False),
        sa.Column("feeder", sa.String(length=100), nullable=False),
        sa.Column("kva", sa.Integer(), nullable=True),
        sa.Column("phases", sa.SmallInteger(), nullable=False),
        sa.Column("tap", sa.SmallInteger(), nullable=True),
        sa.Column("taps", sa.SmallInteger(), nullable=True),
        sa.Column("tap_step", sa.Integer(), nullable=True),
        sa.Column("customers", sa.Integer(), nullable=True),
        sa.Column("search", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["station_id"], ["unit.id"], name=op.f("fk_area_station_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_area")),
        sa.UniqueConstraint("code", name=op.f("uq_area_code")),
    )
    with op.batch_alter_table("area", schema=None) as batch_op:
        batch_op.create_index("ix_area_station", ["station_id", "code"], unique=False)

    op.create_table(
        "reading_batch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("filename", sa.String(length=200), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=32), nullable=False),
        sa.Column("format", sa.String(length=32), nullable=True),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("only_day", sa.Date(), nullable=True),
        sa.Column("days", sa.JSON(), nullable=False),
        sa.Column("areas", sa.Integer(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("found", sa.Integer(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("unknown", sa.JSON(), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("received_at", sa.DateTime(), nullable=False),
        sa.Column("judged_at", sa.DateTime(), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("job_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_reading_batch_by_id_user")),
        sa.ForeignKeyConstraint(["job_id"], ["job.id"], name=op.f("fk_reading_batch_job_id_job"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reading_batch")),
    )
    with op.batch_alter_table("reading_batch", schema=None) as batch_op:
        batch_op.create_index("ix_reading_batch_received", ["received_at", "id"], unique=False)

    op.create_table(
        "curve",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("area_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("meter", sa.String(length=32), nullable=False),
        sa.Column("phase", sa.String(length=8), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("packed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_curve_area_id_area")),
        sa.PrimaryKeyConstraint("day", "area_id", "meter", "phase", name=op.f("pk_curve")),
    )
    with op.batch_alter_table("curve", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_curve_area_id"), ["area_id"], unique=False)

    op.create_table(
        "daily_voltage",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("area_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("outlet_expected", sa.Integer(), nullable=False),
        sa.Column("outlet_valid", sa.Integer(), nullable=False),
        sa.Column("outlet_qualified", sa.Integer(), nullable=False),
        sa.Column("customer_expected", sa.Integer(), nullable=False),
        sa.Column("customer_valid", sa.Integer(), nullable=False),
        sa.Column("customer_qualified", sa.Integer(), nullable=False),
        sa.Column("outlet_rate", sa.Integer(), nullable=True),
        sa.Column("customer_rate", sa.Integer(), nullable=True),
        sa.Column("completeness", sa.Integer(), nullable=False),
        sa.Column("meters", sa.Integer(), nullable=False),
        sa.Column("low_customers", sa.Integer(), nullable=False),
        sa.Column("low_minutes", sa.Integer(), nullable=False),
        sa.Column("high_customers", sa.Integer(), nullable=False),
        sa.Column("high_minutes", sa.Integer(), nullable=False),
        sa.Column("lowest", sa.Integer(), nullable=True),
        sa.Column("lowest_point", sa.SmallInteger(), nullable=True),
        sa.Column("lowest_meter", sa.String(length=32), nullable=True),
        sa.Column("lowest_phase", sa.String(length=8), nullable=True),
        sa.Column("highest", sa.Integer(), nullable=True),
        sa.Column("highest_point", sa.SmallInteger(), nullable=True),
        sa.Column("highest_meter", sa.String(length=32), nullable=True),
        sa.Column("highest_phase", sa.String(length=8), nullable=True),
        sa.Column("outlet_min", sa.Integer(), nullable=True),
        sa.Column("outlet_max", sa.Integer(), nullable=True),
        sa.Column("sustained_outlet_low", sa.Integer(), nullable=True),
        sa.Column("sustained_outlet_high", sa.Integer(), nullable=True),
        sa.Column("sustained_customer_low", sa.Integer(), nullable=True),
        sa.Column("sustained_customer_high", sa.Integer(), nullable=True),
        sa.Column("unbalance", sa.Integer(), nullable=True),
        sa.Column("current_unbalance", sa.Integer(), nullable=True),
        sa.Column("load", sa.Integer(), nullable=True),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_daily_voltage_area_id_area")),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["reading_batch.id"], name=op.f("fk_daily_voltage_batch_id_reading_batch")
        ),
        sa.PrimaryKeyConstraint("day", "area_id", name=op.f("pk_daily_voltage")),
    )
    with op.batch_alter_table("daily_voltage", schema=None) as batch_op:
        batch_op.create_index("ix_daily_voltage_area", ["area_id", "day"], unique=False)
        batch_op.create_index("ix_daily_voltage_state", ["day", "state", "area_id"], unique=False)

    op.create_table(
        "monthly_voltage",
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("area_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("abnormal_days", sa.Integer(), nullable=False),
        sa.Column("insufficient_days", sa.Integer(), nullable=False),
        sa.Column("outlet_expected", sa.Integer(), nullable=False),
        sa.Column("outlet_valid", sa.Integer(), nullable=False),
        sa.Column("outlet_qualified", sa.Integer(), nullable=False),
        sa.Column("customer_expected", sa.Integer(), nullable=False),
        sa.Column("customer_valid", sa.Integer(), nullable=False),
        sa.Column("customer_qualified", sa.Integer(), nullable=False),
        sa.Column("outlet_rate", sa.Integer(), nullable=True),
        sa.Column("customer_rate", sa.Integer(), nullable=True),
        sa.Column("completeness", sa.Integer(), nullable=False),
        sa.Column("low_customers", sa.Integer(), nullable=False),
        sa.Column("low_days", sa.Integer(), nullable=False),
        sa.Column("low_minutes", sa.Integer(), nullable=False),
        sa.Column("high_customers", sa.Integer(), nullable=False),
        sa.Column("high_days", sa.Integer(), nullable=False),
        sa.Column("high_minutes", sa.Integer(), nullable=False),
        sa.Column("lowest", sa.Integer(), nullable=True),
        sa.Column("highest", sa.Integer(), nullable=True),
        sa.Column("unbalance", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_monthly_voltage_area_id_area")),
        sa.PrimaryKeyConstraint("month", "area_id", name=op.f("pk_monthly_voltage")),
    )
    with op.batch_alter_table("monthly_voltage", schema=None) as batch_op:
        batch_op.create_index("ix_monthly_voltage_area", ["area_id", "month"], unique=False)

    op.create_table(
        "voltage_rule",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("area_id", sa.Integer(), nullable=True),
        sa.Column("threshold", sa.Integer(), nullable=False),
        sa.Column("severe", sa.Integer(), nullable=True),
        sa.Column("recovery", sa.Integer(), nullable=False),
        sa.Column("line_threshold", sa.Integer(), nullable=True),
        sa.Column("line_severe", sa.Integer(), nullable=True),
        sa.Column("load", sa.Integer(), nullable=True),
        sa.Column("consecutive", sa.SmallInteger(), nullable=False),
        sa.Column("window_days", sa.SmallInteger(), nullable=False),
        sa.Column("min_days", sa.SmallInteger(), nullable=False),
        sa.Column("min_completeness", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("by_name", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_voltage_rule_area_id_area")),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_voltage_rule_by_id_user")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_voltage_rule_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_voltage_rule")),
    )
    with op.batch_alter_table("voltage_rule", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_voltage_rule_area_id"), ["area_id"], unique=False)
        batch_op.create_index("ix_voltage_rule_kind", ["kind", "valid_from"], unique=False)
        batch_op.create_index(batch_op.f("ix_voltage_rule_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "finding",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("rule_id", sa.Integer(), nullable=False),
        sa.Column("severity", sa.String(length=32), nullable=False),
        sa.Column("customers", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("worst", sa.Integer(), nullable=True),
        sa.Column("meter", sa.String(length=32), nullable=False),
        sa.Column("phase", sa.String(length=8), nullable=False),
        sa.Column("point", sa.SmallInteger(), nullable=True),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_finding_area_id_area")),
        sa.ForeignKeyConstraint(["rule_id"], ["voltage_rule.id"], name=op.f("fk_finding_rule_id_voltage_rule")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding")),
    )
    with op.batch_alter_table("finding", schema=None) as batch_op:
        batch_op.create_index("ix_finding_area_kind", ["area_id", "kind", "day"], unique=False)
        batch_op.create_index("ix_finding_day_area_kind", ["day", "area_id", "kind"], unique=True)


def downgrade() -> None:
    with op.batch_alter_table("finding", schema=None) as batch_op:
        batch_op.drop_index("ix_finding_day_area_kind")
        batch_op.drop_index("ix_finding_area_kind")

    op.drop_table("finding")
    with op.batch_alter_table("voltage_rule", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_voltage_rule_unit_id"))
        batch_op.drop_index("ix_voltage_rule_kind")
        batch_op.drop_index(batch_op.f("ix_voltage_rule_area_id"))

    op.drop_table("voltage_rule")
    with op.batch_alter_table("monthly_voltage", schema=None) as batch_op:
        batch_op.drop_index("ix_monthly_voltage_area")

    op.drop_table("monthly_voltage")
    with op.batch_alter_table("daily_voltage", schema=None) as batch_op:
        batch_op.drop_index("ix_daily_voltage_state")
        batch_op.drop_index("ix_daily_voltage_area")

    op.drop_table("daily_voltage")
    with op.batch_alter_table("curve", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_curve_area_id"))

    op.drop_table("curve")
    with op.batch_alter_table("reading_batch", schema=None) as batch_op:
        batch_op.drop_index("ix_reading_batch_received")

    op.drop_table("reading_batch")
    with op.batch_alter_table("area", schema=None) as batch_op:
        batch_op.drop_index("ix_area_station")

    op.drop_table("area")
