"""The inbox: what lies where, who signs, what a second click gets, how many queries it takes."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.orm import Session

from tests.assignments.loop import County, assign, county, shanghai
from tests.conftest import start_session
from zz.accounts.models import User
from zz.assignments import holders, operations, queries
from zz.assignments.climbing import climb
from zz.assignments.models import Assignment
from zz.assignments.queries import Box, InboxFilter
from zz.assignments.vocabulary import AssignmentKind, AssignmentState, Severity
from zz.db import db

TODAY = date(2023, 9, 14)
HTMX = {"HX-Request": "true"}


def signed_in(app: Flask, people: County, who: str) -> FlaskClient:
    db.session.commit()
    client = app.test_client()
    start_session(client, getattr(people, who).username)
    return client


def counts(user: User, on: date) -> dict[Box, int]:
    return {Box(name): db.session.scalar(query) or 0 for name, query in queries.counting(user, on).items()}


def test_a_matter_lies_in_its_holders_box(session: Session) -> None:
    people = county()
    assignment = assign(people)
    assert counts(people.bureau, TODAY)[Box.TO_SIGN] == 1
    assert counts(people.centre, TODAY)[Box.ISSUED] == 1
    assert not any(counts(people.other, TODAY).values())
    operations.sign(assignment, by=people.bureau, at=shanghai(8, 28))
    assert counts(people.bureau, TODAY)[Box.IN_PROGRESS] == 1
    for kind, box in ((AssignmentKind.VERIFY, Box.TO_VERIFY), (AssignmentKind.APPROVE, Box.TO_APPROVE)):
        assign(people, kind=kind, holder=f"p{people.centre.id}", to_sign=False)
        assert counts(people.centre, TODAY)[box] == 1


def test_signing_in_place_gives_the_row_and_the_count(app: Flask, session: Session) -> None:
    people = county()
    assignment = assign(people)
    client = signed_in(app, people, "bureau")
    assert "用地报批滞后" in client.get("/inbox").text
    answer = client.post(f"/assignments/{assignment.id}/sign", data={"version": assignment.version}, headers=HTMX)
    assert answer.status_code == 200
    assert "已签收，请于9月7日前办结" in answer.text
    assert 'id="assignment-' in answer.text
    assert "zz-count-assignments-inbox" in answer.text
    session.refresh(assignment)
    assert assignment.state == AssignmentState.IN_PROGRESS
    assert assignment.signed_by_id == people.bureau.id


def test_ten_people_sign_at_once_and_one_wins(app: Flask, session: Session) -> None:
    people = county()
    assignment = assign(people)
    clients = [signed_in(app, people, "bureau") for _ in range(10)]
    url, data = f"/assignments/{assignment.id}/sign", {"version": assignment.version}
    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(lambda c: c.post(url, data=data, headers=HTMX), clients))
    assert sorted(a.status_code for a in answers) == [200] + [409] * 9
    assert all('id="assignment-' in a.text for a in answers)


def test_only_the_holder_acts_and_a_stranger_sees_nothing(app: Flask, session: Session) -> None:
    people = county()
    assignment = assign(people)
    url = f"/assignments/{assignment.id}/sign"
    assert signed_in(app, people, "centre").post(url).status_code == 403
    assert signed_in(app, people, "other").post(url).status_code == 404
    assert signed_in(app, people, "other").get(url).status_code == 404
    assert "用地报批滞后" not in signed_in(app, people, "other").get("/inbox?box=to-sign&q=用地").text


def test_several_are_signed_at_once(app: Flask, session: Session) -> None:
    people = county()
    ids = [assign(people, subject=n).id for n in range(3)]
    client = signed_in(app, people, "bureau")
    answer = client.post("/inbox/sign", data={"ids": [*ids, 999_999]}, follow_redirects=True)
    assert "已签收 3 件，另有 1 件已被他人签收或撤回" in answer.text
    session.expire_all()
    assert all(session.get_one(Assignment, i).state == AssignmentState.IN_PROGRESS for i in ids)


def test_an_act_without_its_reason_says_so_and_keeps_what_was_typed(app: Flask, session: Session) -> None:
    people = county()
    assignment = assign(people)
    operations.sign(assignment, by=people.bureau, at=shanghai(8, 28))
    client = signed_in(app, people, "bureau")
    answer = client.post(
        f"/assignments/{assignment.id}/suspend", data={"reason": "等待省厅批复", "review_on": "2023-09-01"}
    )
    assert answer.status_code == 422
    for text in ("等待省厅批复", "复核日期应在今天之后。", "挂起须附依据材料"):
        assert text in answer.text


def test_a_reply_stops_the_ladder_and_says_so(app: Flask, session: Session) -> None:
    people = county()
    assignment = assign(people)
    operations.sign(assignment, by=people.bureau, at=shanghai(8, 28))
    client = signed_in(app, people, "bureau")
    answer = client.post(f"/assignments/{assignment.id}/reply", data={"text": "已组卷上报"})
    assert answer.status_code == 303
    session.refresh(assignment)
    assert assignment.state == AssignmentState.REPLIED
    assert assignment.next_step_at is None


def test_the_centre_issues_a_prepared_card(app: Flask, session: Session) -> None:
    people = county()
    operations.sign(assign(people), by=people.bureau, at=shanghai(8, 28))
    session.commit()
    climb(shanghai(9, 12))
    client = signed_in(app, people, "centre")
    page = client.get("/inbox").text
    assert "待发督办牌 1 张" in page
    card = queries.prepared_cards([f"c{people.root.id}:centre"])[0]
    assert signed_in(app, people, "bureau").post(f"/cards/{card.id}/issue").status_code == 404
    answer = client.post(f"/cards/{card.id}/issue", data={"version": card.version}, follow_redirects=True)
    assert "已发出黄牌：醴项督〔2023〕1号" in answer.text
    assert "待发督办牌" not in client.get("/inbox").text


def test_the_number_of_queries_does_not_grow_with_the_rows(app: Flask, session: Session) -> None:
    people = county()
    assign(people)
    client = signed_in(app, people, "bureau")

    def count(box: str) -> int:
        seen: list[str] = []
        with app.app_context():
            engine = db.engine
        listener = lambda *args: seen.append(args[2])  # noqa: E731
        event.listen(engine, "before_cursor_execute", listener)
        try:
            assert client.get(f"/inbox?box={box}").status_code == 200
        finally:
            event.remove(engine, "before_cursor_execute", listener)
        return len(seen)

    few = count("to-sign")
    for number in range(40):
        operations.sign(assign(people, subject=number + 2), by=people.bureau, at=shanghai(8, 28))
        assign(people, subject=number + 50)
    db.session.commit()
    assert count("to-sign") == count("in-progress") == few <= 6


def test_a_leader_finds_what_has_climbed_to_him(app: Flask, session: Session) -> None:
    people = county()
    assign(people, kind=AssignmentKind.APPROVE, holder=f"p{people.leader.id}", to_sign=False, title="延期申请")
    client = signed_in(app, people, "leader")
    assert "延期申请" in client.get("/inbox").text
    assign(people, title="土地报批滞后").climbed_to = f"p{people.leader.id}"
    db.session.commit()
    page = client.get("/inbox").text
    assert "土地报批滞后" in page
    assert "延期申请" not in page


def test_the_export_holds_what_is_shown(app: Flask, session: Session) -> None:
    people = county()
    assign(people)
    client = signed_in(app, people, "bureau")
    answer = client.get("/inbox?box=to-sign&format=xlsx")
    assert answer.status_code == 200
    assert answer.mimetype.endswith("spreadsheetml.sheet")
    assert client.get("/inbox?format=pdf").status_code == 404


def test_no_statement_of_the_inbox_reads_the_whole_table(app: Flask, session: Session) -> None:
    if db.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL rightly reads a table as small as this one from end to end")
    people = county()
    assign(people)
    asked: list[tuple[str, Any]] = []
    client, paths = signed_in(app, people, "centre"), [f"/inbox?box={box}" for box in Box]
    listener = lambda _conn, _cursor, statement, parameters, *_: asked.append((statement, parameters))  # noqa: E731
    event.listen(db.engine, "before_cursor_execute", listener)
    try:
        assert all(client.get(path).status_code == 200 for path in paths)
    finally:
        event.remove(db.engine, "before_cursor_execute", listener)
    about = [(statement, parameters) for statement, parameters in asked if "FROM assignment" in statement]
    assert len(about) >= len(paths)
    cursor, used = db.session.connection().connection.cursor(), set()
    for statement, parameters in about:
        plan = [row[-1] for row in cursor.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)]
        assert not [step for step in plan if step.startswith("SCAN assignment")], statement
        used.update(plan)
    assert "SEARCH assignment USING COVERING INDEX ix_assignment_climbed (climbed_to=? AND ended_at=?)" in used


def test_what_was_issued_is_read_in_order_over_several_keys(app: Flask, session: Session) -> None:
    people = county()
    late, soon = assign(people, days=9), assign(people, days=3, issuer=holders.of_person(people.centre.id))
    red = assign(people, days=20)
    red.severity = Severity.RED
    session.flush()
    shown = session.scalars(queries.inbox(people.centre, InboxFilter(Box.ISSUED), TODAY)).all()
    assert [a.id for a in shown] == [red.id, late.id, soon.id]
    narrowed = InboxFilter(Box.ISSUED, "用地", overdue=True)
    assert len(session.scalars(queries.inbox(people.centre, narrowed, TODAY)).all()) == 3
    assert not session.scalars(queries.inbox(people.centre, InboxFilter(Box.ISSUED, "没有"), TODAY)).all()
