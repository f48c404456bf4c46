"""The rows of a project's page as they are read: who must do what, facts, nodes, photos and visits in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from zz.clock import local
from zz.files.models import Attachment
from zz.projects.models import Project
from zz.projects.records import Milestone, Visit
from zz.projects.vocabulary import Activity
from zz.projects.wording import day, money

Fact = tuple[str, str | None] | tuple[str, str | None, str]


@dataclass(frozen=True)
class Node:
    """A node of the timetable: `late` in red, `when` planned or done, `tone` past, late or future."""

    id: int
    name: str
    when: str
    on: date
    sub: str
    late: str
    tone: str


@dataclass(frozen=True)
class Photo:
    """A photo with when it was taken and what is odd about it."""

    id: int
    taken: str
    hint: str


@dataclass(frozen=True)
class VisitLine:
    """A visit in one line."""

    who: str
    on: str
    day: date
    progress: str
    workers: int | None
    next_step: str
    problems: str


def lead(project: Project, today: date) -> str:
    """Say who acts: the responsible unit and person, the commissioner and his last visit."""
    found = []
    if project.responsible_unit:
        person = f" {project.responsible_person}" if project.responsible_person else ""
        found.append(f"责任单位 {project.responsible_unit.label}{person}")
    if project.commissioner:
        found.append(f"项目专员 {project.commissioner.name}")
    if project.last_visit_on:
        found.append(f"最近走访 {day(project.last_visit_on, today)}")
    elif project.commissioner and project.activity == Activity.ACTIVE:
        found.append("尚未走访")
    return " · ".join(found)


def _span(project: Project) -> str | None:
    if project.start_year and project.end_year:
        return f"{project.start_year}—{project.end_year}年"
    return f"{project.start_year}年起" if project.start_year else None


def _place(project: Project) -> str:
    units = [unit for unit in (project.township, project.park) if unit]
    told = [unit.name for unit in units if unit.label not in project.address]  # 船湾镇, not 船湾镇 船湾镇
    return " ".join(filter(None, (*told, project.address)))


def fact_rows(project: Project) -> list[Fact]:
    """Return (label, value[, note]) of what the ledger says; money in 万元."""
    leader, kind = project.liaison_leader, project.investment_type
    return [
        ("项目代码", project.code),
        ("项目业主", project.owner_name, project.owner_uscc),
        ("建设性质 / 投资类型", " · ".join(e.label for e in (project.nature, kind, project.procedure) if e)),
        ("行业 / 产业链", " · ".join(filter(None, (project.industry, project.chain)))),
        ("建设地点", _place(project)),
        ("总投资", f"{money(project.total_investment)} 万元" if project.total_investment is not None else None,
         project.funding),
        ("用地", f"{money(project.land_mu)} 亩" if project.land_mu is not None else None),
        ("建设年限", _span(project)),
        ("计划开工 / 实际开工", f"{day(project.planned_start)} / {day(project.actual_start)}"),
        ("计划竣工 / 实际竣工", f"{day(project.planned_finish)} / {day(project.actual_finish)}"),
        ("联系领导", leader.name if leader else None),
        ("入统", "已入统" if project.statistical_inclusion else "未入统"),
    ]  # fmt: skip


def nodes(rows: Iterable[Milestone], today: date) -> list[Node]:
    """Return the timetable's nodes in order of their planned days."""
    found = []
    for row in rows:
        done, late = row.done_on, ""
        if done is None and row.planned_on < today:
            late = f"逾期 {(today - row.planned_on).days} 天"
        sub = [row.responsible, row.note]
        if done:
            gap = (done - row.planned_on).days
            sub.insert(0, f"计划{day(row.planned_on, today)}" + (f"，晚 {gap} 天" if gap > 0 else ""))
        when = f"{day(done, today)}完成" if done else f"计划{day(row.planned_on, today)}"
        tone = "past" if done else "late" if late else "future"
        found.append(Node(row.id, row.name, when, done or row.planned_on, " · ".join(filter(None, sub)), late, tone))
    return found


def photos(rows: Iterable[Attachment], today: date) -> list[Photo]:
    """Return photos as they are captioned: when taken, else when uploaded."""
    return [
        Photo(
            row.id,
            f"{day(local(row.taken_at).date(), today)}拍摄"
            if row.taken_at
            else f"{day(local(row.uploaded_at).date(), today)}上传",
            row.hint,
        )
        for row in rows
    ]


def visits(rows: Iterable[Visit], today: date) -> list[VisitLine]:
    """Return visits as they are listed."""
    return [
        VisitLine(
            v.reported_by.name, day(v.on_day, today), v.on_day, v.physical_progress, v.workers, v.next_step, v.problems
        )
        for v in rows
    ]
