"""From dispatch to the request for closure. Rows come locked within `writing()`; who may do it is `policy`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from zz import calendar, rules
from zz.accounts.models import User
from zz.assignments import operations as loop
from zz.assignments.flow import ASSIGNMENTS
from zz.assignments.models import Assignment
from zz.assignments.timing import day
from zz.assignments.vocabulary import AssignmentAction, AssignmentKind, AssignmentState
from zz.db import db, locked
from zz.numbering import next_number
from zz.spelling import search_lines, spellings
from zz.voltage.models import Area
from zz.voltage.remediation import verbs
from zz.voltage.remediation.flow import ENTRIES, REMEDIATIONS, UNDER_WAY
from zz.voltage.remediation.handling import (
    Refused,
    assignments_of,
    end_duties,
    live,
    manager_key,
    manager_of,
    note,
    open_duty,
    station_key,
    tell,
)
from zz.voltage.remediation.models import Remediation, VoltageProblem
from zz.voltage.remediation.vocabulary import EntryAction, Measure, RemediationState
from zz.voltage.remediation.vocabulary import RemediationAction as A
from zz.workflow import InvalidTransition

K = AssignmentKind
PLANNING, DISPATCHING, VERIFYING = "立治理计划", "重新派发或撤销", "验证"


@dataclass(frozen=True)
class Plan:
    """What a station means to do. `reserve_month` is the first day of a month, for reserve projects alone."""

    measure: Measure
    text: str
    people: str
    reserve_month: date | None = None


@dataclass(frozen=True)
class Work:
    """What was done on the site. `tap_from` and `tap_to` are positions, for a change of tap."""

    on: date
    text: str
    tap_from: int | None = None
    tap_to: int | None = None
    photos: Sequence[str] = ()


def open_remediation(entry: VoltageProblem) -> Remediation | None:
    """Return the remediation that is under way for the fault."""
    return next((r for r in reversed(entry.remediations) if r.state in UNDER_WAY), None)


def dispatchable(entry: VoltageProblem) -> str:
    """Return why the fault cannot be dispatched; “” where it can."""
    if not ENTRIES.can(entry, EntryAction.SUSPEND):
        return f"“{entry.state.label}”的台区不派发"
    if not entry.persistent:
        return "观察中的异常不派发：规则期内触发的天数不足"
    if (under_way := open_remediation(entry)) is not None:
        return f"已派发（{under_way.number}，{under_way.state.label}）"
    return ""


def dispatch(entry: VoltageProblem, demand: str, *, by: User, at: datetime) -> Remediation:
    """派发: a persistent fault goes to the station of its area, to sign for and to plan.

    Raises:
        Refused: it is watched only, suspended, dismissed, over, or dispatched already.
    """
    if fault := dispatchable(entry):
        raise Refused(fault)
    return begin(entry, demand, by=by, at=at)


def begin(entry: VoltageProblem, demand: str, *, by: User, at: datetime) -> Remediation:
    """Open the remediation of a fault, as `dispatch` does, whatever the fault is now: for what is told afterwards."""
    area = db.session.get_one(Area, entry.area_id)
    number = next_number("remediation", at=at, root=area.station.root_id)
    words = (area.name, *spellings(area.name), area.code, area.feeder, number)
    remediation = Remediation(
        problem=entry, area_id=area.id, area=area, kind=entry.kind, station_id=area.station_id, station=area.station,
        number=number, state=RemediationState.FOUND, search=search_lines(*words), demand=demand,
        dispatched_at=at, dispatched_by_id=by.id, customers=entry.customers,
    )  # fmt: skip
    db.session.add(remediation)
    db.session.flush()
    _to_station(remediation, manager_key(by, area.station), demand, by=by, at=at, again=False)
    return remediation


def _to_station(remediation: Remediation, manager: str, demand: str, *, by: User, at: datetime, again: bool) -> None:
    days = int(rules.value("voltage.plan_days"))
    due_on = calendar.add_working_days(day(at), days)
    note(
        verbs.DISPATCHED, remediation, [manager], by=by, at=at, number=remediation.number,
        station=remediation.station.label, demand=demand, due_on=due_on, again=again,
    )  # fmt: skip
    open_duty(remediation, K.HANDLE, PLANNING, manager, by=by, at=at, days=days, to_sign=True)
    tell(remediation, "已派发电压问题，请签收并立治理计划", [station_key(remediation.station_id)], by=by, at=at)


def redispatch(remediation: Remediation, demand: str, *, by: User, at: datetime) -> None:
    """重新派发: the station sent it back, the manager holds to it; the area may have got another station meanwhile."""
    REMEDIATIONS.move(remediation, A.DISPATCH)
    found = assignments_of(remediation, lock=True)
    area = db.session.get_one(Area, remediation.area_id)
    remediation.station_id, remediation.station = area.station_id, area.station
    manager = manager_of(found)
    end_duties(found, "重新派发", by=by, at=at)
    _to_station(remediation, manager, demand, by=by, at=at, again=True)


def withdraw(remediation: Remediation, reason: str, *, by: User, at: datetime) -> None:
    """撤销: nothing is to be done; the fault stays in the library as its days say."""
    found = assignments_of(remediation, lock=True)
    REMEDIATIONS.move(remediation, A.WITHDRAW)
    note(verbs.WITHDRAWN, remediation, [manager_of(found)], by=by, at=at, reason=reason)
    for a in live(found):
        loop.withdraw(a, reason, by=by, at=at)
    remediation.current_id = None
    tell(remediation, "已撤销治理", [station_key(remediation.station_id)], by=by, at=at)


def reserved(measure: Measure) -> bool:
    """Tell whether a measure is a reserve project."""
    return str(measure) in rules.value("voltage.reserve_measures")


def due_of(measure: Measure, today: date) -> date:
    """Return the day by which a measure is to be done, by working days from its rule."""
    return calendar.add_working_days(today, int(rules.value(measure.rule)))


def plan(remediation: Remediation, wanted: Plan, *, by: User, at: datetime) -> None:
    """立计划, or change it: the measure has its own deadline; a reserve project has a month and no ladder.

    Raises:
        Refused: a reserve project without its month, or the station has not signed for it.
    """
    reserve = reserved(wanted.measure)
    if reserve and wanted.reserve_month is None:
        raise Refused(f"“{wanted.measure.label}”列入储备项目，请填写计划完成的年月", "reserve_month")
    found = assignments_of(remediation, lock=True)
    _signed(found, by=by, at=at)
    again = remediation.planned_at is not None
    REMEDIATIONS.move(remediation, A.RESERVE if reserve else A.PLAN)
    remediation.measure, remediation.plan, remediation.people = wanted.measure, wanted.text, wanted.people
    remediation.reserve_month = wanted.reserve_month if reserve else None
    remediation.planned_at = remediation.planned_at or at
    due_on = None if reserve else due_of(wanted.measure, day(at))
    holder, manager = station_key(remediation.station_id), manager_of(found)
    note(
        verbs.PLANNED, remediation, [holder], by=by, at=at, measure=wanted.measure, plan=wanted.text,
        people=wanted.people, due_on=due_on, reserve_month=remediation.reserve_month, again=again,
    )  # fmt: skip
    end_duties(found, f"已立计划：{wanted.measure.label}", by=by, at=at)
    open_duty(remediation, K.HANDLE, wanted.measure.label, manager, by=by, at=at, due_on=due_on)
    tell(remediation, f"已立治理计划（{wanted.measure.label}）", [manager], by=by, at=at)


def _signed(found: Sequence[Assignment], *, by: User, at: datetime) -> None:
    """Sign what waits to be signed: whoever plans has taken it on."""
    for a in live(found, K.HANDLE):
        if a.state == AssignmentState.PENDING:
            loop.sign(a, by=by, at=at)


def start(remediation: Remediation, *, by: User, at: datetime) -> None:
    """开始治理."""
    REMEDIATIONS.move(remediation, A.START)
    note(verbs.STARTED, remediation, [station_key(remediation.station_id)], by=by, at=at)


def record_work(remediation: Remediation, done: Work, *, by: User, at: datetime) -> None:
    """登记治理情况: the day, what was done, the tap from → to, photos.

    Raises:
        Refused: the day is to come, or a change of tap says no positions, or the same ones.
    """
    if done.on > day(at):
        raise Refused("治理日期不能晚于今天", "work_on")
    if remediation.measure == Measure.TAP_ADJUSTMENT:
        if done.tap_from is None or done.tap_to is None:
            raise Refused("调档须填写原档位和现档位", "tap_to" if done.tap_to is None else "tap_from")
        if done.tap_from == done.tap_to:
            raise Refused("现档位与原档位相同", "tap_to")
    if REMEDIATIONS.can(remediation, A.START):
        start(remediation, by=by, at=at)
    REMEDIATIONS.move(remediation, A.RECORD)
    remediation.work_on, remediation.work = done.on, done.text
    remediation.tap_from, remediation.tap_to = done.tap_from, done.tap_to
    if done.tap_to is not None:
        db.session.get_one(Area, remediation.area_id).tap = done.tap_to
    note(
        verbs.RECORDED, remediation, [station_key(remediation.station_id)], by=by, at=at, work_on=done.on,
        tap_from=done.tap_from, tap_to=done.tap_to, work=done.text, files=list(done.photos),
    )  # fmt: skip


def ask_closure(remediation: Remediation, text: str, files: Sequence[str] = (), *, by: User, at: datetime) -> None:
    """申请闭环: the station says it is done; the reply stops its ladder and brings it before the manager."""
    handle = live(assignments_of(remediation, lock=True), K.HANDLE)
    if not handle or remediation.work_on is None or not REMEDIATIONS.can(remediation, A.ASK_CLOSURE):
        raise InvalidTransition(REMEDIATIONS, remediation.state, A.ASK_CLOSURE)
    loop.reply(handle[-1], text, list(files), by=by, at=at)  # `follow` does what follows


def follow(assignment: Assignment, action: AssignmentAction, by: User, at: datetime) -> None:
    """Do what follows from what the station did with its duty, on whatever page.

    Raises:
        InvalidTransition: a reply before the work is recorded, or a send-back after the plan.
    """
    remediation = locked(Remediation, assignment.subject_id)
    if remediation is None or assignment.kind != K.HANDLE:
        raise InvalidTransition(ASSIGNMENTS, assignment.state, action)
    if action == AssignmentAction.REPLY:
        _closure_asked(remediation, assignment, by=by, at=at)
    elif action == AssignmentAction.SEND_BACK:
        REMEDIATIONS.move(remediation, A.SEND_BACK)
        open_duty(remediation, K.ASSIGN, DISPATCHING, assignment.issuer, by=by, at=at, days=1)
        tell(remediation, "供电所退回派发", [assignment.issuer], by=by, at=at)


def _closure_asked(remediation: Remediation, assignment: Assignment, *, by: User, at: datetime) -> None:
    if remediation.work_on is None:
        raise InvalidTransition(REMEDIATIONS, remediation.state, A.ASK_CLOSURE)
    REMEDIATIONS.move(remediation, A.ASK_CLOSURE)
    remediation.asked_at = at
    note(verbs.CLOSURE_ASKED, remediation, [assignment.holder], by=by, at=at, text="")
    open_duty(remediation, K.VERIFY, VERIFYING, assignment.issuer, by=by, at=at)
    tell(remediation, "申请闭环，待验证", [assignment.issuer], by=by, at=at)
