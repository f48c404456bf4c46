"""The pages of meetings: who gets which, what is refused beside the field, and the list."""

import io
import zipfile
from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.conftest import start_session
from tests.meetings.world import MORNING, arranged, called, held, world
from tests.problems.world import World, kind, shanghai
from zz.db import db
from zz.meetings import deciding, operations
from zz.meetings.deciding import Resolution
from zz.meetings.models import Meeting, MeetingDecision, MeetingItem
from zz.meetings.vocabulary import DecisionKind, Ground, MeetingState
from zz.problems.models import Problem

Login = Callable[[str], FlaskClient]
ARRANGEMENT = {
    "title": "专题会商", "kind": "consultation", "level": "city", "on_day": "2023-09-20", "time": "9:30",
    "place": "五楼", "chair_id": "", "host_id": "",
}  # fmt: skip


@pytest.fixture
def county(session: Session) -> World:
    return world()


@pytest.fixture
def login(app: Flask, county: World) -> Login:
    def login(who: str) -> FlaskClient:
        db.session.commit()
        client = app.test_client()
        start_session(client, county[who].username)
        return client

    return login


def test_each_reads_what_concerns_him(county: World, login: Login) -> None:
    draft = arranged(county, "未通知的会", shanghai(9, 25, 15))
    meeting = called(county)
    seen = {
        "centre": 200, "leader": 200, "mayor": 200, "land": 200, "group": 200, "owner": 200, "town": 200,
        "commissioner": 200, "rival": 404, "stranger": 404, "hr": 403, "admin": 403,
    }  # fmt: skip
    for who, status in seen.items():
        client = login(who)
        page = client.get(f"/meetings/{meeting.id}")
        assert page.status_code == status, who
        assert client.get(f"/meetings/{draft.id}").status_code == (
            200 if who == "centre" else 403 if status == 403 else 404
        )
        if status == 200:
            assert ("土地报批进度滞后" in page.text) == (who != "rival")
    land = login("land").get(f"/meetings/{meeting.id}").text
    assert "签收会议通知" in land and "发出会议通知" not in land
    assert "另有 1 项议题与本单位无关" in land and "滞后序时" not in land  # it handles the problem, not the project
    assert "未通知的会" not in login("owner").get("/meetings").text


def test_what_the_centre_does_others_may_not(county: World, login: Login) -> None:
    meeting = called(county)
    item = db.session.scalars(select(MeetingItem)).first()
    assert item is not None
    acts = ("call", "minutes", "opening", "agenda", "edit", "cancellation", f"items/{item.id}/removal")
    for who, status in (("leader", 403), ("land", 403), ("stranger", 404)):
        client = login(who)
        for act in acts:
            assert client.post(f"/meetings/{meeting.id}/{act}").status_code == status, (who, act)


def test_arranging_says_beside_the_field_what_is_missing(county: World, login: Login, session: Session) -> None:
    client = login("centre")
    wrong = client.post(
        "/meetings/new", data=ARRANGEMENT | {"level": "township", "time": "下午", "on_day": "2023-09-01"}
    )
    assert wrong.status_code == 422
    for words in ("请选择主持人", "时间格式应为 15:00", "日期不能早于今天", "请选择召集单位", 'value="专题会商"'):
        assert words in wrong.text
    good = ARRANGEMENT | {"chair_id": county["leader"].id, "units": [county.land.id, county.town.id]}
    made = client.post("/meetings/new", data=good)
    assert made.status_code == 303, made.text[made.text.find("zz-summary") :][:500]
    meeting = session.scalars(select(Meeting)).one()
    assert (meeting.starts_at, meeting.state) == (shanghai(9, 20, 9, 30), MeetingState.PLANNED)
    edit = client.get(f"/meetings/{meeting.id}/edit").text
    assert 'value="09:30"' in edit and edit.count("checked") == 4  # kind, level, two units
    first = client.post(f"/meetings/{meeting.id}/edit", data=good | {"place": "六楼", "version": meeting.version})
    again = client.post(f"/meetings/{meeting.id}/edit", data=good | {"place": "七楼", "version": 1})
    assert (first.status_code, again.status_code) == (303, 409) and "已有变化" in again.text


def test_from_the_agenda_to_the_minutes(county: World, login: Login, session: Session) -> None:
    meeting = arranged(county)
    client, address = login("centre"), f"/meetings/{meeting.id}"
    project = f"project-{county.project.id}"
    assert "滞后序时 31.7 个百分点" in client.get(f"{address}/agenda").text
    assert client.post(f"{address}/agenda").status_code == 422
    assert client.post(f"{address}/agenda", data={"pick": project}).status_code == 303
    assert "没有可以提请的事项" in client.get(f"{address}/agenda").text
    assert client.post(f"{address}/call").status_code == 303
    assert client.post(f"{address}/opening", data={"attended": [county.group.id]}).status_code == 303
    assert client.post(f"{address}/call").status_code == 409
    early = client.post(f"{address}/minutes")
    assert early.status_code == 422 and "还没有登记会议决定" in early.text
    item = session.scalars(select(MeetingItem)).one()
    decide = f"{address}/items/{item.id}/decision"
    data = {"kind": "assign", "text": "月底前报批", "urgency": "ordinary", "lead": "", "due_on": ""}
    refused = client.post(decide, data=data)
    assert refused.status_code == 422 and "请选择主办单位和办结期限" in refused.text and "月底前报批" in refused.text
    form = client.get(decide).text
    assert "会议要求：" in form and 'value="instruct"' not in form  # there is no problem to instruct on
    kinds = {"kind_id": kind("用地").id}
    done = client.post(decide, data=data | {"lead": f"u{county.land.id}:bureau", "due_on": "2023-09-28"} | kinds)
    assert done.status_code == 303, done.text[done.text.find("zz-summary") :][:500]
    assert session.scalars(select(Problem.source)).all() == ["consultation"]
    assert client.post(f"{address}/minutes").status_code == 303
    assert "醴项纪〔2023〕1号" in client.get(address).text
    paper = login("group").get(f"{address}/minutes.docx")
    with zipfile.ZipFile(io.BytesIO(paper.data)) as parts:
        text = parts.read("word/document.xml").decode()
    assert "月底前报批。由市自然资源局主办，2023年9月28日前办结。（醴项交〔2023〕1号）" in text and "节录" in text


def test_minutes_are_the_centres_until_they_are_issued(county: World, login: Login) -> None:
    meeting = held(county)
    paths = {who: login(who).get(f"/meetings/{meeting.id}/minutes.docx").status_code for who in ("centre", "leader")}
    assert paths == {"centre": 200, "leader": 404}


def test_the_list_counts_filters_pages_and_exports(county: World, login: Login, statements: list[str]) -> None:
    for number in range(1, 61):
        arranged(county, f"第{number}次调度会", shanghai(9, 18, 15))
    held(county)
    client = login("centre")
    first = client.get("/meetings")
    assert "第 1 页，共 2 页，60 个会议" in first.text and "第1次调度会" in first.text
    few, many = [], []
    for address, sent in (("/meetings?q=第60次", few), ("/meetings", many)):
        statements.clear()
        assert client.get(address).status_code == 200
        sent += statements
    assert len(few) == len(many) <= 14
    assert "没有符合条件的会议" in client.get("/meetings?level=township").text
    over = client.get("/meetings?state=over").text
    assert "9月份调度会" in over and "已召开" in over
    book = client.get("/meetings?state=over&format=xlsx")
    with zipfile.ZipFile(io.BytesIO(book.data)) as parts:
        assert any("9月份调度会" in parts.read(name).decode() for name in parts.namelist())
    assert "没有待召开的会议" in login("rival").get("/meetings").text


def test_a_unit_signs_in_its_inbox_and_the_page_says_so(county: World, login: Login) -> None:
    meeting = called(county, agenda=False)
    land = login("land")
    assert "会议通知：9月份调度会" in land.get("/inbox?box=to-sign").text
    call = db.session.scalars(select(Meeting.id)).one()
    page = land.get(f"/meetings/{call}").text
    action = page.split('action="/assignments/')[1].split("/")[0]
    assert land.post(f"/assignments/{action}/sign").status_code == 303
    assert "已签收" in login("centre").get(f"/meetings/{meeting.id}").text


def test_what_became_of_the_last_ones_decisions_stands_on_top(county: World, login: Login, session: Session) -> None:
    first = held(county)
    item = session.scalars(select(MeetingItem).where(MeetingItem.ground == Ground.OVERDUE)).one()
    words = Resolution(DecisionKind.INSTRUCT, "月底前完成组卷", date(2023, 9, 27))
    deciding.decide(first, item, words, by=county["centre"], at=MORNING)
    second = arranged(county, "10月份调度会", shanghai(10, 18, 15))
    operations.call(second, by=county["centre"], at=MORNING)
    page = login("land").get(f"/meetings/{second.id}").text
    assert "上次会议决定落实情况" in page and "月底前完成组卷" in page and "共 1 项决定，逾期未落实 1 项" in page
    assert session.scalars(select(MeetingDecision.problem_id)).one() == item.problem_id
