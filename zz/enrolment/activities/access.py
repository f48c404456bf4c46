"""Who sees which activity and which child: everybody what is published, a child its enterprise and the work group."""

from sqlalchemy import ColumnElement, false, or_

from zz.accounts.models import User
from zz.accounts.roles import Permission as P
from zz.enrolment.activities.models import Activity, SignUp
from zz.enrolment.activities.vocabulary import ActivityState


def units(user: User, permission: P) -> list[int]:
    """Return the units in which `user` has a permission."""
    return list(dict.fromkeys(unit.id for _scope, unit in user.grants(permission)))


def manages(user: User, park_id: int) -> bool:
    """Tell whether `user` keeps the activities of a park."""
    return park_id in units(user, P.ENROLMENT_MANAGE)


def is_group(user: User, park_id: int) -> bool:
    """Tell whether `user` is of a park's work group."""
    return park_id in units(user, P.ENROLMENT_ANSWER)


def shown(user: User, park_id: int) -> ColumnElement[bool]:
    """Return the condition on Activity for what `user` sees of a park: drafts only whoever keeps them."""
    own = Activity.park_id == park_id
    return own if manages(user, park_id) else own & (Activity.state != ActivityState.DRAFT)


def children(user: User, park_id: int) -> ColumnElement[bool]:
    """Return the condition on SignUp for the children whom `user` may see in an activity of a park."""
    if is_group(user, park_id):
        return SignUp.id.is_not(None)
    own = units(user, P.ENROLMENT_FILE)
    return or_(SignUp.enterprise_id.in_(own)) if own else false()


def names_shown(user: User, park_id: int) -> bool:
    """Tell whether `user` may know which enterprise a child belongs to."""
    return park_id in units(user, P.ENROLMENT_NAMES)
