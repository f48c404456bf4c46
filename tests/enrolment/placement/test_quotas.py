"""Quotas: drafted by the work group, proposed, confirmed or returned by the bureau; what is confirmed holds."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook

from tests.builders import make_school, make_seats
from tests.enrolment.requests.world import World, make_world
from tests.enrolment.review.steps import seated, submitted, taken_to
from zz import clock
from zz.assignments.models import Assignment
from zz.assignments.vocabulary import AssignmentState
from zz.db import db
from zz.enrolment.placement import quota_operations as do
from zz.enrolment.placement import quotas
from zz.enrolment.placement.quota_flow import QUOTAS
from zz.enrolment.placement.quota_models import PlacementQuota, QuotaSheet
from zz.enrolment.placement.quota_operations import Refused
from zz.enrolment.placement.quota_vocabulary import QuotaAction as A
from zz.enrolment.placement.quota_vocabulary import QuotaState as S
from zz.enrolment.requests.vocabulary import RequestState
from zz.journal import Event
from zz.notices.models import Notice
from zz.workflow import InvalidTransition

SignIn = Callable[[FlaskClient, str], None]
PATH = "/enrolment/quotas"


@pytest.fixture
def w(session: object) -> World:
    """Two schools with 6 seats left in the first grade each."""
    found = make_world()
    seated(found)
    return found


def begun(w: World) -> QuotaSheet:
    return do.begin(w.park, w.term, by=w.worker, at=clock.now())


def drafted(w: World, sheet: QuotaSheet, first: int = 5, second: int = 3) -> QuotaSheet:
    do.draft(sheet, {(w.school.id, 1): first, (w.second.id, 1): second}, by=w.worker, at=clock.now())
    return sheet


def confirmed(w: World) -> QuotaSheet:
    sheet = drafted(w, begun(w))
    do.propose(sheet, by=w.worker, at=clock.now())
    do.confirm(sheet, by=w.clerk, at=clock.now())
    return sheet


def open_duties(sheet: QuotaSheet) -> list[Assignment]:
    found = db.session.query(Assignment).filter_by(subject_type=sheet.__tablename__, subject_id=sheet.id)
    return found.filter_by(state=AssignmentState.IN_PROGRESS).all()


def test_every_state_allows_what_the_flow_says() -> None:
    allowed = {
        S.DRAFT: {A.PROPOSE}, S.RETURNED: {A.PROPOSE}, S.PROPOSED: {A.TAKE_BACK, A.CONFIRM, A.RETURN},
        S.CONFIRMED: {A.REVISE},
    }  # fmt: skip
    for state in S:
        assert {a for a in A if QUOTAS.can(QuotaSheet(state=state), a)} == allowed[state]


def test_what_is_confirmed_holds_until_the_next_is(w: World) -> None:
    sheet = confirmed(w)
    given = {(w.school.id, 1): 5, (w.second.id, 1): 3}
    assert quotas.confirmed(w.park.id, w.term.id) == given == quotas.remaining(w.park.id, w.term.id)
    assert open_duties(sheet) == [] and sheet.duty_id is None
    do.revise(sheet, "学校增加学位", by=w.worker, at=clock.now())
    drafted(w, sheet, 2, 6)
    assert quotas.confirmed(w.park.id, w.term.id) == given
    do.propose(sheet, by=w.worker, at=clock.now())
    do.return_(sheet, "金星学校只能给 4 个", by=w.clerk, at=clock.now())
    assert quotas.confirmed(w.park.id, w.term.id) == given
    (duty,) = open_duties(sheet)
    assert duty.id == sheet.duty_id and duty.holder == f"u{w.park.id}:park" and duty.due_on is not None
    drafted(w, sheet, 2, 4)
    do.propose(sheet, by=w.worker, at=clock.now())
    assert [d.holder for d in open_duties(sheet)] == [f"c{w.root.id}:education"]
    do.confirm(sheet, by=w.clerk, at=clock.now())
    assert quotas.confirmed(w.park.id, w.term.id) == {(w.school.id, 1): 2, (w.second.id, 1): 4}
    verbs = [e.verb for e in db.session.query(Event).filter_by(subject_type=sheet.__tablename__).order_by(Event.id)]
    assert [v.removeprefix("placement_quotas_") for v in verbs if v.startswith("placement")] == [
        "begun", "drafted", "proposed", "confirmed", "revised", "drafted", "proposed", "returned", "drafted",
        "proposed", "confirmed",
    ]  # fmt: skip
    with pytest.raises(InvalidTransition):
        do.confirm(sheet, by=w.clerk, at=clock.now())


def test_children_placed_already_stand_within_the_quota(w: World) -> None:
    taken_to(w, RequestState.PLACED)
    sheet = begun(w)
    assert {key: row.seats for key, row in quotas.rows(sheet.id).items()} == {(w.school.id, 1): 1}
    with pytest.raises(Refused) as none_left:
        drafted(w, sheet, 0)
    assert none_left.value.faults == {(w.school.id, 1): "已安排 1 个"}
    drafted(w, sheet, 6, 6)  # five are free there, one is the child's own
    with pytest.raises(Refused) as too_many:
        drafted(w, sheet, 7, 7)
    assert set(too_many.value.faults) == {(w.school.id, 1), (w.second.id, 1)}
    do.propose(sheet, by=w.worker, at=clock.now())
    do.confirm(sheet, by=w.clerk, at=clock.now())
    assert quotas.remaining(w.park.id, w.term.id) == {(w.school.id, 1): 5, (w.second.id, 1): 6}
    assert begun(w) is sheet  # a table is begun once


def test_a_round_never_gets_more_than_is_free(w: World) -> None:
    sheet = confirmed(w)
    plan = quotas.rooms(w.park.id, w.term.id)[w.school.id, 1].plan
    plan.enrolled += 4  # two are left
    db.session.flush()
    assert quotas.remaining(w.park.id, w.term.id) == {(w.school.id, 1): 2, (w.second.id, 1): 3}
    do.revise(sheet, "核对", by=w.worker, at=clock.now())
    with pytest.raises(Refused, match="名额 5 个，最多 2 个"):
        do.propose(sheet, by=w.worker, at=clock.now())
    plan.enrolled += 40  # more children than seats
    db.session.flush()
    assert quotas.remaining(w.park.id, w.term.id)[w.school.id, 1] == 0


def test_the_bureau_is_not_surprised_by_a_change_of_seats(w: World, client: FlaskClient, sign_in: SignIn) -> None:
    sheet = drafted(w, begun(w))
    do.propose(sheet, by=w.worker, at=clock.now())
    quotas.rooms(w.park.id, w.term.id)[w.school.id, 1].plan.reserved = 9
    sign_in(client, w.clerk.username)
    answer = client.post(f"{PATH}/{sheet.id}/confirmation", data={"version": sheet.version})
    assert answer.status_code == 422 and f"{w.school.name}一年级名额 5 个，最多 1 个" in answer.text
    assert db.session.get_one(QuotaSheet, sheet.id).state == S.PROPOSED
    assert quotas.confirmed(w.park.id, w.term.id) == {}


def fields(w: World, sheet: QuotaSheet, first: str, second: str, **more: Any) -> dict[str, Any]:
    typed = {f"q{w.school.id}_11": first, f"q{w.second.id}_11": second}
    return {"stage": "primary", "version": sheet.version, **typed, **more}


def test_pages_take_a_table_from_desk_to_desk(w: World, client: FlaskClient, sign_in: SignIn) -> None:
    submitted(w)
    sign_in(client, w.worker.username)
    assert "还没有学位名额" in client.get("/enrolment").text
    assert client.post(PATH, data={"term": "0"}).status_code == 404
    page = client.post(PATH, data={"term": w.term.id}).location
    sheet = db.session.query(QuotaSheet).one()
    assert page == f"{PATH}/{sheet.id}" and client.get(page).text.count("最多 6") == 2
    assert 'grade=1"' in client.get(page).text  # the child who waits is one figure away
    empty = client.post(f"{page}/proposal", data={"version": sheet.version})
    assert empty.status_code == 422 and "还没有填写名额" in empty.text
    wrong = client.post(f"{page}", data=fields(w, sheet, "7", "x"))
    assert wrong.status_code == 422 and "之间的整数" in wrong.text and 'value="x"' in wrong.text
    many = client.post(f"{page}", data=fields(w, sheet, "7", "3"))
    assert many.status_code == 422 and "最多 6 个" in many.text and 'value="7"' in many.text
    assert client.post(f"{page}", data=fields(w, sheet, "5", "")).status_code == 303
    late = client.post(f"{page}", data=fields(w, sheet, "1", "", version="1"))
    assert late.status_code == 409 and "别人已经改过" in late.text
    sign_in(client, w.clerk.username)
    assert client.get(page).status_code == 404  # a draft is the work group's own
    sign_in(client, w.worker.username)
    sheet = db.session.get_one(QuotaSheet, sheet.id)
    assert client.post(f"{page}/proposal", data={"version": sheet.version}).status_code == 303
    assert client.post(f"{page}", data=fields(w, sheet, "1", "")).status_code == 409
    sign_in(client, w.clerk.username)
    assert "学位名额待确认" in client.get("/enrolment").text and f'href="{page}"' in client.get("/enrolment").text
    version = {"version": db.session.get_one(QuotaSheet, sheet.id).version}
    assert client.post(f"{page}/return", data=version).status_code == 422
    assert client.post(f"{page}/return", data=version | {"reason": "请再核对城北小学"}).status_code == 303
    assert "仍然有效" in client.get(page).text and ">5<" not in client.get(page).text
    sign_in(client, w.worker.username)
    home = client.get("/enrolment").text
    assert "教育局退回了学位名额" in home and "请再核对城北小学" in home
    version = {"version": db.session.get_one(QuotaSheet, sheet.id).version}
    assert client.post(f"{page}/proposal", data=version).status_code == 303
    assert client.post(f"{page}/taking-back", data={"version": version["version"] + 1}).status_code == 409
    sign_in(client, w.clerk.username)
    version = {"version": db.session.get_one(QuotaSheet, sheet.id).version}
    assert client.post(f"{page}/confirmation", data=version).status_code == 303
    assert client.post(f"{page}/confirmation", data=version).status_code == 409
    texts = {n.text for n in db.session.query(Notice).filter_by(user_id=w.worker.id)}
    assert f"{w.term.name}：教育局已确认 5 个学位名额" in texts
    sign_in(client, w.worker.username)
    assert client.post(f"{page}/revision", data={}).status_code == 422
    version = {"version": db.session.get_one(QuotaSheet, sheet.id).version, "reason": "新增一班"}
    assert client.post(f"{page}/revision", data=version).status_code == 303
    assert quotas.confirmed(w.park.id, w.term.id) == {(w.school.id, 1): 5}


def test_only_work_group_and_bureau_see_a_table(w: World, client: FlaskClient, sign_in: SignIn) -> None:
    page = f"{PATH}/{confirmed(w).id}"
    for who, code in ((w.worker, 200), (w.clerk, 200), (w.hr, 403), (w.teacher, 403)):
        sign_in(client, who.username)
        assert client.get(page).status_code == code and client.get(PATH).status_code == code
    sign_in(client, w.clerk.username)
    assert client.post(PATH, data={"term": w.term.id}).status_code == 403
    sign_in(client, w.worker.username)
    assert client.post(f"{page}/confirmation").status_code == 403
    book = client.get(f"{page}?format=xlsx").data
    rows = CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_index(0).to_python()
    assert [row[8] for row in rows if row[0] in (w.school.name, w.second.name)] == [5, 3]


def test_the_page_keeps_its_queries(
    w: World, client: FlaskClient, sign_in: SignIn, statements: list[str]
) -> None:  # fmt: skip
    sheet = begun(w)
    page = f"{PATH}/{sheet.id}"
    sign_in(client, w.worker.username)
    for _warm in range(2):
        client.get(page)
    statements.clear()
    client.get(page)
    few = len(statements)
    for number in range(20):
        school = make_school(w.root, name=f"新学校{number}")
        make_seats(school, w.term)
        db.session.add(PlacementQuota(sheet_id=sheet.id, school_id=school.id, grade=1, seats=1))
    db.session.commit()
    statements.clear()
    assert "新学校19" in client.get(page).text
    assert len(statements) == few
