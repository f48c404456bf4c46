"""The leader's page: what needs his decision, one tap that reaches the unit, taking it back, what became of it."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.problems import world as w
from tests.walk.conftest import walker  # noqa: F401
from tests.walk.walking import Walker
from zz import clock
from zz.assignments.vocabulary import Severity
from zz.db import db
from zz.home import deciding
from zz.problems import pressing
from zz.problems.models import Instruction

Login = Callable[[str], FlaskClient]
ADVICE = "建议自然资源局9月20日前组卷报市"


def needing(county: w.World, who: str) -> list[str]:
    return [matter.problem.title for matter in deciding.matters(county[who], clock.today(), None)]


def test_what_has_climbed_or_was_put_before_him_needs_him(county: w.World) -> None:
    climbed, proposed = w.opened(county), w.reported(county, title="用电容量不足")
    assert needing(county, "leader") == []
    duty = w.duty(county, climbed, county.land)
    pressing.supervise(climbed, duty, Severity.RED, by=county["centre"], at=w.shanghai(9, 11))
    pressing.propose(proposed, ADVICE, county["leader"], by=county["centre"], at=w.shanghai(9, 12))
    assert needing(county, "leader") == [climbed.title, proposed.title]
    assert needing(county, "mayor") == needing(county, "stranger") == []

    given = pressing.instruct(climbed, "同意。", None, by=county["leader"], at=w.shanghai(9, 13))
    assert needing(county, "leader") == [proposed.title]
    pressing.withdraw_instruction(given, climbed, by=county["leader"], at=given.at + timedelta(minutes=1))
    assert needing(county, "leader") == [climbed.title, proposed.title]
    pressing.instruct(climbed, "同意。", None, by=county["leader"], at=w.shanghai(9, 13))
    pressing.propose(climbed, "建议改由发改局牵头", county["leader"], by=county["centre"], at=w.shanghai(9, 14))
    assert needing(county, "leader") == [climbed.title, proposed.title]  # asked once more


def test_one_tap_reaches_the_unit_and_can_be_taken_back(county: w.World, login: Login) -> None:
    problem = w.opened(county)
    pressing.propose(problem, ADVICE, county["leader"], by=county["centre"], at=w.shanghai(9, 12))
    leader = login("leader")
    page = leader.get("/decisions").text
    assert ADVICE in page and "请市自然资源局阅处" in page and "按项目管理中心意见办" in page
    assert "1 件事项等您批示" in leader.get("/").text
    path = f"/decisions/{problem.id}/instruction"
    leader.post(path, data={"text": "发给我看看"})
    assert db.session.scalars(select(Instruction)).all() == []
    leader.post(path, data={"text": "请市自然资源局阅处。"})
    leader.post(path, data={"text": "请市自然资源局阅处。"})  # a second tap
    [given] = db.session.scalars(select(Instruction))
    assert "没有需要您协调的事项" in leader.get("/decisions").text
    assert "等您批示" not in leader.get("/").text
    row = login("land").get("/inbox?box=to-sign").text
    assert re.search(r'<span class="zz-chip zz-cobalt">批示</span>', row)
    assert login("mayor").post(f"/decisions/instructions/{given.id}/withdrawal").status_code == 404
    assert login("land").post(path, data={"text": "同意。"}).status_code == 403
    leader.post(f"/decisions/instructions/{given.id}/withdrawal")
    assert ADVICE in leader.get("/decisions").text
    assert "批示</span>" not in login("land").get("/inbox?box=to-sign").text


def test_what_became_of_it_is_told(county: w.World, login: Login) -> None:
    problem = w.opened(county)
    pressing.instruct(problem, "请市自然资源局阅处。", None, by=county["leader"], at=w.shanghai(9, 1))
    page = login("leader").get("/decisions").text
    assert "9月1日批示：请市自然资源局阅处。" in page and "待签收，市自然资源局" in page
    assert "instructions/" not in page  # days later it stands


def test_the_centre_writes_and_withdraws_its_line(county: w.World, login: Login) -> None:
    problem, centre = w.opened(county), login("centre")
    url, leader = f"/problems/{problem.id}/proposal", str(county["leader"].id)
    assert centre.post(url, data={"text": ADVICE}).status_code == 422
    assert centre.post(url, data={"leader_id": leader}).status_code == 422
    assert centre.post(url, data={"leader_id": leader, "text": ADVICE}).status_code == 303
    assert f"提请陈国强协调：{ADVICE}" in centre.get(f"/problems/{problem.id}").text
    assert ADVICE in centre.get(url).text
    assert centre.post(url, data={"leader_id": leader, "text": ""}).status_code == 303
    assert needing(county, "leader") == []
    assert login("land").get(url).status_code == 403


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_the_figures_open_their_rows(walker: Callable[[str], Walker]) -> None:  # noqa: F811
    client = walker("leader").client
    page = client.get("/decisions").text
    opened = re.findall(r'<a class="zz-open" href="(/analysis/projects[^"]+)">([^<]+)</a>', page)
    assert len(opened) == 6
    for url, text in opened:
        shown = re.search(r"，共 (\d+) 行", client.get(url.replace("&amp;", "&")).text)
        assert shown is not None
        assert shown[1] == text or "亿元" in text, url
    since = re.search(r'href="(/red\?since=[\d-]+)">共 (\d+) 项', page)
    assert since is not None and f"共 {since[2]} 项" in client.get(since[1]).text
