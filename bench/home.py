"""The first page among 10,000 projects, 100,000 versions of them and 1,000,000 events."""

from contextlib import ExitStack
from datetime import timedelta
from typing import Any

from flask import Flask
from sqlalchemy import insert, select

from bench.figures import Figure, p50
from bench.seeding import MORNING, installation
from bench.tables import served
from zz import clock
from zz.db import db
from zz.home import reds
from zz.journal.models import Event
from zz.projects.history import FACTS
from zz.projects.models import Project, ProjectVersion
from zz.projects.vocabulary import Light

PROJECTS, VERSIONS, EVENTS, CHUNK = 10_000, 10, 1_000_000, 20_000
ACCOUNTS = "centre", "bureau", "user7"


def home() -> None:
    """The first page of who sees the whole county, of a bureau and of a commissioner."""
    app = installation(PROJECTS)
    with app.app_context(), clock.frozen(MORNING):
        _versions()
        _events()
        db.session.execute(db.text("ANALYZE"))
        db.session.commit()
        _plan(app)
    for account in ACCOUNTS:
        with ExitStack() as stack:
            server = served(stack, app, account)
            costs = [_asked(server) for _ in range(14)]
            note = f"{p50(costs[4:], 'cpu'):.1f} ms of it CPU"
            Figure(f"home of {account}, p50", p50(costs[4:], "wall"), 150, " ms", note).show()
            Figure(f"home of {account}, queries", max(cost["sql"] for cost in costs), 15).show()


def _asked(server: Any) -> dict[str, float]:
    status, _, cost = server.ask("/")
    if status != 200:
        raise RuntimeError(f"/: {status}")
    return dict(cost)


def _versions() -> None:
    """Give every project ten versions, the newest of them within the last weeks; the last is as the project is."""
    projects = db.session.execute(select(Project.id, Project.version, *(getattr(Project, key) for key in FACTS))).all()
    rows: list[dict[str, Any]] = []
    for project in projects:
        facts = {key: getattr(project, key) for key in FACTS}
        days = [MORNING - timedelta(days=(VERSIONS - n) * 5 + project.id % 5) for n in range(VERSIONS)]
        for n, day in enumerate(days):
            last = n == VERSIONS - 1
            turns = project.id % 10 == 0 and n == VERSIONS - 2  # one in ten has turned to what it is of late
            light = Light.GREEN if turns or not (last or n % 3) else facts["light"]
            until = None if last else days[n + 1]
            rows.append({**facts, "project_id": project.id, "project_row_version": n + 1, "valid_from": day,
                         "valid_to": until, "light": light})  # fmt: skip
        if len(rows) >= CHUNK:
            db.session.execute(insert(ProjectVersion), rows)
            rows = []
    db.session.execute(insert(ProjectVersion), rows) if rows else None
    db.session.commit()


def _events() -> None:
    for start in range(0, EVENTS, CHUNK):
        rows = [
            {"at": MORNING - timedelta(minutes=n % 500_000), "recorded_at": MORNING, "verb": "project_edited",
             "actor_id": n % 40 + 1, "actor_name": "某人", "subject_type": "project", "subject_id": n % PROJECTS + 1,
             "payload": {}}
            for n in range(start, start + CHUNK)
        ]  # fmt: skip
        db.session.execute(insert(Event), rows)
        db.session.commit()


def _plan(app: Flask) -> None:
    """Say whether what turned red is found by the index of versions."""
    from zz.accounts.models import User

    user = db.session.get_one(User, 1)
    query = reds.query(user, MORNING - timedelta(days=7), MORNING)
    sql = str(query.compile(db.engine, compile_kwargs={"literal_binds": True}))
    plan = " ".join(str(row[-1]) for row in db.session.execute(db.text(f"EXPLAIN QUERY PLAN {sql}")))
    used = "ix_project_version_light" in plan and "ix_card_decided" in plan
    Figure("what turned red is read without its indexes", float(not used), 0).show()
