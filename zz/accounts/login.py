"""Tie Flask-Login to the server-side sessions: the cookie's token finds the session, the session its user."""

from datetime import timedelta
from urllib.parse import quote

from flask import Flask, g, make_response, redirect, request, session, url_for
from flask_login import LoginManager
from werkzeug.wrappers import Response

from zz import clock
from zz.accounts import sessions
from zz.accounts.models import User

TOKEN = "zz_token"  # noqa: S105  (the name of a cookie's field)
IDLE = timedelta(minutes=30)

manager = LoginManager()


@manager.user_loader  # type: ignore[untyped-decorator]
def _load(user_id: str) -> User | None:
    """Return the user of the request's live session; None where it has ended."""
    found = sessions.find(session.get(TOKEN, ""), at=clock.real_now(), idle=IDLE)
    if found is None or str(found.user_id) != user_id:
        return None
    g.auth_session_id, g.auth_seen_at = found.id, found.last_seen_at
    return found.user


@manager.unauthorized_handler  # type: ignore[untyped-decorator]
def _ask_to_sign_in() -> Response:
    """Send a stranger to the sign-in page, and back afterwards."""
    back = request.full_path.rstrip("?") if request.method == "GET" and "HX-Request" not in request.headers else ""
    url = url_for("accounts.login") + (f"?next={quote(back)}" if back and back != "/" else "")
    if "HX-Request" in request.headers:
        response = make_response("", 401)
        response.headers["HX-Redirect"] = url
        return response
    return redirect(url, 303)


def init_app(app: Flask) -> None:
    """Let `app` know its users by their sessions."""
    manager.init_app(app)
