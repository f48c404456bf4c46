"""How long bureaus took over the permits of the list: days against the committed and the statutory limit."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import contains_eager

from zz import calendar
from zz.accounts.models import User
from zz.analysis.period import Period
from zz.db import db
from zz.labels import LabelledEnum
from zz.projects.access import visible_to
from zz.projects.bureau_permits import standing
from zz.projects.models import Project
from zz.projects.records import Permit
from zz.projects.vocabulary import Activity


class PermitSet(LabelledEnum):
    """What is counted of a bureau's permits."""

    GRANTED = "granted", "已办结"
    IN_TIME = "in_time", "承诺时限内办结"
    LAWFUL = "lawful", "法定时限内办结"
    RUNNING = "running", "办理中"
    OVERDUE = "overdue", "办理中已超期"


@dataclass(frozen=True)
class Processed:
    """One permit on a bureau's desk; `days` as its limits count them, `over` in words where it is past one."""

    permit: Permit
    days: int
    over: str
    statutory: bool

    def within(self, key: PermitSet) -> bool:
        """Tell whether it counts there."""
        granted = self.permit.granted_on is not None
        return {
            PermitSet.GRANTED: granted,
            PermitSet.IN_TIME: granted and not self.over,
            PermitSet.LAWFUL: granted and not self.statutory,
            PermitSet.RUNNING: not granted,
            PermitSet.OVERDUE: not granted and bool(self.over),
        }[key]


@dataclass(frozen=True)
class BureauLine:
    """A bureau's line: how many permits are in each set, and the mean days of those granted."""

    bureau: str
    counts: dict[PermitSet, int]
    days: float | None


def processed(user: User, period: Period, today: date) -> list[Processed]:
    """Return the permits granted in the period or running now, of the projects that `user` sees (one query)."""
    begun = or_(Permit.accepted_on.is_not(None), Permit.received_on.is_not(None))
    running = and_(Permit.granted_on.is_(None), Project.activity == Activity.ACTIVE)
    query = (
        select(Permit)
        .join(Permit.project)
        .options(contains_eager(Permit.project))
        .where(Permit.needed, begun, or_(running, Permit.granted_on.between(period.start, period.until(today))))
        .where(visible_to(user))
        .order_by(Permit.bureau, Permit.number, Permit.id)
    )
    working = lru_cache(maxsize=None)(calendar.add_working_days)
    between = lru_cache(maxsize=None)(calendar.working_days_between)
    found = []
    for permit in db.session.scalars(query):
        late = standing(permit, today, working)
        start, end = permit.accepted_on or permit.received_on, permit.granted_on or today
        days = 0 if start is None else (end - start).days if permit.calendar_days else between(start, end)
        found.append(Processed(permit, days, late.text, late.statutory))
    return found


def by_bureau(rows: Iterable[Processed]) -> list[BureauLine]:
    """Add the rows up by bureau, the busiest first."""
    parts: dict[str, list[Processed]] = {}
    for row in rows:
        parts.setdefault(row.permit.bureau, []).append(row)
    return sorted(
        (_bureau(part) for part in parts.values()), key=lambda line: (-sum(line.counts.values()), line.bureau)
    )


def _bureau(part: Sequence[Processed]) -> BureauLine:
    counts = {key: sum(row.within(key) for row in part) for key in PermitSet}
    days = [row.days for row in part if row.within(PermitSet.GRANTED)]
    return BureauLine(part[0].permit.bureau, counts, round(sum(days) / len(days), 1) if days else None)
