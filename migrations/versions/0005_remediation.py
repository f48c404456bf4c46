"""The library of voltage faults, and what is done about them."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "voltage_problem",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("persistent", sa.Boolean(), nullable=False),
        sa.Column("severe", sa.Boolean(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("window_days", sa.Integer(), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("customers", sa.Integer(), nullable=False),
        sa.Column("clear_days", sa.SmallInteger(), nullable=False),
        sa.Column("recurrences", sa.SmallInteger(), nullable=False),
        sa.Column("recovered_on", sa.Date(), nullable=True),
        sa.Column("rule_id", sa.Integer(), nullable=False),
        sa.Column("cause", sa.String(length=32), nullable=False),
        sa.Column("cause_why", sa.String(length=200), nullable=False),
        sa.Column("suspended_until", sa.Date(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("entered_at", sa.DateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_voltage_problem_area_id_area")),
        sa.ForeignKeyConstraint(["rule_id"], ["voltage_rule.id"], name=op.f("fk_voltage_problem_rule_id_voltage_rule")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_voltage_problem")),
        sa.UniqueConstraint("area_id", "kind", name=op.f("uq_voltage_problem_area_id_kind")),
    )
    with op.batch_alter_table("voltage_problem", schema=None) as batch_op:
        batch_op.create_index("ix_voltage_problem_list", ["state", "persistent", "weight", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_voltage_problem_suspended_until"), ["suspended_until"], unique=False)

    op.create_table(
        "remediation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("problem_id", sa.Integer(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("station_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("search", sa.Text(), nullable=False),
        sa.Column("demand", sa.Text(), nullable=False),
        sa.Column("dispatched_at", sa.DateTime(), nullable=False),
        sa.Column("dispatched_by_id", sa.Integer(), nullable=True),
        sa.Column("customers", sa.Integer(), nullable=False),
        sa.Column("measure", sa.String(length=32), nullable=True),
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("people", sa.String(length=200), nullable=False),
        sa.Column("reserve_month", sa.Date(), nullable=True),
        sa.Column("planned_at", sa.DateTime(), nullable=True),
        sa.Column("work_on", sa.Date(), nullable=True),
        sa.Column("tap_from", sa.SmallInteger(), nullable=True),
        sa.Column("tap_to", sa.SmallInteger(), nullable=True),
        sa.Column("work", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=True),
        sa.Column("verified_at", sa.DateTime(), nullable=True),
        sa.Column("verified_by_id", sa.Integer(), nullable=True),
        sa.Column("round", sa.SmallInteger(), nullable=False),
        sa.Column("rejections", sa.SmallInteger(), nullable=False),
        sa.Column("relapses", sa.SmallInteger(), nullable=False),
        sa.Column("rechecks", sa.SmallInteger(), nullable=False),
        sa.Column("next_check_on", sa.Date(), nullable=True),
        sa.Column("current_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_remediation_area_id_area")),
        sa.ForeignKeyConstraint(["current_id"], ["assignment.id"], name=op.f("fk_remediation_current_id_assignment")),
        sa.ForeignKeyConstraint(["dispatched_by_id"], ["user.id"], name=op.f("fk_remediation_dispatched_by_id_user")),
        sa.ForeignKeyConstraint(
            ["problem_id"], ["voltage_problem.id"], name=op.f("fk_remediation_problem_id_voltage_problem")
        ),
        sa.ForeignKeyConstraint(["station_id"], ["unit.id"], name=op.f("fk_remediation_station_id_unit")),
        sa.ForeignKeyConstraint(["verified_by_id"], ["user.id"], name=op.f("fk_remediation_verified_by_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remediation")),
        sa.UniqueConstraint("number", name=op.f("uq_remediation_number")),
    )
    with op.batch_alter_table("remediation", schema=None) as batch_op:
        batch_op.create_index("ix_remediation_area", ["area_id", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_remediation_current_id"), ["current_id"], unique=False)
        batch_op.create_index("ix_remediation_list", ["state", "dispatched_at", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_remediation_next_check_on"), ["next_check_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_remediation_planned_at"), ["planned_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_remediation_problem_id"), ["problem_id"], unique=False)
        batch_op.create_index("ix_remediation_station", ["station_id", "state", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_remediation_verified_at"), ["verified_at"], unique=False)

    op.create_table(
        "remediation_comparison",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("remediation_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.SmallInteger(), nullable=False),
        sa.Column("verdict", sa.String(length=32), nullable=False),
        sa.Column("control_id", sa.Integer(), nullable=True),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["control_id"], ["area.id"], name=op.f("fk_remediation_comparison_control_id_area")),
        sa.ForeignKeyConstraint(
            ["remediation_id"],
            ["remediation.id"],
            name=op.f("fk_remediation_comparison_remediation_id_remediation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remediation_comparison")),
        sa.UniqueConstraint("remediation_id", "round", name=op.f("uq_remediation_comparison_remediation_id_round")),
    )


def downgrade() -> None:
    op.drop_table("remediation_comparison")
    with op.batch_alter_table("remediation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_remediation_verified_at"))
        batch_op.drop_index("ix_remediation_station")
        batch_op.drop_index(batch_op.f("ix_remediation_problem_id"))
        batch_op.drop_index(batch_op.f("ix_remediation_planned_at"))
        batch_op.drop_index(batch_op.f("ix_remediation_next_check_on"))
        batch_op.drop_index("ix_remediation_list")
        batch_op.drop_index(batch_op.f("ix_remediation_current_id"))
        batch_op.drop_index("ix_remediation_area")

    op.drop_table("remediation")
    with op.batch_alter_table("voltage_problem", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_voltage_problem_suspended_until"))
        batch_op.drop_index("ix_voltage_problem_list")

    op.drop_table("voltage_problem")
