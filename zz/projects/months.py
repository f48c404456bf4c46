"""Reading a month: how each project's figure stands, who has not reported, and whether the month is locked."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import aliased

from zz import rules
from zz.accounts.models import Unit, User
from zz.accounts.roles import Permission
from zz.calendar import is_working_day
from zz.db import db
from zz.labels import LabelledEnum
from zz.projects.access import reach
from zz.projects.models import Project
from zz.projects.records import MonthLock, MonthlyFigure
from zz.projects.vocabulary import Activity, Stage

MONTHS = 12
NO_UNIT = "未明确责任单位"


class MonthState(LabelledEnum):
    """How a project's month stands: a figure's state, or that there is none."""

    MISSING = "missing", "未填报"
    RETURNED = "returned", "退回重填"
    FILLED = "filled", "待审核"
    CHECKED = "checked", "已审核"
    LOCKED = "locked", "已锁定"

    @property
    def tone(self) -> str:
        """The tint of its chip; amber is lateness and what has to be done again."""
        return {"missing": "amber", "returned": "amber", "filled": "cobalt"}.get(self.value, "neutral")


OPEN = (MonthState.MISSING, MonthState.RETURNED)


class Month(NamedTuple):
    """A month of a year."""

    year: int
    number: int

    @property
    def slug(self) -> str:
        return f"{self.year}-{self.number}"

    @property
    def label(self) -> str:
        return f"{self.year}年{self.number}月"

    @property
    def before(self) -> "Month":
        return Month(self.year, self.number - 1) if self.number > 1 else Month(self.year - 1, MONTHS)

    @property
    def after(self) -> "Month":
        return Month(self.year, self.number + 1) if self.number < MONTHS else Month(self.year + 1, 1)

    @property
    def due(self) -> date:
        """The day by which its figures are handed in, by the rule."""
        return date(self.after.year, self.after.number, int(rules.value("report.due_day")))


@dataclass(frozen=True)
class Standing:
    """One project's month."""

    project_id: int
    name: str
    code: str | None
    owner: str
    unit: str
    commissioner: str
    invested: Decimal | None
    state: MonthState
    reason: str
    filled_by: str
    figure_id: int | None
    may_check: bool

    @property
    def url(self) -> str:
        return f"/projects/{self.project_id}"

    @property
    def checkable(self) -> bool:
        """Whether the reader can confirm the figure now."""
        return self.may_check and self.state == MonthState.FILLED


@dataclass(frozen=True)
class Lock:
    """Who locked the month, when."""

    at: datetime
    by: str


@dataclass(frozen=True)
class Overview:
    """A month as its reader sees it; `shown` are the standings that the filter leaves, unit by unit."""

    month: Month
    today: date
    everything: list[Standing]
    shown: list[Standing]
    counts: Counter[MonthState]
    lock: Lock | None

    @property
    def open(self) -> list[Standing]:
        """Who has not reported, or must report again."""
        return [standing for standing in self.everything if standing.state in OPEN]

    @property
    def lead(self) -> str:
        """Who must do what by when."""
        missing = len(self.open)
        due = self.month.due
        when = f"应于{due.month}月{due.day}日前报送" + ("" if is_working_day(due) else "（当日休息，请提前报送）")
        if self.lock:
            return f"{self.month.label}已由{self.lock.by}锁定，不能再填报。"
        if not missing:
            waiting = self.counts[MonthState.FILLED]
            return f"全部已填报，{waiting} 个待责任单位审核。" if waiting else "全部已填报并审核，可以锁定本月。"
        late = (self.today - due).days
        return f"{when}，还有 {missing} 个未报送" + (f"，已超期 {late} 天。" if late > 0 else "。")

    @property
    def checkable(self) -> bool:
        """Whether the reader can confirm any of the figures shown."""
        return not self.lock and any(standing.checkable for standing in self.shown)

    @property
    def invested(self) -> Decimal:
        """万元 of the standings shown."""
        return sum((standing.invested or Decimal(0) for standing in self.shown), Decimal(0))

    @property
    def state_options(self) -> list[tuple[str, str, int]]:
        """The states that occur, with how many."""
        return [(state.value, state.label, self.counts[state]) for state in MonthState if self.counts[state]]

    @property
    def unit_options(self) -> list[tuple[str, str, int]]:
        """The responsible units, with how many projects each."""
        found = Counter(standing.unit for standing in self.everything)
        return [(unit, unit, number) for unit, number in found.items()]

    @property
    def lock_question(self) -> str:
        """What to know before the month is locked."""
        ready = self.counts[MonthState.CHECKED]
        left = len(self.everything) - ready
        rest = f"{left} 个尚未审核或未填报的不会锁定，但也不能再填报。" if left else ""
        return f"锁定{self.month.label}？{ready} 个已审核项目的数据不再变动。{rest}确需更正时可以解锁。"

    @property
    def reminder(self) -> str:
        """The list of who has not reported, as text for a chat group; empty where all have."""
        if not self.open:
            return ""
        due = self.month.due
        lines = [
            f"【{self.month.label}投资进度催报】截至{self.today.month}月{self.today.day}日，"
            f"以下 {len(self.open)} 个项目尚未报送（应于{due.month}月{due.day}日前报送）："
        ]
        for unit, group in groupby(self.open, key=lambda standing: standing.unit):
            standings = list(group)
            lines.append(f"\n{unit}（{len(standings)} 个）")
            lines += [f"{number}. {_line(one)}" for number, one in enumerate(standings, 1)]
        return "\n".join([*lines, "\n请项目业主登录平台填报，责任单位及时审核。"])


def _line(one: Standing) -> str:
    people = [f"业主：{one.owner}" if one.owner else "", f"专员：{one.commissioner}" if one.commissioner else ""]
    again = f"，退回重填：{one.reason}" if one.state == MonthState.RETURNED else ""
    return f"{one.name}（{'；'.join(filter(None, people)) or '业主未填'}{again}）"


def overview(
    user: User, month: Month, today: date, states: Sequence[MonthState] = (), units: Sequence[str] = ()
) -> Overview:
    """Return a month's overview for `user` (three queries)."""
    everything = [_standing(row) for row in db.session.execute(_query(user, month))]
    everything.sort(key=lambda s: (s.unit == NO_UNIT, s.unit, s.owner, s.name, s.project_id))
    shown = [s for s in everything if (not states or s.state in states) and (not units or s.unit in units)]
    shown.sort(key=lambda s: list(MonthState).index(s.state))
    counts = Counter(standing.state for standing in everything)
    return Overview(month, today, everything, shown, counts, find_lock(user, month))


def _standing(row: Any) -> Standing:
    state = MonthState(str(row.state)) if row.state else MonthState.MISSING
    return Standing(
        row.id, row.name, row.code, row.owner_name, row.unit or NO_UNIT, row.commissioner or "", row.invested, state,
        row.returned_reason or "", row.filler or "", row.figure_id, bool(row.may_check),
    )  # fmt: skip


def due_in(month: Month) -> ColumnElement[bool]:
    """Return the condition that a project has to report a month: under construction and begun by its end."""
    after = date(month.after.year, month.after.number, 1)
    return and_(
        Project.activity == Activity.ACTIVE,
        Project.stage == Stage.UNDER_CONSTRUCTION,
        or_(Project.actual_start.is_(None), Project.actual_start < after),
    )


def _query(user: User, month: Month) -> Select[Any]:
    unit, person, filler = aliased(Unit), aliased(User), aliased(User)
    checks = reach(user, Permission.FIGURE_CONFIRM)
    figure = and_(
        MonthlyFigure.project_id == Project.id,
        MonthlyFigure.year == month.year,
        MonthlyFigure.month == month.number,
    )
    columns: list[Any] = [
            Project.id, Project.name, Project.code, Project.owner_name, unit.name.label("unit"),
            person.name.label("commissioner"), MonthlyFigure.invested, MonthlyFigure.state,
            MonthlyFigure.returned_reason, filler.name.label("filler"), MonthlyFigure.id.label("figure_id"),
            checks.label("may_check"),
    ]  # fmt: skip
    query: Select[Any] = (
        select(*columns)
        .select_from(Project)
        .outerjoin(MonthlyFigure, figure)
        .outerjoin(unit, unit.id == Project.responsible_unit_id)
        .outerjoin(person, person.id == Project.commissioner_id)
        .outerjoin(filler, filler.id == MonthlyFigure.filled_by_id)
    )
    return query.where(
        or_(reach(user, Permission.MONTH_LOCK), checks), or_(due_in(month), MonthlyFigure.id.is_not(None))
    )


def find_lock(user: User, month: Month) -> Lock | None:
    """Return the lock of a month in the user's county."""
    query = (
        select(MonthLock.locked_at, User.name)
        .outerjoin(User, User.id == MonthLock.locked_by_id)
        .where(
            MonthLock.ledger_id.in_(ledgers(user)),
            MonthLock.year == month.year,
            MonthLock.month == month.number,
        )
    )
    found = db.session.execute(query).first()
    return Lock(found[0], found[1] or "系统") if found else None


def ledgers(user: User) -> list[int]:
    """Return the counties that the user works in."""
    return sorted({membership.unit.root_id for membership in user.memberships})
