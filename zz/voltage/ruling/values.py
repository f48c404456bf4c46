"""The values of a version of a rule: as texts of a trial, as columns, and which of two sets is stricter."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from decimal import Decimal

from zz.voltage.models import MINUTES, VoltageRule
from zz.voltage.vocabulary import RuleKind

LABELS = {
    "threshold": "限值", "severe": "严重限值", "recovery": "恢复限值", "line_threshold": "三相表限值",
    "line_severe": "三相表严重限值", "load": "负载率高于", "consecutive": "连续点数", "window_days": "统计天数",
    "min_days": "持续异常天数", "min_completeness": "最低完整率",
}  # fmt: skip


@dataclass(frozen=True)
class RuleValues:
    """What a version says. None where its kind has no such value."""

    threshold: Decimal
    severe: Decimal | None
    recovery: Decimal
    line_threshold: Decimal | None
    line_severe: Decimal | None
    load: Decimal | None
    consecutive: int
    window_days: int
    min_days: int
    min_completeness: Decimal

    @classmethod
    def of(cls, rule: VoltageRule) -> "RuleValues":
        """Return the values of a version."""
        return cls(**{name.name: getattr(rule, name.name) for name in fields(cls)})

    @classmethod
    def from_texts(cls, texts: Mapping[str, str]) -> "RuleValues":
        """Return the values that a trial keeps."""
        whole = ("consecutive", "window_days", "min_days")
        found: dict[str, Decimal | int | None] = {}
        for name in LABELS:
            text = texts.get(name, "")
            found[name] = None if not text else int(text) if name in whole else Decimal(text)
        return cls(**found)  # type: ignore[arg-type]

    def texts(self) -> dict[str, str]:
        """Return the values as a trial keeps them."""
        return {name: plain(getattr(self, name)) for name in LABELS if getattr(self, name) is not None}


def plain(value: Decimal | int) -> str:
    """Write a number without needless zeros."""
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)


def laxer(kind: RuleKind, values: RuleValues, base: RuleValues) -> list[str]:
    """Return the names of the values that would let through what `base` finds."""
    lower_is_stricter = {"load", "consecutive", "min_days", "min_completeness"}
    limits = {"threshold", "severe", "recovery", "line_threshold", "line_severe"}
    if kind.over:
        lower_is_stricter |= limits
    found = []
    for name in LABELS:
        ours, theirs = getattr(values, name), getattr(base, name)
        if ours is None or theirs is None:
            continue
        if ours > theirs if name in lower_is_stricter else ours < theirs:
            found.append(name)
    return found


def faults(kind: RuleKind, values: RuleValues) -> dict[str, str]:
    """Return by field what does not fit together: severe lies beyond the limit, recovery within it."""
    found: dict[str, str] = {}
    word = "高于" if kind.over else "低于"
    for limit, severe in (("threshold", "severe"), ("line_threshold", "line_severe")):
        ours, beyond = getattr(values, limit), getattr(values, severe)
        if ours is not None and beyond is not None and not _beyond(kind, beyond, ours):
            found[severe] = f"“{LABELS[severe]}”应{word}“{LABELS[limit]}”"
    if not _beyond(kind, values.threshold, values.recovery):
        found["recovery"] = f"“恢复限值”应在限值以内：{'低于' if kind.over else '高于'}限值，否则会反复报警"
    if values.min_days > values.window_days:
        found["min_days"] = "“持续异常天数”不能超过“统计天数”"
    return found


def _beyond(kind: RuleKind, value: Decimal, limit: Decimal) -> bool:
    return value > limit if kind.over else value < limit


def lasting(values: RuleValues) -> str:
    """Say how long a fault must last: 连续 4 点（60 分钟）."""
    return f"连续 {values.consecutive} 点（{values.consecutive * MINUTES} 分钟）"


def words(kind: RuleKind, values: RuleValues) -> str:
    """Say a rule in a line."""
    sign = ">" if kind.over else "<"
    said = f"{sign} {plain(values.threshold)} {kind.unit}"
    if values.line_threshold is not None:
        said += f"（三相表 {sign} {plain(values.line_threshold)} V）"
    if values.load is not None:
        said += f"，负载率 > {plain(values.load)} %"
    return f"{said}，{lasting(values)}"


def changes(before: RuleValues, after: RuleValues) -> list[tuple[str, str, str]]:
    """Return (label, before, after) of what differs."""
    found = []
    for name, label in LABELS.items():
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            found.append((label, "—" if old is None else plain(old), "—" if new is None else plain(new)))
    return found
