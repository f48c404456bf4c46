"""The list of problems: 100,000 of them against 1,000."""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date, timedelta
from typing import Any

from flask import Flask
from sqlalchemy import insert, select

from bench.duties import CENTRE
from bench.figures import Figure, p50
from bench.seeding import BUREAUS, CHUNK, MORNING, TOWNSHIPS, installation
from bench.tables import served
from zz import clock
from zz.assignments.models import Assignment
from zz.assignments.vocabulary import AssignmentKind, AssignmentState, ChainLevel, Part, Severity
from zz.db import db, table_of
from zz.problems.models import Problem, ProblemKind
from zz.problems.vocabulary import ProblemState, Source, Urgency

DUE = date(2023, 9, 1)
STATES = (ProblemState.OPEN, ProblemState.OPEN, ProblemState.CLOSED, *[ProblemState.WRITTEN_OFF] * 6)
PROJECTS, FEW = 10_000, 1_000


def problems(number: int) -> Flask:
    """Return an application with `number` problems on its projects, each with a lead unit; a third goes on."""
    app = installation(PROJECTS)
    with app.app_context(), clock.frozen(MORNING):
        db.session.execute(table_of(Problem).delete())
        kinds = list(db.session.scalars(select(ProblemKind.id).order_by(ProblemKind.id)))
        for start in range(0, number, CHUNK):
            numbers = range(start + 1, min(start + CHUNK, number) + 1)
            db.session.execute(insert(table_of(Assignment)), list(_duties(numbers)))
            db.session.execute(insert(table_of(Problem)), list(_rows(numbers, kinds)))
            db.session.commit()
        db.session.execute(db.text("ANALYZE"))
        db.session.commit()
    return app


def _state(number: int) -> ProblemState:
    return STATES[number % len(STATES)]


def _duties(numbers: range) -> Iterator[dict[str, Any]]:
    for number in numbers:
        unit, running = TOWNSHIPS + 3 + number % BUREAUS, _state(number) == ProblemState.OPEN
        day = DUE + timedelta(days=number % 60)
        yield {
            "id": number, "kind": AssignmentKind.HANDLE, "subject_type": "problem", "subject_id": number,
            "title": f"第{number}件用地报批滞后", "context": "", "search": "", "holder": f"u{unit}:bureau",
            "issuer": CENTRE if number % 20 else f"u{3 + number % TOWNSHIPS}:bureau", "unit_id": unit,
            "climbed_to": None if number % 50 else f"p{1 + number % 40}", "part": Part.LEAD, "round": 1,
            "issued_at": MORNING,
            "state": AssignmentState.IN_PROGRESS if running else AssignmentState.DISCHARGED, "due_on": day,
            "original_due_on": day, "next_due_on": day, "extensions": 0, "section": "", "external_number": "",
            "suspended_days": 0, "paused": False, "severity": list(Severity)[number % 3], "yellow_cards": 0,
            "level": ChainLevel.CENTRE, "version": 1, "ended_at": None if running else MORNING,
        }  # fmt: skip


def _rows(numbers: range, kinds: list[int]) -> Iterator[dict[str, Any]]:
    for number in numbers:
        state = _state(number)
        yield {
            "id": number, "number": f"醴项交〔2023〕{number}号", "ledger_id": 1, "project_id": number % PROJECTS + 1,
            "kind_id": kinds[number % len(kinds)], "title": f"第{number}件用地报批滞后", "detail": "",
            "search": f"第{number}件用地报批滞后 d{number}jydbpzh", "source": Source.COMMISSIONER,
            "urgency": Urgency.ORDINARY, "state": state, "reported_by_id": 1 + number % 40,
            "reported_at": MORNING - timedelta(minutes=number), "assigner": CENTRE, "verifier": CENTRE,
            "assigned_at": MORNING, "lead_unit_id": TOWNSHIPS + 3 + number % BUREAUS, "lead_id": number,
            "current_id": None if state == ProblemState.WRITTEN_OFF else number, "reopened": 0, "version": 1,
            "written_off_at": MORNING if state == ProblemState.WRITTEN_OFF else None,
        }  # fmt: skip


def lists() -> None:
    """A page of the list, for the centre and for a bureau, among many and among few."""
    with ExitStack() as stack:
        few, many = problems(FEW), problems(100_000)
        for who in ("centre", "bureau"):
            small, large = (served(stack, app, who) for app in (few, many))
            for path in ("/problems", "/problems?tab=written-off", "/problems?sort=newest", "/problems?overdue=1"):
                costs = {"small": [], "large": []}
                for _ in range(3):
                    for name, server in (("small", small), ("large", large)):
                        costs[name] += [server.ask(path)[2] for _ in range(8)][2:]
                one, other = p50(costs["large"], "inside"), p50(costs["small"], "inside")
                note = f"against {other:.1f} ms of 1,000; {p50(costs['large'], 'sql'):.0f} queries"
                Figure(f"list of problems, {path}, 50 of 100,000, for the {who}", one, 150, " ms", note).show()
