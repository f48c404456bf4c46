"""What the views of the desk share: the reader, his desk, the term asked for, who may go on."""

from flask import abort, request
from flask_login import current_user

from zz.accounts.models import User
from zz.enrolment import policy, terms
from zz.enrolment.desks import Desk, desk_of
from zz.enrolment.models import School, Term
from zz.enrolment.school_queries import find

STALE = "您打开后，别人已经改过，刚才的修改没有保存。请返回重新打开。"


def reader() -> User:
    """Return the signed-in user himself, not the proxy."""
    return current_user._get_current_object()  # type: ignore[no-any-return]


def desk() -> Desk:
    """Return the desk that the reader works with; 404 where no park has one."""
    return desk_of(reader()) or abort(404, description="还没有园区开设子女就学服务：请系统管理员先建立园区单位。")


def managed() -> Desk:
    """Return the desk that the reader keeps; 403 where he only reads it."""
    found = desk()
    return found if policy.manages(reader(), found) else abort(403)


def school_or_404(school_id: int) -> School:
    """Return a school of the reader's county."""
    return find(desk().root_id, school_id) or abort(404)


def term_asked(root_id: int, name: str = "term") -> Term | None:
    """Return the term that the address asks for, else the county's current one; None where there is none."""
    found = terms.of_county(root_id)
    asked = request.values.get(name, "")
    return next((t for t in found if str(t.id) == asked), terms.current(found))
