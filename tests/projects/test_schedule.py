"""The backward schedule, counted in plain weekdays."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from zz.projects.permit_template import PHASES, ROWS, phase_of
from zz.projects.permits import circle
from zz.projects.schedule import backward

START, FINISH = date(2023, 9, 29), date(2024, 6, 28)


@dataclass
class Item:
    number: str
    after: list[str] = field(default_factory=list)
    statutory_days: int | None = 10
    committed_days: int | None = None
    calendar_days: bool = False
    needed: bool = True
    planned_on: date | None = None

    @property
    def phase(self) -> str:
        return phase_of(self.number)


def working(day: date, days: int) -> date:
    step = timedelta(days=1 if days > 0 else -1)
    left = abs(days)
    while left:
        day += step
        left -= day.weekday() < 5
    return day


def latest(*items: Item, start: date | None = START, finish: date | None = FINISH) -> dict[str, tuple[date, date]]:
    found = backward(items, start=start, finish=finish, working=working)
    return {number: (one.start, one.finish) for number, one in found.items()}


def test_a_chain_is_counted_backwards_from_the_start() -> None:
    found = latest(Item("13", statutory_days=20), Item("18", ["13"]), Item("20", ["18"], 7))
    assert found["20"] == (date(2023, 9, 20), START)
    assert found["18"] == (date(2023, 9, 6), date(2023, 9, 20))
    assert found["13"] == (date(2023, 8, 9), date(2023, 9, 6))


def test_the_promise_counts_before_the_law_and_calendar_days_pass_on_weekends() -> None:
    assert latest(Item("20", statutory_days=20, committed_days=5))["20"][0] == date(2023, 9, 22)
    assert latest(Item("17", calendar_days=True, statutory_days=20))["17"][0] == date(2023, 9, 9)


def test_what_is_not_needed_takes_no_time_but_keeps_the_order() -> None:
    found = latest(
        Item("06", statutory_days=0), Item("07", ["06"], 45, needed=False), Item("08", ["07"], 30, calendar_days=True)
    )
    assert found["07"] == (date(2023, 8, 30), date(2023, 8, 30))
    assert found["06"][1] == date(2023, 8, 30)


def test_the_earliest_of_several_followers_decides_and_an_own_date_counts_if_earlier() -> None:
    items = Item("13"), Item("18", ["13"], 20), Item("21", ["13"], 1)
    assert latest(*items)["13"][1] == latest(*items)["18"][0]
    own = Item("13", planned_on=date(2023, 6, 1))
    assert latest(own)["13"][1] == date(2023, 6, 1)


def test_acceptance_hangs_on_the_finish_and_without_dates_there_is_nothing() -> None:
    assert latest(Item("28", statutory_days=5))["28"] == (date(2024, 6, 21), FINISH)
    assert latest(Item("20"), Item("28"), start=None, finish=None) == {}


def test_a_circle_does_not_hang() -> None:
    assert set(latest(Item("13", ["18"]), Item("18", ["13"]))) == {"13", "18"}
    assert circle([("13", ["18"]), ("18", ["13"])])
    assert not circle([("13", []), ("18", ["13"])])


def test_the_template_is_whole() -> None:
    assert [row.number for row in ROWS] == [f"{n:02}" for n in range(1, 29)]
    assert not circle((row.number, list(row.after)) for row in ROWS)
    assert [sum(phase_of(r.number) == p for r in ROWS) for p in PHASES] == [10, 6, 5, 7]
    assert {n for row in ROWS for n in row.after} <= {row.number for row in ROWS}
