"""The backward schedule as a proposal: permits by their latest finish, works, start, finish; to be chosen from."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from zz.db import db
from zz.projects import page
from zz.projects.models import Project
from zz.projects.records import Milestone
from zz.projects.vocabulary import PermitState
from zz.projects.wording import day

# Nodes of construction between start and finish, as a share of the time between them: what is usual, to be corrected.
WORKS = (("基础施工完成", 25), ("主体结构完成", 60), ("设备安装或配套完成", 85))


@dataclass(frozen=True)
class Node:
    """A proposed node. `past` warns that its day, or its last day to apply, has gone by."""

    key: str
    name: str
    day: date
    note: str
    past: str

    @property
    def day_text(self) -> str:
        return day(self.day)


def _works(start: date | None, finish: date | None) -> list[tuple[str, str, date, str]]:
    found: list[tuple[str, str, date, str]] = []
    if start:
        found.append(("start", "开工", start, "计划开工"))
    if start and finish and finish > start:
        span = (finish - start).days
        found += [
            (f"work-{share}", name, start + timedelta(days=span * share // 100), f"按工期的 {share}% 估算")
            for name, share in WORKS
        ]
    if finish:
        found.append(("finish", "竣工", finish, "计划竣工"))
    return found


def nodes_for(project: Project, today: date) -> list[Node]:
    """Return what the timetable does not have yet, by day: latest_start = latest_finish − limit for permits."""
    known = set(db.session.scalars(select(Milestone.name).where(Milestone.project_id == project.id)))
    found: list[Node] = []
    for phase in page.permit_phases(project, today):
        for row in phase.rows:
            if row.latest is None or row.state in (PermitState.GRANTED, PermitState.NOT_NEEDED):
                continue
            name = f"办结{row.permit.name}"
            days = f"，{row.limit_text}" if row.days else ""
            note = f"最迟 {day(row.latest.start)} 申报，{row.permit.bureau}{days}"
            found.append(Node(row.permit.number, name, row.latest.finish, note, row.late))
    for key, name, on, note in _works(project.planned_start, project.planned_finish):
        late = f"已过 {(today - on).days} 天" if on < today else ""
        found.append(Node(key, name, on, note, late))
    return sorted((n for n in found if n.name not in known), key=lambda n: (n.day, n.key))
