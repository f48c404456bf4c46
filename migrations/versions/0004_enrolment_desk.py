"""Tables of the enrolment desk: terms, schools and seats, documents, policies in versions."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "document_kind",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("hint", sa.String(length=200), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_kind")),
        sa.UniqueConstraint("code", name=op.f("uq_document_kind_code")),
        sa.UniqueConstraint("name", name=op.f("uq_document_kind_name")),
    )
    op.create_table(
        "enrolment_policy",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("park_id", sa.Integer(), nullable=False),
        sa.Column("staff_group", sa.String(length=32), nullable=False),
        sa.Column("stage", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["park_id"], ["unit.id"], name=op.f("fk_enrolment_policy_park_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrolment_policy")),
        sa.UniqueConstraint(
            "park_id", "staff_group", "stage", name=op.f("uq_enrolment_policy_park_id_staff_group_stage")
        ),
    )
    op.create_table(
        "enrolment_term",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("root_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("season", sa.String(length=32), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("collect_from", sa.Date(), nullable=False),
        sa.Column("collect_to", sa.Date(), nullable=False),
        sa.Column("review_by", sa.Date(), nullable=False),
        sa.Column("result_on", sa.Date(), nullable=False),
        sa.Column("arrival_from", sa.Date(), nullable=False),
        sa.Column("arrival_to", sa.Date(), nullable=False),
        sa.Column("current", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["root_id"], ["unit.id"], name=op.f("fk_enrolment_term_root_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrolment_term")),
        sa.UniqueConstraint("root_id", "year", "season", name=op.f("uq_enrolment_term_root_id_year_season")),
    )
    op.create_table(
        "school",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("root_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("ownership", sa.String(length=32), nullable=False),
        sa.Column("first_grade", sa.Integer(), nullable=False),
        sa.Column("last_grade", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(length=128), nullable=False),
        sa.Column("catchment", sa.Text(), nullable=False),
        sa.Column("phone", sa.String(length=32), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("search", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["root_id"], ["unit.id"], name=op.f("fk_school_root_id_unit")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_school_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_school")),
        sa.UniqueConstraint("root_id", "name", name=op.f("uq_school_root_id_name")),
        sa.UniqueConstraint("unit_id", name=op.f("uq_school_unit_id")),
    )
    with op.batch_alter_table("school", schema=None) as batch_op:
        batch_op.create_index("ix_school_root_name", ["root_id", "active", "name"], unique=False)

    op.create_table(
        "enrolment_policy_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("policy_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("qualifies", sa.Text(), nullable=False),
        sa.Column("priority", sa.Text(), nullable=False),
        sa.Column("dates", sa.Text(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("written_by_id", sa.Integer(), nullable=True),
        sa.Column("written_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["policy_id"],
            ["enrolment_policy.id"],
            name=op.f("fk_enrolment_policy_version_policy_id_enrolment_policy"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["written_by_id"], ["user.id"], name=op.f("fk_enrolment_policy_version_written_by_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrolment_policy_version")),
        sa.UniqueConstraint("policy_id", "number", name=op.f("uq_enrolment_policy_version_policy_id_number")),
    )
    op.create_table(
        "seat_plan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("term_id", sa.Integer(), nullable=False),
        sa.Column("grade", sa.Integer(), nullable=False),
        sa.Column("classes", sa.Integer(), nullable=False),
        sa.Column("class_size", sa.Integer(), nullable=False),
        sa.Column("enrolled", sa.Integer(), nullable=False),
        sa.Column("reserved", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_seat_plan_school_id_school"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["term_id"], ["enrolment_term.id"], name=op.f("fk_seat_plan_term_id_enrolment_term")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seat_plan")),
        sa.UniqueConstraint("term_id", "school_id", "grade", name=op.f("uq_seat_plan_term_id_school_id_grade")),
    )
    with op.batch_alter_table("seat_plan", schema=None) as batch_op:
        batch_op.create_index("ix_seat_plan_school", ["school_id"], unique=False)

    op.create_table(
        "enrolment_policy_document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("kind_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("residences", sa.String(length=128), nullable=False),
        sa.Column("admission", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(
            ["kind_id"], ["document_kind.id"], name=op.f("fk_enrolment_policy_document_kind_id_document_kind")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["enrolment_policy_version.id"],
            name=op.f("fk_enrolment_policy_document_version_id_enrolment_policy_version"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrolment_policy_document")),
        sa.UniqueConstraint("version_id", "kind_id", name=op.f("uq_enrolment_policy_document_version_id_kind_id")),
    )


def downgrade() -> None:
    op.drop_table("enrolment_policy_document")
    with op.batch_alter_table("seat_plan", schema=None) as batch_op:
        batch_op.drop_index("ix_seat_plan_school")

    op.drop_table("seat_plan")
    op.drop_table("enrolment_policy_version")
    with op.batch_alter_table("school", schema=None) as batch_op:
        batch_op.drop_index("ix_school_root_name")

    op.drop_table("school")
    op.drop_table("enrolment_term")
    op.drop_table("enrolment_policy")
    op.drop_table("document_kind")
