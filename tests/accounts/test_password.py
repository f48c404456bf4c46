"""One's own password and devices; the forced change."""

from collections.abc import Callable

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.builders import make_user
from zz.accounts import passwords
from zz.accounts.models import PasswordHistory, User
from zz.accounts.roles import Role
from zz.journal import Event

SignIn = Callable[[FlaskClient, str], None]
PASSWORD, NEW = "Porcelain-1", "Glaze-2023-x"


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.fixture
def clerk(session: Session, client: FlaskClient, sign_in: SignIn) -> User:
    user = make_user(Role.CENTRE, username="clerk", password_hash=passwords.hash_password(PASSWORD))
    sign_in(client, "clerk")
    return user


def change(client: FlaskClient, new: str = NEW, current: str = PASSWORD, again: str | None = None):
    fields = {"current": current, "new": new, "again": new if again is None else again}
    return client.post("/password", data=fields)


def test_a_new_password_replaces_the_old_and_ends_other_sessions(
    app: Flask, client: FlaskClient, clerk: User, session: Session, sign_in: SignIn
) -> None:
    phone = app.test_client()
    sign_in(phone, "clerk")
    assert phone.get("/account").status_code == 200
    assert change(client).status_code == 303
    assert client.get("/account").status_code == 200
    assert phone.get("/account").status_code == 303
    assert passwords.verify(session.get(User, clerk.id).password_hash, NEW)
    event = session.scalars(select(Event)).one()
    assert (event.verb, event.payload) == ("user.password_changed", {})


@pytest.mark.parametrize(
    ("new", "sentence"),
    [
        ("Sh0rt-x", "密码太短，至少要 8 个字符"),
        ("alllowercase1", "至少要有三种"),
        ("Clerk-2023", "密码不能包含用户名"),
        ("A1-" + "x" * 130, "密码太长"),
        (PASSWORD, "最近 5 次用过的密码"),
        ("", "请填写新密码"),
    ],
)
def test_the_rules_are_said_beside_the_field(client: FlaskClient, clerk: User, new: str, sentence: str) -> None:
    answer = change(client, new)
    assert answer.status_code == 422
    assert sentence in answer.text


def test_both_new_ones_must_agree(client: FlaskClient, clerk: User) -> None:
    answer = change(client, again="other")
    assert (answer.status_code, "两次输入的新密码不一致" in answer.text) == (422, True)


def test_none_of_the_last_five_comes_again(client: FlaskClient, clerk: User, session: Session) -> None:
    chosen = [PASSWORD] + [f"Glaze-2023-{n}" for n in range(6)]
    for old, new in zip(chosen, chosen[1:], strict=False):
        assert change(client, new, old).status_code == 303
    for old in chosen[-5:]:
        assert "最近 5 次用过的密码" in change(client, old, chosen[-1]).text
    assert len(session.scalars(select(PasswordHistory)).all()) == 5
    assert change(client, chosen[1], chosen[-1]).status_code == 303


def test_guesses_of_the_present_password_are_braked(client: FlaskClient, clerk: User) -> None:
    answers = [change(client, current="wrong") for _ in range(6)]
    assert [a.status_code for a in answers] == [422] * 5 + [429]
    assert "当前密码不正确" in answers[0].text


def test_a_first_password_must_be_changed_before_anything_else(
    client: FlaskClient, clerk: User, session: Session
) -> None:
    clerk.must_change_password = True
    for path in ("/", "/account"):
        answer = client.get(path)
        assert (answer.status_code, answer.location) == (303, "/password")
    part = client.get("/account", headers={"HX-Request": "true"})
    assert (part.status_code, part.headers["HX-Redirect"]) == (403, "/password")
    assert client.get("/healthz").status_code == 200
    assert "请先改成只有自己知道的密码" in client.get("/password").text
    assert change(client).status_code == 303
    assert client.get("/account").status_code == 200


def test_other_devices_are_listed_and_signed_out(
    app: Flask, client: FlaskClient, clerk: User, session: Session, sign_in: SignIn
) -> None:
    assert "退出其他设备" not in client.get("/account").text
    phone = app.test_client()
    sign_in(phone, "clerk")
    page = client.get("/account").text
    assert "退出其他设备" in page
    assert "本机" in page
    assert client.post("/account/other-sessions").status_code == 303
    assert phone.get("/account").status_code == 303
    assert client.get("/account").status_code == 200
    assert session.scalars(select(Event)).one().payload == {"count": 1}


def test_a_one_time_password_meets_the_rules(session: Session) -> None:
    found = {passwords.one_time() for _ in range(200)}
    assert len(found) == 200
    assert not any(passwords.complaints(p, username="clerk") for p in found)
