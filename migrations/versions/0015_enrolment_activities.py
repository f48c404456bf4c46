"""Activities for the children of employees, sign-ups, attendance."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "activity",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("park_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("title", sa.String(length=64), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("place", sa.String(length=64), nullable=False),
        sa.Column("hours", sa.String(length=64), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("sign_up_by", sa.Date(), nullable=False),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.Column("first_grade", sa.Integer(), nullable=False),
        sa.Column("last_grade", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("published_at", sa.DateTime(), nullable=True),
        sa.Column("cancel_reason", sa.String(length=200), nullable=False),
        sa.Column("names_forgotten", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["park_id"], ["unit.id"], name=op.f("fk_activity_park_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity")),
    )
    with op.batch_alter_table("activity", schema=None) as batch_op:
        batch_op.create_index("ix_activity_park", ["park_id", "state", "ends_on", "id"], unique=False)

    op.create_table(
        "activity_sign_up",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("enterprise_id", sa.Integer(), nullable=False),
        sa.Column("child_name", sa.Text(), nullable=False),
        sa.Column("grade", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("signed_up_by_id", sa.Integer(), nullable=False),
        sa.Column("signed_up_at", sa.DateTime(), nullable=False),
        sa.Column("moved_up_at", sa.DateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activity.id"], name=op.f("fk_activity_sign_up_activity_id_activity"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["enterprise_id"], ["unit.id"], name=op.f("fk_activity_sign_up_enterprise_id_unit")),
        sa.ForeignKeyConstraint(
            ["signed_up_by_id"], ["user.id"], name=op.f("fk_activity_sign_up_signed_up_by_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity_sign_up")),
    )
    with op.batch_alter_table("activity_sign_up", schema=None) as batch_op:
        batch_op.create_index("ix_activity_sign_up_activity", ["activity_id", "state", "id"], unique=False)
        batch_op.create_index("ix_activity_sign_up_enterprise", ["enterprise_id", "activity_id", "id"], unique=False)

    op.create_table(
        "activity_attendance",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sign_up_id", sa.Integer(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("present", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["sign_up_id"],
            ["activity_sign_up.id"],
            name=op.f("fk_activity_attendance_sign_up_id_activity_sign_up"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity_attendance")),
        sa.UniqueConstraint("sign_up_id", "on_day", name=op.f("uq_activity_attendance_sign_up_id_on_day")),
    )


def downgrade() -> None:
    op.drop_table("activity_attendance")
    with op.batch_alter_table("activity_sign_up", schema=None) as batch_op:
        batch_op.drop_index("ix_activity_sign_up_enterprise")
        batch_op.drop_index("ix_activity_sign_up_activity")

    op.drop_table("activity_sign_up")
    with op.batch_alter_table("activity", schema=None) as batch_op:
        batch_op.drop_index("ix_activity_park")

    op.drop_table("activity")
