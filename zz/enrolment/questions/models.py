"""Rows of questions: what an enterprise asks the work group, and what is published of it without names."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from zz.accounts.models import Unit, User
from zz.assignments.models import Assignment
from zz.db import EnumText, Instant, Model, Versioned
from zz.enrolment.questions.vocabulary import QuestionState, Topic


class Question(Versioned, Model):
    """A question of one enterprise to a park's work group. No other enterprise ever sees it."""

    __tablename__ = "enrolment_question"
    __table_args__ = (
        Index("ix_enrolment_question_park", "park_id", "state", "id"),
        Index("ix_enrolment_question_enterprise", "enterprise_id", "state", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    park_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    enterprise_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    asked_at: Mapped[datetime] = mapped_column(Instant)
    topic: Mapped[Topic] = mapped_column(EnumText(Topic))
    text: Mapped[str] = mapped_column(Text)
    state: Mapped[QuestionState] = mapped_column(EnumText(QuestionState), default=QuestionState.ASKED)
    due_on: Mapped[date]
    assignment_id: Mapped[int | None] = mapped_column(ForeignKey("assignment.id"))
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    answered_at: Mapped[datetime | None] = mapped_column(Instant)
    search: Mapped[str] = mapped_column(Text, default="")

    enterprise: Mapped[Unit] = relationship(foreign_keys=[enterprise_id])
    asked_by: Mapped[User] = relationship(foreign_keys=[asked_by_id])
    answered_by: Mapped[User | None] = relationship(foreign_keys=[answered_by_id])
    assignment: Mapped[Assignment | None] = relationship()


class Faq(Versioned, Model):
    """常见问题: a question and its answer without names, for everybody. `question_id` is where it came from."""

    __tablename__ = "enrolment_faq"
    __table_args__ = (Index("ix_enrolment_faq_park", "park_id", "active", "topic", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    park_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    question_id: Mapped[int | None] = mapped_column(ForeignKey("enrolment_question.id"), unique=True)
    topic: Mapped[Topic] = mapped_column(EnumText(Topic))
    question: Mapped[str] = mapped_column(String(300))
    answer: Mapped[str] = mapped_column(Text)
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    published_at: Mapped[datetime] = mapped_column(Instant)
    search: Mapped[str] = mapped_column(Text, default="")
    active: Mapped[bool] = mapped_column(default=True)
