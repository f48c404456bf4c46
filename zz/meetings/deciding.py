"""会议决定: each sets something going in the loop at once — a problem assigned, a leader's words, a date asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from zz.accounts.models import User
from zz.accounts.roles import Role
from zz.approvals import operations as approvals
from zz.approvals.appliers import Refused as NotGranted
from zz.approvals.vocabulary import ApprovalKind
from zz.assignments import policy as loop
from zz.assignments.timing import day
from zz.db import db, locked
from zz.journal import record
from zz.meetings import verbs
from zz.meetings.flow import MEETINGS
from zz.meetings.models import Meeting, MeetingDecision, MeetingItem
from zz.meetings.operations import Refused
from zz.meetings.vocabulary import DecisionKind, MeetingAction
from zz.meetings.wording import full_day
from zz.problems import pressing, reporting
from zz.problems.assigning import Party, Plan, assign
from zz.problems.flow import PROBLEMS
from zz.problems.models import Problem, ProblemKind
from zz.problems.operations import Refused as NotAllowed
from zz.problems.people import held_project
from zz.problems.vocabulary import ProblemAction, Source, Urgency

LEADERS = {Role.LEADER, Role.MAIN_LEADER}


@dataclass(frozen=True)
class Resolution:
    """What was decided on one matter. `lead` and `problem_kind` are of 交办, `due_on` is the day it asks for."""

    kind: DecisionKind
    text: str
    due_on: date | None = None
    lead: Party | None = None
    assisting: Sequence[Party] = ()
    problem_kind: ProblemKind | None = None
    urgency: Urgency = Urgency.ORDINARY


def possible(meeting: Meeting, item: MeetingItem, user: User, today: date) -> list[DecisionKind]:
    """Return what can be decided on a matter as it stands."""
    problem, found = item.problem, []
    going_on = problem is None or PROBLEMS.can(problem, ProblemAction.INSTRUCT)
    if problem is None or (going_on and problem.assigner in loop.keys(user, today)):
        found.append(DecisionKind.ASSIGN)
    if problem is not None and going_on and LEADERS & meeting.chair.roles:
        found.append(DecisionKind.INSTRUCT)
    return [*found, DecisionKind.DATES]


def decide(meeting: Meeting, item: MeetingItem, made: Resolution, *, by: User, at: datetime) -> MeetingDecision:
    """登记会议决定: it takes effect in this transaction.

    Raises:
        Refused: the loop does not allow it now.
    """
    MEETINGS.move(meeting, MeetingAction.DECIDE)
    query = select(func.max(MeetingDecision.number)).where(MeetingDecision.meeting_id == meeting.id)
    decision = MeetingDecision(
        meeting_id=meeting.id, item_id=item.id, number=(db.session.scalar(query) or 0) + 1, kind=made.kind,
        text=made.text, lead_unit_id=made.lead.unit_id if made.lead else None, due_on=made.due_on,
        decided_by_id=by.id, decided_at=at,
    )  # fmt: skip
    DOES[made.kind](meeting, item, made, decision, by, at)
    db.session.add(decision)
    db.session.flush()
    record(
        verbs.DECIDED, meeting, by=by, at=at, number=decision.number, kind=made.kind.label, item=item.title,
        text=made.text, lead=made.lead.name if made.lead else "", due_on=made.due_on,
    )  # fmt: skip
    return decision


def _held_problem(item: MeetingItem) -> Problem:
    problem = locked(Problem, item.problem_id) if item.problem_id else None
    if problem is None or not PROBLEMS.can(problem, ProblemAction.INSTRUCT):
        raise Refused("这件问题已经办结或撤回，不能再交办。请另行反映。")
    return problem


def _assign(
    meeting: Meeting, item: MeetingItem, made: Resolution, decision: MeetingDecision, by: User, at: datetime
) -> None:
    """Assign the problem, or one that begins with the decision; in the meeting's name (会商)."""
    if made.lead is None or made.due_on is None:
        raise Refused("请选择主办单位和办结期限。", "lead")
    problem = _held_problem(item) if item.problem_id else _begun(meeting, item, made, by=by, at=at)
    if problem.assigner not in loop.keys(by, day(at)):
        raise Refused("这件问题由镇街交办，请改用“会议要求”，或由镇街提请后再交办。", "kind")
    plan = Plan(
        made.lead, made.assisting, made.urgency, made.due_on, problem.verifier or problem.assigner,
        f"{meeting.title}决定", made.problem_kind,
    )  # fmt: skip
    assign(problem, plan, by=by, at=at)
    decision.problem_id = problem.id


def _begun(meeting: Meeting, item: MeetingItem, made: Resolution, *, by: User, at: datetime) -> Problem:
    if made.problem_kind is None:
        raise Refused("请选择问题类型。", "kind_id")
    project = held_project(item.project_id)
    said = f"{full_day(meeting.starts_at)}{meeting.title}决定：{made.text}"
    draft = reporting.Draft(
        made.problem_kind, reporting.title_of(made.text), said, Source.CONSULTATION, urgency=made.urgency
    )
    return reporting.report(project, draft, by=by, at=at)


def _instruct(
    meeting: Meeting, item: MeetingItem, made: Resolution, decision: MeetingDecision, by: User, at: datetime
) -> None:
    """Enter what the chair has said as his instruction; with a day it sets the date anew."""
    problem = _held_problem(item)
    try:
        pressing.instruct(problem, made.text, made.due_on, by=by, at=at, leader=meeting.chair)
    except NotAllowed as refused:
        raise Refused(refused.text) from refused
    decision.problem_id = problem.id


def _dates(
    meeting: Meeting, item: MeetingItem, made: Resolution, decision: MeetingDecision, by: User, at: datetime
) -> None:
    """Ask for the project's planned finish to be moved: the chain of approvals decides, as ever."""
    if made.due_on is None:
        raise Refused("请填写调整后的计划竣工日期。", "due_on")
    reason = f"{full_day(meeting.starts_at)}{meeting.title}决定：{made.text}"
    request = approvals.Request(
        ApprovalKind.DATES, item.project_id, {"planned_finish": made.due_on.isoformat()}, reason
    )
    try:
        decision.approval_id = approvals.ask(request, by=by, at=at).id
    except NotGranted as refused:
        raise Refused("".join(refused.sentences), "due_on") from refused


DOES = {DecisionKind.ASSIGN: _assign, DecisionKind.INSTRUCT: _instruct, DecisionKind.DATES: _dates}
