"""`/admin/users` and one user's page: who may, what is shown, what is refused."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.builders import make_unit, make_user
from zz.accounts import passwords
from zz.accounts.models import AuthSession, Unit, User
from zz.accounts.roles import Role, UnitKind
from zz.journal import AccessEntry, AccessKind, Event
from zz.sheets.read import read_table

SignIn = Callable[[FlaskClient, str], None]


@pytest.fixture
def bureau(session: Session) -> Unit:
    return make_unit(UnitKind.BUREAU, name="醴陵市住房和城乡建设局", short_name="住建局")


@pytest.fixture
def admin(session: Session, client: FlaskClient, sign_in: SignIn) -> User:
    user = make_user(Role.ADMIN, username="root", name="管理甲")
    sign_in(client, "root")
    return user


def fields(**changes: str) -> dict[str, str]:
    return {
        "username": "liqing", "name": "李清", "phone": "13800000000",
        "roles-0-unit": "醴陵市住房和城乡建设局", "roles-0-role": "bureau", **changes,
    }  # fmt: skip


def edit_fields(user: User, **changes: str) -> dict[str, str]:
    return {"version": str(user.version), "name": user.name, "phone": "", **changes}


def verbs(session: Session) -> list[str]:
    return list(session.scalars(select(Event.verb).order_by(Event.id)))


@pytest.mark.parametrize("role", [Role.CENTRE, Role.SECURITY, Role.AUDITOR, Role.ENTERPRISE_OWNER])
def test_only_an_admin_sees_users(session: Session, client: FlaskClient, sign_in: SignIn, role: Role) -> None:
    other = make_user(role, username="other")
    sign_in(client, "other")
    for path in ("/admin/users", "/admin/users/new", f"/admin/users/{other.id}", "/admin/users/import"):
        assert client.get(path).status_code == 403
    assert client.post(f"/admin/users/{other.id}", data={}).status_code == 403


def test_an_admin_sees_no_business(admin: User, client: FlaskClient) -> None:
    assert client.get("/projects/planning").status_code == 403


def test_the_table_is_filtered_and_sorted(admin: User, client: FlaskClient, bureau: Unit) -> None:
    section = make_unit(UnitKind.BUREAU, bureau, name="质监站")
    make_user(Role.BUREAU, section, username="zhangwei", name="张伟", search="张伟\nzhangwei\nzw")
    make_user(Role.PARK, username="wangfang", name="王芳", active=False, search="王芳\nwangfang\nwf")
    for query, found in {
        "q=zw": {"张伟"}, "q=ZhangW": {"张伟"}, f"unit={bureau.id}": {"张伟"}, "role=park": {"王芳"},
        "state=disabled": {"王芳"}, "unit=99999999": set(), "sort=-username": {"张伟", "王芳", "管理甲"},
        "unit=x&role=x&state=x&sort=x": {"张伟", "王芳", "管理甲"}, "q=%25": set(),
    }.items():  # fmt: skip
        page = client.get(f"/admin/users?{query}").text
        assert {name for name in ("张伟", "王芳", "管理甲") if f">{name}</a>" in page} == found, query
    assert "没有符合条件的用户" in client.get("/admin/users?q=nobody").text
    down = client.get("/admin/users?sort=-username").text
    assert down.index(">张伟<") < down.index(">王芳<")


def test_the_fragment_is_the_table_alone(admin: User, client: FlaskClient) -> None:
    part = client.get("/admin/users", headers={"HX-Request": "true"}).text
    assert "管理甲" in part and "<html" not in part


def test_the_export_is_what_is_shown_and_is_logged(admin: User, client: FlaskClient, session: Session) -> None:
    make_user(Role.PARK, username="wangfang", name="王芳", search="wangfang")
    answer = client.get("/admin/users?q=wang&format=xlsx")
    [sheet] = read_table(answer.data, "用户名册.xlsx")
    assert [row[1] for row in sheet.rows if row[1] in ("wangfang", "root")] == ["wangfang"]
    entry = session.scalars(select(AccessEntry).where(AccessEntry.kind == AccessKind.EXPORTED)).one()
    assert entry.target.startswith("/admin/users?q=wang") and entry.user_id == admin.id


def test_a_new_user_gets_a_password_once(
    admin: User, client: FlaskClient, app: Flask, bureau: Unit, session: Session
) -> None:
    answer = client.post("/admin/users/new", data=fields())
    password = re.search(r'id="one-time">([^<]+)<', answer.text)[1]
    user = session.scalars(select(User).where(User.username == "liqing")).one()
    assert user.must_change_password and user.roles == {Role.BUREAU} and "lq" in user.search
    assert passwords.verify(user.password_hash, password)
    assert password not in client.get(f"/admin/users/{user.id}").text
    assert password not in str([(e.payload, e.verb) for e in session.scalars(select(Event))])
    other = app.test_client()
    assert other.post("/login", data={"username": "liqing", "password": password}).status_code == 303
    assert other.get("/account").location == "/password"


@pytest.mark.parametrize(
    ("changes", "code", "sentence"),
    [
        ({"username": "李清"}, 422, "用户名用 2—32 位小写字母"),
        ({"username": "root"}, 422, "这个用户名已被使用"),
        ({"name": ""}, 422, "请填写姓名"),
        ({"phone": "12"}, 422, "请填写 11 位手机号"),
        ({"roles-0-unit": "没有的局"}, 422, "没有这个单位"),
        ({"roles-0-role": ""}, 422, "请选择在该单位的角色"),
        ({"roles-0-unit": ""}, 422, "请填写单位，或移除这一行"),
        ({"roles-0-role": "admin"}, 422, ""),
        ({"roles-0-role": "enterprise_owner"}, 409, "“项目业主”只能授予在企业类单位"),
    ],
)
def test_what_is_wrong_is_said(
    admin: User, client: FlaskClient, bureau: Unit, session: Session, changes: dict[str, str], code: int, sentence: str
) -> None:
    answer = client.post("/admin/users/new", data=fields(**changes))
    assert answer.status_code == code
    assert sentence in answer.text
    assert session.scalars(select(User).where(User.username == "liqing")).all() == []


def test_rows_of_roles_come_and_go_without_javascript(admin: User, client: FlaskClient, bureau: Unit) -> None:
    page = client.post("/admin/users/new", data=fields(more="1"))
    assert page.status_code == 200 and "roles-1-unit" in page.text and 'value="李清"' in page.text
    page = client.post("/admin/users/new", data=fields(remove="0"))
    assert "roles-0-unit" not in page.text


def test_an_edit_is_saved_and_journalled(admin: User, client: FlaskClient, bureau: Unit, session: Session) -> None:
    user = make_user(Role.PARK, username="wangfang", name="王芳")
    data = edit_fields(
        user, name="王方", phone="0731-23330000", **{"roles-0-unit": bureau.name, "roles-0-role": "bureau"}
    )
    assert client.post(f"/admin/users/{user.id}", data=data).status_code == 303
    user = session.get(User, user.id)
    assert (user.name, user.phone, user.roles) == ("王方", "0731-23330000", {Role.BUREAU})
    assert verbs(session)[-2:] == ["user.edited", "user.roles_changed"]
    event = session.scalars(select(Event).order_by(Event.id.desc())).first()
    assert event.payload["added"] == ["醴陵市住房和城乡建设局 · 责任单位"]


def test_a_stale_page_overwrites_nothing(admin: User, client: FlaskClient, session: Session) -> None:
    user = make_user(username="wangfang", name="王芳")
    old = edit_fields(user, name="旧页")
    assert client.post(f"/admin/users/{user.id}", data=edit_fields(user, name="新名")).status_code == 303
    answer = client.post(f"/admin/users/{user.id}", data=old)
    assert answer.status_code == 409
    assert "已被别人修改" in answer.text and 'value="新名"' in answer.text
    assert session.get(User, user.id).name == "新名"


def test_nobody_changes_his_own_roles(admin: User, client: FlaskClient, bureau: Unit, session: Session) -> None:
    data = edit_fields(admin, **{"roles-0-unit": bureau.name, "roles-0-role": "bureau"})
    client.post(f"/admin/users/{admin.id}", data=data)
    assert session.get(User, admin.id).roles == {Role.ADMIN}


def test_disabling_ends_the_sessions_and_can_be_undone(
    admin: User, client: FlaskClient, app: Flask, session: Session, sign_in: SignIn
) -> None:
    user = make_user(Role.PARK, username="wangfang", name="王芳")
    other = app.test_client()
    sign_in(other, "wangfang")
    assert client.post(f"/admin/users/{user.id}/disablement").status_code == 303
    assert other.get("/account").status_code == 303
    assert client.post(f"/admin/users/{user.id}/enablement").status_code == 303
    assert other.get("/account").status_code == 303
    assert verbs(session) == ["user.disabled", "user.enabled"]


def test_a_reset_shows_a_password_once_and_lifts_the_lock(
    admin: User, client: FlaskClient, app: Flask, session: Session
) -> None:
    user = make_user(Role.PARK, username="wangfang", name="王芳")
    other = app.test_client()
    for _ in range(5):
        other.post("/login", data={"username": "wangfang", "password": "wrong"})
    assert "锁定到" in client.get(f"/admin/users/{user.id}").text
    answer = client.post(f"/admin/users/{user.id}/password")
    password = re.search(r'id="one-time">([^<]+)<', answer.text)[1]
    assert other.post("/login", data={"username": "wangfang", "password": password}).status_code == 303


def test_sessions_can_be_ended(admin: User, client: FlaskClient, app: Flask, session: Session, sign_in: SignIn) -> None:
    user = make_user(Role.PARK, username="wangfang", name="王芳")
    sign_in(app.test_client(), "wangfang")
    client.post(f"/admin/users/{user.id}/sessions")
    assert session.scalars(select(AuthSession).where(AuthSession.user_id == user.id)).one().ended_at


@pytest.mark.parametrize("act", ["disablement", "enablement", "password", "sessions"])
def test_an_admin_has_no_hold_on_security(admin: User, client: FlaskClient, session: Session, act: str) -> None:
    guard = make_user(Role.SECURITY, username="guard")
    assert client.post(f"/admin/users/{guard.id}/{act}").status_code == 403


def test_the_last_admin_stays(admin: User, client: FlaskClient, session: Session) -> None:
    answer = client.post(f"/admin/users/{admin.id}/disablement")
    assert answer.status_code == 409
    assert "最后一名在用的系统管理员" in answer.text
    assert session.get(User, admin.id).active


@pytest.mark.parametrize("act", ["", "/disablement", "/password"])
def test_a_user_who_is_not_there(admin: User, client: FlaskClient, act: str) -> None:
    data = {"version": "1", "name": "x"}
    assert client.post(f"/admin/users/99999{act}", data=data).status_code == 404
