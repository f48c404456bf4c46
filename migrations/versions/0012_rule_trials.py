"""Changes of voltage rules that were tried before they were made."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "rule_trial",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("area_id", sa.Integer(), nullable=True),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("job_id", sa.Integer(), nullable=True),
        sa.Column("result", sa.JSON(), nullable=True),
        sa.Column("rule_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_rule_trial_area_id_area")),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_rule_trial_by_id_user")),
        sa.ForeignKeyConstraint(["job_id"], ["job.id"], name=op.f("fk_rule_trial_job_id_job"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["rule_id"], ["voltage_rule.id"], name=op.f("fk_rule_trial_rule_id_voltage_rule")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_rule_trial_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_trial")),
    )
    with op.batch_alter_table("rule_trial", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_rule_trial_area_id"), ["area_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_rule_trial_by_id"), ["by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_rule_trial_rule_id"), ["rule_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_rule_trial_unit_id"), ["unit_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("rule_trial", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_rule_trial_unit_id"))
        batch_op.drop_index(batch_op.f("ix_rule_trial_rule_id"))
        batch_op.drop_index(batch_op.f("ix_rule_trial_by_id"))
        batch_op.drop_index(batch_op.f("ix_rule_trial_area_id"))

    op.drop_table("rule_trial")
