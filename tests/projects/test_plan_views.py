"""Milestones, team, permits and files of a project, in place and as pages of their own."""

import io
import re
from datetime import date
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.files.pictures import metadata, picture
from tests.projects.people import County, SignIn, make_county
from zz.files.models import Attachment
from zz.journal import Event
from zz.projects import permits
from zz.projects.records import Milestone, Permit, PermitItem, TeamMember
from zz.projects.vocabulary import InvestmentType, TeamRole

PART = {"HX-Request": "true"}


def url(county: County, part: str) -> str:
    return f"/projects/{county.project.id}/{part}"


def node(county: County, session: Session) -> Milestone:
    row = Milestone(project_id=county.project.id, name="封顶", planned_on=date(2023, 8, 1))
    session.add(row)
    session.flush()
    return row


def test_a_node_is_added_in_place_and_without_script(session: Session, client: FlaskClient, sign_in: SignIn) -> None:
    county = make_county()
    sign_in(client, county.bureau.username)
    assert client.get(url(county, "milestones/new"), headers=PART).text.lstrip().startswith("<div")
    assert "<html" in client.get(url(county, "milestones/new")).text
    data = {"name": "主体封顶", "planned_on": "2023-10-01"}
    part = client.post(url(county, "milestones"), data=data, headers=PART)
    assert part.text.lstrip().startswith('<section class="zz-panel" id="milestones"')
    assert "主体封顶" in part.text
    assert 'id="five" aria-labelledby="five-title" data-hx-swap-oob="true"' in part.text
    assert "HX-Trigger" in part.headers
    whole = client.post(url(county, "milestones"), data=data | {"name": "竣工"})
    assert whole.location.endswith("#milestones")
    assert "已新增节点“竣工”" in client.get(url(county, "")[:-1]).text


def test_a_bad_node_is_said_beside_the_field(session: Session, client: FlaskClient, sign_in: SignIn) -> None:
    county = make_county()
    row = node(county, session)
    sign_in(client, county.bureau.username)
    part = client.post(url(county, "milestones"), data={"name": "留着", "planned_on": "x"}, headers=PART)
    assert part.status_code == 422
    assert part.headers["HX-Retarget"] == "#milestone-new"
    assert "日期格式应为" in part.text
    assert "留着" in part.text
    late = {"name": "封顶", "planned_on": "2023-08-01", "done_on": "2023-09-15", "version": 1}
    page = client.post(url(county, f"milestones/{row.id}"), data=late)
    assert page.status_code == 422
    assert "不能晚于今天" in page.text
    assert "<html" in page.text


def test_a_node_is_done_and_a_stale_click_gets_the_fresh_panel(
    session: Session, client: FlaskClient, sign_in: SignIn
) -> None:
    county = make_county()
    row = node(county, session)
    sign_in(client, county.centre.username)
    data = {"name": "封顶", "planned_on": "2023-08-01", "done_on": "2023-09-01", "version": 1}
    assert "晚 31 天" in client.post(url(county, f"milestones/{row.id}"), data=data, headers=PART).text
    stale = client.post(url(county, f"milestones/{row.id}"), data=data | {"name": "旧"}, headers=PART)
    assert stale.status_code == 409
    assert "别人已经改过" in stale.text
    assert "封顶" in stale.text
    assert client.post(url(county, f"milestones/{row.id}/removal"), data={"version": 1}).status_code == 409
    assert client.post(url(county, f"milestones/{row.id}/removal"), data={"version": 2}).status_code == 303
    assert session.scalars(select(Milestone)).all() == []


def test_a_row_of_another_project_is_not_there(session: Session, client: FlaskClient, sign_in: SignIn) -> None:
    county, other = make_county(), make_county()
    row = node(other, session)
    sign_in(client, county.centre.username)
    for part in (f"milestones/{row.id}", f"milestones/{row.id}/removal"):
        assert client.post(url(county, part), data={"name": "x", "planned_on": "2023-01-01"}).status_code == 404


@pytest.mark.parametrize("part", ["milestones/new", "milestones/schedule", "team/new", "documents/new"])
def test_only_who_may_edit_gets_the_forms(session: Session, client: FlaskClient, sign_in: SignIn, part: str) -> None:
    county = make_county()
    for user, code in (
        (county.bureau, 200), (county.centre, 200), (county.owner, 403), (county.commissioner, 403),
        (county.strangers[1], 404),
    ):  # fmt: skip
        sign_in(client, user.username)
        assert client.get(url(county, part)).status_code == code


def test_the_backward_schedule_is_proposed_and_chosen_from(
    session: Session, client: FlaskClient, sign_in: SignIn
) -> None:
    county = make_county(planned_start=date(2023, 9, 29), planned_finish=date(2024, 9, 29))
    permits.seed_template()
    permits.copy_template(county.project)
    sign_in(client, county.bureau.username)
    page = client.get(url(county, "milestones/schedule")).text
    assert "办结施工许可证" in page
    assert "最迟 2023年9月20日 申报" in page
    assert "主体结构完成" in page
    client.post(url(county, "milestones/schedule"), data={"node": ["20", "start", "nonsense"]})
    found = session.execute(select(Milestone.name, Milestone.planned_on).order_by(Milestone.name)).all()
    assert {tuple(row) for row in found} == {
        ("办结施工许可证（含质安监督）", date(2023, 9, 29)), ("开工", date(2023, 9, 29)),
    }  # fmt: skip
    assert "办结施工许可证" not in client.get(url(county, "milestones/schedule")).text


def test_the_team(session: Session, client: FlaskClient, sign_in: SignIn) -> None:
    county = make_county()
    sign_in(client, county.bureau.username)
    assert "请填写姓名" in client.post(url(county, "team"), data={"role": "head"}).text
    part = client.post(url(county, "team"), data={"role": "head", "name": "易红"}, headers=PART)
    assert "易红" in part.text
    row = session.scalars(select(TeamMember)).one()
    assert row.role == TeamRole.HEAD
    data = {"role": "head", "name": "易红", "phone": "13800000000", "version": row.version}
    assert client.post(url(county, f"team/{row.id}"), data=data, headers=PART).status_code == 200
    assert client.post(url(county, f"team/{row.id}"), data=data, headers=PART).status_code == 409
    assert client.post(url(county, f"team/{row.id}/removal"), data={"version": 2}).status_code == 303
    assert session.scalars(select(TeamMember)).all() == []


def permit_of(session: Session, county: County, number: str = "20") -> Permit:
    permits.seed_template()
    permits.copy_template(county.project)
    query = select(Permit).where(Permit.project_id == county.project.id, Permit.number == number)
    return session.scalars(query).one()


def register(client: FlaskClient, county: County, row: Permit, **typed: Any) -> Any:
    data = {"needed": "y", "version": row.version, **typed}
    return client.post(url(county, f"permits/{row.id}"), data=data, headers=PART, content_type="multipart/form-data")


def test_a_permit_is_registered_with_its_document(session: Session, client: FlaskClient, sign_in: SignIn) -> None:
    county = make_county()
    row = permit_of(session, county)
    sign_in(client, county.bureau.username)
    assert "<tr" in client.get(url(county, f"permits/{row.id}"), headers=PART).text
    wrong = register(client, county, row, received_on="2023-09-05", granted_on="2023-09-01")
    assert wrong.status_code == 422
    assert "办结不能早于收件或受理" in wrong.text
    upload = (io.BytesIO(b"%PDF-1.7"), "许可证.pdf")
    part = register(client, county, row, received_on="2023-09-01", granted_on="2023-09-06", upload=upload)
    assert "2023年9月6日" in part.text
    assert "许可证.pdf" in part.text
    assert session.scalars(select(Attachment.subject_type)).one() == "permit"
    assert register(client, county, row, version=1, note="旧").status_code == 409


def test_permits_are_made_from_the_template_on_demand(session: Session, client: FlaskClient, sign_in: SignIn) -> None:
    county = make_county(investment_type=InvestmentType.GOVERNMENT)
    permits.seed_template()
    sign_in(client, county.bureau.username)
    part = client.post(url(county, "permits/template"), headers=PART)
    assert "项目建议书" in part.text
    assert len(session.scalars(select(Permit)).all()) == 27


def test_files_follow_the_project(session: Session, client: FlaskClient, sign_in: SignIn) -> None:
    county = make_county()
    row = permit_of(session, county)
    sign_in(client, county.bureau.username)
    register(client, county, row, upload=(io.BytesIO(b"%PDF-1.7"), "许可证.pdf"))
    photo = (io.BytesIO(picture(exif=metadata("2023:09:12 10:00:00"))), "现场.jpg")
    add = client.post(url(county, "documents"), data={"kind": "photo", "upload": photo}, headers=PART)
    assert "9月12日拍摄" in add.text
    files = session.scalars(select(Attachment.id)).all()
    assert len(files) == 2
    for user, code in ((county.owner, 200), (county.leader, 200), *((s, 404) for s in county.strangers)):
        sign_in(client, user.username)
        for file_id in files:
            assert client.get(f"/files/{file_id}").status_code == code


def test_a_file_is_refused_removed_and_gone(session: Session, client: FlaskClient, sign_in: SignIn) -> None:
    county = make_county()
    sign_in(client, county.bureau.username)
    assert "请选择要上传的文件" in client.post(url(county, "documents"), data={"kind": "plan"}).text
    text = (io.BytesIO(b"x"), "a.txt")
    assert "不接收 .txt" in client.post(url(county, "documents"), data={"kind": "plan", "upload": text}).text
    plan = (io.BytesIO(b"%PDF-1.7"), "方案.pdf")
    part = client.post(url(county, "documents"), data={"kind": "plan", "upload": plan}, headers=PART).text
    assert re.search(r'class="has"><a href="#documents">一套方案', part)
    file_id = session.scalars(select(Attachment.id)).one()
    assert "方案.pdf" in client.get(url(county, f"documents/{file_id}")).text
    sign_in(client, county.owner.username)
    assert client.post(url(county, f"documents/{file_id}/removal")).status_code == 403
    sign_in(client, county.centre.username)
    assert client.post(url(county, f"documents/{file_id}/removal"), headers=PART).status_code == 200
    assert client.get(f"/files/{file_id}").status_code == 404
    assert client.post(url(county, f"documents/{file_id}/removal")).status_code == 404


def test_the_template_is_edited_and_journalled(session: Session, client: FlaskClient, sign_in: SignIn) -> None:
    county = make_county()
    row = permit_of(session, county)
    item = session.scalars(select(PermitItem).where(PermitItem.number == "20")).one()
    sign_in(client, county.bureau.username)
    assert client.get("/projects/permit-template").status_code == 403
    sign_in(client, county.centre.username)
    assert "施工许可证" in client.get("/projects/permit-template").text
    assert "09, 13, 14" in client.get(f"/projects/permit-template/{item.id}").text
    data = {
        "name": item.name, "bureau": item.bureau, "statutory_days": 7, "committed_days": 3, "government": "y",
        "enterprise": "y", "active": "y", "after": "09, 13", "version": 1,
    }  # fmt: skip
    where = f"/projects/permit-template/{item.id}"
    assert "没有编号为 99 的事项" in client.post(where, data=data | {"after": "99"}).text
    assert "循环" in client.post(where, data=data | {"after": "20"}).text
    assert "不能长于法定" in client.post(where, data=data | {"committed_days": 9}).text
    assert client.post(where, data=data).status_code == 303
    session.refresh(item)
    assert (item.committed_days, item.after) == (3, ["09", "13"])
    assert row.committed_days is None
    event = session.scalars(select(Event).where(Event.subject_type == "permit_item")).one()
    assert event.payload["changes"]["committed_days"] == [None, 3]
    assert client.post(where, data=data).status_code == 409
