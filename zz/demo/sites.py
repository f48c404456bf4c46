"""What stands behind the demo's projects on site: photos, sign boards, permits."""

from datetime import timedelta

from sqlalchemy import select

from zz.accounts.models import User
from zz.calendar import add_working_days
from zz.clock import local
from zz.db import db
from zz.demo import photos
from zz.files.models import AttachmentKind
from zz.files.operations import PreparedFile, attach
from zz.projects import permits
from zz.projects.models import Project
from zz.projects.records import Permit, Visit
from zz.projects.vocabulary import Stage

PHOTOGRAPHED = 18
BEGUN = (Stage.PRELIMINARY, Stage.UNDER_CONSTRUCTION)


def newest_visits() -> list[Visit]:
    """Return the newest visit of the first projects under construction."""
    query = select(Visit).join(Project).where(Project.stage == Stage.UNDER_CONSTRUCTION)
    newest: dict[int, Visit] = {}
    for visit in db.session.scalars(query.order_by(Visit.on_day.desc(), Visit.id)):
        newest.setdefault(visit.project_id, visit)
    return sorted(newest.values(), key=lambda visit: visit.project_id)[:PHOTOGRAPHED]


def draw(visits: list[Visit]) -> list[tuple[Visit, list[PreparedFile], PreparedFile | None]]:
    """Draw the pictures of `visits`, outside of any write: two a visit, and every other site's board."""
    drawn = []
    for number, visit in enumerate(visits):
        taken = [visit.reported_at - timedelta(minutes=m) for m in (9, 8)]
        pictures = [photos.site(at, seed=visit.id + i) for i, at in enumerate(taken)]
        drawn.append((visit, pictures, photos.sign_board(taken[0]) if number % 2 else None))
    return drawn


def hang(drawn: list[tuple[Visit, list[PreparedFile], PreparedFile | None]]) -> None:
    """Attach the pictures to their visits and projects."""
    for visit, pictures, board in drawn:
        by, at = db.session.get_one(User, visit.reported_by_id), visit.reported_at
        for picture in pictures:
            attach(picture, visit, AttachmentKind.PHOTO, by=by, at=at)
        if board is not None:
            project = db.session.get_one(Project, visit.project_id)
            attach(board, project, AttachmentKind.SIGN_BOARD, by=by, at=at)


def permit() -> None:
    """Give every project that has begun its permits, granted up to where it stands."""
    permits.seed_template()
    for project in db.session.scalars(select(Project).where(Project.stage.in_(BEGUN)).order_by(Project.id)).all():
        permits.copy_template(project)
        last = "20" if project.stage == Stage.UNDER_CONSTRUCTION else f"{6 + project.id % 5:02d}"
        _grant(project, last)
    db.session.flush()


def _took(row: Permit) -> int:
    """Return how many working days a permit took: at most what its limit allows."""
    if row.committed_days is not None:
        return min(row.committed_days, 20)
    return 3 if row.statutory_days is None else min(row.statutory_days, 3)


def _grant(project: Project, last: str) -> None:
    rows = db.session.scalars(
        select(Permit).where(Permit.project_id == project.id, Permit.needed).order_by(Permit.number.desc())
    )
    end = project.actual_start or local(project.created_at).date() - timedelta(days=20)
    for row in rows:
        if row.number <= last:
            row.granted_on = end
            least = 3 if row.statutory_days is None else min(row.statutory_days, 3)
            row.accepted_on = add_working_days(
                end, -min(least if row.committed_days is None else row.committed_days, 20)
            )
            row.received_on = add_working_days(row.accepted_on, -1)
            end = row.received_on
