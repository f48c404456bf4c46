"""The acts on a remediation and on a fault, each one row: who may, the form, and the one operation behind it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from zz import clock, rules
from zz.accounts.models import User
from zz.files.models import Attachment
from zz.voltage.remediation import entry_operations, operations, verifying
from zz.voltage.remediation.forms import (
    ClosureForm,
    DemandForm,
    PlanForm,
    ReasonForm,
    SuspendForm,
    VerificationForm,
    VersionedForm,
    WorkForm,
)
from zz.voltage.remediation.handling import Refused
from zz.voltage.remediation.models import Remediation
from zz.voltage.remediation.operations import Plan, Work
from zz.voltage.remediation.vocabulary import EntryAction, Measure
from zz.voltage.remediation.vocabulary import RemediationAction as A
from zz.voltage.remediation.wording import short


@dataclass(frozen=True)
class Doing:
    """One act under way: the locked row, the valid form, the files attached with it, who and when."""

    subject: Any
    form: Any
    files: Sequence[Attachment]
    by: User
    at: datetime


@dataclass(frozen=True)
class Act:
    """An act: `run` does it and says what happened, `offer` fills what the form proposes, `says` what it rests on."""

    action: Any
    title: str
    submit: str
    lead: str
    form: type[VersionedForm]
    run: Callable[[Doing], str]
    offer: Callable[[Any, Any], None] = lambda form, subject: None
    says: Callable[[Any], str] = lambda subject: ""


def _offer_plan(form: PlanForm, found: Remediation) -> None:
    if found.measure and not form.is_submitted():
        form.measure.data, form.text.data, form.people.data = found.measure, found.plan, found.people
        form.reserve_month.data = found.reserve_month


def _plan(d: Doing) -> str:
    form = d.form
    plan = Plan(form.measure.data, form.text.data, form.people.data, form.reserve_month.data)
    operations.plan(d.subject, plan, by=d.by, at=d.at)
    if operations.reserved(plan.measure):
        return "已列入储备项目，不计时"
    return f"已立计划，请于{short(operations.due_of(plan.measure, clock.local(d.at).date()))}前完成"


def _offer_work(form: WorkForm, found: Remediation) -> None:
    if found.measure != Measure.TAP_ADJUSTMENT:
        del form.tap_from, form.tap_to
    if not form.is_submitted():
        form.work_on.data = found.work_on or clock.today()
        if "tap_from" in form:
            form.tap_from.data = found.tap_from or found.area.tap


def _work(d: Doing) -> str:
    form = d.form
    before, after = (form.tap_from.data, form.tap_to.data) if "tap_from" in form else (None, None)
    names = [f"{file.id}:{file.filename}" for file in d.files]
    done = Work(form.work_on.data, form.text.data, before, after, names)
    operations.record_work(d.subject, done, by=d.by, at=d.at)
    return "已登记治理情况，确认无误后申请闭环"


def _offer_closure(form: ClosureForm, found: Remediation) -> None:
    if not form.is_submitted():
        measure = found.measure.label if found.measure else "治理"
        solved = f"{found.customers}户{found.kind.label}" if found.customers else found.kind.label
        done = "档位调整" if found.measure == Measure.TAP_ADJUSTMENT else measure
        form.text.data = f"{found.area.name}已开展{done}，{solved}问题已解决，申请闭环。"


def _closure(d: Doing) -> str:
    operations.ask_closure(d.subject, d.form.text.data, by=d.by, at=d.at)
    return "已申请闭环，治理前后各满规定的有效日后由电压专责验证"


def _offer_verification(form: VerificationForm, found: Remediation) -> None:
    if not form.is_submitted():
        form.due_on.data = operations.due_of(found.measure or Measure.OTHER, clock.today())


def _compared(found: Remediation) -> str:
    """Say what the comparison says, above the decision on it."""
    made = verifying.comparison_of(found)
    if made is None:
        return "还没有治理前后比对的数据。"
    return f"治理前后比对：{made.verdict.label}。" + "；".join(check[2] for check in made.figures["checks"])


def _verify(d: Doing) -> str:
    form = d.form
    if form.result.data == "accept":
        verifying.verify(d.subject, form.text.data or "", by=d.by, at=d.at)
        return "验证通过，已闭环"
    if not form.text.data:
        raise Refused("退回治理须写明理由", "text")
    if form.due_on.data is None or form.due_on.data <= clock.local(d.at).date():
        raise Refused("请填写今天之后的重新完成期限", "due_on")
    verifying.reject(d.subject, form.text.data, form.due_on.data, by=d.by, at=d.at)
    return f"验证不通过，已退回治理，限{short(form.due_on.data)}前完成"


def _redispatch(d: Doing) -> str:
    operations.redispatch(d.subject, d.form.demand.data or "", by=d.by, at=d.at)
    return "已重新派发"


def _withdraw(d: Doing) -> str:
    operations.withdraw(d.subject, d.form.reason.data, by=d.by, at=d.at)
    return "已撤销治理"


def _offer_suspension(form: SuspendForm, entry: Any) -> None:
    if not form.is_submitted():
        days = min(30, int(rules.value("voltage.suspension_days")))
        form.until.data = clock.today() + timedelta(days=days)


def _suspend(d: Doing) -> str:
    entry_operations.suspend(d.subject, d.form.reason.data, d.form.until.data, by=d.by, at=d.at)
    return f"已挂起，{short(d.form.until.data)}自动恢复在库"


def _decided(change: Callable[..., None], said: str) -> Callable[[Doing], str]:
    def run(d: Doing) -> str:
        change(d.subject, d.form.reason.data, by=d.by, at=d.at)
        return said

    return run


REMEDIATION_ACTS: dict[str, Act] = {
    "plan": Act(A.PLAN, "立治理计划", "保存计划", "每种措施有各自的完成期限；增容、布点、线路改造列入储备项目。",
        PlanForm, _plan, _offer_plan),
    "work": Act(A.RECORD, "登记治理情况", "登记", "写明做了什么，附现场照片；调档须填原档位和现档位。",
        WorkForm, _work, _offer_work),
    "closure": Act(A.ASK_CLOSURE, "申请闭环", "申请闭环", "申请后停止计时，治理前后各满规定的有效日后由电压专责验证。",
        ClosureForm, _closure, _offer_closure),
    "verification": Act(A.VERIFY, "验证", "提交验证结论", "治理人员不能验证自己的治理。不通过的退回治理，重新计时。",
        VerificationForm, _verify, _offer_verification, _compared),
    "dispatch": Act(A.DISPATCH, "重新派发", "派发", "派发给台区现在所属的供电所。", DemandForm, _redispatch),
    "withdrawal": Act(A.WITHDRAW, "撤销治理", "撤销", "撤销后供电所不再治理；异常仍按数据留在异常台区库。",
        ReasonForm, _withdraw),
}  # fmt: skip
ENTRY_ACTS: dict[str, Act] = {
    "suspension": Act(EntryAction.SUSPEND, "挂起", "挂起", "挂起期间不派发，到期自动恢复在库。",
        SuspendForm, _suspend, _offer_suspension),
    "dismissal": Act(EntryAction.DISMISS, "排除", "排除", "停电检修、采集错误等予以排除；恢复后再次异常的重新进库。",
        ReasonForm, _decided(entry_operations.dismiss, "已排除")),
    "resumption": Act(EntryAction.RESUME, "恢复在库", "恢复在库", "不等到期，现在恢复在库。",
        ReasonForm, _decided(entry_operations.resume, "已恢复在库")),
    "restoration": Act(EntryAction.RESTORE, "撤销排除", "撤销排除", "恢复在库，可以派发。",
        ReasonForm, _decided(entry_operations.restore, "已撤销排除")),
}  # fmt: skip
