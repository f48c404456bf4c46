"""Who must do what next: each waiting state of a request opens one duty, with its holder, its words and its days.

After every move call `enter`: it ends the duty before and opens the one of the new state. An office gives its duty to
itself, a family has it from the park, which is told where it is late; what climbs is `zz.enrolment.climbing`. Titles
hold the number of the case, never a name.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from zz import calendar
from zz.accounts.models import Unit, User
from zz.accounts.roles import Role
from zz.assignments import holders
from zz.assignments import operations as loop
from zz.assignments.models import Assignment
from zz.assignments.operations import Order
from zz.assignments.subjects import Ref
from zz.assignments.vocabulary import AssignmentState
from zz.db import db
from zz.enrolment.desks import education, work_group
from zz.enrolment.models import School
from zz.enrolment.requests.flow import ENDED, OPENS
from zz.enrolment.requests.models import EnrolmentRequest
from zz.enrolment.requests.vocabulary import RequestState
from zz.enrolment.rules import step_days

S = RequestState
Holder = Callable[[EnrolmentRequest], str]


@dataclass(frozen=True)
class Duty:
    """What is waited for in a state: by whom, in which words, within the days of which step (`zz.enrolment.rules`)."""

    holder: Holder
    title: str
    step: str


def family(request: EnrolmentRequest) -> str:
    """Return who speaks for the family: the enterprise's HR, or the work group where the case came on paper."""
    if request.paper:
        return park(request)
    return holders.of_unit(request.enterprise_id, Role.ENTERPRISE_HR)


def park(request: EnrolmentRequest) -> str:
    """Return the work group of the request's park."""
    return work_group(_park(request))


def _park(request: EnrolmentRequest) -> Unit:
    return db.session.get_one(Unit, request.park_id)


def bureau(request: EnrolmentRequest) -> str:
    """Return the county's education bureau."""
    return education(_park(request).root_id)


def school(request: EnrolmentRequest) -> str:
    """Return the school where the child is placed; the bureau, where the school has no account."""
    found = db.session.get(School, request.school_id) if request.school_id else None
    return holders.of_unit(found.unit_id, Role.SCHOOL) if found and found.unit_id else bureau(request)


DUTIES: dict[RequestState, Duty] = {
    S.PARK_REVIEW: Duty(park, "预审入学申请", "prereview"),
    S.PARK_CORRECTION: Duty(family, "补正入学申请", "supplement"),
    S.EDUCATION_REVIEW: Duty(bureau, "审核入学申请", "education"),
    S.EDUCATION_CORRECTION: Duty(family, "补正入学申请", "supplement"),
    S.QUEUED: Duty(bureau, "安排学位", "place"),
    S.TO_COORDINATE: Duty(bureau, "统筹安排学位", "place"),
    S.PLACED: Duty(school, "确认接收学生", "school"),
    S.OFFERED: Duty(family, "确认是否入学", "family"),
    S.LAPSED: Duty(family, "逾期未答复，请告知是否入学", "family"),
    S.CONFIRMED: Duty(school, "登记学生到校", "arrival"),
}


def enter(request: EnrolmentRequest, *, by: User | None, at: datetime, due_on: date | None = None) -> None:
    """End the duty of the state before and open that of the present one; note when a case has ended.

    `due_on`: a date that was set by hand, instead of the rule's working days.
    """
    _end(request, by=by, at=at)
    duty = DUTIES.get(request.state)
    request.current_id = _open(request, duty, by=by, at=at, due_on=due_on).id if duty else None
    request.closed_at = at if request.state in ENDED else None
    db.session.flush()


def _end(request: EnrolmentRequest, *, by: User | None, at: datetime) -> None:
    current = db.session.get(Assignment, request.current_id) if request.current_id else None
    if current is not None and current.state == AssignmentState.IN_PROGRESS:
        loop.discharge(current, by=by, at=at)


def _open(
    request: EnrolmentRequest, duty: Duty, *, by: User | None, at: datetime, due_on: date | None
) -> Assignment:  # fmt: skip
    kind = OPENS[request.state]
    if kind is None:
        raise KeyError(request.state)
    key, number = duty.holder(request), (request.number or "").lower()
    unit_id = holders.Holder.parse(key).id if key.startswith("u") else None
    days = step_days(duty.step)
    if due_on is None and request.state == S.CONFIRMED:
        due_on = calendar.add_working_days(request.term.arrival_to, days)
    issuer = park(request) if key == family(request) else key
    order = Order(
        kind, Ref(request.__tablename__, request.id), f"{duty.title}：{request.label}", key, issuer, days=days,
        due_on=due_on, unit_id=unit_id, context=f"{request.term.name} {request.grade_label}", search=number,
        to_sign=False,
    )  # fmt: skip
    return loop.issue(order, by=by, at=at)
