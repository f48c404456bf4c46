"""The words of the statistics of areas."""

from zz.labels import LabelledEnum


class AreaState(LabelledEnum):
    """What an area was on a day, or in a month; one that sent nothing is told apart from one that sent too little."""

    ABNORMAL = "abnormal", "异常"
    INSUFFICIENT = "insufficient", "数据不足"
    MISSING = "missing", "无数据"
    NORMAL = "normal", "正常"


class Fault(LabelledEnum):
    """Customers out of limits, as a filter."""

    LOW = "low", "有低电压用户"
    HIGH = "high", "有过电压用户"


class Sort(LabelledEnum):
    """What areas are ordered by; an address puts a “-” before it where the greatest comes first."""

    WORST = "worst", "越限时长"
    CODE = "code", "台区编号"
    CUSTOMER_RATE = "customer_rate", "用户电压合格率"
    OUTLET_RATE = "outlet_rate", "出口电压合格率"
    LOW = "low", "低电压用户数"
    HIGH = "high", "过电压用户数"
    LOWEST = "lowest", "最低电压"
    HIGHEST = "highest", "最高电压"
    UNBALANCE = "unbalance", "三相不平衡度"
    COMPLETENESS = "completeness", "数据完整率"
