"""The morning digest: on working days from 08:30, one summary a person of what waits for him."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import case, func, select
from sqlalchemy.orm import selectinload

from zz import calendar, clock
from zz.accounts.models import Membership, User
from zz.assignments import holders
from zz.assignments.ladder import AT
from zz.assignments.models import Assignment
from zz.assignments.vocabulary import AssignmentState
from zz.db import db, writing
from zz.jobs import on_tick
from zz.notices import Digest, notify

S = AssignmentState


@dataclass
class Waiting:
    """What waits for one holder, or for one person who answers to several."""

    to_sign: int = 0
    working: int = 0
    overdue: int = 0
    soon: int = 0

    def add(self, other: "Waiting") -> None:
        """Add another holder's."""
        self.to_sign += other.to_sign
        self.working += other.working
        self.overdue += other.overdue
        self.soon += other.soon

    @property
    def text(self) -> str:
        """Say it in one line; empty where nothing waits."""
        parts = [
            f"待签收 {self.to_sign} 件" if self.to_sign else "",
            f"办理中 {self.working} 件" if self.working else "",
        ]
        parts += [f"逾期 {self.overdue} 件" if self.overdue else "", f"明天前到期 {self.soon} 件" if self.soon else ""]
        return "今日待办：" + "，".join(p for p in parts if p) if self.to_sign or self.working else ""


def waiting(today: date) -> dict[str, Waiting]:
    """Return what waits, by holder key (one query)."""
    soon = calendar.add_working_days(today, 1)
    a = Assignment
    query = (
        select(
            a.holder,
            func.sum(case((a.state == S.PENDING, 1), else_=0)),
            func.sum(case((a.state == S.IN_PROGRESS, 1), else_=0)),
            func.sum(case((a.next_due_on < today, 1), else_=0)),
            func.sum(case((a.next_due_on.between(today, soon), 1), else_=0)),
        )
        .where(a.state.in_((S.PENDING, S.IN_PROGRESS)))
        .group_by(a.holder)
    )
    return {key: Waiting(*(int(n) for n in counts)) for key, *counts in db.session.execute(query)}


def _of(user: User, by_key: dict[str, Waiting]) -> Waiting:
    found = Waiting()
    for key in holders.keys_of(user):
        if key in by_key:
            found.add(by_key[key])
    return found


@on_tick
def digest(at: datetime) -> Counter[str]:
    """Make the day's digests, once: a row a person and day, and one notice; count them."""
    now = clock.local(at)
    today = now.date()
    if now.time() < AT or not calendar.is_working_day(today):
        return Counter()
    if db.session.scalar(select(Digest.id).where(Digest.day == today).limit(1)) is not None:
        return Counter()
    with writing():
        made = set(db.session.scalars(select(Digest.user_id).where(Digest.day == today)))
        by_key = waiting(today)
        people = select(User).where(User.active).options(selectinload(User.memberships).joinedload(Membership.unit))
        texts: dict[str, list[User]] = defaultdict(list)
        for user in db.session.scalars(people.order_by(User.id)):
            text = _of(user, by_key).text
            if text and user.id not in made:
                texts[text].append(user)
                db.session.add(Digest(user_id=user.id, day=today, text=text))
        return Counter(digests=sum(notify(users, text, "/inbox", at=at) for text, users in texts.items()))
