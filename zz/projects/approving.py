"""What may be asked for about a project: the next or the last table, 停缓建, planned dates, planned money."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from zz import clock
from zz.accounts.models import User
from zz.approvals.appliers import Applier, Places, Refused, register
from zz.approvals.chain import of_unit
from zz.approvals.models import Approval
from zz.approvals.vocabulary import ApprovalKind, Approver
from zz.assignments import holders
from zz.db import db, locked
from zz.files.models import Attachment
from zz.journal.operations import plain
from zz.projects import gates, operations, page, wording
from zz.projects.access import sees
from zz.projects.flow import ACTIVITIES, STAGES, ActivityAction, StageAction
from zz.projects.models import Project
from zz.projects.operations import YearValues
from zz.projects.vocabulary import Activity, GateEvidence, Stage
from zz.workflow import InvalidTransition

DAYS = ("planned_start", "planned_finish", "actual_start", "actual_finish")
AMOUNTS = ("total_investment", "annual_plan")


def python_value(field: str, value: Any) -> Any:
    """Return the column's value of what a patch holds."""
    if value is None:
        return None
    if field in DAYS:
        return date.fromisoformat(value)
    return Decimal(value) if field in AMOUNTS else value


class ProjectApplier(Applier):
    """What all requests about a project share."""

    subject_type = Project.__tablename__

    def sees(self, user: User, subject_id: int) -> bool:
        return sees(user, subject_id)

    def url(self, subject_id: int) -> str:
        return f"/projects/{subject_id}"

    def load(self, subject_id: int) -> Project | None:
        return db.session.get(Project, subject_id)

    def lock(self, subject_id: int) -> Project | None:
        return locked(Project, subject_id)

    def places(self, subject: Project) -> Places:
        unit = subject.responsible_unit
        leader = (unit.leader_id if unit else None) or subject.liaison_leader_id
        found = {
            Approver.UNIT: of_unit(unit),
            Approver.TOWNSHIP: of_unit(subject.township),
            Approver.PARK: of_unit(subject.park),
            Approver.LEADER: holders.of_person(leader) if leader else None,
        }
        known = {approver: key for approver, key in found.items() if key}
        return Places(subject.ledger_id, subject.name, subject.search, known)

    def current(self, subject: Project, fields: Iterable[str]) -> dict[str, Any]:
        return {name: plain(getattr(subject, name)) for name in fields}

    def label(self, field: str) -> str:
        return wording.LABELS.get(field, field)

    def brief(self, field: str) -> str:
        return "" if field in ("stage", "activity") else self.label(field)

    def say(self, field: str, value: Any) -> str:
        return wording.shown(field, value)

    def entry(self, field: str) -> str:
        return "date" if field in DAYS else "money" if field in AMOUNTS else ""


class StageApplier(ProjectApplier):
    """转段 and 退回: the gate judges when it is asked for, and again when it is granted."""

    def __init__(self, action: StageAction) -> None:
        self.action = action

    def _evidence(self, project: Project, approval: Approval) -> gates.Evidence | None:
        if self.action == StageAction.RETREAT:
            return None
        told = approval.details
        kind = GateEvidence(told["kind"]) if told.get("kind") else None
        file, photo = (db.session.get(Attachment, told[k]) if told.get(k) else None for k in ("file", "photo"))
        photo_on = date.fromisoformat(told["photo_on"]) if told.get("photo_on") else None
        return gates.evidence_of(project, kind, file, photo, photo_on)

    def facts(self, approval: Approval) -> list[tuple[str, str]]:
        told = approval.details
        found = [("依据", GateEvidence(told["kind"]).label)] if told.get("kind") else []
        return [*found, ("照片拍摄", wording.shown("taken_on", told["photo_on"]))] if told.get("photo_on") else found

    @staticmethod
    def _day(approval: Approval) -> date | None:
        found = (approval.patch[name][1] for name in ("actual_start", "actual_finish") if name in approval.patch)
        return next((date.fromisoformat(text) for text in found if text), None)

    def refusals(self, subject: Project, approval: Approval, *, at: datetime) -> list[str]:
        """Raise GateRefused, so that the gate's form shows each sentence beside its field."""
        target = gates.target_of(subject, self.action)
        if target is None:
            return ["没有可以转入的阶段。"]
        today, evidence = clock.local(at).date(), self._evidence(subject, approval)
        day = self._day(approval)
        if found := gates.refusals(subject, target, self.action, evidence, day, approval.reason, today=today):
            raise gates.GateRefused(found)
        return []

    def apply(self, subject: Project, approval: Approval, *, by: User, at: datetime) -> None:
        wanted = Stage(approval.patch["stage"][1])
        if gates.target_of(subject, self.action) != wanted:
            raise Refused(
                f"项目现在列在{subject.stage.label}表，不能按这件申请转入{wanted.label}。可以不同意，结束申请。"
            )
        try:
            operations.move_stage(
                subject, self.action, evidence=self._evidence(subject, approval), on_day=self._day(approval),
                reason=approval.reason, by=by, at=at,
            )  # fmt: skip
        except gates.GateRefused as refused:
            raise Refused(*(one.text for one in refused.refusals)) from refused


class ActivityApplier(ProjectApplier):
    """停缓建."""

    def _action(self, project: Project, approval: Approval) -> ActivityAction | None:
        wanted = Activity(approval.patch["activity"][1])
        actions = (
            a for (state, a), target in ACTIVITIES.table.items() if (state, target) == (project.activity, wanted)
        )
        return next((ActivityAction(a) for a in actions), None)

    def refusals(self, subject: Project, approval: Approval, *, at: datetime) -> list[str]:
        return [] if self._action(subject, approval) else [f"项目当前{subject.activity.label}，不能这样变更。"]

    def apply(self, subject: Project, approval: Approval, *, by: User, at: datetime) -> None:
        action = self._action(subject, approval)
        if action is None:
            raise Refused(f"项目现在的状态是“{subject.activity.label}”，不能按这件申请变更。可以不同意，结束申请。")
        operations.change_activity(subject, action, reason=approval.reason, by=by, at=at)


class PlanApplier(ProjectApplier):
    """Planned dates and planned money: an edit of the ledger, and of the newest year's list."""

    def refusals(self, subject: Project, approval: Approval, *, at: datetime) -> list[str]:
        after = {name: python_value(name, pair[1]) for name, pair in approval.patch.items()}
        start, finish = (after.get(name, getattr(subject, name)) for name in DAYS[:2])
        total, plan = (after.get(name, getattr(subject, name)) for name in AMOUNTS)
        found = []
        if start and finish and finish <= start:
            found.append("计划竣工应晚于计划开工。")
        if total is not None and plan is not None and plan > total:
            found.append("年度计划投资不能大于总投资。")
        if "annual_plan" in after and self._year(subject) is None:
            found.append("项目不在年度清单中，不能调整年度计划投资。请项目管理中心先列入年度清单。")
        return found

    @staticmethod
    def _year(project: Project) -> Any:
        return page.year_of(project.id, project.list_year) if project.list_year else None

    def apply(self, subject: Project, approval: Approval, *, by: User, at: datetime) -> None:
        after = {name: python_value(name, pair[1]) for name, pair in approval.patch.items()}
        year = None
        if "annual_plan" in after:
            row = self._year(subject)
            if row is None:
                raise Refused("项目已不在年度清单中，不能调整年度计划投资。")
            year = YearValues(row.year, row.category, after.pop("annual_plan"), row.goal)
        operations.edit_project(subject, after, year, version=subject.version, by=by, at=at)


def moved_values(project: Project, action: StageAction, on_day: date | None) -> dict[str, Any]:
    """Return the values that a move asks for: the stage, and the day that it sets or takes back.

    Raises:
        InvalidTransition: there is no such move.
    """
    target = gates.target_of(project, action)
    if target is None:
        raise InvalidTransition(STAGES, project.stage, action)
    values: dict[str, Any] = {"stage": str(target)}
    passed = {project.stage, target}
    for name, edge in (
        ("actual_start", {Stage.PRELIMINARY, Stage.UNDER_CONSTRUCTION}),
        ("actual_finish", {Stage.UNDER_CONSTRUCTION, Stage.COMPLETED}),
    ):
        if passed == edge:
            values[name] = on_day.isoformat() if on_day and action == StageAction.ADVANCE else None
    return values


def register_kinds() -> None:
    """Let these be asked for."""
    register(StageApplier(StageAction.ADVANCE), ApprovalKind.STAGE)
    register(StageApplier(StageAction.RETREAT), ApprovalKind.RETREAT)
    register(ActivityApplier(), ApprovalKind.ACTIVITY)
    register(PlanApplier(), ApprovalKind.DATES, ApprovalKind.MONEY)
