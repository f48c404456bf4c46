"""Everything the page of a fault shows: how it stands, the hint, the days that fired, what is done about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from zz.accounts.models import User
from zz.voltage.models import Finding, point_time
from zz.voltage.remediation import policy, queries, windows, wording
from zz.voltage.remediation.flow import ENTRIES
from zz.voltage.remediation.list_page import EntryRow, days_in_library, entry_row
from zz.voltage.remediation.models import Remediation, VoltageProblem
from zz.voltage.remediation.storyline import Line, events_of, lines
from zz.voltage.remediation.vocabulary import EntryAction as A
from zz.voltage.vocabulary import Severity
from zz.web.charts import Plot, Series, plot

SHOWN = timedelta(days=34)  # how far back the chart reaches


class Button(NamedTuple):
    """A link to an act."""

    label: str
    url: str


@dataclass(frozen=True)
class FiredDay:
    """A day that fired, with what it weighs."""

    day: str
    url: str
    customers: str
    weight: int
    worst: str
    where: str
    severe: bool
    version: int


@dataclass(frozen=True)
class EntryPage:
    """The whole page."""

    entry: VoltageProblem
    row: EntryRow
    lead: str
    days: list[FiredDay]
    total: int
    chart: Plot | None
    remediations: Sequence[Remediation]
    lines: list[Line]
    buttons: list[Button]
    dispatchable: bool
    why_not: str


def load(user: User, entry_id: int, today: date) -> EntryPage | None:
    """Return the page of a fault that `user` sees; None where he sees none."""
    entry = queries.entry(user, entry_id)
    if entry is None:
        return None
    found = queries.findings(entry, entry.first_day)
    days = [_fired(finding, entry) for finding in found]
    since = max(entry.last_day - timedelta(days=entry.rule.window_days - 1), entry.first_day)
    return EntryPage(
        entry, entry_row(entry, user, today), _lead(entry, today), days,
        sum(d.weight for d, f in zip(days, found, strict=True) if f.day >= since), _chart(entry),
        list(reversed(entry.remediations)), lines(events_of(entry), [], today), _buttons(user, entry),
        policy.can_dispatch(user, entry), _why_not(entry),
    )  # fmt: skip


def _lead(entry: VoltageProblem, today: date) -> str:
    words = f"{wording.short(entry.first_day, today)}进库，在库 {days_in_library(entry, today)} 天"
    if entry.recovered_on:
        return f"{words}，{wording.short(entry.recovered_on, today)}恢复正常"
    said = f"{words}，触发 {entry.days} 天，最近一次{wording.short(entry.last_day, today)}"
    return said + (f"，此后 {entry.clear_days} 个有效日未越恢复限值" if entry.clear_days else "")


def _why_not(entry: VoltageProblem) -> str:
    if ENTRIES.can(entry, A.SUSPEND) and not entry.persistent:
        rule = entry.rule
        return f"{rule.window_days} 天内触发不足 {rule.min_days} 天，继续观察，不派发"
    return ""


def _fired(finding: Finding, entry: VoltageProblem) -> FiredDay:
    everybody = max(entry.area.customers or 1, 1)
    weight = finding.minutes if finding.kind.of_customers else finding.minutes * everybody
    place = " ".join(filter(None, (finding.meter, f"{finding.phase}相" if len(finding.phase) == 1 else finding.phase)))
    at = f"{point_time(finding.point):%H:%M}" if finding.point else ""
    return FiredDay(
        wording.short(finding.day), f"/voltage/areas/{finding.area_id}?day={finding.day}",
        f"{finding.customers} 户" if finding.kind.of_customers else "出口", weight,
        wording.number(finding.worst, f" {finding.kind.unit}"), " · ".join(filter(None, (at, place))),
        finding.severity == Severity.SEVERE, finding.rule.number,
    )  # fmt: skip


def _chart(entry: VoltageProblem) -> Plot | None:
    """Draw the extreme of each day against the threshold; nothing for a fault of currents."""
    if entry.kind.unit != "V":
        return None
    days = windows.days_of(entry.area_id, entry.kind, entry.last_day - SHOWN, entry.last_day + SHOWN)
    name, label = ("high", "当日最高") if entry.kind.over else ("low", "当日最低")
    values = [float(v) if (v := getattr(d, name)) is not None else None for d in days]
    step = max(len(days) // 3, 1)
    marks = [(i, wording.short(d.day)) for i, d in enumerate(days) if i % step == 0]
    return plot(
        [wording.short(d.day) for d in days], [Series(label, values)], marks=marks, unit=" V",
        limits=[(float(entry.rule.threshold), f"限值 {wording.number(entry.rule.threshold)} V")],
    )  # fmt: skip


def _buttons(user: User, entry: VoltageProblem) -> list[Button]:
    slugs = {A.SUSPEND: "suspension", A.DISMISS: "dismissal", A.RESUME: "resumption", A.RESTORE: "restoration"}
    return [
        Button(action.label, f"/voltage/problems/{entry.id}/{slug}")
        for action, slug in slugs.items()
        if policy.can_decide(user, entry, action)
    ]
