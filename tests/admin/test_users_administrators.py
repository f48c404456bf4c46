"""The three administrators are three people, appointed by `security`."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.builders import make_unit, make_user
from zz.accounts.models import User
from zz.accounts.roles import Role

SignIn = Callable[[FlaskClient, str], None]


def appoint(client: FlaskClient, username: str, role: Role):
    fields = {"username": username, "role": role, "unit": "市政府"}
    return client.post("/admin/administrators", data=fields)


@pytest.fixture(autouse=True)
def hall(session: Session) -> None:
    make_unit(name="市政府")
    for name in ("anna", "bela", "cora"):
        make_user(username=name, name=name)


def as_role(role: Role, client: FlaskClient, sign_in: SignIn, username: str = "boss") -> User:
    user = make_user(role, username=username, name=username)
    sign_in(client, username)
    return user


def test_the_first_admin_appoints_the_first_two(session: Session, client: FlaskClient, sign_in: SignIn) -> None:
    as_role(Role.ADMIN, client, sign_in)
    assert "前往任命" in client.get("/admin/users").text
    assert appoint(client, "anna", Role.SECURITY).status_code == 303
    assert appoint(client, "bela", Role.SECURITY).status_code == 403
    assert appoint(client, "bela", Role.AUDITOR).status_code == 303
    assert appoint(client, "cora", Role.AUDITOR).status_code == 403
    assert appoint(client, "cora", Role.ADMIN).status_code == 403
    assert "前往任命" not in client.get("/admin/users").text
    assert "任命管理员" not in client.get("/admin/administrators").text


def test_security_appoints_all_three_kinds(session: Session, client: FlaskClient, sign_in: SignIn) -> None:
    as_role(Role.SECURITY, client, sign_in)
    for name, role in (("anna", Role.ADMIN), ("bela", Role.AUDITOR), ("cora", Role.SECURITY)):
        assert appoint(client, name, role).status_code == 303
    assert "bela" in client.get("/admin/administrators").text


def test_nobody_is_two_of_them_nor_grants_himself(session: Session, client: FlaskClient, sign_in: SignIn) -> None:
    as_role(Role.SECURITY, client, sign_in)
    make_user(Role.CENTRE, username="clerk")
    appoint(client, "anna", Role.ADMIN)
    for name, sentence in (
        ("anna", "须由三人分别担任"), ("boss", "不能给自己授予管理员角色"), ("clerk", "不能兼任业务角色"),
        ("nobody", "没有这个在用的用户名"),
    ):  # fmt: skip
        answer = appoint(client, name, Role.AUDITOR)
        assert (answer.status_code, sentence in answer.text) == (422, True), name
    assert appoint(client, "bela", Role.CENTRE).status_code == 403


@pytest.mark.parametrize("role", [Role.CENTRE, Role.AUDITOR, Role.BUREAU])
def test_others_may_not(session: Session, client: FlaskClient, sign_in: SignIn, role: Role) -> None:
    as_role(role, client, sign_in)
    assert client.get("/admin/administrators").status_code == 403
    assert appoint(client, "anna", Role.ADMIN).status_code == 403


def test_security_takes_roles_back_but_not_the_last(session: Session, client: FlaskClient, sign_in: SignIn) -> None:
    boss = as_role(Role.SECURITY, client, sign_in)
    one, two = make_user(Role.ADMIN, name="甲"), make_user(Role.ADMIN, name="乙")
    assert client.post(f"/admin/administrators/{one.id}/dismissal").status_code == 303
    answer = client.post(f"/admin/administrators/{two.id}/dismissal")
    assert (answer.status_code, "最后一名在用的系统管理员" in answer.text) == (409, True)
    answer = client.post(f"/admin/users/{two.id}/disablement")
    assert (answer.status_code, "最后一名在用的系统管理员" in answer.text) == (409, True)
    assert client.post(f"/admin/administrators/{boss.id}/dismissal").status_code == 409
    assert client.post(f"/admin/users/{two.id}/password").status_code == 200


def test_security_has_no_hold_on_ordinary_users(session: Session, client: FlaskClient, sign_in: SignIn) -> None:
    as_role(Role.SECURITY, client, sign_in)
    clerk = make_user(Role.CENTRE)
    assert client.post(f"/admin/users/{clerk.id}/password").status_code == 403
    assert client.get("/admin/users").status_code == 403
