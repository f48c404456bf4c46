"""Before and after: which days are taken, and what each condition says."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from zz.voltage.remediation.comparing import Day, chosen, compare
from zz.voltage.remediation.vocabulary import Verdict

WORK = date(2023, 9, 7)


def days(before: int = 7, after: int = 7, **changes: Any) -> list[Day]:
    """Return faulty days before the work, the day itself, and good ones after it."""
    found = [Day(WORK - timedelta(days=i), True, fires=True, rate=Decimal("93.5")) for i in range(1, before + 1)]
    found.append(Day(WORK, True, fires=True, rate=Decimal(50)))
    for i in range(1, after + 1):
        found.append(Day(WORK + timedelta(days=i), **{"valid": True, "rate": Decimal("99.9"), **changes}))
    return found


def test_a_good_week_meets_every_condition() -> None:
    outcome = compare(days(), WORK, 7)
    assert outcome.verdict == Verdict.MET
    assert [check.holds for check in outcome.checks] == [True] * 4
    assert "87.29% → 99.90%" in outcome.checks[2].text


def test_the_day_of_the_work_is_one_before_if_it_still_fired_and_one_after_if_not() -> None:
    fired = compare(days(before=6), WORK, 7)
    assert [d.day for d in fired.before][-1] == WORK
    assert fired.verdict == Verdict.MET
    quiet = [d if d.day != WORK else Day(WORK, True, rate=Decimal(99)) for d in days(after=6)]
    outcome = compare(quiet, WORK, 7)
    assert outcome.after[0].day == WORK
    assert outcome.verdict == Verdict.MET


def test_six_days_wait_and_invalid_ones_do_not_count() -> None:
    assert compare(days(after=6), WORK, 7).verdict == Verdict.INSUFFICIENT
    assert compare(days(before=5), WORK, 7).verdict == Verdict.INSUFFICIENT
    assert compare(days(valid=False), WORK, 7).verdict == Verdict.INSUFFICIENT
    holes = days(after=9)
    holes[-3] = Day(holes[-3].day, False, fires=True)
    outcome = compare(holes, WORK, 7)
    assert outcome.verdict == Verdict.MET
    assert outcome.after[-1].day == WORK + timedelta(days=8), "an invalid day is passed over"


def test_one_firing_day_a_worse_rate_or_the_opposite_rule_fails_at_once() -> None:
    assert compare(days(after=3, fires=True), WORK, 7).verdict == Verdict.NOT_MET, "it need not wait for the week"
    assert compare(days(rate=Decimal("87.28")), WORK, 7).verdict == Verdict.NOT_MET
    assert compare(days(rate=Decimal("87.29")), WORK, 7).verdict == Verdict.MET, "not worse is enough"
    assert compare(days(opposite=True), WORK, 7).verdict == Verdict.NOT_MET


def test_without_a_rate_it_says_so() -> None:
    outcome = compare(days(rate=None), WORK, 7)
    assert outcome.checks[2].holds is None
    assert outcome.verdict == Verdict.MET


def test_the_nearest_days_are_taken_in_order() -> None:
    before, after = chosen(days(before=20, after=20), WORK, 7)
    assert [d.day for d in before] == [WORK - timedelta(days=i) for i in range(6, -1, -1)]
    assert [d.day for d in after] == [WORK + timedelta(days=i) for i in range(1, 8)]


def test_a_day_is_read_back_as_it_was_kept() -> None:
    one = Day(WORK, True, True, False, Decimal("93.5"), Decimal("183.4"), None, 12, 4320, Decimal("71.25"))
    assert Day.read(one.plain()) == one
