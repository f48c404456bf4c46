"""A production server in a process of its own, which says of every answer what it cost.

The header `X-Bench` carries the CPU time of the worker thread, the wall time of it, that of the sums, and the number
of SQL statements; `/bench-cpu` the CPU time of the whole process so far.
"""

import multiprocessing
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from typing import Any

from flask import Flask
from sqlalchemy import event
from waitress.server import create_server

from bench.seeding import MORNING
from zz import clock
from zz.enrolment.requests import own_queries
from zz.enrolment.review import queue
from zz.projects import table_pages, tables
from zz.serving import THREADS

Cost = dict[str, float]
SUMS = (
    (tables, "totals_and_counts"), (table_pages, "_plugged"),  # the latter sums up open problems
    (own_queries, "counts"), (queue, "counts"),
)  # fmt: skip


def measured(wsgi: Callable[..., Iterable[bytes]], counters: dict[str, float]) -> Callable[..., Iterable[bytes]]:
    """Wrap an application so that each answer says what it cost."""

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ["PATH_INFO"] == "/bench-cpu":
            start_response("200 OK", [("Content-Type", "text/plain")])
            return [str(time.process_time()).encode()]
        counters.update(sql=0, sums=0.0)
        kept: list[Any] = []
        cpu, wall = time.thread_time(), time.perf_counter()
        body = list(wsgi(environ, lambda *args: kept.append(args)))
        cost = f"{time.thread_time() - cpu} {time.perf_counter() - wall} {counters['sums']} {counters['sql']}"
        status, headers, *_ = kept[0]
        start_response(status, [*headers, ("X-Bench", cost)])
        return body

    return answer


def _count(app: Flask, counters: dict[str, float]) -> None:
    from zz.db import db

    def note(*_: Any) -> None:
        counters["sql"] += 1

    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", note)
    for place, name in SUMS:
        setattr(place, name, _timed(getattr(place, name), counters))


def _timed(plain: Callable[..., Any], counters: dict[str, float]) -> Callable[..., Any]:
    def timed(*args: Any) -> Any:
        started = time.thread_time()
        found = plain(*args)
        counters["sums"] += time.thread_time() - started
        return found

    return timed


def _serve(create: Callable[..., Flask], arguments: tuple[Any, ...], pipe: Any) -> None:
    counters: dict[str, float] = {"sql": 0, "sums": 0.0}
    app = create(*arguments)
    if "sqlalchemy" in app.extensions:
        _count(app, counters)
    with clock.frozen(MORNING):
        server = create_server(measured(app.wsgi_app, counters), host="127.0.0.1", port=0, threads=THREADS)
        pipe.send(server.effective_port)
        server.run()


@dataclass
class Server:
    """A server as its client sees it: one connection that stays open."""

    connection: HTTPConnection
    cookie: str = ""

    def ask(self, path: str, method: str = "GET", body: str | None = None, **headers: str) -> tuple[int, bytes, Cost]:
        """Send a request; return status, body, and its cost in ms (`sql`: statements, `bytes`: headers too)."""
        sent = {"Accept-Encoding": "gzip", **({"Cookie": self.cookie} if self.cookie else {}), **headers}
        started = time.perf_counter()
        self.connection.request(method, path, body, sent)
        response = self.connection.getresponse()
        content = response.read()
        cpu, wall, sums, sql = map(float, (response.getheader("X-Bench") or "0 0 0 0").split())
        head = sum(len(name) + len(value) + 4 for name, value in response.getheaders() if name != "X-Bench")
        if (cookie := response.getheader("Set-Cookie")) and cookie.startswith("session="):
            self.cookie = cookie.partition(";")[0]
        times = {"cpu": cpu, "inside": wall, "sums": sums, "wall": time.perf_counter() - started}
        return response.status, content, {
            **{name: seconds * 1000 for name, seconds in times.items()}, "sql": sql, "bytes": len(content) + head,
        }  # fmt: skip

    def cpu(self) -> float:
        """Return the CPU time of the process so far, in ms."""
        return float(self.ask("/bench-cpu")[1]) * 1000

    def cpu_per_request(self, path: str, times: int) -> float:
        """Return the CPU time of the whole process for one request, in ms."""
        before = self.cpu()
        for _ in range(times):
            status, _, _ = self.ask(path)
            if status != 200:
                raise RuntimeError(f"{path}: {status}")
        return (self.cpu() - before) / times


@contextmanager
def serving(create: Callable[..., Flask], *arguments: Any) -> Iterator[Server]:
    """Serve `create(*arguments)` in a process of its own."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(create, arguments, theirs), daemon=True)
    process.start()
    try:
        yield Server(HTTPConnection("127.0.0.1", ours.recv(), timeout=600))
    finally:
        process.terminate()
        process.join()
