"""A hint of the cause from the shape of a fault: a hint with its reason, never a finding."""

from dataclasses import dataclass
from datetime import time
from decimal import Decimal

from zz.voltage.remediation.vocabulary import Cause
from zz.voltage.vocabulary import RuleKind

EVENING = (time(17), time(23, 30))
NOON = (time(9, 30), time(15, 30))
MOST_OF_A_DAY = 720  # minutes
UNEVEN = Decimal(4)  # per cent (幅值法) from which one phase of the outlet stands out
PEERS = 3  # customers that must be well for one to stand out


@dataclass(frozen=True)
class Shape:
    """What the last firing day looked like.

    `minutes` stood beyond the limit, of the worst customer or phase at most; `worst_at` is when it was furthest out;
    `others` customers were measured and well; `outlet_too`: the outlet broke its own rule to the same side;
    `unbalance` of the outlet's voltages in per cent.
    """

    kind: RuleKind
    minutes: int
    customers: int
    others: int
    worst_at: time | None
    outlet_too: bool
    unbalance: Decimal | None

    @property
    def side(self) -> str:
        return "偏高" if self.kind.over else "偏低"

    def within(self, span: tuple[time, time]) -> bool:
        """Tell whether it was furthest out within a span of the day."""
        return self.worst_at is not None and span[0] <= self.worst_at <= span[1]


def hint(shape: Shape) -> tuple[Cause, str]:
    """Return the cause that the shape hints at, and why."""
    found = _of_phases(shape) or (_of_customers(shape) if shape.kind.of_customers else _of_outlet(shape))
    return found or (Cause.UNKNOWN, "形态不典型，请现场核实")


def _of_phases(s: Shape) -> tuple[Cause, str] | None:
    if s.kind == RuleKind.UNBALANCE:
        return Cause.UNBALANCE, "三相电流相差超过规则，先核对各相所接负荷"
    if s.unbalance is not None and s.unbalance > UNEVEN:
        return Cause.UNBALANCE, f"出口三相电压相差 {s.unbalance.normalize():f}%（幅值法），只有个别相{s.side}"
    return None


def _of_outlet(s: Shape) -> tuple[Cause, str] | None:
    if s.minutes >= MOST_OF_A_DAY:
        return Cause.TAP, f"出口全天{s.side}（越限 {s.minutes / 60:.0f} 小时），各相一致"
    if s.kind.over and s.within(NOON):
        return Cause.PHOTOVOLTAIC, f"{s.worst_at:%H:%M} 前后最高，与光伏出力时段相符"
    if s.kind.over and s.worst_at:
        return Cause.TAP, f"{s.worst_at:%H:%M} 前后最高，轻载时偏高，先核对配变档位"
    if not s.kind.over and s.within(EVENING):
        return Cause.LOAD_OR_LINE, f"{s.worst_at:%H:%M} 前后最低，其余时段正常，先核对负荷和上级线路"
    return None


def _of_customers(s: Shape) -> tuple[Cause, str] | None:
    if s.outlet_too:
        return Cause.TAP, f"出口同时{s.side}，先核对配变档位"
    if s.customers == 1 and s.others >= PEERS and not (s.within(EVENING) or s.within(NOON)):
        return Cause.METER, f"只有 1 户{s.side}，同台区另 {s.others} 户正常，先核对表计和户变关系"
    if s.kind.over and s.within(NOON):
        return Cause.PHOTOVOLTAIC, f"{s.worst_at:%H:%M} 前后最高，与光伏出力时段相符"
    if not s.kind.over and s.within(EVENING):
        return Cause.LOAD_OR_LINE, f"{s.worst_at:%H:%M} 前后最低，出口正常，末端 {s.customers} 户偏低"
    if not s.kind.over:
        return Cause.LOAD_OR_LINE, f"出口正常，末端 {s.customers} 户偏低"
    return None
