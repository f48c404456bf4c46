"""Instructions as rows, taken from the journal so far; what the centre proposes to a leader."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "problem_instruction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("problem_id", sa.Integer(), nullable=False),
        sa.Column("leader_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_problem_instruction_by_id_user")),
        sa.ForeignKeyConstraint(["leader_id"], ["user.id"], name=op.f("fk_problem_instruction_leader_id_user")),
        sa.ForeignKeyConstraint(
            ["problem_id"], ["problem.id"], name=op.f("fk_problem_instruction_problem_id_problem"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_problem_instruction")),
    )
    with op.batch_alter_table("problem_instruction", schema=None) as batch_op:
        batch_op.create_index("ix_problem_instruction_leader", ["leader_id", "id"], unique=False)
        batch_op.create_index("ix_problem_instruction_problem", ["problem_id", "id"], unique=False)

    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.add_column(sa.Column("instructed_at", sa.DateTime(), nullable=True))

    with op.batch_alter_table("problem", schema=None) as batch_op:
        batch_op.add_column(sa.Column("proposal", sa.String(length=200), server_default="", nullable=False))
        batch_op.add_column(sa.Column("proposal_to", sa.String(length=64), server_default="", nullable=False))
        batch_op.add_column(sa.Column("proposed_at", sa.DateTime(), nullable=True))
        batch_op.create_index("ix_problem_proposal", ["proposal_to", "state", "id"], unique=False)

    _take_from_the_journal()


def _take_from_the_journal() -> None:
    """Make a row of every instruction so far: the leader's whose words they are, or whose name a paper bears."""
    bind = op.get_bind()
    events = sa.text(
        "SELECT subject_id, actor_id, on_behalf_of_id, at, payload FROM event WHERE verb = 'problem_instructed' "
        "AND actor_id IS NOT NULL AND subject_id IN (SELECT id FROM problem) ORDER BY id"
    )
    named = sa.text(
        'SELECT u.id FROM "user" u JOIN membership m ON m.user_id = u.id '
        "WHERE u.name = :name AND m.role IN ('leader', 'main_leader') ORDER BY u.id"
    )
    insert = sa.text(
        "INSERT INTO problem_instruction (problem_id, leader_id, by_id, text, due_on, at) "
        "VALUES (:problem, :leader, :by, :text, :due_on, :at)"
    )
    for row in bind.execute(events).all():
        payload = json.loads(row.payload) if isinstance(row.payload, str) else row.payload
        leader = row.on_behalf_of_id or row.actor_id
        if payload.get("leader"):
            leader = bind.execute(named, {"name": payload["leader"]}).scalar() or leader
        bind.execute(
            insert,
            {
                "problem": row.subject_id, "leader": leader, "by": row.actor_id, "text": payload["text"],
                "due_on": payload.get("due_on"), "at": row.at,
            },
        )  # fmt: skip


def downgrade() -> None:
    with op.batch_alter_table("problem", schema=None) as batch_op:
        batch_op.drop_index("ix_problem_proposal")
        batch_op.drop_column("proposed_at")
        batch_op.drop_column("proposal_to")
        batch_op.drop_column("proposal")

    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.drop_column("instructed_at")

    with op.batch_alter_table("problem_instruction", schema=None) as batch_op:
        batch_op.drop_index("ix_problem_instruction_problem")
        batch_op.drop_index("ix_problem_instruction_leader")

    op.drop_table("problem_instruction")
