"""代理: who may stand in for whom, on which days, and that whatever a deputy does names both."""

from collections.abc import Callable
from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.assignments.loop import ISSUED, County, assign, county, shanghai
from tests.builders import make_unit, make_user
from tests.problems import world as w
from zz import calendar, clock
from zz.accounts.models import Deputy
from zz.accounts.roles import Role, UnitKind
from zz.assignments import cards, deputies, operations, policy, queries
from zz.assignments.vocabulary import ChainLevel, Severity
from zz.journal import Event
from zz.notices.models import Notice
from zz.problems import operations as problems
from zz.problems import storyline

MONDAY, FRIDAY = date(2023, 8, 28), date(2023, 9, 1)
SignIn = Callable[[FlaskClient, str], None]


@pytest.fixture
def place(session: Session) -> County:
    calendar.seed(at=ISSUED)
    return county()


def colleague(place: County, **columns: object):  # type: ignore[no-untyped-def]
    return make_user(Role.BUREAU, place.bureau_unit, **{"name": "同事", **columns})


def events(session: Session, *verbs: str) -> list[Event]:
    return list(session.scalars(select(Event).where(Event.verb.in_(verbs)).order_by(Event.id)))


def test_who_may_stand_in(place: County) -> None:
    near, gone = colleague(place), colleague(place, active=False)
    abroad = make_user(Role.CENTRE, make_unit(UnitKind.CITY, make_unit(UnitKind.CITY)))
    admin = make_user(Role.ADMIN, place.bureau_unit)
    found = {user.id for user in deputies.eligible(place.bureau)}
    assert found == {near.id, place.centre.id}
    for nobody in (place.bureau, gone, abroad, admin, place.other, place.leader):
        with pytest.raises(deputies.Refused):
            deputies.appoint(place.bureau, nobody.id, MONDAY, FRIDAY, by=place.bureau, at=ISSUED)


def test_days_do_not_overlap_nor_begin_in_the_past(place: County) -> None:
    near = colleague(place)
    row = deputies.appoint(place.bureau, near.id, MONDAY, FRIDAY, by=place.bureau, at=ISSUED)
    for first, last in ((FRIDAY, FRIDAY), (MONDAY, MONDAY), (FRIDAY, MONDAY), (date(2023, 8, 25), date(2023, 8, 27))):
        with pytest.raises(deputies.Refused):
            deputies.appoint(place.bureau, place.centre.id, first, last, by=place.bureau, at=ISSUED)
    deputies.appoint(place.bureau, near.id, date(2023, 9, 2), date(2023, 9, 3), by=place.bureau, at=ISSUED)
    deputies.end(row, by=place.bureau, at=ISSUED)
    deputies.appoint(place.bureau, place.centre.id, FRIDAY, FRIDAY, by=place.bureau, at=ISSUED)


def test_it_is_journalled_and_told(place: County, session: Session) -> None:
    near = colleague(place)
    row = deputies.appoint(place.bureau, near.id, MONDAY, FRIDAY, by=place.bureau, at=ISSUED)
    deputies.end(row, by=near, at=ISSUED)
    deputies.end(row, by=near, at=ISSUED)
    found = events(session, "user.deputy_appointed", "user.deputy_ended")
    assert [(e.verb, e.subject_type, e.subject_id, e.payload["deputy"]) for e in found] == [
        ("user.deputy_appointed", "user", place.bureau.id, "同事"),
        ("user.deputy_ended", "user", place.bureau.id, "同事"),
    ]
    assert {n.user_id for n in session.scalars(select(Notice))} == {near.id, place.bureau.id}


def test_a_deputys_acts_name_both(place: County, session: Session) -> None:
    person = f"p{place.leader.id}"  # what only the leader himself answers to
    friend = make_user(Role.CENTRE, place.centre.unit, name="代理人")
    session.add(Deputy(user_id=place.leader.id, deputy_id=friend.id, from_day=MONDAY, to_day=FRIDAY))
    session.add(Deputy(user_id=place.bureau.id, deputy_id=friend.id, from_day=MONDAY, to_day=FRIDAY))
    session.flush()
    mine, his = assign(place), assign(place, subject=2, holder=person, issuer=person)
    operations.sign(mine, by=friend, at=shanghai(8, 29))
    operations.sign(his, by=friend, at=shanghai(8, 29))
    operations.reply(his, "已办", [], by=place.leader, at=shanghai(8, 29))
    operations.withdraw(mine, "撤", by=friend, at=shanghai(8, 29))  # as one of the centre, in his own right
    found = events(session, "assignment_signed", "assignment_replied", "assignment_withdrawn")
    assert [e.on_behalf_of_id for e in found] == [place.bureau.id, place.leader.id, None, None]


def test_the_keys_are_the_deputys_on_those_days_only(place: County, session: Session) -> None:
    near = make_user(Role.CENTRE, place.centre.unit)
    row = deputies.appoint(place.bureau, near.id, MONDAY, FRIDAY, by=place.bureau, at=ISSUED)
    duty = assign(place)
    days = (date(2023, 8, 27), MONDAY, FRIDAY, date(2023, 9, 2))
    assert [policy.holds(near, duty, on) for on in days] == [False, True, True, False]
    deputies.end(row, by=near, at=ISSUED)
    for on in days:
        assert not policy.holds(near, duty, on)


def test_the_page(place: County, session: Session, client: FlaskClient, sign_in: SignIn) -> None:
    near = colleague(place, username="near")
    today = clock.today().isoformat()
    sign_in(client, place.bureau.username)
    assert "现在没有人代理您" in client.get("/deputies").text
    data = {"deputy_id": near.id, "from_day": today, "to_day": today}
    assert client.post("/deputies", data={**data, "deputy_id": place.other.id}).status_code == 422
    assert client.post("/deputies", data={**data, "to_day": ""}).status_code == 422
    assert client.post("/deputies", data=data).status_code == 303
    refused = client.post("/deputies", data=data)
    assert refused.status_code == 422
    assert "已委托同事代理" in refused.text
    assert "代理中" in client.get("/deputies").text
    row = session.scalars(select(Deputy)).one()
    sign_in(client, place.other.username)
    assert client.post(f"/deputies/{row.id}/end").status_code == 404
    sign_in(client, "near")
    assert place.bureau.name in client.get("/deputies").text
    assert client.post(f"/deputies/{row.id}/end").status_code == 303
    session.refresh(row)
    assert row.ended_at is not None


def test_administrators_have_no_deputies(session: Session, client: FlaskClient, sign_in: SignIn) -> None:
    make_user(Role.ADMIN, username="root")
    sign_in(client, "root")
    assert client.get("/deputies").status_code == 403
    assert "/deputies" not in client.get("/account").text


def test_a_problems_story_names_both(session: Session) -> None:
    county = w.world()
    leaving = county["commissioner"]
    friend = make_user(Role.COMMISSIONER, leaving.unit, name="代理人")
    session.add(Deputy(user_id=leaving.id, deputy_id=friend.id, from_day=MONDAY, to_day=FRIDAY))
    problem = w.opened(county, verifier=f"p{leaving.id}")
    duty = w.duty(county, problem, county.land)
    operations.sign(duty, by=county["land"], at=shanghai(8, 29))
    operations.reply(duty, "已办", [], by=county["land"], at=shanghai(8, 30))
    problems.close(problem, "属实", by=friend, at=shanghai(8, 31))
    problems.reopen(problem, "又有了", by=county["owner"], at=shanghai(8, 31, 10))
    found = events(session, "problem_closed", "problem_reopened")
    assert [e.on_behalf_of_id for e in found] == [leaving.id, None]
    lines = storyline.thread(storyline.events_of(problem), [], {}, MONDAY)
    assert [line.who for line in lines if "核验通过" in line.text] == ["项目中心 代理人（代何新宇）"]


def test_cards_to_issue_count_for_whoever_issues_them(place: County, session: Session) -> None:
    assignment = assign(place)
    today = date(2023, 9, 1)
    assert [queries.waiting_count(user, today) for user in (place.centre, place.bureau)] == [0, 1]
    cards.prepare(assignment, Severity.YELLOW, ChainLevel.CENTRE, 3, at=shanghai(9, 1))
    session.flush()
    assert [queries.waiting_count(user, today) for user in (place.centre, place.bureau)] == [1, 1]
