"""What waits for the reader of the first page: steps of his desk, and the duties that hurt most."""

from dataclasses import dataclass
from datetime import date

from flask import current_app
from sqlalchemy import and_, select

from zz.accounts.models import User
from zz.accounts.roles import Permission, Role
from zz.assignments import inbox_pages, policy
from zz.assignments.models import Assignment
from zz.assignments.queries import Box
from zz.assignments.rows import InboxRow, rows
from zz.assignments.vocabulary import AssignmentState
from zz.db import db
from zz.enrolment.desks import desk_of
from zz.enrolment.home import Step, steps_of
from zz.enrolment.review.listing import PATH as REVIEW
from zz.home import deciding
from zz.projects.report_cards import CHECK, FILL, VISIT, Card, cards, due_line

MOST, SHOWN = 6, 3  # lines of the panel, steps among them at most
MINE = (Box.TO_SIGN, Box.TO_ASSIGN, Box.TO_VERIFY, Box.TO_APPROVE, Box.IN_PROGRESS, Box.CLIMBED)
REPORTS = (Permission.VISIT_REPORT, Permission.FIGURE_FILL, Permission.FIGURE_CONFIRM)
ENROLMENT = frozenset({Role.PARK, Role.WORK_GROUP, Role.ENTERPRISE_HR, Role.EDUCATION, Role.SCHOOL})
BUTTONS = {VISIT: "去上报", FILL: "去填报", CHECK: "去审核"}
LEADERS = frozenset({Role.LEADER, Role.MAIN_LEADER})


@dataclass(frozen=True)
class Waiting:
    """The panel: `boxes` are (label, address, number) of the compartments that hold something."""

    steps: list[Step]
    rows: list[InboxRow]
    boxes: list[tuple[str, str, int]]
    reports: list[Card]

    @property
    def empty(self) -> bool:
        return not (self.steps or self.rows)


def on(desk: str) -> bool:
    """Tell whether the installation runs a desk."""
    return desk in current_app.config["DESKS"]


def assemble(user: User, today: date) -> Waiting:
    """Gather the panel."""
    reports = cards(user, today) if on("projects") and any(user.has(p) for p in REPORTS) else []
    steps = [*_matter_steps(user, today), *_report_steps(reports, today), *_enrolment_steps(user, today)]
    if not user.has(Permission.INBOX):
        return Waiting(steps, [], [], reports)
    counts, unissued = inbox_pages.count(user, today)
    boxes = [(box.label, inbox_pages.url(box), counts[box]) for box in MINE if counts[box]]
    boxes += [("待发督办牌", f"{inbox_pages.PATH}#cards", unissued)] if unissued else []
    return Waiting(steps[:SHOWN], _duties(user, today, MOST - min(len(steps), SHOWN)), boxes, reports)


def _duties(user: User, today: date, most: int) -> list[InboxRow]:
    """Return what lies with the reader, and with a leader what has climbed to him, what hurts first on top."""
    keys = policy.keys(user, today)
    waits = and_(
        Assignment.holder.in_(keys), Assignment.state.in_((AssignmentState.PENDING, AssignmentState.IN_PROGRESS))
    )
    if user.roles & LEADERS:
        climbed = and_(Assignment.climbed_to.in_(keys), Assignment.ended_at.is_(None))
        waits = Assignment.id.in_(select(Assignment.id).where(waits).union(select(Assignment.id).where(climbed)))
    query = select(Assignment).where(waits)
    query = query.order_by(Assignment.severity, Assignment.next_due_on, Assignment.id).limit(most)
    return rows(db.session.scalars(query).all(), user, today)


def _matter_steps(user: User, today: date) -> list[Step]:
    if not (on("projects") and user.roles & LEADERS):
        return []
    number = db.session.scalar(deciding.counting(user, today)) or 0
    return [Step(f"{number} 件事项等您批示", "/decisions", "去批示", order=0)] if number else []


def _report_steps(found: list[Card], today: date) -> list[Step]:
    waiting = [card for card in found if card.late or card.due]
    if not waiting:
        return []
    late = any(card.late for card in waiting)
    return [Step(due_line(found, today), "/projects/report", BUTTONS[waiting[0].action], late=late, order=0)]


def _enrolment_steps(user: User, today: date) -> list[Step]:
    if not (on("enrolment") and user.roles & ENROLMENT):
        return []
    desk = desk_of(user)
    steps = steps_of(user, desk, today) if desk else []
    return [step for step in steps if not step.url.startswith(REVIEW)]  # a case is among the duties already
