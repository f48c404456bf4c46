"""What the desk's own pages say on its home: schools and terms."""

from datetime import date

from sqlalchemy import func, select

from zz.accounts.models import User
from zz.accounts.roles import Role
from zz.db import db
from zz.enrolment import home, policies, policy, school_queries, terms
from zz.enrolment.desks import Desk
from zz.enrolment.home import Step, Tile
from zz.enrolment.models import School, SeatPlan, Term


def school_tiles(user: User, desk: Desk, today: date) -> list[Tile]:
    """Say how many schools there are, and to the work group how many terms."""
    count = select(func.count()).select_from(School).where(School.root_id == desk.root_id, School.active)
    number = db.session.scalar(count) or 0
    text = "公办、民办学校的地址、服务区，各年级学位和剩余"
    card, offered = "按员工类别、年级和住房户籍，查适用政策、缺的材料和学校", "四类员工的条件、材料、排序办法"
    found = [
        Tile("政策明白卡", card, "/enrolment/policies/card", "查一查", order=10),
        Tile("学校和学位", text, school_queries.PATH, f"{number} 所", order=20),
        Tile(
            "就学政策", offered, "/enrolment/policies", f"{policies.count_in_force(desk.park_id, today)} 项", order=30
        ),
    ]
    if policy.manages(user, desk):
        count = select(func.count()).select_from(Term).where(Term.root_id == desk.root_id)
        terms_there = f"{db.session.scalar(count) or 0} 个学期"
        found.append(Tile("学期和关键日期", "收集、审核、公示、报到的日期", "/enrolment/terms", terms_there, order=90))
    return found


def term_steps(user: User, desk: Desk, today: date) -> list[Step]:
    """Have the work group set up a term where there is none, and the next one in time."""
    if not policy.manages(user, desk):
        return []
    found = terms.of_county(desk.root_id)
    if not found:
        return [Step("还没有学期：先设定学期和关键日期", "/enrolment/terms/new", "设定学期", order=1)]
    current = terms.current(found)
    if current is not None and current.ends_on < today:
        return [Step(f"{current.name}已经结束，请设定当前学期", "/enrolment/terms", "维护学期", late=True)]
    return []


def seat_steps(user: User, desk: Desk, today: date) -> list[Step]:
    """Have a school fill in its own seats of the current term."""
    school = school_queries.of_unit([m.unit_id for m in user.memberships if m.role == Role.SCHOOL])
    term = terms.current_of(school.root_id) if school else None
    if school is None or term is None:
        return []
    query = select(SeatPlan.id).where(SeatPlan.school_id == school.id, SeatPlan.term_id == term.id).limit(1)
    url = f"{school_queries.PATH}/{school.id}"
    if db.session.scalar(query) is None:
        return [Step(f"{school.name}还没有填报{term.name}学位", f"{url}/seats", "填报学位", order=10)]
    return [Step(f"核对{school.name}{term.name}学位", url, "查看学位", "班数、在读人数有变化时及时更新", order=60)]


def register() -> None:
    """Put them on the home of the desk."""
    home.tiles(school_tiles)
    home.steps(term_steps)
    home.steps(seat_steps)
