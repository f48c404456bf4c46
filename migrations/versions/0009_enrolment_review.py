"""Reviews of requests: decisions, lists of reasons, who has read what."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "enrolment_reason_list",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("park_id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("lines", sa.Text(), nullable=False),
        sa.Column("why", sa.String(length=200), nullable=False),
        sa.Column("written_by_id", sa.Integer(), nullable=True),
        sa.Column("written_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["park_id"], ["unit.id"], name=op.f("fk_enrolment_reason_list_park_id_unit")),
        sa.ForeignKeyConstraint(
            ["written_by_id"], ["user.id"], name=op.f("fk_enrolment_reason_list_written_by_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrolment_reason_list")),
        sa.UniqueConstraint(
            "park_id", "purpose", "number", name=op.f("uq_enrolment_reason_list_park_id_purpose_number")
        ),
    )
    op.create_table(
        "enrolment_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(length=32), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=True),
        sa.Column("over_size", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=100), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_enrolment_decision_by_id_user")),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["enrolment_request.id"],
            name=op.f("fk_enrolment_decision_request_id_enrolment_request"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_enrolment_decision_school_id_school")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrolment_decision")),
    )
    with op.batch_alter_table("enrolment_decision", schema=None) as batch_op:
        batch_op.create_index("ix_enrolment_decision_request", ["request_id", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_enrolment_decision_school_id"), ["school_id"], unique=False)

    op.create_table(
        "enrolment_reading",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=True),
        sa.Column("number", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("who", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("field", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["enrolment_request.id"],
            name=op.f("fk_enrolment_reading_request_id_enrolment_request"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_enrolment_reading_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrolment_reading")),
    )
    with op.batch_alter_table("enrolment_reading", schema=None) as batch_op:
        batch_op.create_index("ix_enrolment_reading_at", ["at", "id"], unique=False)
        batch_op.create_index("ix_enrolment_reading_request", ["request_id", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_enrolment_reading_user_id"), ["user_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("enrolment_reading", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_enrolment_reading_user_id"))
        batch_op.drop_index("ix_enrolment_reading_request")
        batch_op.drop_index("ix_enrolment_reading_at")

    op.drop_table("enrolment_reading")
    with op.batch_alter_table("enrolment_decision", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_enrolment_decision_school_id"))
        batch_op.drop_index("ix_enrolment_decision_request")

    op.drop_table("enrolment_decision")
    op.drop_table("enrolment_reason_list")
