"""The desk of area imports: plan rows against the archive, write them set-based, take them back."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update

from zz.accounts import unit_operations
from zz.accounts.models import Unit, User
from zz.accounts.roles import UnitKind
from zz.db import db, table_of
from zz.imports.kinds import Applied, Moved, Plan, Target
from zz.imports.undoing import used
from zz.imports.vocabulary import Outcome
from zz.journal import Event, record_many
from zz.sheets.import_table import ParsedRow
from zz.spelling import name_key, search_lines, spellings
from zz.voltage import verbs
from zz.voltage.area_fields import FACTS, NEW
from zz.voltage.models import Area

IN_ONE = 500
BLANK: dict[str, Any] = {"feeder": "", "phases": 3}
OWN = frozenset({"event", "import_row"})


def search_of(name: str, code: str) -> str:
    """Return what `Area.search` holds: name, code, pinyin and initials."""
    return search_lines(name, code, *spellings(name))


@dataclass
class Prepared:
    """The rows of a chunk as they are written."""

    plans: Sequence[Plan]
    creates: list[Plan] = field(default_factory=list)
    updates: list[Plan] = field(default_factory=list)


class AreaDesk:
    """One import of areas below one grid company; a row without a station belongs to the company itself."""

    def __init__(self, target: Target) -> None:
        self.target = target
        self.seen: dict[str, int] = {}
        below = select(Unit).where(Unit.path.startswith(target.unit.path, autoescape=True))
        self.units = {key: u for u in db.session.scalars(below) for key in {name_key(u.name), name_key(u.label)}}

    def announce(self, names: Iterable[str]) -> None:
        """Begin a file."""
        self.seen.clear()

    def plan(self, rows: Sequence[ParsedRow]) -> list[Plan]:
        """Say what each row would do; a query for every five hundred."""
        known = self._known([row.values.get("code") or "" for row in rows])
        return [self._plan(row, known.get(row.values.get("code") or "")) for row in rows]

    def _known(self, codes: list[str]) -> dict[str, Area]:
        found: dict[str, Area] = {}
        for some in _parts([code for code in codes if code]):
            found |= {area.code: area for area in db.session.scalars(select(Area).where(Area.code.in_(some)))}
        return found

    def _plan(self, row: ParsedRow, found: Area | None) -> Plan:
        code, name = row.values.get("code") or "", row.values.get("name") or ""
        if code and not row.errors:
            first = self.seen.setdefault(code, row.number)
            if first != row.number:
                row.reject(f"与第{first}行是同一个台区：一个台区只能占一行。")
        if found is not None and not self._mine(found):
            row.reject("这个台区属于另一个供电公司，不能导入到这里。", "台区编号", "code")
        if row.errors:
            return Plan(row, Outcome.REJECT, title=name or code)
        wanted = self._wanted(row, found)
        changes = {key: [_said(getattr(found, key, None)), _said(value)] for key, value in wanted.items()
                   if found is None or getattr(found, key) != value}  # fmt: skip
        changed = Outcome.UPDATE if changes else Outcome.UNCHANGED
        outcome = Outcome.CREATE if found is None else changed
        units = [wanted["station_id"]] if str(wanted.get("station_id", "")).startswith(NEW) else []
        return Plan(
            row, outcome, title=name, subject_id=found.id if found else None, changes=changes,
            wanted={"facts": wanted, "code": code, "new_units": units}, version=found.version if found else None,
        )  # fmt: skip

    def _mine(self, area: Area) -> bool:
        return any(unit.id == area.station_id for unit in self.units.values())

    def _wanted(self, row: ParsedRow, found: Area | None) -> dict[str, Any]:
        """Return what the row says; what its file leaves blank stays as it is."""
        facts = {key: row.values.get(key) for key in FACTS}
        told = {key: value[:100] if isinstance(value, str) else value for key, value in facts.items()
                if value not in (None, "")}  # fmt: skip
        station = self._station(row.values.get("station") or "", row.values.get("county") or "")
        if station is not None:
            told["station_id"] = station
        elif found is None:
            told["station_id"] = self.target.unit.id
        return told if found is not None else {**BLANK, **told}

    def _station(self, name: str, county: str) -> int | str | None:
        """Return the station's id, or “new:county:station” for one that the import would make."""
        if not name:
            return None
        unit = self.units.get(name_key(name))
        return unit.id if unit is not None else f"{NEW}{county.replace(':', '')}:{name.replace(':', '')}"

    def ready(self, plans: Sequence[Plan], *, by: User | None, at: datetime) -> None:
        """Make the stations, and their county companies, that the rows name and nobody has yet."""
        for mark in dict.fromkeys(mark for plan in plans for mark in plan.wanted.get("new_units", ())):
            _, county, station = mark.split(":", 2)
            above = self._unit(county, self.target.unit, by=by, at=at) if county else self.target.unit
            self._unit(station, above, by=by, at=at)

    def _unit(self, name: str, above: Unit, *, by: User | None, at: datetime) -> Unit:
        if (found := self.units.get(name_key(name))) is None:
            found = unit_operations.create_unit(kind=UnitKind.GRID, name=name[:128], parent=above, by=by, at=at)
            self.units[name_key(name)] = found
        return found

    def prepare(self, plans: Sequence[Plan]) -> Prepared:
        """Sort the plans into new and changed areas."""
        creates = [plan for plan in plans if plan.outcome == Outcome.CREATE]
        return Prepared(plans, creates, [plan for plan in plans if plan.outcome == Outcome.UPDATE])

    def apply(self, prepared: Prepared, *, by: User | None, at: datetime) -> list[int]:
        """Write a chunk; Moved where an area came or changed since it was planned."""
        self._verify(prepared)
        self._insert(prepared.creates, by=by, at=at)
        self._update(prepared.updates, by=by, at=at)
        return [plan.subject_id or 0 for plan in prepared.plans]

    def _verify(self, prepared: Prepared) -> None:
        known = self._known([plan.wanted["code"] for plan in prepared.creates])
        versions = {plan.subject_id: plan.version for plan in prepared.updates}
        for some in _parts(list(versions)):
            query = select(Area.id, Area.version).where(Area.id.in_(some)).with_for_update()
            if any(versions[i] != version for i, version in db.session.execute(query)):
                raise Moved
        if known:
            raise Moved

    def _facts(self, plan: Plan) -> dict[str, Any]:
        facts = dict(plan.wanted["facts"])
        station = facts.get("station_id")
        if isinstance(station, str):
            facts["station_id"] = self.units[name_key(station.split(":", 2)[2])].id
        return facts

    def _insert(self, plans: list[Plan], *, by: User | None, at: datetime) -> None:
        if not plans:
            return
        empty = dict.fromkeys(FACTS)
        rows = [
            {**empty, **self._facts(plan), "code": plan.wanted["code"], "active": True, "version": 1, "created_at": at,
             "search": search_of(plan.title, plan.wanted["code"])}
            for plan in plans
        ]  # fmt: skip
        table = table_of(Area)
        statement = insert(table).returning(table.c.id, sort_by_parameter_order=True)
        ids = list(db.session.connection().execute(statement, rows).scalars())
        for plan, area_id in zip(plans, ids, strict=True):
            plan.subject_id = area_id
        source = self.target.source
        told = [
            (i, {"name": p.title, "code": p.wanted["code"], "source": source}) for i, p in zip(ids, plans, strict=True)
        ]
        record_many(verbs.AREA_CREATED, Area.__tablename__, told, by=by, at=at)

    def _update(self, plans: list[Plan], *, by: User | None, at: datetime) -> None:
        for plan in plans:
            _change(plan.subject_id or 0, self._facts(plan), plan.wanted["code"])
        told = [(p.subject_id or 0, {"changes": p.changes, "source": self.target.source}) for p in plans]
        record_many(verbs.AREA_EDITED, Area.__tablename__, told, by=by, at=at)

    def finish(self, plans: Sequence[Plan], *, by: User | None, at: datetime) -> None:
        """Nothing ties areas to each other."""

    def undo(self, rows: Sequence[Applied], *, since: datetime, by: User | None, at: datetime) -> dict[int, str]:
        """Take rows back: new areas without readings go, changed ones become what they were."""
        kept = _changed_since(rows, since)
        created = {row.subject_id: row for row in rows if row.created and row.row_id not in kept}
        for subject, _ in used(Area.__tablename__, created, but=OWN):
            kept.setdefault(created[subject].row_id, "导入后已有电压数据或治理记录，没有撤销。")
        gone = [row for row in rows if row.row_id not in kept]
        for some in _parts([row.subject_id for row in gone if row.created]):
            db.session.execute(delete(Area).where(Area.id.in_(some)).execution_options(synchronize_session=False))
        for row in gone:
            if not row.created:
                _restore(row)
        told = [(row.subject_id, {"name": row.title, "changes": dict(row.changes)}) for row in gone]
        record_many(verbs.AREA_IMPORT_UNDONE, Area.__tablename__, told, by=by, at=at)
        return kept


def _change(area_id: int, facts: dict[str, Any], code: str | None = None) -> None:
    table = table_of(Area)
    values = dict(facts) | {"version": table.c.version + 1}
    if "name" in facts:
        area_code = code or db.session.scalar(select(Area.code).where(Area.id == area_id)) or ""
        values["search"] = search_of(facts["name"], area_code)
    db.session.connection().execute(
        update(table).where(table.c.id == bindparam("row")).values(values), {"row": area_id}
    )


def _restore(row: Applied) -> None:
    before = {key: pair[0] if pair[0] is not None else BLANK.get(key) for key, pair in row.changes.items()}
    if before.get("tap_step") is not None:
        before["tap_step"] = Decimal(str(before["tap_step"]))
    _change(row.subject_id, before)


def _changed_since(rows: Sequence[Applied], since: datetime) -> dict[int, str]:
    """Return why rows stay whose area was changed by somebody after the import."""
    by_subject = {row.subject_id: row for row in rows}
    query = select(Event.subject_id, Event.actor_name).where(
        Event.subject_type == Area.__tablename__, Event.subject_id.in_(list(by_subject)), Event.at > since
    )
    found = db.session.execute(query.order_by(Event.id)).all()
    return {by_subject[subject].row_id: f"{actor}在导入后改动过，没有撤销。" for subject, actor in found}


def _said(value: Any) -> Any:
    """Return a value as the JSON of a plan holds it."""
    return format(value.normalize(), "f") if isinstance(value, Decimal) else value


def _parts(items: Sequence[Any]) -> Iterator[Sequence[Any]]:
    return (items[start : start + IN_ONE] for start in range(0, len(items), IN_ONE))
