"""An index that the queue of requests is counted by."""

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("enrolment_request", schema=None) as batch_op:
        batch_op.create_index(
            "ix_enrolment_request_queue",
            ["park_id", "state", "term_id", "grade", "staff_group", "school_id", "number", "accepted_at"],
            unique=False,
        )


def downgrade() -> None:
    with op.batch_alter_table("enrolment_request", schema=None) as batch_op:
        batch_op.drop_index("ix_enrolment_request_queue")
