"""递补: the next in order is asked, an unanswered offer asks again and passes on, nobody ends without an answer."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.enrolment.publication.world import Published, child, confirmed, entry
from zz import clock
from zz.assignments.models import Assignment
from zz.db import db
from zz.enrolment import seats
from zz.enrolment.placement.vocabulary import RoundState
from zz.enrolment.publication import objecting, offering, operations, vacancies
from zz.enrolment.publication.models import PlacementPublication, SeatOffer
from zz.enrolment.publication.vocabulary import OfferState as O  # noqa: E741
from zz.enrolment.requests.vocabulary import RequestState as S
from zz.enrolment.review import operations as review
from zz.enrolment.review.operations import Refused
from zz.workflow import InvalidTransition

SignIn = Callable[..., None]


@pytest.fixture
def made(session: Session) -> Published:
    """Two more than `confirmed`: lot 3 has a seat at its second wish, lot 4 is of HR's enterprise and has none."""
    found = confirmed()
    w = found.world
    later = child(w, 3, [w.school, w.second], child_name="段小三")
    found.entries.append(entry(found.round, later, 3, w.second))
    found.entries.append(entry(found.round, child(w, 4, [w.school], child_name="尹小四"), 4, None))
    operations.publish(found.round, operations.soonest(clock.today()), by=w.worker, at=clock.now())
    session.flush()
    return found


def freed(made: Published) -> None:
    """The school declines the first child."""
    review.school_decline(made.seated, "该年级班额已满", "", by=made.world.teacher, at=clock.now())
    db.session.flush()


def offer(made: Published) -> SeatOffer:
    return offering.offer(made.round, made.world.school.id, 1, by=made.world.worker, at=clock.now())


def standing() -> list[tuple[int, O]]:
    db.session.expire_all()
    return [(o.entry_id, o.state) for o in db.session.scalars(select(SeatOffer).order_by(SeatOffer.id))]


def later(one: SeatOffer) -> datetime:
    return clock.midnight(db.session.get_one(Assignment, one.current_id).due_on + timedelta(days=1))  # type: ignore[operator]


def test_the_next_in_order_is_whoever_wants_it_more_than_what_it_has(made: Published) -> None:
    with pytest.raises(Refused):
        offer(made)
    freed(made)
    (free,) = vacancies.of_round(made.round)
    assert (free.next, free.free, free.behind) == (made.entries[1], 1, 2), "never the one that the school sent back"
    held = seats.placed(made.world.term.id, [made.world.school.id])
    one = offer(made)
    assert seats.placed(made.world.term.id, [made.world.school.id])[made.world.school.id, 1] == 1 + held.get(
        (made.world.school.id, 1), 0
    ), "while it waits it holds the seat"
    assert vacancies.of_round(made.round) == []
    with pytest.raises(Refused):
        offer(made)
    offering.accept(one, by=made.world.hr2, at=clock.now())
    assert (made.waiting.school_id, made.waiting.state, one.state) == (made.world.school.id, S.PLACED, O.ACCEPTED)
    with pytest.raises(InvalidTransition):
        offering.decline(one, by=made.world.hr2, at=clock.now())


def test_an_offer_asks_again_then_passes_on_and_frees_a_seat_in_turn(made: Published) -> None:
    freed(made)
    first = offer(made)
    db.session.commit()
    offering.attend(clock.now())
    assert standing() == [(made.entries[1].id, O.OPEN)], "not before its date"
    offering.attend(later(first))
    assert standing() == [(made.entries[1].id, O.LAPSED)]
    offering.attend(later(first))
    assert standing() == [(made.entries[1].id, O.PASSED_ON), (made.entries[2].id, O.OPEN)]
    second = db.session.scalars(select(SeatOffer).where(SeatOffer.state == O.OPEN)).one()
    offering.accept(second, by=made.world.hr, at=clock.now())
    assert made.entries[2].request.school_id == made.world.school.id
    assert made.entries[2].draft_reason == offering.REASON
    (free,) = vacancies.of_round(made.round)
    assert (free.school_id, free.next) == (made.world.second.id, made.entries[0]), "the seat left behind, next in order"


def test_no_thank_you_passes_on_and_an_ended_case_is_not_waited_for(made: Published) -> None:
    freed(made)
    one = offer(made)
    offering.decline(one, by=made.world.hr2, at=clock.now())
    assert standing() == [(made.entries[1].id, O.DECLINED), (made.entries[2].id, O.OPEN)]
    made.entries[2].request.state = S.WITHDRAWN
    db.session.commit()
    offering.attend(clock.now())
    assert standing()[1:] == [(made.entries[2].id, O.WITHDRAWN), (made.entries[3].id, O.OPEN)]


def test_a_round_ends_when_nothing_waits_and_nobody_is_left_over(made: Published) -> None:
    w, at = made.world, clock.now()
    published = db.session.scalars(select(PlacementPublication)).one()
    freed(made)
    after = at + timedelta(days=20)
    with pytest.raises(Refused, match="期满"):
        operations.close(made.round, published, by=w.worker, at=at)
    objection = objecting.raise_(made.entries[3], "请核对", by=w.hr, at=at)
    with pytest.raises(Refused, match="1 件异议"):
        operations.close(made.round, published, by=w.worker, at=after)
    objecting.withdraw(objection, by=w.hr, at=at)
    one = offer(made)
    with pytest.raises(Refused, match="1 个递补"):
        operations.close(made.round, published, by=w.worker, at=after)
    offering.accept(one, by=w.hr2, at=at)
    assert made.seated.state == S.QUEUED
    assert operations.close(made.round, published, by=w.worker, at=after) == 2
    assert (made.round.state, made.seated.state) == (RoundState.CLOSED, S.TO_COORDINATE)


def test_the_pages_of_an_offer_are_the_familys_and_the_work_groups(
    made: Published, client: FlaskClient, sign_in: SignIn
) -> None:
    w, url = made.world, f"/enrolment/publications/{made.round.id}"
    freed(made)
    for user, code in ((w.hr, 403), (w.teacher, 403), (w.clerk, 200), (w.worker, 200)):
        sign_in(client, user.username)
        assert client.get(f"{url}/vacancies").status_code == code, user.username
    data = {"school": w.school.id, "grade": 1}
    assert client.post(f"{url}/offers", data={"school": "x", "grade": 1}).status_code == 409
    at = client.post(f"{url}/offers", data=data).location
    assert client.post(f"{url}/offers", data=data).status_code == 409
    assert client.post(f"{url}/closing", data={"version": made.round.version}).status_code == 409
    form = {"version": db.session.scalars(select(SeatOffer.version)).one()}
    for user, code in ((w.hr, 404), (w.teacher, 403), (w.clerk, 200), (w.worker, 200), (w.hr2, 200)):
        sign_in(client, user.username)
        page = client.get(at)
        assert page.status_code == code, user.username
        assert ("谭小明" in page.text, "段小三" in page.text) == (False, False)
        assert (">接受</button>" in page.text) == (user is w.hr2)
        if user is not w.hr2:
            assert client.post(f"{at}/acceptance", data=form).status_code in (403, 404), user.username
    assert client.post(f"{at}/acceptance", data={"version": "99"}).status_code == 409
    assert client.post(f"{at}/acceptance", data=form).status_code == 303
    assert client.post(f"{at}/declining", data=form).status_code == 409
    db.session.expire_all()
    assert made.waiting.school_id == w.school.id
