"""Who sees which question: the enterprise that asked, and the work group of the park that it asked. Nobody else."""

from sqlalchemy import ColumnElement, false, or_, select

from zz.accounts.models import User
from zz.accounts.roles import Permission as P
from zz.db import db
from zz.enrolment.questions.models import Question

SUBJECT = Question.__tablename__


def units(user: User, permission: P) -> list[int]:
    """Return the units in which `user` has a permission, in order."""
    return list(dict.fromkeys(unit.id for _scope, unit in user.grants(permission)))


def visible_to(user: User) -> ColumnElement[bool]:
    """Return the condition on Question for what `user` may see; every list starts from it."""
    asked, answered = units(user, P.ENROLMENT_FILE), units(user, P.ENROLMENT_ANSWER)
    return or_(
        Question.enterprise_id.in_(asked) if asked else false(),
        Question.park_id.in_(answered) if answered else false(),
    )


def sees(user: User, question_id: int) -> bool:
    """Tell whether `user` sees a question."""
    return db.session.scalar(select(Question.id).where(Question.id == question_id, visible_to(user))) is not None


def asks(user: User, question: Question) -> bool:
    """Tell whether the question is that of the user's own enterprise."""
    return question.enterprise_id in units(user, P.ENROLMENT_FILE)


def answers(user: User, question: Question) -> bool:
    """Tell whether `user` answers for the work group that was asked."""
    return question.park_id in units(user, P.ENROLMENT_ANSWER)


def answers_for(user: User, park_id: int) -> bool:
    """Tell whether `user` is of a park's work group."""
    return park_id in units(user, P.ENROLMENT_ANSWER)


def names_shown(user: User, question: Question) -> bool:
    """Tell whether `user` may know which enterprise asked: members from association and enterprises may not."""
    return question.park_id in units(user, P.ENROLMENT_NAMES) or asks(user, question)
