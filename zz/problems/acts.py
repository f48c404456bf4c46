"""The smaller acts on a problem, each one row: who may, the form, and the one operation behind it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from zz import calendar, clock, rules
from zz.accounts.models import User
from zz.assignments import holders
from zz.assignments.models import Assignment
from zz.assignments.vocabulary import AssignmentKind, Part, Severity
from zz.files.models import Attachment
from zz.problems import assigning, operations, people, pressing, queries
from zz.problems.assigning import short
from zz.problems.forms import (
    InstructionForm,
    MergeForm,
    ProblemForm,
    ProposalForm,
    ReasonForm,
    ReleaseForm,
    SuperviseForm,
    UrgeForm,
    VerificationForm,
    WriteOffForm,
)
from zz.problems.handling import assignments_of, held, live, outstanding
from zz.problems.models import Problem
from zz.problems.operations import Refused
from zz.problems.page import presets
from zz.problems.policy import Standing
from zz.problems.vocabulary import ProblemAction as A
from zz.problems.wording import day
from zz.web.choices import choices

K = AssignmentKind


@dataclass(frozen=True)
class Doing:
    """One act under way: the locked problem, the valid form, the files attached with it, who and when."""

    problem: Problem
    form: Any
    files: Sequence[Attachment]
    by: User
    at: datetime


@dataclass(frozen=True)
class Act:
    """An act: `run` does it and says what happened, `offer` fills the choices, `ask` checks what the form cannot."""

    action: A
    title: str
    submit: str
    lead: str
    form: type[ProblemForm]
    run: Callable[[Doing], str]
    offer: Callable[[Any, Standing], None] = lambda form, standing: None
    ask: Callable[[Any, Standing], bool] = lambda form, standing: True
    images: bool = False


def _named(found: Sequence[Assignment]) -> list[tuple[str, str]]:
    names = holders.names(a.holder for a in found)
    return [(str(a.id), f"{names[a.holder]}（{a.part.label}）") for a in found]


def _offer_verification(form: VerificationForm, s: Standing) -> None:
    assisting = [a for a in live(s.found, K.HANDLE) if a.part == Part.ASSISTING and a not in outstanding(s.found)]
    form.also.choices = choices(_named(assisting))
    if not form.is_submitted():
        days = int(rules.value(s.problem.urgency.rule))
        form.due_on.data = calendar.add_working_days(clock.today(), days)


def _ask_verification(form: VerificationForm, s: Standing) -> bool:
    if form.result.data == "accept":
        return True
    if not form.text.data:
        form.text.errors = ["退回重办须写明理由"]
    if not form.due_on.data:
        form.due_on.errors = ["请填写重新办结期限"]
    return bool(form.text.data and form.due_on.data)


def _verify(d: Doing) -> str:
    if d.form.result.data == "accept":
        operations.close(d.problem, d.form.text.data or "", by=d.by, at=d.at)
        return "已同意办结，转现场销号"
    also = [int(text) for text in d.form.also.data or ()]
    operations.return_(d.problem, d.form.text.data, d.form.due_on.data, also, by=d.by, at=d.at)
    return f"已退回重办，请承办单位于{short(d.form.due_on.data)}前重新提交"


def _write_off(d: Doing) -> str:
    photos = [file.filename for file in d.files if file.is_image]
    operations.write_off(d.problem, d.form.text.data, photos, by=d.by, at=d.at)
    return "已销号"


def _reopen(d: Doing) -> str:
    operations.reopen(d.problem, d.form.reason.data, by=d.by, at=d.at)
    return "已重新办理，编号和督办层级不变"


def _withdraw(d: Doing) -> str:
    operations.withdraw(d.problem, d.form.reason.data, by=d.by, at=d.at)
    return "已撤回"


def _offer_merge(form: MergeForm, s: Standing) -> None:
    found = queries.mergeable(s.problem)
    form.into.choices = choices([("", "请选择"), *((str(p.id), f"{p.title}（{p.number or '待交办'}）") for p in found)])


def _ask_merge(form: MergeForm, s: Standing) -> bool:
    if form.into.data is None:
        form.into.errors = ["请选择并入哪一件问题"]
    return form.into.data is not None


def _merge(d: Doing) -> str:
    into = operations.held_problem(d.form.into.data)
    operations.merge(d.problem, into, d.form.reason.data or "", by=d.by, at=d.at)
    return f"已并入“{into.title}”"


def _urge(d: Doing) -> str:
    pressing.urge(d.problem, d.form.text.data or "", by=d.by, at=d.at)
    return "已催办，通知已送达承办单位"


def _offer_release(form: ReleaseForm, s: Standing) -> None:
    form.assignment.choices = choices(_named(outstanding(s.found)))


def _release(d: Doing) -> str:
    chosen = _one(d)
    operations.release(d.problem, chosen, d.form.reason.data, by=d.by, at=d.at)
    return f"{holders.names([chosen.holder])[chosen.holder]}已免予反馈"


def _one(d: Doing) -> Assignment:
    found = assignments_of(d.problem, lock=True)
    chosen = next((a for a in found if a.id == d.form.assignment.data), None)
    if chosen is None:
        raise Refused("请选择承办单位", "assignment")
    return chosen


def _offer_supervision(form: SuperviseForm, s: Standing) -> None:
    form.assignment.choices = choices(_named(held(s.found, K.HANDLE)))
    form.severity.choices = choices((str(severity), severity.label) for severity in (Severity.YELLOW, Severity.RED))
    form.severity.data = form.severity.data or str(Severity.YELLOW)


def _supervise(d: Doing) -> str:
    card = pressing.supervise(d.problem, _one(d), Severity(d.form.severity.data), by=d.by, at=d.at)
    return f"已发出督办单 {card.number}，亮{card.severity.label}"


def _offer_instruction(form: InstructionForm, s: Standing) -> None:
    form.preset.choices = choices((text, text) for text in presets(s.problem))
    if not held(s.found, K.HANDLE):
        del form.due_on
    if people.enters_for_others(s.user):
        form.leader_id.choices = choices([("", "请选择"), *people.leaders(s.user)])
    else:
        del form.leader_id, form.photos


def _ask_instruction(form: InstructionForm, s: Standing) -> bool:
    if not form.words:
        form.text.errors = ["请选择常用语，或写明批示内容"]
    if "leader_id" in form and form.leader_id.data is None:
        form.leader_id.errors = ["请选择批示的领导"]
    if "photos" in form and not form.uploads():
        form.photos.errors = ["代录领导批示，须附批示原件的照片"]
    return not form.errors and not any(field.errors for field in form)


def _instruct(d: Doing) -> str:
    leader = people.leader(d.by, d.form.leader_id.data) if "leader_id" in d.form else None
    due_on = d.form.due_on.data if "due_on" in d.form else None
    pressing.instruct(d.problem, d.form.words, due_on, by=d.by, at=d.at, leader=leader)
    return "批示已送达承办单位和项目管理中心" + (f"，期限改为{day(due_on)}" if due_on else "")


def _offer_proposal(form: ProposalForm, s: Standing) -> None:
    form.leader_id.choices = choices([("", "请选择"), *people.leaders(s.user)])
    if not form.is_submitted() and s.problem.proposal_to:
        form.text.data = s.problem.proposal
        form.leader_id.data = holders.Holder.parse(s.problem.proposal_to).id


def _ask_proposal(form: ProposalForm, s: Standing) -> bool:
    if form.leader_id.data is None and form.text.data:
        form.leader_id.errors = ["请选择市领导"]
    if not form.text.data and not s.problem.proposal_to:
        form.text.errors = ["请用一句话写明建议"]
    return not form.leader_id.errors and not form.text.errors


def _propose(d: Doing) -> str:
    if not d.form.text.data:
        pressing.withdraw_proposal(d.problem, people.name_of(d.problem.proposal_to), by=d.by, at=d.at)
        return "已撤回提请"
    leader = people.leader(d.by, d.form.leader_id.data)
    if leader is None:
        raise Refused("请选择市领导", "leader_id")
    pressing.propose(d.problem, d.form.text.data, leader, by=d.by, at=d.at)
    return f"已提请{leader.name}协调，列入其“需我协调”"


def _raise(d: Doing) -> str:
    assigning.raise_to_centre(d.problem, d.form.reason.data, by=d.by, at=d.at)
    return "已提请项目管理中心交办"


ACTS: dict[str, Act] = {
    "verification": Act(
        A.CLOSE, "核验办理结果", "提交核验意见", "同意办结后由另一人到现场核查销号；不同意的退回重办，重新计时。",
        VerificationForm, _verify, _offer_verification, _ask_verification,
    ),
    "write-off": Act(
        A.WRITE_OFF, "现场销号", "确认销号", "到现场确认问题已经解决，附现场照片。办理该事项的人不能自己销号。",
        WriteOffForm, _write_off, images=True,
    ),
    "reopening": Act(
        A.REOPEN, "重新办理", "重新办理", "问题没有解决的，退回主办单位重新办理，编号和督办层级不变。",
        ReasonForm, _reopen,
    ),
    "withdrawal": Act(
        A.WITHDRAW, "撤回问题", "撤回", "撤回后各承办单位不再办理，办理过程保留可查。", ReasonForm, _withdraw
    ),
    "merger": Act(
        A.MERGE, "并入其他问题", "并入", "同一项目的同一件事只办一件：本件撤回，以并入的那一件继续办理。",
        MergeForm, _merge, _offer_merge, _ask_merge,
    ),
    "urging": Act(A.URGE, "催办", "发出催办", "提醒尚未提交办理结果的承办单位。", UrgeForm, _urge),
    "release": Act(
        A.RELEASE, "免予反馈", "免予反馈", "协办单位不必再反馈的，注明理由；主办单位的结果即可核验。",
        ReleaseForm, _release, _offer_release,
    ),
    "supervision": Act(
        A.SUPERVISE, "发督办单", "发出", "督办单编号后送达承办单位；红牌同时提级一层。",
        SuperviseForm, _supervise, _offer_supervision,
    ),
    "instruction": Act(
        A.INSTRUCT, "批示", "送达批示", "批示送达承办单位和项目管理中心；需要时可重新确定期限，逾期的也可以。",
        InstructionForm, _instruct, _offer_instruction, _ask_instruction,
    ),
    "proposal": Act(
        A.PROPOSE, "提请市领导协调", "提请", "写明请市领导定什么，一句话；列入市领导的“需我协调”。留空即撤回提请。",
        ProposalForm, _propose, _offer_proposal, _ask_proposal,
    ),
    "elevation": Act(
        A.RAISE, "提请项目管理中心交办", "提请", "超出镇街职责的，转请项目管理中心交办。", ReasonForm, _raise
    ),
}  # fmt: skip
