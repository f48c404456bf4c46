"""The duties of a remediation: issuing the one its state waits for, ending it, and whom news of it reach."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from zz.accounts.models import Unit, User
from zz.accounts.roles import Permission, Role
from zz.assignments import holders, policy
from zz.assignments import operations as loop
from zz.assignments.flow import ASSIGNMENTS, ENDED
from zz.assignments.models import Assignment
from zz.assignments.operations import Order, issue
from zz.assignments.subjects import Ref
from zz.assignments.timing import day
from zz.assignments.vocabulary import AssignmentAction, AssignmentKind, ChainLevel
from zz.db import db
from zz.journal import Verb, record
from zz.notices import notify
from zz.voltage.remediation.models import Remediation

URL = "/voltage/remediation"


class Refused(Exception):
    """A thing the rules do not allow now; the text says which rule and what to do."""

    def __init__(self, text: str, field: str = "") -> None:
        super().__init__(text)
        self.text, self.field = text, field


def station_key(station_id: int) -> str:
    """Return the holder key of a supply station."""
    return holders.of_unit(station_id, Role.GRID_STATION)


def manager_key(by: User, station: Unit) -> str:
    """Return the key of the manager that `by` dispatches as: of the nearest company above the station."""
    units = [unit for _, unit in by.grants(Permission.VOLTAGE_MANAGE) if station.path.startswith(unit.path)]
    nearest = max(units, key=lambda unit: len(unit.path), default=station.parent or station)
    return holders.of_unit(nearest.id, Role.GRID_MANAGER)


LEVELS = {
    ChainLevel.UNIT: "供电所", ChainLevel.CENTRE: "电压专责", ChainLevel.LEADER: "上级公司电压专责",
    ChainLevel.MAIN_LEADER: "市公司电压专责",
}  # fmt: skip


def above(assignment: Assignment, level: ChainLevel) -> str:
    """Return whom a matter of voltage climbs to: the manager, the company above his, the company of the whole city."""
    issuer = db.session.get_one(Unit, holders.Holder.parse(assignment.issuer).id)
    if level in (ChainLevel.UNIT, ChainLevel.CENTRE):
        return assignment.issuer
    unit = issuer.root_id if level == ChainLevel.MAIN_LEADER else issuer.parent_id or issuer.id
    return holders.of_unit(unit, Role.GRID_MANAGER)


def assignments_of(remediation: Remediation, *, lock: bool = False) -> list[Assignment]:
    """Return every duty about the remediation, oldest first; locked where they are to be changed."""
    query = select(Assignment).where(
        Assignment.subject_type == remediation.__tablename__, Assignment.subject_id == remediation.id
    )
    if lock:
        query = query.with_for_update(of=Assignment).execution_options(populate_existing=True)
    return list(db.session.scalars(query.order_by(Assignment.id)))


def live(found: Iterable[Assignment], kind: AssignmentKind | None = None) -> list[Assignment]:
    """Return those not ended; of `kind` only where one is given."""
    return [a for a in found if a.state not in ENDED and kind in (None, a.kind)]


def manager_of(found: Sequence[Assignment]) -> str:
    """Return the manager's key: whoever issued the last duty."""
    return found[-1].issuer


def open_duty(
    remediation: Remediation, kind: AssignmentKind, what: str, manager: str, *, by: User | None, at: datetime,
    days: int | None = None, due_on: date | None = None, to_sign: bool = False,
) -> Assignment:  # fmt: skip
    """Issue the duty that the state waits for: the station's to handle, the manager's to dispatch or verify."""
    handled = kind == AssignmentKind.HANDLE
    order = Order(
        kind, Ref(remediation.__tablename__, remediation.id), f"{remediation.title}：{what}",
        station_key(remediation.station_id) if handled else manager, manager, days=days, due_on=due_on,
        unit_id=remediation.station_id, context=f"{remediation.station.label} · {remediation.number}",
        search=remediation.search, to_sign=to_sign, level=ChainLevel.CENTRE,
    )  # fmt: skip
    assignment = issue(order, by=by, at=at)
    remediation.current_id = assignment.id
    return assignment


def end_duties(found: Sequence[Assignment], text: str, *, by: User | None, at: datetime) -> None:
    """End what is open: done where it can be done, taken back else."""
    for a in live(found):
        done = ASSIGNMENTS.can(a, AssignmentAction.DISCHARGE)
        (loop.discharge if done else loop.withdraw)(a, text, by=by, at=at)


def note(
    verb: Verb, remediation: Remediation, whose: Iterable[str], *, by: User | None, at: datetime, **payload: Any
) -> None:
    """Record an event about the remediation, naming whom a deputy acts for: it is the act of `whose` keys."""
    behalf = policy.behalf(by, set(whose), day(at)) if by else None
    record(verb, remediation, by=by, at=at, on_behalf_of=behalf, **payload)


def tell(remediation: Remediation, text: str, keys: Iterable[str], *, by: User | None, at: datetime) -> None:
    """Say it to whoever answers to `keys`, to each once."""
    people = {user.id: user for key in dict.fromkeys(keys) for user in holders.people(key)}
    notify(people.values(), f"{text}：{remediation.title}", f"{URL}/{remediation.id}", at=at, but=by)
