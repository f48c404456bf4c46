"""Plans of the demo's July and August as rows: what was found before its days begin, verified since or in reserve."""

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import joinedload

from zz.accounts.models import User
from zz.assignments.models import Assignment
from zz.assignments.vocabulary import AssignmentKind, AssignmentState, ChainLevel, Part, Severity
from zz.clock import SHANGHAI
from zz.db import db, table_of
from zz.journal import Verb, record_many
from zz.numbering import NumberSeries
from zz.spelling import search_lines, spellings
from zz.voltage import rulebook
from zz.voltage.models import Area
from zz.voltage.remediation import verbs
from zz.voltage.remediation.handling import manager_key, station_key
from zz.voltage.remediation.models import Remediation, VoltageProblem
from zz.voltage.remediation.vocabulary import Cause, EntryState, Measure, RemediationState
from zz.voltage.vocabulary import RuleKind

K, M, S = RuleKind, Measure, RemediationState
FIRST, TODAY = date(2023, 7, 3), date(2023, 9, 14)
SUBJECT = Remediation.__tablename__
QUICK = {
    K.CUSTOMER_UNDERVOLTAGE: (M.TAP_ADJUSTMENT, M.LOAD_BALANCING, M.LOAD_BALANCING, M.COMPENSATION),
    K.OUTLET_UNDERVOLTAGE: (M.TAP_ADJUSTMENT,), K.OUTLET_OVERVOLTAGE: (M.TAP_ADJUSTMENT,),
    K.CUSTOMER_OVERVOLTAGE: (M.TAP_ADJUSTMENT, M.PHOTOVOLTAIC, M.METER_REPAIR),
}  # fmt: skip
LASTING = (M.LINE_RENEWAL, M.LINE_RENEWAL, M.NEW_TRANSFORMER, M.CAPACITY)
HOW = {
    M.TAP_ADJUSTMENT: "停电调整配变分接开关", M.LOAD_BALANCING: "按曲线重新分配三相所接用户",
    M.COMPENSATION: "台区首端加装无功补偿", M.METER_REPAIR: "更换接触不良的表箱接线",
    M.PHOTOVOLTAIC: "调整并网点和逆变器限值", M.LINE_RENEWAL: "更换低压线路导线", M.NEW_TRANSFORMER: "负荷中心新增配变",
    M.CAPACITY: "配变增容", M.OTHER: "现场处理",
}  # fmt: skip
CAUSES = {
    K.CUSTOMER_UNDERVOLTAGE: (Cause.LOAD_OR_LINE, "19:30 前后最低，出口正常，末端用户偏低"),
    K.OUTLET_UNDERVOLTAGE: (Cause.TAP, "出口全天偏低，各相一致"),
    K.OUTLET_OVERVOLTAGE: (Cause.TAP, "出口全天偏高，各相一致"),
    K.CUSTOMER_OVERVOLTAGE: (Cause.PHOTOVOLTAIC, "12:30 前后最高，与光伏出力时段相符"),
}  # fmt: skip


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """Return an instant of a day in Shanghai."""
    return datetime.combine(day, time(hour, minute), tzinfo=SHANGHAI)


@dataclass(frozen=True)
class Company:
    """Who acts: the manager, and one person of each station."""

    manager: User
    stations: dict[int, User]


@dataclass(frozen=True)
class Past:
    """A plan of the past: its fault, and what became of it."""

    fault: VoltageProblem
    area: Area
    measure: Measure
    dispatched: date
    work: date | None  # None: in reserve
    verified: date | None
    relapses: int


def load(company: Company, mended: Sequence[VoltageProblem], plans: int, verified: int) -> None:
    """Insert `plans` plans, `verified` of them so: of the `mended` faults, and of others made up for July."""
    chance = random.Random("治理")  # noqa: S311  (the same at every load)
    areas = list(db.session.scalars(select(Area).options(joinedload(Area.station)).order_by(Area.id)).unique())
    by_id = {area.id: area for area in areas}
    earlier = _faults_of_july(areas, chance, plans - len(mended))
    past = [_past(fault, by_id[fault.area_id], False, chance) for fault in mended]
    past += [_past(f, by_id[f.area_id], i >= verified - len(mended), chance) for i, f in enumerate(earlier)]
    past.sort(key=lambda p: (p.dispatched, p.fault.id))
    _insert(company, past)


def _faults_of_july(areas: Sequence[Area], chance: random.Random, number: int) -> Sequence[VoltageProblem]:
    """Insert faults that were over before the demo's days begin, each of an area and rule that has none."""
    taken = db.session.execute(select(VoltageProblem.area_id, VoltageProblem.kind))
    known = {(row[0], row[1]) for row in taken}
    pairs = [(area, kind) for area in areas for kind in QUICK if (area.id, kind) not in known]
    weights = [3 if kind == K.CUSTOMER_UNDERVOLTAGE else 1 for _, kind in pairs]
    order = sorted(range(len(pairs)), key=lambda i: chance.random() ** (1 / weights[i]), reverse=True)
    rules = rulebook.in_force(TODAY)
    rows = [_fault(*pairs[i], rulebook.general(pairs[i][1], rules).id, chance) for i in order[:number]]
    db.session.execute(insert(table_of(VoltageProblem)), rows)
    found = db.session.scalars(select(VoltageProblem).where(VoltageProblem.entered_at < at(date(2023, 8, 1), 0)))
    return sorted(found, key=lambda fault: (not fault.kind.over, fault.id))  # what is low is what waits in reserve


def _fault(area: Area, kind: RuleKind, rule_id: int, chance: random.Random) -> dict[str, Any]:
    first = FIRST + timedelta(days=chance.randrange(20))
    days = chance.randrange(3, 9)
    cause, why = CAUSES[kind]
    customers = chance.randrange(1, 19) if kind.of_customers else 0
    return {
        "area_id": area.id, "kind": kind, "state": EntryState.RECOVERED, "persistent": True, "severe": days > 7,
        "first_day": first, "last_day": first + timedelta(days=days), "days": days, "window_days": days,
        "weight": days * max(customers, 20) * 15 * chance.randrange(4, 14), "customers": customers, "clear_days": 7,
        "recurrences": 0, "recovered_on": first + timedelta(days=days + 7), "rule_id": rule_id, "cause": cause,
        "cause_why": why, "suspended_until": None, "reason": "", "entered_at": at(first + timedelta(days=1), 8),
        "version": 1,
    }  # fmt: skip


def _past(fault: VoltageProblem, area: Area, in_reserve: bool, chance: random.Random) -> Past:
    dispatched = fault.first_day + timedelta(days=3)
    if in_reserve:
        return Past(fault, area, chance.choice(LASTING), dispatched, None, None, 0)
    work = max(fault.last_day, dispatched + timedelta(days=1))
    verified = min(work + timedelta(days=chance.randrange(8, 13)), TODAY - timedelta(days=1))
    measure = chance.choice(QUICK[fault.kind])
    return Past(fault, area, measure, dispatched, work, verified, int(chance.random() < 0.04))


def _insert(c: Company, past: Sequence[Past]) -> None:
    root = past[0].area.station.root_id
    db.session.add(NumberSeries(series="remediation", year=TODAY.year, root_id=root, last=len(past)))
    db.session.flush()
    db.session.execute(insert(table_of(Remediation)), [_row(c, p, number) for number, p in enumerate(past, 1)])
    ids = {row[0]: row[1] for row in db.session.execute(select(Remediation.problem_id, Remediation.id))}
    _tell(c, [(ids[p.fault.id], p) for p in past])
    duties = [_duty(c, p, ids[p.fault.id], number) for number, p in enumerate(past, 1) if p.work is None]
    db.session.execute(insert(table_of(Assignment)), duties)
    held = select(Assignment.id).where(Assignment.subject_type == SUBJECT, Assignment.subject_id == Remediation.id)
    waiting = update(Remediation).where(Remediation.id.in_([duty["subject_id"] for duty in duties]))
    db.session.execute(waiting.values(current_id=held.scalar_subquery()).execution_options(synchronize_session=False))


def _number(number: int) -> str:
    return f"株电压治〔{TODAY.year}〕{number}号"


def _search(p: Past, number: int) -> str:
    return search_lines(p.area.name, *spellings(p.area.name), p.area.code, p.area.feeder, _number(number))


def _row(c: Company, p: Past, number: int) -> dict[str, Any]:
    checks = 1 if p.verified and p.verified + timedelta(days=30) < TODAY else 0
    tap = p.measure == M.TAP_ADJUSTMENT and p.work is not None
    before, after = (4, 3) if p.fault.kind.over else (3, 4)
    return {
        "problem_id": p.fault.id, "area_id": p.area.id, "kind": p.fault.kind, "station_id": p.area.station_id,
        "number": _number(number), "state": S.VERIFIED if p.verified else S.RESERVED, "search": _search(p, number),
        "demand": "", "dispatched_at": at(p.dispatched, 9, 30), "dispatched_by_id": c.manager.id,
        "customers": p.fault.customers, "measure": p.measure, "plan": HOW[p.measure],
        "people": c.stations[p.area.station_id].name,
        "reserve_month": None if p.work else date(2024, 3 + number % 6, 1),
        "planned_at": at(p.dispatched + timedelta(days=1), 10), "work_on": p.work,
        "tap_from": before if tap else None, "tap_to": after if tap else None,
        "work": f"{HOW[p.measure]}，已完成" if p.work else "", "asked_at": at(p.work, 18) if p.work else None,
        "verified_at": at(p.verified, 10) if p.verified else None,
        "verified_by_id": c.manager.id if p.verified else None, "round": 1 + p.relapses, "rejections": 0,
        "relapses": p.relapses, "rechecks": checks,
        "next_check_on": p.verified + timedelta(days=90 if checks else 30) if p.verified else None,
        "current_id": None, "version": 1,
    }  # fmt: skip


def _duty(c: Company, p: Past, remediation_id: int, number: int) -> dict[str, Any]:
    """Return the duty of a reserve project: it has no date, so no ladder."""
    since = at(p.dispatched + timedelta(days=1), 10)
    return {
        "kind": AssignmentKind.HANDLE, "subject_type": SUBJECT, "subject_id": remediation_id,
        "title": f"{p.area.name} {p.fault.kind.label}：{p.measure.label}",
        "context": f"{p.area.station.label} · {_number(number)}", "search": _search(p, number),
        "holder": station_key(p.area.station_id), "issuer": manager_key(c.manager, p.area.station),
        "unit_id": p.area.station_id, "part": Part.LEAD, "state": AssignmentState.IN_PROGRESS, "round": 1,
        "issued_by_id": c.stations[p.area.station_id].id, "issued_at": since, "extensions": 0, "section": "",
        "external_number": "", "suspended_days": 0, "paused": False, "severity": Severity.NONE, "yellow_cards": 0,
        "level": ChainLevel.CENTRE, "version": 1,
    }  # fmt: skip


def _tell(c: Company, past: Sequence[tuple[int, Past]]) -> None:
    """Journal them: one statement for each verb, person and moment."""
    groups: dict[tuple[str, datetime, int], list[tuple[int, dict[str, Any]]]] = defaultdict(list)
    known = {verb.name: verb for verb in (verbs.DISPATCHED, verbs.PLANNED, verbs.RECORDED, verbs.VERIFIED)}
    people = {user.id: user for user in (c.manager, *c.stations.values())}
    for remediation_id, p in past:
        for verb, when, by, payload in _events(c, p):
            groups[verb.name, when, by.id].append((remediation_id, payload))
    for (name, when, by_id), payloads in sorted(groups.items(), key=lambda item: item[0][1]):
        record_many(known[name], SUBJECT, payloads, by=people[by_id], at=when)


def _events(c: Company, p: Past) -> Iterator[tuple[Verb, datetime, User, dict[str, Any]]]:
    station = c.stations[p.area.station_id]
    yield verbs.DISPATCHED, at(p.dispatched, 9, 30), c.manager, {"station": p.area.station.label}
    planned = {"measure": p.measure, "plan": HOW[p.measure], "people": station.name}
    yield verbs.PLANNED, at(p.dispatched + timedelta(days=1), 10), station, planned
    if p.work and p.verified:
        yield verbs.RECORDED, at(p.work, 17), station, {"work_on": p.work, "work": f"{HOW[p.measure]}，已完成"}
        yield verbs.VERIFIED, at(p.verified, 10), c.manager, {"text": "治理前后比对达标，同意闭环"}
