"""The pages of an import: upload, columns, preview, commit as a job, refused rows, undo; who may, what is refused."""

import io
import random
from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.builders import make_unit, make_user
from zz.accounts.roles import Role
from zz.db import db
from zz.imports.models import ImportBatch
from zz.jobs import run_pending
from zz.projects.models import Project
from zz.sheets.read import read_table

DATA = Path(__file__).resolve().parents[1] / "data"
LAYOUT_A = (DATA / "layout_A_two_level_header.xlsx").read_bytes()
COLUMNS = {
    "c-0-1": "name", "c-0-2": "address", "c-0-3": "content", "c-0-4": "period", "c-0-5": "total_investment",
    "c-0-6": "annual_plan", "c-0-7": "goal", "c-0-8": "responsible_unit", "c-0-9": "remark", "year": "2024",
}  # fmt: skip


@pytest.fixture
def clerk(client: FlaskClient, session: Session, sign_in: Callable[[FlaskClient, str], None]) -> FlaskClient:
    make_user(Role.CENTRE, make_unit(name="醴陵市"), username="centre")
    sign_in(client, "centre")
    return client


def upload(client: FlaskClient, data: bytes, name: str = "台账.xlsx") -> str:
    """Upload a file; return the address of its batch."""
    response = client.post("/projects/import", data={"file": (io.BytesIO(data), name)})
    assert response.status_code == 303, response.text
    return response.location.removesuffix("/columns")


def commit(client: FlaskClient, data: bytes, columns: dict[str, str] = COLUMNS, name: str = "台账.xlsx") -> str:
    address = upload(client, data, name)
    assert client.post(f"{address}/columns", data=columns).status_code == 303
    assert client.post(f"{address}/commit").status_code == 303
    assert "batch-progress" in client.get(address).text
    assert run_pending() == 1
    return address


def test_a_clerk_imports_and_undoes(clerk: FlaskClient) -> None:
    assert "还没有导入过" in clerk.get("/projects/import").text
    address = upload(clerk, LAYOUT_A)
    page = clerk.get(f"{address}/columns").text
    assert "68 行数据" in page and "2024年投资计划·主要建设内容" in page
    clerk.post(f"{address}/columns", data=COLUMNS)
    assert "确认导入 68 行" in clerk.get(address).text
    clerk.post(f"{address}/commit")
    run_pending()
    assert db.session.scalar(select(func.count()).select_from(Project)) == 68
    assert "已导入" in clerk.get(address).text
    clerk.post(f"{address}/undo")
    run_pending()
    assert db.session.scalar(select(func.count()).select_from(Project)) == 0
    assert "已撤销" in clerk.get(address).text


def test_a_corrected_column_is_remembered(clerk: FlaskClient) -> None:
    commit(clerk, LAYOUT_A, COLUMNS | {"c-0-7": "physical_progress"})
    address = upload(clerk, LAYOUT_A)
    assert "按上次的对应关系" in clerk.get(f"{address}/columns").text
    batch = db.session.get(ImportBatch, int(address.rsplit("/", 1)[1]))
    assert batch is not None and batch.layout[0]["columns"]["physical_progress"] == 7
    clerk.post(f"{address}/columns", data=COLUMNS | {"c-0-7": "physical_progress"})
    assert "完全一致" in clerk.get(address).text


def test_two_columns_for_one_field_are_refused(clerk: FlaskClient) -> None:
    address = upload(clerk, LAYOUT_A)
    response = clerk.post(f"{address}/columns", data=COLUMNS | {"c-0-2": "name"})
    assert response.status_code == 422 and "都选了“项目名称”" in response.text


def test_refused_rows_come_back_mended(clerk: FlaskClient) -> None:
    rows = "项目名称,四表归类,总投资（万元）\n甲项目,在建,100\n乙项目,在建,2000万件\n丙项目,,5\n"
    address = commit(clerk, rows.encode(), {"c-0-0": "name", "c-0-1": "stage", "c-0-2": "total_investment"}, "台账.csv")
    assert "下载退回的 2 行" in clerk.get(address).text
    data = clerk.get(f"{address}/rejected.xlsx").data
    sheet = read_table(data, "退回.xlsx")[0]
    assert [row[0] for row in sheet.rows] == ["项目名称", "乙项目", "丙项目"]
    assert "不是金额" in str(sheet.rows[1][3])


def test_others_do_not_see_it(
    clerk: FlaskClient, app: object, session: Session, sign_in: Callable[[FlaskClient, str], None]
) -> None:
    address = upload(clerk, LAYOUT_A)
    make_user(Role.CENTRE, make_unit(name="茶陵县"), username="centre2")
    make_user(Role.BUREAU, username="bureau")
    sign_in(clerk, "centre2")
    assert clerk.get(address).status_code == 404
    sign_in(clerk, "bureau")
    assert clerk.get(address).status_code == 403


@pytest.mark.parametrize(
    ("data", "name", "sentence"),
    [
        (b"", "a.xlsx", "文件是空的"),
        (LAYOUT_A[:4000], "a.xlsx", "损坏"),
        (b"%PDF-1.4", "a.xlsx", "PDF"),
        ("甲,乙\n1,2\n".encode(), "a.csv", "没有找到表头"),
    ],
)
def test_a_file_that_cannot_be_read_gets_a_sentence(clerk: FlaskClient, data: bytes, name: str, sentence: str) -> None:
    response = clerk.post("/projects/import", data={"file": (io.BytesIO(data), name)})
    assert response.status_code == 422 and sentence in response.text
    assert clerk.post("/projects/import").status_code == 422


def test_a_damaged_workbook_never_breaks_the_program(clerk: FlaskClient) -> None:
    chance = random.Random(7)  # noqa: S311
    for _ in range(12):
        damaged = bytearray(LAYOUT_A)
        for _ in range(chance.choice((1, 8, 64))):
            damaged[chance.randrange(len(damaged))] ^= 1 << chance.randrange(8)
        response = clerk.post("/projects/import", data={"file": (io.BytesIO(bytes(damaged)), "a.xlsx")})
        assert response.status_code in (303, 422)
