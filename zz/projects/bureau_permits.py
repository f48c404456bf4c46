"""The permits that a bureau works on, across the projects of its county: its queue, its limits, what is overdue.

A bureau sees the permit and the project's name, not the project. Days run from acceptance (else receipt), against the
committed limit, else the statutory one; what is over counts against the bureau.
"""

from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select
from sqlalchemy.orm import joinedload

from zz import calendar, rules
from zz.accounts.models import Unit, User
from zz.accounts.roles import Permission, Scope
from zz.db import db
from zz.labels import LabelledEnum
from zz.projects.access import visible_to
from zz.projects.models import Project
from zz.projects.permits import state_of
from zz.projects.records import Permit
from zz.projects.schedule import Shift, limit, shifted
from zz.projects.vocabulary import Activity, PermitState
from zz.web import PAGE_SIZE, Page, paginate

CLOCK = (
    Permit.needed, Permit.received_on, Permit.accepted_on, Permit.granted_on, Permit.committed_days,
    Permit.statutory_days, Permit.calendar_days,
)  # fmt: skip


class Tab(LabelledEnum):
    """The tabs of the queue."""

    OVERDUE = "overdue", "已超期"
    RUNNING = "running", "办理中"
    WAITING = "waiting", "未收件"
    GRANTED = "granted", "今年办结"


@dataclass(frozen=True)
class PermitFilter:
    """What the queue is narrowed to."""

    tab: Tab = Tab.RUNNING
    q: str = ""
    bureau: str = ""


@dataclass(frozen=True)
class Late:
    """How a permit stands against its limits: the day that ends the bureau's clock, what it is over by in words."""

    due_on: date | None
    text: str
    statutory: bool

    @property
    def tone(self) -> str:
        return ("red" if self.statutory else "amber") if self.text else ""


def _words(unit: Unit) -> set[str]:
    """Return what permits call this unit, by the rule."""
    return {row["bureau"] for row in rules.value("permit.bureaus") if row["unit"] in unit.name}


def grants_permits(user: User) -> bool:
    """Tell whether permits can be `user`'s to record: his bureau grants some, or he looks after his county's."""
    return any(scope == Scope.COUNTY or _words(unit) for scope, unit in user.grants(Permission.PERMIT_RECORD))


def tokens(bureau: str) -> list[str]:
    """Return the bureaus that a permit names: 住建/发改."""
    return [part.strip() for part in bureau.replace("、", "/").split("/") if part.strip()]


def _named(words: set[str]) -> list[str]:
    """Return the texts under which permits name one of `words`."""
    found = db.session.scalars(select(Permit.bureau).distinct().order_by(Permit.bureau))
    return [bureau for bureau in found if words & set(tokens(bureau))]


def reach(user: User) -> ColumnElement[bool]:
    """Return the condition on Permit joined to Project for what `user` records: his bureau's, or all of his county."""
    found: list[ColumnElement[bool]] = []
    for scope, unit in user.grants(Permission.PERMIT_RECORD):
        if scope == Scope.COUNTY:
            found.append(Project.ledger_id == unit.root_id)
        elif words := _words(unit):
            found.append(and_(Project.ledger_id == unit.root_id, Permit.bureau.in_(_named(words))))
    return or_(*found) if found else false()


def handled(user: User, permit_id: int) -> Permit | None:
    """Return a permit that `user` records; None where it is another bureau's."""
    if not user.has(Permission.PERMIT_RECORD):
        return None
    query = select(Permit).join(Project, Project.id == Permit.project_id).where(Permit.id == permit_id, reach(user))
    return db.session.scalars(query.options(joinedload(Permit.project))).first()


def _state(tab: Tab, today: date) -> ColumnElement[bool]:
    if tab == Tab.GRANTED:
        return Permit.granted_on.between(date(today.year, 1, 1), today)
    open_ = and_(Permit.granted_on.is_(None), Permit.needed, Project.activity == Activity.ACTIVE)
    begun = or_(Permit.received_on.is_not(None), Permit.accepted_on.is_not(None))
    return and_(open_, ~begun if tab == Tab.WAITING else begun)


def _query(user: User, wanted: PermitFilter, today: date) -> Select[Permit]:
    query = select(Permit).join(Project, Project.id == Permit.project_id).options(joinedload(Permit.project))
    query = query.where(reach(user), _state(wanted.tab, today))
    if wanted.bureau:
        query = query.where(Permit.bureau == wanted.bureau)
    if wanted.q:
        text = wanted.q.lower()
        query = query.where(
            or_(Project.search.contains(text, autoescape=True), Permit.name.contains(wanted.q, autoescape=True))
        )
    if wanted.tab == Tab.GRANTED:
        return query.order_by(Permit.granted_on.desc(), Permit.id)
    return query.order_by(Permit.received_on, Project.name, Permit.number, Permit.id)


def standing(permit: Any, today: date, working: Shift = calendar.add_working_days) -> Late:
    """Return how a permit (or a row of `CLOCK`) stands against its limits, granted or not."""
    start = permit.accepted_on or permit.received_on
    if start is None or not permit.needed:
        return Late(None, "", False)
    due = shifted(permit, start, limit(permit), working)
    end = permit.granted_on or today
    if permit.committed_days is None and permit.statutory_days is None or end <= due:
        return Late(due, "", False)
    law = shifted(permit, start, permit.statutory_days or 0, working)
    over_law = permit.statutory_days is not None and end > law
    last = law if over_law else due
    days = (end - last).days if permit.calendar_days else calendar.working_days_between(last, end)
    unit = "天" if permit.calendar_days else "个工作日"
    return Late(due, f"超{'法定' if over_law else '承诺'}时限 {days} {unit}", over_law)


@dataclass(frozen=True)
class Line:
    """A permit as the queue shows it; `opens`: the reader sees its project."""

    permit: Permit
    state: PermitState
    late: Late
    opens: bool = False


def _line(permit: Permit, today: date) -> Line:
    return Line(permit, state_of(permit), standing(permit, today))


def running(user: User, wanted: PermitFilter, today: date) -> list[Line]:
    """Return what the bureau works on, what is over and due first on top."""
    query = _query(user, replace(wanted, tab=Tab.RUNNING), today)
    rows = [_line(permit, today) for permit in db.session.scalars(query)]
    return sorted(rows, key=lambda row: (not row.late.text, row.late.due_on or date.max, row.permit.id))


def lines(user: User, wanted: PermitFilter, today: date) -> list[Line]:
    """Return all rows of a tab."""
    if wanted.tab in (Tab.OVERDUE, Tab.RUNNING):
        rows = running(user, wanted, today)
        return [row for row in rows if row.late.text] if wanted.tab == Tab.OVERDUE else rows
    return [_line(permit, today) for permit in db.session.scalars(_query(user, wanted, today))]


def page(user: User, wanted: PermitFilter, today: date, number: int) -> Page[Line]:
    """Return one page of a tab, with the projects marked that the reader may open."""
    if wanted.tab in (Tab.OVERDUE, Tab.RUNNING):
        rows = lines(user, wanted, today)
        number = min(number, max(1, -(-len(rows) // PAGE_SIZE)))
        shown, total = rows[(number - 1) * PAGE_SIZE : number * PAGE_SIZE], len(rows)
    else:
        found = paginate(_query(user, wanted, today))
        shown, total, number = [_line(permit, today) for permit in found.items], found.total, found.number
    ids = {row.permit.project_id for row in shown}
    seen = set(db.session.scalars(select(Project.id).where(Project.id.in_(ids), visible_to(user)))) if ids else set()
    return Page([replace(row, opens=row.permit.project_id in seen) for row in shown], number, total)


@dataclass(frozen=True)
class Figures:
    """The bureau's figures: counts by tab, and how many of this year's were granted in time, in per cent."""

    counts: dict[Tab, int]
    in_time: int | None


def figures(user: User, today: date) -> Figures:
    """Return the figures of the permits that `user` records."""
    going, overdue = _tally(user, Tab.RUNNING, today)
    granted, late = _tally(user, Tab.GRANTED, today)
    waiting = _query(user, PermitFilter(Tab.WAITING), today).order_by(None).with_only_columns(func.count(Permit.id))
    counts = {
        Tab.OVERDUE: overdue,
        Tab.RUNNING: going,
        Tab.WAITING: db.session.scalar(waiting) or 0,
        Tab.GRANTED: granted,
    }
    return Figures(counts, round(100 * (granted - late) / granted) if granted else None)


def _tally(user: User, tab: Tab, today: date) -> tuple[int, int]:
    """Return how many permits a tab holds, and how many of them are past a limit; reads what the clock needs alone."""
    query = _query(user, PermitFilter(tab), today).order_by(None).with_only_columns(*CLOCK)
    working = lru_cache(maxsize=None)(calendar.add_working_days)
    rows = db.session.execute(query).all()
    return len(rows), sum(bool(standing(row, today, working).text) for row in rows)


def bureaus(user: User) -> list[str]:
    """Return the bureaus that the reader's permits name: for the filter of the centre."""
    query = select(Permit.bureau).join(Project, Project.id == Permit.project_id).where(reach(user)).distinct()
    return sorted(db.session.scalars(query))
