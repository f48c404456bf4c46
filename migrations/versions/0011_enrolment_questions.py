"""Questions of enterprises, and what is published of them."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "enrolment_question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("park_id", sa.Integer(), nullable=False),
        sa.Column("enterprise_id", sa.Integer(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("topic", sa.String(length=32), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("assignment_id", sa.Integer(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(), nullable=True),
        sa.Column("search", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["user.id"], name=op.f("fk_enrolment_question_answered_by_id_user")
        ),
        sa.ForeignKeyConstraint(["asked_by_id"], ["user.id"], name=op.f("fk_enrolment_question_asked_by_id_user")),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["assignment.id"], name=op.f("fk_enrolment_question_assignment_id_assignment")
        ),
        sa.ForeignKeyConstraint(["enterprise_id"], ["unit.id"], name=op.f("fk_enrolment_question_enterprise_id_unit")),
        sa.ForeignKeyConstraint(["park_id"], ["unit.id"], name=op.f("fk_enrolment_question_park_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrolment_question")),
    )
    with op.batch_alter_table("enrolment_question", schema=None) as batch_op:
        batch_op.create_index("ix_enrolment_question_enterprise", ["enterprise_id", "state", "id"], unique=False)
        batch_op.create_index("ix_enrolment_question_park", ["park_id", "state", "id"], unique=False)

    op.create_table(
        "enrolment_faq",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("park_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=True),
        sa.Column("topic", sa.String(length=32), nullable=False),
        sa.Column("question", sa.String(length=300), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("published_by_id", sa.Integer(), nullable=True),
        sa.Column("published_at", sa.DateTime(), nullable=False),
        sa.Column("search", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["park_id"], ["unit.id"], name=op.f("fk_enrolment_faq_park_id_unit")),
        sa.ForeignKeyConstraint(["published_by_id"], ["user.id"], name=op.f("fk_enrolment_faq_published_by_id_user")),
        sa.ForeignKeyConstraint(
            ["question_id"], ["enrolment_question.id"], name=op.f("fk_enrolment_faq_question_id_enrolment_question")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrolment_faq")),
        sa.UniqueConstraint("question_id", name=op.f("uq_enrolment_faq_question_id")),
    )
    with op.batch_alter_table("enrolment_faq", schema=None) as batch_op:
        batch_op.create_index("ix_enrolment_faq_park", ["park_id", "active", "topic", "id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("enrolment_faq", schema=None) as batch_op:
        batch_op.drop_index("ix_enrolment_faq_park")

    op.drop_table("enrolment_faq")
    with op.batch_alter_table("enrolment_question", schema=None) as batch_op:
        batch_op.drop_index("ix_enrolment_question_park")
        batch_op.drop_index("ix_enrolment_question_enterprise")

    op.drop_table("enrolment_question")
