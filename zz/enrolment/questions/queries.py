"""Reading questions and what is published of them."""

from datetime import date
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from zz.accounts.models import User
from zz.db import db
from zz.enrolment.questions.access import visible_to
from zz.enrolment.questions.models import Faq, Question
from zz.enrolment.questions.vocabulary import QuestionState, Topic
from zz.spelling import search_key


def listed(user: User, state: QuestionState, q: str = "", topic: Topic | None = None) -> Select[Any]:
    """Return the questions that `user` sees in a state: those to be answered by date, others the newest first."""
    query = select(Question).options(joinedload(Question.enterprise), joinedload(Question.asked_by))
    query = query.where(visible_to(user), Question.state == state)
    if q:
        query = query.where(Question.search.contains(search_key(q), autoescape=True))
    if topic:
        query = query.where(Question.topic == topic)
    if state == QuestionState.ASKED:
        return query.order_by(Question.due_on, Question.id)
    return query.order_by(Question.id.desc())


def counts(user: User) -> dict[QuestionState, int]:
    """Return how many questions `user` sees in each state (one query)."""
    query = select(Question.state, func.count()).where(visible_to(user)).group_by(Question.state)
    found: dict[QuestionState, int] = dict(db.session.execute(query).all())
    return {state: found.get(state, 0) for state in QuestionState}


def first_due(user: User) -> date | None:
    """Return the earliest day by which a question that `user` sees is to be answered."""
    query = select(func.min(Question.due_on)).where(visible_to(user), Question.state == QuestionState.ASKED)
    return db.session.scalar(query)


def find(user: User, question_id: int) -> Question | None:
    """Return a question that `user` sees."""
    query = select(Question).options(
        joinedload(Question.enterprise), joinedload(Question.asked_by), joinedload(Question.answered_by)
    )
    return db.session.scalars(query.where(Question.id == question_id, visible_to(user))).first()


def published(park_id: int, q: str = "", topic: Topic | None = None, *, hidden: bool = False) -> Select[Any]:
    """Return what a park has published, by topic, the newest first; with `hidden` also what was taken down."""
    query = select(Faq).where(Faq.park_id == park_id)
    if not hidden:
        query = query.where(Faq.active)
    if q:
        query = query.where(Faq.search.contains(search_key(q), autoescape=True))
    if topic:
        query = query.where(Faq.topic == topic)
    return query.order_by(Faq.active.desc(), Faq.topic, Faq.id.desc())


def count_published(park_id: int) -> int:
    """Return how many entries everybody reads."""
    query = select(func.count()).select_from(Faq).where(Faq.park_id == park_id, Faq.active)
    return db.session.scalar(query) or 0


def faq_of(question: Question) -> Faq | None:
    """Return what was published of a question."""
    return db.session.scalars(select(Faq).where(Faq.question_id == question.id)).first()


def find_faq(park_id: int, faq_id: int) -> Faq | None:
    """Return an entry of a park."""
    return db.session.scalars(select(Faq).where(Faq.park_id == park_id, Faq.id == faq_id)).first()
