"""Rules of the project desk: lights, reporting, and the evidence that a gate between two tables asks for."""

from zz.projects.vocabulary import GateEvidence, Stage
from zz.rules import Column, Kind, define

LIGHTS, REPORTING, GATES, PERMITS = "亮灯", "填报", "转段依据", "审批事项"

YELLOW_FROM = define(
    "light.yellow_from",
    "滞后序时达到多少亮黄灯",
    LIGHTS,
    Kind.DECIMAL,
    10,
    unit="个百分点",
    minimum=0,
    maximum=100,
)
RED_OVER = define(
    "light.red_over",
    "滞后序时超过多少亮红灯",
    LIGHTS,
    Kind.DECIMAL,
    30,
    unit="个百分点",
    minimum=0,
    maximum=100,
)
UNSTARTED_RED_MONTHS = define(
    "light.unstarted_red_months", "应开工未开工连续几个月亮红灯", LIGHTS, Kind.INT, 3,
    unit="个月", minimum=1, maximum=12, help="当月应开工而未开工亮黄灯。",
)  # fmt: skip

DUE_DAY = define("report.due_day", "每月几日前报送上月进度", REPORTING, Kind.INT, 3, unit="日", minimum=1, maximum=28)
MONEY_FILLER = define(
    "report.money_filler", "投资额由谁填报", REPORTING, Kind.CHOICE, "owner",
    choices=(("owner", "项目业主填报，责任单位审核"), ("commissioner", "项目专员代填，责任单位审核")),
    help="没有业主账号的项目，始终由项目专员代填。",
)  # fmt: skip


def _gate(source: Stage, target: Stage, *default: GateEvidence) -> None:
    define(
        f"gate.{source}.{target}", f"{source.label}转{target.label}须具备（其中一项即可）", GATES, Kind.LIST,
        [str(e) for e in default], choices=GateEvidence.options(),
        help="退回上一阶段、暂停或终止不看依据，须说明理由并经项目管理中心确认。",
    )  # fmt: skip


_gate(
    Stage.PLANNING, Stage.PRELIMINARY,
    GateEvidence.CONTRACT, GateEvidence.PROJECT_CODE, GateEvidence.FILING, GateEvidence.PROPOSAL,
)  # fmt: skip
_gate(
    Stage.PRELIMINARY,
    Stage.UNDER_CONSTRUCTION,
    GateEvidence.CONSTRUCTION_PERMIT,
    GateEvidence.STATUTORY_EQUAL,
)
define(
    "gate.preliminary.under_construction.photo", "前期转在建须另附带日期的现场照片", GATES, Kind.BOOL, True,
    help="平整场地不算开工。",
)  # fmt: skip
_gate(Stage.UNDER_CONSTRUCTION, Stage.COMPLETED, GateEvidence.FIVE_PARTY_ACCEPTANCE, GateEvidence.PRODUCTION)

BUREAUS = define(
    "permit.bureaus", "审批事项由哪个单位登记", PERMITS, Kind.TABLE,
    [
        {"bureau": "发改", "unit": "发展和改革局"}, {"bureau": "工信", "unit": "工业和信息化局"},
        {"bureau": "自然资源", "unit": "自然资源局"}, {"bureau": "住建", "unit": "住房和城乡建设局"},
        {"bureau": "水利", "unit": "水利局"}, {"bureau": "林业", "unit": "林业局"},
        {"bureau": "生态环境", "unit": "生态环境局"}, {"bureau": "行政审批", "unit": "行政审批服务局"},
    ],
    columns=(Column("bureau", "审批事项的承办单位"), Column("unit", "本地单位名称（含这几个字即可）")),
    help="单位名称含有右栏文字的部门，登记左栏承办的审批事项；一件事项写了几个承办单位的，各单位都可登记。",
)  # fmt: skip
