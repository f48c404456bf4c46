"""Two people at one problem, from the inbox and from its page: one waits for the other, nobody for both."""

from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event as Signal
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from tests.conftest import start_session
from tests.problems import world as w
from zz import clock
from zz.assignments import cards, operations
from zz.assignments.models import Card
from zz.assignments.vocabulary import AssignmentState, CardState, ChainLevel, Severity
from zz.db import db
from zz.problems import operations as problem_operations

S = AssignmentState
WAIT = 0.4  # long enough for the other to have locked what he locks first


def client_of(app: Flask, user: Any) -> Any:
    client = app.test_client()
    start_session(client, user.username)
    return client


def meanwhile(monkeypatch: pytest.MonkeyPatch, module: Any, name: str, other: Any) -> list[Future[Any]]:
    """Let `other` begin in a thread of its own when `module.name` is called first, and give it time to lock."""
    begun, plain, started = Signal(), getattr(module, name), []
    pool = ThreadPoolExecutor(1)

    def slow(*args: Any, **kwargs: Any) -> Any:
        if not begun.is_set():
            begun.set()
            started.append(pool.submit(other))
            with pytest.raises(TimeoutError):
                started[0].result(WAIT)
        return plain(*args, **kwargs)

    monkeypatch.setattr(module, name, slow)
    return started


def test_a_reply_and_an_act_of_the_page_do_not_wait_for_each_other(
    app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    county = w.world()
    problem = w.opened(county, county.town)
    duty = w.duty(county, problem, county.land)
    operations.sign(duty, by=county["land"], at=clock.now())
    session.commit()
    bureau, centre = client_of(app, county["land"]), client_of(app, county["centre"])
    other = meanwhile(
        monkeypatch, operations, "note",
        lambda: centre.post(f"/problems/{problem.id}/withdrawal", data={"version": "", "reason": "误报"}),
    )  # fmt: skip
    answer = bureau.post(f"/assignments/{duty.id}/reply", data={"version": duty.version, "text": "已办结"})
    assert answer.status_code == 303
    assert other[0].result(20).status_code in (303, 409)
    session.expire_all()
    assert db.session.get_one(type(duty), duty.id).state in (S.REPLIED, S.WITHDRAWN)


def test_a_card_and_an_act_of_the_page_do_not_wait_for_each_other(
    app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    county = w.world()
    problem = w.opened(county)
    duty = w.duty(county, problem, county.land)
    card = cards.prepare(duty, Severity.YELLOW, ChainLevel.CENTRE, 3, at=clock.now())
    session.commit()
    first, second = client_of(app, county["centre"]), client_of(app, county["centre"])
    other = meanwhile(
        monkeypatch, cards, "next_number",
        lambda: second.post(f"/problems/{problem.id}/withdrawal", data={"version": "", "reason": "误报"}),
    )  # fmt: skip
    assert first.post(f"/cards/{card.id}/issue", data={"version": card.version}).status_code == 303
    assert other[0].result(20).status_code in (303, 409)
    session.expire_all()
    assert session.get_one(Card, card.id).state == CardState.ISSUED


def test_two_problems_merged_into_each_other_do_not_wait_for_each_other(
    app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    county = w.world()
    one, two = w.opened(county), w.opened(county)
    session.commit()
    first, second = client_of(app, county["centre"]), client_of(app, county["centre"])

    def merge(client: Any, problem: Any, into: Any) -> Any:
        return client.post(f"/problems/{problem.id}/merger", data={"version": "", "into": into.id, "reason": "同一件"})

    other = meanwhile(monkeypatch, problem_operations, "held_problem", lambda: merge(second, two, one))
    assert merge(first, one, two).status_code == 303
    assert other[0].result(20).status_code in (409, 422)
    session.expire_all()
    assert (one.merged_into_id, two.merged_into_id) == (two.id, None)
