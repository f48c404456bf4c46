"""Problems by kind and age: what stands in the way, since when, and what was written off."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, select, true

from zz import clock
from zz.accounts.models import User
from zz.analysis.period import Period
from zz.db import db
from zz.labels import LabelledEnum
from zz.problems.access import visible_to
from zz.problems.models import Problem, ProblemKind
from zz.problems.vocabulary import ProblemState
from zz.projects.models import Project

OPEN = (ProblemState.REPORTED, ProblemState.OPEN, ProblemState.CLOSED)
YOUNG_DAYS, OLD_DAYS = 15, 30


class CauseSet(LabelledEnum):
    """What is counted of a kind of problem."""

    REPORTED = "reported", "反映"
    OPEN = "open", "未销号"
    FRESH = "fresh", f"{YOUNG_DAYS} 天内"
    OLDER = "older", f"{YOUNG_DAYS + 1}—{OLD_DAYS} 天"
    OLD = "old", f"超过 {OLD_DAYS} 天"
    WRITTEN_OFF = "written_off", "已销号"
    REOPENED = "reopened", "重新办理"


@dataclass(frozen=True)
class KindLine:
    """A kind's line."""

    kind_id: int
    label: str
    counts: dict[CauseSet, int]


def conditions(period: Period, today: date) -> dict[CauseSet, ColumnElement[bool]]:
    """Return the condition of each set: reported and written off in the period, open ones as they are now."""
    first, after = clock.midnight(period.start), clock.midnight(period.until(today) + timedelta(days=1))
    fresh, old = clock.midnight(today - timedelta(days=YOUNG_DAYS)), clock.midnight(today - timedelta(days=OLD_DAYS))
    open_ = Problem.state.in_(OPEN)
    return {
        CauseSet.REPORTED: and_(Problem.reported_at >= first, Problem.reported_at < after),
        CauseSet.OPEN: open_,
        CauseSet.FRESH: and_(open_, Problem.reported_at >= fresh),
        CauseSet.OLDER: and_(open_, Problem.reported_at < fresh, Problem.reported_at >= old),
        CauseSet.OLD: and_(open_, Problem.reported_at < old),
        CauseSet.WRITTEN_OFF: and_(
            Problem.state == ProblemState.WRITTEN_OFF, Problem.written_off_at >= first, Problem.written_off_at < after
        ),
        CauseSet.REOPENED: and_(Problem.reopened > 0, Problem.reported_at >= first, Problem.reported_at < after),
    }


def by_kind(user: User, period: Period, today: date) -> list[KindLine]:
    """Count by kind (one query), the most open first."""
    counts = [
        func.coalesce(func.sum(case((condition, 1), else_=0)), 0).label(key)
        for key, condition in conditions(period, today).items()
    ]
    query = (
        select(ProblemKind.id, ProblemKind.name, ProblemKind.resource_guarantee, *counts)
        .join(ProblemKind, ProblemKind.id == Problem.kind_id)
        .where(visible_to(user, today), Problem.state != ProblemState.WITHDRAWN)
        .group_by(ProblemKind.id, ProblemKind.name, ProblemKind.resource_guarantee)
    )
    found = [
        KindLine(row.id, f"要素保障：{row.name}" if row.resource_guarantee else row.name, _counts(row))
        for row in db.session.execute(query)
    ]
    return sorted(found, key=lambda line: (-line.counts[CauseSet.OPEN], -line.counts[CauseSet.REPORTED], line.label))


def _counts(row: Any) -> dict[CauseSet, int]:
    return {key: getattr(row, key) for key in CauseSet}


def rows(user: User, period: Period, today: date, key: CauseSet, kind_id: int | None) -> Select[Problem, str]:
    """Select (Problem, project's name) behind a figure, the oldest first."""
    kind = Problem.kind_id == kind_id if kind_id else true()
    return (
        select(Problem, Project.name)
        .join(Project, Project.id == Problem.project_id)
        .where(visible_to(user, today), Problem.state != ProblemState.WITHDRAWN, kind)
        .where(conditions(period, today)[key])
        .order_by(Problem.reported_at, Problem.id)
    )


def totals(lines: Sequence[KindLine]) -> dict[CauseSet, int]:
    """Add the lines up."""
    return {key: sum(line.counts[key] for line in lines) for key in CauseSet}
