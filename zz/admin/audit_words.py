"""The journal's payload in words: what changed, from what to what; and what it happened to."""

from collections.abc import Iterator, Sequence, Set
from typing import Any

from sqlalchemy import select

from zz.accounts.models import Unit, User
from zz.accounts.roles import Role, UnitKind
from zz.approvals.models import Approval
from zz.assignments.vocabulary import AssignmentKind, ChainLevel, Part, Severity
from zz.db import db
from zz.enrolment.requests.models import EnrolmentRequest
from zz.files.models import AttachmentKind
from zz.journal import Event
from zz.problems.models import Problem
from zz.projects import vocabulary as words
from zz.projects.models import Project

EMPTY = "（空）"
LONGEST = 120

SUBJECTS = {
    "project": "项目", "user": "用户", "unit": "单位", "rule": "规则", "calendar_day": "工作日历",
    "permit": "审批事项", "attachment": "附件", "visit": "走访", "monthly_figure": "月度投资",
    "milestone": "节点", "permit_item": "审批事项模板", "ledger": "台账", "assignment": "交办",
    "problem": "问题", "approval": "审批", "enrolment_request": "入学申请", "enrolment_reason_list": "理由清单",
}  # fmt: skip

KEYS = {
    "name": "名称", "code": "项目代码", "reason": "理由", "evidence": "依据", "source": "来源", "day": "日期",
    "stage": "阶段", "activity": "停缓建", "level": "级别", "nature": "建设性质", "investment_type": "投资类型",
    "procedure": "办理方式", "industry": "行业", "chain": "产业链", "address": "地址",
    "content": "建设规模及内容", "land_mu": "用地（亩）", "start_year": "建设起始年", "end_year": "建设终止年",
    "total_investment": "总投资（万元）", "funding": "资金来源", "owner_name": "项目业主",
    "owner_uscc": "统一社会信用代码", "uscc": "统一社会信用代码", "responsible_person": "责任人",
    "planned_start": "计划开工", "actual_start": "实际开工", "planned_finish": "计划竣工",
    "actual_finish": "实际竣工", "physical_progress": "形象进度", "next_step": "下一步计划", "remark": "备注",
    "statistical_inclusion": "入统", "list_year": "年度", "year_category": "年度类别",
    "annual_plan": "年度计划投资（万元）", "year_to_date": "年累计（万元）", "cumulative": "开工累计（万元）",
    "invested": "完成投资（万元）", "statistical": "入统投资（万元）", "year": "年", "month": "月",
    "responsible_unit_id": "责任单位", "township_id": "镇街", "park_id": "园区", "owner_unit_id": "业主单位",
    "commissioner_id": "项目专员", "liaison_leader_id": "联系领导", "parent_id": "上级项目",
    "username": "用户名", "phone": "手机", "role": "角色", "roles": "角色", "added": "新增角色",
    "removed": "移除角色", "kind": "类别", "parent": "上级单位", "leader": "分管领导", "short_name": "简称",
    "count": "数量", "names": "名称", "label": "规则", "valid_from": "生效日期", "filename": "文件名",
    "hint": "提示", "on_day": "走访日期", "planned_on": "计划日期", "workers": "当日施工人数",
    "problems": "存在问题", "number": "序号", "due_on": "期限", "days": "天数", "text": "内容",
    "step": "审批环节", "moved": "审批时已变动", "holder": "承办", "part": "主办或协办", "sign_due_on": "签收期限",
    "round": "轮次", "severity": "督办牌", "overdue_days": "逾期（工作日）", "review_on": "复核日期",
    "school": "学校", "grade": "年级", "over_size": "超过标准班额", "review": "审核环节", "why": "依据",
    "purpose": "用途", "asked": "补正项目",
    "deputy": "代理人", "successor": "接收人", "items": "移交事项", "from_day": "开始日期", "to_day": "结束日期",
}  # fmt: skip

# What a subject is called: the column that says it.
NAMES: dict[str, Any] = {
    "project": Project.name, "user": User.name, "unit": Unit.name, "approval": Approval.title, "problem": Problem.title,
    "enrolment_request": EnrolmentRequest.number,
}  # fmt: skip
HIDDEN = {"key", "label", "assignment", "attachment_id", "visit_id", "approval"}
NOTHING: tuple[Any, ...] = (None, "", [], {})
RUNGS = {"assignment_reminded", "assignment_urged"}  # their step is a rung of the ladder: the date says it
PAIRS = (("old", "new"), ("before", "after"))

VALUES = {
    member.value: member.label
    for enum in (
        words.Stage, words.Activity, words.Level, words.Nature, words.InvestmentType, words.Procedure,
        words.YearCategory, words.Light, words.FigureState, words.PermitState, words.TeamRole, words.GateEvidence,
        Role, UnitKind, AssignmentKind, Part, Severity, ChainLevel, AttachmentKind,
    )
    for member in enum
}  # fmt: skip


def say(value: Any) -> str:
    """Return one value as text."""
    if value in NOTHING:
        return EMPTY
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "、".join(say(v) for v in value)
    if isinstance(value, dict):
        return "，".join(f"{KEYS.get(k, k)} {say(v)}" for k, v in value.items())
    text = VALUES.get(str(value), str(value))
    return text if len(text) <= LONGEST else text[:LONGEST] + "…"


def _day_kind(payload: dict[str, Any]) -> dict[str, Any]:
    """Say a calendar day's yes and no as what they mean."""
    names = {True: "工作日", False: "休息日"}
    return {**payload, **{k: names.get(payload[k], payload[k]) for k in ("old", "new") if k in payload}}


def lines(event: Event) -> list[str]:
    """Return what an event holds besides its subject, one line a fact: “总投资（万元）：1200 → 1500”."""
    payload = _day_kind(event.payload) if event.subject_type == "calendar_day" else event.payload
    own_name = {"name"} if event.subject_type in NAMES and len(payload) > 1 else set()
    rung = {"step"} if event.verb in RUNGS else set()
    return list(_lines(payload, HIDDEN | own_name | rung))


def _lines(payload: dict[str, Any], hidden: Set[str]) -> Iterator[str]:
    paired = {key for pair in PAIRS for key in pair}
    for key, (before, after) in (payload.get("changes") or {}).items():
        yield f"{KEYS.get(key, key)}：{say(before)} → {say(after)}"
    for old, new in PAIRS:
        if payload.get(old) not in NOTHING or payload.get(new) not in NOTHING:
            yield f"{say(payload.get(old))} → {say(payload.get(new))}"
    for key, value in payload.items():
        if key not in paired and key not in hidden and key != "changes" and value not in NOTHING:
            yield f"{KEYS.get(key, key)}：{say(value)}"


def _named(event: Event) -> str:
    """Return the name that an event itself carries for its subject, if it does."""
    payload = event.payload
    return str(payload.get("label") or payload.get("name") or payload.get("day") or payload.get("filename") or "")


def actors(events: Sequence[Event]) -> dict[int, str]:
    """Return who did it, by event: a deputy with whom he stood in for, 李华（代王强） (one query)."""
    ids = {event.on_behalf_of_id for event in events if event.on_behalf_of_id}
    query = select(User.id, User.name).where(User.id.in_(ids))
    names = {row.id: row.name for row in db.session.execute(query)} if ids else {}
    return {e.id: e.actor_name + (f"（代{names[e.on_behalf_of_id]}）" if e.on_behalf_of_id else "") for e in events}


def subjects(events: Sequence[Event]) -> dict[int, str]:
    """Return by event id what each event happened to: “项目 醴陵瓷谷”; one query for each kind of subject."""
    names: dict[tuple[str, int], str] = {}
    for kind, name in NAMES.items():
        if ids := {e.subject_id for e in events if e.subject_type == kind}:
            rows = db.session.execute(select(name.class_.id, name).where(name.class_.id.in_(ids)))
            names |= {(kind, row_id): said for row_id, said in rows}
    return {
        e.id: f"{SUBJECTS.get(e.subject_type, e.subject_type)} "
        f"{names.get((e.subject_type, e.subject_id)) or _named(e) or e.subject_id}"
        for e in events
    }
