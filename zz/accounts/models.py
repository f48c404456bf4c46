"""Rows of accounts: the tree of units, users with their roles in them, sessions and lock-outs."""

from collections.abc import Iterable
from datetime import date, datetime

from flask_login import UserMixin
from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from zz.accounts.roles import GRANTS, Permission, Role, Scope, UnitKind
from zz.db import EnumText, Instant, Model, Versioned


class Unit(Versioned, Model):
    """A unit. `path` is `/1/5/`: the ids from the root to the unit itself, so a subtree is a prefix.

    `leader_id` is the leader in charge (分管市领导): the unit's projects are in that leader's field.
    """

    __tablename__ = "unit"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[UnitKind] = mapped_column(EnumText(UnitKind), index=True)
    name: Mapped[str] = mapped_column(String(128), unique=True)
    short_name: Mapped[str] = mapped_column(String(64), default="")
    uscc: Mapped[str | None] = mapped_column(String(18), unique=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    path: Mapped[str] = mapped_column(String(255), index=True, default="")
    leader_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    search: Mapped[str] = mapped_column(String(512), default="")
    active: Mapped[bool] = mapped_column(default=True)

    parent: Mapped["Unit | None"] = relationship(remote_side=[id])

    @property
    def root_id(self) -> int:
        """The id of the unit at the root of its tree: the county, for a unit of one."""
        return int(self.path.split("/")[1]) if self.path else self.id

    @property
    def label(self) -> str:
        """The name to show where room is short."""
        return self.short_name or self.name


class User(UserMixin, Versioned, Model):
    """A person with an account. `search` holds name, pinyin and initials; `password_hash` is argon2id."""

    __tablename__ = "user"

    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(64))
    phone: Mapped[str] = mapped_column(String(32), default="")
    search: Mapped[str] = mapped_column(String(512), default="")
    password_hash: Mapped[str] = mapped_column(String(255))
    password_changed_at: Mapped[datetime] = mapped_column(Instant)
    must_change_password: Mapped[bool] = mapped_column(default=True)
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(Instant)

    memberships: Mapped[list["Membership"]] = relationship(
        back_populates="user", cascade="all, delete-orphan", order_by="Membership.id"
    )
    standing_in: Mapped[list["Deputy"]] = relationship(
        back_populates="deputy", foreign_keys="Deputy.deputy_id", passive_deletes=True
    )

    @property
    def is_active(self) -> bool:
        return self.active

    @property
    def roles(self) -> set[Role]:
        """The roles held in any unit."""
        return {m.role for m in self.memberships}

    @property
    def unit(self) -> Unit | None:
        """The unit of the first role: what is shown beside the name."""
        return self.memberships[0].unit if self.memberships else None

    def grants(self, permission: Permission) -> Iterable[tuple[Scope, Unit]]:
        """Yield how far `permission` reaches and from which unit, one pair a role that has it."""
        for membership in self.memberships:
            if (scope := GRANTS[membership.role].get(permission)) is not None:
                yield scope, membership.unit

    def has(self, permission: Permission) -> bool:
        """Tell whether any role gives `permission`, however far it reaches."""
        return any(True for _ in self.grants(permission))


class Membership(Model):
    """A role of a user in a unit."""

    __tablename__ = "membership"
    __table_args__ = (UniqueConstraint("user_id", "unit_id", "role"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    role: Mapped[Role] = mapped_column(EnumText(Role), index=True)

    user: Mapped[User] = relationship(back_populates="memberships")
    unit: Mapped[Unit] = relationship()


class Deputy(Model):
    """代理: `deputy_id` answers to the keys of `user_id` from `from_day` to `to_day`; every act names both."""

    __tablename__ = "deputy"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    deputy_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    from_day: Mapped[date]
    to_day: Mapped[date]
    ended_at: Mapped[datetime | None] = mapped_column(Instant)

    user: Mapped[User] = relationship(foreign_keys=[user_id])
    deputy: Mapped[User] = relationship(back_populates="standing_in", foreign_keys=[deputy_id])


class PasswordHistory(Model):
    """A password used before: none of the last five comes again."""

    __tablename__ = "password_history"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    password_hash: Mapped[str] = mapped_column(String(255))
    at: Mapped[datetime] = mapped_column(Instant)


class AuthSession(Model):
    """A sign-in that lasts: the cookie holds a random token, the row its SHA-256. On the machine's clock."""

    __tablename__ = "auth_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime] = mapped_column(Instant)
    last_seen_at: Mapped[datetime] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    address: Mapped[str | None] = mapped_column(String(64))
    agent: Mapped[str] = mapped_column(String(256), default="")

    user: Mapped[User] = relationship()


class LoginThrottle(Model):
    """Failed sign-ins counted under `key` (`account:…` or `address:…`). On the machine's clock."""

    __tablename__ = "login_throttle"

    key: Mapped[str] = mapped_column(String(128), primary_key=True)
    failures: Mapped[int] = mapped_column(default=0)
    first_at: Mapped[datetime] = mapped_column(Instant)
    locked_until: Mapped[datetime | None] = mapped_column(Instant)
