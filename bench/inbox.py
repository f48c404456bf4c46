"""The inbox among 1,000,000 assignments against 1,000, and the ladder over 100,000 open ones."""

from contextlib import ExitStack
from datetime import timedelta
from time import perf_counter

from bench.duties import duties
from bench.figures import Figure, p50
from bench.seeding import MORNING
from bench.serving import Server
from bench.tables import served, sign_in
from zz import clock
from zz.jobs import tick

DUE = clock.local(MORNING).date() - timedelta(days=1)
LATER = MORNING + timedelta(days=300)


def inbox() -> None:
    """A bureau's inbox with 200 open: queries, and the time of it among many and among few."""
    with ExitStack() as stack:
        small = served(stack, duties(1_000, 250, due=DUE, step_at=LATER), "bureau")
        many_duties = duties(1_000_000, 100_000, due=DUE, step_at=LATER)
        large = served(stack, many_duties, "bureau")
        for box in ("to-sign", "in-progress"):
            path, costs = f"/inbox?box={box}", {"small": [], "large": []}
            for _ in range(5):
                for name, server in (("small", small), ("large", large)):
                    costs[name] += [_asked(server, path) for _ in range(12)][2:]
            few, many = p50(costs["small"], "inside"), p50(costs["large"], "inside")
            note = f"{many:.1f} ms against {few:.1f} ms"
            Figure(f"inbox, {box}, 200 open of 1,000,000, p50 against 1,000", many / few, 1.5, "x", note).show()
            Figure(f"inbox, {box}, queries", max(cost["sql"] for cost in costs["large"]), 6).show()
        large.cookie = sign_in(many_duties, "centre")
        asked = [_asked(large, "/inbox?box=issued") for _ in range(12)][2:]
        Figure("inbox of the centre, 100,000 issued and open, p50", p50(asked, "inside"), 100, " ms").show()


def _asked(server: Server, path: str) -> dict[str, float]:
    status, _, cost = server.ask(path)
    if status != 200:
        raise RuntimeError(f"{path}: {status}")
    return cost


def ticks() -> None:
    """`tick` where every one of 100,000 open assignments is due, and where none is."""
    app = duties(100_000, 100_000, due=DUE, step_at=MORNING)
    for name, at in (("one step each", MORNING + timedelta(days=1)), ("a card each", MORNING + timedelta(days=5))):
        with app.app_context(), clock.frozen(at):
            started = perf_counter()
            counted = tick(at)
            took = perf_counter() - started
        done = f"{counted['reminders']} reminders, {counted['cards']} cards"
        Figure(f"tick over 100,000 open, {name}", took, 20, " s", done).show()
    with app.app_context(), clock.frozen(at):
        started = perf_counter()
        tick(at)
        Figure("tick over 100,000 open, none due", perf_counter() - started, 1, " s").show()
