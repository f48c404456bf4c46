"""A rule is tried, then adopted as a new version; a narrower one can be ended. Every step is written in the journal."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select

from zz.accounts.models import User
from zz.db import db
from zz.jobs import Job, enqueue
from zz.journal import record
from zz.voltage import rulebook, verbs
from zz.voltage.models import RuleTrial, VoltageRule
from zz.voltage.ruling import scopes
from zz.voltage.ruling.scopes import RuleScope
from zz.voltage.ruling.values import RuleValues, laxer
from zz.voltage.vocabulary import RuleKind

JOB = "voltage.rule_trial"
OVERTAKEN = "上级规则已经更严，自动改为沿用"


class Unready(Exception):
    """The trial cannot become a rule; the text is the sentence for whoever asked."""


def begin_trial(
    scope: RuleScope, kind: RuleKind, values: RuleValues, *, valid_from: date, reason: str, by: User, at: datetime
) -> tuple[RuleTrial, Job]:
    """Keep a change and have a worker try it."""
    trial = RuleTrial(
        kind=kind, unit_id=scope.unit.id if scope.unit else None, area_id=scope.area.id if scope.area else None,
        values=values.texts(), valid_from=valid_from, reason=reason, by_id=by.id, at=at,
    )  # fmt: skip
    db.session.add(trial)
    db.session.flush()
    job = enqueue(JOB, {"trial_id": trial.id}, by=by, at=at)
    trial.job_id = job.id
    return trial, job


def scope_of(found: RuleTrial | VoltageRule) -> RuleScope:
    """Return whom a trial or a version is for."""
    return RuleScope(found.unit, found.area)


def adopt(trial: RuleTrial, *, by: User, at: datetime, today: date) -> VoltageRule:
    """Make the version that was tried; it holds from its day on, at the earliest from today.

    Raises:
        Unready: the trial is not done or adopted already, or the rule above has become stricter meanwhile.
    """
    if trial.result is None:
        raise Unready("试算还没有完成，请稍候。")
    if trial.rule_id is not None:
        raise Unready("这次调整已经生效过了。")
    scope, values, day = scope_of(trial), RuleValues.from_texts(trial.values), max(trial.valid_from, today)
    if not scope.general and laxer(
        trial.kind, values, RuleValues.of(scopes.in_force(scope, trial.kind, day, above=True))
    ):
        raise Unready("上级规则在试算之后已经更严，这次调整不能生效：请按新的上级规则重新填写。")
    before = RuleValues.of(scopes.in_force(scope, trial.kind, day))
    rule = _version(scope, trial.kind, values, day, reason=trial.reason, by=by, at=at)
    trial.rule_id = rule.id
    _record(rule, scope, before, values, trial.result, by=by, at=at)
    _end_overtaken(scope, trial.kind, day, by=by, at=at)
    return rule


def _version(
    scope: RuleScope, kind: RuleKind, values: RuleValues, day: date, *, reason: str, by: User, at: datetime
) -> VoltageRule:
    for old in scopes.history(scope, kind):
        if old.valid_to is None or old.valid_to > day:
            old.valid_to = max(day, old.valid_from)
    number = select(func.max(VoltageRule.number)).where(
        VoltageRule.kind == kind, VoltageRule.unit_id.is_not_distinct_from(scope.unit.id if scope.unit else None),
        VoltageRule.area_id.is_not_distinct_from(scope.area.id if scope.area else None),
    )  # fmt: skip
    rule = VoltageRule(
        kind=kind, number=(db.session.scalar(number) or 0) + 1, unit_id=scope.unit.id if scope.unit else None,
        area_id=scope.area.id if scope.area else None, valid_from=day, by_id=by.id, by_name=by.name, at=at,
        reason=reason, **vars(values),
    )  # fmt: skip
    db.session.add(rule)
    db.session.flush()
    return rule


def _record(
    rule: VoltageRule, scope: RuleScope, before: RuleValues, after: RuleValues, result: dict[str, Any], *,
    by: User, at: datetime,
) -> None:  # fmt: skip
    tried = {name: result[name] for name in ("days", "appears", "vanishes")}
    record(
        verbs.RULE_CHANGED, rule, by=by, at=at, kind=rule.kind.label, scope=scope.label, before=before.texts(),
        after=after.texts(), valid_from=rule.valid_from, reason=rule.reason, trial=tried,
    )  # fmt: skip


def _end_overtaken(scope: RuleScope, kind: RuleKind, day: date, *, by: User, at: datetime) -> None:
    """End the rules below a scope that the new one has made laxer than what is above them."""
    for rule in rulebook.in_force(day):
        below = scope_of(rule)
        if rule.kind != kind or below.general or scope.owns(rule) or not _covers(scope, below):
            continue
        above = scopes.in_force(below, kind, day, above=True)
        if laxer(kind, RuleValues.of(rule), RuleValues.of(above)):
            end(rule, day, OVERTAKEN, by=by, at=at)


def _covers(scope: RuleScope, below: RuleScope) -> bool:
    return scope.general or (scope.unit is not None and scope.unit.id in scopes.path(below))


def end(rule: VoltageRule, day: date, reason: str, *, by: User, at: datetime) -> None:
    """End a narrower rule on `day`: what is above holds again."""
    rule.valid_to = max(day, rule.valid_from)
    db.session.flush()
    record(
        verbs.RULE_ENDED, rule, by=by, at=at, kind=rule.kind.label, scope=scope_of(rule).label, valid_to=rule.valid_to,
        reason=reason,
    )  # fmt: skip
