"""异常问题台区库 fills itself: whenever days have been judged, the entries are worked out anew from the findings.

What an entry says is a function of its days, so judging a day twice changes nothing, and a day re-sent without the
fault takes it back.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import select

from zz.db import db, writing
from zz.journal import record
from zz.rules import value
from zz.voltage.models import DailyVoltage, Finding, VoltageRule, point_time
from zz.voltage.remediation import readings, verbs
from zz.voltage.remediation.causes import Shape, hint
from zz.voltage.remediation.episodes import Standing, Terms, standing
from zz.voltage.remediation.flow import ENTRIES
from zz.voltage.remediation.models import VoltageProblem
from zz.voltage.remediation.readings import Days, Key
from zz.voltage.remediation.vocabulary import EntryAction, EntryState
from zz.voltage.rulebook import ALWAYS
from zz.voltage.vocabulary import RuleKind

Found = dict[Key, tuple[Days, Standing | None]]
A = EntryAction


def collect(days: Sequence[date], at: datetime) -> None:
    """Bring the library up to date after `days` have been judged."""
    if not days or (until := readings.last_day()) is None:
        return
    found = _worked_out(days, until)
    db.session.rollback()
    for some in readings.chunks(found):
        with writing():
            _apply({key: found[key] for key in some}, set(days), at)


def _worked_out(days: Sequence[date], until: date) -> Found:
    """Return the days and the standing of every entry that may have changed."""
    existing = {(e.area_id, e.kind): e for e in readings.concerned(days)}
    since = {key: e.first_day if e.first_day < days[0] else ALWAYS for key, e in existing.items()}
    since |= {key: ALWAYS for key in readings.fired_on(days) if key not in existing}
    rules = {rule.id: rule for rule in db.session.scalars(select(VoltageRule))}
    recovery_days = int(value("voltage.recovery_days"))
    found: Found = {}
    for key, its in readings.read(since).items():
        before = existing.get(key)
        rule = rules[its.rule_id or (before.rule_id if before else 0)]
        terms = Terms(rule.window_days, rule.min_days, recovery_days)
        stands = standing(its.fired, its.clear(key[1], rule.recovery), terms, until)
        if stands and before and since[key] != ALWAYS:
            stands = replace(stands, recurrences=stands.recurrences + before.recurrences)
        found[key] = (its, stands)
    return found


def _apply(found: Found, judged: set[date], at: datetime) -> None:
    rows = readings.locked_entries(found)
    last = ((key[0], stands.last_day) for key, (_, stands) in found.items() if stands)
    shapes = readings.shapes(pair for pair in last if pair[1] in judged)
    for key, (its, stands) in found.items():
        entry = rows.get(key)
        if stands is None:
            if entry is not None and ENTRIES.can(entry, A.TAKE_BACK):
                _take_back(entry, at)
            continue
        daily = shapes.get((key[0], stands.last_day))
        entry = entry or _entered(key, its, stands, at)
        _moved(entry, stands, at)
        _written(entry, its, stands)
        if daily is not None and key[1] in daily[1]:
            entry.cause, entry.cause_why = hint(_shape(key[1], *daily))
    db.session.flush()


def _entered(key: Key, its: Days, stands: Standing, at: datetime) -> VoltageProblem:
    """Open an entry that was not there before."""
    entry = VoltageProblem(
        area_id=key[0], kind=key[1], state=EntryState.OPEN, first_day=stands.first_day, last_day=stands.last_day,
        days=0, window_days=0, weight=0, customers=0, recurrences=stands.recurrences, rule_id=its.rule_id,
        persistent=False, entered_at=at,
    )  # fmt: skip
    db.session.add(entry)
    db.session.flush()
    _note_entered(entry, stands, at, again=False)
    return entry


def _note_entered(entry: VoltageProblem, stands: Standing, at: datetime, *, again: bool) -> None:
    record(verbs.ENTERED, entry, by=None, at=at, kind=entry.kind, day=stands.first_day, again=again)


def _moved(entry: VoltageProblem, stands: Standing, at: datetime) -> None:
    """Let the state follow what the days say: recovered, or there again; a new episode ends what was decided before."""
    over = stands.recovered_on is not None
    new_episode = stands.recurrences > entry.recurrences
    if ENTRIES.can(entry, A.RECOVER) and (over or new_episode):
        ENTRIES.move(entry, A.RECOVER)
        entry.suspended_until, entry.reason = None, ""
        record(verbs.RECOVERED, entry, by=None, at=at, day=stands.recovered_on, clear_days=stands.clear_days)
    if not over and ENTRIES.can(entry, A.RECUR):
        ENTRIES.move(entry, A.RECUR)
        entry.entered_at = at
        _note_entered(entry, stands, at, again=True)
    if stands.persistent and not over and (not entry.persistent or new_episode):
        record(verbs.PERSISTED, entry, by=None, at=at, days=stands.window_days, day=stands.last_day)


def _written(entry: VoltageProblem, its: Days, stands: Standing) -> None:
    entry.first_day, entry.last_day, entry.days = stands.first_day, stands.last_day, stands.days
    entry.window_days, entry.weight, entry.severe = stands.window_days, stands.weight, stands.severe
    entry.persistent, entry.recurrences = stands.persistent, stands.recurrences
    entry.recovered_on, entry.clear_days = stands.recovered_on, stands.clear_days
    entry.customers = its.fired[stands.last_day].customers
    entry.rule_id = its.rule_id


def _take_back(entry: VoltageProblem, at: datetime) -> None:
    """The days were sent again and none of them fires any more."""
    ENTRIES.move(entry, A.TAKE_BACK)
    entry.days = entry.window_days = entry.weight = entry.customers = entry.recurrences = 0
    entry.persistent, entry.suspended_until = False, None
    record(verbs.TAKEN_BACK, entry, by=None, at=at, kind=entry.kind)


def _shape(kind: RuleKind, daily: DailyVoltage, findings: dict[RuleKind, Finding]) -> Shape:
    finding = findings[kind]
    customers = finding.customers
    same_side = RuleKind.OUTLET_OVERVOLTAGE if kind.over else RuleKind.OUTLET_UNDERVOLTAGE
    return Shape(
        kind, finding.minutes, customers, max(daily.meters - customers, 0),
        point_time(finding.point) if finding.point else None, kind.of_customers and same_side in findings,
        daily.unbalance,
    )  # fmt: skip
