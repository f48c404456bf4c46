"""Published figures, and periods as they are read."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from zz.analysis.period import Period
from zz.analysis.rates import against, ahead, ahead_words, percent, rate

TODAY = date(2023, 9, 14)


@pytest.mark.parametrize(
    ("part", "whole", "said"),
    [
        (206, 255, "80.8%"),
        (206, 223, "92.4%"),
        (Decimal("629.0"), Decimal("647.4"), "97.2%"),
        (3, 0, "—"),
        (0, 4, "0.0%"),
    ],
)
def test_rates_are_those_that_were_published(part: Decimal, whole: Decimal, said: str) -> None:
    assert percent(part, whole) == said


def test_the_gap_to_the_time_that_has_passed() -> None:
    """January to October 97.2 % of the plan is 13.8 points ahead; January to August 74 % is 7.33 ahead."""
    october = ahead(Decimal("629.0"), Decimal("647.4"), Period(2023, 10).progress)
    assert ahead_words(october) == "超序时 13.8 个百分点"
    august = ahead(Decimal(74), Decimal(100), Period(2023, 8).progress)
    assert august is not None and round(august, 2) == Decimal("7.33")
    assert ahead_words(Decimal("-4.86")) == "滞后序时 4.9 个百分点" and ahead_words(Decimal("0.01")) == "与序时持平"
    assert rate(None, 5) == 0 and ahead(None, None, Decimal(50)) is None


def test_numbers_against_the_plan() -> None:
    assert [against(*pair) for pair in ((49, 46), (9, 10), (5, 5))] == [
        "计划 46，超 3 个", "计划 10，差 1 个", "计划 5，按计划",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2023-07", (2023, 7)), ("2022-12", (2022, 12)), ("", (2023, 8)), ("2023-13", (2023, 8)),
        ("2023-00", (2023, 8)),
        ("2023-10", (2023, 8)), ("1066-01", (2023, 8)), ("2023-７", (2023, 8)), ("x" * 99, (2023, 8)),
    ],
)  # fmt: skip
def test_a_period_is_read_or_the_last_reported_one(session: Session, text: str, found: tuple[int, int]) -> None:
    assert Period.read(text, TODAY) == found


def test_a_period_ends_with_its_month_and_work_goes_on_until_today(session: Session) -> None:
    july, august = Period(2023, 7), Period.reported(TODAY)
    assert (july.end, july.until(TODAY), july.label) == (date(2023, 7, 31), date(2023, 7, 31), "2023年1—7月")
    assert (august.end, august.until(TODAY)) == (date(2023, 8, 31), TODAY)
    assert Period(2023, 12).end == date(2023, 12, 31)
