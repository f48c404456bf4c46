"""What is kept of the past of problems: their states, and who had them."""

from zz.as_of import offer
from zz.assignments.models import Assignment
from zz.history import track, version_table
from zz.problems.models import Problem


def _of_a_problem(row: Assignment) -> bool:
    return row.subject_type == Problem.__tablename__


offer(track(Problem, version_table(Problem, "project_id")))
offer(track(Assignment, version_table(Assignment, "subject_type", "subject_id"), holds=_of_a_problem))
