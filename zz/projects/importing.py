"""The desk of project imports: plan rows against the ledger, write them set-based, take them back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import load_only

from zz import clock
from zz.accounts.models import Unit, User
from zz.db import db
from zz.imports.kinds import Applied, Moved, Plan, Target
from zz.imports.vocabulary import Outcome
from zz.projects import import_undo, import_writes
from zz.projects.import_facts import YEAR, differences, facts, listing, tidy
from zz.projects.import_links import NEW, Links
from zz.projects.import_writes import Prepared
from zz.projects.models import Project, ProjectYear
from zz.projects.naming import name_key
from zz.projects.vocabulary import Stage
from zz.sheets.import_table import ParsedRow

IN_ONE = 400  # values in one IN (…)


@dataclass(frozen=True)
class Known:
    """The projects that a chunk of rows may mean, and their places in the year's list."""

    by_code: dict[str, Project]
    by_name: dict[str, list[Project]]
    years: dict[int, ProjectYear]
    parents: dict[int, str]


class ProjectDesk:
    """One import into one county's ledger. Options: `year`, `stage` of rows that do not tell theirs."""

    def __init__(self, target: Target) -> None:
        self.target = target
        self.year = int(target.options["year"])
        self.fallback = Stage(target.options["stage"]) if target.options.get("stage") else None
        self.links = Links(target.unit)
        self.seen: dict[Any, int] = {}
        self.names: set[str] = set()

    def announce(self, names: Iterable[str]) -> None:
        """Hear the names in the file: a parent may stand below its child."""
        self.names.update(map(name_key, names))
        self.seen.clear()

    def plan(self, rows: Sequence[ParsedRow]) -> list[Plan]:
        """Say what each row would do; a handful of queries whatever their number."""
        for row in rows:
            tidy(row)
        known = self._known(rows)
        self.links = Links(self.target.unit)  # after the projects: another's import may have made both meanwhile
        return [self._plan(row, known) for row in rows]

    def _known(self, rows: Sequence[ParsedRow]) -> Known:
        codes = list({row.values["code"] for row in rows if row.values.get("code")})
        keys = {name_key(n) for row in rows for n in (row.values.get("name"), row.values.get("parent")) if n}
        found: dict[int, Project] = {}
        for some in _parts(codes):
            found |= {p.id: p for p in db.session.scalars(select(Project).where(Project.code.in_(some)))}
        for some in _parts(list(keys)):
            here = select(Project).where(Project.name_key.in_(some), Project.ledger_id == self.target.unit.id)
            found |= {p.id: p for p in db.session.scalars(here)}
        names: dict[str, list[Project]] = {}
        for project in found.values():
            names.setdefault(project.name_key, []).append(project)
        return Known({p.code: p for p in found.values() if p.code}, names, self._years(found), self._parents(found))

    def _years(self, found: dict[int, Project]) -> dict[int, ProjectYear]:
        years: dict[int, ProjectYear] = {}
        for some in _parts(list(found)):
            listed = select(ProjectYear).where(ProjectYear.project_id.in_(some), ProjectYear.year == self.year)
            years |= {row.project_id: row for row in db.session.scalars(listed)}
        return years

    @staticmethod
    def _parents(found: dict[int, Project]) -> dict[int, str]:
        ids = {p.parent_id for p in found.values() if p.parent_id}
        names: dict[int, str] = {}
        for some in _parts(list(ids)):
            names |= dict(db.session.execute(select(Project.id, Project.name_key).where(Project.id.in_(some))).all())
        return names

    def _plan(self, row: ParsedRow, known: Known) -> Plan:
        values = row.values
        found = self._find(row, known)
        stage = (found.stage if found else None) or values.get("stage") or self.fallback
        if stage is None and not row.errors:
            row.reject("没有写明属于哪张表：请在“四表归类”列填写谋划在谈、前期、在建或竣工，或在“核对列”页选择一项。")
        self._once(row, found)
        name = values.get("name") or ""
        if row.errors or stage is None:
            return Plan(row, Outcome.REJECT, name, found.id if found else None)
        wanted = facts(values, found, self.links)
        listed = known.years.get(found.id) if found else None
        year = listing(values, found, listed, stage, wanted, self.year)
        changes = differences(wanted, found) | differences(year, listed, YEAR)
        plan = Plan(row, Outcome.UNCHANGED, name, found.id if found else None, changes, {"facts": wanted, "year": year})
        self._parent(plan, found, known)
        self._note(plan, found)
        plan.wanted["new_units"] = [v for v in wanted.values() if isinstance(v, str) and v.startswith(NEW)]
        if found is None:
            plan.wanted["stage"] = stage
            plan.changes["stage"] = [None, str(stage)]
            plan.outcome = Outcome.CREATE
        elif plan.changes:
            plan.outcome, plan.version = Outcome.UPDATE, found.version
        return plan

    def _find(self, row: ParsedRow, known: Known) -> Project | None:
        """Return the project that a row means: by code, else by name and county; refuse it where that is open."""
        code, name = row.values.get("code"), name_key(row.values.get("name") or "")
        if code and (found := known.by_code.get(code)) is not None:
            if found.ledger_id == self.target.unit.id:
                return found
            row.reject(f"项目代码 {code} 已用于别的县（市）的项目：请核对代码。", None, "code")
            return None
        county = row.values.get("county") or ""
        same = known.by_name.get(name, [])
        near = [p for p in same if p.county == county] if county else same
        if len(near) > 1:
            near = [p for p in near if p.county == self.target.unit.name] if not county else near
        if len(near) > 1:
            row.reject(f"系统里有{len(near)}个同名项目，分不清是哪一个：请填写项目代码。", None, "name")
            return None
        found = near[0] if near else None
        if found is not None and code and found.code and found.code != code:
            row.reject(f"与已有项目同名，但项目代码不同（系统里是 {found.code}）：请核对是否同一项目。", None, "code")
            return None
        return found

    def _once(self, row: ParsedRow, found: Project | None) -> None:
        """Refuse a row whose project stands in the file already."""
        name, county = name_key(row.values.get("name") or ""), row.values.get("county") or self.target.unit.name
        if not name or row.errors:
            return
        keys: list[Any] = [found.id] if found else [(name, county)]
        keys += [("code", row.values["code"])] if row.values.get("code") else []
        first = next((self.seen[key] for key in keys if key in self.seen), None)
        if first is not None and first != row.number:
            row.reject(f"与第{first}行是同一个项目：一个项目只能占一行。")
            return
        self.seen.update(dict.fromkeys(keys, row.number))

    def _parent(self, plan: Plan, found: Project | None, known: Known) -> None:
        name = name_key(plan.row.values.get("parent") or "")
        if not name or name == name_key(plan.title):
            return
        if name not in known.by_name and name not in self.names:
            plan.notes.append(f"所属母项目“{plan.row.values['parent']}”不在台账里，没有关联。")
            return
        plan.wanted["parent"] = name
        if found is None or known.parents.get(found.parent_id or 0) != name:
            plan.changes["parent_id"] = [found.parent_id if found else None, plan.row.values["parent"]]

    def _note(self, plan: Plan, found: Project | None) -> None:
        told = plan.row.values.get("stage")
        if found is not None and told and told != found.stage:
            plan.notes.append(f"台账写“{told.label}”，系统里是“{found.stage.label}”：转段请在项目页办理，导入不改。")

    def ready(self, plans: Sequence[Plan], *, by: User | None, at: datetime) -> None:
        """Make the units that the rows name and nobody has yet; another import into the ledger may be at the same."""
        self._hold()
        for plan in plans:
            for mark in plan.wanted.get("new_units", ()):
                self.links.make(mark, by=by, at=at)

    def prepare(self, plans: Sequence[Plan]) -> Prepared:
        """Work out the rows of every table."""
        return import_writes.prepare(plans, self.target, self.year, self.links)

    def apply(self, prepared: Prepared, *, by: User | None, at: datetime) -> list[int]:
        """Write a chunk; Moved where a project came or changed since it was planned."""
        self._hold()
        self._verify(prepared)
        return import_writes.write(prepared, self.target, by=by, at=at)

    def _hold(self) -> None:
        """Let imports into one ledger pass one by one (SQLite's write lock does it by itself)."""
        query = select(Unit.id).where(Unit.id == self.target.unit.id).with_for_update(key_share=True)
        db.session.execute(query)

    def _verify(self, prepared: Prepared) -> None:
        versions = {p.subject_id: p.version for p in prepared.updates}
        for some in _parts(list(versions)):
            query = select(Project.id, Project.version).where(Project.id.in_(some)).with_for_update()
            if any(versions[i] != v for i, v in db.session.execute(query)):
                raise Moved
        codes = [p.row.values["code"] for p in prepared.creates if p.row.values.get("code")]
        keys = {(name_key(p.title), p.wanted["facts"]["county"]) for p in prepared.creates}
        for some in _parts(codes):
            if db.session.scalar(select(Project.id).where(Project.code.in_(some)).limit(1)):
                raise Moved
        for some in _parts([key for key, _ in keys]):
            here = (Project.name_key.in_(some), Project.ledger_id == self.target.unit.id)
            if keys.intersection(db.session.execute(select(Project.name_key, Project.county).where(*here))):
                raise Moved

    def finish(self, plans: Sequence[Plan], *, by: User | None, at: datetime) -> None:
        """Tie each 子项目 to the project its row names, once its chunk is in."""
        wanted = {
            p.subject_id: p.wanted["parent"] for p in plans if p.wanted.get("parent") and "parent_id" in p.changes
        }
        if not wanted:
            return
        ids: dict[str, int] = {}
        for some in _parts(list(set(wanted.values()))):
            here = (Project.ledger_id == self.target.unit.id, Project.name_key.in_(some), Project.parent_id.is_(None))
            ids |= dict(db.session.execute(select(Project.name_key, Project.id).where(*here)).all())
        for some in _parts([i for i in wanted if i is not None]):
            children = select(Project).options(load_only(Project.parent_id)).where(Project.id.in_(some))
            for child in db.session.scalars(children):
                child.parent_id = (
                    ids.get(wanted[child.id], child.parent_id) if ids.get(wanted[child.id]) != child.id else None
                )

    def undo(self, rows: Sequence[Applied], *, since: datetime, by: User | None, at: datetime) -> dict[int, str]:
        """Take rows back; return why a row stays."""
        today = clock.local(at).date()
        return import_undo.take_back(rows, self.year, since=since, by=by, at=at, today=today)


def _parts(items: list[Any]) -> Iterable[list[Any]]:
    return (items[start : start + IN_ONE] for start in range(0, len(items), IN_ONE))
