"""A year as twelve small tables of weeks, and the warning where the table of days ends."""

import calendar as months_of
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from zz import calendar
from zz.calendar import Source

AHEAD = 60  # days before its end at which the table asks to be continued


@dataclass(frozen=True)
class Cell:
    """One day of a month's table. `note` says why it is not what its weekday says, and who says so."""

    day: date
    working: bool
    note: str
    manual: bool
    today: bool

    @property
    def kind(self) -> str:
        """What the style sheet calls it: a holiday with a name, a plain weekend, a weekend that is worked, a day."""
        if not self.working:
            return "off" if self.note else "weekend"
        return "extra" if self.day.weekday() >= 5 else "work"


@dataclass(frozen=True)
class Month:
    """A month: weeks of seven, None where the day belongs to another month."""

    number: int
    weeks: Sequence[Sequence[Cell | None]]
    working: int


def months(year: int, today: date) -> list[Month]:
    """Return the twelve months of a year."""
    rows = calendar.year_days(year)

    def cell(day: date) -> Cell:
        row = rows.get(day)
        return Cell(
            day,
            calendar.is_working_day(day),
            row.name if row else "",
            row is not None and row.source == Source.MANUAL,
            day == today,
        )

    found = []
    for number in range(1, 13):
        weeks = [
            [cell(day) if day.month == number else None for day in week]
            for week in months_of.Calendar().monthdatescalendar(year, number)
        ]
        found.append(Month(number, weeks, sum(c.working for week in weeks for c in week if c)))
    return found


def uncovered(year: int, today: date) -> str:
    """Return the warning that the table does not reach as far as deadlines do; empty where all is well."""
    until = calendar.covered_until()
    if until is None:
        return "日历还没有放假安排：目前只按周一至周五为工作日计算，请管理员运行初始化命令，或逐日设定。"
    if until.year < year or (until - today).days < AHEAD:
        return (
            f"放假安排只到{until.year}年{until.month}月{until.day}日，此后只按周一至周五为工作日计算。"
            "国务院公布下一年安排后，请升级系统，或在此逐日设定。"
        )
    return ""
