"""What has turned red and is red still: lights and red cards of what the reader sees, since a moment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, literal, or_, select, union_all
from sqlalchemy.orm import aliased

from zz import clock, rules
from zz.access import Permission
from zz.accounts.models import User
from zz.assignments import policy
from zz.assignments.models import Assignment, Card
from zz.assignments.rows import day_words
from zz.assignments.subjects import chain_of, kind_of
from zz.assignments.vocabulary import CardState, ChainLevel, Severity
from zz.db import db
from zz.home.models import HomeMark
from zz.problems.access import SUBJECT
from zz.problems.access import visible_to as visible_problems
from zz.problems.models import Problem
from zz.projects.access import visible_to as visible_projects
from zz.projects.models import Project, ProjectVersion
from zz.projects.vocabulary import Light

PATH = "/red"
PROJECT = Project.__tablename__


@dataclass(frozen=True)
class Red:
    """Something that turned red: what it is, why, when, and where it opens."""

    title: str
    note: str
    chip: str
    at: datetime
    url: str

    @property
    def day(self) -> str:
        """The day on which it turned red: 9月8日."""
        return day_words(clock.local(self.at).date())


def mark_of(user: User) -> HomeMark | None:
    """Return up to when `user` has looked; None where he has never said so."""
    return db.session.get(HomeMark, user.id)


def since(mark: HomeMark | None, at: datetime) -> datetime:
    """Return from when on something is new to the reader."""
    return mark.seen_until if mark else at - timedelta(days=int(rules.value("home.first_days")))


def _lights(user: User, after: datetime) -> Select[Any]:
    """Select the projects whose light turned red after a moment: the version before was of another colour, or none.

    The versions are grouped first: their index finds the few red ones of late, where going by project reads them all.
    """
    turned, before = ProjectVersion, aliased(ProjectVersion)
    was_red = select(before.id).where(
        before.project_id == turned.project_id, before.valid_to == turned.valid_from, before.light == Light.RED,
        before.id < turned.id,
    )  # fmt: skip
    key = turned.project_id + 0  # else the planner goes by project, whose order the groups ask for
    newest = (
        select(key.label("project_id"), func.max(turned.valid_from).label("at"))
        .where(turned.light == Light.RED, turned.valid_from > after, ~was_red.exists())
        .group_by(key)
        .subquery()
    )
    columns: tuple[Any, ...] = (
        literal(PROJECT).label("subject"), Project.id.label("subject_id"), Project.name.label("title"),
        Project.light_reason.label("note"), literal("").label("level"), newest.c.at,
    )  # fmt: skip
    found = select(*columns).select_from(newest).join(Project, Project.id == newest.c.project_id)
    return found.where(Project.light == Light.RED, visible_projects(user))


def _concerns(user: User, at: datetime) -> ColumnElement[bool]:
    """Return the condition that an assignment is the reader's to know of."""
    today = clock.local(at).date()
    keys = policy.keys(user, today)
    found: list[ColumnElement[bool]] = [Assignment.holder.in_(keys), Assignment.issuer.in_(keys)]
    found.append(Assignment.climbed_to.in_(keys))
    if user.has(Permission.PROBLEM_READ):
        seen = select(Problem.id).where(Problem.id == Assignment.subject_id, visible_problems(user, today))
        found.append(and_(Assignment.subject_type == SUBJECT, seen.correlate(Assignment).exists()))
    return or_(*found)


def _cards(user: User, after: datetime, at: datetime) -> Select[Any]:
    """Select the open matters that got a red card after a moment: each has climbed with it."""
    a = Assignment
    newest: tuple[Any, ...] = (func.min(a.context), func.max(a.level), func.max(Card.decided_at))
    return (
        select(a.subject_type, a.subject_id, a.title, *newest)
        .join(Card, Card.assignment_id == a.id)
        .where(
            Card.severity == Severity.RED, Card.state == CardState.ISSUED, Card.decided_at > after,
            a.ended_at.is_(None), _concerns(user, at),
        )
        .group_by(a.subject_type, a.subject_id, a.title)
    )  # fmt: skip


def query(user: User, after: datetime, at: datetime) -> Select[Any]:
    """Select everything that turned red after a moment, the newest first, each with the number of all."""
    both = union_all(_lights(user, after), _cards(user, after, at)).subquery()
    ordered = select(both, func.count().over().label("number"))
    return ordered.order_by(both.c.at.desc(), both.c.subject, both.c.subject_id, both.c.title)


def read(rows: Sequence[Any]) -> list[Red]:
    """Return rows of `query` as they are shown."""
    return [_read(row) for row in rows]


def _read(row: Any) -> Red:
    if row.subject == PROJECT:
        return Red(row.title, row.note, "红灯", row.at, f"/projects/{row.subject_id}")
    level, chain = ChainLevel(row.level), chain_of(row.subject)
    name = chain.names.get(level, level.label) if chain else level.label
    note = " · ".join(text for text in (f"提级至{name}", row.note) if text)
    return Red(row.title, note, "红牌", row.at, kind_of(row.subject).url(row.subject_id))


def number(user: User, after: datetime, until: datetime, at: datetime) -> int:
    """Return how many turned red after a moment, up to another one."""
    both = union_all(_lights(user, after), _cards(user, after, at)).subquery()
    return db.session.scalar(select(func.count()).select_from(both).where(both.c.at <= until)) or 0
