"""Bring a ledger in: rows become projects; the same ledger twice changes nothing; a refused row says why."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from zz import clock
from zz.accounts.models import Unit, User
from zz.db import db
from zz.journal import record
from zz.journal.operations import plain
from zz.projects import figures
from zz.projects.import_links import Links
from zz.projects.ledger_columns import DATES, MEMBERS, TEXTS, note_of
from zz.projects.models import Project, ProjectYear
from zz.projects.naming import name_key, search_text
from zz.projects.verbs import PROJECT_CREATED, PROJECT_EDITED
from zz.projects.vocabulary import Stage, YearCategory
from zz.sheets.dates import PartialDate
from zz.sheets.import_table import ParsedRow

CHUNK = 500


@dataclass
class Outcome:
    """What became of the rows."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: list[ParsedRow] = field(default_factory=list)

    @property
    def line(self) -> str:
        """Count the rows: the last line of the command."""
        return f"created {self.created} updated {self.updated} unchanged {self.unchanged} rejected {len(self.rejected)}"


@dataclass(frozen=True)
class Target:
    """Where rows go: whose ledger, which year's list, and the stage of a row that does not tell its own."""

    ledger: Unit
    year: int
    stage: Stage | None = None
    source: str = ""


class Importer:
    """One import within one write transaction."""

    def __init__(self, target: Target, *, by: User | None, at: datetime) -> None:
        self.target, self.by, self.at = target, by, at
        self.outcome = Outcome()
        self.links = Links(target.ledger, by=by, at=at)
        projects = db.session.scalars(select(Project).where(Project.ledger_id == target.ledger.id)).all()
        self.by_code = {p.code: p for p in projects if p.code}
        self.by_name = {(p.name_key, p.county): p for p in projects}
        listed = (
            select(ProjectYear)
            .join(Project)
            .where(Project.ledger_id == target.ledger.id, ProjectYear.year == target.year)
        )
        self.years = {row.project_id: row for row in db.session.scalars(listed)}
        self.seen: set[int] = set()

    def run(self, rows: Sequence[ParsedRow]) -> Outcome:
        """Apply every row and return what became of them."""
        touched: list[Project] = []
        for row in rows:
            project = self._apply(row)
            if project is not None:
                touched.append(project)
        self._link_parents(rows)
        yardstick = figures.yardstick(clock.local(self.at).date())
        for start in range(0, len(touched), CHUNK):
            figures.refresh_all(touched[start : start + CHUNK], yardstick)
        return self.outcome

    def _apply(self, row: ParsedRow) -> Project | None:
        found = self._find(row)
        stage = row.values.get("stage") or self.target.stage or (found.stage if found else None)
        if stage is None:
            row.reject("没有写明属于哪张表：请在“四表归类”列填写谋划在谈、前期、在建或竣工。")
        if found is not None and found.id in self.seen:
            row.reject(f"与前面的“{found.name}”重复：一个项目只能占一行。")
        if row.errors or stage is None:
            self.outcome.rejected.append(row)
            return None
        wanted = self._facts(row, found)
        project = self._create(wanted, stage) if found is None else self._update(found, wanted)
        self.seen.add(project.id)
        changed = self._list_in_year(project, row, stage)
        self._count(found, changed)
        return project if found is None or self._changed or changed else None

    def _count(self, found: Project | None, listed: bool) -> None:
        if found is None:
            self.outcome.created += 1
        elif self._changed or listed:
            self.outcome.updated += 1
        else:
            self.outcome.unchanged += 1

    def _find(self, row: ParsedRow) -> Project | None:
        code = row.values.get("code")
        if code and code in self.by_code:
            return self.by_code[code]
        county = row.values.get("county") or self.target.ledger.name
        return self.by_name.get((name_key(row.values.get("name") or ""), county))

    def _facts(self, row: ParsedRow, found: Project | None) -> dict[str, Any]:
        """Return the columns that the row gives; what it leaves blank stays as it is."""
        values = row.values
        facts: dict[str, Any] = {key: values[key] for key in (*TEXTS, *MEMBERS) if values.get(key)}
        facts["name"] = values["name"]
        facts["code"] = values.get("code") or (found.code if found else None)
        facts["county"] = values.get("county") or self.target.ledger.name
        for key in ("land_mu", "invested_before", "next_step", "activity"):
            if values.get(key) not in (None, ""):
                facts[key] = values[key]
        total = values.get("converted_total")
        facts["total_investment"] = total if total is not None else values.get("total_investment")
        facts.update({key: v.date for key in DATES if isinstance(v := values.get(key), PartialDate)})
        facts["address"] = values.get("address") or ""
        facts.update(self.links.of(values))
        facts["remark"] = self._remark(values)
        return {key: value for key, value in facts.items() if value not in (None, "")}

    @staticmethod
    def _remark(values: dict[str, Any]) -> str:
        """Return the ledger's remark with what no column of ours can hold."""
        notes = [values.get("remark") or "", *(note_of(label, values.get(key)) for key, label in DATES.items())]
        if values.get("problems"):
            notes.append(f"存在问题：{values['problems']}")
        return "；".join(note for note in notes if note)

    def _create(self, wanted: dict[str, Any], stage: Stage) -> Project:
        project = Project(
            ledger_id=self.target.ledger.id, stage=stage, created_at=self.at, updated_at=self.at,
            name_key=name_key(wanted["name"]),
            search=search_text(wanted["name"], wanted.get("code"), wanted.get("owner_name", "")),
            **wanted,
        )  # fmt: skip
        db.session.add(project)
        db.session.flush()
        self.by_name[project.name_key, project.county] = project
        if project.code:
            self.by_code[project.code] = project
        record(
            PROJECT_CREATED, project, by=self.by, at=self.at, name=project.name, stage=stage, source=self.target.source
        )
        self._changed = True
        return project

    def _update(self, project: Project, wanted: dict[str, Any]) -> Project:
        changes = {
            key: (getattr(project, key), value) for key, value in wanted.items() if getattr(project, key) != value
        }
        self._changed = bool(changes)
        for key, (_, value) in changes.items():
            setattr(project, key, value)
        if changes:
            project.name_key = name_key(project.name)
            project.search = search_text(project.name, project.code, project.owner_name)
            project.updated_at = self.at
            record(
                PROJECT_EDITED, project, by=self.by, at=self.at, changes={k: plain(list(v)) for k, v in changes.items()}
            )
        return project

    def _list_in_year(self, project: Project, row: ParsedRow, stage: Stage) -> bool:
        """Put the project on the year's list where the row gives a plan or a category; tell whether that changed it."""
        values = row.values
        plan: Decimal | None = values.get("converted_plan")
        plan = plan if plan is not None else values.get("annual_plan")
        category: YearCategory | None = values.get("category")
        if plan is None and category is None:
            return False
        listed = self.years.get(project.id)
        wanted = {
            "category": category or (listed.category if listed else _category(stage, project, self.target.year)),
            "annual_plan": plan if plan is not None else (listed.annual_plan if listed else None),
            "goal": values.get("goal") or (listed.goal if listed else ""),
            "planned_start": project.planned_start,
            "planned_finish": project.planned_finish,
        }
        if listed is None:
            listed = ProjectYear(project_id=project.id, year=self.target.year, **wanted)
            db.session.add(listed)
            self.years[project.id] = listed
            return True
        changed = {key: value for key, value in wanted.items() if getattr(listed, key) != value}
        for key, value in changed.items():
            setattr(listed, key, value)
        return bool(changed)

    def _link_parents(self, rows: Sequence[ParsedRow]) -> None:
        """Tie each 子项目 to the project its row names, once all rows are in."""
        for row in rows:
            parent_name = row.values.get("parent")
            if not parent_name or row.errors:
                continue
            child, parent = (
                self._find(row),
                self.by_name.get((name_key(parent_name), row.values.get("county") or self.target.ledger.name)),
            )
            if child is not None and parent is not None and child is not parent and parent.parent_id is None:
                child.parent_id = parent.id


def _category(stage: Stage, project: Project, year: int) -> YearCategory:
    """Return what a year's list most likely says of a project that does not say it itself."""
    if stage == Stage.COMPLETED:
        return YearCategory.PLANNED_FINISH
    if project.actual_start and project.actual_start < date(year, 1, 1):
        return YearCategory.CONTINUED
    return YearCategory.RESERVE if stage == Stage.PLANNING else YearCategory.PLANNED_START
