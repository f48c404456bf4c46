"""Who may report what of a project: each sees only his fields.

The commissioner visits, the owner fills money, the responsible unit confirms. Where the owner has no account, or the
rule says so, the commissioner fills the money for him.
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, case, exists, select

from zz import rules
from zz.accounts.models import Membership, User
from zz.accounts.roles import Permission, Role
from zz.clock import local
from zz.db import db
from zz.projects.access import reach, visible_to
from zz.projects.models import Project
from zz.projects.records import Visit
from zz.projects.vocabulary import Activity

COMMISSIONER_FILLS = "commissioner"


@dataclass(frozen=True)
class Part:
    """A reader's part in the reports of one project. `stands_in`: the commissioner fills the money for the owner."""

    project: Project
    visits: bool
    fills: bool
    stands_in: bool
    checks: bool

    @property
    def reports(self) -> bool:
        """Whether there is a form to send."""
        return self.visits or self.fills


def owner_has_account() -> ColumnElement[bool]:
    """Return the condition that somebody active fills a project's money for its owner."""
    return exists(
        select(Membership.id)
        .join(Membership.user)
        .where(
            Membership.unit_id == Project.owner_unit_id,
            Membership.role == Role.ENTERPRISE_OWNER,
            User.active,
        )
    )


def part_of(user: User, project_id: int) -> Part | None:
    """Return the user's part in a project's reports; None where he does not see the project (one query)."""
    kinds = (Permission.VISIT_REPORT, Permission.FIGURE_FILL, Permission.FIGURE_CONFIRM)
    query = select(
        Project, *(case((reach(user, kind), True), else_=False) for kind in kinds), owner_has_account()
    ).where(Project.id == project_id, visible_to(user))
    row = db.session.execute(query).first()
    if row is None:
        return None
    project, visits, fills, checks, owner_fills = row
    if project.activity != Activity.ACTIVE:
        return Part(project, False, False, False, bool(checks))
    by_commissioner = not owner_fills or rules.value("report.money_filler") == COMMISSIONER_FILLS
    stands_in = bool(visits) and by_commissioner
    return Part(project, bool(visits), stands_in or (bool(fills) and not by_commissioner), stands_in, bool(checks))


def may_change(user: User, visit: Visit, at: datetime) -> bool:
    """Tell whether `user` may still correct or withdraw this visit: his own, on the day he reported it."""
    return visit.reported_by_id == user.id and reported_on(visit) == local(at).date()


def reported_on(visit: Visit) -> date:
    """Return the day, in Shanghai, on which the visit was reported."""
    return local(visit.reported_at).date()
