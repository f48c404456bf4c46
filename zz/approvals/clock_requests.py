"""Requests about an assignment's clock: 延期 before it expires, 挂起; while they are decided the ladder rests."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from zz import clock, rules
from zz.accounts.models import User
from zz.approvals import operations
from zz.approvals.appliers import Applier, Places, Refused, register
from zz.approvals.models import Approval
from zz.approvals.queries import open_about
from zz.approvals.vocabulary import ApprovalKind, Approver
from zz.assignments import cards, clocks
from zz.assignments import operations as loop
from zz.assignments.flow import ASSIGNMENTS, RUNNING
from zz.assignments.locking import hold
from zz.assignments.models import Assignment
from zz.assignments.operations import on_stop
from zz.assignments.subjects import Ref, kind_of
from zz.assignments.vocabulary import AssignmentAction, AssignmentKind, AssignmentState
from zz.db import db
from zz.files.operations import hand_on
from zz.files.queries import attachments_of

LABELS = {"due_on": "办结期限", "state": "办理状态", "review_on": "复核日期"}
WORKED = (AssignmentKind.HANDLE, AssignmentKind.ANSWER)


def _day(text: Any) -> date | None:
    return date.fromisoformat(text) if text else None


class ClockApplier(Applier):
    """What both kinds share: the subject is an assignment, decided on by who issued it."""

    subject_type = Assignment.__tablename__

    def sees(self, user: User, subject_id: int) -> bool:
        found = self.load(subject_id)
        return found is not None and kind_of(found.subject_type).sees(user, found.subject_id)

    def url(self, subject_id: int) -> str:
        found: Assignment = db.session.get_one(Assignment, subject_id)
        return kind_of(found.subject_type).url(found.subject_id)

    def load(self, subject_id: int) -> Assignment | None:
        return db.session.get(Assignment, subject_id)

    def lock(self, subject_id: int) -> Assignment | None:
        return hold(subject_id)

    def places(self, subject: Assignment) -> Places:
        context = " · ".join(text for text in (subject.title, subject.context) if text)
        own = {Approver.ISSUER: subject.issuer, Approver.UNIT: subject.holder}
        return Places(cards.root_of(subject), context, subject.search, own)

    def story(self, subject: Assignment) -> Ref:
        return Ref(subject.subject_type, subject.subject_id)

    def current(self, subject: Assignment, fields: Iterable[str]) -> dict[str, Any]:
        values = {name: getattr(subject, name) for name in fields}
        return {k: v.isoformat() if isinstance(v, date) else v and str(v) for k, v in values.items()}

    def label(self, field: str) -> str:
        return LABELS.get(field, field)

    def brief(self, field: str) -> str:
        return "" if field == "state" else self.label(field)

    def say(self, field: str, value: Any) -> str:
        if not value:
            return "—"
        if field == "state":
            return AssignmentState(value).label
        day = date.fromisoformat(value)
        return f"{day.year}年{day.month}月{day.day}日"

    def entry(self, field: str) -> str:
        return "date" if field in ("due_on", "review_on") else ""

    def opened(self, subject: Assignment, approval: Approval, *, by: User, at: datetime) -> None:
        if not subject.paused:
            clocks.pause(subject, by=by, at=at)

    def closed(self, subject: Assignment, approval: Approval, *, by: User | None, at: datetime) -> None:
        if subject.paused and subject.state in RUNNING:
            clocks.unpause(subject, by=by, at=at)
        subject.paused = False


class ExtensionApplier(ClockApplier):
    """延期: asked for before expiry, at most as often as the rule says; grants a fixed date."""

    def refusals(self, subject: Assignment, approval: Approval, *, at: datetime) -> list[str]:
        return list(self._refusals(subject, _day(approval.patch["due_on"][1]), clock.local(approval.asked_at).date()))

    def _refusals(self, subject: Assignment, wanted: date | None, today: date) -> Iterable[str]:
        most = int(rules.value("assignment.max_extensions"))
        if subject.kind not in WORKED or subject.state not in RUNNING or subject.due_on is None:
            yield "这一件不在办理中，不能申请延期。"
            return
        if today > subject.due_on:
            yield "办结期限已过，不能再申请延期。请抓紧办理；确需调整的，由市领导批示重新确定期限。"
        if subject.extensions >= most:
            yield f"规则“最多延期几次”：每件最多延期 {most} 次，已用完。确需调整的，由市领导批示重新确定期限。"
        if wanted is None or wanted <= subject.due_on:
            yield "申请延至的日期应晚于现在的办结期限。"

    def facts(self, approval: Approval) -> list[tuple[str, str]]:
        work = self.load(approval.subject_id)
        if work is None:
            return []
        return [
            ("原定期限", self.say("due_on", str(work.original_due_on or ""))),
            ("已延期", f"{work.extensions} 次" if work.extensions else "未延期"),
        ]

    def granted(self, approval: Approval) -> str:
        return str(approval.patch["due_on"][1])

    def apply(self, subject: Assignment, approval: Approval, *, by: User, at: datetime) -> None:
        if subject.state not in RUNNING:
            raise Refused(f"承办单位的办理状态已是“{subject.state.label}”，无需延期。可以填写“不同意”结束申请。")
        due_on = _day(approval.patch["due_on"][1])
        if due_on is None or (subject.due_on and due_on <= subject.due_on):
            raise Refused("同意延至的日期应晚于现在的办结期限。")
        clocks.extend(subject, due_on, approval.reason, by=by, at=at)


class SuspensionApplier(ClockApplier):
    """挂起: it waits for the province or a court, with evidence and a day of review; the clock stands still."""

    def refusals(self, subject: Assignment, approval: Approval, *, at: datetime) -> list[str]:
        found = []
        if subject.kind not in WORKED or not ASSIGNMENTS.can(subject, AssignmentAction.SUSPEND):
            found.append("签收后、提交办理结果前才能申请挂起。")
        review = _day(approval.patch.get("review_on", [None, None])[1])
        if review is None or review <= clock.local(at).date():
            found.append("复核日期应在今天之后。")
        if not self._files(approval):
            found.append("挂起须附依据材料（如上级来文、受理通知）。")
        return found

    @staticmethod
    def _files(approval: Approval) -> list[str]:
        rows = attachments_of(Approval.__tablename__, [approval.id])[approval.id]
        return [f"{row.id}:{row.filename}" for row in rows]

    def apply(self, subject: Assignment, approval: Approval, *, by: User, at: datetime) -> None:
        if not ASSIGNMENTS.can(subject, AssignmentAction.SUSPEND):
            raise Refused(f"承办单位的办理状态已是“{subject.state.label}”，不能挂起。可以填写“不同意”结束申请。")
        review_on = _day(approval.patch["review_on"][1])
        if review_on is None or review_on <= clock.local(at).date():
            raise Refused("申请的复核日期已过，请退回补充。")
        if subject.paused:
            clocks.unpause(subject, by=by, at=at)
        clocks.suspend(subject, approval.reason, review_on, self._files(approval), by=by, at=at)


class ReplyApplier(ClockApplier):
    """审签: another of the unit approves what was done before it leaves; the ladder goes on meanwhile."""

    def refusals(self, subject: Assignment, approval: Approval, *, at: datetime) -> list[str]:
        allowed = subject.kind in WORKED and ASSIGNMENTS.can(subject, AssignmentAction.REPLY)
        return [] if allowed else ["签收后、提交办理结果前才能提交审签。"]

    def opened(self, subject: Assignment, approval: Approval, *, by: User, at: datetime) -> None:
        """Nothing rests: a unit cannot stop its clock by asking itself."""

    def closed(self, subject: Assignment, approval: Approval, *, by: User | None, at: datetime) -> None:
        """Nothing rested."""

    def apply(self, subject: Assignment, approval: Approval, *, by: User, at: datetime) -> None:
        if not ASSIGNMENTS.can(subject, AssignmentAction.REPLY):
            raise Refused(f"这一件的办理状态已是“{subject.state.label}”，不能再提交。可以填写“不同意”结束申请。")
        found = attachments_of(Approval.__tablename__, [approval.id])[approval.id]
        for row in found:
            hand_on(row, Ref(subject.subject_type, subject.subject_id), by=approval.asked_by, at=at)
        files = [f"{row.id}:{row.filename}" for row in found]
        loop.reply(subject, approval.reason, files, by=approval.asked_by, at=at)


def register_kinds() -> None:
    """Let extensions and suspensions be asked for."""
    register(ExtensionApplier(), ApprovalKind.EXTENSION)
    register(SuspensionApplier(), ApprovalKind.SUSPENSION)
    register(ReplyApplier(), ApprovalKind.REPLY)


@on_stop
def lapse(assignment: Assignment, by: User | None, at: datetime) -> None:
    """End what was asked about a clock that stands now: it was replied to, sent back, withdrawn …"""
    for found in open_about(Assignment.__tablename__, assignment.id):
        operations.lapse(found, f"{assignment.state.label}，不再需要审批", by=by, at=at)
