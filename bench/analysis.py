"""The analysis and the search among 10,000 and 100,000 projects."""

from contextlib import ExitStack
from urllib.parse import quote

from bench.figures import Figure, p50
from bench.seeding import installation
from bench.tables import served


def analysis() -> None:
    """The page of the analysis over a county of 10,000 projects."""
    with ExitStack() as stack:
        server = served(stack, installation(10_000), "centre")
        costs = [server.ask("/analysis?by=industry")[2] for _ in range(12)]
        Figure("analysis of 10,000 projects, p50", p50(costs[2:], "wall"), 150, " ms").show()
        Figure("analysis of 10,000 projects, queries", max(cost["sql"] for cost in costs), 15).show()


def search() -> None:
    """Jump anywhere among 100,000 projects: what many are called, what one is called, and what none is."""
    with ExitStack() as stack:
        server = served(stack, installation(100_000), "centre")
        for words in ("项目", "第91234号", "jsxm", "没有这样的东西"):
            costs = [server.ask(f"/search?q={quote(words)}")[2] for _ in range(9)]
            Figure(f"search for {words} among 100,000, p50", p50(costs[1:], "wall"), 50, " ms").show()
