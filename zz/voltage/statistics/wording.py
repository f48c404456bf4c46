"""Figures of the voltage desk in words: rates are cut, not rounded, so that 100% means every point."""

from datetime import date
from decimal import ROUND_DOWN, Decimal

from zz.voltage.models import MINUTES, point_time

HUNDREDTH, TENTH = Decimal("0.01"), Decimal("0.1")
PER_HOUR = 60
NONE = "—"


def share(part: int, whole: int) -> Decimal | None:
    """Return `part` of `whole` in per cent; None without a whole."""
    return Decimal(part) * 100 / whole if whole else None


def percent(value: Decimal | None) -> str:
    """Return 99.12%; anything short of all is never 100%."""
    if value is None:
        return NONE
    return "100%" if value >= 100 else f"{value.quantize(HUNDREDTH, ROUND_DOWN)}%"


def volts(value: Decimal | None) -> str:
    """Return 181.2."""
    return NONE if value is None else f"{value.quantize(TENTH)}"


def at(point: int | None) -> str:
    """Return 19:15 for a point of the day."""
    return "" if point is None else f"{point_time(point):%H:%M}"


def place(meter: str | None, phase: str | None) -> str:
    """Return the meter and the phase: TQ0001-U05 B相."""
    return " ".join(filter(None, (meter, f"{phase}相" if phase and len(phase) == 1 else phase)))


def lasting(minutes: int) -> str:
    """Return 45 分钟, 7.5 小时 or 1,240 小时; nothing for nothing."""
    if minutes < PER_HOUR * 2:
        return f"{minutes} 分钟" if minutes else ""
    hours = Decimal(minutes) / PER_HOUR
    return f"{hours:,.0f} 小时" if hours >= 100 else f"{hours.quantize(TENTH).normalize():f} 小时"


def day(value: date) -> str:
    """Return 9月13日."""
    return f"{value.month}月{value.day}日"


def clock_of(index: int) -> str:
    """Return the time of the value number `index` of a curve, counted from 0."""
    return f"{index * MINUTES // PER_HOUR}:{index * MINUTES % PER_HOUR:02d}"
