"""What administrators can find: users and units, to be kept."""

from collections.abc import Sequence

from flask import Flask
from sqlalchemy import select

from zz.access import Permission
from zz.accounts.models import Unit, User
from zz.db import db
from zz.web.finding import Hit, Source, matches, register


def users(_user: User, words: Sequence[str], most: int) -> list[Hit]:
    """Find users by name, user name, phone, pinyin, initials."""
    query = select(User.id, User.name, User.username).where(matches(User.search, words)).order_by(User.name).limit(most)
    return [Hit(row.name, row.username, f"/admin/users/{row.id}") for row in db.session.execute(query)]


def units(_user: User, words: Sequence[str], most: int) -> list[Hit]:
    """Find units by name, short name, code, pinyin, initials."""
    query = select(Unit.id, Unit.name, Unit.kind).where(matches(Unit.search, words)).order_by(Unit.name).limit(most)
    return [Hit(row.name, row.kind.label, f"/admin/units/{row.id}") for row in db.session.execute(query)]


def init_app(app: Flask) -> None:
    """Register the kinds."""
    keep = (Permission.USERS_MANAGE,)
    register(app, Source("用户", keep, users))
    register(app, Source("单位", keep, units))
