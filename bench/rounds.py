"""A placement round of 5,000 children, 60 schools and 5 wishes each: sealed, run, replayed, and its page."""

import random
from collections.abc import Iterator
from contextlib import ExitStack
from time import process_time
from typing import Any

from flask import Flask
from sqlalchemy import insert

from bench import requests
from bench.figures import Figure, p50
from bench.seeding import MORNING, installation
from bench.tables import served
from zz import clock
from zz.accounts.models import Unit, User
from zz.db import db, table_of, writing
from zz.enrolment.models import School, SeatPlan, Term
from zz.enrolment.placement import operations, orders, rounds, sealing
from zz.enrolment.placement.models import PlacementRound
from zz.enrolment.placement.quota_models import PlacementQuota, QuotaSheet
from zz.enrolment.placement.quota_vocabulary import QuotaState
from zz.enrolment.placement.vocabulary import SUGGESTED, SeedWay
from zz.enrolment.requests.models import EnrolmentRequest, Preference
from zz.enrolment.requests.vocabulary import RequestState
from zz.enrolment.vocabulary import Residence

CHILDREN, SCHOOLS, WISHES, SEATS = 5_000, 60, 5, 13
SEED = "07-23-15-31"


def county() -> Flask:
    """Return an application with the children waiting, and fewer seats than children in each grade."""
    app = installation()
    with app.app_context(), clock.frozen(MORNING):
        requests._desk()
        more = range(21, SCHOOLS + 1)
        db.session.add_all(School(id=n, root_id=1, name=f"第{n}小学", first_grade=1, last_grade=6) for n in more)
        db.session.add(QuotaSheet(id=1, park_id=requests.PARK, term_id=1, state=QuotaState.CONFIRMED))
        db.session.flush()
        cells = [(school, grade) for school in range(1, SCHOOLS + 1) for grade in range(1, 7)]
        for school, grade in cells:
            plan = SeatPlan(school_id=school, term_id=1, grade=grade, classes=4, class_size=45, enrolled=100)
            quota = PlacementQuota(sheet_id=1, school_id=school, grade=grade, seats=SEATS, confirmed=SEATS)
            db.session.add_all([plan, quota])
        db.session.execute(insert(table_of(EnrolmentRequest)), list(_children()))
        db.session.execute(insert(table_of(Preference)), list(_wishes()))
        orders.write(requests.PARK, SUGGESTED, clock.today(), "依据", by=_by(), at=MORNING)
        db.session.commit()
        db.session.execute(db.text("ANALYZE"))
        db.session.commit()
    return app


def _by() -> Any:
    return db.session.scalars(db.select(User).where(User.username == "workgroup")).one()


def _children() -> Iterator[dict[str, Any]]:
    chance, homes = random.Random(5), list(Residence)
    for row in requests._rows(0, CHILDREN, CHILDREN):
        yield row | {
            "state": RequestState.QUEUED, "school_id": None, "current_id": None, "residence": chance.choice(homes),
            "child_hash": f"c{row['id']}", "guardian_hash": f"g{row['id']}", "employee_hash": f"e{row['id']}",
        }  # fmt: skip


def _wishes() -> Iterator[dict[str, Any]]:
    chance = random.Random(6)
    for request_id in range(1, CHILDREN + 1):
        for rank, school in enumerate(chance.sample(range(1, SCHOOLS + 1), WISHES), 1):
            yield {"request_id": request_id, "rank": rank, "school_id": school}


def _seconds(done: Any) -> float:
    began = process_time()
    done()
    return process_time() - began


def _open() -> int:
    with writing():
        park, term = db.session.get_one(Unit, requests.PARK), db.session.get_one(Term, 1)
        return operations.open_round(park, term, by=_by(), at=MORNING).id


def _seal(round_id: int) -> None:
    with writing():
        found = db.session.get_one(PlacementRound, round_id)
        mark = sealing.mark(rounds.planned(found, found.order.criteria)[0].content)
        operations.seal(found, SeedWay.DRAWN, SEED, "见证人", mark, by=_by(), at=MORNING)


def _run(round_id: int) -> None:
    with writing():
        operations.run(db.session.get_one(PlacementRound, round_id), by=_by(), at=MORNING)


def placement() -> None:
    """Seconds of sealing, of a whole run with reading and writing, of the matching alone, of a replay; its page."""
    app = county()
    size = f"{CHILDREN:,} × {SCHOOLS} × {WISHES}"
    with app.app_context(), clock.frozen(MORNING):
        round_id = _open()
        Figure(f"round of {size}: seal, listed twice, CPU", _seconds(lambda: _seal(round_id)), 3, " s").show()
        Figure(f"round of {size}: read, match, write the draft, CPU", _seconds(lambda: _run(round_id)), 2, " s").show()
        found = db.session.get_one(PlacementRound, round_id)
        sheet = rounds.sheet_of(found, rounds.rows_of(found))
        Figure(f"round of {size}: match alone, CPU", _seconds(lambda: sheet.run(SEED)), 0.5, " s").show()
        Figure(f"round of {size}: replay, CPU", _seconds(lambda: rounds.replay(found)), 2, " s").show()
        db.session.rollback()
    with ExitStack() as stack:
        server = served(stack, app, "workgroup")
        for query in ("", "?outcome=none&grade=3", "?page=90"):
            costs = [server.ask(f"/enrolment/rounds/{round_id}{query}")[2] for _ in range(7)]
            note = f"{max(cost['sql'] for cost in costs):.0f} queries"
            Figure(f"page of a round of {CHILDREN:,}{query}, CPU p50", p50(costs[2:], "cpu"), 200, " ms", note).show()
