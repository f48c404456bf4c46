"""Any number of assignments of a county, made by bulk inserts: most of them ended, some open at every bureau."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from flask import Flask
from sqlalchemy import insert

from bench.seeding import BUREAUS, CHUNK, MORNING, PEOPLE, TOWNSHIPS, installation
from zz import calendar, clock
from zz.accounts.models import Membership, User
from zz.accounts.roles import Role
from zz.assignments.models import Assignment
from zz.assignments.vocabulary import AssignmentKind, AssignmentState, ChainLevel, Part, Severity
from zz.db import db, table_of

CENTRE, BUREAU = "c1:centre", TOWNSHIPS + 3
MINE = 200  # open at the bureau whose inbox is measured
S = AssignmentState


def duties(number: int, open_: int, *, mine: int = MINE, due: date, step_at: Any = None) -> Flask:
    """Return an application with `number` assignments, `open_` of them open, `mine` of those at the first bureau."""
    app = installation()
    with app.app_context(), clock.frozen(MORNING):
        calendar.seed(at=MORNING)
        _people()
        for start in range(0, number, CHUNK):
            rows = list(_rows(start, min(start + CHUNK, number), open_, mine, due, step_at))
            db.session.execute(insert(table_of(Assignment)), rows)
            db.session.commit()
        db.session.execute(db.text("ANALYZE"))
        db.session.commit()
    return app


def _people() -> None:
    """Let two people work at every bureau."""
    for number in range(2 * BUREAUS - 1):
        user = User(
            id=PEOPLE + 2 + number, username=f"clerk{number}", name=f"某局{number}", password_hash="!",
            password_changed_at=MORNING, must_change_password=False, created_at=MORNING,
        )  # fmt: skip
        user.memberships.append(Membership(unit_id=BUREAU + (number + 1) % BUREAUS, role=Role.BUREAU))
        db.session.add(user)
    db.session.commit()


def _rows(start: int, stop: int, open_: int, mine: int, due: date, step_at: Any) -> Iterator[dict[str, Any]]:
    for number in range(start, stop):
        running = number < open_
        unit = BUREAU if number < mine or not running else BUREAU + 1 + number % (BUREAUS - 1)
        state = (S.PENDING if number % 2 else S.IN_PROGRESS) if running else S.DISCHARGED
        yield {
            "kind": AssignmentKind.HANDLE, "subject_type": "problem", "subject_id": number + 1,
            "title": f"第{number}件用地报批滞后", "context": f"第{number}号重点建设项目一期工程",
            "search": f"第{number}件用地报批滞后 ydbpzh", "holder": f"u{unit}:bureau", "issuer": CENTRE,
            "unit_id": unit, "part": Part.LEAD, "state": state, "round": 1, "issued_at": MORNING - timedelta(days=20),
            "sign_due_on": due, "due_on": due, "original_due_on": due, "extensions": 0,
            "next_due_on": due + timedelta(days=number % 60),
            "section": "", "external_number": "", "suspended_days": 0, "paused": False,
            "climbed_to": None if number % 50 else f"p{1 + number % PEOPLE}",
            "ended_at": None if running else MORNING, "severity": list(Severity)[-1 - (number % 7 == 0)],
            "yellow_cards": 0, "level": ChainLevel.CENTRE,
            "next_step_at": step_at if running else None, "version": 1,
        }  # fmt: skip
