"""The words of the voltage desk."""

from zz.labels import LabelledEnum


class RuleKind(LabelledEnum):
    """What an area can be out of limits in. `opposite` is the rule that a remedy of this one can break."""

    OUTLET_OVERVOLTAGE = "outlet_overvoltage", "出口过电压"
    OUTLET_UNDERVOLTAGE = "outlet_undervoltage", "出口低电压"
    CUSTOMER_UNDERVOLTAGE = "customer_undervoltage", "用户低电压"
    CUSTOMER_OVERVOLTAGE = "customer_overvoltage", "用户过电压"
    UNBALANCE = "unbalance", "三相不平衡"

    @property
    def over(self) -> bool:
        """Whether a value above the threshold is the fault (else one below)."""
        return self not in (RuleKind.OUTLET_UNDERVOLTAGE, RuleKind.CUSTOMER_UNDERVOLTAGE)

    @property
    def of_customers(self) -> bool:
        """Whether customers' meters are judged (else the outlet)."""
        return self in (RuleKind.CUSTOMER_UNDERVOLTAGE, RuleKind.CUSTOMER_OVERVOLTAGE)

    @property
    def unit(self) -> str:
        """The unit of its threshold."""
        return "%" if self is RuleKind.UNBALANCE else "V"

    @property
    def opposite(self) -> "tuple[RuleKind, ...]":
        """The rules that raising or lowering the voltage against this one can break."""
        if self is RuleKind.UNBALANCE:
            return ()
        return tuple(kind for kind in RuleKind if kind is not RuleKind.UNBALANCE and kind.over != self.over)


class DayState(LabelledEnum):
    """What a day of an area is. Insufficient data is never normal."""

    NORMAL = "normal", "正常"
    ABNORMAL = "abnormal", "异常"
    INSUFFICIENT = "insufficient", "数据不足"


class Severity(LabelledEnum):
    """How far out of limits."""

    ORDINARY = "ordinary", "一般"
    SEVERE = "severe", "严重"


class PointKind(LabelledEnum):
    """Where a meter measures."""

    OUTLET = "outlet", "出口"
    CUSTOMER = "customer", "用户"


class ReadingFormat(LabelledEnum):
    """What a file of readings brings."""

    CURVES = "curves", "96 点曲线"
    AGGREGATES = "aggregates", "日汇总"


class ReadingSource(LabelledEnum):
    """How a file of readings came."""

    PAGE = "page", "页面上传"
    COMMAND = "command", "命令行"
    FOLDER = "folder", "自动接收"


class ReadingState(LabelledEnum):
    """How far a file of readings has come."""

    WAITING = "waiting", "待处理"
    JUDGED = "judged", "已入库"
    REFUSED = "refused", "未接收"


class ReadingAction(LabelledEnum):
    """What is done to a file of readings."""

    JUDGE = "judge", "入库并判定"
    REFUSE = "refuse", "退回"


class Dirt(LabelledEnum):
    """What is wrong in a file of readings; every occurrence is counted, none is averaged in."""

    BLANK = "blank", "空值"
    NULL = "null", "NULL"
    DASH = "dash", "“-”"
    ZERO = "zero", "0"
    SENTINEL = "sentinel", "9999 类占位值"
    TEXT = "text", "不是数字"
    OUTAGE = "outage", "低于 10 V（停电）"
    SUSPECT = "suspect", "数值可疑"
    DUPLICATE = "duplicate", "重复行（相同）"
    CONFLICT = "conflict", "重复行（数值不同，取最后一行）"
    UNKNOWN_AREA = "unknown_area", "台区不在档案里的行"
    BAD_ROW = "bad_row", "台区、日期、测点类型或相别不清的行"
    OTHER_DAY = "other_day", "不是所选日期的行"
    MISSING_PHASE = "missing_phase", "出口缺相的台区"
    FEWER_METERS = "fewer_meters", "测点比上次少的台区"
    REPLACED = "replaced", "重新报送、已替换的台区"
    SAME = "same", "重新报送、数据未变的台区"

    @property
    def values(self) -> bool:
        """Whether single values are counted (else rows or areas)."""
        return list(Dirt).index(self) <= list(Dirt).index(Dirt.SUSPECT)
