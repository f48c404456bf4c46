"""How an entry stands by its days: episodes, persistence, recovery without flapping, and independence of order."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from zz.voltage.remediation.episodes import Burden, Terms, standing

START = date(2023, 6, 1)
TERMS = Terms(window=30, least=3, recovery=3)


def day(number: int) -> date:
    return START + timedelta(days=number)


def stands(text: str, terms: Terms = TERMS):  # type: ignore[no-untyped-def]
    """Return the standing of days written as F fired, c clear, . neither."""
    fired = {day(i): Burden(2, 120) for i, sign in enumerate(text) if sign == "F"}
    clear = {day(i) for i, sign in enumerate(text) if sign == "c"}
    return standing(fired, clear, terms, day(len(text) - 1))


def test_two_days_are_watched_and_the_third_within_thirty_persists() -> None:
    assert not stands("FcF").persistent
    assert stands("FcFcF").persistent
    assert not stands("F" + "." * 20 + "F" + "." * 8 + "F").persistent, "the three days lie further apart than 30"
    assert stands("F" + "." * 20 + "F" + "." * 7 + "F").persistent
    assert stands("FFF" + "." * 40 + "c").persistent, "it stays so until it is over"


def test_what_lies_in_the_window_counts() -> None:
    found = stands("FF" + "." * 28 + "F")
    assert (found.days, found.window_days, found.weight) == (3, 2, 240)
    assert (found.first_day, found.last_day) == (day(0), day(30))


def test_recovery_takes_clear_days_in_a_row_and_a_new_fault_is_a_recurrence() -> None:
    assert stands("Fcc").recovered_on is None
    assert stands("FccFcc").recovered_on is None, "a fault in between begins the count anew"
    assert stands("Fc.c.c").recovered_on == day(5), "a day without data neither helps nor harms"
    over = stands("FcccF")
    assert (over.recurrences, over.first_day, over.recovered_on) == (1, day(4), None)
    again = stands("FcccFccc")
    assert (again.recurrences, again.recovered_on, again.clear_days) == (1, day(7), 3)


def test_nothing_fired_is_nothing() -> None:
    assert stands("ccc.") is None


@given(st.text(alphabet="Fc.", min_size=1, max_size=60), st.integers(1, 8))
def test_episodes_cover_the_fired_days_and_their_count_never_shrinks(text: str, recovery: int) -> None:
    terms = Terms(30, 3, recovery)
    found = stands(text, terms)
    if "F" not in text:
        assert found is None
        return
    assert text[(found.first_day - START).days] == text[(found.last_day - START).days] == "F"
    assert found.last_day == day(text.rindex("F"))
    assert found.window_days <= found.days <= text.count("F")
    longer = stands(text + "F", terms)
    assert longer.recurrences == found.recurrences + (found.recovered_on is not None)
    assert longer.recovered_on is None
