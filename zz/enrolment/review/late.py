"""What a leader reads of a late case: which office is late with which step, its cards, and nothing of the child."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from zz import clock
from zz.accounts.models import User
from zz.assignments import holders, policy
from zz.assignments.models import Assignment, Card
from zz.assignments.rows import Due, day_words, due_of
from zz.assignments.vocabulary import CardState
from zz.db import db
from zz.enrolment.requests.access import SUBJECT


@dataclass(frozen=True)
class Late:
    """A duty that has climbed: its words, who is late, by when it was due, the cards shown, a text to send on."""

    title: str
    number: str
    holder: str
    due: Due
    cards: list[str]
    reminder: str


def of(user: User, request_id: int, today: date) -> Late | None:
    """Return the late duty of a case that has climbed to `user`; None where none has, or it is done."""
    query = select(Assignment).where(
        Assignment.subject_type == SUBJECT, Assignment.subject_id == request_id, Assignment.ended_at.is_(None),
        Assignment.climbed_to.in_(policy.keys(user, today)),
    )  # fmt: skip
    found = db.session.scalars(query.order_by(Assignment.id.desc()).limit(1)).first()
    if found is None:
        return None
    title, _, number = found.title.partition("：")
    holder, due = holders.names([found.holder])[found.holder], due_of(found, today)
    said = f"{holder}：“{title}”（{number}）应于{due.text}，{due.note}，请尽快办理并告知结果。"
    return Late(title, number, holder, due, [_words(card) for card in _cards(found)], said)


def _words(card: Card) -> str:
    at = f"（{day_words(clock.local(card.decided_at).date())}发出）" if card.decided_at else ""
    return f"{card.severity.label} {card.number}{at}"


def _cards(duty: Assignment) -> Sequence[Card]:
    query = select(Card).where(Card.assignment_id == duty.id, Card.state == CardState.ISSUED)
    return db.session.scalars(query.order_by(Card.id)).all()
