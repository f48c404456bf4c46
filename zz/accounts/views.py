"""Pages of signing in and of one's own account: `/login`, `/logout`, `/password`, `/account`."""

from typing import Any, cast

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from zz import clock
from zz.access import public, signed_in
from zz.accounts import login as signing
from zz.accounts import operations, passwords, queries, sessions
from zz.accounts.forms import LoginForm, PasswordForm
from zz.accounts.limits import limit
from zz.accounts.models import User
from zz.accounts.next_page import safe_next
from zz.accounts.sign_in import confirm, sign_in, sign_out
from zz.accounts.throttle import Verdict
from zz.db import locked, writing

bp = Blueprint("accounts", __name__)

WRONG = "用户名或密码不正确，请核对大小写后重试"


def _me() -> User:
    return cast(User, current_user._get_current_object())


def _agent() -> str:
    return request.user_agent.string


def _locked_sentence(verdict: Verdict) -> str:
    minutes = limit("lock_minutes")
    if verdict.by_address:
        return f"这个网络地址登录失败次数过多，请 {minutes} 分钟后再试，或请系统管理员协助查找原因"
    return f"密码已连续输错 {limit('login_failures')} 次，请 {minutes} 分钟后再试，或请系统管理员重置密码"


def _retry(verdict: Verdict) -> dict[str, Any]:
    """Return what a page of a locked account shows, and the seconds until it opens."""
    assert verdict.until is not None  # noqa: S101  (a lock has an end)
    wait = max(1, int((verdict.until - clock.real_now()).total_seconds()) + 1)
    return {"sentence": _locked_sentence(verdict), "until": clock.local(verdict.until), "wait": wait}


def _refused(verdict: Verdict) -> tuple[str, int, dict[str, str]]:
    found = _retry(verdict)
    return render_template("accounts/locked.html", **found), 429, {"Retry-After": str(found["wait"])}


@bp.get("/login")
@public
def login() -> Response | str:
    """Ask for name and password."""
    target = request.args.get("next", "")
    if current_user.is_authenticated:
        return redirect(safe_next(target) or "/", 303)
    return render_template("accounts/login.html", form=LoginForm(data={"next": target}))


@bp.post("/login")
@public
def enter() -> Any:
    """Let in whoever gives the right password."""
    form = LoginForm()
    if not form.validate():
        return render_template("accounts/login.html", form=form), 422
    done = sign_in(
        form.username.data or "", form.password.data or "", at=clock.real_now(), address=request.remote_addr,
        agent=_agent(), old_session=signing.current_session_id(),
    )  # fmt: skip
    if done.verdict.refused:
        return _refused(done.verdict)
    if done.user is None:
        form.password.errors = [_locked_sentence(done.verdict) if done.verdict.last else WRONG]
        return render_template("accounts/login.html", form=form), 422
    signing.keep(done.user, done.token)
    return redirect(safe_next(form.next.data) or "/", 303)


@bp.post("/logout")
@signed_in
def logout() -> Response:
    """End the session of this browser."""
    session_id, user = signing.current_session_id(), _me()
    with writing():
        assert session_id is not None  # noqa: S101  (somebody is signed in)
        sign_out(user, session_id)
    session.clear()
    flash("已退出登录", "toast")
    return redirect(url_for("accounts.login"), 303)


@bp.get("/password")
@signed_in
def password() -> tuple[str, int]:
    """Ask for a new password; at the first sign-in nothing else is possible before."""
    return _password_page(PasswordForm(_me().username, []), 200)


@bp.post("/password")
@signed_in
def change_password() -> Any:
    """Change one's own password."""
    user, confirmed = _me(), False
    if given := request.form.get("current", ""):
        verdict, confirmed = confirm(user, given, at=clock.real_now(), address=request.remote_addr)
        if verdict.refused:
            return _refused(verdict)
    form = PasswordForm(user.username, operations.used_hashes(user), confirmed=confirmed)
    if not form.validate():
        return _password_page(form, 422)
    _change(user.id, form.new.data or "")
    flash("密码已修改，其他设备上的登录已退出", "toast")
    return redirect("/", 303)


def _password_page(form: PasswordForm, code: int) -> tuple[str, int]:
    hint = f"至少 {limit('password_min_length')} 个字符，大写字母、小写字母、数字、符号中至少三种，不能包含用户名"
    return render_template("accounts/password.html", form=form, hint=hint, first=_me().must_change_password), code


def _change(user_id: int, new: str) -> None:
    hashed = passwords.hash_password(new)
    with writing():
        user = locked(User, user_id)
        assert user is not None  # noqa: S101  (users are never deleted)
        operations.change_password(user, hashed, by=user, at=clock.now())
        token = sessions.start(user, at=clock.real_now(), address=request.remote_addr, agent=_agent())
    signing.keep(user, token)


@bp.get("/account")
@signed_in
def account() -> str:
    """Show one's own roles and the devices one is signed in on."""
    found = queries.own_sessions(_me(), signing.current_session_id(), at=clock.real_now())
    return render_template("accounts/account.html", user=_me(), sessions=found, idle=limit("idle_minutes"))


@bp.post("/account/other-sessions")
@signed_in
def end_other_sessions() -> Response:
    """Sign out on every other device."""
    session_id = signing.current_session_id()
    with writing():
        user = locked(User, _me().id)
        assert user is not None and session_id is not None  # noqa: S101  (somebody is signed in)
        ended = operations.end_other_sessions(user, but=session_id, by=user, at=clock.now())
    flash(f"已退出其他 {ended} 处登录" if ended else "没有其他设备登录", "toast")
    return redirect(url_for("accounts.account"), 303)
