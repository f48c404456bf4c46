"""Changing a rule: a new version from a day on, journalled, and made known to whoever depends on it."""

from datetime import date, datetime
from typing import Any, Protocol

from sqlalchemy import select

from zz import clock, journal
from zz.db import db, forget
from zz.rules import kinds, queries
from zz.rules.definitions import Definition, definition
from zz.rules.models import Rule

RULE_CHANGED = journal.verb("rule_changed", "调整规则", "key", "label", "old", "new", "valid_from", "reason")


class Listener(Protocol):
    """What runs after a change, in its transaction: to enqueue a job, not to do the work."""

    def __call__(self, key: str, *, by: journal.Actor | None, at: datetime) -> None: ...


_listeners: list[tuple[str, Listener]] = []


def on_change(key_prefix: str, fn: Listener) -> Listener:
    """Call `fn(key, by=, at=)` within the transaction of every change to a rule whose key starts so.

    It is called again when the day comes from which a change dated ahead holds.
    """
    _listeners.append((key_prefix, fn))
    return fn


def _make_room(key: str, valid_from: date) -> date | None:
    """End the version in force on `valid_from` there; return the day the next one begins."""
    query = select(Rule).where(Rule.key == key).order_by(Rule.valid_from, Rule.id).with_for_update()
    following = None
    for row in db.session.scalars(query):
        if row.valid_from > valid_from:
            if row.valid_to is None or row.valid_to > row.valid_from:
                following = following or row.valid_from
        elif row.valid_to is None or row.valid_to > valid_from:
            row.valid_to = valid_from
    return following


def change_rule(
    rule: Definition | str,
    new: Any,
    *,
    by: journal.Actor | None,
    at: datetime,
    reason: str,
    valid_from: date | None = None,
) -> Rule:
    """Let a rule say `new` from a day on (the day of `at` where None); a later planned version stays.

    Raises:
        Unacceptable: the day is before that of `at`: what was decided under a rule is not rewritten.
    """
    rule = definition(rule) if isinstance(rule, str) else rule
    today = clock.local(at).date()
    valid_from = valid_from or today
    if valid_from < today:
        raise kinds.Unacceptable("生效日期不能早于今天：已经按原规则作出的判断不改写。")
    old = queries.value(rule.key, valid_from)
    row = Rule(
        key=rule.key, value=kinds.dump(new), valid_from=valid_from, valid_to=_make_room(rule.key, valid_from),
        changed_by_id=by.id if by else None, changed_by_name=by.name if by else journal.SYSTEM,
        changed_at=at, reason=reason, taken_up_at=at if valid_from == today else None,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    forget("rules")
    journal.record(
        RULE_CHANGED, row, by=by, at=at, key=rule.key, label=rule.label, old=kinds.words(rule, old),
        new=kinds.words(rule, new), valid_from=valid_from, reason=reason,
    )  # fmt: skip
    _tell(rule.key, by=by, at=at)
    return row


def before(rule: Definition, row: Rule) -> Any:
    """Return what the rule said, or would have said, where the version `row` came in."""
    query = select(Rule.value).where(Rule.key == rule.key, Rule.id < row.id, Rule.valid_from <= row.valid_from)
    stored = db.session.execute(query.order_by(Rule.valid_from.desc(), Rule.id.desc()).limit(1)).first()
    return rule.default if stored is None else kinds.load(rule, stored.value)


def latest(rule: Definition) -> Rule | None:
    """Return the version that was made last; None where the default has never been changed."""
    query = select(Rule).where(Rule.key == rule.key).order_by(Rule.id.desc()).limit(1)
    return db.session.scalars(query).first()


def take_back(rule: Definition, *, by: journal.Actor | None, at: datetime) -> Rule | None:
    """收回: let the rule say again, from today or from the day planned, what it said before its last change.

    What was decided meanwhile stays as it was. None where there is nothing to take back.
    """
    last = latest(rule)
    if last is None:
        return None
    day = max(last.valid_from, clock.local(at).date())
    made = clock.local(last.changed_at)
    reason = f"收回{made.month}月{made.day}日的调整"
    return change_rule(rule, before(rule, last), by=by, at=at, reason=reason, valid_from=day)


def _tell(key: str, *, by: journal.Actor | None, at: datetime) -> None:
    for prefix, fn in _listeners:
        if key.startswith(prefix):
            fn(key, by=by, at=at)


def take_up(at: datetime) -> int:
    """Make known the versions dated ahead whose day has come by `at`; return how many."""
    query = select(Rule).where(Rule.taken_up_at.is_(None), Rule.valid_from <= clock.local(at).date())
    found = db.session.scalars(query.order_by(Rule.id).with_for_update()).all()
    for row in found:
        row.taken_up_at = at
    for key in dict.fromkeys(row.key for row in found):
        _tell(key, by=None, at=at)
    return len(found)
