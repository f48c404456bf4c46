"""Reading one area: its months, its days, what the rules found, its curves."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload, selectinload

from zz.accounts.models import Unit, User
from zz.db import db
from zz.voltage.access import visible_to
from zz.voltage.models import Area, Curve, DailyVoltage, Finding, MonthlyVoltage
from zz.voltage.remediation.models import VoltageProblem

MOST_DIGITS = 9


def find(user: User, key: str) -> Area | None:
    """Return the area of this code, else of this id, with its station and county; None where `user` sees none."""
    number = int(key) if key.isascii() and key.isdecimal() and len(key) <= MOST_DIGITS else None
    wanted = Area.code == key if number is None else or_(Area.code == key, Area.id == number)
    query = select(Area).options(joinedload(Area.station).joinedload(Unit.parent)).where(wanted, visible_to(user))
    found = db.session.scalars(query.order_by(Area.id)).unique().all()
    return next((area for area in found if area.code == key), found[0] if found else None)


def newest_day(area: Area) -> date | None:
    """Return the last day with data."""
    query = select(DailyVoltage.day).where(DailyVoltage.area_id == area.id).order_by(DailyVoltage.day.desc())
    return db.session.scalar(query.limit(1))


def months(area: Area) -> Sequence[MonthlyVoltage]:
    """Return every month with data, the newest first."""
    query = select(MonthlyVoltage).where(MonthlyVoltage.area_id == area.id)
    return db.session.scalars(query.order_by(MonthlyVoltage.month.desc())).all()


def rates(area: Area, first: date, last: date) -> Sequence[Any]:
    """Return (day, state, customer_rate, outlet_rate) of the days from `first` to `last`."""
    row = DailyVoltage
    query = select(row.day, row.state, row.customer_rate, row.outlet_rate)
    return db.session.execute(query.where(row.area_id == area.id, row.day.between(first, last)).order_by(row.day)).all()


def days(area: Area, first: date, last: date) -> Sequence[DailyVoltage]:
    """Return the days from `first` to `last`, the newest first."""
    query = select(DailyVoltage).where(DailyVoltage.area_id == area.id, DailyVoltage.day.between(first, last))
    return db.session.scalars(query.order_by(DailyVoltage.day.desc())).all()


def findings(area: Area, first: date, last: date) -> Sequence[Finding]:
    """Return what the rules found from `first` to `last`, with the version that found it."""
    query = select(Finding).where(Finding.area_id == area.id, Finding.day.between(first, last))
    ordered = query.options(joinedload(Finding.rule)).order_by(Finding.day.desc(), Finding.id)
    return db.session.scalars(ordered).all()


def curves(area: Area, day: date) -> Sequence[Curve]:
    """Return the curves kept of a day: the outlet and the worst customers of an abnormal one."""
    query = select(Curve).where(Curve.area_id == area.id, Curve.day == day)
    return db.session.scalars(query.order_by(Curve.kind, Curve.meter, Curve.phase)).all()


def faults(area: Area) -> Sequence[VoltageProblem]:
    """Return the area's faults in the library with what was done about them, the newest first."""
    query = select(VoltageProblem).options(selectinload(VoltageProblem.remediations))
    ordered = query.where(VoltageProblem.area_id == area.id).order_by(VoltageProblem.last_day.desc(), VoltageProblem.id)
    return db.session.scalars(ordered).all()
