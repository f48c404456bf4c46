"""Properties of the matching: no seat exceeded, no justified envy, truth pays, the order of the input tells nothing."""

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from zz.enrolment.placement import sealing
from zz.enrolment.placement.matching import Applicant, Cell, Result, match

SCHOOLS, GRADES, ORDER = range(1, 6), (1, 7), ("sibling_enrolled", "register", "home")
MET = st.lists(st.sampled_from(ORDER), unique=True, max_size=3)
Rows = dict[str, tuple[int, list[tuple[int, list[str]]]]]


@st.composite
def rows(draw: st.DrawFn) -> Rows:
    """Draw up to 14 children with their wishes, and what each has at each school."""
    found: Rows = {}
    for number in range(draw(st.integers(1, 14))):
        wanted = draw(st.lists(st.sampled_from(SCHOOLS), unique=True, max_size=4))
        found[f"{number}号"] = draw(st.sampled_from(GRADES)), [(school, draw(MET)) for school in wanted]
    return found


CELLS = st.dictionaries(st.tuples(st.sampled_from(SCHOOLS), st.sampled_from(GRADES)), st.integers(0, 3))
SEEDS = st.text("0123456789abcdef", min_size=4, max_size=8)


def run(children: Rows, seats: dict[Cell, int], seed: str) -> dict[str, Result]:
    asking = [sealing.applicant(key, grade, wishes, ORDER) for key, (grade, wishes) in children.items()]
    return match(asking, sealing.lots(seed, children), seats)


@settings(max_examples=80, deadline=None)
@given(rows(), CELLS, SEEDS)
def test_no_seat_is_exceeded_and_nobody_stands_before_another_in_vain(
    children: Rows, seats: dict[Cell, int], seed: str
) -> None:
    found, lots = run(children, seats, seed), sealing.lots(seed, children)
    kept: dict[Cell, list[tuple[int, int]]] = {}
    for key, (grade, wishes) in children.items():
        if (school := found[key].school) is not None:
            met = dict(wishes)[school]
            kept.setdefault((school, grade), []).append((sealing.standing(ORDER, met), lots[key]))
    assert all(len(held) <= seats.get(cell, 0) for cell, held in kept.items())
    for key, (grade, wishes) in children.items():
        result = found[key]
        wanted_more = wishes[: result.wish - 1] if result.wish else wishes
        for school, met in wanted_more:
            held = kept.get((school, grade), [])
            assert len(held) == seats.get((school, grade), 0)  # no seat stays free while somebody wants it
            assert all(other < (sealing.standing(ORDER, met), lots[key]) for other in held)
        assert [turn.place > turn.seats for turn in result.turns] == [
            turn.school != result.school for turn in result.turns
        ]


@settings(max_examples=80, deadline=None)
@given(rows(), CELLS, SEEDS, st.data())
def test_no_child_gains_by_other_wishes_than_its_true_ones(
    children: Rows, seats: dict[Cell, int], seed: str, data: st.DataObject
) -> None:
    key = data.draw(st.sampled_from(sorted(children)))
    grade, truth = children[key]
    standing = {school: data.draw(MET) for school in SCHOOLS} | dict(truth)
    told = data.draw(st.lists(st.sampled_from(SCHOOLS), unique=True, max_size=5))
    honest = run(children, seats, seed)[key]
    school = run({**children, key: (grade, [(s, standing[s]) for s in told])}, seats, seed)[key].school
    liked = [s for s, _met in truth]
    best = liked.index(school) + 1 if school in liked else len(liked) + 1
    assert (honest.wish or len(liked) + 1) <= best


@settings(max_examples=80, deadline=None)
@given(rows(), CELLS, SEEDS, st.randoms(use_true_random=False))
def test_the_order_of_the_input_tells_nothing_to_the_byte(
    children: Rows, seats: dict[Cell, int], seed: str, chance: random.Random
) -> None:
    names, cells = list(children), list(seats)
    chance.shuffle(names)
    chance.shuffle(cells)
    again = {key: (children[key][0], [(s, met[::-1]) for s, met in children[key][1]]) for key in names}
    seats_again = {cell: seats[cell] for cell in cells}
    first = sealing.sheet(ORDER, seats, children)
    assert sealing.seal(seed, first) == sealing.seal(seed, sealing.sheet(ORDER, seats_again, again))
    assert text(children, seats, seed) == text(again, seats_again, seed)


def text(children: Rows, seats: dict[Cell, int], seed: str) -> bytes:
    drawn = sealing.lots(seed, children)
    return sealing.outcome((drawn[key], result) for key, result in run(children, seats, seed).items())


def test_one_changed_wish_criterion_or_seat_changes_the_seal() -> None:
    children: Rows = {"1号": (1, [(1, ["home"]), (2, [])])}
    sheets = [
        sealing.sheet(ORDER, {(1, 1): 2}, children),
        sealing.sheet(ORDER, {(1, 1): 3}, children),
        sealing.sheet(ORDER[::-1], {(1, 1): 2}, children),
        sealing.sheet(ORDER, {(1, 1): 2}, {"1号": (1, [(2, []), (1, ["home"])])}),
        sealing.sheet(ORDER, {(1, 1): 2}, {"1号": (1, [(1, []), (2, [])])}),
    ]
    assert len({sealing.seal("a1", sheet) for sheet in sheets} | {sealing.seal("a2", sheets[0])}) == 6


def test_a_child_told_in_words_of_the_issue() -> None:
    """Twelve seats in school 1, fourteen with the register before it: fifteenth there, then the second wish."""
    others = [Applicant(f"{n}号", 1, ((1, 0),)) for n in range(14)]
    child = Applicant("我", 1, ((1, 1), (2, 1)))
    found = match([child, *others], {"我": 1} | {f"{n}号": n + 2 for n in range(14)}, {(1, 1): 12, (2, 1): 3})
    assert found["我"].school == 2 and found["我"].wish == 2
    first, second = found["我"].turns
    assert (first.seats, first.place, first.asked) == (12, 15, 15)
    assert (second.seats, second.place, second.asked) == (3, 1, 1)
    assert sum(result.school is None for result in found.values()) == 2


def test_an_earlier_criterion_outweighs_all_later_ones_and_lots_break_ties_alone() -> None:
    assert sealing.standing(ORDER, ["sibling_enrolled"]) < sealing.standing(ORDER, ["register", "home"])
    assert sealing.standing(ORDER, []) == 7 and sealing.standing(ORDER, ORDER) == 0
    asking = [Applicant("甲", 1, ((1, 3),)), Applicant("乙", 1, ((1, 3),))]
    assert match(asking, {"甲": 2, "乙": 1}, {(1, 1): 1})["乙"].school == 1
    drawn = sealing.lots("0123", (f"{n}号" for n in range(200)))
    assert sorted(drawn.values()) == list(range(1, 201))
    assert drawn != sealing.lots("0124", drawn)
