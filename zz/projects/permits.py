"""Permits: the template seeded and copied to a project, and how each of a project's permits stands today."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select

from zz.db import db
from zz.projects.models import Project
from zz.projects.permit_template import ENTERPRISE_ONLY, PHASES, ROWS, phase_of
from zz.projects.records import Permit, PermitItem
from zz.projects.schedule import Latest, Shift, backward, limit, shifted
from zz.projects.vocabulary import InvestmentType, PermitState
from zz.projects.wording import day

COPIED = (
    "number", "name", "phase", "bureau", "statutory_days", "committed_days", "calendar_days", "after",
)  # fmt: skip


def seed_template() -> int:
    """Add the template's rows that are not there yet; return how many. What the centre has edited stays."""
    known = set(db.session.scalars(select(PermitItem.number)))
    rows = [row for row in ROWS if row.number not in known]
    for row in rows:
        db.session.add(
            PermitItem(
                number=row.number, name=row.name, phase=phase_of(row.number), bureau=row.bureau,
                government="G" in row.who, enterprise="E" in row.who, condition=row.condition,
                statutory_days=row.days, extension_days=row.extension, calendar_days=row.calendar,
                after=list(row.after),
            )
        )  # fmt: skip
    db.session.flush()
    return len(rows)


def template() -> Sequence[PermitItem]:
    """Return the template's rows in the order of their numbers."""
    return db.session.scalars(select(PermitItem).order_by(PermitItem.number, PermitItem.id)).all()


def needed_from_start(item: PermitItem, kind: InvestmentType | None) -> bool:
    """Tell whether an item is needed unless somebody says otherwise: one with a condition waits to be called for."""
    return not item.condition or (item.condition == ENTERPRISE_ONLY and kind == InvestmentType.GOVERNMENT)


def copy_template(project: Project) -> int:
    """Give the project the items of its investment type that it does not have; return how many were added."""
    known = set(db.session.scalars(select(Permit.number).where(Permit.project_id == project.id)))
    items = [i for i in template() if i.applies_to(project.investment_type) and i.number not in known]
    for item in items:
        columns = {name: getattr(item, name) for name in COPIED}
        needed = needed_from_start(item, project.investment_type)
        db.session.add(Permit(project_id=project.id, needed=needed, note=item.condition, **columns))
    db.session.flush()
    return len(items)


def state_of(permit: Permit) -> PermitState:
    """Return how far a permit has come, by its dates."""
    if not permit.needed:
        return PermitState.NOT_NEEDED
    if permit.granted_on:
        return PermitState.GRANTED
    if permit.accepted_on:
        return PermitState.ACCEPTED
    return PermitState.RECEIVED if permit.received_on else PermitState.WAITING


@dataclass(frozen=True)
class Standing:
    """A permit as it stands today. `due_on` ends the bureau's clock; `late` says in Chinese what is late, or ''."""

    permit: Permit
    state: PermitState
    days: int
    latest: Latest | None
    due_on: date | None
    late: str
    start_late: bool

    @property
    def granted(self) -> bool:
        return self.state == PermitState.GRANTED

    @property
    def tone(self) -> str:
        """The tint of the state's chip."""
        tones = {
            PermitState.GRANTED: " zz-green",
            PermitState.ACCEPTED: " zz-cobalt",
            PermitState.RECEIVED: " zz-cobalt",
        }
        return tones.get(self.state, "")

    @property
    def limit_text(self) -> str:
        """The promised and the statutory days: “承诺 7 · 法定 20 日”."""
        permit = self.permit
        unit = "自然日" if permit.calendar_days else "工作日"
        if permit.statutory_days is None and permit.committed_days is None:
            return "—"
        if permit.committed_days is None:
            return f"{permit.statutory_days} {unit}" if permit.statutory_days else "即办"
        return f"承诺 {permit.committed_days} / 法定 {permit.statutory_days or 0} {unit}"

    @property
    def latest_text(self) -> str:
        return day(self.latest.start) if self.latest else "—"

    @property
    def received_text(self) -> str:
        return day(self.permit.received_on)

    @property
    def accepted_text(self) -> str:
        return day(self.permit.accepted_on)

    @property
    def granted_text(self) -> str:
        """When it was granted, else by when the bureau has to."""
        if self.due_on and not self.permit.granted_on:
            return f"应于{day(self.due_on)}前"
        return day(self.permit.granted_on)


def _late(permit: Permit, state: PermitState, latest: Latest | None, due_on: date | None, today: date) -> str:
    if state in (PermitState.GRANTED, PermitState.NOT_NEEDED):
        return ""
    if due_on is not None and today > due_on:
        return f"已超期 {(today - due_on).days} 天"
    if state == PermitState.WAITING and latest is not None and today > latest.start:
        return f"申报已晚 {(today - latest.start).days} 天"
    if latest is not None and today > latest.finish:
        return f"已晚于节点 {(today - latest.finish).days} 天"
    return ""


def standings(
    permits: Iterable[Permit], *, start: date | None, finish: date | None, today: date, working: Shift
) -> list[Standing]:
    """Return how the permits of one project stand on `today`, in the order given."""
    rows = list(permits)
    waits = any(permit.needed and not permit.granted_on for permit in rows)
    latest = backward(rows, start=start, finish=finish, working=working) if waits else {}
    found = []
    for permit in rows:
        state, days = state_of(permit), limit(permit)
        clock_start = permit.accepted_on or permit.received_on
        due = shifted(permit, clock_start, days, working) if clock_start and not permit.granted_on else None
        at = latest.get(permit.number)
        late = _late(permit, state, at, due, today)
        start_late = bool(late) and state == PermitState.WAITING
        found.append(Standing(permit, state, days, at, due, late, start_late))
    return found


@dataclass(frozen=True)
class Phase:
    """A phase with its permits: how many are granted of those needed, and how many are late."""

    name: str
    rows: list[Standing]
    open: bool = False

    @property
    def needed(self) -> int:
        return sum(row.permit.needed for row in self.rows)

    @property
    def granted(self) -> int:
        return sum(row.state == PermitState.GRANTED for row in self.rows)

    @property
    def late(self) -> int:
        return sum(bool(row.late) for row in self.rows)


def phases(rows: Iterable[Standing]) -> list[Phase]:
    """Group permits by the four phases; the first that is not done stands open, one without any is left out."""
    rows, found, opened = list(rows), list[Phase](), False
    for name in PHASES:
        phase = Phase(name, [row for row in rows if row.permit.phase == name])
        if not phase.rows:
            continue
        opens = not opened and phase.granted < phase.needed
        opened = opened or opens
        found.append(replace(phase, open=opens))
    return found


def circle(items: Iterable[tuple[str, list[str]]]) -> bool:
    """Tell whether (number, after) pairs wait for each other in a circle."""
    after = dict(items)
    done: set[str] = set()

    def reaches(number: str, path: frozenset[str]) -> bool:
        if number in path:
            return True
        if number in done or number not in after:
            return False
        found = any(reaches(n, path | {number}) for n in after[number])
        done.add(number)
        return found

    return any(reaches(number, frozenset()) for number in after)


def by_phase(items: Sequence[PermitItem]) -> list[tuple[str, list[PermitItem]]]:
    """Group the template's rows by the four phases."""
    return [(name, [item for item in items if item.phase == name]) for name in PHASES]


def template_item(item_id: int) -> PermitItem | None:
    """Return one row of the template."""
    return db.session.get(PermitItem, item_id)
