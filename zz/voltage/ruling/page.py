"""What the pages of rules show."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from zz.accounts.models import User
from zz.voltage import wording
from zz.voltage.models import RuleTrial, VoltageRule
from zz.voltage.ruling import scopes
from zz.voltage.ruling.operations import scope_of
from zz.voltage.ruling.scopes import RuleScope
from zz.voltage.ruling.values import RuleValues, changes, plain, words
from zz.voltage.vocabulary import RuleKind


@dataclass(frozen=True)
class RuleRow:
    """A rule as a row of the table. `own` tells that it was set for just the scope that is looked at."""

    rule: VoltageRule
    scope: RuleScope
    own: bool
    said: str
    severe: str
    recovery: str
    lasting: str
    completeness: str
    since: str
    url: str


def _row(rule: VoltageRule, scope: RuleScope, own: bool) -> RuleRow:
    values = RuleValues.of(rule)
    unit = rule.kind.unit
    severe = f"{plain(values.severe)} {unit}" if values.severe is not None else "—"
    return RuleRow(
        rule, scope_of(rule), own, words(rule.kind, values), severe, f"{plain(values.recovery)} {unit}",
        f"{values.window_days} 天内 {values.min_days} 天", f"{plain(values.min_completeness)} %", _since(rule),
        f"/voltage/rules/{rule.kind}" + (f"?{scope.parameter}" if scope.parameter else ""),
    )  # fmt: skip


def _since(rule: VoltageRule) -> str:
    return "系统默认" if rule.by_id is None else f"{rule.by_name} {wording.day(rule.valid_from)}起"


def index(user: User, scope: RuleScope, today: date) -> dict[str, Any]:
    """Return the rules that judge a scope, and the stricter ones that the user may see."""
    found = [scopes.in_force(scope, kind, today) for kind in RuleKind]
    below = [rule for rule in scopes.narrower(user, today) if not scope.owns(rule)]
    return {
        "scope": scope, "rows": [_row(rule, scope, scope.owns(rule)) for rule in found],
        "below": [_row(rule, scope_of(rule), True) for rule in below], "units": scopes.units(user),
        "governs": scopes.governs(user), "today": today,
    }  # fmt: skip


def edit(scope: RuleScope, kind: RuleKind, today: date) -> dict[str, Any]:
    """Return what stands beside the form of a rule: what is above it, and its history."""
    now = scopes.in_force(scope, kind, today)
    above = None if scope.general else scopes.in_force(scope, kind, today, above=True)
    return {
        "scope": scope, "kind": kind, "now": now, "said": words(kind, RuleValues.of(now)),
        "own": now if scope.owns(now) and not scope.general else None,
        "above": words(kind, RuleValues.of(above)) if above is not None else None,
        "versions": [
            (rule, words(kind, RuleValues.of(rule)), _since(rule), rule.id == now.id)
            for rule in scopes.history(scope, kind)
            if rule.valid_to is None or rule.valid_to > rule.valid_from
        ],
    }  # fmt: skip


def trial(found: RuleTrial, today: date) -> dict[str, Any]:
    """Return a trial with what it changes in the rule."""
    scope = scope_of(found)
    now = RuleValues.of(scopes.in_force(scope, found.kind, today))
    then, result = RuleValues.from_texts(found.values), found.result
    period = ""
    if result and result["first"]:
        first, last = (date.fromisoformat(result[name]) for name in ("first", "last"))
        period = f"{wording.day(first)}至{wording.day(last)}，有曲线的 {result['days']} 天"
    return {
        "trial": found, "scope": scope, "result": result,
        "changed": [(label, f"{old} → {new}") for label, old, new in changes(now, then)],
        "working": bool(found.job and not found.job.state.finished), "period": period, "refused": "",
        "from_day": wording.day(max(found.valid_from, today)),
        "back": f"/voltage/rules/{found.kind}" + (f"?{scope.parameter}" if scope.parameter else ""),
    }  # fmt: skip
