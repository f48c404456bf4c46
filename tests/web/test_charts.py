"""Line charts: round axes, gaps stay gaps, labels do not lie over each other."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zz.web.charts import HEIGHT, Series, Tick, axis, plot, spread

unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # two cores, many tests
voltages = st.floats(0, 500, allow_nan=False)


@unhurried
@given(voltages, voltages)
def test_an_axis_is_round_even_and_holds_both_ends(one: float, other: float) -> None:
    low, high = min(one, other), max(one, other)
    steps = axis(low, high)
    assert steps[0] <= low + 1e-6 and steps[-1] >= high - 1e-6
    assert 2 <= len(steps) <= 8
    gaps = {round(b - a, 5) for a, b in zip(steps, steps[1:], strict=False)}
    assert len(gaps) == 1


def test_an_axis_between_known_values() -> None:
    assert axis(0, 49) == [0, 20, 40, 60]
    assert axis(0, 7e-200) == [0, 0.025]
    assert axis(184.9, 235.4) == [180, 200, 220, 240]
    assert axis(98.2, 99.9) == [98, 98.5, 99, 99.5, 100]


@unhurried
@given(st.lists(st.none() | voltages, min_size=1, max_size=96))
def test_every_value_is_drawn_once_and_a_gap_breaks_the_line(values: list[float | None]) -> None:
    chart = plot([str(i) for i in range(len(values))], [Series("电压", values)], marks=[], unit=" V")
    known = [i for i, value in enumerate(values) if value is not None]
    if not known:
        assert chart is None
        return
    assert chart is not None
    line = chart.lines[0]
    drawn = sum(len(piece.split()) for piece in line.pieces) + len(line.dots)
    assert drawn == len(known) == len(chart.spots)
    runs = sum(1 for i in known if i == 0 or values[i - 1] is None)
    assert len(line.pieces) + len(line.dots) == runs
    assert all(0 <= float(pair.split(",")[1]) <= HEIGHT for piece in line.pieces for pair in piece.split())


def test_a_limit_lies_where_its_value_would() -> None:
    chart = plot(["a", "b"], [Series("出口", [198.0, 240.0])], marks=[(0, "0时")], limits=[(198.0, "198.0")])
    assert chart is not None
    assert chart.limits[0].at == float(chart.lines[0].pieces[0].split()[0].split(",")[1])
    assert [tick.text for tick in chart.x_ticks] == ["0时"]
    assert chart.spots[1].text == "b，出口 240.0"


@unhurried
@given(st.lists(st.floats(0, 100), min_size=1, max_size=6))
def test_labels_of_one_side_keep_apart(places: list[float]) -> None:
    moved = [tick.at for tick, _ in spread([(Tick(str(i), at), "ink") for i, at in enumerate(places)], apart=7)]
    assert moved == sorted(moved)
    assert all(b - a >= 6.9 for a, b in zip(moved, moved[1:], strict=False))
    assert moved[-1] <= 100
