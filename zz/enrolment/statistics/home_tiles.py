"""What the statistics say on the home of the desk."""

from datetime import date

from zz.accounts.models import User
from zz.accounts.roles import Permission
from zz.enrolment import home, terms
from zz.enrolment.desks import Desk
from zz.enrolment.home import Tile
from zz.enrolment.statistics import queries
from zz.enrolment.statistics.asked import PATH
from zz.enrolment.statistics.sets import CaseSet


@home.tiles
def tiles(user: User, desk: Desk, today: date) -> list[Tile]:
    """Say how many requests there are this term, to those who see some."""
    if not user.has(Permission.ENROLMENT_READ):
        return []
    term = terms.current_of(desk.root_id)
    number = queries.count(user, queries.Wanted(CaseSet.REQUESTS, term.id if term else None))
    text = "申请、落实、用时，按学期、年级、学校、员工类别"
    return [Tile("就学统计", text, PATH, f"本学期 {number} 件", order=15)]
