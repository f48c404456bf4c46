"""The superior's empty form: mapped once, then filled with a table's projects and returned in its own layout."""

import io
from collections.abc import Callable
from decimal import Decimal

import openpyxl
import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.builders import make_project, make_unit, make_user
from zz.accounts.roles import Role
from zz.projects.models import Project
from zz.projects.records import MonthlyFigure
from zz.projects.vocabulary import FigureState


def blank() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "附件"
    sheet.append(["省重点项目申报表"])
    sheet.append([None, None, None, "单位：亿元"])
    sheet.append(["序号", "项目名称", "建设单位", "总投资"])
    sheet.append([])
    sheet.cell(4, 2).font = openpyxl.styles.Font(name="仿宋", size=9)
    sheet.append(["填表人：", None, "审核人："])
    sheet.merge_cells("A5:B5")
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@pytest.fixture
def clerk(client: FlaskClient, session: Session, sign_in: Callable[[FlaskClient, str], None]) -> FlaskClient:
    county = make_unit(name="醴陵市")
    make_user(Role.CENTRE, county, username="centre")
    for name, money in (("甲项目", 81000), ("=1+1", 1234)):
        make_project(name=name, ledger_id=county.id, total_investment=Decimal(money), owner_name="铂威公司")
    sign_in(client, "centre")
    return client


def test_a_form_is_kept_and_filled(clerk: FlaskClient) -> None:
    assert "还没有表样" in clerk.get("/projects/forms").text
    response = clerk.post("/projects/forms", data={"file": (io.BytesIO(blank()), "省表.xlsx")})
    assert response.status_code == 303
    assert "总投资" in clerk.get(response.location).text
    columns = {"c-1": "name", "c-2": "owner_name", "c-3": "total_investment", "u-3": "亿元"}
    clerk.post(response.location, data=columns)
    page = clerk.get("/projects/forms?table=under-construction").text
    assert "筛选出 2 个项目" in page
    data = clerk.get(f"{response.location}/filled?table=under-construction").data
    sheet = openpyxl.load_workbook(io.BytesIO(data))["附件"]
    found = [[c.value for c in row] for row in sheet.iter_rows(min_row=4, max_row=6)]
    assert found == [
        [1, "甲项目", "铂威公司", 8.1], [2, "=1+1", "铂威公司", 0.1234], ["填表人：", None, "审核人：", None],
    ]  # fmt: skip
    assert sheet["B5"].data_type == "s" and sheet["B5"].font.name == "仿宋"
    assert [str(area) for area in sheet.merged_cells.ranges] == ["A6:B6"]


def test_a_monthly_form_gets_what_the_months_come_to(clerk: FlaskClient, session: Session) -> None:
    """On 14 September the month is August; every heading is recognised by itself."""
    found = session.scalars(select(Project).where(Project.name == "甲项目")).one()
    found.annual_plan, found.year_to_date, found.cumulative = Decimal(8000), Decimal(5000), Decimal(9000)
    for month, money in ((7, 700), (8, 812)):
        session.add(
            MonthlyFigure(
                project_id=found.id, year=2023, month=month, invested=Decimal(money), state=FigureState.CHECKED
            )
        )
    book = openpyxl.Workbook()
    for row in (
        ["月报表（单位：万元）"],
        ["项目名称", "年度计划投资", "本月完成投资", "1-8月累计完成投资", "累计完成投资", "完成率", "责任单位"],
    ):
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    address = clerk.post("/projects/forms", data={"file": (io.BytesIO(stream.getvalue()), "月报.xlsx")}).location
    data = clerk.get(f"{address}/filled?table=under-construction").data
    rows = openpyxl.load_workbook(io.BytesIO(data)).active.iter_rows(min_row=3, max_row=4, values_only=True)
    assert [row[:6] for row in rows] == [
        ("甲项目", 8000, 812, 5000, 9000, "62.5%"), ("=1+1", None, None, None, None, None),
    ]  # fmt: skip


@pytest.mark.parametrize(("data", "name"), [(b"", "a.xlsx"), (blank()[:900], "a.xlsx"), (b"a,b\n", "a.csv")])
def test_what_is_no_form_gets_a_sentence(clerk: FlaskClient, data: bytes, name: str) -> None:
    response = clerk.post("/projects/forms", data={"file": (io.BytesIO(data), name)})
    assert response.status_code == 422 and "没有新增" in response.text


def test_others_neither_see_nor_remove_it(
    clerk: FlaskClient, session: Session, sign_in: Callable[[FlaskClient, str], None]
) -> None:
    address = clerk.post("/projects/forms", data={"file": (io.BytesIO(blank()), "省表.xlsx")}).location
    make_user(Role.CENTRE, make_unit(name="茶陵县"), username="centre2")
    sign_in(clerk, "centre2")
    assert clerk.get(f"{address}/filled").status_code == 404
    assert clerk.post(f"{address}/remove").status_code == 404
