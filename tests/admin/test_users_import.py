"""Users from a workbook: what is read, refused, created, given back."""

import io
import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from tests.builders import make_unit, make_user
from zz.accounts import passwords
from zz.accounts.models import User
from zz.accounts.roles import Role, UnitKind
from zz.sheets.read import read_table
from zz.sheets.write import Column, write_table

SignIn = Callable[[FlaskClient, str], None]
HEADS = ("用户名", "姓名", "手机", "单位", "角色")


@pytest.fixture(autouse=True)
def admin(session: Session, client: FlaskClient, sign_in: SignIn) -> User:
    user = make_user(Role.ADMIN, username="root")
    make_unit(UnitKind.BUREAU, name="醴陵市住建局", short_name="住建局")
    sign_in(client, "root")
    return user


def book(*rows: tuple[object, ...]) -> bytes:
    columns = [Column(h, h, "number" if h == "手机" else "text") for h in HEADS]
    return write_table(columns, [dict(zip(HEADS, row, strict=True)) for row in rows], title="名册")


def upload(client: FlaskClient, data: bytes, name: str = "名册.xlsx") -> TestResponse:
    return client.post("/admin/users/import", data={"file": (io.BytesIO(data), name)})


def carried(page: TestResponse, action: str) -> str:
    form = page.text[page.text.index(f'action="{action}"') :]
    return re.search(r'name="rows" value="([^"]*)"', form)[1]


def test_the_template_comes_back_filled(client: FlaskClient) -> None:
    [sheet] = read_table(client.get("/admin/users/import/template").data, "模板.xlsx")
    assert tuple(sheet.rows[2]) == HEADS


def test_good_rows_are_created_and_their_passwords_shown(client: FlaskClient, session: Session) -> None:
    page = upload(
        client,
        book(("LiQing", "李清", 13800000000, "醴陵市住建局", "责任单位"), ("wf", "王芳", None, "住建局", "责任单位")),
    )
    assert page.status_code == 200 and "导入 2 人" in page.text
    done = client.post("/admin/users/import/users", data={"rows": carried(page, "/admin/users/import/users")})
    assert "已导入 2 人" in done.text
    user = session.scalars(select(User).where(User.username == "liqing")).one()
    assert (user.phone, user.roles, user.must_change_password) == ("13800000000", {Role.BUREAU}, True)
    rows = carried(done, "/admin/users/import/passwords")
    [sheet] = read_table(client.post("/admin/users/import/passwords", data={"rows": rows}).data, "x.xlsx")
    password = next(row[3] for row in sheet.rows if row[2] == "liqing")
    assert passwords.verify(user.password_hash, password)


def test_bad_rows_are_given_back_with_reasons(client: FlaskClient, session: Session) -> None:
    page = upload(
        client,
        book(
            ("root", "甲", None, "醴陵市住建局", "责任单位"), ("ok", "乙", None, "醴陵市住建局", "责任单位"),
            ("ok", "丙", None, "醴陵市住建局", "责任单位"), ("boss", "丁", None, "醴陵市住建局", "系统管理员"),
            ("x1", "戊", 12, "醴陵市住建局", "责任单位"), ("x2", "己", None, "没有的局", "责任单位"),
            ("x3", "庚", None, "醴陵市住建局", "项目业主"), ("x4", "", None, "醴陵市住建局", "责任单位"),
            ("李四", "辛", None, "醴陵市住建局", "厨师"),
        ),
    )  # fmt: skip
    for sentence in (
        "“root”已被使用", "与第 4 行重复", "管理员角色不能导入", "11 位手机号", "没有单位“没有的局”",
        "只能授予在企业类单位", "不能为空", "没有角色“厨师”", "用户名用 2—32 位",
    ):  # fmt: skip
        assert sentence in page.text, sentence
    rows = carried(page, "/admin/users/import/rejected-rows")
    back = client.post("/admin/users/import/rejected-rows", data={"rows": rows})
    [sheet] = read_table(back.data, "退回.xlsx")
    assert sheet.rows[1][-1] == "退回原因" and len(sheet.rows) == 2 + 8
    client.post("/admin/users/import/users", data={"rows": carried(page, "/admin/users/import/users")})
    assert session.scalar(select(func.count()).select_from(User)) == 2


def test_all_or_nothing_if_a_name_was_taken_meanwhile(client: FlaskClient, session: Session) -> None:
    page = upload(client, book(("aa", "甲", None, "住建局", "责任单位"), ("bb", "乙", None, "住建局", "责任单位")))
    make_user(username="bb")
    answer = client.post("/admin/users/import/users", data={"rows": carried(page, "/admin/users/import/users")})
    assert (answer.status_code, "“bb”已被使用" in answer.text) == (422, True)
    assert session.scalars(select(User).where(User.username == "aa")).all() == []


@pytest.mark.parametrize(
    ("data", "name", "sentence"),
    [
        (b"", "a.xlsx", ""),
        (b"nonsense", "a.xlsx", ""),
        (book(), "a.xlsx", "表头下面没有数据"),
        (b"a,b\n1,2", "a.csv", "没有找到表头"),
    ],
)
def test_what_is_no_list_is_refused(client: FlaskClient, data: bytes, name: str, sentence: str) -> None:
    answer = upload(client, data, name)
    assert (answer.status_code, sentence in answer.text) == (422, True)


def test_nothing_chosen_and_forged_rows(client: FlaskClient) -> None:
    assert "请选择要导入的文件" in client.post("/admin/users/import", data={}).text
    for step, code in (("users", 422), ("rejected-rows", 422), ("passwords", 404)):
        assert client.post(f"/admin/users/import/{step}", data={"rows": "forged"}).status_code == code
