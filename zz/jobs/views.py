"""The page of a job: how far it is, what it found, where its result is; it can be left and opened again."""

from flask import Blueprint, abort
from flask_login import current_user

from zz.access import signed_in
from zz.jobs import queries
from zz.jobs.operations import registered
from zz.web import page_or_part

bp = Blueprint("jobs", __name__)


@bp.get("/jobs/<int:job_id>")
@signed_in
def show(job_id: int) -> str:
    """Show one job; the part asks for itself again every second until the job has ended."""
    job = queries.visible(job_id, current_user) or abort(404)
    return page_or_part("jobs/show.html", "jobs/_job.html", job=job, title=registered(job.kind)[0])
