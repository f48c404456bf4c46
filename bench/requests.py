"""The lists of 100,000 requests against 1,000: the enterprise's own, the work group's and the bureau's queues."""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date, timedelta
from typing import Any

from flask import Flask
from sqlalchemy import insert

from bench.figures import Figure, p50
from bench.seeding import CHUNK, MORNING, TOWNSHIPS, installation
from bench.serving import Server
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
WAITING = 200  # before the work group, and as many before the bureau
DUE = date(2023, 9, 20)
BUREAU_HAS = (RequestState.EDUCATION_REVIEW, RequestState.QUEUED, RequestState.TO_COORDINATE)
STATES = [s for s in RequestState if s not in (RequestState.DRAFT, RequestState.PARK_REVIEW, *BUREAU_HAS)]
QUEUE = ("/enrolment/review", "/enrolment/review?tab=underway", "/enrolment/review?tab=underway&grade=3&grade=4",
         "/enrolment/review?tab=arrived", "/enrolment/review?tab=underway&page=4")  # fmt: skip
OWN = ("/enrolment/requests", "/enrolment/requests?term=0&state=reviewing", "/enrolment/requests?grade=3&grade=4",
       "/enrolment/requests?state=done", "/enrolment/requests?term=1&state=answer")  # fmt: skip
ASKED = {"hr": OWN, "workgroup": QUEUE, "edu": QUEUE}


def cases(number: int) -> Flask:
    """Return an application with `number` requests of one park, the newest `WAITING` before its work group."""
    app = installation()
    with app.app_context(), clock.frozen(MORNING):
        _desk()
        for start in range(0, number, CHUNK):
            rows = list(_rows(start, min(start + CHUNK, number), number))
            db.session.execute(insert(table_of(Assignment)), [_duty(row) for row in rows])
            db.session.execute(insert(table_of(EnrolmentRequest)), rows)
            db.session.commit()
        db.session.execute(db.text("ANALYZE"))
        db.session.commit()
    return app


def _desk() -> None:
    """Add an enterprise with its HR, a person of the work group and of the bureau, a term and twenty schools."""
    db.session.add(Unit(id=FIRM, kind=UnitKind.ENTERPRISE, name="某某电子有限公司", path=f"/1/{FIRM}/", parent_id=1))
    people = [_person("workgroup", PARK, Role.PARK), _person("edu", BUREAU, Role.EDUCATION)]
    people.append(_person("hr", FIRM, Role.ENTERPRISE_HR))
    day = DUE - timedelta(days=30)
    term = Term(
        id=1, root_id=1, year=2023, season=Season.AUTUMN, starts_on=day, ends_on=day, collect_from=day, collect_to=day,
        review_by=day, result_on=day, arrival_from=day, arrival_to=day, current=True,
    )  # fmt: skip
    schools = [School(id=n, root_id=1, name=f"第{n}小学", first_grade=1, last_grade=6) for n in range(1, 21)]
    db.session.add_all([*people, term, *schools])
    db.session.commit()


def _person(username: str, unit_id: int, role: Role) -> User:
    person = User(
        username=username, name=username, password_hash="!", password_changed_at=MORNING, must_change_password=False,
        created_at=MORNING,
    )  # fmt: skip
    person.memberships.append(Membership(unit_id=unit_id, role=role))
    return person


def _state(n: int, number: int) -> RequestState:
    if n >= number - 2 * WAITING:
        return RequestState.PARK_REVIEW if n % 2 else BUREAU_HAS[n // 2 % len(BUREAU_HAS)]
    return STATES[n % len(STATES)]


def _rows(start: int, stop: int, number: int) -> Iterator[dict[str, Any]]:
    secret = seal(b"43990020170512001X").decode()
    for n in range(start, stop):
        state = _state(n, number)
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
    """A page of each list, as in the project tables: its rows against those of 1,000, its queries, its sums."""
    with ExitStack() as stack:
        small, large = cases(1_000), cases(100_000)
        for username, asked in ASKED.items():
            pair = [served(stack, app, username) for app in (small, large)]
            for path in asked:
                few, many = (_measured(server, path) for server in pair)
                _show(f"{username} {path.rpartition('/')[2][:34]}", few, many)


def _measured(server: Server, path: str) -> list[dict[str, Any]]:
    found = []
    for _ in range(14):
        status, _, cost = server.ask(path)
        if status != 200:
            raise RuntimeError(f"{path}: {status}")
        found.append({**cost, "rest": cost["cpu"] - cost["sums"]})
    return found[4:]


def _show(name: str, few: list[dict[str, Any]], many: list[dict[str, Any]]) -> None:
    ours, theirs = p50(many, "rest"), p50(few, "rest")
    note = f"{ours:.1f} ms against {theirs:.1f} ms, sums left out"
    Figure(f"{name}, 50 of 100,000 against 1,000, p50", ours / theirs, 1.5, "x", note).show()
    queries = {cost["sql"] for cost in (*few, *many)}
    Figure(f"{name}, kinds of query counts", len(queries), 1, note=f"{sorted(queries)}").show()
    Figure(f"{name}, sums and counts, p50", p50(many, "sums"), 80, " ms", f"page {p50(many, 'cpu'):.0f} ms").show()
