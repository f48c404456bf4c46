"""A park with two enterprises, a bureau, two schools and a request that lacks nothing but its papers."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from tests.builders import make_school, make_term, make_unit, make_user
from zz import clock
from zz.accounts.models import Unit, User
from zz.accounts.roles import Role, UnitKind
from zz.db import db
from zz.enrolment import delivered
from zz.enrolment.models import School, Term
from zz.enrolment.requests.models import EnrolmentRequest
from zz.enrolment.requests.vocabulary import Relation, Sex
from zz.enrolment.vocabulary import Residence, StaffGroup
from zz.sealed import keyed_hash

CHILD_ID = "43990020170512001X"  # 4399 is no area: nobody has this number
GUARDIAN_ID = "439900198811030021"


@dataclass(frozen=True)
class World:
    """Who is who; `firm` files, `other` must see nothing of it."""

    root: Unit
    park: Unit
    firm: Unit
    other: Unit
    bureau: Unit
    term: Term
    school: School
    second: School
    hr: User
    hr2: User
    worker: User
    clerk: User
    teacher: User
    teacher2: User

    def request(self, **columns: Any) -> EnrolmentRequest:
        """Make a draft of `firm` for a child of six."""
        defaults: dict[str, Any] = {
            "employee_name": "谭建军", "employee_phone": "13900000001", "staff_group": StaffGroup.ORDINARY,
            "residence": Residence.NEITHER, "child_name": "谭小明", "sex": Sex.MALE, "id_number": CHILD_ID,
            "child_hash": keyed_hash("person", CHILD_ID), "birth_date": date(2017, 5, 12), "grade": 1,
            "guardian_name": "李晓红", "relation": Relation.MOTHER, "guardian_id": GUARDIAN_ID,
            "guardian_hash": keyed_hash("person", GUARDIAN_ID), "guardian_phone": "13900000002",
            "address": "虚构路1号", "accept_any": True, "created_at": clock.now(),
        }  # fmt: skip
        found = EnrolmentRequest(
            park_id=self.park.id, enterprise_id=self.firm.id, term_id=self.term.id, **{**defaults, **columns}
        )
        db.session.add(found)
        db.session.flush()
        return found


def make_world() -> World:
    """Make the units, people, schools, term and policies."""
    root = make_unit(UnitKind.CITY)
    park, bureau = make_unit(UnitKind.PARK, root), make_unit(UnitKind.BUREAU, root)
    firm, other = make_unit(UnitKind.ENTERPRISE, root), make_unit(UnitKind.ENTERPRISE, root)
    schools = [make_school(root, unit_id=make_unit(UnitKind.SCHOOL, root).id) for _ in range(2)]
    delivered.seed_policies(park, date(2023, 3, 20), by=None, at=clock.now())
    teachers = [make_user(Role.SCHOOL, school.unit) for school in schools]
    return World(
        root, park, firm, other, bureau, make_term(root), *schools, make_user(Role.ENTERPRISE_HR, firm),
        make_user(Role.ENTERPRISE_HR, other), make_user(Role.PARK, park), make_user(Role.EDUCATION, bureau), *teachers,
    )  # fmt: skip
