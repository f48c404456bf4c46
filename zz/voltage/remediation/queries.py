"""Reading the library and remediation: both lists with their counts, one of each with what its page needs."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, not_, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload, selectinload

from zz.accounts.models import Unit, User
from zz.assignments.models import Assignment
from zz.assignments.vocabulary import AssignmentState, Severity
from zz.db import db
from zz.spelling import search_key
from zz.voltage.access import visible_to as visible_areas
from zz.voltage.models import Area, Finding
from zz.voltage.remediation.access import entries_of, remediations_of
from zz.voltage.remediation.filters import EntryFilter, EntryTab, ListFilter, RemediationFilter, Tab
from zz.voltage.remediation.flow import UNDER_WAY
from zz.voltage.remediation.models import Remediation, VoltageProblem
from zz.voltage.remediation.vocabulary import EntryState, RemediationState

Current = aliased(Assignment, name="current_duty")
RUNS = (AssignmentState.PENDING, AssignmentState.IN_PROGRESS)
E, R = VoltageProblem, Remediation


def _handled() -> ColumnElement[bool]:
    """Return the condition that something is being done about a fault, or was done and it has not fired since."""
    done = and_(R.state == RemediationState.VERIFIED, R.work_on >= E.last_day)
    return exists().where(R.problem_id == E.id, or_(R.state.in_(UNDER_WAY), done))


def _in_tab(tab: EntryTab) -> ColumnElement[bool]:
    open_ = E.state == EntryState.OPEN
    if tab == EntryTab.TO_DISPATCH:
        return and_(open_, E.persistent, not_(_handled()))
    if tab == EntryTab.UNDER_WAY:
        return and_(open_, _handled())
    if tab == EntryTab.WATCHED:
        return and_(open_, not_(E.persistent), not_(_handled()))
    return E.state == EntryState(tab.value)


def _of_areas(wanted: ListFilter, column: Any) -> list[ColumnElement[bool]]:
    """Return the conditions on the area: its unit (with what is below it) and what was searched for."""
    found: list[ColumnElement[bool]] = []
    if wanted.unit:
        path = select(Unit.path).where(Unit.id == wanted.unit).scalar_subquery()
        found.append(Unit.path.like(path + "%"))
    return found + [column.contains(word, autoescape=True) for word in search_key(wanted.q).split()]


def _entry_conditions(wanted: EntryFilter) -> list[ColumnElement[bool]]:
    found = _of_areas(wanted, Area.search)
    found += [E.kind.in_(wanted.kind)] if wanted.kind else []
    found += [E.cause.in_(wanted.cause)] if wanted.cause else []
    found += [E.severe.is_(True)] if wanted.severe else []
    return found + ([E.recurrences > 0] if wanted.again else [])


def _entries(query: Select[Any]) -> Select[Any]:
    return query.join(Area, Area.id == E.area_id).join(Unit, Unit.id == Area.station_id)


def entries(user: User, wanted: EntryFilter) -> Select[Any]:
    """Return the query of the library: faults with area, station and remediations, in the order asked for."""
    query = _entries(select(E)).where(entries_of(user), _in_tab(wanted.tab), *_entry_conditions(wanted))
    name = wanted.sort.removeprefix("-") or "weight"
    column = getattr(E, name)
    down = wanted.sort.startswith("-") or not wanted.sort
    return query.options(
        contains_eager(E.area).contains_eager(Area.station), selectinload(E.remediations)
    ).order_by(column.desc() if down else column, E.id)  # fmt: skip


def entry_counts(user: User, wanted: EntryFilter) -> dict[EntryTab, int]:
    """Return how many stand under each tab with the same filter (one query)."""
    columns = [func.coalesce(func.sum(case((_in_tab(tab), 1), else_=0)), 0) for tab in EntryTab]
    row = db.session.execute(_entries(select(*columns)).where(entries_of(user), *_entry_conditions(wanted))).one()
    return {tab: int(number) for tab, number in zip(EntryTab, row, strict=True)}


def entry(user: User, entry_id: int) -> VoltageProblem | None:
    """Return a fault that `user` sees."""
    query = (
        select(E).where(E.id == entry_id, entries_of(user))
        .options(joinedload(E.area).joinedload(Area.station), joinedload(E.rule), selectinload(E.remediations))
    )  # fmt: skip
    return db.session.scalars(query).unique().first()


def findings(found: VoltageProblem, since: date) -> Sequence[Finding]:
    """Return the days that fired since then, newest first, with the version that found each."""
    query = select(Finding).where(Finding.area_id == found.area_id, Finding.kind == found.kind, Finding.day >= since)
    return db.session.scalars(query.options(joinedload(Finding.rule)).order_by(Finding.day.desc())).all()


def _conditions(wanted: RemediationFilter, today: date) -> list[ColumnElement[bool]]:
    found = _of_areas(wanted, R.search)
    found += [R.kind.in_(wanted.kind)] if wanted.kind else []
    found += [R.measure.in_(wanted.measure)] if wanted.measure else []
    found += [and_(Current.state.in_(RUNS), Current.next_due_on < today)] if wanted.overdue else []
    found += [R.relapses > 0] if wanted.again else []
    return found + ([R.rejections > 0] if wanted.rejected else [])


def _joined(query: Select[Any]) -> Select[Any]:
    return (
        query.join(Area, Area.id == R.area_id).join(Unit, Unit.id == R.station_id)
        .outerjoin(Current, Current.id == R.current_id)
    )  # fmt: skip


def remediations(user: User, wanted: RemediationFilter, today: date) -> Select[Any]:
    """Return the query of remediation: with area, station and the duty that is held, in the order asked for."""
    query = _joined(select(R)).where(
        remediations_of(user, today), R.state.in_(wanted.tab.states), *_conditions(wanted, today)
    )
    return query.options(
        contains_eager(R.area), contains_eager(R.station), contains_eager(R.current.of_type(Current))
    ).order_by(*_order(wanted))  # fmt: skip


def _order(wanted: RemediationFilter) -> list[Any]:
    name = wanted.sort.removeprefix("-")
    if name in ("dispatched", "verified"):
        column = R.dispatched_at if name == "dispatched" else R.verified_at
        return [column.desc() if wanted.sort.startswith("-") else column, R.id]
    if not name and wanted.tab in (Tab.VERIFIED, Tab.PLANS, Tab.WITHDRAWN):
        return [R.verified_at.is_(None), R.verified_at.desc(), R.dispatched_at.desc(), R.id]
    worst = func.coalesce(Current.severity, Severity.NONE)
    return [worst, case((Current.next_due_on.is_(None), 1), else_=0), Current.next_due_on, R.id]


def remediation_counts(user: User, wanted: RemediationFilter, today: date) -> dict[Tab, int]:
    """Return how many stand under each tab with the same filter (one query)."""
    columns: Any = select(R.state, func.count())
    query = _joined(columns).where(remediations_of(user, today), *_conditions(wanted, today))
    found: dict[RemediationState, int] = {row[0]: row[1] for row in db.session.execute(query.group_by(R.state))}
    return {tab: sum(found.get(state, 0) for state in tab.states) for tab in Tab}


def remediation(user: User, remediation_id: int, today: date) -> Remediation | None:
    """Return a remediation that `user` sees, with what its page needs of other rows."""
    query = (
        select(R).where(R.id == remediation_id, remediations_of(user, today))
        .options(
            joinedload(R.area), joinedload(R.station), joinedload(R.current), joinedload(R.dispatched_by),
            joinedload(R.verified_by), joinedload(R.problem).joinedload(E.rule),
        )
    )  # fmt: skip
    return db.session.scalars(query).unique().first()


def units(user: User) -> dict[int, str]:
    """Return the stations whose areas `user` sees, and the companies above them, in the order of the tree."""
    stations = select(Area.station_id).where(visible_areas(user))
    seen = select(Unit).where(Unit.id.in_(stations))
    found = {unit.id: unit for unit in db.session.scalars(seen)}
    above = {unit.parent_id for unit in found.values() if unit.parent_id} - set(found)
    for unit in db.session.scalars(select(Unit).where(Unit.id.in_(above))):
        found[unit.id] = unit
    return {unit.id: unit.label for unit in sorted(found.values(), key=lambda unit: unit.path)}
