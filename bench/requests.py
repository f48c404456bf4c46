"""The queue of a work group among 100,000 requests against 1,000: time of a page, number of queries, counts."""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date, timedelta
from typing import Any

from flask import Flask
from sqlalchemy import insert

from bench.figures import Figure, p50
from bench.seeding import CHUNK, MORNING, TOWNSHIPS, installation
from bench.tables import served
from zz import clock
from zz.accounts.models import Membership, Unit, User
from zz.accounts.roles import Role, UnitKind
from zz.assignments.models import Assignment
from zz.assignments.vocabulary import AssignmentKind, AssignmentState, ChainLevel, Part, Severity
from zz.db import db, table_of
from zz.enrolment.models import School, Term
from zz.enrolment.requests.flow import ENDED
from zz.enrolment.requests.models import EnrolmentRequest
from zz.enrolment.requests.vocabulary import RequestState, Sex
from zz.enrolment.vocabulary import Season, StaffGroup
from zz.sealed import seal

PARK, FIRM, BUREAU = 2, 900, 3 + TOWNSHIPS
WAITING = 200  # before the work group
DUE = date(2023, 9, 20)
BUREAU_HAS = (RequestState.EDUCATION_REVIEW, RequestState.QUEUED, RequestState.TO_COORDINATE)
STATES = [s for s in RequestState if s not in (RequestState.DRAFT, RequestState.PARK_REVIEW)]
ASKED = ("/enrolment/review", "/enrolment/review?tab=underway", "/enrolment/review?tab=underway&grade=3&group=talent",
         "/enrolment/review?tab=arrived&page=40", "/enrolment/review?tab=underway&q=77%E5%8F%B7")  # fmt: skip


def cases(number: int) -> Flask:
    """Return an application with `number` requests of one park, `WAITING` of them before its work group."""
    app = installation()
    with app.app_context(), clock.frozen(MORNING):
        _desk()
        for start in range(0, number, CHUNK):
            rows = list(_rows(start, min(start + CHUNK, number)))
            db.session.execute(insert(table_of(Assignment)), [_duty(row) for row in rows])
            db.session.execute(insert(table_of(EnrolmentRequest)), rows)
            db.session.commit()
        db.session.execute(db.text("ANALYZE"))
        db.session.commit()
    return app


def _desk() -> None:
    """Add an enterprise, a person of the work group, a term and twenty schools."""
    db.session.add(Unit(id=FIRM, kind=UnitKind.ENTERPRISE, name="某某电子有限公司", path=f"/1/{FIRM}/", parent_id=1))
    worker = User(
        username="workgroup", name="工作组", password_hash="!", password_changed_at=MORNING,
        must_change_password=False, created_at=MORNING,
    )  # fmt: skip
    worker.memberships.append(Membership(unit_id=PARK, role=Role.PARK))
    clerk = User(
        username="edu", name="教育局", password_hash="!", password_changed_at=MORNING, must_change_password=False,
        created_at=MORNING,
    )  # fmt: skip
    clerk.memberships.append(Membership(unit_id=BUREAU, role=Role.EDUCATION))
    day = DUE - timedelta(days=30)
    term = Term(
        id=1, root_id=1, year=2023, season=Season.AUTUMN, starts_on=day, ends_on=day, collect_from=day, collect_to=day,
        review_by=day, result_on=day, arrival_from=day, arrival_to=day, current=True,
    )  # fmt: skip
    schools = [School(id=n, root_id=1, name=f"第{n}小学", first_grade=1, last_grade=6) for n in range(1, 21)]
    db.session.add_all([worker, clerk, term, *schools])
    db.session.commit()


def _rows(start: int, stop: int) -> Iterator[dict[str, Any]]:
    secret = seal(b"43990020170512001X").decode()
    for n in range(start, stop):
        state = RequestState.PARK_REVIEW if n < WAITING else STATES[n % len(STATES)]
        yield {
            "id": n + 1, "number": f"入学〔2023〕{n + 1}号", "park_id": PARK, "enterprise_id": FIRM, "term_id": 1,
            "state": state, "paper": False, "employee_name": "张三", "employee_phone": secret, "child_name": f"孩子{n}",
            "sex": Sex.MALE, "id_number": secret, "registry_no": secret, "guardian_name": "李四", "guardian_id": secret,
            "guardian_phone": secret, "address": secret, "grade": n % 6 + 1, "current_school": "", "needs_talk": False,
            "staff_group": list(StaffGroup)[n % 4], "accept_any": True, "together": False, "search": f"孩子{n} haizi",
            "school_id": n % 20 + 1, "created_at": MORNING, "submitted_at": MORNING, "accepted_at": MORNING,
            "current_id": n + 1, "version": 1,
        }  # fmt: skip


def _duty(row: dict[str, Any]) -> dict[str, Any]:
    state = row["state"]
    waits, ended = state == RequestState.PARK_REVIEW, AssignmentState.DISCHARGED
    holder = f"u{PARK}:park" if waits else "c1:education" if state in BUREAU_HAS else f"u{FIRM}:enterprise_hr"
    return {
        "id": row["id"], "kind": AssignmentKind.REVIEW, "subject_type": "enrolment_request", "subject_id": row["id"],
        "title": "预审入学申请", "context": "", "search": "", "holder": holder, "issuer": holder, "part": Part.LEAD,
        "state": ended if state in ENDED else AssignmentState.IN_PROGRESS,
        "round": 1, "issued_at": MORNING, "due_on": DUE, "original_due_on": DUE,
        "next_due_on": DUE, "extensions": 0, "section": "", "external_number": "", "suspended_days": 0,
        "paused": False, "severity": Severity.NONE, "yellow_cards": 0, "level": ChainLevel.UNIT, "version": 1,
    }  # fmt: skip


def requests() -> None:
    """A page of the queue, and of the list, as in the project tables: of the work group, and of the bureau."""
    app = cases(100_000)
    with ExitStack() as stack:
        for username in ("workgroup", "edu"):
            server = served(stack, app, username)
            for path in ASKED:
                found = []
                for _ in range(12):
                    status, _, cost = server.ask(path)
                    if status != 200:
                        raise RuntimeError(f"{path}: {status}")
                    found.append(cost)
                note = f"{max(cost['sql'] for cost in found):.0f} queries"
                name = f"queue of {username}, 50 of 100,000, {path.rpartition('/')[2][:36]}, CPU p50"
                Figure(name, p50(found[2:], "cpu"), 200, " ms", note).show()
