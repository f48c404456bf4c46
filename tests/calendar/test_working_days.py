from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from tests.conftest import MORNING
from zz import calendar
from zz.calendar import CalendarDay
from zz.journal import timeline


@pytest.fixture
def seeded(session: Session) -> None:
    calendar.seed(at=MORNING)


def test_seed_covers_three_years_back_to_the_last_the_library_knows_and_adds_nothing_twice(
    session: Session,
) -> None:
    assert calendar.seed(at=MORNING) > 2000
    assert calendar.seed(at=MORNING) == 0
    assert calendar.is_working_day(date(2020, 10, 1)) is False
    assert (calendar.covered_until() or date.min) >= date(2026, 12, 31)


@pytest.mark.usefixtures("seeded")
@pytest.mark.parametrize(
    ("day", "working"),
    [
        (date(2023, 9, 14), True),
        (date(2023, 9, 16), False),
        (date(2023, 9, 29), False),  # 中秋节, a Friday
        (date(2023, 10, 7), True),  # a Saturday worked for the holiday
        (date(2023, 10, 8), True),
    ],
)
def test_a_day_is_what_the_state_council_says(day: date, working: bool) -> None:
    assert calendar.is_working_day(day) is working


@pytest.mark.usefixtures("seeded")
def test_a_span_over_the_national_holiday_skips_it() -> None:
    start = date(2023, 9, 27)
    assert calendar.add_working_days(start, 3) == date(2023, 10, 8)
    assert calendar.add_working_days(date(2023, 10, 8), -3) == date(2023, 9, 27)
    assert calendar.add_working_days(date(2023, 9, 30), 0) == date(2023, 9, 30)
    assert calendar.working_days_between(start, date(2023, 10, 8)) == 3
    assert calendar.working_days_between(date(2023, 10, 8), start) == -3


@pytest.mark.usefixtures("seeded")
def test_the_basis_of_a_deadline_names_every_day_and_why_it_does_not_count() -> None:
    days = calendar.explain(date(2023, 9, 27), 3)
    assert [(r.day.day, r.number, r.why) for r in days][:3] == [
        (28, 1, "周四"),
        (29, 0, "中秋节"),
        (30, 0, "国庆节"),
    ]
    assert days[-2].why == "国庆节调休上班"
    assert days[-1].day == date(2023, 10, 8)
    assert sum(r.counts for r in days) == 3
    assert calendar.explain(date(2023, 9, 27), 0) == []


def test_beyond_the_table_weekends_alone_are_days_off(session: Session) -> None:
    assert calendar.is_working_day(date(2031, 10, 1)) is True
    assert calendar.is_working_day(date(2031, 10, 4)) is False
    assert calendar.covered_until() is None


@pytest.mark.usefixtures("seeded")
def test_a_day_set_by_hand_counts_at_once_is_journalled_and_survives_a_new_seed(session: Session) -> None:
    day = date(2023, 9, 15)
    row = calendar.set_day(day, False, by=None, at=MORNING, reason="防汛应急放假")
    assert calendar.add_working_days(date(2023, 9, 14), 1) == date(2023, 9, 18)
    calendar.seed(at=MORNING)
    assert calendar.is_working_day(day) is False
    (entry,) = timeline([("calendar_day", row.id)])
    assert entry.payload == {"day": "2023-09-15", "old": True, "new": False, "reason": "防汛应急放假"}


def test_a_nameless_exception_is_refused(session: Session) -> None:
    session.add(CalendarDay(day=date(2023, 9, 16), working=True, name=""))
    with pytest.raises(ValueError, match="needs a name"):
        session.flush()
    session.rollback()


@pytest.mark.usefixtures("seeded")
def test_any_number_of_questions_costs_one_query(app: Flask, session: Session, statements: list[str]) -> None:
    calendar.is_working_day(date(2023, 9, 14))
    del statements[:]
    for i in range(50):
        calendar.add_working_days(date(2023, 9, 14) + timedelta(days=i), 30)
    assert statements == []
