"""Rules of enrolment: class sizes, ages, transfers, the days of each waiting step, how long papers are kept."""

from datetime import date
from functools import partial

from zz import rules
from zz.accounts.roles import Permission
from zz.enrolment.vocabulary import Stage
from zz.rules import Kind, value

define = partial(rules.define, permission=Permission.ENROLMENT_MANAGE)

GROUP = "子女就学"
STEPS = {
    "answer": ("企业咨询几个工作日内答复", 3),
    "prereview": ("园区几个工作日内预审", 5),
    "supplement": ("企业几个工作日内补正材料", 5),
    "education": ("教育局几个工作日内审核", 10),
    "place": ("审核通过后几个工作日内安排学位", 5),
    "quota": ("教育局几个工作日内确认学位名额", 5),
    "quota_again": ("园区几个工作日内修改退回的学位名额", 3),
    "school": ("学校几个工作日内确认接收", 3),
    "family": ("企业和家长几个工作日内确认", 3),
    "arrival": ("报到截止后几个工作日内登记到校", 3),
}
SIZES = {Stage.PRESCHOOL: 30, Stage.PRIMARY: 45, Stage.JUNIOR: 50, Stage.SENIOR: 50}

for _stage, _size in SIZES.items():
    define(
        f"enrolment.class_size.{_stage}", f"{_stage.label}标准班额", GROUP, Kind.INT, _size, unit="人", minimum=15,
        maximum=66,
    )  # fmt: skip
HARD_STOP = define(
    "enrolment.class_size.hard_stop", "班额达到多少人不得再安排", GROUP, Kind.INT, 56, unit="人", minimum=45,
    maximum=80, help="超过标准班额须写明理由；达到这个人数，任何人不得再安排。",
)  # fmt: skip
LARGE = define("enrolment.class_size.large", "大班额从多少人起", GROUP, Kind.INT, 56, unit="人", minimum=46, maximum=80)
HUGE = define(
    "enrolment.class_size.huge", "超大班额从多少人起", GROUP, Kind.INT, 66, unit="人", minimum=47, maximum=100
)
AGE_YEARS = define("enrolment.age_years", "入读小学须满几周岁", GROUP, Kind.INT, 6, unit="周岁", minimum=5, maximum=8)
AGE_DAY = define(
    "enrolment.age_day", "年龄计算到哪一天", GROUP, Kind.CHOICE, "08-31", help="当天出生的算满周岁。",
    choices=(("06-30", "6月30日"), ("08-31", "8月31日"), ("09-30", "9月30日"), ("12-31", "12月31日")),
)  # fmt: skip
FIRST_TERM = define("enrolment.transfer.not_first_term_of_entry", "起始年级第一学期不办转学", GROUP, Kind.BOOL, True)
LAST_TERM = define("enrolment.transfer.not_last_term_of_final", "毕业年级最后一学期不办转学", GROUP, Kind.BOOL, True)
MID_TERM = define("enrolment.transfer.not_mid_term", "学期中途不办转学", GROUP, Kind.BOOL, True)
PREFERENCES = define("enrolment.preferences", "最多填几个志愿", GROUP, Kind.INT, 5, unit="个", minimum=1, maximum=10)
for _key, (_label, _days) in STEPS.items():
    define(f"enrolment.days.{_key}", _label, GROUP, Kind.INT, _days, unit="个工作日", minimum=1, maximum=60)
SCANS = define(
    "enrolment.retention.scans", "结案后几个月删除材料扫描件", GROUP, Kind.INT, 12, unit="个月", minimum=1, maximum=60
)
CASES = define(
    "enrolment.retention.cases", "结案后几个月隐去个人信息", GROUP, Kind.INT, 36, unit="个月", minimum=12, maximum=120
)


def class_size(stage: Stage, on: date | None = None) -> int:
    """Return the standard class size of a stage."""
    return int(value(f"enrolment.class_size.{stage}", on))


def step_days(step: str, on: date | None = None) -> int:
    """Return the working days of a waiting step, one of `STEPS`."""
    return int(value(f"enrolment.days.{step}", on))


def age_day(year: int) -> date:
    """Return the day of `year` up to which ages are counted: 31 August."""
    month, day = (int(part) for part in str(value("enrolment.age_day")).split("-"))
    return date(year, month, day)
