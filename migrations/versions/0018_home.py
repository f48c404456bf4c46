"""The mark of what turned red on the first page, and indexes to find that by."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "home_mark",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("seen_until", sa.DateTime(), nullable=False),
        sa.Column("before", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_home_mark_user_id_user"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_home_mark")),
    )
    with op.batch_alter_table("card", schema=None) as batch_op:
        batch_op.create_index("ix_card_decided", ["severity", "state", "decided_at"], unique=False)

    with op.batch_alter_table("project_version", schema=None) as batch_op:
        batch_op.create_index("ix_project_version_light", ["light", "valid_from", "project_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("project_version", schema=None) as batch_op:
        batch_op.drop_index("ix_project_version_light")

    with op.batch_alter_table("card", schema=None) as batch_op:
        batch_op.drop_index("ix_card_decided")

    op.drop_table("home_mark")
