"""The start page of reporting: whose report is due, worst first."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import case, exists, or_, select
from sqlalchemy.orm import aliased

from zz import rules
from zz.accounts.models import User
from zz.accounts.roles import Permission
from zz.db import db
from zz.projects.access import reach, visible_to
from zz.projects.models import Project
from zz.projects.records import MonthlyFigure
from zz.projects.report_policy import COMMISSIONER_FILLS, owner_has_account
from zz.projects.report_queries import month_before
from zz.projects.vocabulary import Activity, FigureState, Stage

WEEK = timedelta(days=7)
VISITED_STAGES = {Stage.PRELIMINARY, Stage.UNDER_CONSTRUCTION}
LATE, DUE, DONE = range(3)
VISIT, FILL, CHECK = "走访上报", "填报投资", "审核投资"


@dataclass(frozen=True)
class Card:
    """A project on the start page: what is to be done (`action`), why now, and how urgent it is."""

    project: Project
    action: str
    why: str
    urgency: int

    @property
    def late(self) -> bool:
        return self.urgency == LATE

    @property
    def due(self) -> bool:
        return self.urgency == DUE

    @property
    def line(self) -> str:
        """The second line: owner, and when it was visited last."""
        on = self.project.last_visit_on
        seen = f"上次走访 {on.month}月{on.day}日" if on else "尚未走访"
        return " · ".join(filter(None, (self.project.owner_name, seen)))


@dataclass(frozen=True)
class _Facts:
    """What decides a card: who the reader is to the project, and how its months stand."""

    visits: bool
    fills: bool
    checks: int
    running: MonthlyFigure | None
    before: MonthlyFigure | None


def cards(user: User, today: date) -> list[Card]:
    """Return the user's projects that reports are made of, the most urgent first (one query)."""
    running, before = aliased(MonthlyFigure), aliased(MonthlyFigure)
    visits, fills, confirms = (
        reach(user, kind) for kind in (Permission.VISIT_REPORT, Permission.FIGURE_FILL, Permission.FIGURE_CONFIRM)
    )
    waiting = exists().where(MonthlyFigure.project_id == Project.id, MonthlyFigure.state == FigureState.FILLED)
    to_check = confirms & waiting
    flags = (case((c, True), else_=False) for c in (visits, fills, to_check, owner_has_account()))
    query = (
        select(Project, *flags, running, before)
        .outerjoin(running, _of_month(running, today.year, today.month))
        .outerjoin(before, _of_month(before, *month_before(today.year, today.month)))
        .where(
            visible_to(user), Project.activity == Activity.ACTIVE, Project.stage != Stage.COMPLETED,
            or_(visits, fills, to_check),
        )
        .order_by(Project.light, Project.name, Project.id)
    )  # fmt: skip
    by_commissioner = rules.value("report.money_filler") == COMMISSIONER_FILLS
    found = []
    for project, may_visit, may_fill, may_check, owner_fills, this, last in db.session.execute(query):
        filler = may_visit if by_commissioner or not owner_fills else may_fill
        facts = _Facts(bool(may_visit), bool(filler), bool(may_check), this, last)
        if facts.visits or facts.fills or facts.checks:
            found.append(_card(project, facts, today))
    return sorted(found, key=lambda card: card.urgency)


def due_line(found: list[Card], today: date) -> str:
    """Say how much is to be done by when: the page's first line."""
    sunday = today - timedelta(days=today.weekday()) + timedelta(days=6)
    words = {
        VISIT: f"个项目待走访上报，请于{sunday.month}月{sunday.day}日前完成",
        FILL: "个项目的投资待填报",
        CHECK: "个项目的投资待审核",
    }
    waiting = Counter(card.action for card in found if card.urgency != DONE)
    parts = [f"{waiting[action]} {text}" for action, text in words.items() if waiting[action]]
    return "还有 " + "；".join(parts) if parts else "本周的上报都已完成"


def _of_month(figure: Any, year: int, month: int) -> Any:
    return (figure.project_id == Project.id) & (figure.year == year) & (figure.month == month)


def _card(project: Project, facts: _Facts, today: date) -> Card:
    if facts.visits:
        why, urgency = _visit_due(project, today)
        if facts.fills and (money := _money_due(facts, today))[1] < urgency:
            why, urgency = money
        return Card(project, VISIT, why, urgency)
    if facts.fills:
        return Card(project, FILL, *_money_due(facts, today))
    return Card(project, CHECK, "投资已填报，待审核", DUE)


def _visit_due(project: Project, today: date) -> tuple[str, int]:
    monday = today - timedelta(days=today.weekday())
    seen = project.last_visit_on
    if seen is not None and seen >= monday:
        return "本周已走访", DONE
    if project.stage not in VISITED_STAGES:
        return "有进展时上报", DONE
    if seen is None or seen < monday - WEEK:
        return f"已 {(today - seen).days} 天未走访" if seen else "尚未走访", LATE
    return "本周待走访", DUE


def _money_due(facts: _Facts, today: date) -> tuple[str, int]:
    for figure in (facts.before, facts.running):
        if figure is not None and figure.state == FigureState.RETURNED:
            return f"{figure.month}月投资被退回：{figure.returned_reason}", LATE
    if facts.before is None:
        month = month_before(today.year, today.month)[1]
        due_day = int(rules.value("report.due_day"))
        return f"{month}月投资未填报", LATE if today.day > due_day else DUE
    if facts.running is None:
        return f"{today.month}月投资待填报", DUE
    return f"{today.month}月已填报，{facts.running.state.label}", DONE
