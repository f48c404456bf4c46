"""Visits: who reports what, once; correcting and withdrawing; the start page."""

import threading
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.builders import make_project, make_user
from tests.conftest import MORNING, start_session
from tests.projects.reporting import Desk, SignIn, add_figure, count, money, picture, text, upload, verbs
from zz import clock
from zz.accounts.models import User
from zz.accounts.roles import Role
from zz.journal.models import Event
from zz.projects.records import MonthlyFigure, Visit
from zz.projects.vocabulary import Activity, FigureState


def test_a_visit_brings_the_project_up_to_date(
    client: FlaskClient, session: Session, sign_in: SignIn, desk: Desk
) -> None:
    sign_in(client, desk.commissioner.username)
    response = client.post(desk.path, data=text(problems="缺电\n缺水"))
    assert response.status_code == 303
    assert response.location == "/projects/report"
    visit = session.scalars(select(Visit)).one()
    assert (visit.on_day, visit.workers, visit.problems) == (date(2023, 9, 14), 180, "缺电\n缺水")
    project = desk.project
    assert (project.physical_progress, project.next_step, project.last_visit_on) == ("主体封顶", "装修", visit.on_day)
    assert verbs(session) == ["visit_reported"]


def test_the_same_report_twice_is_one(client: FlaskClient, session: Session, sign_in: SignIn, desk: Desk) -> None:
    sign_in(client, desk.commissioner.username)
    for progress in ("主体封顶", "别的内容"):
        assert client.post(desk.path, data=text(physical_progress=progress)).status_code == 303
    assert session.scalars(select(Visit.physical_progress)).all() == ["主体封顶"]
    assert verbs(session) == ["visit_reported"]


def test_the_same_report_at_once_is_one(client: FlaskClient, session: Session, sign_in: SignIn, desk: Desk) -> None:
    sign_in(client, desk.commissioner.username)
    clients = [client.application.test_client() for _ in range(4)]
    for each in clients:
        start_session(each, desk.commissioner.username)
    codes: list[int] = []
    threads = [
        threading.Thread(target=lambda c=each: codes.append(c.post(desk.path, data=text()).status_code))
        for each in clients
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert codes == [303] * 4
    assert count(session, Visit) == 1


@pytest.mark.parametrize(
    ("age", "day"), [("50400.7", date(2023, 9, 13)), ("x", date(2023, 9, 14)), ("9999999", date(2023, 9, 7))]
)
def test_a_report_that_lay_on_the_phone_counts_on_its_day(
    client: FlaskClient, session: Session, sign_in: SignIn, desk: Desk, age: str, day: date
) -> None:
    sign_in(client, desk.commissioner.username)
    client.post(desk.path, data=text(age=age))
    assert session.scalars(select(Visit.on_day)).one() == day
    assert desk.project.last_visit_on == day


def test_a_report_that_comes_late_does_not_hide_a_newer_one(client: FlaskClient, sign_in: SignIn, desk: Desk) -> None:
    sign_in(client, desk.commissioner.username)
    client.post(desk.path, data=text())
    client.post(desk.path, data=text(client_key="a" * 32, physical_progress="前天的进度", age="172800"))
    assert (desk.project.physical_progress, desk.project.last_visit_on) == ("主体封顶", date(2023, 9, 14))


def test_a_key_is_its_owners_alone(client: FlaskClient, session: Session, sign_in: SignIn, desk: Desk) -> None:
    other = make_project(ledger_id=desk.county.id, commissioner_id=desk.commissioner.id)
    sign_in(client, desk.commissioner.username)
    client.post(desk.path, data=text())
    client.post(f"/projects/{other.id}/report", data=text())
    assert count(session, Visit) == 2


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"physical_progress": " \n "}, "请写明现场形象进度"),
        ({"workers": "一百"}, "请填写整数"),
        ({"workers": "-3"}, "请填写 0 到 50000"),
        ({"client_key": "<x>"}, "页面已过期"),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_is_kept(
    client: FlaskClient, session: Session, sign_in: SignIn, desk: Desk, fields: dict[str, str], words: str
) -> None:
    sign_in(client, desk.commissioner.username)
    response = client.post(desk.path, data=text(next_step="装修与绿化", **fields))
    assert response.status_code == 422
    assert words in response.text
    assert "装修与绿化" in response.text
    assert count(session, Visit) == 0


def test_the_form_starts_from_the_last_report(client: FlaskClient, sign_in: SignIn, desk: Desk) -> None:
    sign_in(client, desk.commissioner.username)
    assert "已清表" in client.get(desk.path).text
    client.post(desk.path, data=text())
    page = client.get(desk.path).text
    assert "上次 9月14日：主体封顶" in page
    assert 'value="180"' in page


# Each sees only his fields.


def test_each_sees_only_his_fields(client: FlaskClient, sign_in: SignIn, desk: Desk) -> None:
    def fields(user: User) -> set[str]:
        sign_in(client, user.username)
        page = client.get(desk.path).text
        return {name for name in ("physical_progress", "invested", "statistical") if f'name="{name}"' in page}

    assert fields(desk.commissioner) == {"physical_progress"}
    assert fields(desk.owner) == {"invested", "statistical"}
    assert fields(desk.bureau) == set()


def test_the_commissioner_does_not_write_money_where_the_owner_does(
    client: FlaskClient, session: Session, sign_in: SignIn, desk: Desk
) -> None:
    sign_in(client, desk.commissioner.username)
    assert client.post(desk.path, data=text(**money())).status_code == 303
    assert count(session, MonthlyFigure) == 0


def test_the_owner_does_not_write_progress(client: FlaskClient, session: Session, sign_in: SignIn, desk: Desk) -> None:
    sign_in(client, desk.owner.username)
    assert client.post(desk.path, data=text(**money())).status_code == 303
    assert count(session, Visit) == 0
    assert desk.project.physical_progress == "已清表"


def test_the_commissioner_stands_in_for_an_owner_without_account(
    client: FlaskClient, session: Session, sign_in: SignIn, desk: Desk
) -> None:
    desk.owner.active = False
    sign_in(client, desk.commissioner.username)
    assert "业主没有账号，由专员代填" in client.get(desk.path).text
    client.post(desk.path, data=text(**money("1,200.5")))
    assert session.scalars(select(MonthlyFigure.invested)).one() == Decimal("1200.5")
    assert verbs(session) == ["visit_reported", "figure_filled"]
    assert desk.project.year_to_date == Decimal("1200.5")


@pytest.mark.parametrize("path", ["", "/token", "s"])
def test_another_countys_project_is_not_there(client: FlaskClient, sign_in: SignIn, desk: Desk, path: str) -> None:
    stranger = make_user(Role.COMMISSIONER)
    sign_in(client, stranger.username)
    assert client.get(desk.path + path).status_code == 404
    assert client.post(desk.path, data=text()).status_code == 404
    assert upload(client, desk, picture()).status_code == 404
    assert client.post(f"{desk.path}/draft", data=text()).status_code == 404


def test_the_centre_reads_reports_and_makes_none(client: FlaskClient, sign_in: SignIn, desk: Desk) -> None:
    centre = make_user(Role.CENTRE, desk.county)
    sign_in(client, centre.username)
    assert client.get(desk.path).status_code == 403
    assert client.post(desk.path, data=text()).status_code == 403
    assert client.get(f"{desk.path}s").status_code == 200


def test_a_suspended_project_is_not_reported(client: FlaskClient, sign_in: SignIn, desk: Desk) -> None:
    desk.project.activity = Activity.SUSPENDED
    sign_in(client, desk.commissioner.username)
    assert client.post(desk.path, data=text()).status_code == 403


def later(hours: float) -> Any:
    return clock.frozen(MORNING + timedelta(hours=hours))


def test_ones_own_visit_is_corrected_on_its_day(
    client: FlaskClient, session: Session, sign_in: SignIn, desk: Desk
) -> None:
    sign_in(client, desk.commissioner.username)
    client.post(desk.path, data=text())
    visit = session.scalars(select(Visit)).one()
    at = f"{desk.path}s/{visit.id}"
    with later(3):
        assert client.get(f"{at}/edit").status_code == 200
        assert client.post(f"{at}/edit", data={"physical_progress": "主体二层"}).status_code == 303
    assert (visit.physical_progress, desk.project.physical_progress) == ("主体二层", "主体二层")
    changes = session.scalars(select(Event).where(Event.verb == "visit_corrected")).one().payload["changes"]
    assert changes["physical_progress"] == ["主体封顶", "主体二层"]
    with later(24):
        assert client.post(f"{at}/edit", data={"physical_progress": "晚了"}).status_code == 403


def test_a_withdrawn_visit_leaves_the_project_as_it_was(
    client: FlaskClient, session: Session, sign_in: SignIn, desk: Desk
) -> None:
    sign_in(client, desk.commissioner.username)
    with later(1):
        client.post(desk.path, data=text())
        visit = session.scalars(select(Visit)).one()
        assert client.post(f"{desk.path}s/{visit.id}/withdrawal").status_code == 303
    assert count(session, Visit) == 0
    project = desk.project
    assert (project.physical_progress, project.next_step, project.last_visit_on) == ("已清表", "打桩", None)
    assert verbs(session)[-1] == "visit_withdrawn"


def test_anothers_visit_is_not_changed(client: FlaskClient, session: Session, sign_in: SignIn, desk: Desk) -> None:
    sign_in(client, desk.commissioner.username)
    client.post(desk.path, data=text())
    visit_id = session.scalars(select(Visit.id)).one()
    successor = make_user(Role.COMMISSIONER, desk.county)
    desk.project.commissioner_id = successor.id
    sign_in(client, successor.username)
    assert client.post(f"{desk.path}s/{visit_id}/withdrawal").status_code == 403
    assert client.post(f"{desk.path}s/999/withdrawal").status_code == 404


# The start page.


def test_the_start_page_says_who_is_due(client: FlaskClient, sign_in: SignIn, desk: Desk) -> None:
    def page(user: User) -> str:
        sign_in(client, user.username)
        return client.get("/projects/report").text

    assert "尚未走访" in page(desk.commissioner)
    desk.project.last_visit_on = date(2023, 9, 8)
    assert "本周待走访" in page(desk.commissioner)
    desk.project.last_visit_on = date(2023, 9, 12)
    assert "本周的上报都已完成" in page(desk.commissioner)
    assert "8月投资未填报" in page(desk.owner)
    assert "没有需要上报的项目" in page(desk.bureau)
    add_figure(desk.project, 8, 100, state=FigureState.FILLED)
    assert "投资已填报，待审核" in page(desk.bureau)
    assert "9月投资待填报" in page(desk.owner)
