"""Signing in and out, the brakes on guessing, the session's life."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from tests.builders import make_user
from zz import clock
from zz.accounts import passwords
from zz.accounts.models import AuthSession, LoginThrottle, User
from zz.accounts.next_page import safe_next
from zz.accounts.roles import Role
from zz.journal import AccessEntry, AccessKind

PASSWORD = "Porcelain-1"
WRONG = "用户名或密码不正确"
LOCKED = "密码已连续输错 5 次，请 15 分钟后再试，或请系统管理员重置密码"


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(passwords, "hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    yield


@pytest.fixture
def clerk(session: Session) -> User:
    user = make_user(Role.CENTRE, username="clerk", name="李清", password_hash=passwords.hash_password(PASSWORD))
    session.commit()
    return user


def post(client: FlaskClient, password: str = PASSWORD, username: str = "clerk", **fields: str):
    return client.post("/login", data={"username": username, "password": password, **fields})


def kinds(session: Session) -> list[AccessKind]:
    return list(session.scalars(select(AccessEntry.kind).order_by(AccessEntry.id)))


def test_a_stranger_is_sent_to_sign_in_and_back(client: FlaskClient, clerk: User) -> None:
    answer = client.get("/account?x=1")
    assert (answer.status_code, answer.location) == (303, "/login?next=/account%3Fx%3D1")
    page = client.get(answer.location).text
    assert 'name="next" value="/account?x=1"' in page
    answer = post(client, next="/account?x=1")
    assert (answer.status_code, answer.location) == (303, "/account?x=1")
    assert "李清" in client.get("/account").text


def test_a_fragment_is_answered_with_the_way_to_sign_in(client: FlaskClient, clerk: User) -> None:
    answer = client.get("/account", headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (401, "/login")


@pytest.mark.parametrize("username", ["clerk", "CLERK", " clerk "])
def test_the_name_is_taken_in_any_case(client: FlaskClient, clerk: User, username: str) -> None:
    assert post(client, username=username).status_code == 303


@pytest.mark.parametrize(
    ("username", "password", "sentence"),
    [
        ("clerk", "nonsense", WRONG),
        ("nobody", "nonsense", WRONG),
        ("", PASSWORD, "请填写用户名"),
        ("clerk", "", "请填写密码"),
        ("x" * 65, PASSWORD, "最多 64 个字符"),
        ("a\x00b", PASSWORD, WRONG),
    ],
)
def test_what_is_wrong_is_said_beside_the_field(
    client: FlaskClient, clerk: User, username: str, password: str, sentence: str
) -> None:
    answer = post(client, password, username)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "nonsense" not in answer.text


def test_a_disabled_account_gets_the_answer_of_an_unknown_one(
    client: FlaskClient, clerk: User, session: Session
) -> None:
    clerk.active = False
    assert WRONG in post(client).text


def test_sign_ins_and_failures_are_logged(client: FlaskClient, clerk: User, session: Session) -> None:
    post(client, "wrong")
    post(client)
    client.post("/logout")
    assert kinds(session) == [AccessKind.SIGN_IN_FAILED, AccessKind.SIGNED_IN, AccessKind.SIGNED_OUT]
    entries = session.scalars(select(AccessEntry)).all()
    assert {(e.username, e.address, e.user_id) for e in entries} == {("clerk", "127.0.0.1", clerk.id)}


def test_the_sixth_attempt_waits_even_with_the_right_password(
    client: FlaskClient, clerk: User, session: Session
) -> None:
    answers = [post(client, "wrong") for _ in range(5)]
    assert [a.status_code for a in answers] == [422] * 5
    assert LOCKED in answers[-1].text
    answer = post(client)
    assert answer.status_code == 429
    assert LOCKED in answer.text
    assert 800 < int(answer.headers["Retry-After"]) <= 901
    assert kinds(session).count(AccessKind.LOCKED_OUT) == 1


def test_an_unknown_name_is_locked_alike(client: FlaskClient, clerk: User) -> None:
    answers = [post(client, "wrong", "nobody") for _ in range(6)]
    assert [a.status_code for a in answers] == [422] * 5 + [429]
    assert post(client).status_code == 303


def test_the_lock_ends_by_itself(client: FlaskClient, clerk: User, session: Session) -> None:
    for _ in range(5):
        post(client, "wrong")
    session.execute(update(LoginThrottle).values(locked_until=clock.real_now() - timedelta(seconds=1)))
    assert [post(client, "wrong").status_code for _ in range(4)] == [422] * 4
    assert post(client).status_code == 303


def test_a_right_password_clears_the_count(client: FlaskClient, clerk: User) -> None:
    for _ in range(3):
        for _ in range(4):
            post(client, "wrong")
        assert post(client).status_code == 303
        client.post("/logout")


def test_an_address_gets_far_more_tries(client: FlaskClient, clerk: User) -> None:
    codes = [post(client, "wrong", f"user{n}").status_code for n in range(101)]
    assert codes == [422] * 100 + [429]
    answer = post(client)
    assert answer.status_code == 429
    assert "网络地址登录失败次数过多" in answer.text
    elsewhere = {"REMOTE_ADDR": "10.0.0.9"}
    fields = {"username": "clerk", "password": PASSWORD}
    assert client.post("/login", data=fields, environ_base=elsewhere).status_code == 303


def test_fifty_guesses_at_once_get_five_tries(
    app: Flask, client: FlaskClient, clerk: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[str] = []
    verify = passwords.verify
    monkeypatch.setattr(passwords, "verify", lambda h, p: (tried.append(p), verify(h, p))[1])

    def guess(number: int) -> int:
        with app.app_context():
            return app.test_client().post("/login", data={"username": "clerk", "password": f"g{number}"}).status_code

    with ThreadPoolExecutor(max_workers=12) as pool:
        codes = list(pool.map(guess, range(50)))
    assert len(tried) == 5
    assert sorted(codes) == [422] * 5 + [429] * 45


def test_the_old_session_ends_at_sign_in_and_the_cookie_is_new(
    client: FlaskClient, clerk: User, session: Session
) -> None:
    post(client)
    with client.session_transaction() as cookie:
        first = cookie["zz_token"]
        cookie["left"] = "over"
    post(client)
    with client.session_transaction() as cookie:
        assert cookie["zz_token"] != first
        assert "left" not in cookie
    ended = session.scalars(select(AuthSession.ended_at).order_by(AuthSession.id)).all()
    assert [e is None for e in ended] == [False, True]


def test_a_copied_cookie_is_worthless_after_signing_out(app: Flask, client: FlaskClient, clerk: User) -> None:
    cookie = re.match("[^;]*", post(client).headers["Set-Cookie"])[0]
    thief = app.test_client(use_cookies=False)
    assert thief.get("/account", headers={"Cookie": cookie}).status_code == 200
    client.post("/logout")
    assert thief.get("/account", headers={"Cookie": cookie}).status_code == 303


def test_disabling_ends_the_session(client: FlaskClient, clerk: User, session: Session) -> None:
    post(client)
    clerk.active = False
    assert client.get("/account").status_code == 303


@pytest.mark.parametrize(("minutes", "code"), [(29, 200), (31, 303)])
def test_thirty_minutes_idle_end_it(
    client: FlaskClient, clerk: User, session: Session, minutes: int, code: int
) -> None:
    post(client)
    session.execute(update(AuthSession).values(last_seen_at=clock.real_now() - timedelta(minutes=minutes)))
    assert client.get("/account").status_code == code


def test_seen_is_noted_once_a_minute(client: FlaskClient, clerk: User, session: Session) -> None:
    post(client)
    for age, changed in ((30, False), (90, True)):
        then = clock.real_now() - timedelta(seconds=age)
        session.execute(update(AuthSession).values(last_seen_at=then))
        client.get("/account")
        seen = session.scalars(select(func.max(AuthSession.last_seen_at))).one()
        session.expire_all()
        assert (session.scalars(select(AuthSession)).one().last_seen_at != then) is changed, seen


def test_out_by_post_only(client: FlaskClient, clerk: User) -> None:
    post(client)
    assert client.get("/logout").status_code == 405
    answer = client.post("/logout")
    assert (answer.status_code, answer.location) == (303, "/login")
    assert "已退出登录" in client.get("/login").text


def test_whoever_is_in_is_not_asked_again(client: FlaskClient, clerk: User) -> None:
    post(client)
    assert client.get("/login").status_code == 303


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example", "/\\evil.example", "https://evil.example", "javascript:alert(1)", "evil", "/\tevil",
        "\t//evil.example", "/%0a\n//evil", "/login?next=/", "/" + "x" * 3000, "", None, "///evil", "/a\x7f",
    ],
)  # fmt: skip
def test_next_leads_to_no_stranger(target: str | None) -> None:
    assert safe_next(target) is None


@pytest.mark.parametrize("target", ["/", "/projects/planning?q=%E9%99%B6&page=2", "/projects/7#photos"])
def test_next_leads_to_our_pages(target: str) -> None:
    assert safe_next(target) == target


def test_a_stranger_as_next_leads_home(client: FlaskClient, clerk: User) -> None:
    assert post(client, next="//evil.example/").location == "/"


def test_without_a_desk_home_says_whom_to_ask(client: FlaskClient, session: Session) -> None:
    make_user(username="clerk", password_hash=passwords.hash_password(PASSWORD))
    post(client)
    answer = client.get("/")
    assert answer.status_code == 200
    assert "请联系系统管理员" in answer.text
