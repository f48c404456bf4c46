"""What is questioned in a month's figure, and what its sums are."""

from decimal import Decimal

import pytest

from zz.projects.doubts import MonthMoney, Outlook, doubts, outlook
from zz.projects.records import MonthlyFigure


def figure(year: int, month: int, invested: int | None, statistical: int | None = None) -> MonthlyFigure:
    def money(value: int | None) -> Decimal | None:
        return None if value is None else Decimal(value)

    return MonthlyFigure(year=year, month=month, invested=money(invested), statistical=money(statistical))


FIGURES = [figure(2022, 12, 1000), figure(2023, 8, 7200), figure(2023, 9, 400, 300)]


def seen(total: int | None = 50_000) -> Outlook:
    return outlook(
        FIGURES, 2023, 9, invested_before=Decimal(500), annual_plan=Decimal(20_000),
        total=None if total is None else Decimal(total),
    )  # fmt: skip


def test_sums_leave_the_month_out() -> None:
    assert (seen().in_year, seen().since_start) == (7200, 8700)
    assert seen().year_with(Decimal(400)) == 7600
    assert seen().before is FIGURES[2]


@pytest.mark.parametrize(
    ("invested", "statistical", "words"),
    [
        (400, 300, []),
        (500, 300, []),
        (399, 300, ["由 400 减为 399 万元"]),
        (-10, 300, ["由 400 减为 -10 万元，年累计将减少 410 万元"]),
        (41_300, 300, []),
        (41_301, 300, ["开工至今累计将为 50,001 万元，超过总投资 50,000 万元"]),
        (400, 299, ["9月入统投资由 300 万元改为299 万元"]),
        (400, None, ["改为不填"]),
    ],
)
def test_what_falls_or_exceeds_is_questioned(invested: int, statistical: int | None, words: list[str]) -> None:
    money = MonthMoney(2023, 9, Decimal(invested), None if statistical is None else Decimal(statistical))
    found = doubts(money, seen())
    assert len(found) == len(words)
    assert all(part in sentence for part, sentence in zip(words, found, strict=True))


def test_a_first_figure_below_zero_is_questioned() -> None:
    found = doubts(MonthMoney(2023, 10, Decimal(-5)), outlook(FIGURES, 2023, 10))
    assert found == ["10月累计完成投资为负数，年累计将减少 5 万元。"]


def test_without_a_total_nothing_exceeds_it() -> None:
    assert doubts(MonthMoney(2023, 9, Decimal(10**8), Decimal(300)), seen(total=None)) == []
