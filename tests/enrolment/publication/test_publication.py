"""公示 and objections: who reads what and when, what an answer does, what is never said of another child."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.builders import make_unit, make_user
from tests.enrolment.publication.world import Published, confirmed
from zz import clock
from zz.accounts.models import User
from zz.accounts.roles import Role, UnitKind
from zz.assignments.models import Assignment
from zz.assignments.vocabulary import AssignmentState
from zz.db import db
from zz.enrolment.placement.vocabulary import RoundState
from zz.enrolment.publication import objecting, operations
from zz.enrolment.publication.forgetting import forget_words
from zz.enrolment.publication.models import PlacementObjection
from zz.enrolment.publication.vocabulary import ObjectionState as O  # noqa: E741
from zz.enrolment.requests.vocabulary import RequestState as S
from zz.enrolment.review import operations as review
from zz.enrolment.review.operations import Refused
from zz.workflow import InvalidTransition

SignIn = Callable[..., None]
WORDS = "家住服务区却没有安排上，请核对"


@pytest.fixture
def made(session: Session) -> Published:
    return confirmed()


def publish(made: Published) -> None:
    operations.publish(made.round, operations.soonest(clock.today()), by=made.world.worker, at=clock.now())
    db.session.flush()


def body(client: FlaskClient, sign_in: SignIn, user: User, url: str, code: int = 200) -> str:
    sign_in(client, user.username)
    answer = client.get(url)
    assert answer.status_code == code, (user.username, url, answer.status_code)
    return answer.text.split("<main")[1] if code == 200 else ""


def test_the_county_reads_the_list_while_it_is_shown_and_it_says_no_more_than_needed(
    made: Published, client: FlaskClient, sign_in: SignIn
) -> None:
    w, url = made.world, f"/enrolment/publications/{made.round.id}"
    walker = make_user(Role.BUREAU, w.bureau)
    stranger = make_user(Role.ENTERPRISE_HR, make_unit(UnitKind.ENTERPRISE, make_unit(UnitKind.CITY)))
    for user in (w.hr, w.hr2, w.teacher, walker, stranger):
        body(client, sign_in, user, url, 404)
    sign_in(client, w.worker.username)
    soon = {"closes_on": str(clock.today()), "version": made.round.version}
    assert client.post(f"{url}/opening", data=soon).status_code == 422
    right = {**soon, "closes_on": str(operations.soonest(clock.today()))}
    assert client.post(f"{url}/opening", data=right).status_code == 303
    assert client.post(f"{url}/opening", data=right).status_code == 409
    secret = ("谭小明", "欧阳小红", "谭建军", "李晓红", w.firm.name, w.other.name, "第一志愿", "07-23")
    for user in (w.hr, w.hr2, w.teacher, walker, w.worker, w.clerk):
        page = body(client, sign_in, user, url)
        assert "谭*" in page and "欧*" in page and w.school.name in page and "待统筹" in page
        assert [text for text in secret if text in page] == [], user.username
        own = {w.hr.id: 0, w.hr2.id: 1}.get(user.id)
        links = [f"/objections/about/{entry.id}" in page for entry in made.entries]
        assert links == [own == 0, own == 1], user.username
    body(client, sign_in, stranger, url, 404)
    assert "谭*" not in body(client, sign_in, w.hr2, f"{url}?q=2号")
    for user, code in ((w.hr, 404), (walker, 404), (w.worker, 303)):
        sign_in(client, user.username)
        assert client.get(f"{url}?format=xlsx").status_code == code
    made.seated.state = S.CONSENT_WITHDRAWN
    assert "谭*" not in body(client, sign_in, w.worker, url)
    with clock.frozen(clock.now() + timedelta(days=20)):
        assert "欧*" in body(client, sign_in, w.worker, url)
        for user in (w.hr, w.hr2, walker):
            body(client, sign_in, user, url, 404)


def raised(made: Published) -> PlacementObjection:
    publish(made)
    return objecting.raise_(made.entries[1], WORDS, by=made.world.hr2, at=clock.now())


def duty(found: PlacementObjection) -> Assignment:
    return db.session.get_one(Assignment, found.current_id)


def test_an_objection_is_read_by_its_family_the_work_group_and_the_bureau_alone(
    made: Published, client: FlaskClient, sign_in: SignIn
) -> None:
    w = made.world
    publish(made)
    about = f"/enrolment/objections/about/{made.entries[1].id}"
    for user, code in ((w.hr, 404), (w.teacher, 403), (w.clerk, 403), (w.hr2, 200), (w.worker, 200)):
        body(client, sign_in, user, about, code)
    sign_in(client, w.hr2.username)
    assert client.post(about, data={"text": ""}).status_code == 422
    assert client.post(about, data={"text": "证号 43990020170512001X"}).status_code == 422
    url = client.post(about, data={"text": WORDS}).location
    kept = db.session.connection().exec_driver_sql("select text from placement_objection").scalar_one()
    assert kept and WORDS not in kept, "encrypted"
    for user, code in ((w.hr2, 200), (w.worker, 200), (w.clerk, 200), (w.hr, 404), (w.teacher, 403)):
        assert (WORDS in body(client, sign_in, user, url, code)) == (code == 200), user.username
        rows = body(client, sign_in, user, "/enrolment/objections", 403 if code == 403 else 200)
        assert ("入学〔2023〕2号" in rows) == (code == 200)
    made.round.state = RoundState.PUBLISHED
    with clock.frozen(clock.now() + timedelta(days=20)):
        body(client, sign_in, w.hr2, about, 409)


def test_upheld_the_child_gets_the_seat_and_the_reason_stands_with_the_result(
    made: Published, client: FlaskClient, sign_in: SignIn
) -> None:
    found, w = raised(made), made.world
    assert duty(found).due_on is not None
    url = f"/enrolment/objections/{found.id}"
    sign_in(client, w.hr2.username)
    data = {"answer": "核实无误", "school": str(w.second.id), "version": found.version}
    assert client.post(f"{url}/upholding", data=data).status_code == 403
    sign_in(client, w.clerk.username)
    assert client.post(f"{url}/upholding", data=data).status_code == 403, "the bureau only reviews"
    sign_in(client, w.worker.username)
    assert client.post(f"{url}/upholding", data={**data, "school": ""}).status_code == 422
    assert client.post(f"{url}/upholding", data=data).status_code == 303
    assert client.post(f"{url}/upholding", data=data).status_code == 403, "once"
    db.session.expire_all()
    assert (made.waiting.school_id, made.waiting.state) == (w.second.id, S.PLACED)
    assert made.entries[1].draft_reason == "核实无误" and made.entries[1].draft_school_id == w.second.id
    assert found.state == O.UPHELD and found.current_id is None
    left = select(Assignment).where(
        Assignment.subject_type == "placement_objection", Assignment.state == AssignmentState.IN_PROGRESS
    )
    assert db.session.scalars(left).all() == []


def test_a_seat_that_was_given_is_given_up_for_another_in_one_step(made: Published) -> None:
    w = made.world
    publish(made)
    review.school_confirm(made.seated, by=w.teacher, at=clock.now())
    found = objecting.raise_(made.entries[0], WORDS, by=w.hr, at=clock.now())
    objecting.uphold(found, w.second.id, "核实兄姐在读", over=False, by=w.worker, at=clock.now())
    assert (made.seated.school_id, made.seated.state) == (w.second.id, S.PLACED)
    again = objecting.raise_(made.entries[0], WORDS, by=w.hr, at=clock.now())
    with pytest.raises(Refused):
        objecting.uphold(again, w.second.id, "同一所", over=False, by=w.worker, at=clock.now())


def test_rejected_the_family_asks_the_bureau_in_time_and_it_has_the_last_word(made: Published) -> None:
    found, w = raised(made), made.world
    objecting.reject(found, "按排序办法排第 2，学位 1 个", by=w.worker, at=clock.now())
    assert found.state == O.REJECTED and found.appeal_by is not None
    with pytest.raises(Refused):
        objecting.appeal(found, "不同意", by=w.hr2, at=clock.now() + timedelta(days=30))
    objecting.appeal(found, "不同意", by=w.hr2, at=clock.now())
    assert duty(found).holder.endswith("education") and found.state == O.REVIEWING
    with pytest.raises(InvalidTransition):
        objecting.reject(found, "又一次", by=w.worker, at=clock.now())
    objecting.keep(found, "复核无误", by=w.clerk, at=clock.now())
    assert found.state == O.KEPT and found.current_id is None
    with pytest.raises(InvalidTransition):
        objecting.withdraw(found, by=w.hr2, at=clock.now())


def test_words_go_with_the_case(made: Published) -> None:
    found = raised(made)
    db.session.commit()
    forget_words(clock.now())
    assert found.text == WORDS
    made.waiting.erased_at = clock.now()
    db.session.commit()
    forget_words(clock.now())
    db.session.expire_all()
    assert found.text == ""
