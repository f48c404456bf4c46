"""Table pages, project pages, reports and bytes, against a bare page and against a smaller ledger."""

import re
import uuid
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlencode

from flask import Flask

from bench import bare
from bench.figures import Figure, p50
from bench.seeding import MORNING, installation, new_app
from bench.serving import Server, serving
from zz import clock
from zz.accounts import sessions
from zz.accounts.login import TOKEN
from zz.accounts.models import User
from zz.db import db, writing

TABLE = "/projects/under-construction?light=red&light=yellow&sort=-total_investment"
ROUNDS, REQUESTS = 5, 40
LOCAL = re.compile(rb'(?:href|src)="(/(?:static|sw)[^"#]*)')


def sign_in(app: Flask, username: str) -> str:
    """Start a session as the sign-in page does; return its cookie."""
    client = app.test_client()
    with app.app_context(), writing():
        user = db.session.query(User).filter_by(username=username).one()
        token = sessions.start(user, at=clock.real_now(), address="127.0.0.1", agent="bench")
        name = user.get_id()
    with client.session_transaction() as session:
        session.update({TOKEN: token, "_user_id": name, "_fresh": True})
    cookie = client.get_cookie("session")
    assert cookie is not None
    return f"session={cookie.value}"


def served(stack: ExitStack, app: Flask, username: str) -> Server:
    """Serve an installation, signed in."""
    settings = {key: app.config[key] for key in ("SECRET_KEY", "FIELD_KEY")}
    cookie = sign_in(app, username)
    server = stack.enter_context(serving(again, app.config["INSTANCE"], settings))
    server.cookie = cookie
    return server


def again(folder: Path, settings: dict[str, str]) -> Flask:
    """Return the application of an installation once more, in another process."""
    return new_app(folder, **settings)


def against_bare(name: str, server: Server, path: str, yardstick: Server) -> None:
    """Compare the CPU time of a page with that of the bare page, in turns."""
    for one, where in ((server, path), (yardstick, "/")):
        one.cpu_per_request(where, 10)
    pairs = [(server.cpu_per_request(path, REQUESTS), yardstick.cpu_per_request("/", REQUESTS)) for _ in range(ROUNDS)]
    ours, theirs = min(a for a, _ in pairs), min(b for _, b in pairs)
    Figure(name, ours / theirs, 3, "x", f"{ours:.2f} ms against {theirs:.2f} ms").show()


def tables() -> None:
    """A table page of 10,000 projects against the bare page; of 100,000 against 1,000."""
    with ExitStack() as stack:
        yardstick = stack.enter_context(serving(bare.create))
        middle = served(stack, installation(10_000), "centre")
        against_bare("table page, 50 of 10,000, CPU against a bare page", middle, TABLE, yardstick)
        apps = [installation(n) for n in (1_000, 100_000)]
        small, large = (served(stack, app, "centre") for app in apps)  # at once: a session is noted once a minute
        costs = {}
        for turn in range(3):
            for name, server in (("small", small), ("large", large)):
                found = [server.ask(TABLE)[2] for _ in range(20)]
                costs.setdefault(name, []).extend(found if turn else found[5:])
        rest = {name: p50([{"rest": c["cpu"] - c["sums"]} for c in found], "rest") for name, found in costs.items()}
        note = f"{rest['large']:.1f} ms against {rest['small']:.1f} ms, sums left out"
        Figure("table page, 50 of 100,000, p50 against 1,000", rest["large"] / rest["small"], 1.5, "x", note).show()
        Figure("table page, 50 of 100,000, queries", max(c["sql"] for c in costs["large"]), 8).show()
        same = {c["sql"] for found in costs.values() for c in found}
        Figure("table page, kinds of query counts", len(same), 1, note=f"{sorted(same)}").show()
        Figure("sums and counts over the filter of 100,000, p50", p50(costs["large"], "sums"), 80, " ms").show()
        for search in ("?q=9号", "?q=第91234号", "?q=花炮", "?q=jsxm", "?industry=交通", "?township=5&sort=name", ""):
            found = [large.ask(_encoded(search))[2] for _ in range(9)]
            note = f"the whole page {p50(found, 'cpu'):.0f} ms"
            Figure(f"  the same for {search or 'no filter'}", p50(found, "sums"), 80, " ms", note).show()


def _encoded(search: str) -> str:
    pairs = [tuple(part.split("=", 1)) for part in search.lstrip("?").split("&") if part]
    return f"/projects/under-construction?{urlencode(pairs)}"


def demo() -> Flask:
    """Return an application over the demonstration."""
    import tempfile

    app = new_app(Path(tempfile.mkdtemp(prefix="zz-bench-")))
    result = app.test_cli_runner().invoke(args=["demo"])
    assert result.exit_code == 0, result.output
    return app


def pages() -> None:
    """A project page of the demonstration against the bare page."""
    with ExitStack() as stack:
        yardstick = stack.enter_context(serving(bare.create))
        server = served(stack, demo(), "centre")
        for number in (1, 8):
            against_bare(
                f"project page {number} of the demo, CPU against a bare page", server, f"/projects/{number}", yardstick
            )


def reports() -> None:
    """A progress report, durable when it is answered."""
    with ExitStack() as stack:
        server = served(stack, demo(), "commissioner")
        page = server.ask("/projects/2/report", **{"Accept-Encoding": "identity"})[1].decode()
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
        assert token is not None
        form = {
            "csrf_token": token[1], "physical_progress": "13 栋厂房地基完成", "workers": "180", "month": "2023-9",
            "invested": "400", "next_step": "塔吊进场", "confirmed": "y",
        }  # fmt: skip
        costs = []
        for number in range(120):
            body = urlencode({**form, "client_key": uuid.uuid4().hex, "workers": str(100 + number)})
            kind = {"Content-Type": "application/x-www-form-urlencoded"}
            status, _, cost = server.ask("/projects/2/report", "POST", body, **kind)
            assert status == 303, status
            costs.append(cost)
        note = f"CPU {p50(costs, 'cpu'):.1f} ms, {p50(costs, 'sql'):.0f} queries"
        Figure("progress report posted, p50", p50(costs[20:], "wall"), 10, " ms", note).show()


def assets(server: Server, page: bytes) -> Iterator[tuple[str, float]]:
    """Yield what a page loads besides, with its size on the wire."""
    for path in dict.fromkeys(found.decode() for found in LOCAL.findall(page)):
        if "old.js" not in path:  # for browsers that know no modules
            yield path, server.ask(path, **{"Accept-Encoding": "gzip, br"})[2]["bytes"]


def wire() -> None:
    """The first table page with an empty cache, and the next."""
    with ExitStack() as stack:
        server = served(stack, installation(10_000), "centre")
        plain = server.ask(TABLE, **{"Accept-Encoding": "identity"})[1]
        first = server.ask(TABLE, **{"Accept-Encoding": "gzip, br"})[2]["bytes"]
        others = dict(assets(server, plain))
        kilobytes = {path.split("?")[0].rsplit("/", 1)[-1]: round(size / 1024, 1) for path, size in others.items()}
        Figure(
            "first table page, empty cache", (first + sum(others.values())) / 1024, 120, " KB", f"{kilobytes}"
        ).show()
        Figure("next table page", first / 1024, 15, " KB", f"{len(plain) / 1024:.0f} KB unpacked").show()


def shown_at() -> str:
    """Return the instant that every measurement runs at."""
    return clock.local(MORNING).isoformat()
