"""The statistics of areas with two years in the database against one month: `python -m bench statistics`."""

from contextlib import ExitStack

from bench.figures import Figure, p50
from bench.serving import Server
from bench.tables import served
from bench.voltage_seeding import installation

MONTH, YEARS = 31, 731  # 731 days of 19,994 areas are 14.6 million area-days
PAGES = {
    "newest day": "/voltage/statistics", "abnormal areas of a county": "/voltage/statistics?state=abnormal&unit=3",
    "a month": "/voltage/statistics?month=2023-09", "a search": "/voltage/statistics?q=99&sort=customer_rate",
    "the last page": "/voltage/statistics?page=400",
}  # fmt: skip
ROUNDS, REQUESTS, QUERIES = 4, 6, 8


def statistics() -> None:
    """Each page over 14.6 million area-days against the same page over one month."""
    with ExitStack() as stack:
        apps = {days: installation(days) for days in (MONTH, YEARS)}
        servers = {days: served(stack, app, "gridmgr") for days, app in apps.items()}
        for name, path in PAGES.items():
            costs: dict[int, list[dict[str, float]]] = {MONTH: [], YEARS: []}
            for turn in range(ROUNDS):
                for days, server in servers.items():
                    found = _asked(server, path)
                    costs[days] += found if turn else found[2:]
            month, years = (p50(costs[days], "wall") for days in (MONTH, YEARS))
            note = f"{years:.1f} ms against {month:.1f} ms"
            Figure(f"statistics, {name}, two years against one month, p50", years / month, 2, "x", note).show()
            Figure(f"statistics, {name}, queries", max(cost["sql"] for cost in costs[YEARS]), QUERIES).show()


def _asked(server: Server, path: str) -> list[dict[str, float]]:
    costs = []
    for _ in range(REQUESTS):
        status, _, cost = server.ask(path)
        assert status == 200, (path, status)
        costs.append(cost)
    return costs
