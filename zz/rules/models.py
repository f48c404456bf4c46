"""One row a version of a rule: in force from `valid_from` up to, not including, `valid_to`."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from zz.db import Instant, Model


class Rule(Model):
    """A version of a rule: its value as JSON, when it holds, who set it and why. No row: the default holds.

    `taken_up_at` is when what depends on it was told that it is in force: None while its day is to come.
    """

    __tablename__ = "rule"
    __table_args__ = (Index("ix_rule_key_valid_from", "key", "valid_from"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(64))
    value: Mapped[Any] = mapped_column(JSON)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    changed_by_name: Mapped[str] = mapped_column(String(64))
    changed_at: Mapped[datetime] = mapped_column(Instant)
    taken_up_at: Mapped[datetime | None] = mapped_column(Instant)
    reason: Mapped[str] = mapped_column(Text)
