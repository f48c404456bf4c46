"""The columns of a ledger: what counties call them, how their cells read, and how zz writes them out again."""

from typing import Any

from zz.labels import LabelledEnum
from zz.projects.vocabulary import Activity, InvestmentType, Level, Nature, Procedure, Stage, YearCategory
from zz.sheets.dates import Edge, PartialDate, Precision, parse_date
from zz.sheets.import_table import Field, as_money
from zz.sheets.read import Cell
from zz.sheets.text import clean_text
from zz.sheets.values import CellError, parse_number

DASHES = {"", "-", "—", "——", "/", "无"}


class Written(str):
    """A date that no calendar day stands for: kept as it was written, in the remark."""


def as_ledger_date(at: Edge) -> Any:
    """Return a parser of dates that keeps what it cannot read instead of refusing the row."""

    def parse(value: Cell, heading: str) -> PartialDate | Written | None:
        try:
            return parse_date(value, at, loose=True)
        except CellError:
            return Written(clean_text(value))

    return parse


def as_member(enum: type[LabelledEnum]) -> Any:
    """Return a parser of one of an enum's labels."""

    def parse(value: Cell, heading: str) -> LabelledEnum | None:
        text = clean_text(value)
        if text in DASHES:
            return None
        if (found := enum.by_label(text) or _loosely(enum, text)) is not None:
            return found
        labels = "、".join(member.label for member in enum)
        raise CellError(f"“{text}”不在可选范围内：请填写{labels}之一。")

    return parse


def _loosely(enum: type[LabelledEnum], text: str) -> LabelledEnum | None:
    """Return the one member whose label and `text` contain each other: 在建项目 → 在建, 政府 → 政府投资."""
    found = [m for m in enum if m.label in text or (len(text) > 1 and text in m.label)]
    return found[0] if len(found) == 1 else None


def as_quantity(value: Cell, heading: str) -> Any:
    """Parse a plain number, with a trailing 亩 allowed."""
    return parse_number(clean_text(value).removesuffix("亩")) if isinstance(value, str) else parse_number(value)


FIELDS = (
    Field("code", "项目代码", names=("代码", "项目编码", "投资项目代码")),
    Field("name", "项目名称", names=("项目名", "工程名称", "名称"), required=True),
    Field("stage", "四表归类", as_member(Stage), ("项目阶段", "所在表", "阶段", "当前阶段")),
    Field("level", "级别", as_member(Level), ("项目级别",)),
    Field("nature", "建设性质", as_member(Nature)),
    Field("investment_type", "投资类型", as_member(InvestmentType), ("投资主体类型",)),
    Field("procedure", "办理方式", as_member(Procedure)),
    Field("industry", "行业", names=("所属行业", "产业类别", "项目类别", "项目领域")),
    Field("chain", "产业链"),
    Field("county", "县市区", names=("县区", "区县", "所在市县", "隶属区县", "所在区县")),
    Field("address", "镇街/园区", names=(
        "乡镇街道/园区/位置", "镇街", "乡镇", "建设地点", "建设地址", "项目位置", "地点", "地址",
    )),
    Field("owner_name", "项目业主", names=(
        "业主单位", "业主", "建设单位", "实施单位", "项目单位", "项目法人", "建设主体", "法人单位", "投资主体",
    )),
    Field("content", "建设规模及内容", names=(
        "建设内容", "主要建设内容", "建设规模及主要内容", "拟建设规模", "项目内容", "项目简介", "建设内容及规模",
    )),
    Field("land_mu", "用地", as_quantity, ("用地面积", "占地面积")),
    Field("converted_total", "总投资_万元", as_money),
    Field("total_investment", "总投资", as_money, (
        "项目总投资", "总投资额", "投资额", "计划总投资", "概算总投资",
    )),
    Field("funding", "资金来源"),
    Field("converted_plan", "年度计划投资_万元", as_money),
    Field("annual_plan", "年度计划投资", as_money, ("年计划投资", "本年度计划投资", "年度投资计划", "投资计划")),
    Field("invested_before", "开工至上年末累计", as_money, ("截至上年末累计完成投资",)),
    Field("category", "年度类别", as_member(YearCategory), ("建设批次",)),
    Field("goal", "年度工作目标", names=("年度建设目标", "当年建设内容", "年度目标")),
    Field("planned_start", "计划开工", as_ledger_date("start"), ("计划开工时间",)),
    Field("actual_start", "实际开工", as_ledger_date("start"), ("开工时间", "实际开工时间")),
    Field("planned_finish", "计划竣工", as_ledger_date("end"), ("计划竣工时间",)),
    Field("actual_finish", "实际竣工", as_ledger_date("end"), ("竣工时间", "实际竣工时间")),
    Field("responsible_unit", "责任单位", names=("牵头单位", "主管部门", "项目主管单位", "监管单位", "主责单位")),
    Field("responsible_person", "责任人"),
    Field("liaison_leader", "联系领导"),
    Field("commissioner", "项目专员", names=("专员",)),
    Field("physical_progress", "形象进度", names=("进度描述", "工程形象进度", "项目进度", "季度项目进度")),
    Field("next_step", "下一步计划", names=("下一步",)),
    Field("problems", "存在问题"),
    Field("parent", "所属母项目", names=("母项目",)),
    Field("activity", "停缓建", as_member(Activity)),
    Field("remark", "备注"),
)  # fmt: skip

TEXTS = ("industry", "chain", "county", "owner_name", "content", "funding", "responsible_person", "physical_progress")
MEMBERS = ("level", "nature", "investment_type", "procedure")
DATES = {
    "planned_start": "计划开工",
    "actual_start": "实际开工",
    "planned_finish": "计划竣工",
    "actual_finish": "实际竣工",
}


def note_of(label: str, value: PartialDate | Written | None) -> str:
    """Return what the ledger wrote where a day alone would lose it: “计划竣工原文：2024年底”."""
    if isinstance(value, PartialDate):
        return (
            ""
            if value.precision == Precision.DAY and value.text == value.date.isoformat()
            else f"{label}原文：{value.text}"
        )
    return f"{label}原文：{value}" if value else ""
