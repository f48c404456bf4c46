"""Publications of rounds and the objections to them."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "placement_publication",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=False),
        sa.Column("published_by_id", sa.Integer(), nullable=True),
        sa.Column("published_at", sa.DateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["published_by_id"], ["user.id"], name=op.f("fk_placement_publication_published_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["round_id"],
            ["placement_round.id"],
            name=op.f("fk_placement_publication_round_id_placement_round"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placement_publication")),
        sa.UniqueConstraint("round_id", name=op.f("uq_placement_publication_round_id")),
    )
    op.create_table(
        "placement_objection",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("raised_by_id", sa.Integer(), nullable=True),
        sa.Column("raised_at", sa.DateTime(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.DateTime(), nullable=True),
        sa.Column("appeal_by", sa.Date(), nullable=True),
        sa.Column("appeal", sa.Text(), nullable=False),
        sa.Column("appealed_at", sa.DateTime(), nullable=True),
        sa.Column("review", sa.Text(), nullable=False),
        sa.Column("reviewed_at", sa.DateTime(), nullable=True),
        sa.Column("current_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["current_id"], ["assignment.id"], name=op.f("fk_placement_objection_current_id_assignment")
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"],
            ["placement_entry.id"],
            name=op.f("fk_placement_objection_entry_id_placement_entry"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["raised_by_id"], ["user.id"], name=op.f("fk_placement_objection_raised_by_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placement_objection")),
    )
    with op.batch_alter_table("placement_objection", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_placement_objection_current_id"), ["current_id"], unique=False)
        batch_op.create_index("ix_placement_objection_entry", ["entry_id", "id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("placement_objection", schema=None) as batch_op:
        batch_op.drop_index("ix_placement_objection_entry")
        batch_op.drop_index(batch_op.f("ix_placement_objection_current_id"))

    op.drop_table("placement_objection")
    op.drop_table("placement_publication")
