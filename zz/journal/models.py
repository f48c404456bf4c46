"""Rows of the journal. Events and seals are never changed: the session and a database trigger refuse it."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, event
from sqlalchemy.orm import Mapped, Session, mapped_column

from zz.db import EnumText, Instant, Model
from zz.labels import LabelledEnum


class Event(Model):
    """One change: who (`actor_id`, None = the system), when, from where, what, on which row, with which values.

    `at` is the program's clock, `recorded_at` the machine's. `on_behalf_of_id` names the person a deputy stood in for.
    """

    __tablename__ = "event"
    __table_args__ = (
        Index("ix_event_subject", "subject_type", "subject_id", "id"),
        Index("ix_event_at", "at", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(Instant)
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    verb: Mapped[str] = mapped_column(String(64), index=True)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    actor_name: Mapped[str] = mapped_column(String(64))
    on_behalf_of_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    address: Mapped[str | None] = mapped_column(String(64))
    subject_type: Mapped[str] = mapped_column(String(32))
    subject_id: Mapped[int]
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)


class Seal(Model):
    """A link of the chain: the hash over the previous seal and the events `first_event_id`…`last_event_id`."""

    __tablename__ = "seal"

    id: Mapped[int] = mapped_column(primary_key=True)
    sealed_at: Mapped[datetime] = mapped_column(Instant)
    first_event_id: Mapped[int] = mapped_column(unique=True)
    last_event_id: Mapped[int] = mapped_column(unique=True)
    events: Mapped[int]
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class AccessKind(LabelledEnum):
    """What an access entry tells of."""

    SIGNED_IN = "signed_in", "登录"
    SIGN_IN_FAILED = "sign_in_failed", "登录失败"
    LOCKED_OUT = "locked_out", "锁定"
    SIGNED_OUT = "signed_out", "退出"
    DENIED = "denied", "越权被拒"
    READ = "read", "查看敏感信息"
    EXPORTED = "exported", "导出"


class AccessEntry(Model):
    """A sign-in, a refusal, an export or a reading of protected fields; on the machine's clock."""

    __tablename__ = "access_log"
    __table_args__ = (Index("ix_access_log_at", "at", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(Instant)
    kind: Mapped[AccessKind] = mapped_column(EnumText(AccessKind), index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    username: Mapped[str] = mapped_column(String(64))
    address: Mapped[str | None] = mapped_column(String(64))
    target: Mapped[str] = mapped_column(String(256))
    detail: Mapped[str | None] = mapped_column(Text)


@event.listens_for(Session, "before_flush")
def _refuse_change(session: Session, _context: Any, _instances: Any) -> None:
    for row in [*session.dirty, *session.deleted]:
        if isinstance(row, Event | Seal) and (row in session.deleted or session.is_modified(row)):
            raise RuntimeError("the journal is append-only")
