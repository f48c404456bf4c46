"""Line charts as geometry for `components/chart.html`: an SVG drawn on the server, sharp at any width.

The plane is 1000 wide and 100 high, y downwards; places of ticks and labels are per cent of it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import ceil, floor, log10
from typing import NamedTuple

WIDTH, HEIGHT = 1000, 100
STEPS = 1, 2, 2.5, 5, 10
LEAST = 1e-4  # a difference that an axis can show
APART = 7.0  # per cent between two labels of one side


class Tick(NamedTuple):
    """A label at a place along an axis."""

    text: str
    at: float


class Spot(NamedTuple):
    """A column that says its values when it is pointed at."""

    x: float
    width: float
    text: str


@dataclass(frozen=True)
class Series:
    """A line to draw. `values` are one for each x, None where there is a gap; tone: cobalt mute ink red."""

    name: str
    values: Sequence[float | None]
    tone: str = "cobalt"
    dashed: bool = False


@dataclass(frozen=True)
class Line:
    """A line as drawn: unbroken pieces as `points`, single values between gaps as `dots` (x and y in per cent)."""

    name: str
    tone: str
    dashed: bool
    pieces: list[str]
    dots: list[tuple[float, float]]


@dataclass(frozen=True)
class Plot:
    """A chart. `limits` are dashed lines with their words; `ends` the last values, at the right."""

    lines: list[Line]
    y_ticks: list[Tick]
    x_ticks: list[Tick]
    limits: list[Tick]
    ends: list[tuple[Tick, str]]
    spots: list[Spot] = field(default_factory=list)


def axis(low: float, high: float, about: int = 4) -> list[float]:
    """Return round values from at most `low` to at least `high`, about `about` steps of them."""
    span = high - low if high - low > LEAST else max(abs(high), 1) * 0.1
    raw = span / about
    power = 10 ** floor(log10(raw))
    step = next(s * power for s in STEPS if s * power >= raw * 0.999)
    first, last = floor(low / step + 1e-9), ceil(high / step - 1e-9)
    return [round(i * step, 6) for i in range(first, max(last, first + 1) + 1)]


def _pieces(values: Sequence[float | None], place: "Place") -> Iterable[list[tuple[float, float]]]:
    run: list[tuple[float, float]] = []
    for index, value in enumerate(values):
        if value is None:
            if run:
                yield run
            run = []
        else:
            run.append((place.x(index), place.y(value)))
    if run:
        yield run


@dataclass(frozen=True)
class Place:
    """Where a value lies: `count` values from left to right, `low` at the bottom, `high` at the top; in per cent."""

    count: int
    low: float
    high: float

    def x(self, index: int) -> float:
        """Return the place of the value number `index`."""
        return round(index * 100 / max(self.count - 1, 1), 2) if self.count > 1 else 50.0

    def y(self, value: float) -> float:
        """Return how far below the top `value` lies."""
        share = (self.high - value) * 100 / (self.high - self.low)
        return round(min(max(share, 0.0), 100.0), 2)


def _line(series: Series, place: Place) -> Line:
    runs = list(_pieces(series.values, place))
    pieces = [" ".join(f"{x * 10:g},{y:g}" for x, y in run) for run in runs if len(run) > 1]
    return Line(series.name, series.tone, series.dashed, pieces, [run[0] for run in runs if len(run) == 1])


def spread(ticks: Sequence[tuple[Tick, str]], apart: float = APART) -> list[tuple[Tick, str]]:
    """Move labels of one side apart where they would lie over each other; the order stays."""
    found: list[tuple[Tick, str]] = []
    for tick, tone in sorted(ticks, key=lambda pair: pair[0].at):
        least = found[-1][0].at + apart if found else 0.0
        found.append((Tick(tick.text, max(tick.at, least)), tone))
    over = found[-1][0].at - 100 if found else 0.0
    return [(Tick(tick.text, round(tick.at - max(over, 0), 2)), tone) for tick, tone in found]


def _spots(labels: Sequence[str], series: Sequence[Series], place: Place, unit: str, digits: int) -> list[Spot]:
    width = 100 / max(place.count - 1, 1)
    found = []
    for index, label in enumerate(labels):
        said = [f"{s.name} {v:.{digits}f}{unit}" for s in series if (v := s.values[index]) is not None]
        if said:
            found.append(Spot(round(place.x(index) - width / 2, 2), round(width, 2), "，".join([label, *said])))
    return found


def plot(
    labels: Sequence[str],
    series: Sequence[Series],
    *,
    marks: Iterable[tuple[int, str]],
    unit: str = "",
    digits: int = 1,
    limits: Sequence[tuple[float, str]] = (),
    bounds: tuple[float, float] | None = None,
    ends: bool = True,
) -> Plot | None:
    """Return the chart of `series` over the x values `labels`; None where there is nothing to draw.

    `marks` are (index, words) along the bottom, `limits` (value, words) across, `bounds` the least the y axis shows.
    """
    values = [v for s in series for v in s.values if v is not None]
    if not values:
        return None
    every = [*values, *(value for value, _ in limits), *(bounds or ())]
    steps = axis(min(every), max(every))
    place = Place(len(labels), steps[0], steps[-1])
    last = [(s, next((v for v in reversed(s.values) if v is not None), None)) for s in series]
    return Plot(
        lines=[_line(one, place) for one in series],
        y_ticks=[Tick(f"{value:g}", place.y(value)) for value in steps],
        x_ticks=[Tick(words, place.x(index)) for index, words in marks],
        limits=[Tick(words, place.y(value)) for value, words in limits],
        ends=spread([(Tick(f"{v:.{digits}f}", place.y(v)), s.tone) for s, v in last if v is not None]) if ends else [],
        spots=_spots(labels, series, place, unit, digits),
    )
