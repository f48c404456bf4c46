"""Who keeps what of the desk: the work group its park's, the bureau the seats of its county, a school its own row."""

from zz.accounts.models import User
from zz.accounts.roles import Permission as P
from zz.accounts.roles import Role
from zz.enrolment.desks import Desk
from zz.enrolment.models import School


def manages(user: User, desk: Desk) -> bool:
    """Tell whether `user` keeps the schools, policies, questions and activities of this desk."""
    return any(unit.id == desk.park_id for _scope, unit in user.grants(P.ENROLMENT_MANAGE))


def keeps_schools(user: User, root_id: int) -> bool:
    """Tell whether `user` keeps the list of a county's schools: the work group of a park there."""
    return any(unit.root_id == root_id for _scope, unit in user.grants(P.ENROLMENT_MANAGE))


def is_own(user: User, school: School) -> bool:
    """Tell whether the school is the one that `user` works for."""
    return any(m.role == Role.SCHOOL and m.unit_id == school.unit_id for m in user.memberships)


def edits(user: User, school: School) -> bool:
    """Tell whether `user` may change what is written of a school."""
    return keeps_schools(user, school.root_id) or is_own(user, school)


def sets_seats(user: User, school: School) -> bool:
    """Tell whether `user` may change a school's classes and seats."""
    bureau = any(m.role == Role.EDUCATION and m.unit.root_id == school.root_id for m in user.memberships)
    return edits(user, school) or bureau
