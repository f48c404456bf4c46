"""Who has read which field of which case, and who has taken a list with him: never what the field said."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from zz.db import Instant, Model


class Reading(Model):
    """One protected field shown, one paper served, or one list exported (`request_id` None), with the reason given.

    `who` is the reader's name and unit as they were; rows stay when the case itself is anonymised.
    """

    __tablename__ = "enrolment_reading"
    __table_args__ = (
        Index("ix_enrolment_reading_request", "request_id", "id"),
        Index("ix_enrolment_reading_at", "at", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int | None] = mapped_column(ForeignKey("enrolment_request.id", ondelete="SET NULL"))
    number: Mapped[str] = mapped_column(String(64), default="")
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    who: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime] = mapped_column(Instant)
    field: Mapped[str] = mapped_column(String(64))
    reason: Mapped[str] = mapped_column(String(200))
