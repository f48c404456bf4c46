"""The condition of lists and the answer for one loaded project are one rule, told twice: they agree for everybody."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.builders import make_project, make_unit, make_user
from tests.projects.people import make_county
from zz.accounts.roles import UNIT_KINDS, Permission, Role, UnitKind
from zz.projects.access import reach, reaches
from zz.projects.models import Project


def test_lists_and_pages_agree_for_every_role_and_permission(session: Session) -> None:
    county, elsewhere = make_county(), make_county()
    parent = make_unit(UnitKind.BUREAU, county.root)
    below = make_unit(UnitKind.TOWNSHIP, parent)
    park = make_unit(UnitKind.PARK, county.root)
    make_project(ledger_id=county.root.id, township_id=below.id, liaison_leader_id=county.leader.id)
    make_project(ledger_id=county.root.id, park_id=park.id)
    units = [parent, below, park, county.root, elsewhere.root]
    users = [
        *(make_user(role, unit) for role in Role for unit in units if unit.kind in UNIT_KINDS[role]),
        *(getattr(county, who) for who in ("centre", "bureau", "commissioner", "owner", "leader")),
        *county.strangers,
    ]
    projects = session.scalars(select(Project)).all()
    reached = 0
    for user in users:
        for permission in Permission:
            listed = set(session.scalars(select(Project.id).where(reach(user, permission))))
            assert listed == {p.id for p in projects if reaches(user, permission, p)}, (user.roles, permission)
            reached += len(listed)
    assert reached > 20
