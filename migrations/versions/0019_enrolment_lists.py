"""Keep the lists of requests in the order of an index each; let the park be told where a family is late."""

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

# An open duty of a family is issued by the park that is told of it, no longer by the enterprise itself.
BY_THE_PARK = """UPDATE assignment SET issuer = (
    SELECT 'u' || r.park_id || '\\:park' FROM enrolment_request r WHERE r.id = assignment.subject_id
) WHERE subject_type = 'enrolment_request' AND holder LIKE '%\\:enterprise_hr' AND ended_at IS NULL"""


def upgrade() -> None:
    op.execute(BY_THE_PARK)
    with op.batch_alter_table("enrolment_request", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_enrolment_request_enterprise"))
        batch_op.drop_index(batch_op.f("ix_enrolment_request_park"))
        batch_op.drop_index(batch_op.f("ix_enrolment_request_queue"))
        batch_op.create_index(
            "ix_enrolment_request_queue",
            ["park_id", "id", "state", "term_id", "grade", "staff_group", "school_id", "number", "accepted_at"],
            unique=False,
        )
        batch_op.create_index(
            "ix_enrolment_request_own",
            ["enterprise_id", "id", "term_id", "state", "grade", "staff_group", "paper", "submitted_at"],
            unique=False,
        )


def downgrade() -> None:
    with op.batch_alter_table("enrolment_request", schema=None) as batch_op:
        batch_op.drop_index("ix_enrolment_request_own")
        batch_op.drop_index("ix_enrolment_request_queue")
        batch_op.create_index(
            batch_op.f("ix_enrolment_request_queue"),
            ["park_id", "state", "term_id", "grade", "staff_group", "school_id", "number", "accepted_at"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_enrolment_request_park"), ["park_id", "term_id", "state", "id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_enrolment_request_enterprise"), ["enterprise_id", "term_id", "state", "id"], unique=False
        )
