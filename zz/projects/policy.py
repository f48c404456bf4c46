"""What a reader may do to a project he sees, and which step is his next."""

from dataclasses import dataclass
from datetime import date, timedelta

from zz.accounts.models import User
from zz.accounts.roles import Permission
from zz.approvals.policy import direct
from zz.approvals.vocabulary import ApprovalKind
from zz.projects.access import reaches
from zz.projects.flow import ACTIVITIES, STAGES, ActivityAction, StageAction
from zz.projects.models import Project
from zz.projects.vocabulary import Activity, Stage

FINISH_NEAR = timedelta(days=30)


@dataclass(frozen=True)
class Powers:
    """What a reader may do; `facts` is everything that can be edited, `edit` narrative, plan, permits and files."""

    facts: bool = False
    edit: bool = False
    stage: bool = False
    visit: bool = False
    fill: bool = False
    confirm: bool = False
    request: bool = False


PERMISSIONS = {
    "facts": Permission.PROJECT_CREATE,
    "edit": Permission.PROJECT_EDIT,
    "stage": Permission.PROJECT_STAGE,
    "visit": Permission.VISIT_REPORT,
    "fill": Permission.FIGURE_FILL,
    "confirm": Permission.FIGURE_CONFIRM,
    "request": Permission.PROJECT_REQUEST,
}


def powers_of(user: User, project: Project) -> Powers:
    """Return what `user` may do to a project whose units are loaded."""
    return Powers(**{name: reaches(user, permission, project) for name, permission in PERMISSIONS.items()})


@dataclass(frozen=True)
class Step:
    """A button: what it says and where it leads."""

    label: str
    url: str


def _url(project: Project, part: str) -> str:
    return f"/projects/{project.id}/{part}"


def finish_is_near(project: Project, today: date) -> bool:
    """Tell whether the move to 竣工 is the next thing to do: money all spent, or the planned finish at hand."""
    spent = bool(project.total_investment) and (project.cumulative or 0) >= (project.total_investment or 0)
    due = project.planned_finish is not None and project.planned_finish - FINISH_NEAR <= today
    return spent or due


def can_report(project: Project, powers: Powers) -> bool:
    """Tell whether a report from the site can be made."""
    return powers.visit and project.activity == Activity.ACTIVE


KIND_OF = {StageAction.ADVANCE: ApprovalKind.STAGE, StageAction.RETREAT: ApprovalKind.RETREAT}
GATED = (ApprovalKind.STAGE, ApprovalKind.RETREAT, ApprovalKind.ACTIVITY)


def confirms(powers: Powers, kind: ApprovalKind) -> bool:
    """Tell whether the reader makes this kind of change himself, without a request."""
    return (powers.stage if kind in GATED else powers.facts) and direct(kind)


def asks(powers: Powers, kind: ApprovalKind) -> bool:
    """Tell whether the reader may ask for this kind of change: he may not make it himself."""
    return powers.request and not confirms(powers, kind) and (powers.edit or kind not in GATED)


PLANNED = {
    ApprovalKind.DATES: ("planned_start", "planned_finish"),
    ApprovalKind.MONEY: ("total_investment", "annual_plan"),
}


def held(powers: Powers) -> list[str]:
    """Return the fields of the ledger that even the reader who edits it may only ask to change."""
    return [name for kind, names in PLANNED.items() if not confirms(powers, kind) for name in names]


def can_move(project: Project, powers: Powers, action: StageAction) -> bool:
    """Tell whether the reader may confirm this move."""
    return confirms(powers, KIND_OF[action]) and _moves(project, action)


def can_ask_to_move(project: Project, powers: Powers, action: StageAction) -> bool:
    """Tell whether the reader may ask for this move."""
    return asks(powers, KIND_OF[action]) and _moves(project, action)


def _moves(project: Project, action: StageAction) -> bool:
    return project.activity == Activity.ACTIVE and STAGES.can(project, action)


def why_not_move(project: Project, powers: Powers) -> str:
    """Say why the reader cannot confirm a move, and who can."""
    if project.activity != Activity.ACTIVE:
        return f"项目已{project.activity.label}，不能转段。请项目管理中心先恢复项目，再办理转段。"
    if not powers.stage:
        return "转段由项目管理中心确认。请责任单位备齐下列依据，登记办结日期或上传资料后申请转段。"
    return "没有可以转入的阶段。"


def activity_actions(project: Project, powers: Powers) -> list[ActivityAction]:
    """Return what the reader may do to stop or resume the project."""
    allowed = confirms(powers, ApprovalKind.ACTIVITY) or asks(powers, ApprovalKind.ACTIVITY)
    return [ActivityAction(a) for a in ACTIVITIES.actions(project)] if allowed else []


def _move_is_next(project: Project, powers: Powers, today: date) -> bool:
    if not can_move(project, powers, StageAction.ADVANCE):
        return False
    return project.stage != Stage.UNDER_CONSTRUCTION or finish_is_near(project, today)


def steps(project: Project, powers: Powers, today: date, *, unchecked: bool = False) -> list[Step]:
    """Return the reader's buttons, the next step first; `unchecked`: a month's figure waits to be checked."""
    found: list[Step] = []
    if can_report(project, powers):
        found.append(Step("走访上报", _url(project, "report")))
    if powers.fill and project.activity == Activity.ACTIVE:
        found.append(Step("填报投资", _url(project, "report")))
    if powers.confirm and unchecked:
        found.append(Step("审核投资", _url(project, "report")))
    if confirms(powers, ApprovalKind.ACTIVITY) and project.activity != Activity.ACTIVE:
        found.append(Step(ActivityAction.RESUME.label + "项目", _url(project, "activity")))
    if _move_is_next(project, powers, today):
        target = STAGES.table[project.stage, StageAction.ADVANCE]
        found.append(Step(f"转入{getattr(target, 'label', target)}", _url(project, "stage")))
    if powers.edit:
        found.append(Step("编辑", _url(project, "edit")))
    return found


def more_steps(project: Project, powers: Powers) -> list[Step]:
    """Return what stands under 更多: moves, stops, and the requests of whoever may not make them himself."""
    found: list[Step] = []
    if can_move(project, powers, StageAction.ADVANCE):
        found.append(Step("转段办理", _url(project, "stage")))
    if can_ask_to_move(project, powers, StageAction.ADVANCE):
        found.append(Step("申请转段", _url(project, "stage")))
    if can_move(project, powers, StageAction.RETREAT):
        found.append(Step("退回上一阶段", _url(project, "stage?to=back")))
    if can_ask_to_move(project, powers, StageAction.RETREAT):
        found.append(Step("申请退回上一阶段", _url(project, "stage?to=back")))
    if confirms(powers, ApprovalKind.ACTIVITY):
        found.append(Step("暂停、终止或恢复", _url(project, "activity")))
    labels = {
        ApprovalKind.ACTIVITY: "申请停缓建",
        ApprovalKind.DATES: "申请调整工期",
        ApprovalKind.MONEY: "申请调整投资",
    }
    found += [Step(text, _url(project, f"requests/{kind}")) for kind, text in labels.items() if asks(powers, kind)]
    return found
