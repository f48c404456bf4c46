"""The table of days. A day without a name follows its weekday; a day that does not has a name that says why."""

from datetime import date
from typing import Any

from sqlalchemy import String, event
from sqlalchemy.orm import Mapped, mapped_column

from zz.db import EnumText, Model
from zz.labels import LabelledEnum

SATURDAY = 5


class Source(LabelledEnum):
    """Where a day's row comes from."""

    LIBRARY = "library", "国务院放假安排"
    MANUAL = "manual", "本地设定"


class CalendarDay(Model):
    """Whether `day` is a working day, what it is called (国庆节, 国庆节调休上班), and who says so."""

    __tablename__ = "calendar_day"

    day: Mapped[date] = mapped_column(primary_key=True)
    working: Mapped[bool]
    name: Mapped[str] = mapped_column(String(64), default="")
    source: Mapped[Source] = mapped_column(EnumText(Source), default=Source.LIBRARY)

    @property
    def id(self) -> int:
        """The day as a number (20230914): how the journal points at it."""
        return self.day.year * 10_000 + self.day.month * 100 + self.day.day


def regular(day: date) -> bool:
    """Tell whether `day` is a working day by its weekday alone."""
    return day.weekday() < SATURDAY


@event.listens_for(CalendarDay, "before_insert")
@event.listens_for(CalendarDay, "before_update")
def _named(_mapper: Any, _connection: Any, row: CalendarDay) -> None:
    """Refuse a nameless exception: queries read the named days only."""
    if not row.name and row.working != regular(row.day):
        raise ValueError(f"{row.day}: a day that does not follow its weekday needs a name")
