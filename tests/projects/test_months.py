"""A month: who has not reported, checking several at once, locking and unlocking."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.builders import make_project, make_unit, make_user
from zz import clock
from zz.accounts.models import Unit, User
from zz.accounts.roles import Role, UnitKind
from zz.db import db, writing
from zz.journal import Event
from zz.projects import months
from zz.projects.figure_operations import MonthLocked, refuse_locked
from zz.projects.models import Project
from zz.projects.months import Month
from zz.projects.records import MonthLock, MonthlyFigure
from zz.projects.vocabulary import Activity, FigureState, Stage

AUGUST, PATH = Month(2023, 8), "/projects/months/2023-8"


@pytest.fixture
def county(session: Session) -> Unit:
    return make_unit(UnitKind.CITY, name="县")


@pytest.fixture
def bureau(county: Unit) -> Unit:
    return make_unit(UnitKind.BUREAU, county, name="市住建局")


@pytest.fixture
def centre(county: Unit) -> User:
    return make_user(Role.CENTRE, county, username="centre", name="李清")


@pytest.fixture
def checker(bureau: Unit) -> User:
    return make_user(Role.BUREAU, bureau, username="checker")


def project(
    county: Unit, name: str, state: FigureState | None = None, month: Month = AUGUST, **columns: object
) -> Project:
    found = make_project(name=name, ledger_id=county.id, **columns)
    if state:
        db.session.add(
            MonthlyFigure(project_id=found.id, year=month.year, month=month.number, state=state, invested=Decimal(12))
        )
        db.session.flush()
    return found


@pytest.fixture
def signed(client: FlaskClient, sign_in: Callable[[FlaskClient, str], None]) -> Callable[[str], FlaskClient]:
    def signed(name: str) -> FlaskClient:
        db.session.commit()
        one = client.application.test_client()
        sign_in(one, name)
        return one

    return signed


def test_who_has_to_report_and_has_not(county: Unit, centre: User, bureau: Unit) -> None:
    visitor = make_user(Role.COMMISSIONER, county, name="何新宇")
    project(county, "未报", responsible_unit_id=bureau.id, commissioner_id=visitor.id, owner_name="宏地置业")
    project(county, "已报", FigureState.FILLED)
    project(county, "退回", FigureState.RETURNED)
    project(county, "竣工", stage=Stage.COMPLETED)
    project(county, "竣工当月还在填", FigureState.CHECKED, stage=Stage.COMPLETED)
    project(county, "九月才开工", actual_start=date(2023, 9, 2))
    project(county, "停了", activity=Activity.SUSPENDED)
    found = months.overview(centre, AUGUST, clock.today())
    assert {one.name for one in found.everything} == {"未报", "已报", "退回", "竣工当月还在填"}
    assert {one.name for one in found.open} == {"未报", "退回"}
    assert "还有 2 个未报送，已超期 11 天" in found.lead
    assert "市住建局（1 个）\n1. 未报（业主：宏地置业；专员：何新宇）" in found.reminder
    assert "退回（业主未填，退回重填" in found.reminder


def test_the_start_is_the_last_reported_month(centre: User, signed: Callable[[str], FlaskClient]) -> None:
    client = signed("centre")
    assert client.get("/projects/months").location == PATH
    assert client.get("/projects/months/2023-13").status_code == 404
    assert client.get("/projects/months/2023-10").status_code == 404
    assert client.get("/projects/months/2023-9").status_code == 200


def test_a_bureau_sees_its_own_and_checks_several(
    county: Unit, centre: User, bureau: Unit, checker: User, signed: Callable[[str], FlaskClient]
) -> None:
    own = [project(county, f"甲{n}", FigureState.FILLED, responsible_unit_id=bureau.id) for n in range(2)]
    other = project(county, "乙", FigureState.FILLED)
    figures = {f.project_id: f.id for f in db.session.scalars(select(MonthlyFigure))}
    client = signed("checker")
    html = client.get(PATH).text
    assert "甲0" in html
    assert "乙" not in html
    response = client.post(f"{PATH}/checks", data={"figure": [*figures.values(), "x"]})
    assert response.status_code == 303
    states = {f.project_id: f.state for f in db.session.scalars(select(MonthlyFigure))}
    assert {states[p.id] for p in own} == {FigureState.CHECKED}
    assert states[other.id] == FigureState.FILLED
    assert client.post(f"{PATH}/lock").status_code == 403
    assert signed("centre").post(f"{PATH}/checks").status_code == 403


def test_a_locked_month_takes_nothing_until_it_is_unlocked_with_a_reason(
    county: Unit, centre: User, signed: Callable[[str], FlaskClient]
) -> None:
    checked, filled = project(county, "甲", FigureState.CHECKED), project(county, "乙", FigureState.FILLED)
    client = signed("centre")
    assert client.post(f"{PATH}/lock").status_code == 303
    states = {f.project_id: f.state for f in db.session.scalars(select(MonthlyFigure))}
    assert states == {checked.id: FigureState.LOCKED, filled.id: FigureState.FILLED}
    assert "已由李清锁定" in client.get(PATH).text
    with pytest.raises(MonthLocked):
        refuse_locked(county.id, 2023, 8)
    refuse_locked(make_unit(UnitKind.CITY).id, 2023, 8)
    assert client.post(f"{PATH}/lock").status_code == 409
    refused = client.post(f"{PATH}/unlock", data={"reason": " "})
    assert refused.status_code == 422
    assert "请写明为什么解锁" in refused.text
    assert client.post(f"{PATH}/unlock", data={"reason": "乙填错"}).status_code == 303
    assert db.session.scalars(select(MonthLock)).all() == []
    assert {f.state for f in db.session.scalars(select(MonthlyFigure))} == {FigureState.CHECKED, FigureState.FILLED}
    verbs = list(db.session.scalars(select(Event.verb).order_by(Event.id)))
    assert verbs == ["month_locked", "month_unlocked"]


def test_filters_narrow_the_rows_and_not_the_counts(
    county: Unit, centre: User, bureau: Unit, signed: Callable[[str], FlaskClient]
) -> None:
    project(county, "甲甲", FigureState.FILLED, responsible_unit_id=bureau.id)
    project(county, "乙乙")
    client = signed("centre")
    html = client.get(f"{PATH}?state=filled&state=nonsense", headers={"HX-Request": "true"}).text
    assert "<html" not in html
    assert "筛选出 1 个" in html
    assert "乙乙" not in html.split("催报名单")[0]
    assert "甲甲" in client.get(f"{PATH}?unit=市住建局").text


def test_a_long_month_has_pages(county: Unit, centre: User, signed: Callable[[str], FlaskClient]) -> None:
    for number in range(53):
        project(county, f"第{number:02}号")
    client = signed("centre")
    first, last = client.get(PATH).text, client.get(f"{PATH}?page=9&state=missing").text
    assert [html.count("<tr data-href") for html in (first, last)] == [50, 3]
    assert "共 53 个" in first
    assert "第 2 页，共 2 页" in last
    assert "page=1" not in last
    assert f'{PATH}?state=missing"' in last
    assert first.count("号（业主未填）") == 53  # the list to paste is whole


def test_another_county_is_not_locked(county: Unit, centre: User, signed: Callable[[str], FlaskClient]) -> None:
    make_user(Role.CENTRE, username="elsewhere")
    figure_of = project(county, "甲", FigureState.CHECKED)
    signed("elsewhere").post(f"{PATH}/lock")
    figure = db.session.scalars(select(MonthlyFigure).where(MonthlyFigure.project_id == figure_of.id)).one()
    assert figure.state == FigureState.CHECKED
    assert "锁定8月" in signed("centre").get(PATH).text
    with writing():
        refuse_locked(county.id, 2023, 8)
