"""Trying a light rule: what would turn is told before it is changed, and nothing is written."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.builders import make_project, make_user
from zz import rules
from zz.access import Role
from zz.accounts.models import User
from zz.db import db, forget
from zz.projects import figures, light_trial
from zz.projects.models import Project
from zz.projects.vocabulary import Light, Stage
from zz.rules.trials import trial

SignIn = Callable[[FlaskClient, str], None]
TODAY = date(2023, 9, 14)
URL = "/admin/rules/light.red_over"


@pytest.fixture
def centre(session: Session) -> User:
    return make_user(Role.CENTRE)


def red_over(on: date = TODAY) -> Decimal:
    """Return what the rule says, read anew."""
    forget("rules")
    return Decimal(rules.value("light.red_over", on))


def late(ledger: int, name: str, done: int, stage: Stage = Stage.UNDER_CONSTRUCTION) -> Project:
    """Make a project with an annual plan of 100 万元; by August 66.7 of it were due."""
    project = make_project(
        stage, name=name, ledger_id=ledger, annual_plan=Decimal(100), year_to_date=Decimal(done), list_year=2023
    )
    project.light, project.light_reason = light_trial.judged(project, figures.yardstick(TODAY))
    db.session.flush()
    return project


def test_it_tells_what_would_turn_and_writes_nothing(centre: User) -> None:
    ledger = centre.memberships[0].unit.root_id
    behind, _ahead = late(ledger, "陶瓷园", 50), late(ledger, "自来水厂", 80)
    late(ledger, "农业园", 30), late(ledger, "服饰园", 0, Stage.COMPLETED)
    make_project(name="外县项目", annual_plan=Decimal(100), year_to_date=Decimal(50), list_year=2023)
    found = trial("light.red_over", Decimal(15), centre, TODAY)
    assert [(count.label, count.before, count.after) for count in found.counts] == [
        ("红灯", 1, 2), ("黄灯", 1, 0), ("绿灯", 2, 2),
    ]  # fmt: skip
    [change] = found.changes
    assert (change.name, change.before, change.after) == ("陶瓷园", "黄", "红") and found.number == 1
    assert "滞后序时 16.7 个百分点" in change.reason
    assert behind.light == Light.YELLOW and red_over() == 30


def test_the_day_to_report_by_moves_the_yardstick(centre: User) -> None:
    late(centre.memberships[0].unit.root_id, "陶瓷园", 50)
    found = trial("report.due_day", 20, centre, TODAY)  # August is not due yet: 58.3 were
    assert [(change.before, change.after) for change in found.changes] == [("黄", "绿")]


def test_the_page_tries_changes_and_takes_back(client: FlaskClient, centre: User, sign_in: SignIn) -> None:
    late(centre.memberships[0].unit.root_id, "陶瓷园", 50)
    sign_in(client, centre.username)
    assert f"{URL}/withdrawal" not in client.get(URL).text
    page = client.post(URL, data={"try": "1", "value": "15"})
    assert page.status_code == 200 and "陶瓷园" in page.text and "1 个亮灯会有变化" in page.text
    assert client.post(URL, data={"try": "1", "value": "很多"}).status_code == 422
    assert client.post("/admin/rules/problem.assign_days", data={"try": "1", "value": "2"}).status_code == 404
    assert red_over() == 30

    for value in ("20", "15"):
        client.post(URL, data={"value": value, "reason": "会议纪要", "valid_from": "2023-09-14"})
    assert "恢复为 20 个百分点" in client.get(URL).text
    client.post(f"{URL}/withdrawal")
    assert red_over() == 20
    assert "收回9月14日的调整" in client.get(URL).text
    assert client.post("/admin/rules/login.max_failures/withdrawal").status_code in (403, 404)


def test_a_planned_change_is_taken_back_too(client: FlaskClient, centre: User, sign_in: SignIn) -> None:
    sign_in(client, centre.username)
    client.post(f"{URL}/withdrawal")
    assert rules.history(["light.red_over"])["light.red_over"] == []
    client.post(URL, data={"value": "15", "reason": "会议纪要", "valid_from": "2023-10-01"})
    client.post(f"{URL}/withdrawal")
    assert red_over(date(2023, 10, 2)) == red_over() == 30
