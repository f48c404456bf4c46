"""Tables of quotas: the seats of each school and grade that the bureau gives a park."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "placement_quota_sheet",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("park_id", sa.Integer(), nullable=False),
        sa.Column("term_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("returned_reason", sa.String(length=200), nullable=False),
        sa.Column("edits", sa.Integer(), nullable=False),
        sa.Column("proposed_by_id", sa.Integer(), nullable=True),
        sa.Column("proposed_at", sa.DateTime(), nullable=True),
        sa.Column("confirmed_by_id", sa.Integer(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(), nullable=True),
        sa.Column("duty_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["confirmed_by_id"], ["user.id"], name=op.f("fk_placement_quota_sheet_confirmed_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["duty_id"], ["assignment.id"], name=op.f("fk_placement_quota_sheet_duty_id_assignment")
        ),
        sa.ForeignKeyConstraint(["park_id"], ["unit.id"], name=op.f("fk_placement_quota_sheet_park_id_unit")),
        sa.ForeignKeyConstraint(
            ["proposed_by_id"], ["user.id"], name=op.f("fk_placement_quota_sheet_proposed_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["term_id"], ["enrolment_term.id"], name=op.f("fk_placement_quota_sheet_term_id_enrolment_term")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placement_quota_sheet")),
        sa.UniqueConstraint("park_id", "term_id", name=op.f("uq_placement_quota_sheet_park_id_term_id")),
    )
    with op.batch_alter_table("placement_quota_sheet", schema=None) as batch_op:
        batch_op.create_index("ix_placement_quota_sheet_term", ["term_id"], unique=False)

    op.create_table(
        "placement_quota",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sheet_id", sa.Integer(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("grade", sa.Integer(), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("confirmed", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_placement_quota_school_id_school"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["sheet_id"],
            ["placement_quota_sheet.id"],
            name=op.f("fk_placement_quota_sheet_id_placement_quota_sheet"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placement_quota")),
        sa.UniqueConstraint("sheet_id", "school_id", "grade", name=op.f("uq_placement_quota_sheet_id_school_id_grade")),
    )
    with op.batch_alter_table("placement_quota", schema=None) as batch_op:
        batch_op.create_index("ix_placement_quota_school", ["school_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("placement_quota", schema=None) as batch_op:
        batch_op.drop_index("ix_placement_quota_school")

    op.drop_table("placement_quota")
    with op.batch_alter_table("placement_quota_sheet", schema=None) as batch_op:
        batch_op.drop_index("ix_placement_quota_sheet_term")

    op.drop_table("placement_quota_sheet")
