"""Users from a workbook: what is read, refused, created, undone; first passwords, shown once."""

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
from zz.jobs import run_pending
from zz.journal import Event
from zz.sheets.read import read_table
from zz.sheets.write import Column, write_table

SignIn = Callable[[FlaskClient, str], None]
HEADS = ("用户名", "姓名", "手机", "单位", "角色")
CHOICE = {f"c-0-{i}": key for i, key in enumerate(("username", "name", "phone", "unit", "role"))}
TWO = (("LiQing", "李清", 13800000000, "醴陵市住建局", "责任单位"), ("wf", "王芳", None, "住建局", "责任单位"))


@pytest.fixture(autouse=True)
def admin(session: Session, client: FlaskClient, sign_in: SignIn) -> User:
    user = make_user(Role.ADMIN, username="root")
    make_unit(UnitKind.BUREAU, name="醴陵市住建局", short_name="住建局")
    sign_in(client, "root")
    return user


def book(*rows: tuple[object, ...]) -> bytes:
    columns = [Column(h, h, "number" if h == "手机" else "text") for h in HEADS]
    return write_table(columns, [dict(zip(HEADS, row, strict=True)) for row in rows], title="名册")


def preview(client: FlaskClient, *rows: tuple[object, ...]) -> str:
    """Upload a list and have it compared; return the address of its batch."""
    answer = client.post("/admin/users/import", data={"file": (io.BytesIO(book(*rows)), "名册.xlsx")})
    assert answer.status_code == 303, answer.text
    assert client.post(answer.location, data=CHOICE).status_code == 303
    return answer.location.removesuffix("/columns")


def run(client: FlaskClient, address: str, action: str = "commit") -> TestResponse:
    client.post(f"{address}/{action}")
    assert run_pending() == 1
    return client.get(address)


def dealt(client: FlaskClient, address: str) -> dict[str, str]:
    """Deal first passwords out; return them by user name, from the workbook."""
    page = client.post(f"{address}/passwords").text
    rows = re.search(r'name="rows" value="([^"]*)"', page)
    assert rows is not None
    [sheet] = read_table(client.post("/admin/users/import/passwords", data={"rows": rows[1]}).data, "x.xlsx")
    return {str(row[2]): str(row[3]) for row in sheet.rows[3:]}


def test_the_template_comes_back_filled(client: FlaskClient) -> None:
    assert "/admin/users/import/template" in client.get("/admin/users/import").text
    [sheet] = read_table(client.get("/admin/users/import/template").data, "模板.xlsx")
    assert tuple(sheet.rows[2]) == HEADS


def test_good_rows_are_created_and_given_first_passwords(client: FlaskClient, session: Session) -> None:
    address = preview(client, *TWO)
    assert "确认导入 2 行" in client.get(address).text
    assert "发放初始密码（2 人）" in run(client, address).text
    user = session.scalars(select(User).where(User.username == "liqing")).one()
    assert (user.phone, user.roles, user.must_change_password) == ("13800000000", {Role.BUREAU}, True)
    assert "李清" in client.get(f"{address}/passwords").text
    first = dealt(client, address)
    session.expire_all()
    assert set(first) == {"liqing", "wf"} and passwords.verify(user.password_hash, first["liqing"])
    again = dealt(client, address)
    session.expire_all()
    assert not passwords.verify(user.password_hash, first["liqing"])
    assert passwords.verify(user.password_hash, again["liqing"])


def test_who_has_signed_in_gets_no_first_password(client: FlaskClient, session: Session, sign_in: SignIn) -> None:
    address = preview(client, *TWO)
    run(client, address)
    sign_in(client.application.test_client(), "wf")
    assert set(dealt(client, address)) == {"liqing"}


def test_the_same_list_twice_is_unchanged(client: FlaskClient, session: Session) -> None:
    run(client, preview(client, *TWO))
    assert "完全一致" in client.get(preview(client, *TWO)).text


def test_bad_rows_are_given_back_with_reasons(client: FlaskClient, session: Session) -> None:
    address = preview(
        client,
        ("root", "甲", None, "醴陵市住建局", "责任单位"), ("ok", "乙", None, "醴陵市住建局", "责任单位"),
        ("ok", "丙", None, "醴陵市住建局", "责任单位"), ("boss", "丁", None, "醴陵市住建局", "系统管理员"),
        ("x1", "戊", 12, "醴陵市住建局", "责任单位"), ("x2", "己", None, "没有的局", "责任单位"),
        ("x3", "庚", None, "醴陵市住建局", "项目业主"), ("x4", "", None, "醴陵市住建局", "责任单位"),
        ("李四", "辛", None, "醴陵市住建局", "厨师"),
    )  # fmt: skip
    page = client.get(f"{address}?show=reject").text
    for sentence in (
        "“root”已被使用", "与第 4 行重复", "管理员角色不能导入", "11 位手机号", "没有单位“没有的局”",
        "只能授予在企业类单位", "不能为空", "没有角色“厨师”", "用户名用 2—32 位",
    ):  # fmt: skip
        assert sentence in page, sentence
    [sheet] = read_table(client.get(f"{address}/rejected.xlsx").data, "退回.xlsx")
    reasons = [row[-1] for row in sheet.rows if row[-1]]
    assert reasons[0] == "退回原因" and len(reasons) == 1 + 8
    run(client, address)
    assert session.scalar(select(func.count()).select_from(User)) == 2


def test_a_name_taken_meanwhile_is_refused_alone(client: FlaskClient, session: Session) -> None:
    address = preview(client, ("aa", "甲", None, "住建局", "责任单位"), ("bb", "乙", None, "住建局", "责任单位"))
    make_user(username="bb")
    assert "预览之后系统里的这一行已被改动" in client.get(run(client, address).request.path + "?show=reject").text
    assert len(session.scalars(select(User).where(User.username.in_(["aa", "bb"]))).all()) == 2


def test_an_undo_removes_who_was_never_here(client: FlaskClient, session: Session, sign_in: SignIn) -> None:
    address = preview(client, *TWO)
    run(client, address)
    dealt(client, address)
    sign_in(client.application.test_client(), "wf")
    page = run(client, address, "undo").text
    assert "没有撤销的 1 行" in page and "王芳" in page
    assert session.scalars(select(User.username).order_by(User.username)).all() == ["root", "wf"]
    assert session.scalars(select(Event.payload).where(Event.verb == "user.taken_back")).one() == {
        "username": "liqing", "name": "李清",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("data", "name", "sentence"),
    [(b"", "a.xlsx", "文件是空的"), (b"nonsense", "a.xlsx", "认不出这个文件"), (b"a,b\n1,2", "a.csv", "没有找到表头")],
)
def test_what_is_no_list_is_refused(client: FlaskClient, data: bytes, name: str, sentence: str) -> None:
    answer = client.post("/admin/users/import", data={"file": (io.BytesIO(data), name)})
    assert (answer.status_code, sentence in answer.text) == (422, True), answer.text


def test_nothing_chosen_and_what_is_not_theirs(client: FlaskClient, sign_in: SignIn) -> None:
    assert "请选择要导入的文件" in client.post("/admin/users/import", data={}).text
    assert client.post("/admin/users/import/passwords", data={"rows": "forged"}).status_code == 404
    assert client.get("/admin/users/import/99/passwords").status_code == 404
