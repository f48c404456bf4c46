"""Rules of remediation: when a fault persists, how long each measure may take, how before and after are compared."""

from functools import partial

from zz import rules
from zz.accounts.roles import Permission
from zz.rules import Kind
from zz.voltage.remediation.vocabulary import Measure

define = partial(rules.define, permission=Permission.VOLTAGE_MANAGE)

GROUP = "电压治理"
DAYS = {
    Measure.TAP_ADJUSTMENT: 3, Measure.LOAD_BALANCING: 10, Measure.COMPENSATION: 10, Measure.METER_REPAIR: 5,
    Measure.PHOTOVOLTAIC: 10, Measure.OTHER: 10, Measure.CAPACITY: 60, Measure.NEW_TRANSFORMER: 60,
    Measure.LINE_RENEWAL: 60,
}  # fmt: skip
RESERVED = [str(m) for m in (Measure.CAPACITY, Measure.NEW_TRANSFORMER, Measure.LINE_RENEWAL)]

RECOVERY_DAYS = define(
    "voltage.recovery_days",
    "连续几个有效日未越恢复限值即恢复正常",
    GROUP,
    Kind.INT,
    7,
    unit="天",
    minimum=1,
    maximum=60,
)
PLAN_DAYS = define(
    "voltage.plan_days", "派发后几个工作日内立计划", GROUP, Kind.INT, 3, unit="个工作日", minimum=1, maximum=30
)
MEASURE_DAYS = {
    measure: define(
        measure.rule, f"{measure.label}的治理期限", GROUP, Kind.INT, DAYS[measure], unit="个工作日", minimum=1,
        maximum=250, help="列入储备项目的措施不按这个期限计时。" if str(measure) in RESERVED else "",
    )
    for measure in Measure
}  # fmt: skip
RESERVE = define(
    "voltage.reserve_measures", "列入储备项目的措施", GROUP, Kind.LIST, RESERVED, choices=Measure.options(),
    help="储备项目填计划完成的年月，不发督办牌。",
)  # fmt: skip
COMPARE_DAYS = define(
    "voltage.compare_days", "治理前后各比对几个有效日", GROUP, Kind.INT, 7, unit="天", minimum=3, maximum=30
)
WAIT_DAYS = define(
    "voltage.compare_wait_days", "治理后几天仍凑不齐有效日即提示数据不足", GROUP, Kind.INT, 15, unit="天", minimum=7,
    maximum=90,
)  # fmt: skip
RECHECKS = define(
    "voltage.recheck_days", "验证后第几天复查", GROUP, Kind.LIST, ["30", "90"], help="一行一个天数。"
)  # fmt: skip
RELAPSE_WINDOW = define(
    "voltage.relapse_window", "验证后几天内再次触发算重复异常", GROUP, Kind.INT, 90, unit="天", minimum=7, maximum=365
)
RELAPSE_DAYS = define(
    "voltage.relapse_days", "再次触发几天即重新治理", GROUP, Kind.INT, 1, unit="天", minimum=1, maximum=30
)
SUSPENSION_DAYS = define(
    "voltage.suspension_days", "异常台区最长挂起", GROUP, Kind.INT, 90, unit="天", minimum=1, maximum=365
)
