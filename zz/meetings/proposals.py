"""What the program proposes for an agenda: what has climbed, is late, waits to be assigned, is red or yellow."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select, true
from sqlalchemy.orm import contains_eager

from zz import rules
from zz.assignments.models import Assignment
from zz.assignments.vocabulary import ChainLevel
from zz.db import db
from zz.meetings.models import Meeting, MeetingItem
from zz.meetings.vocabulary import Ground, MeetingLevel
from zz.problems.models import Problem
from zz.problems.queries import Lead, late_on
from zz.problems.vocabulary import ProblemState
from zz.problems.wording import late_days
from zz.projects.models import Project
from zz.projects.vocabulary import Activity, Light, Stage

LIGHTS = {Ground.RED: Light.RED, Ground.YELLOW: Light.YELLOW}
CLIMBED = (ChainLevel.LEADER, ChainLevel.MAIN_LEADER)


@dataclass(frozen=True)
class Proposal:
    """A matter that might be on the agenda; `key` names it in the form: problem-12, project-5."""

    ground: Ground
    project: Project
    problem: Problem | None
    reason: str

    @property
    def key(self) -> str:
        return f"problem-{self.problem.id}" if self.problem else f"project-{self.project.id}"

    @property
    def title(self) -> str:
        """The matter in a line."""
        return self.problem.title if self.problem else self.project.name

    @property
    def url(self) -> str:
        """Its page."""
        return f"/problems/{self.problem.id}" if self.problem else f"/projects/{self.project.id}"


def _area(meeting: Meeting) -> ColumnElement[bool]:
    """Return the condition on Project for what a meeting of this level is about."""
    if meeting.level == MeetingLevel.TOWNSHIP:
        return Project.township_id == meeting.host_id
    if meeting.level == MeetingLevel.DEPARTMENT:
        led = select(Problem.project_id).where(Problem.lead_unit_id == meeting.host_id)
        return or_(Project.responsible_unit_id == meeting.host_id, Project.id.in_(led))
    return true()


def _problems(meeting: Meeting) -> Select[Problem]:
    there = select(MeetingItem.problem_id).where(
        MeetingItem.meeting_id == meeting.id, MeetingItem.problem_id.is_not(None)
    )
    return (
        select(Problem)
        .join(Problem.project)
        .outerjoin(Lead, Lead.id == Problem.lead_id)
        .options(contains_eager(Problem.project), contains_eager(Problem.lead.of_type(Lead)))
        .where(Problem.ledger_id == meeting.ledger_id, _area(meeting), Problem.id.not_in(there))
    )


def _of_problems(meeting: Meeting, today: date, most: int) -> list[Proposal]:
    climbed = or_(Lead.level.in_(CLIMBED), Problem.proposal_to != "")
    running = Problem.state == ProblemState.OPEN
    wanted = {
        Ground.CLIMBED: (running, climbed),
        Ground.OVERDUE: (running, late_on(today, Lead), ~climbed),
        Ground.TO_ASSIGN: (Problem.state == ProblemState.REPORTED,),
    }
    found = []
    for ground, conditions in wanted.items():
        query = _problems(meeting).where(*conditions).order_by(Lead.severity, Lead.next_due_on, Problem.id).limit(most)
        found += [Proposal(ground, p.project, p, _why(ground, p, today)) for p in db.session.scalars(query)]
    return found


def _why(ground: Ground, problem: Problem, today: date) -> str:
    lead: Assignment | None = problem.lead
    if lead is None or ground == Ground.TO_ASSIGN:
        return ground.label
    late = late_days(lead, today)
    words = [lead.severity.label] if lead.yellow_cards or ground == Ground.CLIMBED else []
    words += [f"逾期 {late} 个工作日"] if late else []
    words += [f"已提级到{lead.level.label}"] if lead.level in CLIMBED else []
    words += [f"提请：{problem.proposal}"] if problem.proposal_to else []
    return "，".join(words) or ground.label


def _of_projects(meeting: Meeting, ground: Ground, most: int) -> list[Proposal]:
    there = select(MeetingItem.project_id).where(MeetingItem.meeting_id == meeting.id, MeetingItem.problem_id.is_(None))
    query = (
        select(Project)
        .where(Project.ledger_id == meeting.ledger_id, Project.light == LIGHTS[ground], _area(meeting))
        .where(Project.activity == Activity.ACTIVE, Project.stage != Stage.COMPLETED, Project.id.not_in(there))
        .order_by(Project.lag.desc(), Project.id)
        .limit(most)
    )
    return [
        Proposal(ground, project, None, project.light_reason or ground.label) for project in db.session.scalars(query)
    ]


def proposals(meeting: Meeting, today: date) -> list[Proposal]:
    """Return what is proposed, what hurts most first; nothing that is on the agenda already (five queries)."""
    most = int(rules.value("meeting.proposed"))
    found = _of_problems(meeting, today, most)
    for ground in LIGHTS:
        found += _of_projects(meeting, ground, most)
    return found


def by_ground(found: Sequence[Proposal]) -> list[tuple[Ground, list[Proposal]]]:
    """Return the proposals in the order of their grounds."""
    return [(g, these) for g in Ground if (these := [one for one in found if one.ground == g])]


def named(meeting: Meeting, keys: Sequence[str], today: date) -> list[Proposal]:
    """Return those of `keys` that are proposed now."""
    wanted = set(keys)
    found: Any = {one.key: one for one in proposals(meeting, today) if one.key in wanted}
    return list(found.values())
