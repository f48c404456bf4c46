"""The four tables: who sees what, sums that agree with the rows, a constant number of queries."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from io import BytesIO
from types import SimpleNamespace
from typing import Any, cast

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from tests.builders import make_project, make_unit, make_user
from zz.accounts.models import Deputy, User
from zz.accounts.roles import Role, UnitKind
from zz.db import db
from zz.journal import AccessEntry, AccessKind
from zz.projects import tables
from zz.projects.cells import draw_rows
from zz.projects.columns import Column, Title
from zz.projects.filters import ProjectFilter
from zz.projects.models import Project, ProjectYear
from zz.projects.naming import search_text
from zz.projects.vocabulary import Activity, Light, Stage, YearCategory

SignIn = Callable[[FlaskClient, str], None]
PATH = "/projects/under-construction"
TODAY = date(2023, 9, 14)


def listed(name: str, ledger_id: int, **columns: Any) -> Project:
    """Make a project that can be found and summed up."""
    search = search_text(name, columns.get("code"), columns.get("owner_name", ""))
    figures = {"total_investment": Decimal(100), "annual_plan": Decimal(10), "year_to_date": Decimal(5), "lag": 1667}
    return make_project(name=name, ledger_id=ledger_id, search=search, **{**figures, **columns})


@pytest.fixture
def centre(session: Session) -> User:
    return make_user(Role.CENTRE, username="centre")


@pytest.fixture
def page(client: FlaskClient, centre: User, sign_in: SignIn) -> Callable[..., str]:
    """Return a function that opens an address as the centre and gives the HTML."""

    def page(query: str = "", path: str = PATH, **headers: str) -> str:
        if not client.get_cookie("session"):
            db.session.commit()
            sign_in(client, "centre")
        response = client.get(f"{path}?{query}", headers={k.replace("_", "-"): v for k, v in headers.items()})
        assert response.status_code == 200
        return response.text

    return page


@contextmanager
def counted(app: Flask) -> Iterator[list[str]]:
    """Collect the statements sent to the database."""
    sent: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
        sent.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def test_a_table_shows_its_own_stage_and_its_sums(centre: User, page: Callable[..., str]) -> None:
    ledger = centre.unit.root_id
    listed("陶瓷新材料园", ledger)
    listed("花炮物流港", ledger)
    listed("油茶产业园", ledger, stage=Stage.PLANNING)
    html = page()
    assert "陶瓷新材料园" in html
    assert "油茶产业园" not in html
    assert "共 2 个" in html
    assert "50.0%" in html
    assert "滞后 16.7" in html


@pytest.mark.parametrize("typed", ["陶瓷", "tcxcl", "taoci", "2305-43", "高新"])
def test_a_search_finds_name_code_owner_and_pinyin(centre: User, page: Callable[..., str], typed: str) -> None:
    ledger = centre.unit.root_id
    listed("陶瓷新材料园", ledger, code="2305-430281-04-01-568269", owner_name="高新集团")
    listed("花炮物流港", ledger)
    html = page(f"q={typed}")
    assert "筛选出 1 个" in html
    assert "花炮物流港" not in html


def test_a_search_that_finds_few_lists_what_one_that_finds_many_does(centre: User, session: Session) -> None:
    for number in range(12):
        listed(f"{'陶瓷' if number % 3 else '花炮'}项目{number}", centre.unit.root_id, lag=number * 7 % 12)
    session.commit()
    wanted = ProjectFilter(Stage.UNDER_CONSTRUCTION, q="陶瓷", sort="-lag")
    few, many = (
        [row.id for row in tables.rows(centre, wanted, [], TODAY, size=5, page=2, total=total)] for total in (8, 10_000)
    )
    assert few == many
    assert len(few) == 3


@pytest.mark.parametrize("typed", ["%25", "_", "\\", "'", "%00"])
def test_signs_of_the_database_are_only_text(centre: User, page: Callable[..., str], typed: str) -> None:
    listed("陶瓷新材料园", centre.unit.root_id)
    assert "陶瓷新材料园" not in page(f"q={typed}") or typed == "%00"


def test_a_child_is_not_summed_twice_while_its_parent_is_there(centre: User, session: Session) -> None:
    ledger = centre.unit.root_id
    parent = listed("经开区扩园", ledger, total_investment=Decimal(300), light=Light.RED)
    listed("一号标准厂房", ledger, parent_id=parent.id, light=Light.GREEN)
    session.commit()
    everything = ProjectFilter(Stage.UNDER_CONSTRUCTION, sort="-lag")
    found = tables.totals(centre, everything, TODAY)
    assert (found.count, found.children, found.money["total_investment"]) == (2, 1, 300)
    alone = ProjectFilter(Stage.UNDER_CONSTRUCTION, light=(Light.GREEN,), sort="-lag")
    found = tables.totals(centre, alone, TODAY)
    assert (found.count, found.children, found.money["total_investment"]) == (1, 0, 100)


def test_terminated_projects_are_hidden_and_counted(centre: User, page: Callable[..., str]) -> None:
    listed("在建项目", centre.unit.root_id)
    listed("停了的项目", centre.unit.root_id, activity=Activity.TERMINATED)
    html = page()
    assert "停了的项目" not in html
    assert "另有 1 个终止项目未列出" in html
    assert "停了的项目" in page("activity=terminated")


def test_the_liaison_leader_is_named_whatever_his_role(centre: User, page: Callable[..., str]) -> None:
    person = make_user(Role.BUREAU, name="易胜利")
    listed("二水厂", centre.unit.root_id, liaison_leader_id=person.id)
    listed("三水厂", centre.unit.root_id)
    assert "易胜利" in page("cols=name,leader")


def test_an_earlier_year_shows_that_years_figures(centre: User, page: Callable[..., str]) -> None:
    project = listed("二水厂", centre.unit.root_id, list_year=2023, annual_plan=Decimal(999))
    db.session.add(
        ProjectYear(
            project_id=project.id, year=2022, category=YearCategory.PLANNED_START,
            annual_plan=Decimal(800), year_to_date=Decimal(400),
        )
    )  # fmt: skip
    listed("新项目", centre.unit.root_id, list_year=2023)
    db.session.add(ProjectYear(project_id=project.id, year=2023, category=YearCategory.CONTINUED))
    html = page("year=2022")
    assert "共 1 个" in html or "筛选出 1 个" in html
    assert "800" in html
    assert "999" not in html


@pytest.mark.parametrize("sort", ["lag", "-lag", "planned_start", "-total_investment", "name"])
def test_what_is_unknown_sorts_lowest_on_every_engine(centre: User, session: Session, sort: str) -> None:
    ledger = centre.unit.root_id
    for number in (2, None, 1, None):
        listed(
            f"项目{number or '无'}", ledger, lag=number, total_investment=number and Decimal(number),
            planned_start=number and date(2023, number, 1),
        )  # fmt: skip
    session.commit()
    rows = tables.rows(centre, ProjectFilter(Stage.UNDER_CONSTRUCTION, sort=sort), [], TODAY, size=50)
    names = [row.name for row in rows]
    if sort != "name":
        rising = ["项目无", "项目无", "项目1", "项目2"]
        assert names == (rising[::-1] if sort.startswith("-") else rising)
    assert len({row.id for row in rows}) == 4


def test_the_number_of_queries_does_not_grow_with_the_rows(
    app: Flask, centre: User, page: Callable[..., str], session: Session
) -> None:
    sizes = []
    for rows in (3, 57):
        for number in range(rows):
            listed(f"项目{rows}-{number}", centre.unit.root_id, township_id=make_unit(UnitKind.TOWNSHIP).id)
        absent = make_user(Role.BUREAU)
        db.session.add(Deputy(user_id=absent.id, deputy_id=centre.id, from_day=TODAY, to_day=TODAY))
        db.session.commit()
        page()
        with counted(app) as sent:
            page("light=green&sort=-total_investment")
        sizes.append(len(sent))
    assert sizes[0] == sizes[1] <= 8, sent  # from BEGIN to the bubbles of the menu


def test_pages_hold_fifty_rows_and_every_row_once(centre: User, page: Callable[..., str]) -> None:
    for number in range(60):
        listed(f"第{number:02}号项目", centre.unit.root_id, lag=number % 3)
    first, second = page(), page("page=2")
    assert first.count("<tr data-href") == 50
    assert second.count("<tr data-href") == 10
    assert page("page=99").count("<tr data-href") == 10
    assert all((f"第{n:02}号" in first) != (f"第{n:02}号" in second) for n in range(60))


def test_a_fragment_is_the_region_and_the_export_button(centre: User, page: Callable[..., str]) -> None:
    listed("陶瓷新材料园", centre.unit.root_id)
    html = page("q=taoci", HX_Request="true")
    assert "<html" not in html
    assert "陶瓷新材料园" in html
    assert 'id="export" href="/projects/under-construction?q=taoci&amp;format=xlsx" data-hx-swap-oob' in html


@pytest.mark.parametrize(
    ("query", "words"),
    [("", "没有在建项目"), ("q=无此项目", "当前筛选为“查找：无此项目”")],
)
def test_an_empty_table_says_why(page: Callable[..., str], query: str, words: str) -> None:
    assert words in page(query)


def test_each_sees_his_own_rows(client: FlaskClient, session: Session, sign_in: SignIn) -> None:
    county = make_unit(UnitKind.CITY)
    bureau, firm = make_unit(UnitKind.BUREAU, county), make_unit(UnitKind.ENTERPRISE, county)
    people = {
        "centre": make_user(Role.CENTRE, county, username="centre"),
        "bureau": make_user(Role.BUREAU, bureau, username="bureau"),
        "owner": make_user(Role.ENTERPRISE_OWNER, firm, username="owner"),
        "visitor": make_user(Role.COMMISSIONER, county, username="visitor"),
        "stranger": make_user(Role.CENTRE, username="stranger"),
    }
    listed("甲", county.id, responsible_unit_id=bureau.id)
    listed("乙", county.id, owner_unit_id=firm.id, commissioner_id=people["visitor"].id)
    expected = {"centre": {"甲", "乙"}, "bureau": {"甲"}, "owner": {"乙"}, "visitor": {"乙"}, "stranger": set()}
    session.commit()
    for name, seen in expected.items():
        one = client.application.test_client()
        sign_in(one, name)
        html = one.get(PATH).text
        assert {n for n in ("甲", "乙") if f">{n}<" in html} == seen, name
        assert f"在建 <b>{len(seen)}</b>" in html
        data = one.get(f"{PATH}?format=xlsx").data
        assert {n for n in ("甲", "乙") if n in cells(data)} == seen, name
        assert ("新增项目" in html) == (name in {"centre", "stranger"})


def cells(data: bytes) -> list[Any]:
    sheet = openpyxl.load_workbook(BytesIO(data)).active
    assert sheet is not None
    return [cell for row in sheet.iter_rows(values_only=True) for cell in row]


def test_the_workbook_holds_what_the_page_shows_and_is_logged(
    client: FlaskClient, centre: User, page: Callable[..., str]
) -> None:
    for number in range(55):
        listed(f"第{number:02}号项目", centre.unit.root_id, light=Light.RED, lag=number)
    listed("绿灯项目", centre.unit.root_id)
    query = "light=red&cols=name,total_investment,light"
    page(query)
    data = client.get(f"{PATH}?{query}&format=xlsx").data
    found = cells(data)
    assert [c for c in found if str(c).startswith("第")] == [f"第{n:02}号项目" for n in reversed(range(55))]
    assert "绿灯项目" not in found
    head = ["项目名称", "项目业主", "项目代码", "总投资（万元）", "亮灯", "亮灯原因"]
    assert [c for c in found if c in head] == head
    assert 5500 in found
    assert any("亮灯：红" in str(c) and centre.name in str(c) and "2023年9月14日" in str(c) for c in found)
    entry = db.session.scalars(select(AccessEntry).where(AccessEntry.kind == AccessKind.EXPORTED)).one()
    assert (entry.user_id, entry.detail) == (centre.id, "55 个项目")


def test_the_start_leads_to_a_table_with_rows(client: FlaskClient, centre: User, sign_in: SignIn) -> None:
    listed("油茶", centre.unit.root_id, stage=Stage.PLANNING)
    db.session.commit()
    sign_in(client, "centre")
    assert client.get("/projects").location == "/projects/planning"
    assert client.get("/projects/nonsense").status_code == 404
    assert client.get(f"{PATH}?format=exe").status_code == 404


def test_who_has_nothing_to_do_with_projects_is_refused(client: FlaskClient, session: Session, sign_in: SignIn) -> None:
    make_user(Role.SCHOOL, username="school")
    sign_in(client, "school")
    assert client.get(PATH).status_code == 403
    assert client.application.test_client().get(PATH).status_code == 303


def test_a_child_is_marked_beside_its_name() -> None:
    title = Title("甲 & 乙", "业主", None, "/projects/1", ("子项目",))
    column = SimpleNamespace(kind="name", keep=False, value=lambda row, names: title)
    drawn = draw_rows([cast(Column, column)], [SimpleNamespace(id=1, parent_id=None)], SimpleNamespace(suffix=""))
    assert '>甲 &amp; 乙</a> <span class="zz-chip">子项目</span><span class="zz-sub">业主' in drawn
