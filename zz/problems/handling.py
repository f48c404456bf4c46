"""The assignments of a problem as its operations need them: read under lock, told apart, and whom they reach."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select

from zz.accounts.models import User
from zz.assignments import cards, holders
from zz.assignments.flow import ENDED, HELD
from zz.assignments.models import Assignment, Card, Follow
from zz.assignments.vocabulary import AssignmentKind, AssignmentState, CardState, Part
from zz.db import db
from zz.notices import notify
from zz.problems.models import Problem

SETTLED = (AssignmentState.REPLIED, AssignmentState.DISCHARGED, AssignmentState.WITHDRAWN)


def assignments_of(problem: Problem, *, lock: bool = False) -> list[Assignment]:
    """Return every assignment about the problem, oldest first; locked where they are to be changed."""
    query = (
        select(Assignment)
        .where(Assignment.subject_type == problem.__tablename__, Assignment.subject_id == problem.id)
        .order_by(Assignment.id)
    )
    if lock:
        query = query.with_for_update(of=Assignment).execution_options(populate_existing=True)
    return list(db.session.scalars(query))


def live(found: Iterable[Assignment], *kinds: AssignmentKind) -> list[Assignment]:
    """Return those not ended; of `kinds` only where some are given."""
    return [a for a in found if a.state not in ENDED and (not kinds or a.kind in kinds)]


def held(found: Iterable[Assignment], *kinds: AssignmentKind) -> list[Assignment]:
    """Return those that their holder has yet to answer."""
    return [a for a in found if a.state in HELD and (not kinds or a.kind in kinds)]


def outstanding(found: Iterable[Assignment]) -> list[Assignment]:
    """Return the assisting units' assignments that keep the lead's reply from being accepted."""
    handles = [a for a in found if a.kind == AssignmentKind.HANDLE and a.part == Part.ASSISTING]
    return [a for a in handles if a.state not in SETTLED]


def drop_stale_cards(problem: Problem, *, at: datetime) -> None:
    """Drop the cards that wait to be issued for duties that have ended."""
    query = (
        select(Card)
        .join(Card.assignment)
        .where(Card.state == CardState.PREPARED, Assignment.state.in_(ENDED))
        .where(Assignment.subject_type == problem.__tablename__, Assignment.subject_id == problem.id)
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
    drop_stale_cards(problem, at=at)
    people = {user.id: user for user in told(problem)}
    for key in dict.fromkeys(keys):
        people.update({user.id: user for user in holders.people(key)})
    notify(people.values(), text, f"/problems/{problem.id}", at=at, but=by)
