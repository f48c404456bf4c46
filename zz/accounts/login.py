"""Tie Flask-Login to the server-side sessions: the cookie's token finds the session, the session its user."""

import logging
from urllib.parse import quote

from flask import Flask, g, make_response, redirect, request, session, url_for
from flask_login import LoginManager, current_user, login_user
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.wrappers import Response

from zz import clock
from zz.accounts import sessions
from zz.accounts.limits import idle_time
from zz.accounts.models import User
from zz.db import db, writing

log = logging.getLogger(__name__)

TOKEN = "zz_token"  # noqa: S105  (the name of a cookie's field)

manager = LoginManager()


@manager.user_loader  # type: ignore[untyped-decorator]
def _load(user_id: str) -> User | None:
    """Return the user of the request's live session; None where it has ended."""
    found = sessions.find(session.get(TOKEN, ""), at=clock.real_now(), idle=idle_time(), on=clock.today())
    if found is None or str(found.user_id) != user_id:
        return None
    g.auth_session_id, g.auth_seen_at = found.id, found.last_seen_at
    return found.user


@manager.unauthorized_handler  # type: ignore[untyped-decorator]
def _ask_to_sign_in() -> Response:
    """Send a stranger to the sign-in page, and back afterwards."""
    back = request.full_path.rstrip("?") if request.method == "GET" and "HX-Request" not in request.headers else ""
    return send(url_for("accounts.login") + (f"?next={quote(back)}" if back and back != "/" else ""), 401)


def send(url: str, fragment_code: int) -> Response:
    """Send the browser to `url`; where HTMX waits for a fragment, the answer carries `fragment_code`."""
    if "HX-Request" in request.headers:
        response = make_response("", fragment_code)
        response.headers["HX-Redirect"] = url
        return response
    return redirect(url, 303)


def keep(user: User, token: str) -> None:
    """Give the browser a clean cookie that holds `token`."""
    session.clear()
    login_user(user)
    session[TOKEN] = token


def current_session_id() -> int | None:
    """Return the number of the request's session; None for a stranger."""
    return g.get("auth_session_id") if current_user.is_authenticated else None


def _note_seen(response: Response) -> Response:
    """Note, at most once a minute and in its own transaction, that the session is in use; never fail for it."""
    seen = g.pop("auth_seen_at", None)
    if seen is None or clock.real_now() - seen < sessions.SEEN_EVERY:
        return response
    try:
        with writing():
            sessions.touch(g.auth_session_id, at=clock.real_now())
    except SQLAlchemyError as error:
        db.session.rollback()
        log.warning("last seen not noted: %s", error)
    return response


def init_app(app: Flask) -> None:
    """Let `app` know its users by their sessions."""
    manager.init_app(app)
    app.after_request(_note_seen)
