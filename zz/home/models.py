"""The row of the first page: up to when somebody has looked at what turned red."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from zz.db import Instant, Model


class HomeMark(Model):
    """Up to `seen_until` its user has looked at what turned red; `before` is where the mark stood, to take it back."""

    __tablename__ = "home_mark"

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), primary_key=True)
    seen_until: Mapped[datetime] = mapped_column(Instant)
    before: Mapped[datetime | None] = mapped_column(Instant)
