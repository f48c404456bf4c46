"""Versions of what is recorded of projects and problems, and days laid out to be read.

What was known of a project itself has had its versions from the beginning. Of its months, permits and problems only
what stands now is known: it is entered from the day it was filled in or brought up, else from the project's first
version.
"""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

FIRST = "SELECT min(v.valid_from) FROM project_version v WHERE v.project_id = t.project_id"
SINCE = {
    "project_year": FIRST, "milestone": FIRST, "permit": FIRST, "team_member": FIRST,
    "monthly_figure": f"SELECT coalesce(t.filled_at, ({FIRST}))", "visit": "SELECT t.reported_at",
    "problem": "SELECT t.reported_at", "assignment": "SELECT t.issued_at",
}  # fmt: skip
ITS_OWN = {"version_id", "valid_from", "valid_to"}


def keep_what_stands() -> None:
    """Give every row its first version."""
    here = op.get_bind()
    for table, since in SINCE.items():
        columns = [column["name"] for column in sa.inspect(here).get_columns(f"{table}_version")]
        names = [f'"{name}"' for name in columns if name not in ITS_OWN]
        only = "WHERE t.subject_type = 'problem'" if table == "assignment" else ""
        values = ", ".join("t." + name for name in names)
        op.execute(
            f"INSERT INTO {table}_version ({', '.join(names)}, valid_from) "  # noqa: S608  (names of the schema)
            f"SELECT {values}, coalesce(({since}), CURRENT_TIMESTAMP) FROM {table} t {only}"
        )


def upgrade() -> None:
    op.create_table(
        "assignment_version",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("subject_type", sa.String(length=32), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("context", sa.String(length=200), nullable=False),
        sa.Column("search", sa.Text(), nullable=False),
        sa.Column("holder", sa.String(length=64), nullable=False),
        sa.Column("issuer", sa.String(length=64), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("part", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("issued_by_id", sa.Integer(), nullable=True),
        sa.Column("issued_at", sa.DateTime(), nullable=False),
        sa.Column("sign_due_on", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("original_due_on", sa.Date(), nullable=True),
        sa.Column("next_due_on", sa.Date(), nullable=True),
        sa.Column("extensions", sa.Integer(), nullable=False),
        sa.Column("signed_by_id", sa.Integer(), nullable=True),
        sa.Column("signed_at", sa.DateTime(), nullable=True),
        sa.Column("replied_at", sa.DateTime(), nullable=True),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("section", sa.String(length=64), nullable=False),
        sa.Column("external_number", sa.String(length=64), nullable=False),
        sa.Column("suspended_on", sa.Date(), nullable=True),
        sa.Column("review_on", sa.Date(), nullable=True),
        sa.Column("suspended_days", sa.Integer(), nullable=False),
        sa.Column("paused", sa.Boolean(), nullable=False),
        sa.Column("severity", sa.String(length=32), nullable=False),
        sa.Column("yellow_cards", sa.Integer(), nullable=False),
        sa.Column("level", sa.String(length=32), nullable=False),
        sa.Column("climbed_to", sa.String(length=64), nullable=True),
        sa.Column("next_step_at", sa.DateTime(), nullable=True),
        sa.Column("instructed_at", sa.DateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.DateTime(), nullable=False),
        sa.Column("valid_to", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("version_id", name=op.f("pk_assignment_version")),
    )
    with op.batch_alter_table("assignment_version", schema=None) as batch_op:
        batch_op.create_index(
            "ix_assignment_version_of", ["subject_type", "subject_id", "valid_from", "valid_to"], unique=False
        )
        batch_op.create_index("ix_assignment_version_row", ["id", "valid_to"], unique=False)

    op.create_table(
        "laid_out_day",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("laid_out_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_laid_out_day")),
    )
    op.create_table(
        "milestone_version",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("planned_on", sa.Date(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("responsible", sa.String(length=64), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.DateTime(), nullable=False),
        sa.Column("valid_to", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("version_id", name=op.f("pk_milestone_version")),
    )
    with op.batch_alter_table("milestone_version", schema=None) as batch_op:
        batch_op.create_index("ix_milestone_version_of", ["project_id", "valid_from", "valid_to"], unique=False)
        batch_op.create_index("ix_milestone_version_row", ["id", "valid_to"], unique=False)

    op.create_table(
        "monthly_figure_day",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("invested", sa.BigInteger(), nullable=True),
        sa.Column("statistical", sa.BigInteger(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("filled_by_id", sa.Integer(), nullable=True),
        sa.Column("filled_at", sa.DateTime(), nullable=True),
        sa.Column("checked_by_id", sa.Integer(), nullable=True),
        sa.Column("checked_at", sa.DateTime(), nullable=True),
        sa.Column("returned_reason", sa.String(length=200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", "id", name=op.f("pk_monthly_figure_day")),
    )
    with op.batch_alter_table("monthly_figure_day", schema=None) as batch_op:
        batch_op.create_index(
            "ix_monthly_figure_day_project_id_year", ["day", "project_id", "year", "month", "invested"], unique=False
        )

    op.create_table(
        "monthly_figure_version",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("invested", sa.BigInteger(), nullable=True),
        sa.Column("statistical", sa.BigInteger(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("filled_by_id", sa.Integer(), nullable=True),
        sa.Column("filled_at", sa.DateTime(), nullable=True),
        sa.Column("checked_by_id", sa.Integer(), nullable=True),
        sa.Column("checked_at", sa.DateTime(), nullable=True),
        sa.Column("returned_reason", sa.String(length=200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.DateTime(), nullable=False),
        sa.Column("valid_to", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("version_id", name=op.f("pk_monthly_figure_version")),
    )
    with op.batch_alter_table("monthly_figure_version", schema=None) as batch_op:
        batch_op.create_index(
            "ix_monthly_figure_version_of", ["project_id", "year", "month", "valid_from", "valid_to"], unique=False
        )
        batch_op.create_index("ix_monthly_figure_version_row", ["id", "valid_to"], unique=False)

    op.create_table(
        "permit_version",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=4), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("phase", sa.String(length=32), nullable=False),
        sa.Column("bureau", sa.String(length=64), nullable=False),
        sa.Column("statutory_days", sa.Integer(), nullable=True),
        sa.Column("committed_days", sa.Integer(), nullable=True),
        sa.Column("calendar_days", sa.Boolean(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("needed", sa.Boolean(), nullable=False),
        sa.Column("planned_on", sa.Date(), nullable=True),
        sa.Column("received_on", sa.Date(), nullable=True),
        sa.Column("accepted_on", sa.Date(), nullable=True),
        sa.Column("granted_on", sa.Date(), nullable=True),
        sa.Column("document_number", sa.String(length=64), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.DateTime(), nullable=False),
        sa.Column("valid_to", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("version_id", name=op.f("pk_permit_version")),
    )
    with op.batch_alter_table("permit_version", schema=None) as batch_op:
        batch_op.create_index("ix_permit_version_of", ["project_id", "valid_from", "valid_to"], unique=False)
        batch_op.create_index("ix_permit_version_row", ["id", "valid_to"], unique=False)

    op.create_table(
        "problem_version",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=64), nullable=True),
        sa.Column("ledger_id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("kind_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=100), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("search", sa.Text(), nullable=False),
        sa.Column("source", sa.String(length=32), nullable=False),
        sa.Column("urgency", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("reported_by_id", sa.Integer(), nullable=False),
        sa.Column("reported_at", sa.DateTime(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=True),
        sa.Column("assigner", sa.String(length=64), nullable=False),
        sa.Column("verifier", sa.String(length=64), nullable=False),
        sa.Column("assigned_at", sa.DateTime(), nullable=True),
        sa.Column("lead_unit_id", sa.Integer(), nullable=True),
        sa.Column("lead_id", sa.Integer(), nullable=True),
        sa.Column("current_id", sa.Integer(), nullable=True),
        sa.Column("proposal", sa.String(length=200), nullable=False),
        sa.Column("proposal_to", sa.String(length=64), nullable=False),
        sa.Column("proposed_at", sa.DateTime(), nullable=True),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.Column("written_off_at", sa.DateTime(), nullable=True),
        sa.Column("written_off_by_id", sa.Integer(), nullable=True),
        sa.Column("reopened", sa.Integer(), nullable=False),
        sa.Column("merged_into_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.DateTime(), nullable=False),
        sa.Column("valid_to", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("version_id", name=op.f("pk_problem_version")),
    )
    with op.batch_alter_table("problem_version", schema=None) as batch_op:
        batch_op.create_index("ix_problem_version_of", ["project_id", "valid_from", "valid_to"], unique=False)
        batch_op.create_index("ix_problem_version_row", ["id", "valid_to"], unique=False)

    op.create_table(
        "project_day",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=32), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("name_key", sa.String(length=200), nullable=False),
        sa.Column("search", sa.Text(), nullable=False),
        sa.Column("level", sa.String(length=32), nullable=False),
        sa.Column("nature", sa.String(length=32), nullable=True),
        sa.Column("investment_type", sa.String(length=32), nullable=True),
        sa.Column("procedure", sa.String(length=32), nullable=True),
        sa.Column("industry", sa.String(length=64), nullable=False),
        sa.Column("chain", sa.String(length=64), nullable=False),
        sa.Column("county", sa.String(length=32), nullable=False),
        sa.Column("address", sa.String(length=200), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("land_mu", sa.BigInteger(), nullable=True),
        sa.Column("start_year", sa.Integer(), nullable=True),
        sa.Column("end_year", sa.Integer(), nullable=True),
        sa.Column("total_investment", sa.BigInteger(), nullable=True),
        sa.Column("invested_before", sa.BigInteger(), nullable=True),
        sa.Column("funding", sa.String(length=200), nullable=False),
        sa.Column("owner_name", sa.String(length=128), nullable=False),
        sa.Column("owner_uscc", sa.String(length=18), nullable=False),
        sa.Column("responsible_person", sa.String(length=64), nullable=False),
        sa.Column("planned_start", sa.Date(), nullable=True),
        sa.Column("actual_start", sa.Date(), nullable=True),
        sa.Column("planned_finish", sa.Date(), nullable=True),
        sa.Column("actual_finish", sa.Date(), nullable=True),
        sa.Column("physical_progress", sa.Text(), nullable=False),
        sa.Column("next_step", sa.Text(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("statistical_inclusion", sa.Boolean(), nullable=False),
        sa.Column("stage", sa.String(length=32), nullable=False),
        sa.Column("activity", sa.String(length=32), nullable=False),
        sa.Column("light", sa.String(length=32), nullable=False),
        sa.Column("light_reason", sa.String(length=200), nullable=False),
        sa.Column("list_year", sa.Integer(), nullable=True),
        sa.Column("year_category", sa.String(length=32), nullable=True),
        sa.Column("annual_plan", sa.BigInteger(), nullable=True),
        sa.Column("year_to_date", sa.BigInteger(), nullable=True),
        sa.Column("cumulative", sa.BigInteger(), nullable=True),
        sa.Column("lag", sa.Integer(), nullable=True),
        sa.Column("last_visit_on", sa.Date(), nullable=True),
        sa.Column("ledger_id", sa.Integer(), nullable=False),
        sa.Column("responsible_unit_id", sa.Integer(), nullable=True),
        sa.Column("township_id", sa.Integer(), nullable=True),
        sa.Column("park_id", sa.Integer(), nullable=True),
        sa.Column("owner_unit_id", sa.Integer(), nullable=True),
        sa.Column("commissioner_id", sa.Integer(), nullable=True),
        sa.Column("liaison_leader_id", sa.Integer(), nullable=True),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("day", "id", name=op.f("pk_project_day")),
    )
    with op.batch_alter_table("project_day", schema=None) as batch_op:
        batch_op.create_index("ix_project_day_parent_id", ["day", "parent_id"], unique=False)
        batch_op.create_index(
            "ix_project_day_stage_ledger_id",
            [
                "day",
                "stage",
                "ledger_id",
                "activity",
                "light",
                "level",
                "industry",
                "investment_type",
                "list_year",
                "year_category",
                "responsible_unit_id",
                "township_id",
                "park_id",
                "commissioner_id",
                "parent_id",
                "total_investment",
                "annual_plan",
                "year_to_date",
                "cumulative",
                "id",
            ],
            unique=False,
        )

    op.create_table(
        "project_year_day",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("category", sa.String(length=32), nullable=False),
        sa.Column("annual_plan", sa.BigInteger(), nullable=True),
        sa.Column("year_to_date", sa.BigInteger(), nullable=True),
        sa.Column("lag", sa.Integer(), nullable=True),
        sa.Column("goal", sa.Text(), nullable=False),
        sa.Column("monthly_plan", sa.JSON(), nullable=True),
        sa.Column("planned_start", sa.Date(), nullable=True),
        sa.Column("planned_finish", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", "id", name=op.f("pk_project_year_day")),
    )
    with op.batch_alter_table("project_year_day", schema=None) as batch_op:
        batch_op.create_index("ix_project_year_day_project_id_year", ["day", "project_id", "year"], unique=False)
        batch_op.create_index("ix_project_year_day_year_category", ["day", "year", "category"], unique=False)

    op.create_table(
        "project_year_version",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("category", sa.String(length=32), nullable=False),
        sa.Column("annual_plan", sa.BigInteger(), nullable=True),
        sa.Column("year_to_date", sa.BigInteger(), nullable=True),
        sa.Column("lag", sa.Integer(), nullable=True),
        sa.Column("goal", sa.Text(), nullable=False),
        sa.Column("monthly_plan", sa.JSON(), nullable=True),
        sa.Column("planned_start", sa.Date(), nullable=True),
        sa.Column("planned_finish", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.DateTime(), nullable=False),
        sa.Column("valid_to", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("version_id", name=op.f("pk_project_year_version")),
    )
    with op.batch_alter_table("project_year_version", schema=None) as batch_op:
        batch_op.create_index(
            "ix_project_year_version_of", ["project_id", "year", "valid_from", "valid_to"], unique=False
        )
        batch_op.create_index("ix_project_year_version_row", ["id", "valid_to"], unique=False)

    op.create_table(
        "team_member_version",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("unit_name", sa.String(length=128), nullable=False),
        sa.Column("phone", sa.String(length=32), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.DateTime(), nullable=False),
        sa.Column("valid_to", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("version_id", name=op.f("pk_team_member_version")),
    )
    with op.batch_alter_table("team_member_version", schema=None) as batch_op:
        batch_op.create_index("ix_team_member_version_of", ["project_id", "valid_from", "valid_to"], unique=False)
        batch_op.create_index("ix_team_member_version_row", ["id", "valid_to"], unique=False)

    op.create_table(
        "visit_version",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("reported_by_id", sa.Integer(), nullable=False),
        sa.Column("reported_at", sa.DateTime(), nullable=False),
        sa.Column("physical_progress", sa.Text(), nullable=False),
        sa.Column("workers", sa.Integer(), nullable=True),
        sa.Column("next_step", sa.Text(), nullable=False),
        sa.Column("problems", sa.Text(), nullable=False),
        sa.Column("client_key", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.DateTime(), nullable=False),
        sa.Column("valid_to", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("version_id", name=op.f("pk_visit_version")),
    )
    with op.batch_alter_table("visit_version", schema=None) as batch_op:
        batch_op.create_index("ix_visit_version_of", ["project_id", "valid_from", "valid_to"], unique=False)
        batch_op.create_index("ix_visit_version_row", ["id", "valid_to"], unique=False)

    with op.batch_alter_table("project_version", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_project_version_parent_id_project"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_project_version_project_id_project"), type_="foreignkey")
    keep_what_stands()


def downgrade() -> None:
    with op.batch_alter_table("project_version", schema=None) as batch_op:
        batch_op.create_foreign_key(
            batch_op.f("fk_project_version_project_id_project"), "project", ["project_id"], ["id"], ondelete="CASCADE"
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_project_version_parent_id_project"), "project", ["parent_id"], ["id"]
        )

    with op.batch_alter_table("visit_version", schema=None) as batch_op:
        batch_op.drop_index("ix_visit_version_row")
        batch_op.drop_index("ix_visit_version_of")

    op.drop_table("visit_version")
    with op.batch_alter_table("team_member_version", schema=None) as batch_op:
        batch_op.drop_index("ix_team_member_version_row")
        batch_op.drop_index("ix_team_member_version_of")

    op.drop_table("team_member_version")
    with op.batch_alter_table("project_year_version", schema=None) as batch_op:
        batch_op.drop_index("ix_project_year_version_row")
        batch_op.drop_index("ix_project_year_version_of")

    op.drop_table("project_year_version")
    with op.batch_alter_table("project_year_day", schema=None) as batch_op:
        batch_op.drop_index("ix_project_year_day_year_category")
        batch_op.drop_index("ix_project_year_day_project_id_year")

    op.drop_table("project_year_day")
    with op.batch_alter_table("project_day", schema=None) as batch_op:
        batch_op.drop_index("ix_project_day_stage_ledger_id")
        batch_op.drop_index("ix_project_day_parent_id")

    op.drop_table("project_day")
    with op.batch_alter_table("problem_version", schema=None) as batch_op:
        batch_op.drop_index("ix_problem_version_row")
        batch_op.drop_index("ix_problem_version_of")

    op.drop_table("problem_version")
    with op.batch_alter_table("permit_version", schema=None) as batch_op:
        batch_op.drop_index("ix_permit_version_row")
        batch_op.drop_index("ix_permit_version_of")

    op.drop_table("permit_version")
    with op.batch_alter_table("monthly_figure_version", schema=None) as batch_op:
        batch_op.drop_index("ix_monthly_figure_version_row")
        batch_op.drop_index("ix_monthly_figure_version_of")

    op.drop_table("monthly_figure_version")
    with op.batch_alter_table("monthly_figure_day", schema=None) as batch_op:
        batch_op.drop_index("ix_monthly_figure_day_project_id_year")

    op.drop_table("monthly_figure_day")
    with op.batch_alter_table("milestone_version", schema=None) as batch_op:
        batch_op.drop_index("ix_milestone_version_row")
        batch_op.drop_index("ix_milestone_version_of")

    op.drop_table("milestone_version")
    op.drop_table("laid_out_day")
    with op.batch_alter_table("assignment_version", schema=None) as batch_op:
        batch_op.drop_index("ix_assignment_version_row")
        batch_op.drop_index("ix_assignment_version_of")

    op.drop_table("assignment_version")
