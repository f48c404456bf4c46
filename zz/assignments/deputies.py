"""代理: who stands in for whom. A deputy answers to all keys of his principal, and cannot pass them on."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from zz.accounts.models import Deputy, Membership, Unit, User
from zz.accounts.roles import ADMINISTRATORS, Role
from zz.assignments import verbs
from zz.assignments.timing import day
from zz.db import db
from zz.journal import record
from zz.notices import notify

PATH = "/deputies"


class Refused(Exception):
    """An appointment that the rules do not allow; `field` is where the form says so."""

    def __init__(self, text: str, field: str) -> None:
        super().__init__(text)
        self.text, self.field = text, field


@dataclass(frozen=True)
class Deputies:
    """What lies ahead or is in force, and what is over (newest first), in both directions."""

    mine: list[Deputy]
    others: list[Deputy]
    past: list[Deputy]


def eligible(user: User) -> list[User]:
    """Return who may stand in for `user`: active people of his own units, or of the project centre of his county."""
    units = {m.unit_id for m in user.memberships}
    roots = {m.unit.root_id for m in user.memberships}
    centre = [Unit.path.startswith(f"/{root}/") & (Membership.role == Role.CENTRE) for root in roots]
    query = (
        select(User)
        .join(Membership)
        .join(Unit, Unit.id == Membership.unit_id)
        .where(User.active, User.id != user.id, Membership.role.not_in(ADMINISTRATORS))
        .where(or_(Membership.unit_id.in_(units), *centre))
        .order_by(User.name, User.id)
    )
    return list(db.session.scalars(query.distinct()))


def of(user: User, on: date) -> Deputies:
    """Return the appointments that concern `user`."""
    query = (
        select(Deputy)
        .options(joinedload(Deputy.user), joinedload(Deputy.deputy))
        .where(or_(Deputy.user_id == user.id, Deputy.deputy_id == user.id))
        .order_by(Deputy.from_day.desc(), Deputy.id.desc())
    )
    found = list(db.session.scalars(query.limit(200)))
    ahead = [row for row in found if row.ended_at is None and row.to_day >= on]
    return Deputies(
        [row for row in reversed(ahead) if row.user_id == user.id],
        [row for row in reversed(ahead) if row.deputy_id == user.id],
        [row for row in found if row not in ahead][:20],
    )


def appoint(user: User, deputy_id: int, from_day: date, to_day: date, *, by: User, at: datetime) -> Deputy:
    """委托代理: from `from_day` to `to_day` another person answers for a locked `user`.

    Raises:
        Refused: the days, or the person, or both together do not go.
    """
    if from_day < day(at):
        raise Refused("开始日期不能早于今天。", "from_day")
    if to_day < from_day:
        raise Refused("结束日期不能早于开始日期。", "to_day")
    deputy = next((person for person in eligible(user) if person.id == deputy_id), None)
    if deputy is None:
        raise Refused("只能委托本单位或项目管理中心的在用账号，且不能是本人。", "deputy_id")
    clash = select(Deputy).where(
        Deputy.user_id == user.id, Deputy.ended_at.is_(None), Deputy.from_day <= to_day, Deputy.to_day >= from_day
    )
    if other := db.session.scalars(clash.limit(1)).first():
        raise Refused(f"{span(other)}已委托{other.deputy.name}代理。请避开这段时间，或先终止该代理。", "from_day")
    row = Deputy(user=user, deputy=deputy, from_day=from_day, to_day=to_day)
    db.session.add(row)
    db.session.flush()
    record(verbs.DEPUTY_APPOINTED, user, by=by, at=at, deputy=deputy.name, from_day=from_day, to_day=to_day)
    notify([deputy], f"{user.name}委托您代理：{span(row)}，期间其交办、审批由您办理", PATH, at=at, but=by)
    return row


def end(row: Deputy, *, by: User, at: datetime) -> None:
    """终止代理: from now on he stands in no longer. Either of the two may."""
    if row.ended_at is not None:
        return
    row.ended_at = at
    db.session.flush()
    record(verbs.DEPUTY_ENDED, row.user, by=by, at=at, deputy=row.deputy.name, from_day=row.from_day, to_day=row.to_day)
    notify([row.user, row.deputy], f"{row.deputy.name}代理{row.user.name}已终止", PATH, at=at, but=by)


def span(row: Deputy) -> str:
    """Return 9月8日至9月12日."""
    first, last = row.from_day, row.to_day
    start = f"{first.month}月{first.day}日"
    if first == last:
        return start
    year = f"{last.year}年" if last.year != first.year else ""
    return f"{start}至{year}{last.month}月{last.day}日"
