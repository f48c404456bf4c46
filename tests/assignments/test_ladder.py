"""The ladder as a pure function: its properties hold for any dates, rules and calendar."""

from datetime import date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from zz.assignments.ladder import AT, Rung, Terms, rungs, steps
from zz.assignments.rules import STEPS
from zz.assignments.vocabulary import AssignmentState, Basis, ChainLevel, StepAction
from zz.clock import SHANGHAI

S = AssignmentState
DEFAULT = rungs(STEPS.default)
DAYS = st.dates(date(2020, 1, 1), date(2030, 1, 1))


def weekdays(start: date, n: int) -> date:
    """Count working days where only the weekend rests."""
    day, left = start, abs(n)
    while left:
        day += timedelta(days=1 if n > 0 else -1)
        left -= day.weekday() < 5
    return day


def terms(state: AssignmentState = S.IN_PROGRESS, **changed: object) -> Terms:
    wanted = {"sign_due_on": date(2023, 8, 29), "due_on": date(2023, 9, 7), "level": ChainLevel.CENTRE}
    return Terms(state, **{**wanted, **changed})  # type: ignore[arg-type]


def test_the_newspapers_case_climbs_as_the_drawing_shows() -> None:
    found = [(s.at.date(), s.action, s.level) for s in steps(terms(), DEFAULT, weekdays)]
    assert found == [
        (date(2023, 9, 4), StepAction.REMIND, ChainLevel.CENTRE),
        (date(2023, 9, 6), StepAction.REMIND, ChainLevel.CENTRE),
        (date(2023, 9, 8), StepAction.URGE, ChainLevel.CENTRE),
        (date(2023, 9, 12), StepAction.YELLOW, ChainLevel.CENTRE),
        (date(2023, 9, 18), StepAction.RED, ChainLevel.LEADER),
        (date(2023, 9, 27), StepAction.RED, ChainLevel.MAIN_LEADER),
    ]


def test_it_runs_on_the_date_to_sign_by_until_signed() -> None:
    found = steps(terms(S.PENDING), DEFAULT, weekdays)
    assert {s.basis for s in found} == {Basis.SIGN}
    assert found[0].at == datetime.combine(date(2023, 8, 30), AT, tzinfo=SHANGHAI)


def test_a_second_yellow_is_a_red() -> None:
    found = steps(terms(yellow_cards=1), DEFAULT, weekdays)
    assert StepAction.YELLOW not in {s.action for s in found}
    plain = steps(terms(yellow_cards=1), DEFAULT, weekdays, second_yellow_is_red=False)
    assert StepAction.YELLOW in {s.action for s in plain}


@given(st.sampled_from([s for s in S if s not in {S.PENDING, S.IN_PROGRESS}]))
def test_what_is_answered_suspended_or_closed_never_climbs(state: AssignmentState) -> None:
    assert steps(terms(state), DEFAULT, weekdays) == []


@given(st.sampled_from([S.PENDING, S.IN_PROGRESS]))
def test_what_waits_for_an_extension_never_climbs(state: AssignmentState) -> None:
    assert steps(terms(state, paused=True), DEFAULT, weekdays) == []


@given(due=DAYS, yellows=st.integers(0, 3), level=st.sampled_from(list(ChainLevel)))
def test_steps_come_in_order_and_never_climb_down(due: date, yellows: int, level: ChainLevel) -> None:
    found = steps(terms(due_on=due, yellow_cards=yellows, level=level), DEFAULT, weekdays)
    assert [s.at for s in found] == sorted(s.at for s in found)
    levels = [level, *(s.level for s in found)]
    assert levels == sorted(levels)
    assert all(s.at.astimezone(SHANGHAI).time() == AT for s in found)


@given(due=DAYS, done=st.sets(st.sampled_from([r.key for r in DEFAULT if r.basis == Basis.DUE])))
def test_an_executed_step_does_not_come_again(due: date, done: set[str]) -> None:
    found = steps(terms(due_on=due), DEFAULT, weekdays, done=[(Basis.DUE, key) for key in done])
    assert not {s.rung for s in found} & done
    assert len(found) + len(done) == len({r.key for r in DEFAULT if r.basis == Basis.DUE})


@given(due=DAYS, later=st.integers(1, 60))
def test_a_later_date_never_brings_a_step_forward(due: date, later: int) -> None:
    before = {s.rung: s.at for s in steps(terms(due_on=due), DEFAULT, weekdays)}
    after = steps(terms(due_on=due + timedelta(days=later)), DEFAULT, weekdays)
    assert all(s.at >= before[s.rung] for s in after)


@given(st.lists(st.dictionaries(st.sampled_from(["basis", "offset", "action", "x"]), st.text(max_size=4))))
def test_rows_that_say_nothing_sensible_are_left_out(rows: list[dict[str, str]]) -> None:
    assert all(isinstance(r, Rung) for r in rungs(rows))
