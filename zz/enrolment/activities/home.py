"""What activities say on the home of the desk."""

from datetime import date

from zz.accounts.models import User
from zz.enrolment import home
from zz.enrolment.activities import access, queries
from zz.enrolment.activities.models import Activity
from zz.enrolment.activities.operations import PATH
from zz.enrolment.activities.vocabulary import ActivityState
from zz.enrolment.desks import Desk
from zz.enrolment.home import Step, Tile


def tiles(user: User, desk: Desk, today: date) -> list[Tile]:
    """Say how many activities go on or are to come."""
    number = queries.count(queries.listed(user, desk.park_id, today, over=False))
    return [Tile("课余辅导和暑期活动", "园区为员工子女办的活动，由企业人事报名", PATH, f"{number} 个活动", order=50)]


def steps(user: User, desk: Desk, today: date) -> list[Step]:
    """Remind the work group of drafts."""
    if not access.manages(user, desk.park_id):
        return []
    drafts = queries.listed(user, desk.park_id, today, over=False).where(Activity.state == ActivityState.DRAFT)
    number = queries.count(drafts)
    return [Step(f"{number} 个活动还没有发布", PATH, "去发布", order=40)] if number else []


def register() -> None:
    """Put them on the home of the desk."""
    home.tiles(tiles)
    home.steps(steps)
