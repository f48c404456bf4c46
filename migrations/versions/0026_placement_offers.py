"""Offers of seats that have become free."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "placement_offer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("offered_by_id", sa.Integer(), nullable=True),
        sa.Column("offered_at", sa.DateTime(), nullable=False),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(), nullable=True),
        sa.Column("current_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["answered_by_id"], ["user.id"], name=op.f("fk_placement_offer_answered_by_id_user")),
        sa.ForeignKeyConstraint(
            ["current_id"], ["assignment.id"], name=op.f("fk_placement_offer_current_id_assignment")
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"],
            ["placement_entry.id"],
            name=op.f("fk_placement_offer_entry_id_placement_entry"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["offered_by_id"], ["user.id"], name=op.f("fk_placement_offer_offered_by_id_user")),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_placement_offer_school_id_school")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placement_offer")),
    )
    with op.batch_alter_table("placement_offer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_placement_offer_current_id"), ["current_id"], unique=False)
        batch_op.create_index("ix_placement_offer_entry", ["entry_id", "school_id"], unique=False)
        batch_op.create_index("ix_placement_offer_school", ["school_id", "state"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("placement_offer", schema=None) as batch_op:
        batch_op.drop_index("ix_placement_offer_school")
        batch_op.drop_index("ix_placement_offer_entry")
        batch_op.drop_index(batch_op.f("ix_placement_offer_current_id"))

    op.drop_table("placement_offer")
