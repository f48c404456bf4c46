"""Requests of enrolment with consent, papers and preferences; sealed attachments."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "enrolment_consent_text",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("park_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("written_by_id", sa.Integer(), nullable=True),
        sa.Column("written_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["park_id"], ["unit.id"], name=op.f("fk_enrolment_consent_text_park_id_unit")),
        sa.ForeignKeyConstraint(
            ["written_by_id"], ["user.id"], name=op.f("fk_enrolment_consent_text_written_by_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrolment_consent_text")),
        sa.UniqueConstraint("park_id", "number", name=op.f("uq_enrolment_consent_text_park_id_number")),
    )
    op.create_table(
        "enrolment_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=64), nullable=True),
        sa.Column("park_id", sa.Integer(), nullable=False),
        sa.Column("enterprise_id", sa.Integer(), nullable=False),
        sa.Column("term_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("paper", sa.Boolean(), nullable=False),
        sa.Column("employee_name", sa.String(length=32), nullable=False),
        sa.Column("employee_phone", sa.Text(), nullable=False),
        sa.Column("employee_hash", sa.String(length=64), nullable=True),
        sa.Column("staff_group", sa.String(length=32), nullable=True),
        sa.Column("residence", sa.String(length=32), nullable=True),
        sa.Column("child_name", sa.String(length=32), nullable=False),
        sa.Column("sex", sa.String(length=32), nullable=True),
        sa.Column("id_number", sa.Text(), nullable=False),
        sa.Column("child_hash", sa.String(length=64), nullable=True),
        sa.Column("birth_date", sa.Date(), nullable=True),
        sa.Column("registry_no", sa.Text(), nullable=False),
        sa.Column("current_school", sa.String(length=64), nullable=False),
        sa.Column("current_grade", sa.Integer(), nullable=True),
        sa.Column("grade", sa.Integer(), nullable=True),
        sa.Column("needs_talk", sa.Boolean(), nullable=False),
        sa.Column("guardian_name", sa.String(length=32), nullable=False),
        sa.Column("relation", sa.String(length=32), nullable=True),
        sa.Column("guardian_id", sa.Text(), nullable=False),
        sa.Column("guardian_hash", sa.String(length=64), nullable=True),
        sa.Column("guardian_phone", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("accept_any", sa.Boolean(), nullable=False),
        sa.Column("together", sa.Boolean(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=True),
        sa.Column("search", sa.Text(), nullable=False),
        sa.Column("typed", sa.Text(), nullable=True),
        sa.Column("filed_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(), nullable=True),
        sa.Column("accepted_at", sa.DateTime(), nullable=True),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.Column("erase_on", sa.Date(), nullable=True),
        sa.Column("erased_at", sa.DateTime(), nullable=True),
        sa.Column("carried_from_id", sa.Integer(), nullable=True),
        sa.Column("current_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["carried_from_id"],
            ["enrolment_request.id"],
            name=op.f("fk_enrolment_request_carried_from_id_enrolment_request"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["current_id"], ["assignment.id"], name=op.f("fk_enrolment_request_current_id_assignment")
        ),
        sa.ForeignKeyConstraint(["enterprise_id"], ["unit.id"], name=op.f("fk_enrolment_request_enterprise_id_unit")),
        sa.ForeignKeyConstraint(["filed_by_id"], ["user.id"], name=op.f("fk_enrolment_request_filed_by_id_user")),
        sa.ForeignKeyConstraint(["park_id"], ["unit.id"], name=op.f("fk_enrolment_request_park_id_unit")),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_enrolment_request_school_id_school")),
        sa.ForeignKeyConstraint(
            ["term_id"], ["enrolment_term.id"], name=op.f("fk_enrolment_request_term_id_enrolment_term")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrolment_request")),
        sa.UniqueConstraint("park_id", "number", name=op.f("uq_enrolment_request_park_id_number")),
    )
    with op.batch_alter_table("enrolment_request", schema=None) as batch_op:
        batch_op.create_index("ix_enrolment_request_child", ["child_hash", "term_id"], unique=False)
        batch_op.create_index("ix_enrolment_request_closed", ["closed_at", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_enrolment_request_current_id"), ["current_id"], unique=False)
        batch_op.create_index("ix_enrolment_request_employee", ["employee_hash", "term_id"], unique=False)
        batch_op.create_index(
            "ix_enrolment_request_enterprise", ["enterprise_id", "term_id", "state", "id"], unique=False
        )
        batch_op.create_index("ix_enrolment_request_erase", ["erase_on", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_enrolment_request_filed_by_id"), ["filed_by_id"], unique=False)
        batch_op.create_index("ix_enrolment_request_guardian", ["guardian_hash", "term_id"], unique=False)
        batch_op.create_index("ix_enrolment_request_park", ["park_id", "term_id", "state", "id"], unique=False)
        batch_op.create_index("ix_enrolment_request_school", ["school_id", "term_id", "grade", "state"], unique=False)

    op.create_table(
        "enrolment_consent",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("text_id", sa.Integer(), nullable=False),
        sa.Column("guardian_name", sa.String(length=32), nullable=False),
        sa.Column("way", sa.String(length=32), nullable=False),
        sa.Column("given_at", sa.DateTime(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(), nullable=True),
        sa.Column("withdrawn_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["user.id"], name=op.f("fk_enrolment_consent_recorded_by_id_user")),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["enrolment_request.id"],
            name=op.f("fk_enrolment_consent_request_id_enrolment_request"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["text_id"], ["enrolment_consent_text.id"], name=op.f("fk_enrolment_consent_text_id_enrolment_consent_text")
        ),
        sa.ForeignKeyConstraint(
            ["withdrawn_by_id"], ["user.id"], name=op.f("fk_enrolment_consent_withdrawn_by_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrolment_consent")),
    )
    with op.batch_alter_table("enrolment_consent", schema=None) as batch_op:
        batch_op.create_index("ix_enrolment_consent_request", ["request_id", "id"], unique=False)

    op.create_table(
        "enrolment_correction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("review", sa.String(length=32), nullable=False),
        sa.Column("items", sa.JSON(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=True),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("answered_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["asked_by_id"], ["user.id"], name=op.f("fk_enrolment_correction_asked_by_id_user")),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["enrolment_request.id"],
            name=op.f("fk_enrolment_correction_request_id_enrolment_request"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrolment_correction")),
    )
    with op.batch_alter_table("enrolment_correction", schema=None) as batch_op:
        batch_op.create_index("ix_enrolment_correction_request", ["request_id", "id"], unique=False)

    op.create_table(
        "enrolment_document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("kind_id", sa.Integer(), nullable=False),
        sa.Column("attachment_id", sa.Integer(), nullable=False),
        sa.Column("carried", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["attachment_id"], ["attachment.id"], name=op.f("fk_enrolment_document_attachment_id_attachment")
        ),
        sa.ForeignKeyConstraint(
            ["kind_id"], ["document_kind.id"], name=op.f("fk_enrolment_document_kind_id_document_kind")
        ),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["enrolment_request.id"],
            name=op.f("fk_enrolment_document_request_id_enrolment_request"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrolment_document")),
    )
    with op.batch_alter_table("enrolment_document", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_enrolment_document_attachment_id"), ["attachment_id"], unique=False)
        batch_op.create_index("ix_enrolment_document_request", ["request_id", "kind_id", "id"], unique=False)

    op.create_table(
        "enrolment_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.Column("used_at", sa.DateTime(), nullable=True),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["created_by_id"], ["user.id"], name=op.f("fk_enrolment_link_created_by_id_user")),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["enrolment_request.id"],
            name=op.f("fk_enrolment_link_request_id_enrolment_request"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrolment_link")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_enrolment_link_token_hash")),
    )
    with op.batch_alter_table("enrolment_link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_enrolment_link_request_id"), ["request_id"], unique=False)

    op.create_table(
        "enrolment_preference",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["enrolment_request.id"],
            name=op.f("fk_enrolment_preference_request_id_enrolment_request"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_enrolment_preference_school_id_school")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrolment_preference")),
        sa.UniqueConstraint("request_id", "rank", name=op.f("uq_enrolment_preference_request_id_rank")),
        sa.UniqueConstraint("request_id", "school_id", name=op.f("uq_enrolment_preference_request_id_school_id")),
    )
    with op.batch_alter_table("enrolment_preference", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_enrolment_preference_school_id"), ["school_id"], unique=False)

    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.add_column(sa.Column("sealed", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.drop_column("sealed")

    with op.batch_alter_table("enrolment_preference", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_enrolment_preference_school_id"))

    op.drop_table("enrolment_preference")
    with op.batch_alter_table("enrolment_link", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_enrolment_link_request_id"))

    op.drop_table("enrolment_link")
    with op.batch_alter_table("enrolment_document", schema=None) as batch_op:
        batch_op.drop_index("ix_enrolment_document_request")
        batch_op.drop_index(batch_op.f("ix_enrolment_document_attachment_id"))

    op.drop_table("enrolment_document")
    with op.batch_alter_table("enrolment_correction", schema=None) as batch_op:
        batch_op.drop_index("ix_enrolment_correction_request")

    op.drop_table("enrolment_correction")
    with op.batch_alter_table("enrolment_consent", schema=None) as batch_op:
        batch_op.drop_index("ix_enrolment_consent_request")

    op.drop_table("enrolment_consent")
    with op.batch_alter_table("enrolment_request", schema=None) as batch_op:
        batch_op.drop_index("ix_enrolment_request_school")
        batch_op.drop_index("ix_enrolment_request_park")
        batch_op.drop_index("ix_enrolment_request_guardian")
        batch_op.drop_index(batch_op.f("ix_enrolment_request_filed_by_id"))
        batch_op.drop_index("ix_enrolment_request_erase")
        batch_op.drop_index("ix_enrolment_request_enterprise")
        batch_op.drop_index("ix_enrolment_request_employee")
        batch_op.drop_index(batch_op.f("ix_enrolment_request_current_id"))
        batch_op.drop_index("ix_enrolment_request_closed")
        batch_op.drop_index("ix_enrolment_request_child")

    op.drop_table("enrolment_request")
    op.drop_table("enrolment_consent_text")
