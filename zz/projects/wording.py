"""How columns, days and money of the project desk are called and shown in Chinese."""

from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from zz.clock import local
from zz.labels import LabelledEnum
from zz.projects.vocabulary import (
    Activity,
    InvestmentType,
    Level,
    Nature,
    Procedure,
    Stage,
    TeamRole,
    YearCategory,
)

LABELS = {
    "name": "项目名称", "code": "项目代码", "level": "级别", "nature": "建设性质", "investment_type": "投资类型",
    "procedure": "办理方式", "industry": "行业", "chain": "产业链", "statistical_inclusion": "已入统",
    "township_id": "镇街", "park_id": "园区", "address": "建设地址", "content": "建设规模及内容",
    "land_mu": "用地面积（亩）", "start_year": "建设起始年", "end_year": "建设终止年",
    "total_investment": "总投资（万元）", "invested_before": "开工至上年末累计（万元）", "funding": "资金来源",
    "annual_plan": "年度计划投资（万元）", "year_category": "年度类别", "goal": "年度工作目标",
    "responsible_unit_id": "责任单位", "responsible_person": "责任人", "liaison_leader_id": "联系领导",
    "owner_name": "项目业主", "owner_uscc": "统一社会信用代码", "owner_unit_id": "业主账号单位",
    "commissioner_id": "项目专员", "parent_id": "所属项目", "planned_start": "计划开工", "actual_start": "实际开工",
    "planned_finish": "计划竣工", "actual_finish": "实际竣工", "physical_progress": "形象进度",
    "next_step": "下一步计划", "workers": "当日施工人数", "problems": "需协调的问题",
    "remark": "备注", "stage": "阶段", "activity": "停缓建状态",
    "planned_on": "计划完成", "done_on": "实际完成", "responsible": "责任人", "note": "备注",
    "role": "分工", "unit_name": "单位", "phone": "电话", "bureau": "承办单位", "needed": "是否涉及",
    "received_on": "收件", "accepted_on": "受理", "granted_on": "办结", "document_number": "文号",
    "statutory_days": "法定时限（日）", "committed_days": "承诺时限（日）", "extension_days": "可延长（日）",
    "calendar_days": "按自然日计", "government": "政府投资适用", "enterprise": "企业投资适用", "condition": "适用条件",
    "after": "前置事项", "active": "启用", "phase": "阶段", "version": "版本",
}  # fmt: skip

ENUMS: dict[str, type[LabelledEnum]] = {
    "level": Level, "nature": Nature, "investment_type": InvestmentType, "procedure": Procedure,
    "year_category": YearCategory, "stage": Stage, "activity": Activity, "role": TeamRole,
}  # fmt: skip
MONEY = {"total_investment", "invested_before", "annual_plan", "land_mu", "invested", "statistical"}
LONGEST = 60
NOTHING = "（空）"


def money(value: Decimal | None) -> str:
    """Return 万元 with thousands separators and no more decimals than it needs: 32,000."""
    return "—" if value is None else f"{value.normalize():,f}"


def day(value: date | None, today: date | None = None) -> str:
    """Return 2023年9月8日; without the year where it is that of `today`."""
    if value is None:
        return "—"
    short = f"{value.month}月{value.day}日"
    return short if today and value.year == today.year else f"{value.year}年{short}"


def moment(at: datetime, today: date) -> str:
    """Return 9月13日 16:40, with the year where it is not that of `today`."""
    there = local(at)
    return f"{day(there.date(), today)} {there:%H:%M}"


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "、".join(str(v) for v in value) or NOTHING
    text = " ".join(str(value).split())
    return text if len(text) <= LONGEST else text[:LONGEST] + "…"


def shown(column: str, value: Any) -> str:
    """Return a value of `column` as a reader knows it, from a row or from the journal's JSON."""
    if value is None or value == "":
        return NOTHING
    if column in ENUMS:
        return next((m.label for m in ENUMS[column] if m.value == value), str(value))
    try:
        if column in MONEY:
            return money(Decimal(value))
        if column.endswith("_on") or column.startswith(("planned_", "actual_")):
            return day(value if isinstance(value, date) else date.fromisoformat(value))
    except (ValueError, InvalidOperation):
        pass
    return _plain(value)


def changes(found: dict[str, list[Any]]) -> list[tuple[str, str, str]]:
    """Return (label, before, after) of a journal entry's changes."""
    return [(LABELS.get(c, c), shown(c, before), shown(c, after)) for c, (before, after) in found.items()]
