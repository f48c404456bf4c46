"""Activities: places and who waits for one, children whom only their own see, attendance, names forgotten in time."""

import io
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook
from sqlalchemy import text

from tests.enrolment.world import World, world
from zz import clock
from zz.db import db
from zz.enrolment.activities import forgetting, operations
from zz.enrolment.activities.flow import ACTIVITIES, SIGN_UPS
from zz.enrolment.activities.models import Activity, Attendance, SignUp
from zz.enrolment.activities.vocabulary import (
    ActivityAction,
    ActivityKind,
    ActivityState,
    SignUpAction,
    SignUpState,
)
from zz.journal import AccessEntry, Event
from zz.notices.models import Notice

SignIn = Callable[[FlaskClient, str], None]
PATH = "/enrolment/activities"
FORM = {
    "kind": "tutoring", "title": "周三作业辅导", "place": "园区职工之家", "hours": "每周三 17:30—19:00",
    "starts_on": "2023-09-13", "ends_on": "2023-12-27", "sign_up_by": "2023-09-20", "places": "2", "first_grade": "1",
    "last_grade": "6",
}  # fmt: skip
VALUES = {
    "kind": ActivityKind.TUTORING, "title": "周三作业辅导", "detail": "", "place": "职工之家", "hours": "每周三",
    "starts_on": date(2023, 9, 13), "ends_on": date(2023, 12, 27), "sign_up_by": date(2023, 9, 20), "places": 2,
    "first_grade": 1, "last_grade": 6,
}  # fmt: skip


@pytest.fixture
def w(session: object) -> World:
    return world()


def offered(w: World, **changes: object) -> Activity:
    activity = operations.save(None, VALUES | changes, park_id=w.park.id, by=w["park"], at=clock.now())
    operations.publish(activity, by=w["park"], at=clock.now())
    return activity


def child(w: World, activity: Activity, name: str, who: str = "hr") -> SignUp:
    firm = w[who].memberships[0].unit
    return operations.sign_up(activity, firm, name, 3, by=w[who], at=clock.now())


def test_every_state_allows_what_the_flow_says() -> None:
    allowed = {
        ActivityState.DRAFT: {ActivityAction.PUBLISH, ActivityAction.CANCEL},
        ActivityState.PUBLISHED: {ActivityAction.CANCEL},
        ActivityState.CANCELLED: set(),
    }
    for state, actions in allowed.items():
        assert {a for a in ActivityAction if ACTIVITIES.can(Activity(state=state), a)} == actions
    moves = {
        SignUpState.WAITING: {SignUpAction.MOVE_UP, SignUpAction.WITHDRAW},
        SignUpState.SIGNED_UP: {SignUpAction.WITHDRAW},
        SignUpState.WITHDRAWN: set(),
    }
    for stands, steps in moves.items():
        assert {a for a in SignUpAction if SIGN_UPS.can(SignUp(state=stands), a)} == steps


def test_a_draft_is_published_and_cancelled_by_the_work_group(w: World, client: FlaskClient, sign_in: SignIn) -> None:
    sign_in(client, w["member"].username)
    assert client.get(f"{PATH}/new").status_code == 403
    sign_in(client, w["park"].username)
    for wrong in ({"places": ""}, {"ends_on": "2023-09-01"}, {"sign_up_by": "2024-01-01"}, {"last_grade": "-2"}):
        assert client.post(f"{PATH}/new", data=FORM | wrong).status_code == 422, wrong
    assert client.post(f"{PATH}/new", data=FORM).status_code == 303
    activity = db.session.query(Activity).one()
    page = f"{PATH}/{activity.id}"
    assert "1 个活动还没有发布" in client.get("/enrolment").text
    sign_in(client, w["hr"].username)
    assert client.get(page).status_code == 404 and "目前没有活动" in client.get(PATH).text
    sign_in(client, w["other_park"].username)
    assert client.post(f"{page}/publication").status_code == 404
    sign_in(client, w["park"].username)
    assert client.post(f"{page}/publication").status_code == 303
    assert client.post(f"{page}/publication").status_code == 409
    sign_in(client, w["hr"].username)
    assert client.post(f"{page}/sign-ups", data={"child_name": "小安", "grade": "3"}).status_code == 303
    sign_in(client, w["park"].username)
    assert client.post(f"{page}/cancellation", data={}).status_code == 422
    assert client.post(f"{page}/cancellation", data={"reason": "场地维修"}).status_code == 303
    told = {n.user_id for n in db.session.query(Notice)}
    assert told == {w["hr"].id, w["colleague"].id}
    assert "周三作业辅导" in client.get(f"{PATH}?tab=over").text


def test_places_run_out_and_who_waits_moves_up(w: World, client: FlaskClient, sign_in: SignIn) -> None:
    activity = offered(w)
    first, second = child(w, activity, "小安"), child(w, activity, "小文", "rival")
    third, fourth = child(w, activity, "小北"), child(w, activity, "小林", "rival")
    assert [s.state for s in (first, second, third, fourth)] == [SignUpState.SIGNED_UP] * 2 + [SignUpState.WAITING] * 2
    sign_in(client, w["rival"].username)
    page = f"{PATH}/{activity.id}"
    assert "第 2 位" in client.get(page).text and "报名候补" in client.get(page).text
    assert client.post(f"{page}/sign-ups/{first.id}/withdrawal").status_code == 404  # another enterprise's child
    sign_in(client, w["hr"].username)
    assert client.post(f"{page}/sign-ups/{first.id}/withdrawal").status_code == 303
    db.session.refresh(third)
    assert third.state == SignUpState.SIGNED_UP and third.moved_up_at is not None
    assert client.post(f"{page}/sign-ups/{first.id}/withdrawal").status_code == 409
    sign_in(client, w["park"].username)
    more = FORM | {"version": str(activity.version), "places": "3"}
    assert client.post(f"{page}/edit", data=more).status_code == 303
    db.session.refresh(fourth)
    assert fourth.state == SignUpState.SIGNED_UP
    texts = [n.text for n in db.session.query(Notice).filter_by(user_id=w["rival"].id)]
    assert texts == ["候补的孩子已转为报名成功：周三作业辅导"]
    assert client.post(f"{page}/edit", data=more).status_code == 409
    fewer = FORM | {"version": str(db.session.get_one(Activity, activity.id).version), "places": "1"}
    refused = client.post(f"{page}/edit", data=fewer)
    assert refused.status_code == 422 and "已有 3 名孩子报名" in refused.text


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(-3, 1), max_size=14))
def test_no_more_children_than_places_and_none_waits_beside_a_free_one(w: World, acts: list[int]) -> None:
    activity = offered(w)
    made: list[SignUp] = []
    for number, act in enumerate(acts):
        live = [s for s in made if s.state != SignUpState.WITHDRAWN]
        if act < 0 and live:
            operations.withdraw(activity, live[act % len(live)], by=w["hr"], at=clock.now())
        else:
            made.append(child(w, activity, f"孩子{number}"))
        held = [s.id for s in made if s.state == SignUpState.SIGNED_UP]
        waits = [s.id for s in made if s.state == SignUpState.WAITING]
        assert len(held) == min(activity.places, len(held) + len(waits))
        assert not waits or max(held) < min(waits)  # in the order of signing up


def test_sign_up_says_what_is_wrong(w: World, client: FlaskClient, sign_in: SignIn) -> None:
    activity = offered(w)
    page = f"{PATH}/{activity.id}"
    sign_in(client, w["hr"].username)
    good = {"child_name": "小安", "grade": "3"}
    assert client.post(f"{page}/sign-ups", data=good).status_code == 303
    for wrong, words in (
        (good, "已经报过名"),
        ({"child_name": "", "grade": "3"}, "请填写孩子的名字"),
        ({"child_name": "小北", "grade": "9"}, "所选项已不可用"),
        ({"child_name": "13800138000", "grade": "3"}, "请不要写身份证号"),
    ):
        answer = client.post(f"{page}/sign-ups", data=wrong)
        assert answer.status_code == 422 and words in answer.text, wrong
    closed = offered(w, sign_up_by=date(2023, 9, 13))
    late = client.post(f"{PATH}/{closed.id}/sign-ups", data=good)
    assert late.status_code == 422 and "报名已截止" in client.get(f"{PATH}/{closed.id}").text
    sign_in(client, w["edu"].username)
    assert client.post(f"{page}/sign-ups", data=good).status_code == 403


def test_a_childs_name_is_seen_by_its_own_and_the_work_group(w: World, client: FlaskClient, sign_in: SignIn) -> None:
    activity = offered(w)
    child(w, activity, "金丝雀安安")
    page = f"{PATH}/{activity.id}"
    for who in w.people:
        sign_in(client, w[who].username)
        shown = client.get(page)
        assert shown.status_code == (404 if who == "other_park" else 200), who
        assert ("金丝雀" in shown.text) == (who in ("hr", "colleague", "park", "member")), who
        assert ("湖南贝森" in shown.text.split("<main")[-1]) == (who in ("hr", "colleague", "park")), who
    stored = db.session.execute(text("SELECT child_name FROM activity_sign_up")).scalar_one()
    assert "金丝雀" not in stored
    written = str([e.payload for e in db.session.query(Event)]) + str([n.text for n in db.session.query(Notice)])
    assert "金丝雀" not in written


def test_the_list_of_children_is_taken_along_for_a_reason(w: World, client: FlaskClient, sign_in: SignIn) -> None:
    activity = offered(w)
    child(w, activity, "小安")
    child(w, activity, "小文", "rival")
    page = f"{PATH}/{activity.id}/children"
    found = {}
    for who in ("park", "member", "hr"):
        sign_in(client, w[who].username)
        assert client.post(page, data={"reason": "想看"}).status_code == 422
        reason = client.get(page).text.split('<option value="')[2].split('"')[0]
        answer = client.post(page, data={"reason": reason})
        assert answer.headers["Cache-Control"] == "no-store"
        rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.data)).get_sheet_by_index(0).to_python()
        assert any(w[who].name in str(row[0]) and reason in str(row[0]) for row in rows)
        found[who] = {(row[0], row[2]) for row in rows if row[0] in ("小安", "小文")}
    assert found == {
        "park": {("小安", "湖南贝森"), ("小文", "明瑞电子")},
        "member": {("小安", "—"), ("小文", "—")},
        "hr": {("小安", "湖南贝森")},
    }
    assert db.session.query(AccessEntry).filter_by(kind="exported").count() == 3
    sign_in(client, w["edu"].username)
    assert client.get(page).status_code == 403


def test_attendance_is_taken_by_day(w: World, client: FlaskClient, sign_in: SignIn) -> None:
    activity = offered(w)
    first, second = child(w, activity, "小安"), child(w, activity, "小文", "rival")
    waits = child(w, activity, "小北")
    page = f"{PATH}/{activity.id}/attendance"
    sign_in(client, w["hr"].username)
    assert client.get(page).status_code == 403
    sign_in(client, w["member"].username)
    assert client.post(page, data={"on_day": "2023-09-15", "present": [str(first.id)]}).status_code == 422
    early = client.post(page, data={"on_day": "2023-09-12", "present": [str(first.id)]})
    assert early.status_code == 422 and "不在活动期间：9月13日至12月27日" in early.text
    both = {"on_day": "2023-09-13", "present": [str(first.id), str(second.id), str(waits.id), "x"]}
    assert client.post(page, data=both).status_code == 303
    again = {"on_day": "2023-09-13", "present": [str(first.id)]}
    assert client.post(page, data=again).status_code == 303
    rows = {a.sign_up_id: a.present for a in db.session.query(Attendance)}
    assert rows == {first.id: True, second.id: False}
    assert "到场 1 人，共 2 人" in client.get(f"{PATH}/{activity.id}").text
    assert f'value="{first.id}" checked' in client.get(f"{page}?on_day=2023-09-13").text
    sign_in(client, w["rival"].username)
    assert "0 / 1 次" in client.get(f"{PATH}/{activity.id}").text


def test_names_are_forgotten_some_months_after(w: World) -> None:
    activity, later = offered(w, ends_on=date(2023, 9, 14)), offered(w)
    children = [child(w, activity, "小安"), child(w, later, "小北")]
    db.session.commit()
    with clock.frozen(clock.now() + timedelta(days=181)):
        forgetting.forget_names(clock.now())
        assert [c.child_name for c in children] == ["小安", "小北"]
    with clock.frozen(clock.now() + timedelta(days=190)):
        for _twice in range(2):
            forgetting.forget_names(clock.now())
    db.session.expire_all()
    assert [c.child_name for c in children] == [forgetting.GONE, "小北"]
    assert [e.payload["count"] for e in db.session.query(Event).filter_by(verb="activity_names_forgotten")] == [1]


def test_the_list_pages_exports_and_keeps_its_queries(
    w: World, client: FlaskClient, sign_in: SignIn, statements: list[str]
) -> None:
    child(w, offered(w), "小安")
    sign_in(client, w["hr"].username)
    client.get(PATH)
    statements.clear()
    client.get(PATH)
    few = len(statements)
    for number in range(51):
        offered(w, title=f"活动{number}", kind=ActivityKind.SUMMER)
    db.session.commit()
    statements.clear()
    page = client.get(PATH).text
    assert len(statements) == few and "第 1 页，共 2 页" in page
    assert "第 2 页，共 2 页" in client.get(f"{PATH}?page=2").text
    book = client.get(f"{PATH}?kind=summer&format=xlsx").data
    rows = CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_index(0).to_python()
    assert len([row for row in rows if str(row[0]).startswith("活动") and row[1] == "暑期活动"]) == 51
