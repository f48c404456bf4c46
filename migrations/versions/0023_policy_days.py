"""Days of a group’s own and the telling of a version; the signed consent as a kind of paper, where others are."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

SIGNED = """INSERT INTO document_kind (code, name, hint, position, active, version)
SELECT 'consent_form', '签字的告知同意书', '监护人在纸上签字的拍照上传；线上同意的不用交', 15, true, 1
WHERE EXISTS (SELECT 1 FROM document_kind) AND NOT EXISTS (
    SELECT 1 FROM document_kind WHERE code = 'consent_form' OR name = '签字的告知同意书')"""


def upgrade() -> None:
    op.execute(SIGNED)
    with op.batch_alter_table("enrolment_policy_version", schema=None) as batch_op:
        batch_op.add_column(sa.Column("days", sa.JSON(), nullable=False, server_default="[]"))
        batch_op.add_column(sa.Column("told_at", sa.DateTime(), nullable=True))
    op.execute("UPDATE enrolment_policy_version SET told_at = written_at")  # nobody is told now of what has long held


def downgrade() -> None:
    # the kind of paper stays: papers may stand under it
    with op.batch_alter_table("enrolment_policy_version", schema=None) as batch_op:
        batch_op.drop_column("told_at")
        batch_op.drop_column("days")
