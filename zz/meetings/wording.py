"""Meetings in words."""

from datetime import date, datetime

from zz import clock
from zz.meetings.vocabulary import MeetingState

TONES = {MeetingState.CALLED: "cobalt", MeetingState.HELD: "cobalt", MeetingState.MINUTED: "green"}
DAYS = "一二三四五六日"


def moment(at: datetime, today: date | None = None) -> str:
    """Return 9月15日（周五）15:00, with the year where it is not that of `today`."""
    there = clock.local(at)
    year = f"{there.year}年" if today and there.year != today.year else ""
    return f"{year}{there.month}月{there.day}日（周{DAYS[there.weekday()]}）{there:%H:%M}"


def full_day(at: datetime) -> str:
    """Return 2023年9月15日."""
    there = clock.local(at)
    return f"{there.year}年{there.month}月{there.day}日"
