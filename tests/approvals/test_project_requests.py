"""A bureau asks for a move, an owner for other dates; the centre confirms directly only where the rule says so."""

import io
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.approvals.people import county, set_rule
from tests.files.pictures import metadata, picture
from tests.projects.people import County, SignIn, make_county
from zz.approvals.models import Approval
from zz.approvals.vocabulary import ApprovalKind, ApprovalState
from zz.journal import Event
from zz.projects.models import ProjectYear
from zz.projects.vocabulary import Activity, Stage, YearCategory


def url(place: County, part: str) -> str:
    return f"/projects/{place.project.id}/{part}"


def evidence() -> dict[str, Any]:
    return {
        "kind": "construction_permit", "upload": (io.BytesIO(b"%PDF-1.7"), "施工许可证.pdf"),
        "photo": (io.BytesIO(picture(exif=metadata("2023:09:12 10:00:00"))), "现场.jpg"), "on_day": "2023-09-10",
    }  # fmt: skip


def post(client: FlaskClient, address: str, **data: Any) -> Any:
    return client.post(address, data=data, content_type="multipart/form-data")


def agree(client: FlaskClient, session: Session, address: str, **typed: str) -> Any:
    approval = session.get_one(Approval, int(address.rpartition("/")[2]))
    session.refresh(approval)
    data = {"version": approval.version, "decision": "agree", "reason": "", "seen": "", **typed}
    return client.post(f"{address}/decision", data=data)


def test_a_bureau_asks_for_a_move_and_the_centre_lets_it_pass(
    session: Session, client: FlaskClient, sign_in: SignIn
) -> None:
    place = make_county(Stage.PRELIMINARY)
    sign_in(client, place.bureau.username)
    assert "申请转段" in client.get(f"/projects/{place.project.id}").text
    page = client.get(url(place, "stage")).text
    assert "申请转入在建" in page
    assert post(client, url(place, "stage"), version=1, reason="x", **evidence()).status_code == 403
    answer = post(client, url(place, "stage/request"), version=1, reason="", **evidence())
    assert answer.status_code == 422 and "请写明申请理由" in answer.text
    answer = post(client, url(place, "stage/request"), version=1, reason="塔吊进场")
    assert answer.status_code == 422 and "施工许可证" in answer.text
    answer = post(client, url(place, "stage/request"), version=1, reason="塔吊进场", **evidence())
    assert answer.status_code == 303, answer.text
    page = client.get(answer.location).text
    for said in ("前期", "在建", "2023年9月10日", "施工许可证", "现场.jpg", "塔吊进场"):
        assert said in page
    session.refresh(place.project)
    assert place.project.stage == Stage.PRELIMINARY
    sign_in(client, place.centre.username)
    assert agree(client, session, answer.location).status_code == 303
    session.refresh(place.project)
    assert (place.project.stage, place.project.actual_start) == (Stage.UNDER_CONSTRUCTION, date(2023, 9, 10))
    page = client.get(f"/projects/{place.project.id}").text
    assert "审批流程" in page and "已同意" in page
    assert "施工许可证.pdf" in page
    event = session.scalars(select(Event).where(Event.verb == "project_moved")).one()
    assert event.payload["evidence"]["file"] == "施工许可证.pdf"


def test_a_move_made_meanwhile_cannot_be_granted(session: Session, client: FlaskClient, sign_in: SignIn) -> None:
    place = make_county(Stage.PRELIMINARY)
    sign_in(client, place.bureau.username)
    asked = post(client, url(place, "stage/request"), version=1, reason="塔吊进场", **evidence()).location
    sign_in(client, place.centre.username)
    moved = post(client, url(place, "stage"), version=place.project.version, **evidence())
    assert moved.status_code == 303, moved.text
    assert agree(client, session, asked).status_code == 409
    page = client.get(asked).text
    seen = page.split('name="seen"')[1].split('value="')[1].split('"')[0]
    answer = agree(client, session, asked, seen=seen)
    assert answer.status_code == 422
    assert "项目现在列在在建表" in answer.text
    assert agree(client, session, asked, decision="refuse", reason="已转段").status_code == 303


def test_backwards_and_stopping_also_need_the_leader(session: Session, client: FlaskClient, sign_in: SignIn) -> None:
    place = make_county(Stage.UNDER_CONSTRUCTION, actual_start=date(2023, 1, 5))
    sign_in(client, place.bureau.username)
    back = post(client, url(place, "stage/request?to=back"), version=1, reason="误转")
    stop = post(client, url(place, "requests/activity"), version=place.project.version, action="suspend", reason="停工")
    assert (back.status_code, stop.status_code) == (303, 303)
    for user in (place.centre, place.leader):
        sign_in(client, user.username)
        assert agree(client, session, back.location).status_code == 303
    session.refresh(place.project)
    assert (place.project.stage, place.project.actual_start) == (Stage.PRELIMINARY, None)
    for user in (place.centre, place.leader):
        sign_in(client, user.username)
        assert agree(client, session, stop.location).status_code == 303
    session.refresh(place.project)
    assert place.project.activity == Activity.SUSPENDED


def test_an_owner_asks_for_dates_and_money(session: Session, client: FlaskClient, sign_in: SignIn) -> None:
    place = county(total_investment=Decimal(30000), list_year=2023, annual_plan=Decimal(8000))
    place_year = ProjectYear(project_id=place.project.id, year=2023, category=YearCategory.CONTINUED)
    place_year.annual_plan = Decimal(8000)
    session.add(place_year)
    sign_in(client, place.owner.username)
    page = client.get(f"/projects/{place.project.id}").text
    assert "申请调整工期" in page and "申请调整投资" in page and "申请转段" not in page
    assert 'value="2023-12-31"' in client.get(url(place, "requests/dates")).text
    data = {"version": place.project.version, "planned_start": "2023-01-01", "planned_finish": "2024-06-30"}
    assert "请写明申请理由" in client.post(url(place, "requests/dates"), data=data).text
    answer = client.post(url(place, "requests/dates"), data=data | {"reason": "征地滞后"})
    assert answer.status_code == 303
    approval = session.scalars(select(Approval)).one()
    assert list(approval.patch) == ["planned_finish"]
    again = client.post(url(place, "requests/dates"), data=data | {"reason": "再申请"})
    assert again.status_code == 422 and "正在办理" in again.text
    money = {
        "version": place.project.version,
        "total_investment": "32,000",
        "annual_plan": "8000",
        "reason": "追加设备",
    }
    assert client.post(url(place, "requests/money"), data=money).status_code == 303
    assert "30,000" in client.get("/approvals?tab=asked").text


def test_a_stale_form_says_what_changed(session: Session, client: FlaskClient, sign_in: SignIn) -> None:
    place = county()
    session.commit()
    seen = place.project.version
    place.project.planned_start = date(2023, 2, 1)
    session.commit()
    sign_in(client, place.bureau.username)
    data = {"version": seen, "planned_start": "2023-01-01", "planned_finish": "2024-06-30", "reason": "征地滞后"}
    answer = client.post(url(place, "requests/dates"), data=data)
    assert answer.status_code == 409
    assert "2023年2月1日" in answer.text and "征地滞后" in answer.text


@pytest.mark.parametrize("part", ["requests/dates", "requests/money", "requests/activity"])
def test_who_may_change_it_himself_does_not_ask_and_strangers_find_nothing(
    session: Session, client: FlaskClient, sign_in: SignIn, part: str
) -> None:
    place = county()
    for user in (place.centre, place.commissioner, place.leader):
        sign_in(client, user.username)
        assert client.get(url(place, part)).status_code == 403
        assert client.post(url(place, part), data={}).status_code == 403
    for stranger in (place.strangers[0], place.strangers[1], place.strangers[3]):
        sign_in(client, stranger.username)
        assert client.get(url(place, part)).status_code == 404
    sign_in(client, place.owner.username)
    assert client.get(url(place, part)).status_code == (403 if part.endswith("activity") else 200)
    assert post(client, url(place, "stage/request"), reason="x").status_code == 403


def test_the_centre_asks_where_the_rule_says_so(session: Session, client: FlaskClient, sign_in: SignIn) -> None:
    place = county(actual_start=date(2023, 1, 5))
    set_rule("approval.direct", ["stage"])
    sign_in(client, place.centre.username)
    page = client.get(f"/projects/{place.project.id}").text
    for said in ("转段办理", "申请退回上一阶段", "申请停缓建", "申请调整工期", "申请调整投资"):
        assert said in page
    assert post(client, url(place, "stage?to=back"), version=1, reason="误转").status_code == 403
    assert client.get(url(place, "activity")).status_code == 403
    edit = client.get(url(place, "edit")).text
    assert "须经审批" in edit
    data = {
        "version": place.project.version, "name": "改名", "level": "county", "planned_finish": "2030-01-01",
        "total_investment": "1",
    }  # fmt: skip
    answer = client.post(url(place, "edit"), data=data)
    assert answer.status_code == 303, answer.text
    session.refresh(place.project)
    assert (place.project.name, place.project.planned_finish) == ("改名", date(2023, 12, 31))
    answer = client.post(
        url(place, "requests/activity"), data={"version": 1, "action": "suspend", "reason": "资金断裂"}
    )
    approval = session.get_one(Approval, int(answer.location.rpartition("/")[2]))
    assert (approval.kind, approval.state) == (ApprovalKind.ACTIVITY, ApprovalState.WAITING)
    assert [step.approver.label for step in approval.steps] == ["分管市领导"]
