"""The leader's page: what needs his decision, what turned red this week, what became of his last instructions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from zz import clock, rules
from zz.accounts.models import User
from zz.analysis import page as analysis
from zz.analysis.period import Period
from zz.assignments import holders, policy
from zz.assignments.models import Assignment, Card
from zz.assignments.vocabulary import CardState, Severity
from zz.db import db
from zz.home import reds
from zz.home.reds import Red
from zz.problems import pressing
from zz.problems.access import SUBJECT
from zz.problems.models import Instruction, Problem
from zz.problems.page import presets
from zz.problems.vocabulary import ProblemState
from zz.problems.wording import card_chip, day, due_words, state_words
from zz.projects.models import Project
from zz.web.figures import Figure

MOST = 6
Current = aliased(Assignment, name="current_assignment")
Lead = aliased(Assignment, name="lead_assignment")
EVER = datetime.min.replace(year=2000, tzinfo=clock.SHANGHAI)


@dataclass(frozen=True)
class Matter:
    """One matter that needs a decision: the centre's proposal, who has it, how late it is, what may be said."""

    problem: Problem
    holder: str
    due: str
    note: str
    chip: tuple[str, str]
    taps: list[str]

    @property
    def url(self) -> str:
        return f"/problems/{self.problem.id}"


@dataclass(frozen=True)
class Given:
    """An instruction and what became of it."""

    instruction: Instruction
    day: str
    outcome: str
    undoable: bool


@dataclass(frozen=True)
class Deciding:
    """The page."""

    matters: list[Matter]
    number: int
    week: date
    reds: list[Red]
    red_number: int
    given: list[Given]
    period: Period
    figures: list[Figure]


def _mine(user: User, today: date) -> list[int]:
    """Return whose instructions count as the reader's: his own, and of those whom he stands in for."""
    return [user.id, *(principal.id for principal in policy.principals(user, today))]


def _raised(user: User, today: date) -> ColumnElement[bool]:
    """Return the condition that a problem has been brought before the reader, and he has not spoken since."""
    keys = policy.keys(user, today)
    climbed = select(Assignment.subject_id).where(
        Assignment.climbed_to.in_(keys), Assignment.ended_at.is_(None), Assignment.subject_type == SUBJECT
    )
    carded = (
        select(func.max(Card.decided_at))
        .join(Card.assignment)
        .where(Assignment.subject_type == SUBJECT, Assignment.subject_id == Problem.id)
        .where(Card.severity == Severity.RED, Card.state == CardState.ISSUED)
        .correlate(Problem)
        .scalar_subquery()
    )
    spoken = select(Instruction.id).where(
        Instruction.problem_id == Problem.id, Instruction.withdrawn_at.is_(None),
        Instruction.leader_id.in_(_mine(user, today)), Instruction.at >= func.coalesce(Problem.proposed_at, EVER),
        Instruction.at >= func.coalesce(carded, EVER),
    )  # fmt: skip
    brought = or_(Problem.proposal_to.in_(keys), Problem.id.in_(climbed))
    open_ones = Problem.state.in_((ProblemState.REPORTED, ProblemState.OPEN))
    return open_ones & brought & ~spoken.correlate(Problem).exists()


def counting(user: User, today: date) -> Select[int]:
    """Select how many matters need the reader's decision: the number in the menu."""
    return select(func.count()).select_from(Problem).where(_raised(user, today))


def needs(user: User, problem_id: int, today: date) -> bool:
    """Tell whether a problem needs the reader's decision still."""
    query = select(Problem.id).where(Problem.id == problem_id, _raised(user, today))
    return db.session.scalar(query) is not None


def _matters(user: User, today: date, most: int | None) -> Select[Problem]:
    query = (
        select(Problem)
        .outerjoin(Current, Current.id == Problem.current_id)
        .outerjoin(Lead, Lead.id == Problem.lead_id)
        .options(
            contains_eager(Problem.current.of_type(Current)), contains_eager(Problem.lead.of_type(Lead)),
            joinedload(Problem.project).load_only(Project.id, Project.name, Project.light, Project.light_reason),
            joinedload(Problem.lead_unit), joinedload(Problem.kind),
        )
        .where(_raised(user, today))
        .order_by(func.coalesce(Lead.severity, Severity.NONE), Problem.proposed_at, Problem.id)
    )  # fmt: skip
    return query.limit(most) if most else query


def matters(user: User, today: date, most: int | None = MOST) -> list[Matter]:
    """Return what needs the reader's decision, what hurts first on top."""
    found = db.session.scalars(_matters(user, today, most)).unique().all()
    named = holders.names([p.current.holder for p in found if p.current], user)
    return [_matter(problem, named, today) for problem in found]


def _matter(problem: Problem, named: dict[str, str], today: date) -> Matter:
    current = problem.current
    due, note = due_words(current, today) if current else ("", "")
    holder = named.get(current.holder, "") if current else ""
    return Matter(problem, holder, due, note, card_chip(problem.lead, today), taps(problem))


def taps(problem: Problem) -> list[str]:
    """Return what may be said with one tap; what does not name the unit answers a proposal."""
    unit = problem.lead_unit.label if problem.lead_unit else ""
    said = [str(text) for text in rules.value("problem.instruction_taps")]
    fitting = [text for text in said if (unit if "{unit}" in text else problem.proposal)]
    return [text.replace("{unit}", unit) for text in fitting] or presets(problem)[:1]


def _given(user: User, today: date, at: datetime) -> list[Given]:
    query = (
        select(Instruction)
        .options(joinedload(Instruction.problem).options(joinedload(Problem.current), joinedload(Problem.lead)))
        .where(Instruction.leader_id.in_(_mine(user, today)), Instruction.withdrawn_at.is_(None))
        .order_by(Instruction.id.desc())
    )
    found: Sequence[Instruction] = db.session.scalars(query.limit(MOST)).all()
    named = holders.names([i.problem.current.holder for i in found if i.problem.current], user)
    return [_told(one, named, user, today, at) for one in found]


def _told(one: Instruction, named: dict[str, str], user: User, today: date, at: datetime) -> Given:
    problem, current = one.problem, one.problem.current
    words = [state_words(problem)]
    if current is not None:
        words += [named.get(current.holder, ""), *due_words(current, today)]
    elif problem.written_off_at:
        words.append(f"{day(clock.local(problem.written_off_at).date(), today)}销号")
    outcome = "，".join(word for word in words if word)
    return Given(one, day(clock.local(one.at).date(), today), outcome, pressing.undoable(one, user, at))


def assemble(user: User, at: datetime) -> Deciding:
    """Gather the page in a fixed number of queries."""
    today = clock.local(at).date()
    week = today - timedelta(days=today.weekday())
    turned = db.session.execute(reds.query(user, clock.midnight(week), at).limit(MOST)).all()
    period = Period.reported(today)
    return Deciding(
        matters(user, today), db.session.scalar(counting(user, today)) or 0, week, reds.read(turned),
        turned[0].number if turned else 0, _given(user, today, at), period, analysis.figures(user, period),
    )  # fmt: skip
