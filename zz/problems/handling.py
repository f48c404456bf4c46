"""The assignments of a problem as its operations need them: read under lock, told apart, and whom they reach."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import select

from zz.accounts.models import User
from zz.assignments import cards, holders, policy
from zz.assignments.flow import ENDED, HELD
from zz.assignments.models import Assignment, Card, Follow
from zz.assignments.subjects import Ref
from zz.assignments.timing import day
from zz.assignments.vocabulary import AssignmentKind, AssignmentState, CardState, Part
from zz.db import db
from zz.journal import Verb, record
from zz.notices import notify
from zz.problems.models import Problem

SETTLED = (AssignmentState.REPLIED, AssignmentState.DISCHARGED, AssignmentState.WITHDRAWN)


def note(
    verb: Verb, problem: Problem, whose: Collection[str] | None = None, *, by: User, at: datetime, **payload: Any
) -> None:
    """Record an event about the problem, naming whom a deputy acts for: it is the act of `whose` keys, the assigner's
    unless given."""
    behalf = policy.behalf(by, {problem.assigner} if whose is None else whose, day(at))
    record(verb, problem, by=by, at=at, on_behalf_of=behalf, **payload)


def judges(found: Iterable[Assignment]) -> set[str]:
    """Return the keys of who verifies or writes off, and of whoever asked them to."""
    judging = live(found, AssignmentKind.VERIFY, AssignmentKind.WRITE_OFF)
    return {key for a in judging for key in (a.holder, a.issuer)}


def assignments_of(problem: Problem, *, lock: bool = False) -> list[Assignment]:
    """Return every assignment about the problem, oldest first; locked where they are to be changed."""
    query = (
        select(Assignment)
        .where(Assignment.subject_type == problem.__tablename__, Assignment.subject_id == problem.id)
        .order_by(Assignment.id)
    )
    if lock:
        query = query.with_for_update(of=Assignment, key_share=True).execution_options(populate_existing=True)
    return list(db.session.scalars(query))


def live(found: Iterable[Assignment], *kinds: AssignmentKind) -> list[Assignment]:
    """Return those not ended; of `kinds` only where some are given."""
    return [a for a in found if a.state not in ENDED and (not kinds or a.kind in kinds)]


def held(found: Iterable[Assignment], *kinds: AssignmentKind) -> list[Assignment]:
    """Return those that their holder has yet to answer."""
    return [a for a in found if a.state in HELD and (not kinds or a.kind in kinds)]


def sent_back(found: Iterable[Assignment]) -> list[Assignment]:
    """Return those that came back and wait for the assigner's word."""
    return [a for a in found if a.state == AssignmentState.SENT_BACK]


def outstanding(found: Iterable[Assignment]) -> list[Assignment]:
    """Return the assisting units' assignments that keep the lead's reply from being accepted."""
    handles = [a for a in found if a.kind == AssignmentKind.HANDLE and a.part == Part.ASSISTING]
    return [a for a in handles if a.state not in SETTLED]


def drop_stale_cards(subject: Ref, *, at: datetime) -> None:
    """Drop the cards that wait to be issued for duties about a subject that have ended."""
    query = (
        select(Card)
        .join(Card.assignment)
        .where(Card.state == CardState.PREPARED, Assignment.state.in_(ENDED))
        .where(Assignment.subject_type == subject.__tablename__, Assignment.subject_id == subject.id)
    )
    db.session.flush()
    for card in db.session.scalars(query).all():
        cards.drop(card, "事项已办结、撤回或改派", by=None, at=at)


def told(problem: Problem) -> list[User]:
    """Return who hears how the problem goes on: who brought it up and who follows it."""
    following = select(Follow.user_id).where(
        Follow.subject_type == problem.__tablename__, Follow.subject_id == problem.id
    )
    query = select(User).where(User.active, (User.id == problem.reported_by_id) | User.id.in_(following))
    return list(db.session.scalars(query))


def tell(problem: Problem, text: str, keys: Iterable[str] = (), *, by: User | None, at: datetime) -> None:
    """Say it to the reporter and the followers, and to whoever answers to `keys`; to each once.

    Every operation ends with it, so it also drops the cards that wait for duties which have just ended.
    """
    drop_stale_cards(Ref(problem.__tablename__, problem.id), at=at)
    people = {user.id: user for user in told(problem)}
    for key in dict.fromkeys(keys):
        people.update({user.id: user for user in holders.people(key)})
    notify(people.values(), text, f"/problems/{problem.id}", at=at, but=by)
