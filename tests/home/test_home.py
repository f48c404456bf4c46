"""The first page: what waits, what turned red and is kept until it is looked at, and figures that open their rows."""

import html
import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.builders import make_project
from tests.problems import world as w
from tests.projects.test_tables import counted
from tests.walk.conftest import walker  # noqa: F401
from tests.walk.walking import Walker
from zz import clock
from zz.accounts.models import User
from zz.assignments.vocabulary import Severity
from zz.db import db, writing
from zz.home import operations, reds
from zz.problems import pressing
from zz.projects.models import Project
from zz.projects.vocabulary import Light

Login = Callable[[str], FlaskClient]
NOON, WEEK_AGO = w.shanghai(9, 14, 12), w.shanghai(9, 7)
FIGURE = re.compile(
    r'<(?:a class="zz-(?:open|chip)[^"]*"|dt>[^<]*</dt><dd><a class="zz-open") href="([^"]+)">([^<]+)</a>'
)


def turn(project: Project, light: Light, at: datetime, reason: str = "滞后序时 31.7 个百分点") -> None:
    """Let the light of a project be another one from an instant on."""
    with clock.frozen(at):
        project.light, project.light_reason = light, reason
        db.session.commit()


def red(who: User, since: datetime = WEEK_AGO) -> list[str]:
    """Return what turned red for somebody, as titles."""
    return [row.title for row in reds.read(db.session.execute(reds.query(who, since, NOON)).all())]


def test_a_light_is_new_from_the_day_it_turned_red(county: w.World, session: Session) -> None:
    turn(county.project, Light.YELLOW, w.shanghai(9, 1))
    turn(county.project, Light.RED, w.shanghai(9, 12))
    turn(county.project, Light.RED, w.shanghai(9, 13), "滞后序时 32 个百分点")  # red still: not news again
    for who in ("centre", "leader", "mayor", "commissioner", "owner"):
        assert red(county[who]) == [county.project.name], who
    assert red(county["stranger"]) == red(county["rival"]) == red(county["hr"]) == []
    assert red(county["centre"], w.shanghai(9, 12, 10)) == []
    turn(county.project, Light.GREEN, w.shanghai(9, 14))
    assert red(county["centre"]) == []
    turn(county.project, Light.RED, w.shanghai(9, 14, 10))
    assert red(county["centre"], w.shanghai(9, 13)) == [county.project.name]


def test_a_red_card_is_new_to_those_whom_it_concerns(county: w.World, session: Session) -> None:
    problem = w.opened(county)
    duty = w.duty(county, problem, county.land)
    pressing.supervise(problem, duty, Severity.YELLOW, by=county["centre"], at=w.shanghai(9, 11))
    assert red(county["centre"]) == []
    pressing.supervise(problem, duty, Severity.RED, by=county["centre"], at=w.shanghai(9, 12))
    for who in ("centre", "land", "leader", "owner"):
        assert red(county[who]) == [problem.title], who
    assert red(county["stranger"]) == red(county["rival"]) == []
    duty.ended_at = w.shanghai(9, 13)
    assert red(county["centre"]) == []


def test_nothing_is_marked_that_was_not_on_the_page(county: w.World, login: Login) -> None:
    turn(county.project, Light.RED, w.shanghai(9, 13))
    client = login("leader")
    page = client.get("/").text
    assert "新变红" in page and county.project.name in page
    until = re.search(r'name="until" value="([^"]+)"', page)
    assert until is not None
    other = make_project(name="服饰产业园", ledger_id=county.root.id, liaison_leader_id=county["leader"].id)
    turn(other, Light.RED, w.shanghai(9, 12))  # committed late: its moment lies before what the page said
    said = client.post("/red/reading", data={"until": until[1], "number": "1"})
    assert said.location == "/red"
    assert {county.project.name, "服饰产业园"} <= set(red(county["leader"]))
    assert "服饰产业园" in client.get("/").text

    assert client.post("/red/reading", data={"until": until[1], "number": "2"}).location == "/"
    assert "没有新变红的项目和事项" in client.get("/").text
    turn(make_project(name="水厂", ledger_id=county.root.id, liaison_leader_id=county["leader"].id), Light.RED,
         w.shanghai(9, 14, 8))  # fmt: skip
    page = client.get("/").text
    assert "水厂" in page and "服饰产业园" not in page.split("zz-home-own")[0]
    client.post("/red/reading/withdrawal")
    assert "服饰产业园" in client.get("/red").text


def test_nonsense_marks_nothing(county: w.World, login: Login) -> None:
    client = login("centre")
    later = (NOON + timedelta(days=1)).isoformat()
    for data in ({}, {"until": "x", "number": "1"}, {"until": "2023-09-14T09:00", "number": "1"}):
        assert client.post("/red/reading", data=data).status_code == 400, data
    assert client.post("/red/reading", data={"until": later, "number": "0"}).location == "/red"
    assert reds.mark_of(county["centre"]) is None


def test_a_mark_stands_for_one_person(county: w.World, session: Session) -> None:
    turn(county.project, Light.RED, w.shanghai(9, 13))
    with writing():
        operations.mark_seen(county["leader"], w.shanghai(9, 13), 1, at=NOON)
    assert reds.mark_of(county["leader"]) is not None and reds.mark_of(county["mayor"]) is None


def total(page: str) -> int:
    found = re.search(r"筛选出\s*([\d,]+)\s*[个件]", page) or re.search(r"共\s*([\d,]+)\s*[个件]", page)
    return int(found[1].replace(",", "")) if found else page.count('<tr id="assignment-')


def cards(page: str) -> int:
    return page.split('id="cards"')[1].split("</ul>")[0].count("<li>")


def figures(client: FlaskClient) -> list[tuple[str, str]]:
    return [(html.unescape(url), text) for url, text in FIGURE.findall(client.get("/").text)]


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_every_figure_opens_its_rows(walker: Callable[[str], Walker]) -> None:  # noqa: F811
    seen = 0
    for account in (
        "centre",
        "leader",
        "bureau",
        "owner",
        "commissioner",
        "gridmgr",
        "hr",
        "park",
        "school",
        "auditor",
    ):
        seen += checked(walker(account).client)
    assert seen > 30


def checked(client: FlaskClient) -> int:
    seen = 0
    for url, text in figures(client):
        answer = client.get(url)
        assert answer.status_code == 200, url
        digits = re.sub(r"\D", "", text)
        if digits and url.startswith(("/projects/", "/inbox")):
            rows = cards(answer.text) if url.endswith("#cards") else total(answer.text)
            assert rows == int(digits), (url, text)
            seen += 1
    return seen


def test_the_page_takes_a_fixed_number_of_queries(app: Flask, county: w.World, login: Login) -> None:
    numbers = []
    for many in (1, 12):
        for n in range(many):
            turn(make_project(name=f"项目{many}-{n}", ledger_id=county.root.id), Light.RED, w.shanghai(9, 13))
            w.reported(county, title=f"第{many}-{n}件")
        client = login("centre")
        client.get("/")
        with counted(app) as sent:
            page = client.get("/").text
        numbers.append(len(sent))
    assert "查看全部 13 项" in page and "第12-3件" in page
    assert numbers[0] == numbers[1] <= 15
