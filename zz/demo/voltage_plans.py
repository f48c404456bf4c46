"""Remediation in the demo: the newspaper's 谭家冲台区 waiting to be verified, and 603 plans of which 322 are verified.

Faults that the days of the demo show are told through the operations; those of July, which has no days here, are rows.
"""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from zz.assignments import operations as loop
from zz.db import db, writing
from zz.demo import voltage_history
from zz.demo.county import County
from zz.demo.voltage_history import HOW, QUICK, Company, K, M, at
from zz.voltage.models import Area
from zz.voltage.remediation import operations, verifying
from zz.voltage.remediation.handling import assignments_of
from zz.voltage.remediation.models import Remediation, VoltageProblem
from zz.voltage.remediation.operations import Plan, Work
from zz.voltage.remediation.vocabulary import Cause, Measure

PLANS, VERIFIED = 603, 322
WAITING = 9  # mended late enough that the week after is only just over, beside 谭家冲台区
STORY = "谭家冲台区"
COMPARED = at(date(2023, 9, 14), 7)


def load(county: County) -> None:
    """Tell and insert them; it commits by itself."""
    with writing():
        company = _company(county)
        faults = list(db.session.scalars(_faults()).unique())
        mended = [f for f in faults if f.recovered_on and f.area.name != STORY]
        mended.sort(key=lambda f: (f.last_day, f.id))
        lasting = [f for f in faults if not f.recovered_on]
        dispatched = lasting[: len(lasting) * 2 // 3]
        planned = 1 + WAITING + sum(number % 4 > 0 for number in range(len(dispatched)))
        voltage_history.load(company, mended[:-WAITING], PLANS - planned, VERIFIED)
        for fault in mended[-WAITING:]:
            _waiting(company, fault)
        _story(company, next(f for f in faults if f.area.name == STORY))
        for number, fault in enumerate(dispatched):
            _dispatched(company, fault, number)


def _company(county: County) -> Company:
    users = [user for user in county.users.values() if any(m.role == "grid_station" for m in user.memberships)]
    return Company(county.users["gridmgr"], {m.unit_id: user for user in users for m in user.memberships})


def _faults() -> Any:
    return (
        select(VoltageProblem).where(VoltageProblem.persistent, VoltageProblem.kind != K.UNBALANCE)
        .join(VoltageProblem.area).options(contains_eager(VoltageProblem.area).joinedload(Area.station))
        .order_by(Area.code, VoltageProblem.kind, VoltageProblem.first_day)
    )  # fmt: skip


def _story(c: Company, fault: VoltageProblem) -> None:
    """谭家冲台区: twelve customers low, the tap changed by two positions; it waits to be verified."""
    station = c.stations[fault.area.station_id]
    demand = "12户用户低电压，请尽快核实配变档位。"
    found = operations.begin(fault, demand, by=c.manager, at=at(date(2023, 9, 4), 9, 10))
    loop.sign(assignments_of(found)[-1], by=station, at=at(date(2023, 9, 4), 9, 40))
    plan = Plan(M.TAP_ADJUSTMENT, "停电20分钟，将配变分接开关由3档调到5档", f"{station.name}、文斌")
    operations.plan(found, plan, by=station, at=at(date(2023, 9, 4), 10, 30))
    work = Work(date(2023, 9, 6), "已将分接开关由3档调到5档，送电后出口电压升高约11 V", 3, 5)
    operations.record_work(found, work, by=station, at=at(date(2023, 9, 6), 22, 10))
    said = "谭家冲台区已开展档位调整，12户用户低电压问题已解决，申请闭环。"
    operations.ask_closure(found, said, by=station, at=at(date(2023, 9, 7), 8, 50))
    verifying.make_comparison(found, at=COMPARED)


def _measure(fault: VoltageProblem) -> Measure:
    return M.LOAD_BALANCING if fault.cause == Cause.LOAD_OR_LINE else QUICK[fault.kind][0]


def _planned(c: Company, fault: VoltageProblem, on: date) -> Remediation:
    station, measure = c.stations[fault.area.station_id], _measure(fault)
    found = operations.begin(fault, "", by=c.manager, at=at(on, 9, 30))
    plan = Plan(measure, HOW[measure], station.name)
    operations.plan(found, plan, by=station, at=at(on + timedelta(days=1), 10))
    return found


def _done(c: Company, found: Remediation, on: date) -> None:
    station = c.stations[found.station_id]
    taps = (3, 4) if found.measure == M.TAP_ADJUSTMENT else (None, None)
    operations.record_work(
        found, Work(on, f"{HOW[found.measure or M.OTHER]}，已完成", *taps), by=station, at=at(on, 17)
    )
    operations.ask_closure(found, "治理完成，申请闭环。", by=station, at=at(on, 18))


def _waiting(c: Company, fault: VoltageProblem) -> None:
    """Mended a week or so ago: some can be verified, some wait for their seventh day."""
    found = _planned(c, fault, fault.last_day - timedelta(days=4))
    _done(c, found, fault.last_day)
    verifying.make_comparison(found, at=COMPARED)


def _dispatched(c: Company, fault: VoltageProblem, number: int) -> Remediation:
    """Dispatched in the last days: some just so, some planned, some begun."""
    if number % 4 == 0:
        return operations.dispatch(fault, "", by=c.manager, at=at(date(2023, 9, 13), 15))
    found = _planned(c, fault, date(2023, 9, 11) + timedelta(days=number % 2))
    if number % 4 == 3:
        operations.start(found, by=c.stations[found.station_id], at=at(date(2023, 9, 13), 9))
    return found
