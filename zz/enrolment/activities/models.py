"""Rows of activities: what is offered, who has signed up, who was there."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from zz.accounts.models import Unit
from zz.db import EnumText, Instant, Model, Versioned
from zz.enrolment.activities.vocabulary import ActivityKind, ActivityState, SignUpState
from zz.enrolment.vocabulary import grade_label
from zz.sealed import EncryptedText


class Activity(Versioned, Model):
    """课余辅导 or 暑期活动 of a park for children of `first_grade` to `last_grade`, with a number of places.

    `hours` says when, in words (每周三 17:30—19:00). Sign-up is open to the end of `sign_up_by`.
    """

    __tablename__ = "activity"
    __table_args__ = (Index("ix_activity_park", "park_id", "state", "ends_on", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    park_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    kind: Mapped[ActivityKind] = mapped_column(EnumText(ActivityKind))
    title: Mapped[str] = mapped_column(String(64))
    detail: Mapped[str] = mapped_column(Text, default="")
    place: Mapped[str] = mapped_column(String(64))
    hours: Mapped[str] = mapped_column(String(64), default="")
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    sign_up_by: Mapped[date]
    places: Mapped[int]
    first_grade: Mapped[int]
    last_grade: Mapped[int]
    state: Mapped[ActivityState] = mapped_column(EnumText(ActivityState), default=ActivityState.DRAFT)
    published_at: Mapped[datetime | None] = mapped_column(Instant)
    cancel_reason: Mapped[str] = mapped_column(String(200), default="")
    names_forgotten: Mapped[bool] = mapped_column(default=False)

    @property
    def grades(self) -> str:
        """一年级至六年级."""
        if self.first_grade == self.last_grade:
            return grade_label(self.first_grade)
        return f"{grade_label(self.first_grade)}至{grade_label(self.last_grade)}"


class SignUp(Versioned, Model):
    """A child whom an enterprise has signed up: a name as the family calls it and a grade, nothing more.

    The name is held encrypted, and seen by the child's own enterprise and the work group alone. Who waits moves up in
    the order of `id`.
    """

    __tablename__ = "activity_sign_up"
    __table_args__ = (
        Index("ix_activity_sign_up_activity", "activity_id", "state", "id"),
        Index("ix_activity_sign_up_enterprise", "enterprise_id", "activity_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id", ondelete="CASCADE"))
    enterprise_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    child_name: Mapped[str] = mapped_column(EncryptedText)
    grade: Mapped[int]
    state: Mapped[SignUpState] = mapped_column(EnumText(SignUpState))
    signed_up_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    signed_up_at: Mapped[datetime] = mapped_column(Instant)
    moved_up_at: Mapped[datetime | None] = mapped_column(Instant)

    activity: Mapped[Activity] = relationship()
    enterprise: Mapped[Unit] = relationship()

    @property
    def grade_label(self) -> str:
        """The grade in words."""
        return grade_label(self.grade)


class Attendance(Model):
    """Whether a child was there on a day."""

    __tablename__ = "activity_attendance"
    __table_args__ = (UniqueConstraint("sign_up_id", "on_day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    sign_up_id: Mapped[int] = mapped_column(ForeignKey("activity_sign_up.id", ondelete="CASCADE"))
    on_day: Mapped[date]
    present: Mapped[bool]
