"""A county where requests go their way: the people of the project tests, a main leader, and shorthand."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from tests.builders import make_user
from tests.conftest import MORNING
from tests.projects.people import County, make_county
from zz import rules
from zz.accounts.models import User
from zz.accounts.roles import Role
from zz.approvals import operations, policy
from zz.approvals.models import Approval
from zz.approvals.operations import Request, Verdict
from zz.approvals.vocabulary import ApprovalKind, Decision
from zz.assignments import holders
from zz.assignments import operations as loop
from zz.assignments.models import Assignment
from zz.assignments.operations import Order
from zz.assignments.subjects import Ref, SubjectKind, register
from zz.assignments.vocabulary import AssignmentKind
from zz.db import db, forget

TODAY = MORNING.date()
AGREE, BACK, REFUSE = Verdict(Decision.AGREE), Verdict(Decision.SEND_BACK, "缺批文"), Verdict(Decision.REFUSE, "不妥")
DATES = {"planned_finish": "2024-06-30"}

register(SubjectKind("matter", "事项", lambda i: f"/matters/{i}", lambda user, i: False))


def county(**columns: Any) -> County:
    """Make a county whose project has planned dates and a plan."""
    return make_county(**{"planned_start": date(2023, 1, 1), "planned_finish": date(2023, 12, 31), **columns})


def ask(
    place: County,
    by: User,
    kind: ApprovalKind = ApprovalKind.DATES,
    after: Any = None,
    at: datetime = MORNING,
    **more: Any,
) -> Approval:
    """Ask for something about the county's project."""
    request = Request(kind, place.project.id, after or DATES, "征地滞后", **more)
    approval = operations.ask(request, by=by, at=at)
    db.session.flush()
    return approval


def decide(approval: Approval, by: User, verdict: Verdict = AGREE, at: datetime = MORNING) -> None:
    """Let `by` decide the part that is his."""
    part = policy.part_of(by, approval, TODAY)
    assert part is not None, f"{by.name} has nothing to decide"
    operations.decide(approval, part, verdict, by=by, at=at)
    db.session.flush()


def set_rule(key: str, value: Any) -> None:
    """Let a rule hold from today."""
    rules.change_rule(key, value, valid_from=TODAY, reason="测试", by=make_user(), at=MORNING)
    forget("rules")


def chain_row(
    kind: ApprovalKind, step: int, approver: str, mode: str = "any", unit: str = "", days: int = 3
) -> dict[str, Any]:
    return {"kind": str(kind), "step": step, "approver": approver, "unit": unit, "mode": mode, "days": days}


def duties(holder: User) -> list[Assignment]:
    """Return the duties to approve that lie with `holder`."""
    keys = holders.keys_of(holder)
    query = select(Assignment).where(Assignment.holder.in_(keys), Assignment.kind == AssignmentKind.APPROVE)
    return list(db.session.scalars(query.order_by(Assignment.id)))


def make_work(place: County, days: int = 5, at: datetime = MORNING) -> Assignment:
    """Assign a matter to the county's bureau, and let it be signed for."""
    assert place.bureau.unit is not None
    order = Order(
        AssignmentKind.HANDLE, Ref("matter", 1), "土地报批滞后", holders.of_unit(place.bureau.unit.id, Role.BUREAU),
        holders.of_county(place.root.id, Role.CENTRE), days=days, unit_id=place.bureau.unit.id,
    )  # fmt: skip
    work = loop.issue(order, by=place.centre, at=at)
    loop.sign(work, by=place.bureau, at=at)
    db.session.flush()
    return work
