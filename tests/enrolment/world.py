"""A county with a park, its work group, two enterprises, an education bureau, two schools with seats."""

from dataclasses import dataclass

from tests.builders import make_school, make_seats, make_term, make_unit, make_user
from zz import calendar, clock
from zz.accounts.models import Unit, User
from zz.accounts.roles import Role, UnitKind
from zz.enrolment.models import School, Term


@dataclass(frozen=True)
class World:
    """Who is who: each person holds one role. `north` has a school account, `south` none."""

    root: Unit
    park: Unit
    term: Term
    north: School
    south: School
    people: dict[str, User]

    def __getitem__(self, who: str) -> User:
        return self.people[who]


def world() -> World:
    """Make the county: 6 seats left in grade 1 of 城北小学, 4 in 金星学校, none in its grade 2."""
    calendar.seed(at=clock.now())
    root = make_unit(UnitKind.CITY, name="茶陵县")
    park, bureau = make_unit(UnitKind.PARK, root, name="茶陵经开区"), make_unit(UnitKind.BUREAU, root, name="教育局")
    north_unit = make_unit(UnitKind.SCHOOL, root, name="城北小学")
    firm, rival = (make_unit(UnitKind.ENTERPRISE, root, name=name) for name in ("湖南贝森", "明瑞电子"))
    other = make_unit(UnitKind.CITY, name="醴陵市")
    term = make_term(root)
    north = make_school(root, name="城北小学", unit_id=north_unit.id, address="城北路1号", catchment="城北社区")
    south = make_school(root, 1, 9, name="金星学校", address="金星路2号")
    make_seats(north, term)
    make_seats(south, term, enrolled=82)
    make_seats(south, term, 2, enrolled=88, reserved=2)
    people = {
        "park": make_user(Role.PARK, park, name="罗志军"),
        "member": make_user(Role.WORK_GROUP, park, name="陈秋月"),
        "hr": make_user(Role.ENTERPRISE_HR, firm, name="刘芳"),
        "colleague": make_user(Role.ENTERPRISE_HR, firm, name="李娟"),
        "rival": make_user(Role.ENTERPRISE_HR, rival, name="彭丽"),
        "edu": make_user(Role.EDUCATION, bureau, name="谭秀英"),
        "school": make_user(Role.SCHOOL, north_unit, name="段老师"),
        "other_park": make_user(Role.PARK, make_unit(UnitKind.PARK, other), name="易平"),
        "auditor": make_user(Role.AUDITOR, bureau, name="秦岚"),
    }
    make_term(other)
    return World(root, park, term, north, south, people)
