"""The forced change: whoever has a password from somebody else goes nowhere but to `/password`."""

from flask import Flask, current_app, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from zz.access import PUBLIC, declared
from zz.accounts.login import send

ALLOWED = frozenset({"accounts.password", "accounts.change_password", "accounts.logout"})


def _demand_new_password() -> Response | None:
    if request.endpoint is None or request.endpoint in ALLOWED:
        return None
    if declared(current_app, request.endpoint) == PUBLIC:
        return None
    if not current_user.is_authenticated or not current_user.must_change_password:
        return None
    return send(url_for("accounts.password"), 403)


def init_app(app: Flask) -> None:
    """Hold back, after the check of access, whoever must change the password."""
    app.before_request(_demand_new_password)
