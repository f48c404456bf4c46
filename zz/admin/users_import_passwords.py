"""First passwords of imported users: dealt out to those who have not signed in yet, shown once, kept nowhere."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import selectinload

from zz.accounts import passwords
from zz.accounts.models import AuthSession, Membership, User
from zz.accounts.user_operations import reset_password
from zz.db import db
from zz.imports.models import ImportRow
from zz.imports.vocabulary import Outcome
from zz.sheets.write import Column, write_table

KEYS = {"unit": "单位", "name": "姓名", "username": "用户名", "password": "初始密码"}


@dataclass(frozen=True)
class Dealt:
    """A user and the first password, in words and as its hash."""

    user_id: int
    unit: str
    name: str
    username: str
    password: str
    password_hash: str


def waiting(batch_id: int) -> Sequence[User]:
    """Return the users a batch has created who have never signed in, in the order of the file."""
    signed_in = exists().where(AuthSession.user_id == User.id)
    query = (
        select(User)
        .join(ImportRow, ImportRow.subject_id == User.id)
        .where(
            ImportRow.batch_id == batch_id, ImportRow.outcome == Outcome.CREATE, ImportRow.applied,
            ImportRow.undone.is_(False), User.active, User.must_change_password, ~signed_in,
        )
        .order_by(ImportRow.id)
        .options(selectinload(User.memberships).joinedload(Membership.unit))
    )  # fmt: skip
    return db.session.scalars(query).all()


def draw(users: Iterable[User]) -> list[Dealt]:
    """Draw a password for each; the slow part, before the transaction."""
    drawn = []
    for user in users:
        password = passwords.one_time()
        unit = user.unit.name if user.unit else ""
        drawn.append(
            Dealt(user.id, unit, user.name, user.username, password, passwords.hash_one_time(password))
        )  # fmt: skip
    return drawn


def deal(batch_id: int, drawn: Sequence[Dealt], *, by: User, at: datetime) -> list[Dealt]:
    """Give the passwords to those who still wait; return them. An earlier first password holds no longer."""
    still = {user.id: user for user in waiting(batch_id)}
    dealt = [one for one in drawn if one.user_id in still]
    for one in dealt:
        reset_password(still[one.user_id], one.password_hash, by=by, at=at)
    return dealt


def workbook(rows: Iterable[Sequence[str]]) -> bytes:
    """Return the list to be handed out: unit, name, user name, first password."""
    columns = [Column(key, label, width=24) for key, label in KEYS.items()]
    cells = [dict(zip(KEYS, row, strict=True)) for row in rows]
    return write_table(columns, cells, title="初始密码表", subtitle="请分别告知本人，首次登录须修改；用后请删除本文件")
