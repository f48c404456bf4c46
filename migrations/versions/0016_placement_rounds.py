"""Orders of priority, placement rounds, and what a round has for each child."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "placement_order",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("park_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("criteria", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("written_by_id", sa.Integer(), nullable=True),
        sa.Column("written_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["park_id"], ["unit.id"], name=op.f("fk_placement_order_park_id_unit")),
        sa.ForeignKeyConstraint(["written_by_id"], ["user.id"], name=op.f("fk_placement_order_written_by_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placement_order")),
        sa.UniqueConstraint("park_id", "number", name=op.f("uq_placement_order_park_id_number")),
    )
    op.create_table(
        "placement_round",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("park_id", sa.Integer(), nullable=False),
        sa.Column("term_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("quotas", sa.JSON(), nullable=False),
        sa.Column("seed_way", sa.String(length=32), nullable=True),
        sa.Column("witnesses", sa.String(length=200), nullable=False),
        sa.Column("seed", sa.Text(), nullable=False),
        sa.Column("seal", sa.String(length=64), nullable=False),
        sa.Column("result_digest", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("sealed_by_id", sa.Integer(), nullable=True),
        sa.Column("sealed_at", sa.DateTime(), nullable=True),
        sa.Column("run_at", sa.DateTime(), nullable=True),
        sa.Column("confirmed_by_id", sa.Integer(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["confirmed_by_id"], ["user.id"], name=op.f("fk_placement_round_confirmed_by_id_user")),
        sa.ForeignKeyConstraint(["created_by_id"], ["user.id"], name=op.f("fk_placement_round_created_by_id_user")),
        sa.ForeignKeyConstraint(
            ["order_id"], ["placement_order.id"], name=op.f("fk_placement_round_order_id_placement_order")
        ),
        sa.ForeignKeyConstraint(["park_id"], ["unit.id"], name=op.f("fk_placement_round_park_id_unit")),
        sa.ForeignKeyConstraint(["sealed_by_id"], ["user.id"], name=op.f("fk_placement_round_sealed_by_id_user")),
        sa.ForeignKeyConstraint(
            ["term_id"], ["enrolment_term.id"], name=op.f("fk_placement_round_term_id_enrolment_term")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placement_round")),
        sa.UniqueConstraint("park_id", "term_id", "number", name=op.f("uq_placement_round_park_id_term_id_number")),
    )
    op.create_table(
        "placement_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("grade", sa.Integer(), nullable=False),
        sa.Column("input", sa.JSON(), nullable=False),
        sa.Column("lot", sa.Integer(), nullable=True),
        sa.Column("school_id", sa.Integer(), nullable=True),
        sa.Column("wish", sa.Integer(), nullable=True),
        sa.Column("place_in_order", sa.Integer(), nullable=True),
        sa.Column("seats", sa.Integer(), nullable=True),
        sa.Column("steps", sa.JSON(), nullable=False),
        sa.Column("draft_school_id", sa.Integer(), nullable=True),
        sa.Column("draft_reason", sa.Text(), nullable=False),
        sa.Column("over_size", sa.Boolean(), nullable=False),
        sa.Column("edited_by_id", sa.Integer(), nullable=True),
        sa.Column("edited_at", sa.DateTime(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["draft_school_id"], ["school.id"], name=op.f("fk_placement_entry_draft_school_id_school")
        ),
        sa.ForeignKeyConstraint(["edited_by_id"], ["user.id"], name=op.f("fk_placement_entry_edited_by_id_user")),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["enrolment_request.id"],
            name=op.f("fk_placement_entry_request_id_enrolment_request"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["round_id"],
            ["placement_round.id"],
            name=op.f("fk_placement_entry_round_id_placement_round"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_placement_entry_school_id_school")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placement_entry")),
        sa.UniqueConstraint("round_id", "request_id", name=op.f("uq_placement_entry_round_id_request_id")),
    )
    with op.batch_alter_table("placement_entry", schema=None) as batch_op:
        batch_op.create_index("ix_placement_entry_draft", ["round_id", "draft_school_id", "grade", "id"], unique=False)
        batch_op.create_index("ix_placement_entry_list", ["round_id", "grade", "id"], unique=False)
        batch_op.create_index("ix_placement_entry_request", ["request_id", "round_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("placement_entry", schema=None) as batch_op:
        batch_op.drop_index("ix_placement_entry_request")
        batch_op.drop_index("ix_placement_entry_list")
        batch_op.drop_index("ix_placement_entry_draft")

    op.drop_table("placement_entry")
    op.drop_table("placement_round")
    op.drop_table("placement_order")
