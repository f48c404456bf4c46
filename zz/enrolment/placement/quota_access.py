"""Who sees which table of quotas and may change it: the work group its park's, the bureau those of its county.

The bureau sees a table from the first time that it is proposed.
"""

from sqlalchemy import ColumnElement, and_, false, or_, select

from zz.accounts.models import Unit, User
from zz.accounts.roles import Permission as P
from zz.accounts.roles import UnitKind
from zz.db import db
from zz.enrolment.placement.quota_flow import DRAFTING
from zz.enrolment.placement.quota_models import QuotaSheet

PATH = "/enrolment/quotas"
SUBJECT = QuotaSheet.__tablename__


def _units(user: User, permission: P) -> list[Unit]:
    return list({unit.id: unit for _scope, unit in user.grants(permission)}.values())


def visible_to(user: User) -> ColumnElement[bool]:
    """Return the condition on QuotaSheet for what `user` may see; every list starts from it."""
    own = [unit.id for unit in _units(user, P.ENROLMENT_ANSWER)]
    found: list[ColumnElement[bool]] = [QuotaSheet.park_id.in_(own)] if own else []
    for unit in _units(user, P.ENROLMENT_REVIEW):
        parks = select(Unit.id).where(Unit.kind == UnitKind.PARK, Unit.path.startswith(f"/{unit.root_id}/"))
        found.append(and_(QuotaSheet.park_id.in_(parks), QuotaSheet.proposed_at.is_not(None)))
    return or_(false(), *found)


def sees(user: User, sheet_id: int) -> bool:
    """Tell whether `user` sees a table (one query)."""
    return db.session.scalar(select(QuotaSheet.id).where(QuotaSheet.id == sheet_id, visible_to(user))) is not None


def index(user: User) -> str:
    """Return the address of the list, for whoever may open it."""
    return PATH if user.has(P.ENROLMENT_ANSWER) or user.has(P.ENROLMENT_REVIEW) else ""


def in_work_group(user: User, sheet: QuotaSheet) -> bool:
    """Tell whether `user` is of the park's work group, who sees what is being drafted."""
    return any(unit.id == sheet.park_id for unit in _units(user, P.ENROLMENT_ANSWER))


def drafts(user: User, sheet: QuotaSheet) -> bool:
    """Tell whether the table is `user`'s to write and to propose."""
    return any(unit.id == sheet.park_id for unit in _units(user, P.ENROLMENT_MANAGE))


def edits(user: User, sheet: QuotaSheet) -> bool:
    """Tell whether `user` may write figures now."""
    return sheet.state in DRAFTING and drafts(user, sheet)


def decides(user: User, sheet: QuotaSheet) -> bool:
    """Tell whether `user` is of the bureau that confirms or returns the table."""
    return any(unit.root_id == sheet.park.root_id for unit in _units(user, P.ENROLMENT_REVIEW))


def in_scope(user: User) -> ColumnElement[bool]:
    """Return the condition on QuotaSheet for whose seats `user` counts: his park's, or all parks' of his county."""
    if any(_units(user, P.ENROLMENT_REVIEW)):
        return visible_to(user)
    return QuotaSheet.park_id.in_([unit.id for unit in _units(user, P.ENROLMENT_ANSWER)])
