"""Before and after: seven valid days on either side of the work, the opposite rule, an untouched area beside it.

A pure function; the figures it was given are kept with what it says, so that the page shows what was decided on.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from zz.voltage.remediation.vocabulary import Verdict


@dataclass(frozen=True)
class Day:
    """An area's day. `rate` is the qualified rate in per cent, voltages in V; `load` in per cent where it is known."""

    day: date
    valid: bool
    fires: bool = False
    opposite: bool = False
    rate: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    customers: int = 0
    minutes: int = 0
    load: Decimal | None = None

    def plain(self) -> dict[str, Any]:
        """Return it as JSON holds it."""
        numbers = {k: None if (v := getattr(self, k)) is None else str(v) for k in ("rate", "low", "high", "load")}
        return {
            "day": self.day.isoformat(), "fires": self.fires, "opposite": self.opposite, "customers": self.customers,
            "minutes": self.minutes, **numbers,
        }  # fmt: skip

    @classmethod
    def read(cls, plain: dict[str, Any]) -> "Day":
        """Return what `plain` wrote."""
        numbers = {k: None if plain[k] is None else Decimal(plain[k]) for k in ("rate", "low", "high", "load")}
        return cls(
            date.fromisoformat(plain["day"]), True, plain["fires"], plain["opposite"], customers=plain["customers"],
            minutes=plain["minutes"], **numbers,
        )  # fmt: skip


@dataclass(frozen=True)
class Check:
    """One condition: what it asks, whether it holds (None: cannot be told), and the figures."""

    label: str
    holds: bool | None
    text: str


@dataclass(frozen=True)
class Outcome:
    """What the comparison says, with the days it compared."""

    verdict: Verdict
    checks: list[Check]
    before: list[Day]
    after: list[Day]


def chosen(days: Sequence[Day], work: date, needed: int) -> tuple[list[Day], list[Day]]:
    """Return the last valid days before the work and the first ones after it, at most `needed` each.

    The day of the work is one before where the fault still showed on it, else one after.
    """
    valid = sorted((d for d in days if d.valid), key=lambda d: d.day)
    before = [d for d in valid if d.day < work or (d.day == work and d.fires)][-needed:]
    after = [d for d in valid if d.day > work or (d.day == work and not d.fires)][:needed]
    return before, after


def mean(days: Sequence[Day], name: str) -> Decimal | None:
    """Return the mean of a figure over the days that have it, to two decimals."""
    found = [value for d in days if (value := getattr(d, name)) is not None]
    return round(sum(found, Decimal(0)) / len(found), 2) if found else None


def compare(days: Sequence[Day], work: date, needed: int) -> Outcome:
    """Return the outcome over an area's days around the day of the work."""
    before, after = chosen(days, work, needed)
    checks = [_enough(before, after, needed), _quiet(after), _rate(before, after), _opposite(after)]
    if any(check.holds is False for check in checks[1:]):
        verdict = Verdict.NOT_MET
    elif checks[0].holds:
        verdict = Verdict.MET
    else:
        verdict = Verdict.INSUFFICIENT
    return Outcome(verdict, checks, before, after)


def _enough(before: Sequence[Day], after: Sequence[Day], needed: int) -> Check:
    holds = len(before) >= needed and len(after) >= needed
    return Check("有效日", holds, f"治理前 {len(before)} 个、治理后 {len(after)} 个有效日，各需 {needed} 个")


def _quiet(after: Sequence[Day]) -> Check:
    fired = [d.day for d in after if d.fires]
    if not after:
        return Check("原问题不再触发", None, "治理后还没有有效日")
    said = "、".join(f"{d.month}月{d.day}日" for d in fired[:3])
    text = f"治理后 {len(after)} 个有效日均未触发" if not fired else f"治理后仍有 {len(fired)} 天触发（{said}）"
    return Check("原问题不再触发", not fired, text)


def _rate(before: Sequence[Day], after: Sequence[Day]) -> Check:
    was, now = mean(before, "rate"), mean(after, "rate")
    if was is None or now is None:
        return Check("合格率不降低", None, "治理前或治理后没有合格率")
    return Check("合格率不降低", now >= was, f"平均合格率 {was}% → {now}%")


def _opposite(after: Sequence[Day]) -> Check:
    fired = [d for d in after if d.opposite]
    if not after:
        return Check("未引起反向越限", None, "治理后还没有有效日")
    text = f"治理后有 {len(fired)} 天反向越限" if fired else "治理后没有反向越限"
    return Check("未引起反向越限", not fired, text)
