"""A notice is one sentence to one person, with the address of what it is about."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from zz.db import Instant, Model


class Notice(Model):
    """`urgent` breaks through quiet hours (red cards); the rest waits for the digest of a working day at 08:30."""

    __tablename__ = "notice"
    __table_args__ = (
        Index("ix_notice_user", "user_id", "read_at", "id"),
        Index("ix_notice_sending", "sent_at", "urgent", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    at: Mapped[datetime] = mapped_column(Instant)
    text: Mapped[str] = mapped_column(String(300))
    url: Mapped[str] = mapped_column(String(200))
    urgent: Mapped[bool] = mapped_column(default=False)
    read_at: Mapped[datetime | None] = mapped_column(Instant)
    sent_at: Mapped[datetime | None] = mapped_column(Instant)


class Digest(Model):
    """The summary of one working day's morning for one person: made once, whoever ticks."""

    __tablename__ = "digest"
    __table_args__ = (UniqueConstraint("user_id", "day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    day: Mapped[date]
    text: Mapped[str] = mapped_column(String(300))
    sent_at: Mapped[datetime | None] = mapped_column(Instant)
