"""Rows of the review: what was decided on a case with which reason, and the lists that the reasons come from."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from zz.accounts.models import User
from zz.db import EnumText, Instant, Model
from zz.enrolment.models import School
from zz.enrolment.requests.models import EnrolmentRequest
from zz.enrolment.requests.vocabulary import RequestAction
from zz.enrolment.review.vocabulary import Purpose
from zz.sealed import EncryptedText


class Decision(Model):
    """A decision that has a reason or a school: declined, placed, sent back by a school, given up …

    `reason` is a line of a `ReasonList`; `note`, in one's own words, may tell of the family and is encrypted.
    `over_size`: placed over the class size, then `note` says why.
    """

    __tablename__ = "enrolment_decision"
    __table_args__ = (Index("ix_enrolment_decision_request", "request_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("enrolment_request.id", ondelete="CASCADE"))
    action: Mapped[RequestAction] = mapped_column(EnumText(RequestAction))
    school_id: Mapped[int | None] = mapped_column(ForeignKey("school.id"), index=True)
    over_size: Mapped[bool] = mapped_column(default=False)
    reason: Mapped[str] = mapped_column(String(100), default="")
    note: Mapped[str] = mapped_column(EncryptedText, default="")
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime] = mapped_column(Instant)

    request: Mapped[EnrolmentRequest] = relationship()
    school: Mapped[School | None] = relationship()
    by: Mapped[User | None] = relationship()


class ReasonList(Model):
    """The reasons that a park's work group offers for one purpose, one a line; the next number replaces a list."""

    __tablename__ = "enrolment_reason_list"
    __table_args__ = (UniqueConstraint("park_id", "purpose", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    park_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    purpose: Mapped[Purpose] = mapped_column(EnumText(Purpose))
    number: Mapped[int]
    lines: Mapped[str] = mapped_column(Text)
    why: Mapped[str] = mapped_column(String(200), default="")
    written_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    written_at: Mapped[datetime] = mapped_column(Instant)

    written_by: Mapped[User | None] = relationship()
